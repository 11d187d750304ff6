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
from queue_server.core.alerts import alerts_of
from queue_server.core.kiosk_rating import visit_of
from queue_server.core.rating import BY_KIOSK, RATED, RatingState, Window
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
    said = _said(window, command.reason, command.channel)
    return [*said, *alerts_of(now, window.leg, command.reason, command.request)]


def _late(now: Situation, leg: LegId) -> Window | None:
    """Return a visit of the sealed day that was rated after the seal: the others are closed."""
    window = now.office.past.windows.get(leg)
    return window if window is not None and window.is_late else None


def reason_at_kiosk(now: Situation, command: c.ReasonAtKiosk) -> list[e.Event]:
    """Keep why somebody was not satisfied who has just rated on a kiosk. Never refused."""
    rating, window = now.settings.rating, visit_of(now, command)
    is_known = command.reason in {one.id for one in rating.reason}
    if window is None or not is_known or not is_asked(rating, window, BY_KIOSK, command.pressed):
        return []
    said = _said(window, command.reason, BY_KIOSK)
    return [*said, *alerts_of(now, window.leg, command.reason, command.request)]


def _said(window: Window, reason: str, channel: str) -> list[e.Event]:
    given = e.ReasonGiven(leg=window.leg, reason=reason, channel=channel)
    # A supplement has no time for corrections to end.
    if window.state is RatingState.GIVEN and not window.is_late:
        return [e.RatingBecameFinal(leg=window.leg, level=window.level), given]
    return [given]
