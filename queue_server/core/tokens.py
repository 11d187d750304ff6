"""Tokens: by which another system, or a tablet, is let in, and the rules of giving them out.

1. A token is what the journal says of it. Its secret is kept beside the journal, as a hash.
2. It has a name, so that somebody knows whom to ask, and a last day, at most a year away.
3. It may do what its scopes say, and nothing that an administrator or a leader may.
4. It is revoked and never forgotten: what was done with it stays its own.
5. That of a tablet has a counter and no scope: the tablet shows that counter's rating keys, and may
   do nothing else. A counter has one; a new one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, get_args

import msgspec

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, DayText, UnixMs

Scope = Literal["queue:read", "figures:read", "devices:read", "tickets:write", "counters:write"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
TOKEN_ID: Final = re.compile(r"[a-z2-7]{8}")
LONGEST_NAME: Final = 80
LONGEST_DAYS: Final = 366
"""A token that nobody renews for a year is one that nobody remembers."""
LONGEST_TABLET_DAYS: Final = 5 * 366
"""A tablet stands before people every day: about as long as one lives."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What one other system may do, and until when. The secret is not in it."""

    id: str
    """Stands in the token itself, in the journal beside what was done with it, and on the page."""
    name: str
    """The system that has it: `Cổng dịch vụ công của tỉnh`."""
    scopes: tuple[Scope, ...]
    last_day: DayText
    counter: CounterNo | None = None
    """Whose rating keys a tablet shows; None for another system."""
    made_by: str = ""
    made_ms: UnixMs = UnixMs(0)
    revoked_by: str = ""
    revoked_ms: UnixMs = UnixMs(0)

    @property
    def is_revoked(self) -> bool:
        """Whether somebody has taken it back."""
        return bool(self.revoked_ms)

    def is_in_force(self, today: str) -> bool:
        """Whether it is worth something on a day, which is written as `2026-11-21`."""
        return not self.is_revoked and today <= self.last_day


def require_sound_token(tokens: Mapping[str, Token], token: Token, *, today: str) -> None:
    """Refuse a token that must not be made so; the code says why."""
    if TOKEN_ID.fullmatch(token.id) is None or token.id in tokens:
        raise Refused("bad-token-id", f"token id {token.id!r}: expected 8 new ones of a-z 2-7")
    if not token.name.strip() or len(token.name) > LONGEST_NAME:
        raise Refused("bad-token-name", f"a token has a name of 1 to {LONGEST_NAME} characters")
    if set(token.scopes) - set(SCOPES) or bool(token.scopes) == (token.counter is not None):
        raise Refused("no-scope", f"a token has scopes; there are: {', '.join(SCOPES)}")
    longest = LONGEST_DAYS if token.counter is None else LONGEST_TABLET_DAYS
    days = (date.fromisoformat(token.last_day) - date.fromisoformat(today)).days
    if not 0 <= days <= longest:
        raise Refused(
            "bad-token-end", f"{token.last_day}: a token ends today or within {longest} days"
        )


def tablets_of(tokens: Mapping[str, Token], counter: CounterNo | None) -> Iterator[Token]:
    """List the tablets of a counter that were not taken back; another system is none."""
    for one in tokens.values():
        if counter is not None and one.counter == counter and not one.is_revoked:
            yield one
