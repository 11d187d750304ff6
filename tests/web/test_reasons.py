"""The question why, on the phone of whoever was not satisfied, and what reports make of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect
from small_office import SETTINGS
from web.pages_office import PagesOffice, Served
from web.test_browser import FAINT
from web.test_phone import Phone, address, finish, press, words

from config.settings import OfficeSettings, Reason
from queue_server.core import commands as c

REASONS = (
    Reason(id="attitude", label="Thái độ phục vụ", label_en="Attitude"),
    Reason(id="waiting", label="Thời gian chờ, giải quyết", label_en="Waiting time"),
    Reason(id="harassment", label="Nhũng nhiễu, gây phiền hà", alerts_leader=True),
)
ASKING = msgspec.structs.replace(
    SETTINGS,
    office=OfficeSettings(
        id="duc-thuong", name="Trung tâm", agency="UBND xã Đức Thượng", hotline="0219 386 xxxx"
    ),
    rating=msgspec.structs.replace(SETTINGS.rating, reason=REASONS),
)
QUESTION = "Điều gì làm quý vị chưa hài lòng?"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path, ASKING)
    made.open(1)
    made.issue("HT")
    finish(made)
    yield made
    made.switch_off()


def why(client: FlaskClient, reason: str, leg: str = "1") -> int:
    form = {"leg": leg, "reason": reason}
    return client.post(address("1001", "/reason"), data=form).status_code


def reasons(office: PagesOffice) -> dict[str, int]:
    report = office.gateway.reports.day("2026-11-20")
    assert report is not None
    return report.reasons


def test_who_was_not_satisfied_is_asked_why_after_being_thanked(
    office: PagesOffice, client: FlaskClient
) -> None:
    press(client, "dissatisfied")
    said = words(client, "1001")
    assert said.index("Số này đã được đánh giá") < said.index(QUESTION)
    assert "Đánh giá đã được ghi nhận, dù quý vị có chọn lý do hay không." in said
    assert "Phản ánh, kiến nghị cần trả lời: 0219 386 xxxx." in said
    assert why(client, "waiting") == 303
    assert QUESTION not in words(client, "1001")
    assert "Xin cảm ơn! Ý kiến của quý công dân đã được ghi nhận." in words(client, "1001")
    assert reasons(office) == {"waiting": 1}


def test_who_was_satisfied_is_not_asked(office: PagesOffice, client: FlaskClient) -> None:
    press(client, "satisfied")
    assert QUESTION not in words(client, "1001")
    assert why(client, "waiting") == 303
    assert reasons(office) == {}


def test_the_question_can_be_skipped_and_ends_by_itself(
    office: PagesOffice, client: FlaskClient
) -> None:
    press(client, "dissatisfied")
    skip = re.search(r'class="skip" href="([^"]+)"', client.get(address("1001")).text)
    assert skip and skip[1] == "/t/token-of-1001?skip"
    assert QUESTION not in words(client, "1001", "?skip")
    office.wait(121)
    assert QUESTION not in words(client, "1001")
    assert why(client, "waiting") == 303
    assert reasons(office) == {}


def test_the_page_does_not_tell_how_a_visit_was_rated_at_the_counter(
    office: PagesOffice, client: FlaskClient
) -> None:
    window = office.server.office.windows["paper-1001/1"]  # type: ignore[index]
    office.do(c.PressRating, counter=1, level="dissatisfied", leg=window.leg, pressed=window.opens)
    assert QUESTION not in words(client, "1001")


def test_it_is_asked_in_english_too(office: PagesOffice, client: FlaskClient) -> None:
    press(client, "dissatisfied")
    page = client.get(address("1001", "?lang=en")).text
    assert "What were you not satisfied with?" in page
    assert "Waiting time" in page
    assert 'href="/t/token-of-1001?lang=en&amp;skip"' in page
    assert client.get(address("1001", "/reason?lang=en")).location == "/t/token-of-1001?lang=en"


def test_what_is_no_reason_is_refused(office: PagesOffice, client: FlaskClient) -> None:
    press(client, "dissatisfied")
    assert why(client, "weather") == 400
    assert why(client, "waiting", leg="one") == 400
    assert client.post("/t/nobody/reason", data={"leg": "1"}).status_code == 404
    assert reasons(office) == {}


def test_when_the_server_is_busy_the_page_says_that_the_reason_was_not_noted(
    office: PagesOffice, client: FlaskClient
) -> None:
    press(client, "dissatisfied")
    office.switch_off()
    while office.inbox.post("nobody takes it"):
        continue
    answer = client.post(address("1001", "/reason"), data={"leg": "1", "reason": "waiting"})
    assert answer.status_code == 503
    assert "lý do chưa được ghi nhận. Vui lòng bấm lại." in answer.text


# Reports


def give(office: PagesOffice, client: FlaskClient, level: str, reason: str = "") -> None:
    """Serve the next citizen, who rates on a phone and may say why."""
    label = office.issue("HT")
    finish(office)
    form = {"leg": "1", "level": level}
    client.post(address(label, "/rating"), data=form)
    if reason:
        client.post(address(label, "/reason"), data={"leg": "1", "reason": reason})
    office.wait(61)


def test_reasons_stand_in_the_report_of_the_day_the_month_and_behind_the_figure(
    office: PagesOffice, client: FlaskClient
) -> None:
    for _ in range(8):
        give(office, client, "satisfied")
    give(office, client, "dissatisfied", "waiting")
    give(office, client, "neutral", "waiting")
    give(office, client, "dissatisfied", "attitude")
    give(office, client, "dissatisfied")
    leader = office.client("leader")
    for page in ("/report/2026-11-20", "/report/period/2026-11"):
        told = leader.get(page).text
        assert "<dt>Thời gian chờ, giải quyết</dt><dd>2 lượt <small>66,7%</small></dd>" in told
        assert "<dt>Thái độ phục vụ</dt><dd>1 lượt <small>33,3%</small></dd>" in told
    line = "Thời gian chờ, giải quyết: 2; Thái độ phục vụ: 1."
    assert line in leader.get("/report/period/2026-11/why").text
    table = leader.get("/report/2026-11-20/csv").data.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(table, newline=""), delimiter=";")
    counted = {one["key"]: one["count"] for one in rows if one["group"] == "reason"}
    assert counted == {"waiting": "2", "attitude": "1"}


def test_a_reason_beside_few_ratings_is_nobodys_voice(
    office: PagesOffice, client: FlaskClient
) -> None:
    give(office, client, "dissatisfied", "attitude")
    leader = office.client("leader")
    for page in ("", "/period/2026-11", "/period/2026-11/why"):
        told = leader.get(f"/report{page}").text
        assert "1 lượt nêu lý do; dưới 10 lượt đánh giá nên không ghi riêng từng lý do." in told
        assert "Thái độ phục vụ" not in told
    assert "attitude" not in leader.get("/report/2026-11-20/csv").text


def test_no_reason_is_a_word(office: PagesOffice) -> None:
    page = office.client("leader").get("/report").text
    assert re.search(r"Lý do chưa hài lòng</h2>\s*<p class=\"note\">Không có\.</p>", page)


def test_opinions_that_belong_to_no_visit_have_a_section_of_their_own(
    office: PagesOffice,
) -> None:
    leader = office.client("leader")
    assert "Ý kiến tại kiosk" not in leader.get("/report").text
    for level in ("satisfied", "dissatisfied", "satisfied"):
        office.do(c.PressAtKiosk, level=level, pressed=office.gateway.ticks())
    for page in ("/report", "/report/period/2026-11"):
        told = leader.get(page).text
        assert "Ý kiến tại kiosk, không gắn lượt" in told
        assert "Hài lòng: 2; Không hài lòng: 1" in told
        assert "Chưa có đánh giá" in told
    workbook = leader.get("/report/2026-11-20/pdf")
    assert workbook.data.startswith(b"%PDF")


@pytest.mark.browser
def test_a_reason_is_one_touch_and_large_enough(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    phone = Phone(browser, served, "1001")
    phone.page.get_by_role("button", name="Không hài lòng").tap()
    expect(phone.page.get_by_text(QUESTION)).to_be_visible()
    chosen = phone.page.get_by_role("button", name="Thái độ phục vụ")
    box = chosen.bounding_box()
    assert box is not None and box["height"] >= 56
    assert phone.page.evaluate(FAINT) == []
    chosen.tap()
    expect(phone.page.get_by_text("Xin cảm ơn!")).to_be_visible()
    expect(phone.page.get_by_text(QUESTION)).to_be_hidden()
    assert reasons(office) == {"attitude": 1}
    assert phone.complaints == []
    phone.context.close()
