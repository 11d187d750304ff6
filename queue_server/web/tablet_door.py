"""Which tablet asks: the cookie that an administrator gave this browser, and the token in it.

It opens the rating keys of one counter and their live stream, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Response, g

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, DayText
from queue_server.core.tokens import LONGEST_TABLET_DAYS, Token
from queue_server.token_secrets import new_token_id, new_words
from queue_server.web import who
from queue_server.web.entrance import signature
from queue_server.web.page import gateway
from queue_server.web.token_door import TokenDoor
from queue_server.web.v1.bearer import token_door


def tablet() -> Token | None:
    """Return the tablet that sent this request; None for any other browser."""
    if "tablet" not in g:
        g.tablet = _holder(token_door(), who.tablet_words())
    found = g.tablet
    assert found is None or isinstance(found, Token)
    return found


def is_of(counter: int) -> bool:
    """Whether this request comes from the tablet of a counter."""
    mine = tablet()
    return mine is not None and mine.counter == counter


def welcome() -> Callable[[], bool]:
    """Make a question that a stream asks later, outside of any request: is it still let in?"""
    door, words = token_door(), who.tablet_words()
    return lambda: _holder(door, words) is not None


def admit(answer: Response, counter: CounterNo) -> None:
    """Make this browser the tablet of a counter, and sign out whoever did that on it.

    What it was before is taken back, and so is the tablet that the counter had.

    Raises:
        Refused: the server is `busy`, or `disk-failed`.
    """
    me, before = who.user().login, tablet()
    today = date.fromisoformat(day_of(gateway().now_ms()))
    made = Token(
        id=new_token_id(),
        name=f"Máy tính bảng quầy {counter}",
        scopes=(),
        last_day=DayText((today + timedelta(days=LONGEST_TABLET_DAYS)).isoformat()),
        counter=counter,
    )
    words = new_words(made.id)
    token_door().make(made, words, by=me, signed=signature(me))
    if before is not None:
        token_door().revoke(before.id, by=me, signed=signature(me))
    who.entrance().sessions.end(who.visitor().token)
    who.keep_tablet(who.see_off(answer), words)


def _holder(door: TokenDoor, words: str) -> Token | None:
    if not words:
        return None
    try:
        found = door.holder(words)
    except Refused:
        return None
    return found if found.counter is not None else None
