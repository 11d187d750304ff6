"""The board above a counter as a page, for a tablet or a television."""

from __future__ import annotations

from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect
from web.pages_office import PagesOffice, Served
from web.test_browser import FAINT

from mot_cua.ids import CounterNo
from queue_server.core import commands as c

ONE = CounterNo(1)

FITS = """() => document.documentElement.scrollWidth <= innerWidth &&
  [...document.querySelectorAll(".sign-body *")].every((one) => {
    const place = one.getBoundingClientRect();
    return place.left >= 0 && place.right <= innerWidth && place.bottom <= innerHeight;
  })"""


def words(page: str) -> str:
    return " ".join(page.split())


def test_it_shows_the_number_of_its_counter_alone(office: PagesOffice, client: FlaskClient) -> None:
    assert "Quầy chưa mở" in client.get("/counter-board/1").text
    office.open(1)
    office.issue("HT")
    assert "Vui lòng chờ gọi số" in client.get("/counter-board/1").text
    office.do(c.CallNext, counter=ONE)
    page = words(client.get("/counter-board/1").text)
    assert '<p class="sign-number">1001</p>' in page
    assert "Mời vào quầy" in page
    assert 'src="/service/HT.svg"' in page
    assert "1001" not in client.get("/counter-board/2").text
    office.do(c.Start, counter=ONE)
    assert "Đang phục vụ" in client.get("/counter-board/1").text


def test_a_pause_says_why(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    office.do(c.PauseCounter, counter=ONE, reason="Lấy dấu tại văn phòng")
    page = words(client.get("/counter-board/1").text)
    assert "Quầy tạm dừng" in page
    assert "Lấy dấu tại văn phòng" in page


def test_a_priority_number_says_why_it_came_earlier(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1)
    office.issue("HT")
    office.issue("HT", priority=True)
    office.do(c.CallNext, counter=ONE)
    assert "Mời vào quầy · Ưu tiên" in words(client.get("/counter-board/1").text)


def test_the_sign_of_a_service_is_drawn_in_its_colour(client: FlaskClient) -> None:
    answer = client.get("/service/HT.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert "#1f4e79" in answer.text
    assert client.get("/service/XX.svg").status_code == 404
    assert client.get("/counter-board/77").status_code == 404


def test_it_follows_by_itself_and_without_the_server_shows_no_number(
    office: PagesOffice, served: Served, browser: Browser
) -> None:
    office.open(1)
    office.issue("HT")
    page = browser.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.goto(served.at("/counter-board/1"))
    expect(page.locator(".sign-words")).to_have_text("Vui lòng chờ gọi số")
    office.do(c.CallNext, counter=ONE)
    expect(page.locator(".sign-number")).to_have_text("1001")
    for size in ((1024, 600), (1920, 1080), (600, 1024), (1280, 720)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate(FITS), size
        assert page.evaluate(FAINT) == []
    served.stop()
    expect(page.locator("#away")).to_contain_text("Đang kết nối…")
    expect(page.locator(".sign-number")).to_be_hidden()
    assert complaints == []
    page.close()
