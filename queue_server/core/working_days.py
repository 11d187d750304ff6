"""Working days by the hours in force: when something falls due, and how late it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from mot_cua.ids import DayText
from mot_cua.timetable import Timetable

_LONGEST_REST: Final = 60
"""Calendar days without a working one; a timetable with more has no hours at all."""


def is_working_day(timetable: Timetable, day: str) -> bool:
    """Tell whether the counters work on a day."""
    return bool(timetable.work_periods(day))


def working_day_after(timetable: Timetable, day: str, count: int) -> DayText:
    """Return the day that lies `count` working days after another; the first day does not count.

    With a timetable that never opens it is `count` days of the calendar.
    """
    moment, rest = date.fromisoformat(day), count
    for _ in range(count + _LONGEST_REST):
        if not rest:
            return DayText(moment.isoformat())
        moment += timedelta(days=1)
        rest -= is_working_day(timetable, moment.isoformat())
    return DayText((date.fromisoformat(day) + timedelta(days=count)).isoformat())


def working_days_late(timetable: Timetable, due: str, today: str) -> int:
    """Count the working days from the day after `due` up to `today`; 0 when it is not over.

    A matter that fell due on the last working day is late by one from the next working day on.
    """
    first, last = date.fromisoformat(due), date.fromisoformat(today)
    days = ((first + timedelta(days=n)).isoformat() for n in range(1, (last - first).days + 1))
    return sum(is_working_day(timetable, day) for day in days)
