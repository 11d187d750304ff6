"""POST /api/counter/<n>: one press, its answer, and every way to be refused."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice
from werkzeug.test import TestResponse

from queue_server.core.events import CounterOpened

_REQUESTS = iter(f"press-{n:06}" for n in range(1_000_000))


def press(client: FlaskClient, *actions: str, counter: int = 1, **fields: Any) -> TestResponse:
    body = {"request": next(_REQUESTS), "actions": actions, **fields}
    return client.post(f"/api/counter/{counter}", json=body)


@pytest.fixture
def open_office(office: PagesOffice) -> PagesOffice:
    office.open(1, 2)
    for _ in range(3):
        office.issue("HT")
    return office


def test_a_press_is_answered_with_what_happened_and_the_state_after_it(
    open_office: PagesOffice, client: FlaskClient
) -> None:
    answer = press(client, "next")
    assert answer.status_code == 200
    assert [one["kind"] for one in answer.json["answers"]] == ["called"]
    assert answer.json["answers"][0]["label"] == "1001"
    assert answer.json["view"]["counter"]["ticket"]["state"] == "called"
    assert answer.json["view"]["counter"]["waiting"] == 2


def test_finish_and_next_is_one_round_trip(open_office: PagesOffice, client: FlaskClient) -> None:
    press(client, "next")
    answer = press(client, "finish", "next")
    assert [one["kind"] for one in answer.json["answers"]] == ["finished", "called"]
    assert answer.json["view"]["counter"]["ticket"]["label"] == "1002"


def test_the_same_request_again_has_one_effect_and_the_same_answer(
    open_office: PagesOffice, client: FlaskClient
) -> None:
    press(client, "next")
    body = {"request": "press-again", "actions": ["finish", "next"]}
    first = client.post("/api/counter/1", json=body)
    again = client.post("/api/counter/1", json=body)
    assert again.json["answers"] == first.json["answers"]
    assert again.json["view"]["version"] == first.json["view"]["version"]
    assert open_office.gateway.view.totals["done"] == 1


def test_what_was_done_before_a_refused_step_stands_and_is_shown(
    office: PagesOffice, client: FlaskClient
) -> None:
    office.open(1)
    office.issue("HT")
    press(client, "next")
    answer = press(client, "finish", "next")
    assert answer.status_code == 409
    assert answer.json["code"] == "nobody-waiting"
    assert answer.json["message"] == "Không còn số chờ cho quầy này."
    assert answer.json["view"]["counter"]["ticket"] is None
    assert answer.json["view"]["counter"]["last_finished"] == "1001"


def test_a_visit_with_everything_in_it(open_office: PagesOffice, client: FlaskClient) -> None:
    press(client, "next")
    press(client, "undo-call")
    press(client, "next")
    press(client, "start")
    view = press(client, "hold").json["view"]
    held = view["counter"]["held"][0]
    assert held["label"] == "1001"
    press(client, "resume", ticket=held["id"])
    view = press(client, "transfer", service="CT", to_counter=2).json["view"]
    assert view["counter"]["ticket"] is None
    view = press(client, "next", counter=2).json["view"]
    assert view["counter"]["ticket"]["leg"] == 2
    press(client, "finish", counter=2)
    view = press(client, "undo-finish", counter=2).json["view"]
    assert view["counter"]["ticket"]["label"] == "1001"


def test_an_absent_citizen_is_called_three_times_and_may_come_back(
    open_office: PagesOffice, client: FlaskClient
) -> None:
    press(client, "next")
    for _ in range(2):
        open_office.wait(16)
        press(client, "recall")
    open_office.wait(20)
    view = press(client, "no-show").json["view"]
    absent = view["absent"][0]
    assert absent["label"] == "1001"
    view = press(client, "return", ticket=absent["id"]).json["view"]
    assert view["absent"] == []
    assert view["counter"]["waiting"] == 3


def test_a_counter_opens_with_whoever_is_signed_in_pauses_and_closes(office: PagesOffice) -> None:
    client = office.client("officer")
    view = press(client, "open", counter=3, officer="Somebody Else").json["view"]
    assert (view["counter"]["state"], view["counter"]["officer"]) == ("open", "Người officer")
    rows = office.server.journal.read()
    pressed = [row.device for row in rows if isinstance(row.event, CounterOpened)]
    assert pressed == ["user/officer"]
    view = press(client, "pause", counter=3, reason="Tạm nghỉ").json["view"]
    assert (view["counter"]["state"], view["counter"]["reason"]) == ("paused", "Tạm nghỉ")
    assert press(client, "close", counter=3).json["view"]["counter"]["state"] == "closed"


@pytest.mark.parametrize(
    ("setting", "actions", "code", "vi", "en"),
    [
        (
            (),
            ("finish",),
            "counter-empty",
            "Quầy chưa có số nào.",
            "This counter holds no number.",
        ),
        (
            (("next",),),
            ("next",),
            "counter-busy",
            "Quầy đang có một số; vui lòng hoàn thành số đó trước.",
            "This counter still holds a number; finish it first.",
        ),
        (
            (("next",),),
            ("recall",),
            "recall-too-soon",
            "Vừa gọi xong; mỗi lần gọi cách nhau 15 giây.",
            "Called just now; calls are 15 s apart.",
        ),
        (
            (("next",),),
            ("no-show",),
            "absent-needs-calls",
            "Cần gọi đủ 3 lần trước khi báo vắng mặt.",
            "Call 3 times before marking it absent.",
        ),
        (
            (("next", "start"),),
            ("recall",),
            "recall-while-serving",
            "Số này đang được phục vụ, nên chưa làm được việc đó.",
            "This number is being served; that cannot be done now.",
        ),
        (
            (("close",),),
            ("next",),
            "counter-closed",
            "Quầy đang đóng; vui lòng mở quầy trước.",
            "This counter is closed; open it first.",
        ),
        (
            (("open",),),
            ("open",),
            "open-while-open",
            "Quầy đang mở rồi.",
            "This counter is open already.",
        ),
    ],
)
def test_a_refusal_is_one_calm_sentence(
    open_office: PagesOffice,
    client: FlaskClient,
    setting: tuple[tuple[str, ...], ...],
    actions: tuple[str, ...],
    code: str,
    vi: str,
    en: str,
) -> None:
    for step in setting:
        assert press(client, *step).status_code == 200
    before = open_office.gateway.view.version
    answer = press(client, *actions)
    assert answer.status_code == 409
    assert (answer.json["code"], answer.json["message"]) == (code, vi)
    assert answer.json["view"]["version"] == before
    english = client.post(
        "/api/counter/1?lang=en", json={"request": next(_REQUESTS), "actions": actions}
    )
    assert english.json["message"] == en


def test_a_busy_server_says_so_and_the_press_may_be_sent_again(office: PagesOffice) -> None:
    client = office.client()
    office.gateway._post = lambda _: False
    answer = press(client, "next")
    assert answer.status_code == 503
    assert answer.json["code"] == "busy"
    assert answer.json["message"] == "Máy chủ đang bận, vui lòng thử lại."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"actions": ["next"]}, "Object missing required field `request`"),
        (
            {"request": "press-01", "actions": ["jump"]},
            "Invalid enum value 'jump' - at `$.actions[0]`",
        ),
        (
            {"request": "press-01", "actions": []},
            "Expected `array` of length >= 1 - at `$.actions`",
        ),
        ({"request": 12, "actions": ["next"]}, "Expected `str`, got `int` - at `$.request`"),
        (
            {"request": "a b c d e", "actions": ["next"]},
            "Expected `str` matching regex '^[A-Za-z0-9-]{8,64}$' - at `$.request`",
        ),
        (
            {"request": "press-01", "actions": ["next"], "level": "satisfied"},
            "Object contains unknown field `level`",
        ),
        (
            {"request": "press-01", "actions": ["next"], "officer": "x" * 201},
            "Expected `str` of length <= 200 - at `$.officer`",
        ),
        (
            {"request": "press-01", "actions": ["transfer"]},
            "service: needed by transfer - at `$.service`",
        ),
        (
            {"request": "press-01", "actions": ["resume"]},
            "ticket: needed by resume - at `$.ticket`",
        ),
    ],
)
def test_a_malformed_press_names_the_field(
    client: FlaskClient, body: dict[str, Any], message: str
) -> None:
    answer = client.post("/api/counter/1", json=body)
    assert answer.status_code == 400
    assert answer.json == {"code": "malformed", "message": message}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 20_000])
def test_no_bytes_break_the_door(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/counter/1", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["code"] == "malformed"


def test_an_unknown_counter_is_not_found(client: FlaskClient) -> None:
    for answer in (press(client, "next", counter=9), client.get("/api/counter/9")):
        assert answer.status_code == 404
        assert answer.json["code"] == "unknown-counter"
        assert answer.json["message"] == "Không có quầy này."


def test_many_officers_at_once_never_share_a_number(open_office: PagesOffice) -> None:
    for _ in range(37):
        open_office.issue("CT")
    app = open_office.app()
    open_office.employ("officer")
    called: list[str] = []

    def work(counter: int) -> None:
        client = open_office.client("officer", app)
        for _ in range(20):
            answer = press(client, "next", counter=counter).json
            called.append(answer["answers"][0]["label"])
            press(client, "finish", counter=counter)

    workers = [threading.Thread(target=work, args=(n,)) for n in (1, 2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(called) == len(set(called)) == 40


def test_a_number_is_given_out_at_the_desk_and_found_among_those_who_wait(
    open_office: PagesOffice, client: FlaskClient
) -> None:
    answer = press(client, "issue", service="CT", ticket_class="priority")
    assert [(one["kind"], one["label"]) for one in answer.json["answers"]] == [
        ("ticket-received", "2900")
    ]
    found = [one for one in client.get("/api/waiting").json if one["label"] == "2900"]
    assert [(one["service"], one["ticket_class"]) for one in found] == [("CT", "priority")]


def test_somebody_who_waits_changes_class_and_service_and_goes_home(
    open_office: PagesOffice, client: FlaskClient
) -> None:
    ticket = client.get("/api/waiting").json[0]["id"]
    press(client, "change-class", ticket=ticket, ticket_class="priority", reason="có thai")
    press(client, "change-service", ticket=ticket, service="CT")
    [changed] = [one for one in client.get("/api/waiting").json if one["id"] == ticket]
    assert (changed["ticket_class"], changed["service"]) == ("priority", "CT")
    press(client, "cancel", ticket=ticket)
    assert ticket not in [one["id"] for one in client.get("/api/waiting").json]
    press(client, "undo-cancel", ticket=ticket)
    assert ticket in [one["id"] for one in client.get("/api/waiting").json]


def test_an_outcome_is_one_of_those_that_exist_or_none(
    open_office: PagesOffice, client: FlaskClient
) -> None:
    press(client, "next")
    answer = press(client, "finish", outcome="lost")
    assert answer.status_code == 400
    assert answer.json["message"] == "Invalid enum value 'lost' - at `$.outcome`"
    assert press(client, "finish", outcome="guided").status_code == 200
