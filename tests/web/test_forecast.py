"""The page on which a leader sees whether forecasts were true."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from mot_cua.ids import DayText
from queue_server.core import commands as c
from queue_server.core.forecast.judgement import Given


def words(client: FlaskClient, more: str = "") -> str:
    answer = client.get(f"/admin/forecast{more}")
    assert answer.status_code == 200
    page = re.sub(r"<[^>]+>", " ", answer.text.partition("<main>")[2])
    return " ".join(page.replace("\u00a0", " ").split())


def judge(
    office: PagesOffice, week: str, inside: int, stretch: float = 1.0, was: float = 1.0
) -> None:
    office.do(
        c.JudgeForecast,
        week=DayText(week),
        waits=200,
        inside=inside,
        off_s=250.0,
        bias_s=-100.0,
        waited_s=900.0,
        stretch=stretch,
        stretch_before=was,
    )


def test_a_young_office_is_told_when_there_will_be_something_to_see(client: FlaskClient) -> None:
    said = words(client)
    assert "Chưa có dự kiến nào để kiểm tra." in said
    assert "Máy bắt đầu dự kiến sau 20 lượt phục vụ đầu tiên." in said
    assert "khoảng dự kiến được giữ nguyên" in said


def test_a_good_week_is_said_in_words_that_need_no_statistics(
    office: PagesOffice, client: FlaskClient
) -> None:
    judge(office, "2026-11-09", 162)
    said = words(client)
    assert "Tuần 09–13/11" in said
    assert "Dự kiến đáng tin: cứ 100 người thì 81 người được gọi trong khoảng đã tính." in said
    assert "Dự kiến lệch trung bình 4 phút" in said
    assert "thường báo sớm hơn thực tế 2 phút" in said
    assert "81/100" in said


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        (110, "Dự kiến đang quá chắc chắn: chỉ 55 trong 100 người"),
        (198, "Dự kiến đang quá dè dặt: 99 trong 100 người"),
    ],
)
def test_a_week_that_strayed_is_called_so(
    inside: int, says: str, office: PagesOffice, client: FlaskClient
) -> None:
    judge(office, "2026-11-09", inside)
    assert says in words(client)


def test_when_it_mended_itself_the_page_says_so(office: PagesOffice, client: FlaskClient) -> None:
    judge(office, "2026-11-02", 110)
    judge(office, "2026-11-09", 112, stretch=1.6)
    said = words(client)
    assert "Tuần 09–13/11: Hai tuần liền quá hẹp: từ tuần sau mọi khoảng dự kiến" in said
    assert "được nới rộng 1,6 lần." in said
    assert "Hiện nay: khoảng dự kiến được nhân 1,6 ." in said


def test_the_picture_shows_each_week_and_is_told_to_who_cannot_see_it(
    office: PagesOffice, client: FlaskClient
) -> None:
    judge(office, "2026-11-02", 110)
    judge(office, "2026-11-09", 160)
    page = client.get("/admin/forecast").text
    assert 'aria-label="tuần 02–06/11: 55 trong 100; tuần 09–13/11: 80 trong 100"' in page
    assert page.count("<circle") == 2
    assert 'class="weeks-dot is-narrow"' in page
    assert "style=" not in page


def test_this_week_is_counted_so_far_and_proves_nothing_while_it_is_young(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1)
    for _ in range(3):
        office.issue("HT")
    tickets = [one.id for one in office.server.office.waiting()]
    office.server.journal.told.add("2026-11-20", [Given(one, 0, 300, 1200) for one in tickets])
    for _ in range(3):
        office.serve()
    said = words(client)
    assert "Chưa đủ số liệu để kết luận: mới có 3 lượt được dự kiến và đã gọi" in said
    assert "đến lúc này" in said


def test_it_speaks_english_to_whoever_asks(client: FlaskClient) -> None:
    assert "Were the forecasts true?" in words(client, "?lang=en")
