"""The page of the office's hours: what it shows, saves and refuses."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, expect
from web.pages_office import PagesOffice, Served, come_in

from queue_server.core import events as e
from queue_server.core.holidays import is_complete, proposed

REQUESTS = count(1)
WORKED = {"work": ["07:30-11:30", "13:30-17:00"], "issue": ["07:00-11:15", "13:00-16:30"]}
OFF: dict[str, list[str]] = {"work": [], "issue": []}


def save(client: FlaskClient, **changes: Any) -> Any:
    calendar = {"week": [WORKED] * 5 + [OFF] * 2, "special": [], "confirmed": [2026], **changes}
    wish = {"request": f"save-hours-{next(REQUESTS)}", "calendar": calendar}
    return client.post("/api/hours", json=wish)


def test_saved_hours_are_an_event_with_a_name_and_are_kept_at_once(
    office: PagesOffice, client: FlaskClient
) -> None:
    day = {"date": "2026-11-20", "reason": "  Họp  ", **OFF}
    assert office.gateway.is_working()
    assert save(client, special=[day]).status_code == 200
    assert not office.gateway.is_working()
    changed = [row.event for row in office.server.journal.read()][-1]
    assert isinstance(changed, e.CalendarChanged)
    assert (changed.by, changed.calendar.special[0].reason) == ("Người admin", "Họp")
    assert "Họp" in client.get("/hours").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"week": [{**WORKED, "work": ["7h30"]}] + [OFF] * 6},
            "Thứ Hai: “7h30” chưa đúng; ghi như 07:30-11:30, cách nhau bằng dấu phẩy.",
        ),
        (
            {"week": [{**WORKED, "work": ["07:30-18:00"]}] + [OFF] * 6},
            "Thứ Hai: “07:30-18:00” nằm ngoài ngày làm việc (06:00–17:30).",
        ),
        (
            {"week": [{**WORKED, "issue": []}] + [OFF] * 6},
            "Thứ Hai: có giờ làm việc nhưng không có giờ lấy số.",
        ),
        (
            {"week": [WORKED] + [{**OFF, "issue": ["07:00-11:15"]}] + [OFF] * 5},
            "Thứ Ba: có giờ lấy số nhưng không có giờ làm việc.",
        ),
        (
            {"week": [{**WORKED, "work": ["13:30-17:00", "07:30-14:00"]}] + [OFF] * 6},
            "Thứ Hai: “07:30-14:00” trùng với khoảng giờ trước đó.",
        ),
        (
            {"week": [{**WORKED, "work": ["11:30-07:30"]}] + [OFF] * 6},
            "Thứ Hai: “11:30-07:30” kết thúc trước khi bắt đầu.",
        ),
        ({"week": [OFF] * 7}, "Chưa có ngày nào trong tuần có giờ làm việc."),
        ({"week": [WORKED] * 3}, "Tuần phải có đủ bảy ngày."),
        ({"special": [{"date": "2027-02-30"}]}, "2027-02-30: không có ngày này."),
        ({"special": [{"date": "2027-01-01"}] * 2}, "2027-01-01: ngày này ghi hai lần."),
        (
            {"special": [{"date": f"{year}-01-01"} for year in range(2000, 2401)]},
            "Quá nhiều ngày; vui lòng xóa các năm cũ.",
        ),
    ],
)
def test_hours_that_cannot_be_are_told_in_words(
    office: PagesOffice, client: FlaskClient, changes: dict[str, Any], said: str
) -> None:
    before = office.server.journal.last_seq
    answer = save(client, **changes)
    assert (answer.status_code, answer.json["message"]) == (409, said)
    assert office.server.journal.last_seq == before


def test_what_is_no_calendar_is_named_by_its_field(client: FlaskClient) -> None:
    answer = client.post("/api/hours", json={"request": "save-hours", "calendar": {"week": 7}})
    assert answer.status_code == 400
    assert "$.calendar.week" in answer.json["message"]


def test_saving_the_same_again_says_that_nothing_changed(client: FlaskClient) -> None:
    save(client)
    answer = save(client)
    assert answer.json["message"] == "Lịch làm việc không có gì thay đổi."


def test_the_next_year_is_asked_for_in_november_until_it_is_confirmed(client: FlaskClient) -> None:
    text = "Chưa xác nhận danh sách ngày nghỉ năm 2026 và 2027."
    assert text in client.get("/hours").text
    assert text in client.get("/admin").text
    save(client, confirmed=[2026, 2027])
    assert "Chưa xác nhận" not in client.get("/admin").text


def test_a_year_far_away_has_no_page(client: FlaskClient) -> None:
    assert client.get("/hours?year=1999").status_code == 404


def test_the_proposed_days_are_working_days_and_one_on_a_weekend_moves_to_the_next() -> None:
    for year in range(2026, 2040):
        days = [one.date for one in proposed(year)]
        assert days == sorted(set(days))
    assert ("2027-05-03", "Nghỉ bù Quốc tế lao động 1/5") in proposed(2027)
    assert is_complete(2027)
    assert not is_complete(2028)


@pytest.mark.browser
def test_an_administrator_adds_the_holidays_of_a_year_and_confirms_it(
    office: PagesOffice, served: Served, context: BrowserContext
) -> None:
    save(office.client(), confirmed=[2026])
    come_in(context, served, office.employ("admin").login)
    page = context.new_page()
    page.set_viewport_size({"width": 1100, "height": 900})
    page.goto(served.at("/hours?year=2027"))
    page.click("#propose")
    expect(page.locator("#days tr:visible")).to_have_count(12)
    page.locator("[data-remove='2027-02-10']").click()
    page.fill("#add-date", "2027-02-06")
    page.select_option("#add-kind", "work")
    page.fill("#add-reason", "Làm bù")
    page.click("#add")
    page.click("#confirm")
    page.fill("[data-weekday='5'] [data-field=work]", "07:30 – 11:30")
    page.fill("[data-weekday='5'] [data-field=issue]", "07:00-11:15")
    with page.expect_navigation():
        page.click("#save")
    calendar = office.gateway.calendar
    assert calendar.confirmed == (2026, 2027)
    assert calendar.week[5].work == ("07:30-11:30",)
    [worked] = [one for one in calendar.special if one.work]
    assert (worked.date, worked.reason) == ("2027-02-06", "Làm bù")
    assert "2027-02-10" not in [one.date for one in calendar.special]
    expect(page.locator("#confirmed")).to_have_text("đã xác nhận")
