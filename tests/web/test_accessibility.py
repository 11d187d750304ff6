"""What axe-core says of every page: nothing serious, for whoever sees, hears or moves little."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from web.pages_office import PagesOffice, Served, come_in

from mot_cua.ids import CounterNo
from queue_server.core import commands as c

pytestmark = pytest.mark.browser

PAGES = {
    "officer.front": "/",
    "officer.counter": "/counter/1?with=2",
    "practice.console": "/practice/1",
    "hours.page": "/hours?year=2027",
    "admin.overview": "/admin",
    "forecast.judged": "/admin/forecast",
    "admin.report": "/report",
    "people.overview": "/people",
    "sign_in.password": "/password",
    "sign_in.door": "/sign-in",
    "public.board": "/public",
    "phone.ticket": "/t/token-of-1001",
    "what_if.ask": "/admin/what-if",
    "sign.board": "/counter-board/1",
    "papers.page": "/counter/1/papers",
}
NO_PAGES = {
    "static", "public.font", "metrics.show", "practice.begin", "practice.state",
    "practice.waiting", "downloads.document", "phone.back", "sign.symbol", "what_if.answer",
    "periods.choose", "periods.show", "periods.document", "periods.why", "inspection.by_code",
    "inspection.take_away", "review.show",
}  # fmt: skip
"""What answers with a file, with figures for machines, or needs a past that this day has not."""
GRAVE = ("serious", "critical")


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


@pytest.fixture
def page(office: PagesOffice, served: Served, context: BrowserContext) -> Page:
    """A day with people in every state, seen by an administrator."""
    office.open(1, 2)
    for _ in range(4):
        office.issue("HT", age_s=60)
    office.issue("HT", priority=True)
    office.issue("DD")
    office.serve(1, "satisfied")
    office.do(c.CallNext, counter=CounterNo(1))
    office.hear("kiosk-1", health={"printer": "paper_end"})
    come_in(context, served, office.employ("admin").login)
    return context.new_page()


def test_every_page_is_looked_at(office: PagesOffice) -> None:
    shown = {
        rule.endpoint
        for rule in office.app().url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/events"))
    }
    assert shown - NO_PAGES == set(PAGES), "add the new page to PAGES"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_has_a_serious_finding(page: Page, served: Served, language: str) -> None:
    found: dict[str, list[str]] = {}
    for name, address in PAGES.items():
        separator = "&" if "?" in address else "?"
        page.goto(served.at(address + (f"{separator}lang=en" if language == "en" else "")))
        page.set_viewport_size({"width": 1100, "height": 800})
        found[name] = grave(page)
    assert {name: one for name, one in found.items() if one} == {}


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
