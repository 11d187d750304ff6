"""What axe-core says of every page: nothing serious, for whoever sees, hears or moves little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from core.test_registers import APOLOGY, PETITION
from flask.testing import FlaskClient
from lived_days import write_days
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from web.pages_office import PagesOffice, Served, come_in
from web.test_permissions import addresses
from web.test_what_if import FORM, OPEN

from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.core.people import Role
from queue_server.web.permissions import TABLE, may, resource_of
from queue_server.web.what_if import studies

pytestmark = pytest.mark.browser

PAGES: Final = {
    "officer.front": "/",
    "officer.counter": "/counter/1?with=2",
    "practice.begin": "/practice/1",
    "practice.console": "/practice/1",
    "hours.page": "/hours?year=2027",
    "admin.overview": "/admin",
    "alerts.page": "/alerts",
    "machines.overview": "/admin/machines",
    "hand_over.overview": "/admin/hand-over",
    "forecast.judged": "/admin/forecast",
    "admin.report": "/report",
    "periods.choose": "/report/period",
    "periods.show": "/report/period/2026-11",
    "periods.why": "/report/period/2026-11/why",
    "inspection.by_code": "/report/code?code=no-such",
    "inspection.take_away": "/report/period/2026-11/inspection",
    "review.show": "/report/review",
    "officers.sheet": "/report/officers",
    "people.overview": "/people",
    "sign_in.password": "/password",
    "sign_in.door": "/sign-in",
    "public.board": "/public",
    "phone.ticket": "/t/token-of-1001",
    "phone.back": "/t/token-of-1001/rating",
    "what_if.ask": "/admin/what-if",
    "what_if.answer": "{study}",
    "sign.board": "/counter-board/1",
    "tokens.overview": "/tokens",
    "tablet.page": "/tablet/1",
    "tablet.back": "/tablet/1/rating",
    "papers.page": "/counter/1/papers",
    "guide.daily": "/huong-dan",
    "registers.overview": "/registers",
    "registers.show": "/registers/petitions",
    "registers.entry": "/registers/apologies/2026/1",
}
"""An address of every page, by its endpoint: one that leads on to another page is looked at there,
one that takes something away where it has nothing to give."""
ENDPOINTS: Final = sorted(endpoint for row in TABLE for endpoint in row.endpoints)
GRAVE: Final = ("serious", "critical")


def grave(page: Page) -> list[str]:
    """List what axe-core calls serious or critical, with the elements."""
    page.evaluate("document.fonts.ready")
    found: Any = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def fill(office: PagesOffice) -> None:
    """Live a morning with people in every state."""
    office.open(1, 2)
    for _ in range(4):
        office.issue("HT", age_s=60)
    office.issue("HT", priority=True)
    office.issue("DD")
    office.serve(1, "satisfied")
    office.do(c.CallNext, counter=CounterNo(1))
    for register, values in (("petitions", PETITION), ("apologies", APOLOGY)):
        office.do(c.WriteEntry, register=register, values=values, by="admin")
    office.hear("kiosk-1", health={"printer": "paper_end"})


class Reader:
    """Looks at every page of one office, as whoever may open it, in a week that has a past."""

    def __init__(self, office: PagesOffice, served: Served, browser: Browser) -> None:
        self.app, self._served = served.app, served
        self._browsers = {role: browser.new_context() for role in (None, "leader", "admin")}
        self._clients: dict[str, FlaskClient] = {}
        for role in ("leader", "admin"):
            come_in(self._browsers[role], served, office.employ(role, login=f"{role}-reads").login)
            self._clients[role] = office.client(role, self.app)
        self.study = self._ask_what_if()

    def _ask_what_if(self) -> str:
        address = self._clients["leader"].post("/admin/what-if", data=FORM).location
        with self.app.app_context():
            study = studies().find(address.rpartition("/")[2])
            assert study is not None
            assert study.is_over.wait(60)
        return str(address)

    def findings(self, endpoint: str, language: str) -> list[str]:
        """Open a page and ask axe-core."""
        address = PAGES[endpoint].format(study=self.study)
        page = self._browsers[_reader_of(endpoint)].new_page()
        page.set_viewport_size({"width": 1100, "height": 800})
        separator = "&" if "?" in address else "?"
        page.goto(self._served.at(f"{address}{separator}lang={language}"))
        assert page.locator("main, body").first.inner_text().strip()
        found = grave(page)
        page.close()
        return found

    def is_page(self, endpoint: str) -> bool:
        """Say whether an endpoint answers whoever may ask with something for people."""
        asked = [
            one for name, method, one in addresses(self.app) if (name, method) == (endpoint, "GET")
        ]
        client = self._clients[_reader_of(endpoint) or "admin"]
        answers = [client.get(one, buffered=False) for one in asked]
        for one in answers:
            one.close()
        return any(one.status_code == 200 and one.mimetype == "text/html" for one in answers)

    def close(self) -> None:
        for one in self._browsers.values():
            one.close()
        with self.app.app_context():
            studies().close()


def _reader_of(endpoint: str) -> Role | None:
    row = resource_of(endpoint)
    assert row is not None
    if row.is_open:
        return None
    return "admin" if may("admin", row.name) else "leader"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("office")
    write_days(folder)
    office = PagesOffice(folder, OPEN)
    fill(office)
    served = Served(office)
    made = Reader(office, served, browser)
    yield made
    made.close()
    served.stop()
    office.switch_off()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_page_has_a_serious_finding(reader: Reader, endpoint: str) -> None:
    """The table of permissions names every endpoint, so that no new page is left out."""
    if endpoint in PAGES:
        found = {language: reader.findings(endpoint, language) for language in ("vi", "en")}
        assert found == {"vi": [], "en": []}
    else:
        assert not reader.is_page(endpoint), f"add an address of {endpoint} to PAGES"


@pytest.fixture
def page(office: PagesOffice, served: Served, context: BrowserContext) -> Page:
    """That morning, seen by an administrator."""
    fill(office)
    come_in(context, served, office.employ("admin").login)
    return context.new_page()


def press_until_asked(page: Page, key: str) -> None:
    """Press a key until its question is open: on a busy computer a console misses one."""
    question = page.locator("#choice[open]")
    for _ in range(5):
        page.keyboard.press(key)
        with suppress(PlaywrightTimeout):
            question.wait_for(timeout=3000)
            return
    question.wait_for(timeout=1)


def test_the_questions_and_the_strip_of_a_console_have_none_either(
    page: Page, served: Served
) -> None:
    page.goto(served.at("/counter/1"))
    page.locator("button[data-act=transfer]:enabled").wait_for()
    for size in ((340, 760), (340, 96)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert grave(page) == []
        for key in "tbml":
            press_until_asked(page, key)
            assert grave(page) == [], key
            page.keyboard.press("Escape")
            page.locator("#choice").wait_for(state="hidden")
