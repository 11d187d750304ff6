"""The tablet of a counter: let in once, rates at one counter, and is honest about its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from web.pages_office import PagesOffice, Served, come_in
from web.test_accessibility import grave
from web.test_browser import FAINT
from web.test_phone import finish
from web.test_reasons import ASKING, REASONS

from config.settings import Level, Settings
from mot_cua.ids import CounterNo, LegId
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import RatingState, Window
from queue_server.web.sessions import csrf_of
from queue_server.web.tablet import BUSY, LATE

FIRST, SECOND = LegId("paper-1001/1"), LegId("paper-1002/1")
QUESTION = "Số 1001: quý công dân hài lòng ở mức nào?"
THANKS = "Xin cảm ơn! Ý kiến của quý công dân đã được ghi nhận."
WHY = "Điều gì làm quý công dân chưa hài lòng?"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path, ASKING)
    made.open(1, 2)
    made.issue("HT")
    made.issue("HT")
    yield made
    made.switch_off()


@pytest.fixture
def tablet(office: PagesOffice) -> FlaskClient:
    """The browser that an administrator has made the tablet of counter 1."""
    return admitted(office)


def admitted(
    office: PagesOffice, counter: int = 1, client: FlaskClient | None = None
) -> FlaskClient:
    made = client or office.client("admin")
    csrf = made.environ_base["HTTP_X_CSRF_TOKEN"]
    answer = made.post(f"/tablet/{counter}/admit", data={"csrf": csrf})
    assert (answer.status_code, answer.location) == (303, f"/tablet/{counter}")
    del made.environ_base["HTTP_X_CSRF_TOKEN"]
    return made


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main>")[2]).split()).replace(" :", ":")


def shown(tablet: FlaskClient, more: str = "") -> str:
    answer = tablet.get(f"/tablet/1{more}")
    assert answer.status_code == 200
    return words(answer.text)


def press(tablet: FlaskClient, level: str, leg: str = FIRST, counter: int = 1) -> tuple[int, str]:
    return send(tablet, f"/tablet/{counter}/rating", level=level, leg=leg)


def send(tablet: FlaskClient, address: str, **form: str) -> tuple[int, str]:
    """Send a form as the page does, with what the page itself carries; follow where it leads."""
    found = re.search(r'name="csrf" content="([^"]+)"', tablet.get("/tablet/1").text)
    answer = tablet.post(address, data=form | {"csrf": found[1] if found else ""})
    if answer.status_code == 303:
        return 200, words(tablet.get(answer.location).text)
    return answer.status_code, words(answer.text)


def window(office: PagesOffice, leg: LegId = FIRST) -> Window:
    return office.server.office.windows[leg]


def events(office: PagesOffice, *kinds: type[e.Event]) -> list[e.Event]:
    return [one.event for one in office.server.journal.read() if isinstance(one.event, kinds)]


# ── Letting a tablet in ─────────────────────────────────────────────────────────────────────────


def test_any_other_browser_sees_no_keys_and_cannot_press(office: PagesOffice) -> None:
    finish(office)
    for role in (None, "officer", "leader", "admin"):
        client = office.client(role)
        page = client.get("/tablet/1").text
        assert 'name="level"' not in page
        assert "Máy này chưa được dùng làm bảng đánh giá." in page
        answer = client.post("/tablet/1/rating", data={"leg": FIRST, "level": "satisfied"})
        assert answer.status_code == 403
        assert "Máy này không phải là bảng đánh giá của quầy" in answer.text
    assert window(office).state is RatingState.EXPECTED
    assert not events(office, e.PressWasStray)


def test_only_an_administrator_lets_one_in(office: PagesOffice) -> None:
    assert "Quản trị viên đăng nhập" in shown(office.client(None))
    officer = office.client("officer")
    assert "Chỉ quản trị viên làm được việc này." in shown(officer)
    assert officer.post("/tablet/1/admit", data={}).status_code == 403
    assert "Dùng máy này làm bảng đánh giá của quầy 1" in shown(office.client("admin"))
    assert office.client("admin").get("/tablet/77").status_code == 404
    assert office.gateway.tokens == {}


def test_who_lets_it_in_is_signed_out_there_and_it_opens_nothing_else(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    assert tablet.get_cookie("mot-cua") is None
    for address in ("/admin", "/counter/1", "/tokens", "/report"):
        assert tablet.get(address).location.startswith("/sign-in")
    assert tablet.get("/tablet/2").text.count("Máy này đang là bảng đánh giá của quầy 1.") == 1
    assert press(tablet, "satisfied", counter=2)[0] == 403
    kept = tablet.get_cookie("mot-cua-tablet")
    assert kept is not None
    asked = {"Authorization": f"Bearer {kept.value}"}
    assert tablet.get("/api/v1/queue", headers=asked).status_code == 403


def test_its_cookie_is_out_of_reach_of_scripts_and_lasts(office: PagesOffice) -> None:
    tablet = admitted(office)
    plain = tablet.get("/tablet/1").headers["Set-Cookie"]
    for part in ("mot-cua-tablet=", "HttpOnly", "SameSite=Strict", "Max-Age=34560000", "Path=/"):
        assert part in plain
    csrf = office.client("admin").environ_base["HTTP_X_CSRF_TOKEN"]
    assert csrf
    admin = office.app().test_client()
    admin.set_cookie("__Host-mot-cua", token := office.sessions.begin(office.employ("admin").login))
    answer = admin.post(
        "/tablet/1/admit", data={"csrf": csrf_of(token)}, base_url="https://localhost"
    )
    secure = next(one for one in answer.headers.getlist("Set-Cookie") if "-tablet=" in one)
    assert secure.startswith("__Host-mot-cua-tablet=")
    assert "Secure" in secure


def test_a_form_of_another_page_neither_admits_nor_presses(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    answer = tablet.post("/tablet/1/rating", data={"leg": FIRST, "level": "satisfied"})
    assert answer.status_code == 403
    foreign = {"Origin": "http://evil.example"}
    assert tablet.post("/tablet/1/rating", headers=foreign).status_code == 403
    admin = office.client("admin")
    del admin.environ_base["HTTP_X_CSRF_TOKEN"]
    assert admin.post("/tablet/1/admit", data={}).status_code == 403
    assert window(office).level == ""


def test_who_and_when_are_on_record_and_the_secret_is_nowhere(
    office: PagesOffice, tablet: FlaskClient, tmp_path: Path
) -> None:
    [token] = office.gateway.tokens.values()
    assert (token.counter, token.scopes, token.made_by) == (1, (), "admin")
    admin = office.client("admin")
    page = words(admin.get("/tokens").text)
    assert "Máy tính bảng quầy 1" in page
    assert "Chỉ để công dân đánh giá tại quầy 1" in page
    csrf = admin.environ_base["HTTP_X_CSRF_TOKEN"]
    assert admin.post(f"/tokens/{token.id}/revoke", data={"csrf": csrf}).status_code == 200
    made, revoked = events(office, e.TokenMade, e.TokenRevoked)
    assert isinstance(made, e.TokenMade)
    assert isinstance(revoked, e.TokenRevoked)
    assert (made.counter, made.by, revoked.by, revoked.token) == (1, "admin", "admin", token.id)
    kept = tablet.get_cookie("mot-cua-tablet")
    assert kept is not None
    secret = kept.value.rpartition("_")[2].encode()
    assert not any(secret in one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    finish(office)
    assert press(tablet, "satisfied")[0] == 403
    assert "Máy này chưa được dùng làm bảng đánh giá." in shown(tablet)


def test_a_new_tablet_takes_the_place_of_the_old_one(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    newer = admitted(office)
    assert "chưa được dùng" in shown(tablet)
    assert "chưa được dùng" not in shown(newer)
    newer.environ_base["HTTP_X_CSRF_TOKEN"] = ""
    moved = admitted(office, 2, _signed_in(office, newer))
    assert "bảng đánh giá của quầy 2" in shown(moved)
    in_force = [one for one in office.gateway.tokens.values() if not one.is_revoked]
    assert [one.counter for one in in_force] == [2]


def _signed_in(office: PagesOffice, client: FlaskClient) -> FlaskClient:
    token = office.sessions.begin("admin")
    client.set_cookie("mot-cua", token)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_of(token)
    return client


def test_it_is_still_let_in_after_a_restart(office: PagesOffice, tablet: FlaskClient) -> None:
    kept = tablet.get_cookie("mot-cua-tablet")
    assert kept is not None
    office.switch_off()
    office.switch_on()
    again = office.app().test_client()
    again.set_cookie("mot-cua-tablet", kept.value)
    finish(office)
    assert QUESTION in shown(again)


def test_a_busy_server_lets_nobody_in_and_says_so(office: PagesOffice) -> None:
    admin = office.client("admin")
    office.gateway._post = lambda _: False
    answer = admin.post("/tablet/1/admit", data={"csrf": admin.environ_base["HTTP_X_CSRF_TOKEN"]})
    assert answer.status_code == 503
    assert "Máy chủ đang bận, chưa có gì thay đổi. Vui lòng thử lại." in answer.text


# ── Rating ──────────────────────────────────────────────────────────────────────────────────────


def test_it_shows_the_number_then_asks_thanks_and_is_calm_again(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    assert "Quầy 1 Vui lòng chờ gọi số" in shown(tablet)
    office.do(c.CallNext, counter=CounterNo(1))
    said = shown(tablet)
    assert "1001 Mời vào quầy" in said
    assert "Xong việc, mời quý công dân đánh giá tại đây" in said
    office.do(c.Start, counter=CounterNo(1))
    assert "Đang phục vụ" in shown(tablet)
    office.wait(60)
    office.do(c.Finish, counter=CounterNo(1))
    assert QUESTION in shown(tablet)
    status, said = press(tablet, "satisfied")
    assert status == 200
    assert THANKS in said
    assert "Chọn lại trong 5 giây." in said
    assert (window(office).level, window(office).channel) == ("satisfied", "tablet")
    office.wait(5)
    assert "Vui lòng chờ gọi số" in shown(tablet)
    report = office.gateway.reports.day("2026-11-20")
    assert report is not None
    assert report.total.levels == {"satisfied": 1}


def test_another_level_within_five_seconds_is_a_correction_and_later_it_is_stray(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    press(tablet, "dissatisfied")
    office.wait(4)
    assert WHY not in press(tablet, "satisfied")[1]
    office.wait(1)
    assert (window(office).state, window(office).level) == (RatingState.FINAL, "satisfied")
    assert LATE in press(tablet, "dissatisfied")[1]
    assert window(office).level == "satisfied"
    [stray] = events(office, e.PressWasStray)
    assert isinstance(stray, e.PressWasStray)
    assert (stray.counter, stray.channel, stray.reason) == (1, "tablet", "too-late")


def test_the_press_rates_the_visit_that_was_shown(office: PagesOffice, tablet: FlaskClient) -> None:
    finish(office)
    office.wait(61)
    finish(office)
    assert "Số 1002: quý công dân" in shown(tablet)
    assert LATE in press(tablet, "dissatisfied", FIRST)[1]
    assert window(office, SECOND).level == ""
    assert THANKS in press(tablet, "satisfied", SECOND)[1]


def test_a_visit_has_one_rating_whatever_the_channel(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    phone = {"leg": "1", "level": "satisfied"}
    office.client(None).post("/t/token-of-1001/rating", data=phone)
    assert QUESTION not in shown(tablet)
    assert LATE in press(tablet, "dissatisfied")[1]
    assert (window(office).level, window(office).channel) == ("satisfied", "phone")


def test_what_was_pressed_on_the_panel_is_thanked_for_here_too(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    pressed = window(office).opens
    office.do(c.PressRating, counter=1, level="dissatisfied", leg=FIRST, pressed=pressed)
    said = shown(tablet)
    assert THANKS in said
    assert WHY not in said


def test_a_press_belongs_to_the_tablets_own_counter(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    office.issue("CT")
    finish(office, 2)
    leg = LegId("paper-2001/1")
    assert LATE in press(tablet, "satisfied", leg)[1]
    assert window(office, leg).level == ""
    [stray] = events(office, e.PressWasStray)
    assert isinstance(stray, e.PressWasStray)
    assert stray.reason == "wrong-counter"


def test_what_the_page_never_sends_is_refused(office: PagesOffice, tablet: FlaskClient) -> None:
    finish(office)
    assert press(tablet, "wonderful")[0] == 400
    assert press(tablet, "satisfied", "")[0] == 400
    press(tablet, "dissatisfied")
    assert send(tablet, "/tablet/1/reason", leg=FIRST, reason="weather")[0] == 400
    assert send(tablet, "/tablet/1/reason", leg=SECOND, reason="waiting")[0] == 400
    assert not events(office, e.PressWasStray, e.ReasonGiven)


def test_a_busy_server_says_that_nothing_was_noted(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    office.gateway._post = lambda _: False
    status, said = press(tablet, "satisfied")
    assert status == 503
    assert BUSY in said
    assert QUESTION in said


# ── Why ─────────────────────────────────────────────────────────────────────────────────────────


def test_who_was_not_satisfied_is_asked_why_and_may_answer(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    assert WHY in press(tablet, "dissatisfied")[1]
    office.wait(5)
    said = shown(tablet)
    assert WHY in said
    status, said = send(tablet, "/tablet/1/reason", leg=FIRST, reason="waiting")
    assert status == 200
    assert THANKS in said
    assert (window(office).why, window(office).state) == ("waiting", RatingState.FINAL)
    office.wait(15)
    assert "Vui lòng chờ gọi số" in shown(tablet)


def test_the_question_can_be_skipped_and_ends_by_itself(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    press(tablet, "dissatisfied")
    assert WHY not in shown(tablet, "?skip=paper-1001/1")
    assert WHY in shown(tablet, "?skip=paper-1002/1")
    office.wait(20)
    assert WHY not in shown(tablet)


def test_the_next_citizen_does_not_see_that_somebody_was_not_satisfied(
    office: PagesOffice, tablet: FlaskClient
) -> None:
    finish(office)
    press(tablet, "dissatisfied")
    office.do(c.CallNext, counter=CounterNo(1))
    assert WHY in shown(tablet)
    office.do(c.Start, counter=CounterNo(1))
    assert WHY not in shown(tablet)
    office.wait(5)
    assert "1002 Đang phục vụ" in shown(tablet)


# ── In a browser ────────────────────────────────────────────────────────────────────────────────

FITS = """() => document.documentElement.scrollWidth <= innerWidth
  && document.documentElement.scrollHeight <= innerHeight
  && [...document.querySelectorAll("#live *")].every((one) => {
    const place = one.getBoundingClientRect();
    return place.left >= 0 && place.right <= innerWidth && place.bottom <= innerHeight
      && (one.tagName === "svg" || one.closest("svg") || one.scrollWidth <= one.clientWidth + 1
        || getComputedStyle(one).display === "inline")
      && (one.tagName !== "BUTTON" || one.scrollHeight <= one.clientHeight + 1);
  })"""
SIZES = ((1280, 800), (1024, 600), (800, 1280))
WORDS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")


def levels(count: int) -> Settings:
    """An office with so many levels, and as many reasons as the list of the ministry has."""
    made = tuple(
        Level(id=f"level-{at}", label=WORDS[at], label_en="Very dissatisfied",
              counts_as_satisfied=at < 2)
        for at in range(count)
    )  # fmt: skip
    longest = tuple(
        msgspec.structs.replace(REASONS[0], id=f"reason-{at}", label="Thái độ, cách giao tiếp")
        for at in range(8)
    )
    return msgspec.structs.replace(
        ASKING, rating=msgspec.structs.replace(ASKING.rating, level=made, reason=longest)
    )


def let_in(context: BrowserContext, served: Served, office: PagesOffice) -> Page:
    """Sign in on the tablet and press the button, as an administrator does."""
    come_in(context, served, office.employ("admin").login)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(served.at("/tablet/1"))
    page.get_by_role("button", name="Dùng máy này làm bảng đánh giá").click()
    expect(page.locator(".sign-counter")).to_have_text("Quầy 1")
    return page


@pytest.mark.browser
def test_a_citizen_rates_with_one_touch_and_says_why(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 1280, "height": 800})
    page = let_in(context, served, office)
    complaints: list[str] = []
    page.on("pageerror", lambda one: complaints.append(str(one)))
    finish(office)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Không hài lòng").tap()
    expect(page.get_by_role("heading", name=WHY)).to_be_visible()
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Thời gian chờ, giải quyết").tap()
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert (window(office).level, window(office).why) == ("dissatisfied", "waiting")
    # Taken back while its page is open: the keys go.
    [token] = office.gateway.tokens.values()
    office.do(c.RevokeToken, by="admin", token=token.id)
    expect(page.get_by_text("Máy này chưa được dùng làm bảng đánh giá.")).to_be_visible()
    assert complaints == []
    context.close()


@pytest.mark.browser
def test_it_is_used_with_a_keyboard_and_a_double_press_counts_once(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 600})
    page = let_in(context, served, office)
    finish(office)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.wait_for_timeout(600)
    key = page.get_by_role("button", name="Không hài lòng")
    key.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=WHY)).to_be_visible()
    page.keyboard.press("Enter")  # still the same double press: it chooses no reason
    assert window(office).why == ""
    page.wait_for_timeout(600)
    page.get_by_role("link", name="Bỏ qua").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert len(events(office, e.RatingGiven)) == 1
    context.close()


@pytest.mark.browser
def test_without_the_server_there_are_no_keys_and_a_lost_press_is_not_kept(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = let_in(context, served, office)
    finish(office)
    key = page.get_by_role("button", name="Không hài lòng")
    expect(key).to_be_visible()
    page.wait_for_timeout(600)
    page.route("**/tablet/1/rating", lambda route: route.abort())
    page.route("**/events", lambda route: route.abort())
    page.route("**/tablet/1", lambda route: route.abort())
    key.click()
    expect(page.get_by_text("Lần bấm vừa rồi chưa được ghi.")).to_be_visible()
    expect(page.get_by_text("Đang kết nối…")).to_be_visible()
    expect(key).to_be_hidden()
    page.unroute_all()
    expect(key).to_be_visible()
    expect(page.get_by_text("Đang kết nối…")).to_be_hidden()
    assert window(office).level == ""
    served.stop()
    expect(page.get_by_text("Đang kết nối…")).to_be_visible()
    expect(page.get_by_text("Lần bấm vừa rồi chưa được ghi.")).to_be_hidden()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("count", [3, 4, 5])
def test_every_page_fits_is_readable_and_axe_finds_nothing(
    tmp_path: Path, browser: Browser, count: int
) -> None:
    office = PagesOffice(tmp_path, levels(count))
    served = Served(office)
    office.open(1)
    office.issue("HT")
    office.issue("HT")
    context = browser.new_context()
    page = let_in(context, served, office)

    def look(stage: str) -> None:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(FITS), (stage, width, height)
            assert page.evaluate(FAINT) == [], (stage, width, height)
            assert grave(page) == [], (stage, width, height)

    look("free")
    office.do(c.CallNext, counter=CounterNo(1))
    expect(page.locator(".sign-number")).to_have_text("1001")
    look("called")
    office.do(c.Start, counter=CounterNo(1))
    office.do(c.Finish, counter=CounterNo(1))
    office.do(c.CallNext, counter=CounterNo(1))
    keys = page.locator(".tablet-ask button")
    expect(keys).to_have_count(count)
    look("rate")
    expect(page.locator(".tablet-call")).to_have_text("Mời vào quầy 1002")
    page.wait_for_timeout(600)
    keys.last.click()
    expect(page.locator(".tablet-reasons")).to_be_visible()
    look("why")
    page.wait_for_timeout(600)
    page.locator(".tablet-again button").first.click()
    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    look("thanks")
    context.close()
    served.stop()
    office.switch_off()
