"""The page on which a leader asks what one more counter would have changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from lived_days import WEEK, write_days
from small_office import SETTINGS
from web.pages_office import PagesOffice
from werkzeug.test import TestResponse

from config.settings import Hours, Settings, Weekday
from queue_server.web.what_if import studies

DAY = Weekday(work=("07:30-11:30", "13:30-17:00"))
OPEN: Settings = msgspec.structs.replace(
    SETTINGS, hours=Hours(monday=DAY, tuesday=DAY, wednesday=DAY, thursday=DAY, friday=DAY)
)
FORM = {"service": "HT", "count": "1", "begins": "08:00", "ends": "10:00"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    write_days(tmp_path)
    made = PagesOffice(tmp_path, OPEN)
    yield made
    made.switch_off()


@pytest.fixture
def client(office: PagesOffice) -> Iterator[FlaskClient]:
    """A leader's browser."""
    made = office.client("leader")
    yield made
    with made.application.app_context():
        studies().close()


def words(answer: TestResponse) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.text.partition("<main>")[2])
    return " ".join(page.replace("\u00a0", " ").split())


def answered(client: FlaskClient, form: dict[str, str]) -> TestResponse:
    sent = client.post("/admin/what-if", data=form)
    assert sent.status_code == 303
    with client.application.app_context():
        one = studies().find(sent.location.rpartition("/")[2])
    assert one is not None
    assert one.is_over.wait(60)
    return client.get(sent.location)


def test_an_office_with_little_past_is_told_so_plainly(tmp_path: Path) -> None:
    write_days(tmp_path, WEEK[:4])
    office = PagesOffice(tmp_path, OPEN)
    client = office.client("leader")
    said = words(client.get("/admin/what-if"))
    assert "Chưa đủ số liệu để trả lời." in said
    assert "cần ít nhất 5 ngày đã chốt có người đến. Hiện có 4 ngày." in said
    assert 'class="ask"' not in client.get("/admin/what-if").text
    assert client.post("/admin/what-if", data=FORM).status_code == 422
    office.switch_off()


def test_the_form_says_what_the_answer_will_be_made_of(client: FlaskClient) -> None:
    page = client.get("/admin/what-if")
    said = words(page)
    assert "7 ngày gần nhất (11/11/2026 – 19/11/2026, trung bình 16 người mỗi ngày)" in said
    assert "<option>07:30</option>" in page.text
    assert "<option>17:00</option>" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_leader_reads_before_after_and_how_sure_it_is(client: FlaskClient) -> None:
    said = words(answered(client, FORM))
    assert "Nếu mở thêm 1 quầy Tư pháp – Hộ tịch từ 08:00 đến 10:00?" in said
    assert re.search(r"Chờ trung bình giảm khoảng \d+ phút \(từ \d+ phút đến \d+ phút\)\.", said)
    assert re.search(r"9 trong 10 người chờ không quá \d+ phút \(± ", said)
    share = r"\d+% \(± \d+%\)"
    assert re.search(rf"Số người chờ quá 15 phút {share} {share} giảm \d+ điểm %", said)
    assert "Tính trên 7 ngày đã qua." in said
    assert re.search(r"Thực tế những ngày ấy: chờ trung bình \d+ phút", said)
    assert "Gợi ý lịch mở quầy theo nửa giờ" in said
    assert re.search(r"08:00–\d\d:\d\d", said)


def test_days_lived_again_are_like_the_days_that_were(client: FlaskClient) -> None:
    said = words(answered(client, FORM))
    found = re.search(r"ngày ấy: chờ trung bình (\d+) phút.*lại được: chờ trung bình (\d+)", said)
    assert found is not None
    real, again = (int(one) for one in found.groups())
    assert again == pytest.approx(real, rel=0.35)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"service": "XX"}, "Chưa chọn lĩnh vực. Vui lòng chọn một lĩnh vực trong danh sách."),
        ({"count": "9"}, "Số quầy mở thêm phải từ 1 đến 3."),
        ({"begins": "03:00"}, "Giờ bắt đầu và giờ kết thúc phải nằm trong giờ làm việc."),
        ({"ends": "08:00"}, "Giờ kết thúc phải sau giờ bắt đầu. Vui lòng chọn lại."),
    ],
)
def test_a_question_that_makes_no_sense_is_explained(
    client: FlaskClient, change: dict[str, str], says: str
) -> None:
    answer = client.post("/admin/what-if", data=FORM | change)
    assert answer.status_code == 422
    assert says in words(answer)


def test_a_study_that_was_cancelled_says_so_and_an_unknown_one_leads_to_the_form(
    client: FlaskClient,
) -> None:
    begun = client.post("/admin/what-if", data=FORM).location
    assert client.post(f"{begun}/cancel", data={}).location == "/admin/what-if"
    with client.application.app_context():
        one = studies().find(begun.rpartition("/")[2])
    assert one is not None
    assert one.is_over.wait(60)
    assert "Đã hủy. Chưa có câu trả lời." in words(client.get(begun))
    assert client.get("/admin/what-if/unknown").location == "/admin/what-if"


def test_another_site_cannot_make_the_office_work(client: FlaskClient) -> None:
    strange = {"Origin": "http://elsewhere.example"}
    assert client.post("/admin/what-if", data=FORM, headers=strange).status_code == 403


def test_who_calls_numbers_does_not_plan_counters(office: PagesOffice) -> None:
    for role in ("officer", "inspector"):
        client = office.client(role)
        assert client.get("/admin/what-if").status_code == 403
        assert client.post("/admin/what-if", data=FORM).status_code == 403
