"""When each counter is free for its next call, given what it has been doing and for how long."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log
from statistics import NormalDist
from typing import Final

from queue_server.core.forecast.chance import Chance
from queue_server.core.forecast.hall import Desk
from queue_server.core.forecast.prospect import NEVER, Prospect, Start

_STANDARD: Final = NormalDist()
_PAUSE_SIGMA: Final = 0.65
_LEAST: Final = 1e-9
_ALMOST_ALL: Final = 1.0 - 1e-6


def start_of(
    prospect: Prospect, place: int, shifts: list[float], chance: Chance, share: float
) -> Start:
    """Draw how a desk begins; `share` (0 to 1) says whether soon or late among what may be."""
    desk = prospect.hall.desks[place]
    now_s = prospect.hall.now_s
    if desk.phase == "closed":
        return _closed(prospect, place, chance, share)
    ends = next((e for b, e in desk.duty if now_s < e), 0.0)
    free = _BY_PHASE[desk.phase](prospect, place, shifts, chance, share)
    if desk.phase != "idle":
        free += prospect.think_s[place] * next(chance.exponential)
    if desk.then == "closed":
        return Start(free, 0.0)
    if desk.then == "paused":
        free += prospect.habits.pause_s * next(chance.exponential)
    return Start(free, prospect.end_of(ends) if ends else NEVER)


def remaining(location: float, sigma: float, elapsed: float, share: float) -> float:
    """Return what is left of a log-normal span that has lasted `elapsed` already.

    All in seconds; of those that last longer, the fraction `share` is over by then.
    """
    if elapsed <= 0:
        return exp(location + sigma * _STANDARD.inv_cdf(max(share, _LEAST)))
    gone = min(_STANDARD.cdf((log(elapsed) - location) / max(sigma, _LEAST)), _ALMOST_ALL)
    whole = gone + (1.0 - gone) * max(share, _LEAST)
    return max(0.0, exp(location + sigma * _STANDARD.inv_cdf(whole)) - elapsed)


def _idle(
    prospect: Prospect, place: int, _shifts: list[float], _chance: Chance, share: float
) -> float:
    return -prospect.think_s[place] * log(1.0 - share)


def _paused(
    prospect: Prospect, place: int, _shifts: list[float], chance: Chance, share: float
) -> float:
    location = log(prospect.habits.pause_s) - _PAUSE_SIGMA**2 / 2
    return remaining(location, _PAUSE_SIGMA, prospect.hall.desks[place].since_s, share)


def _serving(
    prospect: Prospect, place: int, shifts: list[float], chance: Chance, share: float
) -> float:
    desk, habits = prospect.hall.desks[place], prospect.habits
    service = _service_of(prospect, desk)
    location = prospect.location[place][service] + shifts[service]
    left = remaining(location, prospect.sigma[service], desk.since_s, share)
    if next(chance.uniform) < habits.pauses_per_s * (left + desk.since_s):
        left += habits.pause_s * next(chance.exponential)
    return left


def _service_of(prospect: Prospect, desk: Desk) -> int:
    """Return the service in hand; somebody served out of order may have any."""
    known = desk.service in prospect.services
    return prospect.services.index(desk.service or "") if known else 0


def _calling(
    prospect: Prospect, place: int, shifts: list[float], chance: Chance, share: float
) -> float:
    """Whoever was called may not come; the longer it takes, the more likely."""
    desk, habits = prospect.hall.desks[place], prospect.habits
    absent = habits.absent[0]
    walking = (1.0 - absent) * exp(-desk.since_s / habits.walk_s)
    if next(chance.uniform) < absent / (absent + walking):
        return max(1.0, habits.absent_s - desk.since_s)
    service = _service_of(prospect, desk)
    location = prospect.location[place][service] + shifts[service]
    served = remaining(location, prospect.sigma[service], 0.0, share)
    return habits.walk_s * next(chance.exponential) + served


def _closed(prospect: Prospect, place: int, chance: Chance, share: float) -> Start:
    """A counter that should be open may be late, or not be coming; later, less likely is late."""
    desk, now_s = prospect.hall.desks[place], prospect.hall.now_s
    attendance = prospect.attendance[place]
    for begins, ends in desk.duty:
        if begins <= now_s < ends and not desk.has_opened:
            late = attendance * exp(-(now_s - begins) / prospect.habits.late_s)
            if next(chance.uniform) < late / (late + 1.0 - attendance + _LEAST):
                return Start(-prospect.habits.late_s * log(1.0 - share), prospect.end_of(ends))
    if next(chance.uniform) < attendance:
        return prospect.next_shift(place, 0.0, -prospect.habits.late_s * log(1.0 - share))
    return Start(NEVER, NEVER)


_BY_PHASE: Final[dict[str, Callable[[Prospect, int, list[float], Chance, float], float]]] = {
    "idle": _idle,
    "paused": _paused,
    "serving": _serving,
    "calling": _calling,
}
