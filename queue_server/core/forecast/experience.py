"""What an office has learnt about itself: plain sums, and the estimates made of them.

Every estimate is shrunk: with few observations it stays near what is known of the whole (the
service near its nominal minutes, the counter near the office), with many it follows its own. Sums
fade from day to day, so that an office that changes is not judged by last year.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, sqrt
from typing import Final

import msgspec

FADING: Final = 0.97
"""What a day's sums weigh a day later: half after three weeks."""
SLOT_S: Final = 1800.0
SLOTS: Final = 48
"""Half hours of a day, for arrivals."""
DEFAULT_NOMINAL_S: Final = 600.0
_LEAST_S: Final = 5.0
_LONGEST_S: Final = 2 * 3600.0


def believable(seconds: float) -> float:
    """Bound a service time: a double press is no lesson in speed, nor a forgotten key in sloth."""
    return min(max(seconds, _LEAST_S), _LONGEST_S)


class Mean(msgspec.Struct):
    """A mean that begins at a prior value."""

    count: float = 0.0
    total: float = 0.0

    def add(self, value: float, weight: float = 1.0) -> None:
        """Take in one observation of this weight."""
        self.count += weight
        self.total += value * weight

    def near(self, prior: float, weight: float) -> float:
        """Return the mean, with `prior` counting as `weight` observations."""
        return (prior * weight + self.total) / (weight + self.count)

    def fade(self, by: float = FADING) -> None:
        """Let a day pass, or whatever else makes what is known old."""
        self.count *= by
        self.total *= by


class Times(msgspec.Struct):
    """Service times of one service at one counter: their sums, in seconds and in logarithms."""

    count: float = 0.0
    total: float = 0.0
    logs: float = 0.0
    squares: float = 0.0

    def add(self, seconds: float) -> None:
        """Take in one service, `believable`."""
        self.count += 1
        self.total += seconds
        self.logs += log(seconds)
        self.squares += log(seconds) ** 2

    def fade(self) -> None:
        """Let a day pass."""
        self.count *= FADING
        self.total *= FADING
        self.logs *= FADING
        self.squares *= FADING


class Experience(msgspec.Struct):
    """Everything that a restart should not forget. Seconds everywhere."""

    times: dict[str, dict[int, Times]] = {}
    """By service and counter."""
    today: dict[str, dict[int, Mean]] = {}
    """The same of today alone."""
    day_variance: Mean = msgspec.field(default_factory=Mean)
    """Of a service's day against its usual day."""
    walk: Mean = msgspec.field(default_factory=Mean)
    """From the call to the start."""
    think: dict[int, Mean] = {}
    """By counter: from the end of a visit to the next call, if somebody waited for it."""
    absent: Mean = msgspec.field(default_factory=Mean)
    """From the call to giving up."""
    late: Mean = msgspec.field(default_factory=Mean)
    """From the beginning of a working period to the opening of a counter."""
    pauses: Mean = msgspec.field(default_factory=Mean)
    """Length of a pause."""
    pause_rate: Mean = msgspec.field(default_factory=Mean)
    """Pauses in an hour; `count` is hours open."""
    absences: list[Mean] = msgspec.field(default_factory=lambda: [Mean(), Mean(), Mean()])
    """Share that does not come: after waits under 15, under 45, and over 45 minutes."""
    returns: Mean = msgspec.field(default_factory=Mean)
    """Share of the absent who come back."""
    onward: Mean = msgspec.field(default_factory=Mean)
    """Share of the first legs that lead to another service."""
    onward_to: dict[str, float] = {}
    arrivals: list[float] = msgspec.field(default_factory=lambda: [0.0] * SLOTS)
    """By half hour of the day, all services."""
    arrivals_today: list[float] = msgspec.field(default_factory=lambda: [0.0] * SLOTS)
    days: float = 0.0
    by_service: dict[str, float] = {}
    priority: Mean = msgspec.field(default_factory=Mean)
    attendance: dict[int, Mean] = {}
    """Share of its working periods in which a counter opened."""
    finished: int = 0
    """Services finished, ever."""
    places: list[float] = []
    """Where the last waits lay in what was told of them; see `calibration`."""
    stretch: float = 1.0
    """By what every spread is stretched, since the past weeks were judged; see `judgement`."""
    strayed: int = 0
    """The side on which the last judged week strayed; 0 if it did not, or was answered."""
    judged_week: str = ""
    """The Monday of the last week that was judged."""

    def faded(self) -> Iterable[Mean | Times]:
        """Yield what fades from day to day."""
        yield from (one for times in self.times.values() for one in times.values())
        yield from (self.walk, self.absent, self.late, self.pauses, self.pause_rate)
        yield from (self.returns, self.onward, self.priority, *self.absences)
        yield from (*self.attendance.values(), *self.think.values())


class Pace(msgspec.Struct, frozen=True):
    """How long services take today, by what was learnt so far."""

    mean_s: dict[tuple[str, int], float]
    """Of a service at a counter today; a pair that never was is made of its two parts."""
    usual_s: dict[tuple[str, int], float]
    """The same on a usual day."""
    sigma: dict[str, float]
    """Spread of the logarithm within a service."""
    doubt: dict[str, float]
    """How uncertain the logarithm of a service's mean of today is."""


_COUNTER_WEIGHT: Final = 15.0
_PAIR_WEIGHT: Final = 40.0
_NOMINAL_WEIGHT: Final = 4.0
"""Administrators are wrong by a factor of two: four services tell as much as they do."""
_OFFICE_WEIGHT: Final = 8.0
_SIGMA: Final = 0.75
_SIGMA_WEIGHT: Final = 15.0
_DAY_VARIANCE: Final = 0.012
_DAY_WEIGHT: Final = 30.0
_ROUNDS: Final = 3


def pace_of(
    experience: Experience, nominal_s: dict[str, float], counters: dict[int, tuple[str, ...]]
) -> Pace:
    """Estimate the mean of every service at every counter, as usual and then for today."""
    usual = _usual(experience, nominal_s)
    speeds = dict.fromkeys(counters, 1.0)
    for _ in range(_ROUNDS):
        speeds = {number: _speed(experience, usual, number) for number in counters}
        usual = _usual(experience, nominal_s, speeds)
    sigma = _sigmas(experience, nominal_s)
    usual_s = {
        (service, number): _pair(experience, service, number, usual[service] * speeds[number])
        for service in nominal_s
        for number in counters
    }
    today = {one: _today(experience, one, sigma[one], usual_s) for one in nominal_s}
    mean_s = {pair: mean * today[pair[0]][0] for pair, mean in usual_s.items()}
    doubt = {service: uncertain for service, (_, uncertain) in today.items()}
    return Pace(mean_s, usual_s, sigma, doubt)


def _usual(
    experience: Experience, nominal_s: dict[str, float], speeds: dict[int, float] | None = None
) -> dict[str, float]:
    """Estimate each service's mean at a counter of ordinary speed."""
    sums = {}
    for service in nominal_s:
        times = experience.times.get(service, {})
        paced = ((one, (speeds or {}).get(number, 1.0)) for number, one in times.items())
        pairs = [(one.count, one.total / speed) for one, speed in paced]
        sums[service] = (sum(n for n, _ in pairs), sum(total for _, total in pairs))
    actual = sum(total for _, total in sums.values())
    expected = sum(n * nominal_s[service] for service, (n, _) in sums.items())
    prior = _OFFICE_WEIGHT * (sum(nominal_s.values()) / len(nominal_s) if nominal_s else 1.0)
    office = (prior + actual) / (prior + expected)
    return {
        service: (_NOMINAL_WEIGHT * nominal_s[service] * office + total) / (_NOMINAL_WEIGHT + n)
        for service, (n, total) in sums.items()
    }


def _speed(experience: Experience, usual: dict[str, float], number: int) -> float:
    """Estimate a counter's factor on service times; 1 is ordinary, 2 takes twice as long."""
    found = [
        (times[number], usual[service])
        for service, times in experience.times.items()
        if number in times and service in usual
    ]
    actual = sum(one.total / mean for one, mean in found)
    return (_COUNTER_WEIGHT + actual) / (_COUNTER_WEIGHT + sum(one.count for one, _ in found))


def _pair(experience: Experience, service: str, number: int, expected: float) -> float:
    """Let a service at a counter differ from the product of both, if it insists."""
    times = experience.times.get(service, {}).get(number)
    if times is None:
        return expected
    return (_PAIR_WEIGHT * expected + times.total) / (_PAIR_WEIGHT + times.count)


def _sigmas(experience: Experience, services: Iterable[str]) -> dict[str, float]:
    """Estimate the spread of each service's logarithms, within its counters."""
    sums = {service: _spread(experience.times.get(service, {}).values()) for service in services}
    count = sum(n for n, _ in sums.values())
    squares = sum(total for _, total in sums.values())
    office = (_SIGMA_WEIGHT * _SIGMA**2 + squares) / (_SIGMA_WEIGHT + count)
    return {
        service: min(1.3, sqrt((_SIGMA_WEIGHT * office + total) / (_SIGMA_WEIGHT + n)))
        for service, (n, total) in sums.items()
    }


def _spread(times: Iterable[Times]) -> tuple[float, float]:
    """Return degrees of freedom, and the sum of squared deviations from each counter's mean."""
    many = [one for one in times if one.count > 1]
    freedom = sum(one.count - 1 for one in many)
    return freedom, sum(max(0.0, one.squares - one.logs**2 / one.count) for one in many)


def _against_usual(
    today: dict[int, Mean], service: str, usual_s: dict[tuple[str, int], float]
) -> tuple[float, float, float]:
    """Return how many services there were today, what they took, and what they usually take."""
    known = {number: one for number, one in today.items() if (service, number) in usual_s}
    return (
        sum(one.count for one in known.values()),
        sum(one.total for one in known.values()),
        sum(one.count * usual_s[service, number] for number, one in known.items()),
    )


def _today(
    experience: Experience, service: str, sigma: float, usual_s: dict[tuple[str, int], float]
) -> tuple[float, float]:
    """Return the day's factor on a service, and how uncertain its logarithm is."""
    noise = exp(sigma**2) - 1.0
    variance = experience.day_variance.near(_DAY_VARIANCE, _DAY_WEIGHT)
    weight = noise / max(variance, 1e-4)
    today = experience.today.get(service, {})
    count, actual, expected = _against_usual(today, service, usual_s)
    mean = expected / count if count else 1.0
    factor = (weight * mean + actual) / (weight * mean + expected)
    seen = sum(one.count for one in experience.times.get(service, {}).values())
    known = noise / (seen + _NOMINAL_WEIGHT)
    return factor, sqrt(noise / (weight + count) + known)


def end_day(experience: Experience, pace: Pace) -> None:
    """Compare the day with what is usual, and let the sums fade."""
    _learn_day_variance(experience, pace)
    experience.today = {}
    for place, count in enumerate(experience.arrivals_today):
        experience.arrivals[place] = experience.arrivals[place] * FADING + count
    experience.days = experience.days * FADING + 1.0
    experience.arrivals_today = [0.0] * SLOTS
    for one in experience.faded():
        one.fade()
    for table in (experience.by_service, experience.onward_to):
        for service in table:
            table[service] *= FADING


def _learn_day_variance(experience: Experience, pace: Pace) -> None:
    for service, today in experience.today.items():
        count, actual, expected = _against_usual(today, service, pace.usual_s)
        if count >= 3:
            noise = (exp(pace.sigma[service] ** 2) - 1.0) / count
            deviation = (actual / expected - 1.0) ** 2 - noise
            # Days with many services tell more; none tells more than its own variance allows.
            experience.day_variance.add(deviation, min(count / 10.0, 3.0))
