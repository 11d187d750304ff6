"""The page of one ticket, as whoever holds the paper sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from small_office import NINE
from web.pages_office import PagesOffice, Served
from web.test_browser import FAINT

from mot_cua.ids import CounterNo, ServiceCode, TicketId, UnixMs
from queue_server.core import commands as c
from queue_server.core.forecast.wording import Outlook
from queue_server.ticket_book import TicketBook
from queue_server.web.phone import page_of

ONE = CounterNo(1)
OPEN_RATING = "Mời quý công dân đánh giá mức độ hài lòng"


def address(label: str, more: str = "") -> str:
    return f"/t/token-of-{label}{more}"


def words(client: FlaskClient, label: str, more: str = "") -> str:
    answer = client.get(address(label, more))
    assert answer.status_code == 200
    page = re.sub(r"<[^>]+>", " ", answer.text.partition("<main>")[2])
    return " ".join(page.replace("\u00a0", " ").split())


def paper(label: str) -> TicketId:
    return TicketId(f"paper-{label}")


def finish(office: PagesOffice, counter: int = 1) -> None:
    """Call the next one, serve and finish it."""
    number = CounterNo(counter)
    office.do(c.CallNext, counter=number)
    office.do(c.Start, counter=number)
    office.wait(60)
    office.do(c.Finish, counter=number)


def absent(office: PagesOffice) -> None:
    office.do(c.CallNext, counter=ONE)
    for _ in range(2):
        office.wait(16)
        office.do(c.Recall, counter=ONE)
    office.wait(100)
    office.do(c.MarkAbsent, counter=ONE)


# What the page says


def test_it_tells_the_number_the_service_and_how_many_are_ahead(
    office: PagesOffice, client: FlaskClient
) -> None:
    for _ in range(3):
        office.issue("HT")
    office.issue("CT")
    said = words(client, "1003")
    assert "Tư pháp – Hộ tịch" in said
    assert "Số của quý vị 1003" in said
    assert "Còn 2 người trước" in said
    assert "Quầy phục vụ: 1" in said
    assert "Quý vị là người tiếp theo" in words(client, "1001")


def test_somebody_with_priority_is_ahead_and_the_paper_says_so(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.issue("HT")
    office.issue("HT", priority=True)
    assert "Còn 1 người trước" in words(client, "1001")
    assert "ƯU TIÊN" in words(client, "1002")
    assert "Quý vị là người tiếp theo" in words(client, "1002")


def test_it_forecasts_the_call_as_the_paper_does(office: PagesOffice) -> None:
    office.issue("HT")
    book = office.gateway.book
    outlook = Outlook(0, UnixMs(NINE + 660_000), UnixMs(NINE + 1_380_000))
    told = TicketBook(today=book.today, past=book.past, outlooks={"paper-1001": outlook})
    found = told.find("token-of-1001")
    assert found is not None
    assert page_of(found, office.settings, NINE).wait == "dự kiến gọi sau 10–25 phút"
    assert page_of(found, office.settings, NINE, "en").wait == "expected in 10–25 min"


def test_each_state_has_its_words(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    office.issue("HT")
    office.do(c.CallNext, counter=ONE)
    assert "Mời số 1001 đến quầy 1" in words(client, "1001")
    assert "Lần gọi" not in words(client, "1001")
    office.wait(16)
    office.do(c.Recall, counter=ONE)
    assert "Lần gọi 2" in words(client, "1001")
    office.do(c.Start, counter=ONE)
    assert "Đang phục vụ tại quầy 1" in words(client, "1001")
    office.do(c.Hold, counter=ONE)
    assert "mời quý vị quay lại quầy 1; không cần lấy số mới" in words(client, "1001")
    office.do(c.Resume, counter=ONE, ticket=paper("1001"))
    office.do(c.Finish, counter=ONE)
    assert "Đã phục vụ xong Xin cảm ơn quý vị." in words(client, "1001")
    office.issue("HT")
    office.do(c.Cancel, ticket=paper("1002"), reason="")
    assert "Số này đã được hủy" in words(client, "1002")


def test_an_absent_citizen_is_told_how_to_come_back_and_that_it_works_once(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1)
    office.issue("HT")
    absent(office)
    said = words(client, "1001")
    assert "Vui lòng giữ phiếu, đến máy lấy số quét lại mã trên phiếu" in said
    assert "trong 30 phút làm việc" in said
    office.do(c.ScanPaper, ticket=paper("1001"))
    assert "Quý vị là người tiếp theo" in words(client, "1001")
    absent(office)
    assert "đã quay lại một lần và lại vắng mặt. Vui lòng lấy số mới" in words(client, "1001")


def test_english_is_one_link_away_and_stays(office: PagesOffice, client: FlaskClient) -> None:
    office.issue("HT")
    assert 'href="?lang=en"' in client.get(address("1001")).text
    assert "Your number 1001 You are next" in words(client, "1001", "?lang=en")
    office.open(1)
    finish(office)
    page = client.get(address("1001", "?lang=en")).text
    assert 'action="/t/token-of-1001/rating?lang=en"' in page
    assert "Very satisfied" in page


def test_a_page_near_its_call_asks_more_often_than_the_others(
    office: PagesOffice, client: FlaskClient
) -> None:
    for _ in range(4):
        office.issue("HT")
    assert 'data-again="5"' in client.get(address("1003")).text
    assert 'data-again="15"' in client.get(address("1004")).text
    office.do(c.Cancel, ticket=paper("1004"), reason="")
    assert 'data-again="60"' in client.get(address("1004")).text


def test_without_javascript_it_reads_itself_again(office: PagesOffice, client: FlaskClient) -> None:
    office.issue("HT")
    page = client.get(address("1001")).text
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page


# Who may see it


def test_a_wrong_token_and_an_old_one_get_the_same_calm_page(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.issue("HT")
    office.do(c.CloseDay)
    office.wait(24 * 3600)
    office.do(c.OpenDay, day="2026-11-23")
    office.do(c.CloseDay)
    old, wrong = client.get(address("1001")), client.get("/t/AAAAAAAAAAAAAAAAAAAAAA")
    assert old.status_code == wrong.status_code == 404
    assert old.text == wrong.text
    assert "Không tìm thấy phiếu này" in wrong.text
    assert "This ticket was not found" in client.get("/t/no?lang=en").text


def test_a_paper_keeps_its_page_until_the_next_day_is_sealed_and_over_a_restart(
    office: PagesOffice,
) -> None:
    office.issue("HT")
    office.do(c.CloseDay)
    assert "Hết giờ, số này chưa được gọi" in words(office.client(), "1001")
    office.wait(24 * 3600)
    office.do(c.OpenDay, day="2026-11-23")
    office.switch_off()
    office.switch_on()
    said = words(office.client(), "1001")
    assert "Hết giờ, số này chưa được gọi" in said
    assert "Phiếu ngày 20/11/2026" in said


def test_no_other_page_gives_a_token_away(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    office.issue("HT")
    office.issue("HT")
    office.do(c.CallNext, counter=ONE)
    for page in ("/", "/counter/1", "/public", "/admin", "/api/office", "/api/waiting"):
        assert "token-of" not in client.get(page).text, page


def test_it_sets_no_cookie_keeps_nothing_and_tells_no_other_site(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.issue("HT")
    answer = client.get(address("1001"))
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for foreign in ("http://", "https://", "<style", " style=", "<script>", " onclick="):
        assert foreign not in answer.text


# Rating


@pytest.fixture
def finished(office: PagesOffice) -> PagesOffice:
    office.open(1)
    office.issue("HT")
    finish(office)
    return office


def press(client: FlaskClient, level: str, **more: str) -> int:
    form = {"leg": "1", "level": level} | more
    return client.post(address("1001", "/rating"), data=form).status_code


def test_a_visit_is_rated_by_a_plain_form_and_once(
    finished: PagesOffice, client: FlaskClient
) -> None:
    assert OPEN_RATING in words(client, "1001")
    answer = client.post(address("1001", "/rating"), data={"leg": "1", "level": "satisfied"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/t/token-of-1001")
    said = words(client, "1001")
    assert "Số này đã được đánh giá" in said
    assert OPEN_RATING not in said
    finished.wait(6)
    assert press(client, "dissatisfied") == 303
    finished.wait(6)
    assert finished.gateway.view.levels == {"satisfied": 1}


def test_what_was_rated_at_the_counter_cannot_be_rated_again(
    finished: PagesOffice, client: FlaskClient
) -> None:
    window = finished.server.office.windows["paper-1001/1"]  # type: ignore[index]
    finished.do(c.PressRating, counter=ONE, level="satisfied", leg=window.leg, pressed=window.opens)
    assert "Số này đã được đánh giá" in words(client, "1001")
    press(client, "dissatisfied")
    finished.wait(6)
    assert finished.gateway.view.levels == {"satisfied": 1}


def test_what_is_rated_after_the_seal_stands_in_a_dated_supplement(
    finished: PagesOffice, client: FlaskClient
) -> None:
    finished.wait(2 * 3600)
    assert OPEN_RATING in words(client, "1001")
    finished.do(c.CloseDay)
    leader = finished.client("leader")
    sealed = finished.gateway.reports.day("2026-11-20")
    board = leader.get("/public").text
    said = words(client, "1001")
    assert "Ngày phục vụ đã chốt số liệu: đánh giá được ghi vào phần bổ sung." in said
    finished.wait(24 * 3600)
    assert press(client, "satisfied") == 303
    assert "Số này đã được đánh giá" in words(client, "1001")
    finished.switch_off()
    finished.switch_on()
    after = finished.gateway.reports.day("2026-11-20")
    assert sealed is not None and after is not None
    assert (sealed.supplement.rated, after.supplement.rated) == (0, 1)
    assert msgspec.structs.replace(after, supplement=sealed.supplement) == sealed
    leader = finished.client("leader")
    words_of_it = (
        "Bổ sung sau khi chốt, không tính lại vào số liệu đã chốt:"
        " 1 lượt đánh giá qua điện thoại (ngày 21/11/2026: 1) – Hài lòng: 1."
    )
    assert words_of_it in leader.get("/report/2026-11-20").text
    assert "0/1 lượt phục vụ có đánh giá" in board
    assert finished.server.journal.rebuild() > 0
    assert finished.gateway.reports.day("2026-11-20") == after


def test_a_month_is_its_sealed_days_and_their_supplements(
    finished: PagesOffice, client: FlaskClient
) -> None:
    finished.issue("HT")
    finish(finished)
    client.post(address("1002", "/rating"), data={"leg": "1", "level": "satisfied"})
    finished.wait(6)
    finished.do(c.CloseDay)
    press(client, "dissatisfied")
    page = finished.client("leader").get("/report/period/2026-11").text
    assert "1 theo biên bản chốt + 1 bổ sung qua điện thoại sau khi chốt = 2" in page
    assert "2/2 lượt phục vụ có đánh giá" in page


def test_a_paper_that_goes_on_may_rate_the_leg_that_is_over(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1, 3)
    office.issue("HT")
    office.do(c.CallNext, counter=ONE)
    office.do(c.FinishToNext, counter=ONE, service=ServiceCode("DD"))
    said = words(client, "1001")
    assert "Đất đai" in said
    assert "Đánh giá lượt vừa phục vụ xong" in said
    press(client, "neutral")
    assert "đánh giá" not in words(client, "1001").lower()
    office.wait(6)
    assert office.gateway.view.levels == {"neutral": 1}


def test_what_is_no_rating_is_refused(finished: PagesOffice, client: FlaskClient) -> None:
    assert press(client, "thrilled") == 400
    assert press(client, "satisfied", leg="one") == 400
    assert client.post("/t/nobody/rating", data={"leg": "1"}).status_code == 404
    assert press(client, "satisfied", leg="7") == 303
    finished.wait(6)
    assert finished.gateway.view.levels == {}


def test_a_foreign_page_rates_nothing(finished: PagesOffice, client: FlaskClient) -> None:
    answer = client.post(
        address("1001", "/rating"),
        data={"leg": "1", "level": "satisfied"},
        headers={"Origin": "http://evil.example"},
    )
    assert answer.status_code == 403
    finished.wait(6)
    assert finished.gateway.view.levels == {}


def test_when_the_server_is_busy_the_page_says_that_nothing_was_noted(
    finished: PagesOffice, client: FlaskClient
) -> None:
    finished.switch_off()
    while finished.inbox.post("nobody takes it"):
        continue
    answer = client.post(address("1001", "/rating"), data={"leg": "1", "level": "satisfied"})
    assert answer.status_code == 503
    assert "đánh giá chưa được ghi nhận. Vui lòng bấm lại." in answer.text
    # A browser without JavaScript reads that page again by its address.
    assert client.get(address("1001", "/rating")).headers["Location"] == "/t/token-of-1001"


# In a browser


class Phone:
    """A phone with one page open; its clock moves when told."""

    def __init__(self, browser: Browser, served: Served, label: str, **options: object) -> None:
        self.context = browser.new_context(
            viewport={"width": 360, "height": 740},
            has_touch=True,
            **options,  # type: ignore[arg-type]
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(5000)
        self.complaints: list[str] = []
        self.page.on("console", lambda one: self.complaints.append(one.text))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.clock.install()
        self.page.goto(served.at(address(label)))

    def record(self) -> None:
        """Hear what the page would let the phone do."""
        self.page.evaluate("""() => {
          window.did = [];
          attention.vibrate = (pattern) => did.push("vibrate " + pattern);
          attention.ring = () => did.push("ring");
        }""")

    @property
    def did(self) -> list[str]:
        return self.page.evaluate("did")

    def later(self, seconds: int) -> None:
        with self.page.expect_response(lambda one: "/t/" in one.url):
            self.page.clock.run_for(seconds * 1000)


@pytest.fixture
def phone(office: PagesOffice, served: Served, browser: Browser) -> Iterator[Phone]:
    office.open(1)
    office.issue("HT")
    made = Phone(browser, served, "1001")
    yield made
    made.context.close()


@pytest.mark.browser
def test_an_open_page_calls_its_holder_once_for_each_call(
    office: PagesOffice, phone: Phone
) -> None:
    phone.record()
    phone.page.get_by_role("button", name="Bật âm báo").tap()
    expect(phone.page.get_by_role("button", name="Âm báo đã bật")).to_be_visible()
    assert phone.did == ["ring", "vibrate 100"]
    office.do(c.CallNext, counter=ONE)
    phone.later(5)
    call = phone.page.locator(".call")
    expect(call).to_contain_text("Mời số 1001 đến quầy 1")
    assert call.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    expect(phone.page).to_have_title(re.compile("^Mời số 1001 đến quầy.1"))
    assert phone.did[2:] == ["vibrate 400,200,400,200,800", "ring"]
    phone.later(5)
    phone.later(5)
    assert len(phone.did) == 4
    office.wait(16)
    office.do(c.Recall, counter=ONE)
    phone.later(5)
    expect(call).to_contain_text("Lần gọi 2")
    assert phone.did[4:] == ["vibrate 400,200,400,200,800", "ring"]
    office.do(c.Start, counter=ONE)
    phone.later(5)
    expect(phone.page.locator(".place-now")).to_contain_text("Đang phục vụ tại quầy")
    expect(phone.page.locator("#attention")).to_be_hidden()
    assert phone.complaints == []


@pytest.mark.browser
def test_a_rating_is_one_touch_and_the_page_stays(office: PagesOffice, phone: Phone) -> None:
    finish(office)
    phone.later(5)
    phone.page.get_by_role("button", name="Hài lòng", exact=True).tap()
    expect(phone.page.get_by_role("heading", name="Số này đã được đánh giá")).to_be_visible()
    office.wait(6)
    assert office.gateway.view.levels == {"satisfied": 1}
    assert phone.complaints == []


@pytest.mark.browser
def test_without_javascript_the_page_is_whole_and_rates(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    office.open(1)
    office.issue("HT")
    finish(office)
    plain = Phone(browser, served, "1001", java_script_enabled=False)
    expect(plain.page.locator("#attention")).to_be_hidden()
    plain.page.get_by_role("button", name="Không hài lòng").tap()
    expect(plain.page.get_by_role("heading", name="Số này đã được đánh giá")).to_be_visible()
    office.wait(6)
    assert office.gateway.view.levels == {"dissatisfied": 1}
    plain.context.close()


@pytest.mark.browser
def test_it_says_when_the_line_is_gone_and_when_it_is_back(
    office: PagesOffice, served: Served, phone: Phone
) -> None:
    served.stop()
    phone.page.clock.run_for(5000)
    away = phone.page.locator("#away")
    expect(away).to_have_text("Mất kết nối. Vui lòng nghe loa và nhìn bảng gọi số.")
    served.start()
    office.do(c.CallNext, counter=ONE)
    phone.later(5)
    expect(away).to_be_hidden()
    expect(phone.page.locator(".call")).to_be_visible()


@pytest.mark.browser
def test_the_call_moves_only_for_those_who_like_movement(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    office.open(1)
    office.issue("HT")
    office.do(c.CallNext, counter=ONE)
    for wish, movement in (("no-preference", "call"), ("reduce", "none")):
        made = Phone(browser, served, "1001", reduced_motion=wish)
        assert (
            made.page.evaluate("getComputedStyle(document.querySelector('.call')).animationName")
            == movement
        )
        made.context.close()


@pytest.mark.browser
def test_every_state_fits_a_small_phone_with_double_text_and_is_readable(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    office.open(1, 3)
    for _ in range(4):
        office.issue("HT")
    office.issue("HT", priority=True)
    absent(office)
    finish(office)
    office.do(c.CallNext, counter=ONE)
    office.do(c.FinishToNext, counter=ONE, service=ServiceCode("DD"))
    office.do(c.CallNext, counter=ONE)
    office.issue("CT")
    office.do(c.Cancel, ticket=paper("2001"), reason="")
    phone = Phone(browser, served, "1001", reduced_motion="reduce")
    for label in ("1001", "1002", "1003", "1004", "1005", "2001"):
        for language in ("", "?lang=en"):
            phone.page.goto(served.at(address(label, language)))
            assert phone.page.evaluate(FAINT) == [], label
            for width, zoom in ((360, "100%"), (320, "100%"), (320, "200%")):
                phone.page.set_viewport_size({"width": width, "height": 640})
                phone.page.evaluate(f"document.documentElement.style.fontSize = '{zoom}'")
                assert phone.page.evaluate("document.documentElement.scrollWidth") <= width, label
    phone.context.close()
