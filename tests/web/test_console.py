"""An officer's console: what the page is given, and what it is never given."""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from mot_cua.ids import CounterNo
from queue_server.core import commands as c


def told(page: str) -> Any:
    found = re.search(r"data-told='([^']*)'", page)
    assert found
    return msgspec.json.decode(html.unescape(found[1]))


def test_every_key_stands_on_the_page_with_its_shortcut(client: FlaskClient) -> None:
    page = client.get("/counter/1").text
    keys = dict(re.findall(r'data-act="(\w+)" data-keys="([^"]+)"', page))
    assert keys == {
        "next": "Space KeyN NumpadAdd",
        "finish_next": "Enter NumpadEnter",
        "finish": "KeyF NumpadDecimal",
        "start": "KeyS",
        "recall": "KeyR NumpadMultiply",
        "no_show": "KeyV NumpadSubtract",
        "hold": "KeyG",
        "transfer": "KeyT",
        "next_leg": "KeyJ",
        "find": "KeyL",
        "dossiers": "KeyX",
        "issue": "KeyB",
        "undo": "KeyU",
        "still": "KeyY",
        "resume": "KeyH",
        "return": "KeyA",
        "open": "KeyO",
        "pause": "KeyP",
        "close": "KeyC",
        "lend": "KeyM",
        "second": "KeyW",
    }
    for words in ("Gọi số tiếp theo", "Hoàn thành + gọi tiếp", "Vắng mặt", "Giữ số", "Đóng quầy"):
        assert words in page


def test_the_page_carries_the_state_it_was_made_from(office: PagesOffice) -> None:
    office.open(1)
    office.issue("HT", priority=True, age_s=300)
    office.do(c.CallNext, counter=CounterNo(1))
    view = told(office.client().get("/counter/1").text)["view"]
    assert view["counter"]["ticket"]["label"] == "1001"
    assert view["counter"]["ticket"]["ticket_class"] == "priority"
    assert view["counter"]["ticket"]["waited_ms"] == 300_000


def test_officers_never_see_ratings(office: PagesOffice, client: FlaskClient) -> None:
    office.day_of_ratings("dissatisfied")
    for answer in (client.get("/counter/1"), client.get("/api/counter/1")):
        for level in office.settings.rating.level:
            assert level.id not in answer.text
            assert level.label not in answer.text
        assert "figure" not in answer.text


def test_absent_numbers_are_those_that_may_come_back_here(office: PagesOffice) -> None:
    client = office.client()
    office.open(1)
    office.issue("HT")
    office.do(c.CallNext, counter=CounterNo(1))
    for _ in range(2):
        office.wait(16)
        office.do(c.Recall, counter=CounterNo(1))
    office.wait(60)
    office.do(c.MarkAbsent, counter=CounterNo(1))
    assert [one["label"] for one in client.get("/api/counter/1").json["absent"]] == ["1001"]
    assert client.get("/api/counter/3").json["absent"] == []
    office.do(c.Return, ticket="paper-1001")
    assert client.get("/api/counter/1").json["absent"] == []


@pytest.mark.parametrize("address", ["/counter/9", "/counter/first"])
def test_a_counter_that_is_not_there_has_no_page(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_console_speaks_english_when_asked(client: FlaskClient) -> None:
    page = client.get("/counter/2?lang=en").text
    assert "Call next number" in page
    assert told(page)["words"]["away"] == "Server is away"
