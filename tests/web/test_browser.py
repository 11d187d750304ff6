"""A real browser at a real port: what an officer sees and presses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Route, expect
from web.console_page import Console
from web.pages_office import PagesOffice, Served, come_in

from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.web.live import streams_of

pytestmark = pytest.mark.browser

AWAY = "Mất kết nối máy chủ"


@pytest.fixture
def console(office: PagesOffice, served: Served, context: BrowserContext) -> Iterator[Console]:
    office.open(1, 2)
    for _ in range(3):
        office.issue("HT")
    made = Console(context, served)
    yield made
    assert made.complaints == []


def called_so_far(office: PagesOffice) -> int:
    totals = office.gateway.view.totals
    return totals["issued"] - totals["waiting"]


def test_a_visit_with_the_keyboard_alone(office: PagesOffice, console: Console) -> None:
    console.shows("––––", "Sẵn sàng")
    console.page.keyboard.press("Space")
    console.shows("1001", "Đang gọi")
    expect(console.page.locator("#calls")).to_have_text("Lần gọi 1/3")
    console.key("start")
    console.shows("1001", "Đang phục vụ")
    console.page.keyboard.press("Enter")
    console.shows("1002", "Đang gọi")
    console.key("undo")
    console.shows("1001", "Đang phục vụ")
    console.key("finish_next")
    console.shows("1002", "Đang gọi")
    console.key("finish")
    console.shows("––––")
    console.key("undo")
    console.shows("1002", "Đang gọi")
    assert office.gateway.view.totals["done"] == 1


def test_recall_and_absent_wait_for_their_time(office: PagesOffice, console: Console) -> None:
    console.key("next")
    console.shows("1001")
    expect(console.page.locator("button[data-act=recall]")).to_be_disabled()
    office.wait(16)
    console.key("recall")
    expect(console.page.locator("#calls")).to_have_text("Lần gọi 2/3")
    office.wait(16)
    office.do(c.Recall, counter=CounterNo(1))
    expect(console.page.locator("#calls")).to_have_text("Lần gọi 3/3")
    expect(console.page.locator("button[data-act=no_show]")).to_be_disabled()
    office.wait(10)
    console.key("no_show")
    console.shows("––––")
    expect(console.page.locator("#absent")).to_contain_text("1001")
    console.page.click("#absent button")
    expect(console.page.locator("#absent")).to_have_text("Không có")


def test_hold_resume_and_transfer(office: PagesOffice, console: Console) -> None:
    console.key("next")
    console.key("start")
    console.key("hold")
    console.shows("––––")
    console.page.click("#held button")
    console.shows("1001", "Đang phục vụ")
    console.key("transfer")
    dialog = console.page.locator("#choice")
    expect(dialog).to_be_visible()
    expect(dialog.locator("button", has_text="Đất đai")).to_be_disabled()
    console.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    console.key("transfer")
    console.page.keyboard.press("2")
    console.shows("––––")
    assert office.server.office.tickets["paper-1001"].service == "CT"


def test_a_double_press_calls_once(office: PagesOffice, console: Console) -> None:
    console.page.keyboard.press("n")
    console.page.keyboard.press("n")
    console.shows("1001")
    expect(console.page.locator("button[data-act=finish_next]")).to_be_enabled()
    console.page.dblclick("button[data-act=finish_next]")
    console.shows("1002")
    console.page.keyboard.press("Enter")
    console.page.wait_for_timeout(200)
    console.shows("1002", "Đang gọi")
    assert called_so_far(office) == 2


def test_a_clicked_key_leaves_the_keyboard_to_the_shortcuts(console: Console) -> None:
    console.page.click("button[data-act=next]")
    console.shows("1001")
    console.page.click("button[data-act=finish]")
    console.shows("––––")
    console.page.keyboard.press("Space")
    console.shows("1002", "Đang gọi")


def test_a_refusal_is_said_calmly_and_the_finish_stands(
    office: PagesOffice, console: Console
) -> None:
    for label in ("1001", "1002", "1003"):
        console.key("next")
        console.shows(label)
        if label != "1003":
            console.key("finish")
            console.shows("––––")
    console.key("finish_next")
    console.shows("––––", "Sẵn sàng")
    console.says("Không còn số chờ cho quầy này.")
    assert office.gateway.view.totals["done"] == 3


def test_two_consoles_of_one_counter_stay_equal(
    console: Console, context: BrowserContext, served: Served
) -> None:
    other = Console(context, served)
    console.page.bring_to_front()
    console.key("next")
    other.shows("1001", "Đang gọi")
    other.page.bring_to_front()
    other.key("finish")
    console.shows("––––", "Sẵn sàng")


def test_when_the_server_is_away_keys_are_refused_and_never_queued(
    office: PagesOffice, console: Console, served: Served
) -> None:
    console.key("next")
    console.shows("1001")
    served.stop()
    console.line(AWAY)
    console.page.keyboard.press("Enter")
    console.says("Mất kết nối máy chủ: phím chưa được thực hiện. Vui lòng thử lại khi có kết nối.")
    expect(console.page.locator("button[data-act=finish]")).to_be_disabled()
    office.switch_off()
    office.switch_on()
    office.do(c.Start, counter=CounterNo(1))
    served.start()
    console.line("Trực tuyến")
    console.shows("1001", "Đang phục vụ")
    console.says("Đã kết nối lại; trạng thái đã được cập nhật.")
    console.key("finish_next")
    console.shows("1002")
    assert called_so_far(office) == 2


def test_a_lost_answer_is_asked_for_again_with_the_same_request(
    office: PagesOffice, console: Console
) -> None:
    bodies: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        bodies.append(route.request.post_data or "")
        if len(bodies) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    console.page.route(re.compile("/api/counter/"), lose_the_first_answer)
    console.key("next")
    console.shows("1001", "Đang gọi")
    expect(console.page.locator("button[data-act=finish]")).to_be_enabled()
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert called_so_far(office) == 1


def test_without_a_place_for_its_stream_a_page_asks_every_two_seconds(
    office: PagesOffice, served: Served, context: BrowserContext
) -> None:
    office.open(1)
    streams = streams_of(served.app)
    while streams.take_place():
        continue
    page = context.new_page()
    page.goto(served.at("/counter/1"))
    expect(page.locator("#line")).to_have_text("Trực tuyến (cập nhật 2 giây)")
    office.issue("HT")
    expect(page.locator("#waiting")).to_have_text("1")


def test_nothing_moves_when_a_number_comes_and_goes(console: Console) -> None:
    def places() -> list[float]:
        return console.page.evaluate(
            "[...document.querySelectorAll('[data-act]')].map(one => one.getBoundingClientRect().y)"
        )

    before = places()
    console.key("next")
    console.shows("1001")
    assert places() == before
    console.key("finish")
    console.shows("––––")
    assert places() == before


def test_pages_fit_are_readable_and_obey_their_own_policy(
    office: PagesOffice, served: Served, context: BrowserContext
) -> None:
    office.day_of_ratings(*["very-satisfied"] * 10, "dissatisfied")
    office.issue("HT", priority=True)
    office.do(c.CallNext, counter=CounterNo(1))
    come_in(context, served, office.employ("admin").login)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text))
    page.on("pageerror", lambda one: complaints.append(str(one)))
    for address in ("/", "/counter/1", "/public", "/admin", "/report", "/people", "/password"):
        page.goto(served.at(address))
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.fonts.check('600 16px House', 'Ưu tiên ế ỡ ự')")
        for width in (340, 800, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(FAINT) == [], address
    assert complaints == []


def test_the_public_board_follows_by_itself(
    office: PagesOffice, served: Served, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(served.at("/public"))
    expect(page.locator(".board-headline")).to_have_text("Chưa có đánh giá")
    expect(page.locator("#line")).to_be_hidden()
    office.day_of_ratings("satisfied")
    expect(page.locator(".board-headline")).to_contain_text("1 lượt đánh giá")
    served.stop()
    expect(page.locator("#line")).to_have_text(AWAY)


FAINT = """() => {
  const numbers = (text) => text.match(/[0-9.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((one) => {
      const part = one / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== "none") return null;
      const [r, g, b, a = 1] = numbers(style.backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!hasText || element.closest(":disabled, .is-free") || !element.checkVisibility()) continue;
    const behind = ground(element);
    if (behind === null) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 7) {
      faint.push(`${element.className || element.tagName}: ${contrast.toFixed(1)}`);
    }
  }
  return [...new Set(faint)];
}"""


def test_an_officer_finds_a_number_and_calls_it_with_a_reason(
    office: PagesOffice, console: Console
) -> None:
    page = console.page
    page.keyboard.press("l")
    page.get_by_placeholder("Nhập vài chữ số").fill("003")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="1003 · Tư pháp – Hộ tịch").wait_for()
    page.keyboard.press("1")
    page.get_by_role("heading", name="Lý do gọi trước").wait_for()
    page.keyboard.press("2")
    console.shows("1003", "Đang gọi")
    called = [row.event for row in office.server.journal.read()][-1]
    assert isinstance(called, e.TicketCalled)
    assert (called.is_out_of_order, called.why) == (True, "Phụ nữ mang thai, có con nhỏ")
    assert console.complaints == []


def test_an_outcome_is_one_key_and_goes_with_the_finish(
    office: PagesOffice, console: Console
) -> None:
    page = console.page
    page.keyboard.press("n")
    console.shows("1001", "Đang gọi")
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Yêu cầu bổ sung")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("Enter")
    console.shows("1002", "Đang gọi")
    expect(page.get_by_role("button", name="Yêu cầu bổ sung")).to_have_attribute(
        "aria-pressed", "false"
    )
    finished = [row.event for row in office.server.journal.read()][-2]
    assert isinstance(finished, e.ServiceFinished)
    assert finished.outcome == "supplement"


def test_a_number_that_was_cancelled_by_mistake_is_back_with_one_key(
    office: PagesOffice, console: Console
) -> None:
    page = console.page
    page.keyboard.press("l")
    page.get_by_placeholder("Nhập vài chữ số").fill("002")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hủy số").click()
    console.reads("#message", "Đã hủy số 1002.")
    assert office.gateway.view.totals["cancelled"] == 1
    page.keyboard.press("u")
    console.reads("#waiting", "3")
    assert office.gateway.view.totals["cancelled"] == 0


def test_a_pause_has_a_reason_that_the_boards_show(office: PagesOffice, console: Console) -> None:
    console.page.keyboard.press("p")
    console.page.get_by_role("button", name="Họp").click()
    console.reads("#state", "Tạm dừng")
    assert office.gateway.view.counters[0].reason == "Họp"


def test_a_visit_goes_on_to_another_service_with_the_same_number(
    office: PagesOffice, console: Console
) -> None:
    page = console.page
    page.keyboard.press("n")
    console.shows("1001", "Đang gọi")
    page.keyboard.press("j")
    page.get_by_role("button", name="Chứng thực").click()
    console.reads("#label", "––––")
    [moved] = [one for one in office.gateway.view.waiting if one.label == "1001"]
    assert (moved.service, moved.leg) == ("CT", 2)
