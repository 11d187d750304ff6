"""What if there had been one more counter? Past days lived again, with the rule that calls.

A day is lived twice with the same chance, as it was staffed and as it might be; the difference, and
how it varies from day to day, is the answer. It is about days like these, not about one to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Final, NamedTuple

import msgspec

from queue_server.core.forecast.chance import Chance
from queue_server.core.forecast.experience import SLOTS, Experience, Mean, Pace
from queue_server.core.forecast.hall import Desk, Hall, Periods, Person
from queue_server.core.forecast.prospect import NEVER, Prospect, prospect_of
from queue_server.core.forecast.waits import play
from queue_server.core.ticket import Base

LIVES: Final = 10
"""How often each day is lived."""
LONG_WAIT_S: Final = 900.0
_EVENING_S: Final = 12 * 3600.0
"""What counts for a wait in vain."""
_CONFIDENCE: Final = NormalDist().inv_cdf(0.975)
_CERTAIN: Final = 1e9
"""Observations after which nothing that was known before counts any more."""


class Arrival(NamedTuple):
    """Somebody who came on a past day."""

    at_s: float
    """Seconds since midnight."""
    service: str
    is_priority: bool = False


class PastDay(NamedTuple):
    """Who came on a day, and when its counters really worked."""

    arrivals: tuple[Arrival, ...]
    hours: dict[int, Periods] | None = None
    """Of each counter, without its pauses; None if they are not known, and the duty is taken."""


class Staffing(NamedTuple):
    """What every day has in common."""

    desks: tuple[Desk, ...]
    """With their periods of duty; what they were doing does not matter."""
    pace: Pace
    learnt: Experience
    cap: int


class Figure(NamedTuple):
    """A mean over days, and how far from it the truth may be (95 %)."""

    mean: float
    margin: float

    @property
    def is_sure(self) -> bool:
        """Whether the truth surely lies on the same side of nothing as the mean."""
        return abs(self.mean) > self.margin


class Outcome(NamedTuple):
    """How long people wait on such days."""

    mean_s: Figure
    p90_s: Figure
    long_share: Figure
    """Share of those who wait longer than a quarter of an hour, or in vain."""


class Waits(NamedTuple):
    """One day's waits in three figures."""

    mean_s: float
    p90_s: float
    long_share: float


def more_desks(
    desks: tuple[Desk, ...],
    services: tuple[str, ...],
    *,
    begins: float,
    ends: float,
    count: int = 1,
) -> tuple[Desk, ...]:
    """Add counters for some services, on duty between two moments (seconds since midnight)."""
    first = max(desk.number for desk in desks) + 1
    more = (Desk(first + i, services, duty=((begins, ends),)) for i in range(count))
    return (*desks, *more)


def waits_of(waited_s: Sequence[float]) -> Waits:
    """Sum up the waits of a day, in seconds; there must be one at least."""
    waits = sorted(min(one, _EVENING_S) for one in waited_s)
    long = sum(one > LONG_WAIT_S for one in waits) / len(waits)
    return Waits(fmean(waits), waits[int(0.9 * (len(waits) - 1))], long)


def outcome_of(days: Sequence[Waits]) -> Outcome:
    """Say how long people wait on such days; there must be one at least."""
    return Outcome(*(_figure(values) for values in zip(*days, strict=True)))


def change_of(before: Sequence[Waits], after: Sequence[Waits]) -> Outcome:
    """Say what changes from one to the other, day by day; negative is shorter."""
    pairs = zip(before, after, strict=True)
    return outcome_of([Waits(*(b - a for a, b in zip(*pair, strict=True))) for pair in pairs])


def _figure(values: Sequence[float]) -> Figure:
    if len(values) < 2:
        return Figure(fmean(values), NEVER)
    return Figure(fmean(values), _student(len(values) - 1) * stdev(values) / sqrt(len(values)))


def _student(freedom: int) -> float:
    """Return Student's 97.5 % quantile, nearly: few days are less sure than many.

    >>> round(_student(4), 1), round(_student(19), 2)
    (2.7, 2.09)
    """
    z = _CONFIDENCE
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2


def lived(day: PastDay, staffing: Staffing, seed: int) -> Iterator[tuple[str, float]]:
    """Live a day a few times; yield service and wait of everybody who comes, in seconds."""
    prospect = _before(day, staffing)
    for called in play(prospect, Chance(seed), LIVES):
        for one, moment in zip(prospect.people, called, strict=True):
            if one.waited_s < 0:
                yield one.service, moment + one.waited_s


def _before(day: PastDay, staffing: Staffing) -> Prospect:
    """Return the day before anybody came: all who come are known, and nobody else does."""
    own = [_on(desk, day) for desk in staffing.desks]
    # Before the first counter opens too: one that should be there already passes for absent.
    moments = [one.at_s for one in day.arrivals]
    begins = min([*moments, *(b for desk in own for b, _ in desk.duty)]) - 1.0
    people = tuple(
        Person(f"{i}", one.service, _base(one, i), 0, one.is_priority, None, begins - one.at_s)
        for i, one in enumerate(sorted(day.arrivals))
    )
    desks = tuple(desk._replace(phase="closed", has_opened=False, then="") for desk in own)
    hall = Hall(begins, people, desks, staffing.cap)
    return prospect_of(hall, staffing.pace, _as_it_was(staffing.learnt, day))


def _on(desk: Desk, day: PastDay) -> Desk:
    """Give a desk of the office the hours that it had on a day; one more keeps its own."""
    if day.hours is None or desk.number not in day.hours:
        return desk
    return desk._replace(duty=day.hours[desk.number])


def _as_it_was(learnt: Experience, day: PastDay) -> Experience:
    """Take away what is known of the day: who came, and that counters kept the hours they had."""
    known = msgspec.structs.replace(
        learnt, arrivals=[0.0] * SLOTS, arrivals_today=[0.0] * SLOTS, today={}
    )
    if day.hours is not None:
        known = msgspec.structs.replace(
            known, attendance={}, late=Mean(_CERTAIN), pause_rate=Mean(_CERTAIN)
        )
    return known


def _base(one: Arrival, order: int) -> Base:
    return Base(int(one.at_s * 1000), order)
