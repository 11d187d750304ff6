"""Ratings on a kiosk, which belongs to no counter: each is bound to a visit, or told by itself.

1. The paper that was scanned says which visit; or its number, picked among those finished in the
   last ten minutes; or, in an office with one counter, the last finish there.
2. A press that nothing binds is an opinion of the office's own section, *ý kiến tại kiosk, không
   gắn lượt*: no honest press vanishes, and none is mixed into the figure.
3. One leg has one rating whatever the channel. A press for a visit that was rated elsewhere is
   stray, and no opinion: it would count one voice twice.
"""

from __future__ import annotations

from typing import Final

from mot_cua.ids import CounterNo, TicketId, leg_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import BY_KIOSK, RATED, RatingState, Window
from queue_server.core.rating_rules import NOT_INVITED, TOO_LATE, UNKNOWN_LEVEL
from queue_server.core.situation import MINUTE, SECOND, Situation

PICKED_MIN: Final = 10
"""So long after its finish a number can be picked on a kiosk."""


def press_at_kiosk(now: Situation, command: c.PressAtKiosk) -> list[e.Event]:
    """Count a press for the visit that it is bound to, or keep it. Never refused."""
    if command.level not in {one.id for one in now.settings.rating.level}:
        return [_stray(command, UNKNOWN_LEVEL)]
    if now.office.day is None:
        return [_stray(command, NOT_INVITED)]
    window = visit_of(now, command)
    if window is None:
        return [e.OpinionGiven(level=command.level, channel=BY_KIOSK)]
    if window.state in RATED and not _may_correct(now, window, command):
        return [_stray(command, TOO_LATE)]
    if window.state is RatingState.GIVEN and window.level == command.level:
        return []
    return [
        e.RatingGiven(
            leg=window.leg,
            level=command.level,
            channel=BY_KIOSK,
            pressed=command.pressed,
            is_correction=window.state is RatingState.GIVEN,
        )
    ]


def visit_of(now: Situation, command: c.AtKiosk) -> Window | None:
    """Return the visit that somebody at a kiosk means; None when nothing says which."""
    windows = now.office.windows
    if command.ticket is not None:
        return _last_of(now, now.office.known_as(command.ticket))
    if command.leg is not None:
        picked = windows.get(command.leg)
        return picked if picked is not None and _is_fresh(picked, command) else None
    if len(now.office.counters) == 1:
        [counter] = now.office.counters
        return _last_at(now, counter, command)
    return None


def pickable(now: Situation) -> list[Window]:
    """List the visits that can be picked on a kiosk now, the last finish first."""
    since = now.now.ticks - PICKED_MIN * MINUTE
    fresh = [one for one in now.office.windows.values() if one.is_unrated and one.finished > since]
    return sorted(fresh, key=lambda one: -one.finished)


def _last_of(now: Situation, ticket: TicketId) -> Window | None:
    known = now.office.tickets.get(ticket)
    for number in range(known.leg if known else 0, 0, -1):
        window = now.office.windows.get(leg_of(ticket, number))
        if window is not None and window.state is not RatingState.VOID:
            return window
    return None


def _last_at(now: Situation, counter: CounterNo, command: c.AtKiosk) -> Window | None:
    fresh = [
        one
        for one in now.office.windows.values()
        if one.counter == counter and _is_fresh(one, command)
    ]
    return max(fresh, key=lambda one: one.finished, default=None)


def _is_fresh(window: Window, command: c.AtKiosk) -> bool:
    return (
        window.state is not RatingState.VOID
        and 0 <= command.pressed - window.finished < PICKED_MIN * MINUTE
    )


def _may_correct(now: Situation, window: Window, command: c.PressAtKiosk) -> bool:
    correction = now.settings.rating.correction_s * SECOND
    return (
        window.channel == BY_KIOSK
        and window.state is RatingState.GIVEN
        and command.pressed < window.due(correction_ms=correction)
    )


def _stray(command: c.PressAtKiosk, reason: str) -> e.Event:
    return e.PressWasStray(
        counter=CounterNo(0), level=command.level, channel=BY_KIOSK, reason=reason
    )
