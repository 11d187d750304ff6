"""What a console asks, offers and takes back; two counters, help for others, a strip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, expect
from web.console_page import Console
from web.pages_office import PagesOffice, Served

from mot_cua.ids import CounterNo
from queue_server.core import commands as c

ONE = CounterNo(1)


@pytest.fixture
def console(office: PagesOffice, served: Served, context: BrowserContext) -> Iterator[Console]:
    office.open(1, 2)
    for _ in range(3):
        office.issue("HT")
    made = Console(context, served)
    yield made
    assert made.complaints == []


@pytest.mark.browser
def test_the_undo_bar_says_what_it_takes_back_and_for_how_long(
    office: PagesOffice, console: Console
) -> None:
    undo = console.page.locator("button[data-act=undo]")
    console.key("next")
    expect(undo).to_contain_text("Hoàn tác gọi 1001 · ")
    office.wait(11)
    console.shows("1001")
    expect(undo).to_be_disabled()
    console.key("finish_next")
    expect(undo).to_contain_text("Hoàn tác: 1001 xong, gọi 1002 · ")
    console.key("undo")
    console.shows("1001", "Đang gọi")
    assert office.gateway.view.totals["done"] == 0


@pytest.mark.browser
def test_a_finish_and_a_later_call_are_taken_back_one_after_the_other(
    office: PagesOffice, console: Console
) -> None:
    console.key("next")
    console.shows("1001")
    console.key("finish")
    console.shows("––––")
    office.wait(3)
    console.key("next")
    console.shows("1002")
    undo = console.page.locator("button[data-act=undo]")
    expect(undo).to_contain_text("Hoàn tác gọi 1002")
    console.key("undo")
    console.shows("––––")
    expect(undo).to_contain_text("Hoàn tác: 1001 xong")
    console.page.wait_for_timeout(1100)
    console.key("undo")
    console.shows("1001", "Đang gọi")


@pytest.mark.browser
def test_the_next_key_at_a_busy_counter_offers_finish_and_next(
    office: PagesOffice, console: Console
) -> None:
    console.key("next")
    console.shows("1001")
    console.page.wait_for_timeout(1100)
    console.page.keyboard.press("Space")
    console.asks("Quầy đang có số 1001")
    console.page.keyboard.press("Space")
    console.shows("1001")
    console.page.wait_for_timeout(600)
    console.page.keyboard.press("Enter")
    console.shows("1002", "Đang gọi")
    assert office.gateway.view.totals["done"] == 1


@pytest.mark.browser
def test_another_console_was_quicker_and_the_key_offers_finish_and_next(
    office: PagesOffice, console: Console
) -> None:
    """The page still shows a free counter; the server's refusal brings the truth and the offer."""
    console.page.route("**/events", lambda route: route.abort())
    console.page.route(
        "**/api/counter/1",
        lambda route: route.continue_() if route.request.method == "POST" else route.abort(),
    )
    office.do(c.CallNext, counter=ONE)
    console.page.keyboard.press("n")
    console.asks("Quầy đang có số 1001")


@pytest.mark.browser
def test_a_key_that_can_do_nothing_says_why(office: PagesOffice, console: Console) -> None:
    console.page.keyboard.press("Enter")
    console.says("Quầy chưa có số: nhấn phím cách để gọi số tiếp theo.")
    office.do(c.PauseCounter, counter=ONE, reason="Họp")
    console.reads("#state", "Tạm dừng")
    console.page.keyboard.press("Space")
    console.says("Quầy đang đóng hoặc tạm dừng: nhấn O để mở quầy trước.")


@pytest.mark.browser
def test_a_service_longer_than_most_is_asked_about_and_the_answer_reaches_every_console(
    office: PagesOffice, console: Console, context: BrowserContext, served: Served
) -> None:
    other = Console(context, served)
    console.page.bring_to_front()
    console.key("next")
    console.key("start")
    console.shows("1001", "Đang phục vụ")
    expect(console.page.locator("#still")).to_be_hidden()
    office.wait(3600)
    for one in (console, other):
        one.reads("#still-words", "Số 1001 vẫn đang phục vụ?")
    console.page.bring_to_front()
    console.key("still")
    for one in (console, other):
        expect(one.page.locator("#still")).to_be_hidden()
    assert office.server.office.tickets["paper-1001"].confirmed > 0


@pytest.mark.browser
def test_a_family_is_one_number_with_several_dossiers(
    office: PagesOffice, console: Console
) -> None:
    console.key("next")
    console.shows("1001")
    console.key("dossiers")
    console.asks("Số 1001 có mấy hồ sơ?")
    console.page.keyboard.type("12")
    console.page.keyboard.press("Enter")
    console.reads("#service", "Tư pháp – Hộ tịch · 12 hồ sơ")
    assert office.server.office.tickets["paper-1001"].dossiers == 12


@pytest.mark.browser
def test_a_service_is_found_by_some_letters_without_marks(
    office: PagesOffice, console: Console
) -> None:
    office.open(3)
    console.key("next")
    console.key("transfer")
    console.asks("Chuyển sang lĩnh vực")
    console.page.keyboard.type("dat d")
    expect(console.page.locator("#choices li:visible")).to_have_count(1)
    console.page.keyboard.press("Enter")
    console.shows("––––")
    assert office.server.office.tickets["paper-1001"].service == "DD"


@pytest.mark.browser
def test_a_number_may_be_sent_to_one_counter_of_several(
    office: PagesOffice, console: Console
) -> None:
    console.key("next")
    console.key("transfer")
    console.page.keyboard.type("quay 2")
    console.page.get_by_role("button", name="Chứng thực, tại quầy 2").click()
    console.shows("––––")
    assert office.server.office.tickets["paper-1001"].counter == 2


@pytest.mark.browser
def test_held_and_absent_numbers_come_back_with_a_key(
    office: PagesOffice, console: Console
) -> None:
    console.key("next")
    console.key("start")
    console.key("hold")
    console.shows("––––")
    console.key("resume")
    console.shows("1001", "Đang phục vụ")


@pytest.mark.browser
def test_people_whom_nobody_can_call_are_an_alert_and_a_counter_helps_them(
    office: PagesOffice, console: Console
) -> None:
    office.issue("DD")
    alerts = console.page.locator("#alerts")
    expect(alerts).to_have_text(
        "1 người chờ Đất đai: chưa có quầy nào mở. Quầy khác có thể nhấn M để giúp."
    )
    console.key("lend")
    console.page.keyboard.type("dat dai")
    console.page.keyboard.press("Enter")
    console.asks("Trong bao lâu? Hết giờ tự thôi.")
    console.page.keyboard.press("1")
    expect(alerts).to_have_text("Đang giúp Đất đai đến 09:15")
    console.reads("#waiting", "4")
    office.wait(15 * 60)
    console.reads("#waiting", "3")
    expect(alerts).to_contain_text("1 người chờ Đất đai")


@pytest.mark.browser
def test_an_officer_looks_after_two_counters_on_two_tabs(
    office: PagesOffice, console: Console
) -> None:
    page = console.page
    console.key("second")
    console.asks("Giữ thêm quầy nào?")
    page.keyboard.press("1")
    page.wait_for_url("**/counter/1?with=2")
    console.line("Trực tuyến")
    office.issue("CT")
    other = page.locator(".tab[data-counter='2']")
    expect(other).to_contain_text("Đang chờ 1")
    office.do(c.CallNext, counter=CounterNo(2))
    expect(other).to_contain_text("2001")
    page.keyboard.press("q")
    page.wait_for_url("**/counter/2?with=1")
    console.line("Trực tuyến")
    console.shows("2001", "Đang gọi")


@pytest.mark.browser
def test_a_strip_beside_other_windows_shows_the_number_and_the_keys_of_every_visit(
    office: PagesOffice, console: Console
) -> None:
    page = console.page
    page.set_viewport_size({"width": 340, "height": 96})

    def seen() -> dict[str, bool]:
        """Which of these lie inside the window, whole."""
        return page.evaluate(
            """() => Object.fromEntries(
                ["#label", "#waiting-too", "[data-act=next]", "[data-act=finish_next]",
                 "[data-act=recall]", "[data-act=no_show]", "[data-act=undo]"].map((one) => {
                const box = document.querySelector(one).getBoundingClientRect();
                return [one, box.width > 0 && box.right <= 340 && box.bottom <= 96];
            }))"""
        )

    keys = dict.fromkeys(("[data-act=recall]", "[data-act=no_show]", "[data-act=undo]"), True)
    free = {"#label": True, "#waiting-too": True, **keys}
    assert seen() == {**free, "[data-act=next]": True, "[data-act=finish_next]": False}
    console.key("next")
    console.shows("1001")
    assert seen() == {**free, "[data-act=next]": False, "[data-act=finish_next]": True}
    page.locator("button[data-act=transfer]:enabled").wait_for(state="attached")
    page.keyboard.press("t")
    choices = page.locator("#choices li").first.bounding_box()
    assert choices is not None
    assert choices["y"] + choices["height"] <= 96
    page.keyboard.press("2")
    console.shows("––––")


def test_at_lunch_nobody_is_alarmed_by_closed_counters(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1)
    office.issue("DD")
    assert "Đất đai: chưa có quầy nào mở" in client.get("/api/counter/1").json["alerts"][0]
    assert "Đất đai: chưa có quầy nào mở" in client.get("/admin").text
    office.wait(3 * 3600)
    assert client.get("/api/counter/1").json["alerts"] == []


def test_a_pause_of_the_only_counter_is_said_as_such(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1, 3)
    office.issue("DD")
    office.do(c.PauseCounter, counter=CounterNo(3), reason="Họp")
    [alert] = client.get("/api/counter/1").json["alerts"]
    assert alert == "1 người chờ Đất đai: quầy 3 đang tạm dừng."
    [english] = client.get("/api/counter/1?lang=en").json["alerts"]
    assert english == "1 wait for Đất đai: counter 3 is paused."
