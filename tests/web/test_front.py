"""The front page: everything there is to open."""

from __future__ import annotations

from flask.testing import FlaskClient
from web.pages_office import PagesOffice


def test_it_lists_every_counter_and_the_other_pages(client: FlaskClient) -> None:
    page = client.get("/").text
    for address in ("/counter/1", "/counter/2", "/counter/3", "/public", "/admin", "/report"):
        assert f'href="{address}"' in page
    assert "Tư pháp – Hộ tịch · Chứng thực" in page
    assert page.count("Đang đóng") == 3


def test_it_shows_which_number_is_where(office: PagesOffice, client: FlaskClient) -> None:
    office.open(1)
    office.issue("HT")
    office.issue("HT")
    client.post("/api/counter/1", json={"request": "press-001", "actions": ["next"]})
    page = client.get("/").text
    assert '<b class="number">1001</b>' in page
    assert "Đang chờ: 1" in page


def test_it_speaks_english_when_asked(client: FlaskClient) -> None:
    page = client.get("/?lang=en").text
    assert '<html lang="en">' in page
    assert 'href="/counter/1?lang=en"' in page
    assert "Daily report" in page


def test_a_page_that_is_not_there_says_so_in_the_readers_language(client: FlaskClient) -> None:
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "Không có trang này." in missing.text
    assert "There is no such page." in client.get("/nowhere?lang=en").text
