"""The door of other systems: whose token this is, and what tokens there are."""

from __future__ import annotations

import hmac
import logging
from pathlib import Path

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import RequestId, new_id
from queue_server.core import commands as c
from queue_server.core.tokens import Token
from queue_server.gateway import Gateway
from queue_server.token_secrets import (
    Note,
    find_token_note,
    forget_token_note,
    id_in,
    secret_name,
    secret_of_token,
    token_notes,
)

log = logging.getLogger(__name__)

CONSOLE = "console"


class TokenDoor:
    """Knows tokens; any thread may use it."""

    def __init__(self, gateway: Gateway, notes: Path | None) -> None:
        """`notes` is the folder in which the command line leaves word."""
        self._gateway, self._notes = gateway, notes

    def holder(self, words: str) -> Token:
        """Say whose token this is.

        Raises:
            Refused: `token-wrong`, `token-revoked`, `token-expired`, or `busy`.
        """
        named = id_in(words)
        if named is None:
            raise Refused("token-wrong", "this is no token of this office")
        self._take_over(find_token_note(self._notes, named))
        token = self._gateway.tokens.get(named)
        kept = self._gateway.secret_of(secret_name(named))
        shown = secret_of_token(named, words)
        if token is None or kept is None or not hmac.compare_digest(kept.hash, shown.hash):
            raise Refused("token-wrong", "this is no token of this office")
        if token.is_revoked:
            raise Refused("token-revoked", f"the token {token.id} was revoked")
        if not token.is_in_force(day_of(self._gateway.now_ms())):
            raise Refused("token-expired", f"the token {token.id} ended with {token.last_day}")
        return token

    def all(self) -> list[Token]:
        """List every token, those that are worth something first, then the newest first."""
        for note in token_notes(self._notes):
            self._take_over(note)
        today = day_of(self._gateway.now_ms())
        found = self._gateway.tokens.values()
        return sorted(found, key=lambda one: (not one.is_in_force(today), -one.made_ms))

    def make(self, token: Token, words: str, *, by: str, signed: str) -> None:
        """Put a new token on record; `signed` is who did it, as the journal has it.

        Raises:
            Refused: a rule of tokens forbids it, or `busy`.
        """
        self._make(Note(token=token, secret=secret_of_token(token.id, words)), by, signed)

    def revoke(self, token: str, *, by: str, signed: str) -> None:
        """Let a token be worth nothing from now on.

        Raises:
            Refused: `unknown-token`, or `busy`.
        """
        order = c.RevokeToken(request=RequestId(new_id()), by=by, token=token)
        self._gateway.ask(order, by=signed)

    def _make(self, note: Note, by: str, signed: str) -> None:
        assert note.secret is not None
        order = c.MakeToken(
            request=RequestId(new_id()),
            by=by,
            token=note.token.id,
            name=note.token.name,
            scopes=note.token.scopes,
            last_day=note.token.last_day,
            counter=note.token.counter,
            secret=note.secret,
        )
        self._gateway.ask(order, by=signed)

    def _take_over(self, note: Note | None) -> None:
        if note is None:
            return
        try:
            if note.secret is None:
                self.revoke(note.token.id, by=CONSOLE, signed=f"user/{CONSOLE}")
            else:
                self._make(note, CONSOLE, f"user/{CONSOLE}")
        except Refused as refusal:
            if refusal.code in ("busy", "disk-failed"):
                raise
            log.warning(
                "the note about the token %s was refused and is removed: %s", note.token.id, refusal
            )
        forget_token_note(self._notes, note.token.id)
