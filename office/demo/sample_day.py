"""An invented but ordinary day: people come, are called, served, and press a button. Pure.

The same day can be played on a stage, where every program takes part, or straight through the
rules, which is quick enough for three months of history.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from config.house import House
from mot_cua.business_day import ms_of

RUSH: Final = (
    (7.3, 0.5),
    (8.0, 1.6),
    (9.0, 1.5),
    (10.0, 1.0),
    (11.0, 0.4),
    (13.2, 0.9),
    (15.0, 0.6),
)
"""(hour, how busy from then on); the morning is when people come."""
PRIORITY_SHARE: Final = 0.12
ABSENT_SHARE: Final = 0.04
RATED_SHARE: Final = 0.84
LEVEL_WEIGHTS: Final = (0.58, 0.345, 0.055, 0.02)
WALK_S: Final = 15.0


class Player(Protocol):
    """Where the day is played."""

    def press(self, service: str, *, is_priority: bool) -> None:
        """Take a number."""

    def officer(self, counter: int, action: str) -> str:
        """Do something at a counter; return the code of a refusal, or nothing."""

    def rate(self, counter: int, level: int) -> None:
        """Press a rating button."""


def sample_day(house: House, day: str, visits_an_hour: float) -> SampleDay:
    """Return a day of an office with its services, counters and hours; its date is its seed."""

    def seconds(text: str) -> float:
        return (ms_of(day, text) - ms_of(day)) / 1000

    return SampleDay(
        {one.code: one.nominal_min for one in house.settings.service},
        {one.number: one.services for one in house.settings.counter},
        [(seconds(a), seconds(b)) for a, b in house.timetable.work_periods(day)],
        seed=day,
        visits_an_hour=visits_an_hour,
    )


class Moment(NamedTuple):
    """Something that is going to happen."""

    at: float
    """Seconds since midnight."""
    order: int
    action: str
    service: str = ""
    counter: int = 0
    level: int = 0


class SampleDay:
    """One day of one office."""

    def __init__(
        self,
        services: Mapping[str, float],
        counters: Mapping[int, Sequence[str]],
        periods: Sequence[tuple[float, float]],
        *,
        seed: str,
        visits_an_hour: float = 14.0,
    ) -> None:
        """`services` maps a code to its usual minutes; `periods` are the hours of work, in s."""
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable day, not a secret
        self._services, self._counters, self._periods = services, counters, periods
        self._pace = visits_an_hour
        self._agenda: list[Moment] = []
        self._order = 0
        self._idle: set[int] = set()

    def play(self, player: Player, *, until: float) -> Iterator[float]:
        """Play the day up to `until`, in seconds since midnight; yield each moment before it."""
        self._invite_everybody()
        while self._agenda and self._agenda[0].at <= until:
            moment = heapq.heappop(self._agenda)
            yield moment.at
            self._do(moment, player)

    def _plan(self, at: float, action: str, **fields: object) -> None:
        self._order += 1
        heapq.heappush(self._agenda, Moment(at, self._order, action, **fields))  # type: ignore[arg-type]

    def _invite_everybody(self) -> None:
        begins, ends = self._periods[0][0], self._periods[-1][1]
        for counter in self._counters:
            self._plan(begins, "open", counter=counter)
        at = begins - 15 * 60
        codes = list(self._services)
        weights = [self._capacity(code) for code in codes]
        while at < ends - 45 * 60:
            busy = next(share for hour, share in reversed(RUSH) if at / 3600 >= min(hour, 7.25))
            at += self._chance.expovariate(self._pace * max(busy, 0.1) / 3600) + 4
            if any(start - 1800 <= at < end - 900 for start, end in self._periods):
                self._plan(at, "arrive", service=self._chance.choices(codes, weights)[0])

    def _capacity(self, service: str) -> float:
        """Say how much of a service the counters can take, so that no line grows all day."""
        shares = (
            1 / len(served) / self._services[served[0]]
            for served in self._counters.values()
            if service in served
        )
        return sum(shares)

    def _do(self, moment: Moment, player: Player) -> None:
        counter, at = moment.counter, moment.at
        match moment.action:
            case "arrive":
                player.press(moment.service, is_priority=self._chance.random() < PRIORITY_SHARE)
                self._call_for_idle(at, player)
            case "open":
                player.officer(counter, "open")
                self._free(counter, at, player)
            case "rate":
                player.rate(counter, moment.level)
            case "free":
                self._free(counter, at, player)
            case "finish":
                player.officer(counter, "finish")
                self._after_finish(counter, at)
            case "absent":
                player.officer(counter, "absent")
                self._free(counter, at, player)
            case action:
                player.officer(counter, action)

    def _after_finish(self, counter: int, at: float) -> None:
        if self._chance.random() < RATED_SHARE:
            level = self._chance.choices(range(len(LEVEL_WEIGHTS)), LEVEL_WEIGHTS)[0]
            self._plan(at + self._chance.uniform(4, 25), "rate", counter=counter, level=level)
        self._plan(at + self._chance.uniform(20, 60), "free", counter=counter)

    def _call_for_idle(self, at: float, player: Player) -> None:
        for counter in sorted(self._idle):
            self._free(counter, at, player)

    def _free(self, counter: int, at: float, player: Player) -> None:
        self._idle.discard(counter)
        if not any(start <= at < end for start, end in self._periods):
            following = [start for start, _ in self._periods if start > at]
            if following:
                self._plan(following[0], "free", counter=counter)
            return
        if player.officer(counter, "call"):
            self._idle.add(counter)
            return
        if self._chance.random() < ABSENT_SHARE:
            for i, action in enumerate(("recall", "recall", "absent"), start=1):
                self._plan(at + 35 * i, action, counter=counter)
            return
        minutes = self._services[self._counters[counter][0]]
        stays = WALK_S + self._chance.lognormvariate(-0.15, 0.55) * minutes * 60
        self._plan(at + WALK_S, "start", counter=counter)
        self._plan(at + stays, "finish", counter=counter)
