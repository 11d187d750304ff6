"""The officers' page of help: true, on one sheet, and with pictures of today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader
from web.pages_office import PagesOffice, Served

from office.pictures import SAYS, words_on
from queue_server.web import guide
from queue_server.web.guide_texts import KEYS, PICTURES, SECTIONS

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "queue_server/web/static/guide"
LANGUAGES = pytest.mark.parametrize("asked", ["", "?lang=en"], ids=["vi", "en"])


def test_whoever_cannot_sign_in_may_read_the_help(office: PagesOffice) -> None:
    page = office.client(None).get("/huong-dan").text
    assert "Hướng dẫn cán bộ quầy" in page
    assert "16 giờ 55" in page


@pytest.mark.parametrize("path", ["/", "/counter/1", "/practice/1"])
def test_help_is_one_step_away(client: FlaskClient, path: str) -> None:
    assert 'href="/huong-dan"' in client.get(path, follow_redirects=True).text
    english = client.get(f"{path}?lang=en", follow_redirects=True).text
    assert 'href="/huong-dan?lang=en"' in english


def test_help_is_at_the_door(office: PagesOffice) -> None:
    assert 'href="/huong-dan"' in office.client(None).get("/sign-in").text


def test_the_help_names_the_keys_that_the_console_has(client: FlaskClient) -> None:
    keys = dict(re.findall(r'data-act="(\w+)" data-keys="([^" ]+)', client.get("/counter/1").text))
    named = {act: keys[act].removeprefix("Key") for act in KEYS}
    assert named == {**KEYS, "next": "Space"}


def test_the_help_has_the_numbers_of_its_own_office(office: PagesOffice) -> None:
    rules, page = office.settings.rules, office.client(None).get("/huong-dan").text
    assert f"cách nhau {rules.recall_after_s} giây" in page
    assert f"trong {rules.return_within_min} phút" in page
    assert f"{office.settings.hours.day_closes} máy tự chốt ngày" in page


@LANGUAGES
def test_the_help_is_printed_on_one_sheet_of_a4(
    browser: Browser, served: Served, tmp_path: Path, asked: str
) -> None:
    page = browser.new_page()
    page.goto(served.at(f"/huong-dan{asked}"))
    page.evaluate("document.fonts.ready")
    page.pdf(path=tmp_path / "help.pdf", prefer_css_page_size=True, print_background=True)
    sheets = PdfReader(tmp_path / "help.pdf").pages
    assert [(round(one.mediabox.width), round(one.mediabox.height)) for one in sheets] == [
        (595, 842)
    ]
    page.close()


@LANGUAGES
def test_the_help_fits_a_telephone_and_shows_every_picture(
    browser: Browser, served: Served, asked: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(served.at(f"/huong-dan{asked}"))
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shown = page.locator(".help img")
    assert shown.count() == len(PICTURES) - 1, "the box of keys is drawn by the page itself"
    assert shown.evaluate_all("all => all.every((one) => one.naturalWidth > 0 && one.alt)")
    page.close()


def test_every_picture_of_the_help_is_there_and_used() -> None:
    used = {
        guide.file_of(picture, reader)
        for section in SECTIONS
        for picture in section.pictures
        for reader in ("vi", "en")
    }
    assert {one.name for one in FOLDER.iterdir()} == used
    assert {one for section in SECTIONS for one in section.pictures} == set(PICTURES)


@pytest.mark.parametrize(
    "path",
    [*FOLDER.glob("*.png"), ROOT / "docs/pictures/console.png"],
    ids=lambda one: f"{one.parent.name}/{one.name}",
)
def test_a_picture_shows_the_words_of_today(path: Path) -> None:
    with Image.open(path) as picture:
        said = getattr(picture, "text", {}).get(SAYS, "")
    assert said == words_on(path.name), f"{path.name} is old; run: scripts/pictures"
