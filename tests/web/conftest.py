"""The pages' fixtures: an office by hand, a client that reads its pages, and a real port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from web.pages_office import PagesOffice, Served, come_in

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path)
    yield made
    made.switch_off()


@pytest.fixture
def client(office: PagesOffice) -> FlaskClient:
    """A browser in which an administrator is signed in."""
    return office.client()


@pytest.fixture
def served(office: PagesOffice) -> Iterator[Served]:
    made = Served(office)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, office: PagesOffice, served: Served) -> Iterator[BrowserContext]:
    """Closed before the server stops, so that no stream is cut while a test looks at it."""
    made = browser.new_context(viewport={"width": 340, "height": 760})
    made.set_default_timeout(5000)
    come_in(made, served, office.employ("officer").login)
    yield made
    made.close()
