"""Who may open what: every address, every role, and a stranger; by the one table."""

from __future__ import annotations

import pytest
from flask import Flask
from web.pages_office import PagesOffice

from queue_server.core.people import ROLES, Role
from queue_server.web import guard
from queue_server.web.permissions import TABLE, may, resource_of

READERS: tuple[Role | None, ...] = (None, *ROLES)
EXPECTED: dict[str, str] = {
    # what: officer, leader, inspector, admin
    "public": "OLIA+", "sign": "OLIA+", "live": "OLIA+", "ticket": "OLIA+", "door": "OLIA+",
    "guide": "OLIA+", "metrics": "OLIA+", "own": "OLIA", "front": "OLIA",
    "console": "O--A", "overview": "-L-A", "report": "-LIA", "remedy": "-L--", "review": "-LI-",
    "alerts": "-L--",
    "officers": "-L--",
    "inspection": "--IA", "practice": "OL-A", "what-if": "-L-A", "hours": "-L-A",
    "registers": "-LIA", "write-registers": "-L-A",
    "office": "---A", "devices": "---A", "machines": "---A", "people": "---A", "tokens": "---A",
    "hand-over": "---A", "tablet": "OLIA+", "admit-tablet": "---A", "tablet-press": "----",
    "description": "OLIA+", "queue:read": "----", "figures:read": "----",
    "devices:read": "----", "tickets:write": "----", "counters:write": "----",
}  # fmt: skip
VALUES = {"number": 1, "day": "2026-11-20", "kind": "csv", "name": "kiosk-1", "login": "lan"}
VALUES |= {"token": "x" * 22, "weight": "bold", "filename": "house.css"}


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """Every endpoint with a method and an address that reaches it."""
    with app.test_request_context():
        return [
            (rule.endpoint, method, app.url_for(rule.endpoint, **_needed(rule.arguments)))
            for rule in app.url_map.iter_rules()
            for method in sorted((rule.methods or set()) & {"GET", "POST"})
        ]


def _needed(names: set[str]) -> dict[str, object]:
    return {name: VALUES.get(name, "1") for name in names}


def test_the_table_says_what_was_agreed() -> None:
    said = {
        row.name: "".join(
            role[0].upper() if role in row.roles else "-" for role in ROLES
        ) + "+" * row.is_open
        for row in TABLE
    }  # fmt: skip
    assert said == EXPECTED


@pytest.mark.parametrize("role", READERS, ids=lambda role: role or "stranger")
def test_every_address_lets_in_exactly_those_of_the_table(
    office: PagesOffice, role: Role | None
) -> None:
    app = office.app()
    seen = set()
    for endpoint, method, address in addresses(app):
        row = resource_of(endpoint)
        assert row is not None
        # Signing out ends what the next address is asked with: so each has a browser of its own.
        client = office.client(role, app)
        form = endpoint in guard.FORMS
        body = {"data": {}} if form or method == "GET" else {"json": {}}
        answer = client.open(address, method=method, buffered=False, **body)
        outcome = (answer.status_code, answer.headers.get("Location", "").partition("?")[0])
        answer.close()
        if row.is_for_tokens:
            assert outcome == (401, ""), address
        elif row.is_for_tablets:
            assert outcome[0] == 403, address
        elif may(role, row.name):
            assert outcome[0] not in (401, 405), (address, outcome)
            assert row.name in ("door", "own") or outcome != (303, "/sign-in"), address
            is_ours = outcome[0] == 403 and row.name not in ("door", "own", "ticket")
            assert not is_ours, (address, outcome)
        elif role is not None:
            assert outcome[0] == 403, (address, outcome)
        else:
            assert outcome in {(303, "/sign-in"), (401, "")}, (address, outcome)
        seen.add(endpoint)
    assert seen == set(app.view_functions)


def test_a_locked_screen_may_do_nothing_but_unlock(office: PagesOffice) -> None:
    client = office.client("admin")
    cookie = client.get_cookie("mot-cua")
    assert cookie is not None
    office.sessions.lock(cookie.value)
    for endpoint, method, address in addresses(client.application):
        row = resource_of(endpoint)
        assert row is not None
        if not row.is_open and not row.is_for_tablets:
            body = {"data": {}} if endpoint in guard.FORMS else {"json": {}}
            answer = client.open(address, method=method, **body)
            assert answer.status_code in (303, 401), address


def test_whoever_has_a_code_may_do_nothing_but_choose_a_password(office: PagesOffice) -> None:
    office.employ("admin")
    client = office.app().test_client()
    client.set_cookie("mot-cua", office.sessions.begin("admin", "code"))
    for address in ("/", "/counter/1", "/admin", "/people", "/report"):
        answer = client.get(address)
        assert answer.headers["Location"].startswith("/sign-in")
    assert client.get("/sign-in?next=/people").headers["Location"] == "/password?next=%2Fpeople"
    assert client.get("/password").status_code == 200


def test_an_address_that_no_row_names_stops_the_server_before_it_starts(
    office: PagesOffice,
) -> None:
    app = office.app()
    app.view_functions["secrets.list"] = lambda: "everything"
    with pytest.raises(AssertionError) as problem:
        guard.require_complete(app)
    assert str(problem.value) == (
        "secrets.list: no row of queue_server/web/permissions.py names this; add it to the row of"
        " those who may use it"
    )


def test_nobody_is_shown_a_way_to_what_they_may_not_open(office: PagesOffice) -> None:
    officer, inspector = office.client("officer").get("/").text, office.client("inspector")
    assert 'href="/admin"' not in officer
    assert 'href="/report"' not in officer
    assert 'href="/people"' not in officer
    assert 'href="/report"' in inspector.get("/").text
    refused = inspector.get("/people")
    assert refused.status_code == 403
    assert "Tài khoản của bạn không được mở trang này." in refused.text
