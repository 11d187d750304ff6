"""When an office works, as the office itself keeps it: hours of the week, and days that differ.

The office file says it first. What an administrator changes later is an event of the journal, and
travels to the kiosks whole; every program makes its timetable of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from mot_cua.messages import DayPlan, OfficeCalendar
from mot_cua.timetable import DayHours, Period, Timetable

_SPAN: Final = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]")
MOST_DAYS: Final = 400
"""Days that differ, all years together."""


FaultCode = Literal[
    "week-length", "too-many", "no-date", "twice", "no-span", "backwards", "overlap", "outside",
    "issue-without-work", "work-without-issue", "never-open",
]  # fmt: skip


class Fault(NamedTuple):
    """What is wrong with a calendar, and where: `0` to `6` for a weekday, a date, or nothing."""

    code: FaultCode
    place: str = ""
    span: str = ""


def timetable_of(calendar: OfficeCalendar) -> Timetable:
    """Make the timetable of a calendar without faults."""
    return Timetable(
        [_hours(one) for one in calendar.week],
        extra_closed=frozenset(one.date for one in calendar.special if not one.work),
        extra_open={one.date: _hours(one) for one in calendar.special if one.work},
    )


def _hours(plan: DayPlan) -> DayHours:
    return DayHours(tuple(map(_period, plan.work)), tuple(map(_period, plan.issue)))


def _period(span: str) -> Period:
    start, _, end = span.partition("-")
    return start, end


def faults(calendar: OfficeCalendar, *, day_opens: str, day_closes: str) -> Iterator[Fault]:
    """Find what cannot be. Times are compared as text, which their form allows."""
    if len(calendar.week) != 7:
        yield Fault("week-length")
    if len(calendar.special) > MOST_DAYS:
        yield Fault("too-many")
    if not any(one.work for one in calendar.week):
        yield Fault("never-open")
    for place, plan in enumerate(calendar.week):
        yield from _of_plan(plan, str(place), day_opens, day_closes)
    seen: set[str] = set()
    for one in calendar.special:
        if not _is_date(one.date):
            yield Fault("no-date", one.date)
        elif one.date in seen:
            yield Fault("twice", one.date)
        seen.add(one.date)
        yield from _of_plan(one, one.date, day_opens, day_closes)


def _of_plan(plan: DayPlan, place: str, opens: str, closes: str) -> Iterator[Fault]:
    if plan.issue and not plan.work:
        yield Fault("issue-without-work", place)
    if plan.work and not plan.issue:
        yield Fault("work-without-issue", place)
    for spans in (plan.work, plan.issue):
        yield from (Fault(*one) for one in _of_spans(spans, place, opens, closes))


def _of_spans(
    spans: tuple[str, ...], place: str, opens: str, closes: str
) -> Iterator[tuple[FaultCode, str, str]]:
    wrong = [one for one in spans if not _SPAN.fullmatch(one)]
    if wrong:
        yield from (("no-span", place, one) for one in wrong)
        return
    for one in spans:
        if one[:5] >= one[6:]:
            yield "backwards", place, one
        elif one[:5] < opens or one[6:] > closes:
            yield "outside", place, one
    for before, after in pairwise(spans):
        if before[6:] > after[:5]:
            yield "overlap", place, after


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
