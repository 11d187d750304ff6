"""Ý kiến của bạn – chúng tôi đã làm: a month's commonest reason on the public board."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice
from web.test_reasons import ASKING, give

from mot_cua.business_day import ms_of
from mot_cua.ids import UnixMs
from queue_server.core import commands as c
from queue_server.reports.board import board_files
from queue_server.reports.heard import heard

TITLE = "Ý kiến của bạn – chúng tôi đã làm"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path, ASKING)
    made.open(1)
    yield made
    made.switch_off()


@pytest.fixture
def leader(office: PagesOffice) -> FlaskClient:
    return office.client("leader")


def say(office: PagesOffice, waiting: int, attitude: int) -> None:
    client = office.client("admin")
    for reason in ("waiting",) * waiting + ("attitude",) * attitude:
        give(office, client, "dissatisfied", reason)


def write(leader: FlaskClient, text: str, month: str = "2026-11") -> tuple[int, str]:
    page = leader.get("/report/period/2026-11").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    form = {"csrf": token[1], "text": text}
    sent = leader.post(f"/report/period/{month}/response", data=form)
    return sent.status_code, sent.text


def test_below_ten_reasons_the_board_tells_none(office: PagesOffice, leader: FlaskClient) -> None:
    say(office, 6, 3)
    write(leader, "Mở thêm quầy 2 buổi sáng")
    assert TITLE not in leader.get("/public").text


def test_the_board_shows_the_commonest_reason_and_what_was_changed(
    office: PagesOffice, leader: FlaskClient
) -> None:
    say(office, 7, 3)
    board = leader.get("/public").text
    assert TITLE in board
    reason = (
        "Tháng 11/2026: lý do được nêu nhiều nhất là Thời gian chờ, giải quyết,"
        " 7 trên 10 lượt nêu lý do."
    )
    assert reason in board
    assert write(leader, "  Mở thêm\n quầy 2 ")[0] == 302
    assert '<p class="board-done">Mở thêm quầy 2</p>' in leader.get("/public").text
    assert "Mở thêm quầy 2" in leader.get("/report/period/2026-11").text
    write(leader, "")
    assert "board-done" not in leader.get("/public").text
    # In the next month, until it has reasons enough itself.
    engine = office.gateway.reports.engine
    assert heard(engine, "2026-12-01", ASKING) == heard(engine, "2026-11-30", ASKING)
    assert heard(engine, "2027-01-01", ASKING) is None


def test_two_reasons_that_are_as_common_are_both_named(office: PagesOffice) -> None:
    say(office, 5, 5)
    found = heard(office.gateway.reports.engine, "2026-11-20", ASKING)
    assert found is not None
    assert found.reasons == ("Thái độ phục vụ", "Thời gian chờ, giải quyết")
    assert "Thái độ phục vụ và Thời gian chờ, giải quyết (ngang nhau), 5 trên 10" in found.words


def test_the_files_for_the_website_say_the_same(office: PagesOffice, leader: FlaskClient) -> None:
    say(office, 7, 3)
    write(leader, "Mở thêm quầy 2")
    found = heard(office.gateway.reports.engine, "2026-11-20", ASKING)
    now = UnixMs(ms_of("2026-11-20", "16:00"))
    made = board_files((), ASKING, is_sample=False, now_ms=now, heard=found)
    assert "Mở thêm quầy 2" in made["index.html"].decode()
    assert json.loads(made["hai-long.json"])["heard"] == {
        "month": "2026-11", "reasons": ["Thời gian chờ, giải quyết"], "given": 7, "of": 10,
        "done": "Mở thêm quầy 2",
    }  # fmt: skip


def test_only_the_leader_writes_for_a_month_and_not_too_much(
    office: PagesOffice, leader: FlaskClient
) -> None:
    say(office, 1, 0)
    assert "Nội dung công khai tối đa 400 ký tự." in write(leader, "x" * 401)[1]
    assert "Chỉ ghi cho từng tháng." in write(leader, "Mở quầy", month="2026-W47")[1]
    inspector = office.client("inspector")
    assert "Ghi nội dung công khai" not in inspector.get("/report/period/2026-11").text
    for month, text, said in (
        ("2026-11", "x" * 401, "the board has room for 400 letters"),
        ("2026-W47", "x", "2026-W47 is no month; a month is like 2026-11"),
    ):
        with pytest.raises(Exception, match=re.escape(said)):
            office.do(c.WriteResponse, month=month, text=text, by="giam-doc")
