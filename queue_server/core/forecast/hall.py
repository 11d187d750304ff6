"""The hall at one moment, as a forecast sees it: who waits, who serves, when counters work."""

from __future__ import annotations

from typing import Literal, NamedTuple

from queue_server.core.ticket import Base

Phase = Literal["closed", "idle", "calling", "serving", "paused"]
Periods = tuple[tuple[float, float], ...]
"""From and to, in seconds since midnight in Hanoi, in order."""


class Person(NamedTuple):
    """One who waits."""

    ticket: str
    service: str
    base: Base
    overtaken: int = 0
    is_priority: bool = False
    counter: int | None = None
    """The only counter that may call; None is any that serves the service."""
    waited_s: float = 0.0
    """Negative for somebody who comes in so many seconds only."""
    after: int | None = None
    """The counter where the same citizen is with another number, and joins the line from."""


class Desk(NamedTuple):
    """One counter."""

    number: int
    services: tuple[str, ...]
    phase: Phase = "closed"
    since_s: float = 0.0
    """How long it has been in this phase."""
    service: str | None = None
    """Of the ticket in hand."""
    duty: Periods = ()
    """When somebody is to work there today: from the timetable, or the roster."""
    has_opened: bool = False
    """Whether it was open in the present period of its duty."""
    then: str = ""
    """`closed` or `paused`: what it becomes when the ticket in hand leaves."""


class Hall(NamedTuple):
    """Everything that the forecast looks at, apart from what was learnt."""

    now_s: float
    """Seconds since midnight in Hanoi."""
    people: tuple[Person, ...]
    desks: tuple[Desk, ...]
    cap: int
    """How often a normal ticket may be overtaken."""
