"""Thirty screens open at once: no call is missed, also not when the server starts again meanwhile.

Each screen is a browser of its own, as in an office: one browser shares six connections among its
tabs. `--screens-calls 300` lets them watch for about ten minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from web.pages_office import PagesOffice, Served, come_in

from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.web.live import streams_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

SCREENS = 30
ONE = CounterNo(1)
SEEN = """() => {
  window.seen = [];
  const label = document.getElementById("label");
  new MutationObserver(() => window.seen.push(label.textContent)).observe(
    label, { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def screens(
    browser: Browser, office: PagesOffice, served: Served, context: BrowserContext
) -> Iterator[list[Page]]:
    come_in(context, served, office.employ("officer").login)
    cookies = context.storage_state()
    made = [browser.new_context(storage_state=cookies) for _ in range(SCREENS)]
    pages = []
    for one in made:
        one.set_default_timeout(60_000)
        page = one.new_page()
        page.goto(served.at("/counter/1"))
        pages.append(page)
    yield pages
    for one in made:
        one.close()


def test_thirty_screens_show_every_call_and_come_back_after_a_restart(
    office: PagesOffice,
    served: Served,
    screens: list[Page],
    request: pytest.FixtureRequest,
) -> None:
    calls = request.config.getoption("--screens-calls")
    office.open(1)
    for _ in range(min(calls, 900)):
        office.issue("HT")
    everywhere(screens, "line", "Trực tuyến")
    assert len(streams_of(served.app)._listeners) >= SCREENS
    for page in screens:
        page.evaluate(SEEN)
    called = []
    for number in range(calls):
        if number == calls // 2:
            served.stop()
            everywhere(screens, "line", "Mất kết nối máy chủ")
            office.switch_off()
            office.switch_on()
            served.start()
            everywhere(screens, "line", "Trực tuyến")
        called.append(office.do(c.CallNext, counter=ONE).label)
        everywhere(screens, "label", called[-1])
        office.do(c.Finish, counter=ONE)
        everywhere(screens, "label", "––––")
    for page in screens:
        seen = page.evaluate("window.seen")
        assert [one for one in seen if one != "––––"] == called


def everywhere(screens: list[Page], place: str, words: str) -> None:
    """Wait until every screen shows these words."""
    for page in screens:
        page.locator(f'#{place}:text-is("{words}")').wait_for(state="attached")
