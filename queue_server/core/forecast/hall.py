"""The hall at one moment, as a forecast sees it: who waits, who serves, when counters work."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from mot_cua.business_day import day_of, ms_of
from mot_cua.ids import Ticks, UnixMs
from queue_server.core.office import Counter, Office
from queue_server.core.situation import Situation
from queue_server.core.ticket import Base, State, Ticket

Phase = Literal["closed", "idle", "calling", "serving", "paused"]
Periods = tuple[tuple[float, float], ...]
"""From and to, in seconds since midnight in Hanoi, in order."""

_PHASES: Final[dict[State, Phase]] = {State.CALLED: "calling", State.SERVING: "serving"}


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
    may_transfer: bool = True
    """Whether this is the paper's first leg."""


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


def hall_of(now: Situation, opened: dict[int, UnixMs] | None = None) -> Hall:
    """Describe the office's present moment; `opened` says when each counter last opened."""
    midnight = ms_of(day_of(now.now.wall_ms))
    duty = _duty(now)
    people = tuple(_person(one, now.now.ticks) for one in now.office.waiting())
    desks = tuple(
        _desk(now, desk, duty, opened=(opened or {}).get(desk.number))
        for desk in now.office.counters.values()
    )
    return Hall(
        (now.now.wall_ms - midnight) / 1000, people, desks, now.settings.rules.overtaking_cap
    )


def _duty(now: Situation) -> Periods:
    day = day_of(now.now.wall_ms)
    midnight = ms_of(day)
    return tuple(
        ((ms_of(day, begins) - midnight) / 1000, (ms_of(day, ends) - midnight) / 1000)
        for begins, ends in now.timetable.work_periods(day)
    )


def _person(ticket: Ticket, now: Ticks) -> Person:
    return Person(
        ticket.id,
        ticket.service,
        ticket.base,
        ticket.overtaken,
        ticket.is_priority,
        ticket.counter,
        max(0, now - ticket.base.ticks) / 1000,
        ticket.leg == 1,
    )


def _desk(now: Situation, desk: Counter, duty: Periods, *, opened: UnixMs | None) -> Desk:
    ticket = _in_hand(now.office, desk)
    phase: Phase = "idle" if desk.state == "open" else "paused"
    if desk.state == "closed":
        phase = "closed"
    elif ticket is not None:
        phase = _PHASES[ticket.state]
    return Desk(
        desk.number,
        tuple(now.services_of(desk.number)),
        phase,
        (now.now.ticks - ticket.changed) / 1000 if ticket else 0.0,
        ticket.service if ticket else None,
        duty,
        opened is not None,
        desk.then,
    )


def _in_hand(office: Office, desk: Counter) -> Ticket | None:
    return office.tickets[desk.ticket] if desk.ticket is not None else None
