"""When nobody is called, and when calling goes on: before work, and at its break. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

from mot_cua.business_day import day_of, ms_of
from mot_cua.ids import UnixMs
from mot_cua.timetable import Timetable


class Pause(NamedTuple):
    """A time in which the counters do not work, and will again on the same day."""

    kind: Literal["before", "break"]
    until: str
    """`13:30`."""


def pause_at(timetable: Timetable, now: UnixMs) -> Pause | None:
    """Return the pause at a moment; None while counters work, and after their last period."""
    day = day_of(now)
    periods = timetable.work_periods(day)
    if timetable.is_working(now):
        return None
    following = next((start for start, _ in periods if ms_of(day, start) > now), None)
    if following is None:
        return None
    return Pause("before" if following == periods[0][0] else "break", following)
