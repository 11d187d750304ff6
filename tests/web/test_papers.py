"""The page for hard times: papers of silent kiosks, and calls that were made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, expect
from small_office import SETTINGS
from web.pages_office import PagesOffice, Served

from config.settings import KioskSettings
from mot_cua.ids import CounterNo
from queue_server.core import commands as c

HOUR_MS = 3_600_000


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    """An office whose only kiosk was there, and is not any more."""
    kiosk = (KioskSettings(id="kiosk-1"),)
    made = PagesOffice(tmp_path, msgspec.structs.replace(SETTINGS, kiosk=kiosk))
    made.open(1)
    made.hear("kiosk-1")
    made.hear("kiosk-1", online=False)
    yield made
    made.switch_off()


def press(client: FlaskClient, name: str, **wish: Any) -> Any:
    return client.post("/api/counter/1", json={"request": f"press-{name}", **wish})


def test_a_paper_is_admitted_by_its_number_and_the_time_that_stands_on_it(
    office: PagesOffice, client: FlaskClient
) -> None:
    young = office.issue("HT", age_s=600)
    taken = office.clock.wall_ms() - HOUR_MS
    answer = press(client, "0001", actions=["admit"], label="1012", taken_ms=taken)
    assert answer.json["answers"][0]["label"] == "1012"
    assert [one.label for one in office.gateway.view.waiting] == ["1012", young]
    again = press(client, "0001", actions=["admit"], label="1012", taken_ms=taken)
    assert again.json["answers"] == answer.json["answers"]
    refused = press(client, "0002", actions=["admit"], label="1012")
    assert (refused.status_code, refused.json["code"]) == (409, "admit-while-waiting")
    assert refused.json["message"] == "Số này đang chờ, nên chưa làm được việc đó."


def test_the_code_of_a_paper_that_the_queue_knows_tells_its_number(
    office: PagesOffice, client: FlaskClient
) -> None:
    label = office.issue("HT")
    answer = press(client, "0001", actions=["admit"], label=f"http://x/t/token-of-{label}")
    assert answer.json["detail"] == "1001 is waiting already"
    answer = press(client, "0002", actions=["admit"], label="http://x/t/of-nobody")
    assert answer.json["message"] == (
        "Không có số như vậy; vui lòng nhập đủ số in trên phiếu, ví dụ 1012."
    )


def test_a_number_of_a_kiosk_that_is_there_is_refused_with_the_reason(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.hear("kiosk-1")
    answer = press(client, "0001", actions=["admit"], label="1012")
    assert (answer.status_code, answer.json["code"]) == (409, "kiosk-is-here")
    assert answer.json["message"] == (
        "Máy lấy số đang kết nối và chưa cấp số này; vui lòng xem lại số trên phiếu."
    )


def test_the_page_says_which_kiosk_is_silent_and_lists_who_waits_here_first(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.issue("DD", age_s=900)
    office.issue("HT", priority=True)
    page = client.get("/counter/1/papers").text
    assert "Máy lấy số không liên lạc được: kiosk-1 (từ 09:00)" in page
    assert page.index(">1001<") < page.index(">3001<")
    office.hear("kiosk-1")
    assert "Mọi máy lấy số đều liên lạc được." in client.get("/counter/1/papers").text
    assert "Called by hand" in client.get("/counter/1/papers?lang=en").text
    assert client.get("/counter/9/papers").status_code == 404


def test_a_call_by_hand_is_entered_shown_and_taken_back(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.issue("HT")
    ticket = office.gateway.view.waiting[0].id
    assert press(client, "0001", actions=["by-hand"], ticket=ticket).status_code == 200
    page = client.get("/counter/1/papers").text
    assert "Đã nhập hôm nay: 1" in page
    assert office.gateway.view.waiting == ()
    assert press(client, "0002", actions=["undo-by-hand"], ticket=ticket).status_code == 200
    assert [one.label for one in office.gateway.view.waiting] == ["1001"]
    answer = press(client, "0003", actions=["undo-by-hand"], ticket=ticket)
    assert answer.json["code"] == "undo-hand-call-while-waiting"
    assert press(client, "0004", actions=["by-hand"]).status_code == 400


def test_the_report_counts_calls_by_hand_and_admitted_papers_by_themselves(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.issue("HT")
    ticket = office.gateway.view.waiting[0].id
    press(client, "0001", actions=["by-hand"], ticket=ticket)
    press(client, "0002", actions=["admit"], label="1012")
    page = client.get("/report").text
    assert "<dt>Số gọi bằng tay</dt><dd>1</dd>" in page
    assert "<dt>Phiếu nhận khi máy lấy số mất liên lạc</dt><dd>1</dd>" in page


def test_whoever_may_call_may_use_the_page_and_nobody_else(office: PagesOffice) -> None:
    assert office.client("officer").get("/counter/1/papers").status_code == 200
    assert office.client("leader").get("/counter/1/papers").status_code == 403


@pytest.mark.browser
def test_an_officer_types_a_number_and_marks_another_without_leaving_the_page(
    office: PagesOffice, served: Served, context: BrowserContext
) -> None:
    office.issue("HT")
    page = context.new_page()
    page.goto(served.at("/counter/1"))
    page.get_by_role("link", name="Phiếu và gọi tay").click()
    number = page.get_by_label("Số trên phiếu", exact=True)
    number.fill("1012")
    page.get_by_label("Giờ lấy số trên phiếu").fill("08:05")
    number.press("Enter")
    expect(page.get_by_text("Đã nhận số 1012 vào hàng chờ.")).to_be_visible()
    [admitted] = [one for one in office.gateway.view.waiting if one.label == "1012"]
    assert admitted.waited_ms == 55 * 60_000
    number.fill("12")
    number.press("Enter")
    expect(page.get_by_text("Không có số như vậy")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="1001").get_by_role("button").click()
    expect(page.get_by_text("Đã ghi số 1001 là gọi tay.")).to_be_visible()
    expect(page.get_by_text("Đã nhập hôm nay: 1")).to_be_visible()
    page.get_by_role("button", name="Nhập nhầm").click()
    expect(page.get_by_text("Số 1001 chờ lại như trước.")).to_be_visible()
    office.do(c.CallNext, counter=CounterNo(1))
    expect(page.get_by_role("listitem").filter(has_text="1012")).to_have_count(0)
