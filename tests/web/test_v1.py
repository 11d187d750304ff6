"""The API for other systems: what it reads and does, and what it never says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from web.pages_office import PagesOffice

from mot_cua.ids import CounterNo, DayText, RequestId, ServiceCode, TicketId, new_id
from queue_server.core import commands as c
from queue_server.core.tokens import SCOPES, Scope
from queue_server.token_secrets import new_token_id, new_words, secret_of_token

LAST_DAY = DayText("2027-01-31")


def give_token(office: PagesOffice, *scopes: Scope, last_day: DayText = LAST_DAY) -> str:
    """Let another system in; returns what it shows."""
    token = new_token_id()
    words = new_words(token)
    office.do(
        c.MakeToken,
        by="lan",
        token=token,
        name="Cổng dịch vụ công",
        scopes=scopes or SCOPES,
        last_day=last_day,
        secret=secret_of_token(token, words),
    )
    return words


def system(office: PagesOffice, *scopes: Scope) -> FlaskClient:
    """Another system's own client, with a token in hand."""
    client = office.app().test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {give_token(office, *scopes)}"
    return client


def told(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    return answer.json


def wish(client: FlaskClient, path: str, **body: object) -> tuple[int, Any]:
    """Ask for something to be done, with an id of its own."""
    answer = client.post(f"/api/v1{path}", json={"request": new_id(), **body})
    return answer.status_code, answer.json


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────


def test_a_web_site_shows_the_queue_as_the_hall_sees_it(office: PagesOffice) -> None:
    office.open(1, 3)
    for _ in range(3):
        office.issue("HT", age_s=600)
    office.do(c.CallNext, counter=CounterNo(1))
    found = told(system(office, "queue:read"), "/queue")
    assert (found["day"], found["is_sample"], found["waiting"]) == ("2026-11-20", False, 2)
    [call] = found["called"]
    assert (call["label"], call["counter"], call["times"], call["is_serving"]) == (
        "1001", 1, 1, False,
    )  # fmt: skip
    by_code = {one["code"]: one for one in found["services"]}
    assert by_code["HT"]["name"] == "Tư pháp – Hộ tịch"
    assert (by_code["HT"]["waiting"], by_code["HT"]["open_counters"]) == (2, [1])
    assert by_code["HT"]["longest_wait_ms"] == 600_000
    assert by_code["CT"]["waiting"] == 0


def test_one_service_is_told_with_its_forecast(office: PagesOffice) -> None:
    office.issue("CT")
    found = told(system(office, "queue:read"), "/services/CT")
    assert (found["code"], found["waiting"], found["open_counters"]) == ("CT", 1, [])
    assert (found["forecast"], found["forecast_en"]) == ("chưa có quầy mở", "no counter is open")


def test_counters_are_told_without_who_sits_there(office: PagesOffice) -> None:
    office.do(c.OpenCounter, counter=CounterNo(1), officer="Nguyễn Thị Lan")
    office.issue("HT")
    office.do(c.CallNext, counter=CounterNo(1))
    found = told(system(office, "queue:read"), "/counters")
    assert "Lan" not in repr(found)
    first = found["counters"][0]
    assert (first["state"], first["label"], first["stage"]) == ("open", "1001", "called")
    assert [one["state"] for one in found["counters"]] == ["open", "closed", "closed"]


def test_devices_are_told_as_they_are(office: PagesOffice) -> None:
    office.hear("kiosk-1", health={"printer": "paper_end"}, version="1.2", outbox_depth=7)
    found = told(system(office, "devices:read"), "/devices")
    [kiosk] = [one for one in found["devices"] if one["id"] == "kiosk-1"]
    assert kiosk["parts"] == {"printer": "paper_end"}
    assert (kiosk["is_online"], kiosk["outbox"], kiosk["role"]) == (True, 7, "kiosk")


def rated_groups(found: Any) -> list[Any]:
    groups = [found["total"], *found["by_service"], *found["by_counter"]]
    rated = [one for one in groups if one["rated"]]
    assert len(rated) == 3
    return rated


# ── Figures ─────────────────────────────────────────────────────────────────────────────────────


def test_the_figures_of_a_sealed_day_are_those_of_its_report(office: PagesOffice) -> None:
    office.day_of_ratings(*["very-satisfied"] * 11, "dissatisfied", "")
    office.do(c.CloseDay)
    portal = system(office, "figures:read")
    found = told(portal, "/days/2026-11-20")
    total = found["total"]
    assert (total["served"], total["rated"], total["share"]) == (13, 12, "91,7%")
    assert total["levels"]["very-satisfied"] == 11
    assert (found["issued"], sum(found["states"].values()), found["is_sealed"]) == (13, 13, True)
    assert found["waits"]["called"] == 13
    month = told(portal, "/periods/2026-11")
    assert (month["total"], month["first"], month["last"]) == (total, "2026-11-01", "2026-11-30")
    assert [one["day"] for one in told(portal, "/days")["days"]] == ["2026-11-20"]


def test_while_a_day_is_open_no_rating_is_told_so_that_nobody_sees_one_press(
    office: PagesOffice,
) -> None:
    office.day_of_ratings(*["satisfied"] * 12)
    for path in ("/days/2026-11-20", "/periods/2026-11"):
        found = told(system(office, "figures:read"), path)
        assert found["is_sealed"] is False
        for group in rated_groups(found):
            assert (group["levels"], group["share"], group["rated"]) == (None, "", 12)


def test_few_ratings_are_not_told_at_all(office: PagesOffice) -> None:
    office.day_of_ratings("satisfied", "dissatisfied")
    office.do(c.CloseDay)
    portal = system(office, "figures:read")
    for path in ("/days/2026-11-20", "/periods/2026-11", "/periods/2026"):
        found = told(portal, path)
        for group in rated_groups(found):
            assert (group["rated"], group["levels"], group["share"]) == (2, None, "")


def test_small_groups_are_told_together(office: PagesOffice) -> None:
    office.open(2, 1)
    for service, counter, count in (("CT", 2, 12), ("HT", 1, 3)):
        for _ in range(count):
            office.issue(service)
            office.serve(counter, "satisfied", minutes=1)
    office.do(c.CloseDay)
    found = told(system(office, "figures:read"), "/days/2026-11-20")
    told_of = [(one["key"], one["rated"]) for one in found["by_service"]]
    assert told_of == [("DD", 0), ("HT+CT", 15)]
    assert [one["key"] for one in found["by_counter"]] == ["3", "1+2"]


def test_a_period_does_not_betray_its_one_small_day(office: PagesOffice) -> None:
    office.day_of_ratings(*["satisfied"] * 12)
    office.do(c.CloseDay)
    office.wait(3 * 24 * 3600)
    assert office.gateway.view.day == "2026-11-23"
    office.open(1)
    office.do(c.IssueAtDesk, ticket=TicketId("desk-1"), service=ServiceCode("HT"))
    office.serve(1, "dissatisfied", minutes=1)
    office.do(c.CloseDay)
    portal = system(office, "figures:read")
    assert told(portal, "/days/2026-11-20")["total"]["levels"]["satisfied"] == 12
    small = told(portal, "/days/2026-11-23")["total"]
    assert (small["rated"], small["levels"]) == (1, None)
    assert told(portal, "/periods/2026-11")["total"]["levels"] is None


@pytest.mark.parametrize("path", ["/days/2026-11-19", "/days/9999-99-99", "/periods/2019-11"])
def test_a_time_without_figures_is_not_found(office: PagesOffice, path: str) -> None:
    answer = system(office, "figures:read").get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert "the office was" in problem(answer)["detail"]


# ── Doing ───────────────────────────────────────────────────────────────────────────────────────


def test_another_system_gives_out_a_number_and_its_citizen_has_a_page(office: PagesOffice) -> None:
    portal = system(office, "tickets:write")
    status, given = wish(portal, "/tickets", service="HT", ticket_class="priority")
    assert (status, given["label"], given["ticket_class"]) == (201, "1900", "priority")
    assert given["label"] in office.client(None).get(given["page"]).text
    assert [one.label for one in office.gateway.view.waiting] == [given["label"]]


def test_a_lost_answer_is_asked_for_again_and_nothing_happens_twice(office: PagesOffice) -> None:
    portal, body = system(office), {"request": "0193a5e0-once", "service": "HT"}
    first, again = (portal.post("/api/v1/tickets", json=body) for _ in range(2))
    # Only the first answer has the key of the page; the journal keeps its digest.
    assert first.json | {"page": ""} == again.json
    assert len(office.gateway.view.waiting) == 1
    other = system(office).post("/api/v1/tickets", json=body)
    assert other.json["id"] != first.json["id"]  # another system's wish is another wish


def test_a_call_box_of_another_maker_calls_and_finishes(office: PagesOffice) -> None:
    box = system(office, "counters:write")
    office.open(1)
    office.issue("HT")
    assert wish(box, "/counters/1/next") == (200, {"counter": 1, "label": "1001"})
    assert wish(box, "/counters/1/finish", outcome="accepted")[0] == 200
    assert office.gateway.view.totals["done"] == 1
    status, said = wish(box, "/counters/1/next")
    assert (status, said["type"]) == (409, "urn:mot-cua:nobody-waiting")
    assert said["message"] == "Không còn số chờ cho quầy này."


def test_what_it_did_is_recorded_as_its_own(office: PagesOffice) -> None:
    words = give_token(office)
    client = office.app().test_client()
    client.post(
        "/api/v1/tickets",
        json={"request": "request-1", "service": "HT"},
        headers={"Authorization": f"Bearer {words}"},
    )
    last = list(office.server.journal.read())[-1]
    token = words.split("_")[1]
    assert last.device == f"token/{token}"
    assert last.event.request == RequestId(f"{token}.request-1")  # type: ignore[attr-defined]


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────


def problem(answer: Any) -> Mapping[str, Any]:
    assert answer.mimetype == "application/problem+json"
    found = answer.json
    assert found["status"] == answer.status_code
    assert found["title"].endswith((".", "which."))
    assert found["message"].endswith(".")
    return found  # type: ignore[no-any-return]


def test_without_a_token_the_answer_says_what_is_missing(office: PagesOffice) -> None:
    answer = office.client(None).get("/api/v1/queue")
    said = problem(answer)
    assert (answer.status_code, said["type"]) == (401, "urn:mot-cua:token-missing")
    assert said["detail"] == "send the header  Authorization: Bearer motcua_…"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="mot-cua"'


def test_no_cookie_opens_the_api_not_even_an_administrators(office: PagesOffice) -> None:
    admin = office.client("admin")
    assert admin.get("/api/v1/queue").status_code == 401
    assert wish(admin, "/tickets", service="HT")[0] == 401
    assert office.gateway.view.waiting == ()


def test_a_token_opens_no_page(office: PagesOffice) -> None:
    portal = system(office)
    assert portal.get("/api/office").status_code == 401
    assert portal.get("/report").status_code == 303
    assert portal.get("/tokens").status_code == 303


@pytest.mark.parametrize(
    "words", ["", "x", "motcua_aaaaaaaa_" + 43 * "x", "motcua_../../../_" + 43 * "x", "é"]
)
def test_what_is_no_token_is_refused(office: PagesOffice, words: str) -> None:
    answer = office.client(None).get("/api/v1/queue", headers={"Authorization": f"Bearer {words}"})
    assert (answer.status_code, problem(answer)["type"]) == (401, "urn:mot-cua:token-wrong")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="mot-cua", error="invalid_token"'


def test_a_token_with_another_secret_is_refused(office: PagesOffice) -> None:
    right = give_token(office)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    answer = office.client(None).get("/api/v1/queue", headers={"Authorization": f"Bearer {wrong}"})
    assert problem(answer)["type"] == "urn:mot-cua:token-wrong"


def test_a_token_ends_with_its_last_day(office: PagesOffice) -> None:
    words = give_token(office, last_day=DayText("2026-11-20"))
    ask = {"headers": {"Authorization": f"Bearer {words}"}}
    client = office.client(None)
    assert client.get("/api/v1/queue", **ask).status_code == 200  # type: ignore[arg-type]
    office.wait(24 * 3600)
    said = problem(client.get("/api/v1/queue", **ask))  # type: ignore[arg-type]
    assert said["type"] == "urn:mot-cua:token-expired"
    assert said["detail"].endswith("ended with 2026-11-20")


def test_a_token_does_what_its_scopes_say_and_nothing_else(office: PagesOffice) -> None:
    reader = system(office, "queue:read")
    assert reader.get("/api/v1/queue").status_code == 200
    status, said = wish(reader, "/tickets", service="HT")
    assert (status, said["type"]) == (403, "urn:mot-cua:scope-missing")
    assert "this needs the scope tickets:write" in said["detail"]
    for path in ("/days", "/days/2026-11-20", "/periods/2026-11", "/devices"):
        assert problem(reader.get(f"/api/v1{path}"))["status"] == 403
    assert office.gateway.view.waiting == ()


def test_a_system_that_asks_without_end_waits_and_no_other_one_does(office: PagesOffice) -> None:
    app = office.app()
    mad, calm = ({"Authorization": f"Bearer {give_token(office)}"} for _ in range(2))
    client = app.test_client()
    answers = [client.get("/api/v1/counters", headers=mad) for _ in range(201)]
    assert {one.status_code for one in answers[:200]} == {200}
    last = answers[200]
    assert (last.status_code, problem(last)["type"]) == (429, "urn:mot-cua:too-many")
    assert last.headers["Retry-After"] == "10"
    assert client.get("/api/v1/counters", headers=calm).status_code == 200


def test_guessing_tokens_ends_soon(office: PagesOffice) -> None:
    client = office.client(None)
    guess = {"Authorization": "Bearer motcua_aaaaaaaa_" + 43 * "x"}
    statuses = [client.get("/api/v1/queue", headers=guess).status_code for _ in range(60)]
    assert statuses == [401] * 40 + [429] * 20


# ── Mistakes ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/tickets", b"{", "in the body: Input data was truncated"),
        ("/tickets", b"\xff", "in the body: "),
        ("/tickets", b'{"service": "HT"}', "missing required field `request`"),
        ("/tickets", b'{"request": "request-1", "service": "ht"}', "`$.service`"),
        ("/tickets", b'{"request": "request-1", "service": "HT", "x": 1}', "unknown field `x`"),
        ("/counters/0/next", b'{"request": "request-1"}', "in the address: Expected `int` >= 1"),
        ("/counters/x/next", b'{"request": "request-1"}', "`$.number`"),
    ],
)
def test_a_mistake_is_named(office: PagesOffice, path: str, body: bytes, says: str) -> None:
    answer = system(office).post(f"/api/v1{path}", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert says in problem(answer)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nothing", 404, "no-such-address"),
        ("GET", "/services/XX", 404, "no-such-address"),
        ("DELETE", "/queue", 405, "method"),
        ("GET", "/tickets", 405, "method"),
        ("POST", "/tickets", 415, "not-json"),
        ("GET", "/days?limit=0", 400, "malformed"),
        ("GET", "/days?limti=3", 400, "malformed"),
        ("GET", "/periods/yesterday", 400, "malformed"),
    ],
)
def test_every_refusal_is_a_problem_with_a_sentence(
    office: PagesOffice, method: str, path: str, status: int, kind: str
) -> None:
    answer = system(office).open(f"/api/v1{path}", method=method)
    assert (answer.status_code, problem(answer)["type"]) == (status, f"urn:mot-cua:{kind}")


def test_a_body_that_is_too_long_is_not_read(office: PagesOffice) -> None:
    answer = system(office).post(
        "/api/v1/tickets", data=b" " * 70_000, content_type="application/json"
    )
    assert (answer.status_code, problem(answer)["type"]) == (413, "urn:mot-cua:too-long")


def test_what_the_office_does_not_have_is_not_found(office: PagesOffice) -> None:
    portal = system(office)
    assert wish(portal, "/counters/99/next")[0] == 404
    status, said = wish(portal, "/tickets", service="ZZ")
    assert (status, said["message"]) == (404, "Không có lĩnh vực này.")


def test_a_busy_server_says_when_to_ask_again(office: PagesOffice) -> None:
    portal = system(office)
    office.gateway._post = lambda _: False
    answer = portal.post("/api/v1/tickets", json={"request": "request-1", "service": "HT"})
    assert (answer.status_code, problem(answer)["type"]) == (503, "urn:mot-cua:busy")
    assert answer.headers["Retry-After"] == "2"


# ── The description ─────────────────────────────────────────────────────────────────────────────


def test_the_description_is_open_and_names_every_address_with_its_scope(
    office: PagesOffice,
) -> None:
    app = office.app()
    found = app.test_client().get("/api/v1/openapi.json").json
    assert found is not None
    described = {
        (method.upper(), f"/api/v1{path}")
        for path, methods in found["paths"].items()
        for method in methods
    }
    rules = [one for one in app.url_map.iter_rules() if one.endpoint.startswith("v1.")]
    served = {
        (method, str(one).replace("<", "{").replace(">", "}"))
        for one in rules
        for method in (one.methods or set()) & {"GET", "POST"}
        if one.endpoint != "v1.openapi"
    }
    assert described == served
    used = {
        scope
        for methods in found["paths"].values()
        for one in methods.values()
        for scope in one["security"][0]["token"]
    }
    assert used == set(SCOPES)


def test_the_description_tells_nothing_of_this_office(office: PagesOffice) -> None:
    text = office.client(None).get("/api/v1/openapi.json").text
    assert office.settings.office.name not in text
    assert "duc-thuong" not in text
