"""Tập dùng: the same console over invented numbers, which leave no trace."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext
from web.console_page import Console
from web.pages_office import PagesOffice, Served

from queue_server.practice import MOST_ROOMS

ROOM = "/api/practice/1/somebodys-room"
REQUESTS = count(1)


def press(client: FlaskClient, *actions: str, room: str = ROOM, **fields: Any) -> Any:
    wish = {"request": f"practice-press-{next(REQUESTS)}", "actions": actions, **fields}
    return client.post(room, json=wish).json


def test_a_practice_counter_has_people_waiting_and_obeys_the_real_rules(
    office: PagesOffice, client: FlaskClient
) -> None:
    view = client.get(ROOM).json
    assert (view["counter"]["state"], view["counter"]["waiting"]) == ("open", 10)
    called = press(client, "next")["view"]["counter"]["ticket"]
    assert called["label"].startswith("T")
    assert press(client, "recall")["code"] == "recall-too-soon"
    office.clock.advance(16_000)
    assert press(client, "recall")["view"]["counter"]["ticket"]["calls"] == 2
    after = press(client, "finish", "next")["view"]["counter"]
    assert after["ticket"]["label"] != called["label"]
    assert after["waiting"] == 10, "somebody new comes in for everyone who is called"


def test_practice_leaves_no_event_no_figure_and_no_board(
    office: PagesOffice, client: FlaskClient
) -> None:
    before = office.server.journal.last_seq, office.gateway.view, office.server.journal.head
    press(client, "next")
    press(client, "finish", "next", outcome="accepted")
    press(client, "issue", service="HT")
    press(client, "pause", reason="Họp")
    assert (office.server.journal.last_seq, office.gateway.view, office.server.journal.head) == (
        before
    )


def test_two_who_practise_do_not_disturb_each_other(client: FlaskClient) -> None:
    press(client, "next")
    other = client.get("/api/practice/1/another-room").json
    assert other["counter"]["ticket"] is None


def test_a_double_press_in_practice_calls_once_as_in_earnest(client: FlaskClient) -> None:
    wish = {"request": "the-very-same-press", "actions": ["next"]}
    first, second = (client.post(ROOM, json=wish).json for _ in range(2))
    assert first["answers"] == second["answers"]


def test_a_room_that_was_forgotten_begins_anew(client: FlaskClient) -> None:
    press(client, "next")
    for number in range(MOST_ROOMS):
        client.get(f"/api/practice/1/room-of-somebody-{number}")
    assert client.get(ROOM).json["counter"]["ticket"] is None


@pytest.mark.parametrize("address", ["/practice/9", "/practice/1/short", "/practice/9/long-enough"])
def test_what_is_no_practice_counter_has_no_page(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_press_that_cannot_be_read_says_where(client: FlaskClient) -> None:
    answer = client.post(ROOM, json={"request": "practice-1", "actions": ["dance"]})
    assert answer.status_code == 400
    assert "$.actions[0]" in answer.json["message"]


@pytest.mark.browser
def test_an_officer_practises_with_the_keyboard_and_goes_back(
    office: PagesOffice, served: Served, context: BrowserContext
) -> None:
    office.open(1)
    office.issue("HT")
    console = Console(context, served, address="/practice/1")
    page = console.page
    assert "TẬP DÙNG" in page.locator(".practice-note").inner_text()
    page.keyboard.press("Space")
    console.reads("#stage", "Đang gọi")
    page.keyboard.press("l")
    page.get_by_placeholder("Nhập vài chữ số").fill("T1")
    page.locator("#choices li:visible").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Thôi tập, về quầy thật").click()
    console.shows("––––", "Sẵn sàng")
    console.reads("#waiting", "1")
    assert console.complaints == []
