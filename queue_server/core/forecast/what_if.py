"""What if there had been one more counter? Past days lived again, with the rule that calls.

A day is lived twice with the same chance, as it was staffed and as it might be; the difference, and
how it varies from day to day, is the answer. It is about days like these, not about one to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import Final, NamedTuple

import msgspec

from queue_server.core.forecast.chance import Chance
from queue_server.core.forecast.experience import SLOT_S, SLOTS, Experience, Pace
from queue_server.core.forecast.hall import Desk, Hall, Person
from queue_server.core.forecast.prospect import NEVER, Prospect, prospect_of
from queue_server.core.forecast.waits import play
from queue_server.core.ticket import Base

LIVES: Final = 10
"""How often each day is lived."""
LONG_WAIT_S: Final = 900.0
_CONFIDENCE: Final = 1.96
"""Standard errors to each side of a mean that hold 95 %."""


class Arrival(NamedTuple):
    """Somebody who came on a past day."""

    at_s: float
    """Seconds since midnight."""
    service: str
    is_priority: bool = False


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


class Outcome(NamedTuple):
    """How long people wait on such days."""

    mean_s: Figure
    p90_s: Figure
    long_share: Figure
    """Share of those who wait longer than a quarter of an hour, or in vain."""


def one_more(
    desks: tuple[Desk, ...], services: tuple[str, ...], *, begins: float, ends: float
) -> tuple[Desk, ...]:
    """Add a counter for some services, on duty between two moments (seconds since midnight)."""
    number = max(desk.number for desk in desks) + 1
    return (*desks, Desk(number, services, duty=((begins, ends),)))


def outcome(days: Sequence[Sequence[Arrival]], staffing: Staffing, *, seed: int) -> Outcome:
    """Live the days and say how long people waited; days without anybody tell nothing."""
    lived = [_day(day, staffing, seed + i) for i, day in enumerate(days) if day]
    return Outcome(*(_figure(values) for values in zip(*lived, strict=True)))


def difference(
    days: Sequence[Sequence[Arrival]], now: Staffing, then: Staffing, *, seed: int
) -> Outcome:
    """Say what changes on such days if `now` becomes `then`; negative is shorter."""
    pairs = [
        (_day(day, now, seed + i), _day(day, then, seed + i)) for i, day in enumerate(days) if day
    ]
    changes = [tuple(b - a for a, b in zip(*pair, strict=True)) for pair in pairs]
    return Outcome(*(_figure(values) for values in zip(*changes, strict=True)))


def _figure(values: Sequence[float]) -> Figure:
    if len(values) < 2:
        return Figure(fmean(values), NEVER)
    return Figure(fmean(values), _CONFIDENCE * stdev(values) / sqrt(len(values)))


def _day(arrivals: Sequence[Arrival], staffing: Staffing, seed: int) -> tuple[float, float, float]:
    """Live one day a few times: mean wait, 90 % quantile, share of long waits."""
    waits = sorted(_waits(_before(arrivals, staffing), seed))
    evening = [min(wait, 12 * 3600.0) for wait in waits]
    long = sum(wait > LONG_WAIT_S for wait in waits) / len(waits)
    return fmean(evening), evening[int(0.9 * (len(evening) - 1))], long


def _before(arrivals: Sequence[Arrival], staffing: Staffing) -> Prospect:
    """Return the day before anybody came: all who come are known, and nobody else does."""
    begins = min(one.at_s for one in arrivals) - 1.0
    people = tuple(
        Person(f"{i}", one.service, _base(one, i), 0, one.is_priority, None, begins - one.at_s)
        for i, one in enumerate(sorted(arrivals))
    )
    desks = tuple(
        desk._replace(phase="closed", has_opened=False, then="") for desk in staffing.desks
    )
    nobody_else = msgspec.structs.replace(
        staffing.learnt, arrivals=[0.0] * SLOTS, arrivals_today=[0.0] * SLOTS
    )
    return prospect_of(Hall(begins, people, desks, staffing.cap), staffing.pace, nobody_else)


def _base(one: Arrival, order: int) -> Base:
    return Base(int(one.at_s * 1000), order)


def _waits(prospect: Prospect, seed: int) -> Iterable[float]:
    for called in play(prospect, Chance(seed), LIVES):
        for one, moment in zip(prospect.people, called, strict=True):
            if one.waited_s < 0:
                yield moment + one.waited_s


def counters_needed(
    days: Sequence[Sequence[Arrival]], service: str, mean_s: float, *, load: float = 0.85
) -> list[Figure]:
    """Suggest how many counters a service needs in each half hour of such days.

    `mean_s` is what one visit occupies a counter; `load` is the share of their time for which they
    may be busy. Round upwards.
    """
    needed = [_busy(day, service, mean_s / load) for day in days]
    return [_figure(slot) for slot in zip(*needed, strict=True)]


def _busy(day: Sequence[Arrival], service: str, mean_s: float) -> list[float]:
    work = [0.0] * SLOTS
    for one in day:
        if one.service == service:
            work[min(SLOTS - 1, int(one.at_s // SLOT_S))] += mean_s / SLOT_S
    return work
