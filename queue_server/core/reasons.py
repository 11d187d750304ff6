"""Why somebody was not satisfied: asked after the rating is stored, and never needed.

1. Only those are asked who were not satisfied; the rating counts whether they answer or not.
2. The hand is asked that has just rated: on the same channel, for two minutes. Later the page of a
   ticket asks nothing, so that it tells nobody how its holder has rated.
3. Whoever goes on to a reason has not pressed by mistake: the rating becomes final before it.

Source: Nghị định 61/2018/NĐ-CP, Điều 31 (what is rated) and Điều 27 (confidentiality of those who
rate); the list is the office's own (`[[rating.reason]]`).
"""

from __future__ import annotations

from typing import Final

from config.settings import RatingSettings
from mot_cua.errors import Refused
from mot_cua.ids import LegId, Ticks
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import RATED, RatingState, Window
from queue_server.core.situation import SECOND, Situation

ASKED_S: Final = 120
"""So long after the rating a reason is taken."""


def asks(rating: RatingSettings, level: str) -> bool:
    """Whether a rating of this level is followed by the question why."""
    satisfied = {one.id for one in rating.level if one.counts_as_satisfied}
    return bool(rating.reason) and bool(level) and level not in satisfied


def is_asked(rating: RatingSettings, window: Window, channel: str, now: Ticks) -> bool:
    """Whether whoever rated this leg on a channel may still say why."""
    return (
        window.state in RATED
        and window.channel == channel
        and not window.why
        and asks(rating, window.level)
        and now < window.given + ASKED_S * SECOND
    )


def give_reason(now: Situation, command: c.GiveReason) -> list[e.Event]:
    """Keep a reason; it belongs to the rating of its leg, and there is one for each."""
    rating = now.settings.rating
    known = [one.id for one in rating.reason]
    if command.reason not in known:
        raise Refused(
            "unknown-reason",
            f"there is no reason {command.reason}; there are: {', '.join(known) or 'none'}",
        )
    window = now.office.windows.get(command.leg) or _late(now, command.leg)
    if window is None or not is_asked(rating, window, command.channel, now.now.ticks):
        raise Refused("reason-not-asked", f"nobody is asked now why leg {command.leg} was rated so")
    if command.leg not in now.office.windows:
        return [e.ReasonGiven(leg=command.leg, reason=command.reason, channel=command.channel)]
    return _said(window, command.reason, command.channel)


def _late(now: Situation, leg: LegId) -> Window | None:
    """Return a visit of the sealed day that was rated after the seal: the others are closed."""
    window = now.office.past.windows.get(leg)
    return window if window is not None and window.is_late else None


def reason_events(
    now: Situation, window: Window, reason: str, channel: str, pressed: Ticks
) -> list[e.Event]:
    """Keep a reason that a device tells; none when it is of no use. Never refused."""
    rating = now.settings.rating
    is_known = reason in {one.id for one in rating.reason}
    if not is_known or not is_asked(rating, window, channel, pressed):
        return []
    return _said(window, reason, channel)


def _said(window: Window, reason: str, channel: str) -> list[e.Event]:
    given = e.ReasonGiven(leg=window.leg, reason=reason, channel=channel)
    if window.state is RatingState.GIVEN:
        return [e.RatingBecameFinal(leg=window.leg, level=window.level), given]
    return [given]
