"""The door: signing in and out, locking the screen, and choosing one's own password."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from mot_cua.errors import Refused
from queue_server.passwords import SHORTEST
from queue_server.web import who
from queue_server.web.entrance import TooManyTries
from queue_server.web.page import gateway, language
from queue_server.web.people_texts import PEOPLE_TEXTS, people_sentence

sign_in = Blueprint("sign_in", __name__)


@sign_in.get("/sign-in")
def door() -> ResponseReturnValue:
    """Ask who it is; whoever is in already goes on, and a locked screen asks for its password."""
    visitor = who.visitor()
    if visitor.user is not None and visitor.session is not None:
        is_new = visitor.session.stage == "code"
        return redirect(who.address("/password", _onward()) if is_new else _onward(), 303)
    return _door()


@sign_in.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Let somebody in, or say calmly why not."""
    visitor, words = who.visitor(), request.form.get("password", "")
    try:
        if visitor.session is not None and visitor.user is None and "login" not in request.form:
            who.entrance().unlock(visitor, words)
            return redirect(_onward(), 303)
        token = who.entrance().enter(
            request.form.get("login", ""), words,
            address=request.remote_addr or "", old=visitor.token,
        )  # fmt: skip
    except Refused as refusal:
        return _refused(refusal)
    return who.let_in(make_response(redirect(_onward(), 303)), token)


@sign_in.post("/sign-out")
def leave() -> Response:
    """End the session; what the counter was doing goes on."""
    who.entrance().sessions.end(who.visitor().token)
    return who.see_off(make_response(redirect("/sign-in", 303)))


@sign_in.post("/lock")
def lock() -> ResponseReturnValue:
    """Lock the screen of somebody who leaves their desk for a moment."""
    who.entrance().sessions.lock(who.visitor().token)
    return redirect(who.address("/sign-in", _onward()), 303)


@sign_in.get("/password")
def password() -> str:
    """Ask for a new password."""
    return _password()


@sign_in.post("/password")
def choose() -> ResponseReturnValue:
    """Take a new password; every other session of its owner ends."""
    visitor, form = who.visitor(), request.form
    assert visitor.user is not None
    assert visitor.session is not None
    login = visitor.user.login
    try:
        _require_same(form.get("new", ""), form.get("again", ""))
        if visitor.session.stage != "code":
            who.entrance().require_own(visitor, form.get("now", ""))
        token = who.entrance().choose(login, form.get("new", ""))
    except Refused as refusal:
        return _password(people_sentence(refusal, language())), _status(refusal)
    return who.let_in(make_response(redirect(_onward(), 303)), token)


def _require_same(new: str, again: str) -> None:
    if new != again:
        raise Refused("password-differs", "the two passwords differ")


def _door(note: str = "") -> Response:
    visitor = who.visitor()
    # The form needs the token of a cookie that this very answer may be the first to set.
    answer = make_response()
    csrf = who.open_door(answer)
    is_locked = visitor.session is not None and "other" not in request.args
    answer.set_data(
        render_template(
            "sign_in.html",
            p=PEOPLE_TEXTS[language()],
            locked=gateway().users.get(visitor.session.login)
            if is_locked and visitor.session
            else None,
            next=_onward(),
            csrf=csrf,
            login=request.form.get("login", ""),
            note=note,
        )
    )
    return answer


def _refused(refusal: Refused) -> ResponseReturnValue:
    if refusal.code == "signed-out":
        return who.see_off(_door(people_sentence(refusal, language()))), 403
    return _door(people_sentence(refusal, language())), _status(refusal)


def _password(note: str = "") -> str:
    session = who.visitor().session
    return render_template(
        "password.html",
        p=PEOPLE_TEXTS[language()],
        is_first=session is not None and session.stage == "code",
        shortest=SHORTEST,
        next=_onward(),
        note=note,
    )


def _onward() -> str:
    """Return where the reader wanted to go."""
    wanted = request.form.get("next") or request.args.get("next") or "/"
    return who.safe_next(wanted)


def _status(refusal: Refused) -> int:
    if isinstance(refusal, TooManyTries):
        return 429
    return 503 if refusal.code == "busy" else 403
