"""From the `[hours]` of the office file to the timetable that every program asks."""

from __future__ import annotations

from config.settings import Hours, OpenDay, Weekday
from mot_cua.timetable import DayHours, Period, Timetable


def timetable_of(hours: Hours) -> Timetable:
    """Make the timetable of an office.

    >>> timetable_of(Hours(monday=Weekday(work=("07:30-11:30",)))).work_periods("2026-11-23")
    (('07:30', '11:30'),)
    """
    week = (
        hours.monday,
        hours.tuesday,
        hours.wednesday,
        hours.thursday,
        hours.friday,
        hours.saturday,
        hours.sunday,
    )
    return Timetable(
        [_day_hours(one) for one in week],
        extra_closed=frozenset(one.date for one in hours.extra_closed),
        extra_open={
            one.date: _day_hours(one if one.work else getattr(hours, one.like))
            for one in hours.extra_open
        },
    )


def _day_hours(day: Weekday | OpenDay) -> DayHours:
    return DayHours(
        work=tuple(period_of(one) for one in day.work),
        issue=tuple(period_of(one) for one in day.issue),
    )


def period_of(span: str) -> Period:
    """Split a period.

    >>> period_of("07:30-11:30")
    ('07:30', '11:30')
    """
    start, _, end = span.partition("-")
    return start, end
