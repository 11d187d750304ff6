"""Tokens of other systems and of tablets: which there are, a new one, taking one back."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import DayText
from mot_cua.vietnamese import date_of, nfc
from queue_server.core.tokens import LONGEST_DAYS, SCOPES, Token
from queue_server.token_secrets import new_token_id, new_words
from queue_server.web import who
from queue_server.web.entrance import signature
from queue_server.web.page import gateway, language
from queue_server.web.token_texts import TOKEN_TEXTS, token_sentence
from queue_server.web.v1.bearer import token_door

tokens = Blueprint("tokens", __name__)

USUAL_DAYS = 180


@tokens.get("/tokens")
def overview() -> ResponseReturnValue:
    """List the tokens."""
    return _page()


@tokens.post("/tokens")
def make() -> ResponseReturnValue:
    """Make a token, and show it once."""
    me = who.user().login
    try:
        token = _read()
        words = new_words(token.id)
        token_door().make(token, words, by=me, signed=signature(me))
    except Refused as refusal:
        return _page(note=token_sentence(refusal, language())), 409
    return _page(given=token, words=words)


@tokens.post("/tokens/<token>/revoke")
def revoke(token: str) -> ResponseReturnValue:
    """Let a token be worth nothing from now on."""
    me = who.user().login
    try:
        token_door().revoke(token, by=me, signed=signature(me))
    except Refused as refusal:
        status = 404 if refusal.code == "unknown-token" else 409
        return _page(note=token_sentence(refusal, language())), status
    return _page()


def _read() -> Token:
    wanted = request.form.getlist("scope")
    return Token(
        id=new_token_id(),
        name=nfc(request.form.get("name", "")).strip(),
        scopes=tuple(one for one in SCOPES if one in wanted),
        last_day=_day(request.form.get("last_day", "")),
    )


def _day(text: str) -> DayText:
    try:
        return DayText(date.fromisoformat(text).isoformat())
    except ValueError:
        raise Refused("bad-token-end", f"{text!r} is not a date like 2026-11-30") from None


def _page(*, note: str = "", given: Token | None = None, words: str = "") -> str:
    today = day_of(gateway().now_ms())
    return render_template(
        "tokens.html",
        p=TOKEN_TEXTS[language()],
        tokens=token_door().all(),
        scopes=SCOPES,
        counters=gateway().settings.counter,
        today=today,
        usual=_later(today, USUAL_DAYS),
        latest=_later(today, LONGEST_DAYS),
        date_of=date_of,
        note=note,
        given=given,
        words=words,
        kept=request.form if note else None,
    )


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
