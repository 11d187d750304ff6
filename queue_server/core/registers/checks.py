"""What the fields of one entry owe each other, and the entries of one register to one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from mot_cua.timetable import Timetable
from queue_server.core.registers.fields import Fault, Values
from queue_server.core.working_days import is_working_day


class Look(NamedTuple):
    """All that a check may look at. Values are in their kept form; what is not known is empty."""

    values: Values
    others: Iterable[tuple[str, Values]]
    """Every other entry of the register that is not struck out, with its label `3/2026`."""
    today: str
    timetable: Timetable
    is_ended: bool
    """Whether nothing more has to be done about it."""


Check = Callable[[Look], Iterator[Fault]]


def not_after_today(name: str) -> Check:
    """What has happened lies in the past."""

    def check(look: Look) -> Iterator[Fault]:
        if look.values[name] > look.today:
            yield Fault(name, "in-future", look.today)

    return check


def in_order(earlier: str, later: str, *, is_strict: bool = False) -> Check:
    """One day is not before another; `is_strict`: and not the same."""

    def check(look: Look) -> Iterator[Fault]:
        first, last = look.values[earlier], look.values[later]
        if first and last and (last < first or (is_strict and last == first)):
            yield Fault(later, "not-after" if is_strict else "before", earlier)

    return check


def with_end(*names: str) -> Check:
    """What is ended says when and how; what is open says neither when."""

    def check(look: Look) -> Iterator[Fault]:
        for name in names:
            if look.is_ended and not look.values[name]:
                yield Fault(name, "missing-at-end")
        if not look.is_ended and look.values[names[0]]:
            yield Fault("state", "still-open", names[0])

    return check


def working_day(name: str) -> Check:
    """Somebody has to be there on the day for which people are asked to come."""

    def check(look: Look) -> Iterator[Fault]:
        day = look.values[name]
        if day and not is_working_day(look.timetable, day):
            yield Fault(name, "day-off")

    return check


def not_above(name: str, most: str) -> Check:
    """A rank is one of so many; the first is 1."""

    def check(look: Look) -> Iterator[Fault]:
        rank, of = look.values[name], look.values[most]
        if rank and of and not 1 <= int(rank) <= int(of):
            yield Fault(name, "no-rank", of)

    return check


def any_of(*names: str) -> Check:
    """At least one of these is known."""

    def check(look: Look) -> Iterator[Fault]:
        if not any(look.values[name] for name in names):
            yield Fault(names[0], "none-of-them")

    return check


def only_one(name: str) -> Check:
    """No two entries have the same value there."""

    def check(look: Look) -> Iterator[Fault]:
        for label, other in look.others:
            if look.values[name] and other.get(name) == look.values[name]:
                yield Fault(name, "twice", label)

    return check


_SESSIONS: Final = {"day": {"morning", "afternoon"}, "morning": {"morning"}}


def free_seat() -> Check:
    """At one counter one officer sits at a time; a reserve sits nowhere yet."""

    def check(look: Look) -> Iterator[Fault]:
        for label, other in look.others:
            if _same_seat(look.values, other):
                yield Fault("counter", "seat-taken", label)

    return check


def _same_seat(one: Values, other: Values) -> bool:
    return (
        one["part"] == other["part"] == "main"
        and one["counter"] == other["counter"]
        and one["first"] <= other["last"]
        and other["first"] <= one["last"]
        and bool(_sessions(one) & _sessions(other))
    )


def _sessions(values: Values) -> set[str]:
    return _SESSIONS.get(values["session"], {"afternoon"})
