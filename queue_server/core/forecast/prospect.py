"""Everything that all paths of one forecast share: worked out once, then only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from math import log
from typing import Final, NamedTuple

from queue_server.core.forecast.experience import SLOT_S, SLOTS, Experience, Mean, Pace
from queue_server.core.forecast.hall import Desk, Hall, Person
from queue_server.core.ticket import Base

NEVER: Final = float("inf")
_RECENT_DAYS: Final = 0.5
"""Today's arrivals count as so many days of history."""

LAST: Final = Base(1 << 60, 0)
"""The seniority of whoever would take a number now."""


LineKey = tuple[frozenset[int], bool]
"""The desks that may call the people of a line, and whether these have priority."""


class LineNow(NamedTuple):
    """One line: people whom the same desks may call, of one class, stay in order for ever."""

    desks: frozenset[int]
    is_priority: bool
    queue: tuple[int, ...]
    """Its people, the most senior last."""
    base: Base
    """Of the most senior."""
    overtaken: int
    """Of whoever was overtaken most."""


class Start(NamedTuple):
    """How a desk begins to work, in seconds from now."""

    free: float
    """When it can call; NEVER if it is not coming any more."""
    until: float
    """When it leaves after that, unless it is busy; NEVER if it stays until the hall is empty."""


class Habits(NamedTuple):
    """How counters and citizens behave, apart from the services themselves. Seconds and shares."""

    walk_s: float
    absent_s: float
    late_s: float
    pause_s: float
    pauses_per_s: float
    absent: tuple[float, float, float]
    returns: float
    onward: float


def habits_of(learnt: Experience) -> Habits:
    """Return the habits of an office; those of an ordinary one while it is new."""
    everybody = sum(one.total for one in learnt.absences) + 0.08 * 40
    share = everybody / (sum(one.count for one in learnt.absences) + 40)
    first, second, third = (one.near(share, 60) for one in learnt.absences)
    return Habits(
        learnt.walk.near(20.0, 10),
        learnt.absent.near(75.0, 5),
        learnt.late.near(150.0, 4),
        learnt.pauses.near(420.0, 5),
        learnt.pause_rate.near(0.35, 10) / 3600.0,
        (first, second, third),
        learnt.returns.near(0.2, 10),
        learnt.onward.near(0.03, 40),
    )


class Prospect(NamedTuple):
    """The hall in numbered tables: people, services, desks and lines are places in tuples."""

    hall: Hall
    habits: Habits
    pace: Pace
    people: tuple[Person, ...]
    """By seniority; the last `ghosts` of them are asked about and wait for nobody."""
    ghosts: int
    services: tuple[str, ...]
    service_of: tuple[int, ...]
    """Of each person."""
    lines: tuple[LineNow, ...]
    lines_of: tuple[tuple[int, ...], ...]
    """Of each desk."""
    line_for: tuple[tuple[int, int], ...]
    """Of each service: its normal and its priority line."""
    location: tuple[tuple[float, ...], ...]
    """Of each desk, by service: median of the logarithm of a service time."""
    sigma: tuple[float, ...]
    doubt: tuple[float, ...]
    arrivals: tuple[float, ...]
    """Priority arrivals expected from now to the end of each half hour of the day."""
    mix: tuple[int, ...]
    """Services of arrivals, each as often as it is asked for."""
    onward_mix: tuple[int, ...]
    think_s: tuple[float, ...]
    """Mean time that each desk takes before a call."""
    attendance: tuple[float, ...]
    """Share of its periods in which each desk opens."""
    evening: float
    """When the last period of the day ends; in seconds since midnight."""

    def next_shift(self, desk: int, moment: float, late_s: float) -> Start:
        """Return when a desk that is away at `moment` works again, `late_s` after it should."""
        now_s = self.hall.now_s
        for begins, ends in self.hall.desks[desk].duty:
            if begins - now_s > moment:
                return Start(begins - now_s + late_s, self.end_of(ends))
        return Start(NEVER, NEVER)

    def end_of(self, ends: float) -> float:
        """Return when a desk leaves whose period ends then; in the evening, when nobody waits."""
        return NEVER if ends >= self.evening else ends - self.hall.now_s


def prospect_of(hall: Hall, pace: Pace, learnt: Experience) -> Prospect:
    """Number everything, and add the next ticket of each service as a ghost."""
    services = tuple(sorted({s for desk in hall.desks for s in desk.services}))
    place = {service: i for i, service in enumerate(services)}
    known = sorted((one for one in hall.people if one.service in place), key=lambda p: p.base)
    ghosts = tuple(Person(next_ticket(one), one, LAST) for one in services)
    people = (*known, *ghosts)
    keys, line_for = _line_keys(hall.desks, people, services)
    return Prospect(
        hall,
        habits_of(learnt),
        pace,
        people,
        len(ghosts),
        services,
        tuple(place[one.service] for one in people),
        _lines(hall.desks, people, keys),
        tuple(
            tuple(i for i, (desks, _) in enumerate(keys) if d in desks)
            for d in range(len(hall.desks))
        ),
        line_for,
        tuple(_location(desk, services, pace) for desk in hall.desks),
        tuple(pace.sigma.get(one, 0.75) for one in services),
        tuple(pace.doubt.get(one, 0.4) for one in services),
        _arrivals(hall.now_s, learnt),
        _mix(learnt.by_service, place),
        _mix(learnt.onward_to, place),
        _thinking(learnt, hall.desks),
        tuple(_attendance(learnt, desk.number) for desk in hall.desks),
        max((ends for desk in hall.desks for _, ends in desk.duty), default=0.0),
    )


def next_ticket(service: str) -> str:
    """Name the ticket that a service would give out next.

    >>> next_ticket("HT")
    'next:HT'
    """
    return f"next:{service}"


def _key(desks: Iterable[Desk], person: Person) -> LineKey:
    able = frozenset(
        i
        for i, desk in enumerate(desks)
        if person.service in desk.services and person.counter in (None, desk.number)
    )
    return able, person.is_priority


def _line_keys(
    desks: tuple[Desk, ...], people: tuple[Person, ...], services: tuple[str, ...]
) -> tuple[tuple[LineKey, ...], tuple[tuple[int, int], ...]]:
    """Name the lines, and for each service its normal and its priority line."""
    standard = [
        tuple(_key(desks, Person("", one, LAST, is_priority=urgent)) for urgent in (False, True))
        for one in services
    ]
    bound = [_key(desks, one) for one in people if one.counter is not None]
    keys = tuple(dict.fromkeys([*(key for pair in standard for key in pair), *bound]))
    return keys, tuple((keys.index(normal), keys.index(urgent)) for normal, urgent in standard)


def _lines(
    desks: tuple[Desk, ...], people: tuple[Person, ...], keys: tuple[LineKey, ...]
) -> tuple[LineNow, ...]:
    queues: dict[LineKey, list[int]] = {key: [] for key in keys}
    found: dict[tuple[str, bool, int | None], LineKey] = {}
    for i, person in enumerate(people):
        kind = (person.service, person.is_priority, person.counter)
        if kind not in found:
            found[kind] = _key(desks, person)
        if person.waited_s >= 0 and person.after is None:
            queues[found[kind]].append(i)
    return tuple(
        LineNow(
            *key,
            tuple(reversed(queue)),
            people[queue[0]].base if queue else LAST,
            max((people[i].overtaken for i in queue), default=0),
        )
        for key, queue in queues.items()
    )


def _location(desk: Desk, services: tuple[str, ...], pace: Pace) -> tuple[float, ...]:
    """Turn means into the medians of logarithms: mean = exp(location + (sigma² + doubt²) / 2)."""
    return tuple(
        log(pace.mean_s.get((one, desk.number), 600.0))
        - (pace.sigma.get(one, 0.75) ** 2 + pace.doubt.get(one, 0.4) ** 2) / 2
        for one in services
    )


def _arrivals(now_s: float, learnt: Experience) -> tuple[float, ...]:
    """Accumulate the priority arrivals to expect, half hour by half hour."""
    share = learnt.priority.near(0.1, 30)
    so_far = sum(learnt.arrivals_today)
    slot = int(now_s // SLOT_S)
    usual = sum(learnt.arrivals[: slot + 1])
    busy = (so_far + 10) / (usual / learnt.days + 10) if learnt.days else 1.0
    recent = sum(learnt.arrivals_today[max(0, slot - 1) : slot + 1]) / 2
    expected = []
    for i in range(SLOTS):
        left = min(1.0, max(0.0, (i + 1) - now_s / SLOT_S))
        mean = (learnt.arrivals[i] * busy + _RECENT_DAYS * recent) / (learnt.days + _RECENT_DAYS)
        expected.append(share * left * mean)
    return tuple(accumulate(expected))


def _mix(counts: Mapping[str, float], place: Mapping[str, int]) -> tuple[int, ...]:
    """Spread the services over about 64 places, each at least once."""
    total = sum(counts.get(one, 0.0) for one in place) + len(place)
    shares = {one: (counts.get(one, 0.0) + 1) / total for one in place}
    return tuple(i for one, i in place.items() for _ in range(max(1, round(64 * shares[one]))))


def _thinking(learnt: Experience, desks: Iterable[Desk]) -> tuple[float, ...]:
    """Shrink each desk's mean towards the office's, and that towards a quarter of a minute."""
    office = (15.0 * 10 + sum(one.total for one in learnt.think.values())) / (
        10 + sum(one.count for one in learnt.think.values())
    )
    return tuple(learnt.think.get(desk.number, Mean()).near(office, 2) for desk in desks)


def _attendance(learnt: Experience, number: int) -> float:
    mean = learnt.attendance.get(number)
    return 1.0 if mean is None else mean.near(1.0, 3)
