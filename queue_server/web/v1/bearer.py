"""Who asks: the token of a request, how often it may, and whether its scope reaches so far.

A cookie lets nobody in here, so that no page of another site can use one.
"""

from __future__ import annotations

from typing import Final

from flask import Flask, current_app, g, request

from mot_cua.errors import Refused
from queue_server.core.tokens import Token
from queue_server.web.entrance import neighbourhood
from queue_server.web.limits import MOST_GUESSES, Limits
from queue_server.web.token_door import TokenDoor
from queue_server.web.v1.problems import Problems

MOST: Final = 200
"""Requests of one token in ten seconds: a screen that asks every second asks for ten."""
_DOOR: Final = "mot-cua-token-door"
_LACKING: Final = frozenset({"busy", "disk-failed"})


def install(app: Flask, door: TokenDoor) -> None:
    """Give an application the door of other systems."""
    app.extensions[_DOOR] = door


def token_door() -> TokenDoor:
    """Return the present application's door."""
    found = current_app.extensions[_DOOR]
    assert isinstance(found, TokenDoor)
    return found


def require(scope: str, limits: Limits) -> None:
    """Let a request pass whose token has a scope.

    Raises:
        Problems: it has no token, or one that does not reach so far, or asks too often.
        Refused: the server is `busy`.
    """
    token = _holder(limits)
    if limits.is_too_much(f"token {token.id}", MOST):
        raise Problems("too-many", f"the token {token.id} may ask {MOST} times in ten seconds")
    if scope not in token.scopes:
        raise Problems(
            "scope-missing",
            f"this needs the scope {scope}; {token.id} has {', '.join(token.scopes)}",
        )
    g.token = token


def holder() -> Token:
    """Return the token of a request that was let pass."""
    found = g.token
    assert isinstance(found, Token)
    return found


def _holder(limits: Limits) -> Token:
    scheme, _, words = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problems("token-missing", "send the header  Authorization: Bearer motcua_…")
    there = f"token guesses of {neighbourhood(request.remote_addr or '')}"
    try:
        return token_door().holder(words.strip())
    except Refused as refusal:
        if refusal.code in _LACKING:
            raise
        if limits.is_too_much(there, MOST_GUESSES):
            raise Problems("too-many", "too many wrong tokens from this computer") from None
        raise Problems(refusal.code, str(refusal)) from None
