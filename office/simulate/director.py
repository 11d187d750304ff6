"""Plays a plan: who does what at which moment, on a stage or in a running office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from mot_cua.ids import UnixMs
from office.simulate.plan import Visit

RECALLS_S: Final = (16.0, 32.0)
"""After the first call; two recalls make three calls."""
WALK_S: Final = 12.0


class Step(NamedTuple):
    """One thing that somebody does."""

    at: float
    """Seconds since midnight."""
    order: int
    """Of things at the same moment."""
    action: str
    """`arrive`, `call`, `recall`, `start`, `finish`, `absent` or `rate`."""
    visit: Visit


class Theatre(Protocol):
    """Where a plan is played: the edges that people touch."""

    def wait_until(self, moment: UnixMs) -> None:
        """Let office time pass until then."""

    def press(self, service: str) -> None:
        """Press the button of a service (its letter); return when a number is stored."""

    def officer(self, counter: int, action: str) -> None:
        """Press a key at the officer's console; return when the server has done it."""

    def rate(self, counter: int, level: int, number: int) -> None:
        """Press a rating button, if the panel invites this number."""

    def progress(self) -> tuple[int, int]:
        """Return how many numbers were issued and how many wait."""


def steps_of(visits: Iterable[Visit]) -> list[Step]:
    """List everything that happens, in order of time."""
    return sorted(step for visit in visits for step in _steps(visit))


def _steps(visit: Visit) -> Iterator[Step]:
    yield Step(visit.arrives, 3, "arrive", visit)
    yield Step(visit.called, 2, "call", visit)
    if visit.is_absent:
        for later in RECALLS_S:
            yield Step(visit.called + later, 1, "recall", visit)
        yield Step(visit.ends, 0, "absent", visit)
        return
    if visit.ends - visit.called > 2 * WALK_S:
        yield Step(visit.called + WALK_S, 1, "start", visit)
    yield Step(visit.ends, 0, "finish", visit)
    if visit.rates is not None:
        yield Step(visit.rates, 1, "rate", visit)


def play(steps: Sequence[Step], theatre: Theatre, *, midnight: UnixMs) -> Iterator[Step]:
    """Play each step at its time, and yield it when it is done."""
    for step in steps:
        theatre.wait_until(UnixMs(midnight + round(step.at * 1000)))
        visit = step.visit
        match step.action:
            case "arrive":
                theatre.press(visit.service)
            case "rate":
                theatre.rate(visit.counter, visit.level, visit.number)
            case action:
                theatre.officer(visit.counter, action)
        yield step
