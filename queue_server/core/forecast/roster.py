"""Which counters to open in each half hour, so that what comes in can be done in it.

1. The work of a half hour is what comes in then on the mean of past days; what comes before the
   office works is done in its first half hour.
2. Counters are busy for `LOAD` of their time at most: queues grow without bound long before 1.
3. Somebody is there for every service that people ask for, however few they are.
4. A counter that is open stays open rather than another is opened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from queue_server.core.forecast.experience import SLOT_S, SLOTS
from queue_server.core.forecast.hall import Desk, Periods
from queue_server.core.forecast.what_if import PastDay

LOAD: Final = 0.85
_LEAST: Final = 0.02
_NOTHING: Final = 1e-9


class Shift(NamedTuple):
    """One half hour: who should be open."""

    begins_s: float
    """Seconds since midnight."""
    ends_s: float
    counters: tuple[int, ...]
    lacking: tuple[str, ...]
    """Services of which all counters of the office together could not do the work."""
    needed: float
    """Counters that the work of this half hour would fill, if each could do everything."""


def suggested(
    days: Sequence[PastDay], desks: Sequence[Desk], takes_s: Mapping[str, float], duty: Periods
) -> tuple[Shift, ...]:
    """Suggest for each half hour of duty which counters to open.

    `takes_s` is for how long one visit of a service occupies a counter.
    """
    work = work_of(days, takes_s, duty)
    found: list[Shift] = []
    for slot in sorted(work):
        before = found[-1].counters if found else ()
        counters, lacking = _fewest(work[slot], desks, before)
        begins = slot * SLOT_S
        needed = sum(work[slot].values())
        found.append(Shift(begins, begins + SLOT_S, counters, lacking, needed))
    return tuple(found)


def work_of(
    days: Sequence[PastDay], takes_s: Mapping[str, float], duty: Periods
) -> dict[int, dict[str, float]]:
    """Return by half hour of duty and service how many counters the work fills."""
    slots = [i for i in range(SLOTS) if any(_overlap(i, period) > 0 for period in duty)]
    asked = {one.service for day in days for one in day.arrivals} & takes_s.keys()
    work = {slot: dict.fromkeys(sorted(asked), 0.0) for slot in slots}
    for one in chain.from_iterable(day.arrivals for day in days):
        if one.service in asked and slots:
            slot = next((i for i in slots if i >= int(one.at_s // SLOT_S)), slots[-1])
            open_s = sum(_overlap(slot, period) for period in duty)
            work[slot][one.service] += takes_s[one.service] / (open_s * LOAD * len(days))
    return {
        slot: {service: max(_LEAST, load) for service, load in loads.items()}
        for slot, loads in work.items()
    }


def _overlap(slot: int, period: tuple[float, float]) -> float:
    return max(0.0, min(period[1], (slot + 1) * SLOT_S) - max(period[0], slot * SLOT_S))


def _fewest(
    loads: Mapping[str, float], desks: Sequence[Desk], before: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Close one counter after the other for as long as the rest can do as much as all can."""
    undone = left_over(loads, desks)
    least = sum(undone.values()) + _NOTHING
    chosen = sorted(desks, key=lambda desk: (desk.number in before, len(desk.services)))
    for desk in tuple(chosen):
        rest = [one for one in chosen if one is not desk]
        if sum(left_over(loads, rest).values()) <= least:
            chosen = rest
    lacking = tuple(service for service, left in undone.items() if left > _NOTHING)
    return tuple(sorted(desk.number for desk in chosen)), lacking


def left_over(loads: Mapping[str, float], desks: Sequence[Desk]) -> dict[str, float]:
    """Return the work that counters cannot do between them, each no more than one counter's."""
    room = {desk.number: 1.0 for desk in desks}
    given: dict[tuple[str, int], float] = {}
    undone = dict(loads)
    for service in loads:
        while undone[service] > _NOTHING:
            way = _way_to_room(service, desks, room, given)
            if way is None:
                break
            back = _taken_back(way)
            moved = min([undone[service], room[way[-1][1]], *(given[place] for place in back)])
            for place in back:
                given[place] -= moved
            for place in way:
                given[place] = given.get(place, 0.0) + moved
            room[way[-1][1]] -= moved
            undone[service] -= moved
    return undone


def _way_to_room(
    service: str,
    desks: Sequence[Desk],
    room: Mapping[int, float],
    given: Mapping[tuple[str, int], float],
) -> list[tuple[str, int]] | None:
    """Find a counter with room, letting others hand on what they were given; None if there is none.

    The way is a list of (service, counter) to be given more; between two of them, the counter of
    the first hands on work of the service of the second.
    """
    ways: deque[list[tuple[str, int]]] = deque([[]])
    seen: set[int] = set()
    while ways:
        way = ways.popleft()
        asking = _handed_on(way[-1][1], given) if way else [service]
        steps = [(one, desk.number) for one in asking for desk in desks if one in desk.services]
        for step in steps:
            if step[1] in seen:
                continue
            seen.add(step[1])
            if room[step[1]] > _NOTHING:
                return [*way, step]
            ways.append([*way, step])
    return None


def _handed_on(counter: int, given: Mapping[tuple[str, int], float]) -> list[str]:
    """Return the services of which a counter has work that another might do."""
    return [one for (one, number), load in given.items() if number == counter and load > _NOTHING]


def _taken_back(way: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return what each counter on the way hands on to the next."""
    return [(way[i + 1][0], way[i][1]) for i in range(len(way) - 1)]


def merged(shifts: Sequence[Shift], counter: int) -> Periods:
    """Return when a counter is to be open, in one piece where half hours follow each other."""
    periods: list[tuple[float, float]] = []
    for one in shifts:
        if counter not in one.counters:
            continue
        if periods and periods[-1][1] == one.begins_s:
            periods[-1] = (periods[-1][0], one.ends_s)
        else:
            periods.append((one.begins_s, one.ends_s))
    return tuple(periods)
