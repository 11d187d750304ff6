"""From a public queue board to everything that people did that day. Pure.

The board tells, every few minutes, how many numbers each service has called and how many people
wait. Arrivals and calls are put inside each interval, and absences, ends of service and ratings are
made up, all from one seed: the plan says what the board said, and invents the rest repeatably.
"""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from mot_cua.errors import SettingsError

COLUMNS: Final = ("time", "service", "last_called", "waiting", "open_counters")
BETWEEN_PRESSES_S: Final = 6.0
"""The same button within three seconds is one press; two people are never that quick."""
SERVICE_S: Final = 300.0
ABSENT_SHARE: Final = 0.05
RATED_SHARE: Final = 0.72
LEVEL_WEIGHTS: Final = (0.62, 0.27, 0.08, 0.03)
"""Best first; a scale of fewer levels uses the first ones, of more repeats the last."""
ABSENT_NEEDS_S: Final = 75.0


class Sample(NamedTuple):
    """What the board said of one service at one moment."""

    at: float
    """Seconds since midnight."""
    called: int
    waiting: int
    counters: int

    @property
    def issued(self) -> int:
        """How many numbers had been given out."""
        return self.called + self.waiting


class Visit(NamedTuple):
    """One number from the kiosk to the rating; all moments in seconds since midnight."""

    service: str
    number: int
    arrives: float
    called: float
    counter: int
    ends: float
    is_absent: bool
    rates: float | None
    """When its rating button is pressed; None when it is not."""
    level: int
    """Index of the level, best first."""


def read_board(text: str, *, where: str) -> dict[str, list[Sample]]:
    """Read a board's day: service letter → its samples in order.

    Raises:
        SettingsError: a line is not what it must be; the text names it.
    """
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise SettingsError(f"{where}:1: expected the columns {','.join(COLUMNS)}")
    board: dict[str, list[Sample]] = defaultdict(list)
    for row in rows:
        try:
            hour, minute = row["time"].split(":")
            sample = Sample(
                int(hour) * 3600 + int(minute) * 60,
                int(row["last_called"]),
                int(row["waiting"]),
                int(row["open_counters"]),
            )
        except (ValueError, AttributeError):
            raise SettingsError(f"{where}:{rows.line_num}: cannot read {row}") from None
        _check_order(board[row["service"]], sample, f"{where}:{rows.line_num}")
        board[row["service"]].append(sample)
    return dict(board)


def _check_order(before: Sequence[Sample], sample: Sample, where: str) -> None:
    if before and (sample.at <= before[-1].at or sample.called < before[-1].called):
        raise SettingsError(f"{where}: time and numbers called must not go back")
    if before and sample.issued < before[-1].issued:
        raise SettingsError(f"{where}: numbers issued (called + waiting) must not go back")


def plan_day(
    board: Mapping[str, Sequence[Sample]],
    counters: Mapping[str, Sequence[int]],
    *,
    seed: int,
    levels: int = 4,
) -> list[Visit]:
    """Make the visits of a day, in the order of arrival.

    `counters` names the counters of each service; more calls than they could ever have taken make
    their services short, never the board wrong.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable day, not a secret
    visits: list[Visit] = []
    for service, samples in sorted(board.items()):
        arrivals = list(_spread(chance, [(s.at, s.issued) for s in samples], BETWEEN_PRESSES_S))
        calls = list(_spread(chance, [(s.at, s.called) for s in samples], 1.0))
        calls = _after_arrival(arrivals, calls, [s.at for s in samples])
        seats = _seats(calls, counters.get(service, ()), samples, chance)
        visits += [
            _visit(chance, service, number, arrivals[number - 1], seat=seat, levels=levels)
            for number, seat in enumerate(seats, start=1)
        ]
    return sorted(visits)


def _spread(
    chance: random.Random, totals: Sequence[tuple[float, int]], least: float
) -> Iterable[float]:
    """Place each new count inside the interval in which it was counted, `least` seconds apart."""
    for (begins, before), (ends, after) in pairwise(totals):
        count = after - before
        gap = min(least, (ends - begins) / (count + 1))
        room = ends - begins - gap * (count + 1)
        moments = sorted(chance.uniform(0, room) for _ in range(count))
        yield from (begins + moment + gap * (i + 1) for i, moment in enumerate(moments))


def _after_arrival(
    arrivals: Sequence[float], calls: Sequence[float], ends: Sequence[float]
) -> list[float]:
    """Nobody is called before arriving: push a call back inside the interval of its sample."""
    pushed: list[float] = []
    for call, arrival in zip(calls, arrivals, strict=False):
        interval_end = next(end for end in ends if end > call)
        earliest = max([arrival + 0.8, *(pushed[-1:] and [pushed[-1] + 0.05])])
        pushed.append(min(max(call, earliest), interval_end - 0.01))
    return pushed


class _Seat(NamedTuple):
    counter: int
    called: float
    until: float
    """When the counter calls its next number; the visit ends before."""


def _seats(
    calls: Sequence[float],
    counters: Sequence[int],
    samples: Sequence[Sample],
    chance: random.Random,
) -> list[_Seat]:
    """Give each call the counter that has been free for longest, among those that were open."""
    if calls and not counters:
        raise SettingsError("the office file has no counter for a service that the board calls")
    last_call = dict.fromkeys(counters, float("-inf"))
    order: list[tuple[int, float]] = []
    for call in calls:
        is_open = max(1, next(s.counters for s in samples if s.at > call))
        counter = min(counters[:is_open], key=lambda one: last_call[one])
        last_call[counter] = call
        order.append((counter, call))
    end_of_day = samples[-1].at + 240
    seats = []
    for i, (counter, call) in enumerate(order):
        following = (later for one, later in order[i + 1 :] if one == counter)
        until = min(next(following, end_of_day), call + chance.lognormvariate(0, 0.6) * SERVICE_S)
        seats.append(_Seat(counter, call, until))
    return seats


def _visit(
    chance: random.Random, service: str, number: int, arrives: float, *, seat: _Seat, levels: int
) -> Visit:
    stays = seat.until - seat.called
    is_absent = stays > ABSENT_NEEDS_S and chance.random() < ABSENT_SHARE
    ends = seat.called + (ABSENT_NEEDS_S - 5 if is_absent else max(0.3, stays - 0.5))
    weights = [LEVEL_WEIGHTS[min(i, len(LEVEL_WEIGHTS) - 1)] for i in range(levels)]
    level = chance.choices(range(levels), weights)[0]
    is_rated = not is_absent and chance.random() < RATED_SHARE
    rates = ends + chance.uniform(3, 25) if is_rated else None
    return Visit(service, number, arrives, seat.called, seat.counter, ends, is_absent, rates, level)
