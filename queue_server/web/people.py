"""Accounts, for the administrator: who there is, a new one, a change, and one-time codes."""

from __future__ import annotations

from datetime import date
from typing import get_args

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from mot_cua.errors import Refused
from mot_cua.ids import DayText, RequestId, new_id
from mot_cua.vietnamese import date_of, nfc
from queue_server.core import commands as c
from queue_server.core.people import ROLES, Role, Secret, User
from queue_server.passwords import code_secret, new_code
from queue_server.web import who
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, language
from queue_server.web.people_texts import PEOPLE_TEXTS, people_sentence

people = Blueprint("people", __name__)


@people.get("/people")
def overview() -> ResponseReturnValue:
    """List the accounts."""
    return _page()


@people.post("/people")
def add() -> ResponseReturnValue:
    """Make an account, and show its one-time code once."""
    try:
        user = _read(request.form.get("login", "").strip().lower())
        return _with_code(user, "added")
    except Refused as refusal:
        return _page(note=people_sentence(refusal, language())), 409


@people.post("/people/<login>")
def change(login: str) -> ResponseReturnValue:
    """Change an account; its owner signs in again, so that nothing of the old one lasts."""
    try:
        _do(_read(login), "changed")
    except Refused as refusal:
        return _page(note=people_sentence(refusal, language())), 409
    if login != _me():
        who.entrance().sessions.end_all(login)
    return _page()


@people.post("/people/<login>/code")
def code(login: str) -> ResponseReturnValue:
    """Give somebody a new one-time code; their password is worth nothing from now on."""
    known = gateway().users.get(login)
    if known is None:
        abort(404)
    try:
        return _with_code(known, "code-given")
    except Refused as refusal:
        return _page(note=people_sentence(refusal, language())), 409


def _with_code(user: User, what: str) -> str:
    fresh = new_code()
    _do(user, what, code_secret(user.login, fresh, who.entrance().now_ms()))
    who.entrance().sessions.end_all(user.login)
    return _page(given=user, code=fresh)


def _do(user: User, what: str, secret: Secret | None = None) -> None:
    change = c.ChangeUser(
        request=RequestId(new_id()), by=_me(), what=what, user=user, secret=secret  # type: ignore[arg-type]
    )  # fmt: skip
    gateway().ask(change, by=signature(_me()))


def _me() -> str:
    return who.user().login


def _read(login: str) -> User:
    role = request.form.get("role", "")
    if role not in ROLES:
        raise Refused("bad-login", f"{role!r} is no role")
    return User(
        login=login,
        person=nfc(request.form.get("person", "")).strip(),
        role=_role(role),
        last_day=_day(request.form.get("last_day", "")),
        is_disabled="is_disabled" in request.form,
    )


def _role(text: str) -> Role:
    found: Role = next(one for one in get_args(Role) if one == text)
    return found


def _day(text: str) -> DayText | None:
    if not text:
        return None
    try:
        return DayText(date.fromisoformat(text).isoformat())
    except ValueError:
        raise Refused("bad-day", f"{text!r} is not a date like 2026-11-30") from None


def _page(*, note: str = "", given: User | None = None, code: str = "") -> str:
    return render_template(
        "people.html",
        p=PEOPLE_TEXTS[language()],
        users=sorted(gateway().users.values(), key=lambda one: (one.is_disabled, one.login)),
        roles=ROLES,
        date_of=date_of,
        note=note,
        given=given,
        code=code,
    )
