"""What the tablet of a counter asks whoever stands before it: how it was, then why, then nothing.

1. It asks about the oldest window of its counter that is open, as the panel does.
2. Whoever has pressed is thanked, and may press another level while a correction counts.
3. Whoever was not satisfied is asked why at once, for some seconds, and not any more when the next
   service has begun: the next citizen must not see how somebody has rated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from config.settings import RatingSettings
from mot_cua.ids import CounterNo, LegId, Ticks
from queue_server.core.rating import BY_TABLET, RATED, RatingState, Window
from queue_server.core.reasons import is_asked
from queue_server.core.situation import SECOND

WHY_S: Final = 20
"""So long after the press the question why stands; on a kiosk somebody else may be waiting."""


class Asked(NamedTuple):
    """What stands on a tablet, and for how long."""

    stage: Literal["calm", "rate", "rated"] = "calm"
    window: Window | None = None
    """The visit that it is about; None while nobody is to rate."""
    may_correct: bool = False
    asks_why: bool = False
    lasts_ms: int = 0
    """When to look again; 0: at the next change."""


def asked_at(
    windows: Mapping[LegId, Window],
    counter: CounterNo,
    now: Ticks,
    rating: RatingSettings,
    *,
    is_serving: bool,
) -> Asked:
    """Say what the tablet of a counter asks now; `is_serving`: the next service has begun."""
    correction = rating.correction_s * SECOND
    here = [
        one
        for one in windows.values()
        if one.counter == counter and one.opens <= now and not one.is_elsewhere
    ]
    invites = [one for one in here if one.is_open and now < one.due(correction_ms=correction)]
    if invites:
        window = min(invites, key=lambda one: (one.opens, one.leg))
        lasts = window.due(correction_ms=correction) - now
        if window.state is RatingState.EXPECTED:
            return Asked("rate", window, lasts_ms=lasts)
        asks_why = not is_serving and is_asked(rating, window, BY_TABLET, now)
        return Asked("rated", window, may_correct=True, asks_why=asks_why, lasts_ms=lasts)
    return Asked() if is_serving else _afterwards(here, now, rating)


def _afterwards(here: list[Window], now: Ticks, rating: RatingSettings) -> Asked:
    """Go on asking why, or thank for the answer, of whoever was the last to rate here."""
    rated = [one for one in here if one.state in RATED and one.channel == BY_TABLET]
    window = max(rated, key=lambda one: one.given, default=None)
    if window is None or now >= window.given + WHY_S * SECOND:
        return Asked()
    asks_why = is_asked(rating, window, BY_TABLET, now)
    if not asks_why and not window.why:
        return Asked()
    lasts = window.given + WHY_S * SECOND - now
    return Asked("rated", window, asks_why=asks_why, lasts_ms=lasts)
