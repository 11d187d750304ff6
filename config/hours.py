"""From the `[hours]` of the office file to the timetable that every program asks."""

from __future__ import annotations

from config.settings import Hours, OpenDay, Weekday
from mot_cua.messages import DayPlan, OfficeCalendar, SpecialDay
from mot_cua.timetable import DayHours, Period, Timetable


def timetable_of(hours: Hours) -> Timetable:
    """Make the timetable of an office.

    >>> timetable_of(Hours(monday=Weekday(work=("07:30-11:30",)))).work_periods("2026-11-23")
    (('07:30', '11:30'),)
    """
    return Timetable(
        [_day_hours(one) for one in _week(hours)],
        extra_closed=frozenset(one.date for one in hours.extra_closed),
        extra_open={
            one.date: _day_hours(one if one.work else getattr(hours, one.like))
            for one in hours.extra_open
        },
    )


def calendar_of(hours: Hours) -> OfficeCalendar:
    """Write the office file's hours as a calendar, for whoever wants to change them.

    Somebody wrote the days of each year that it names, which confirms that year.
    """
    closed = [SpecialDay(date=one.date, reason=one.reason) for one in hours.extra_closed]
    opened = [
        SpecialDay(date=one.date, reason=one.reason, work=plan.work, issue=plan.issue)
        for one in hours.extra_open
        for plan in (one if one.work else getattr(hours, one.like),)
    ]
    return OfficeCalendar(
        week=tuple(DayPlan(work=one.work, issue=one.issue) for one in _week(hours)),
        special=tuple(sorted((*closed, *opened), key=lambda one: one.date)),
        confirmed=tuple(sorted({int(one.date[:4]) for one in closed})),
    )


def _week(hours: Hours) -> tuple[Weekday, ...]:
    return (
        hours.monday,
        hours.tuesday,
        hours.wednesday,
        hours.thursday,
        hours.friday,
        hours.saturday,
        hours.sunday,
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
