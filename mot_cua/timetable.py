"""When the office works and gives out numbers: the same rule at the kiosk and at the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from mot_cua.business_day import day_of, ms_of, next_day
from mot_cua.ids import UnixMs

Period = tuple[str, str]
"""`("07:30", "11:30")`, in Hanoi."""


class DayHours(NamedTuple):
    """Hours of one day; empty means closed."""

    work: tuple[Period, ...] = ()
    issue: tuple[Period, ...] = ()


CLOSED = DayHours()
LOOK_AHEAD_DAYS = 15


class Timetable:
    """The weekly hours with their exceptions."""

    def __init__(
        self,
        week: Sequence[DayHours],
        *,
        extra_closed: frozenset[str] = frozenset(),
        extra_open: Mapping[str, DayHours] | None = None,
    ) -> None:
        """`week` runs from Monday; the exceptions name days as `YYYY-MM-DD`."""
        if len(week) != 7:
            raise ValueError(f"a week has 7 days, not {len(week)}")
        self._rules = (tuple(week), extra_closed, dict(extra_open or {}))

    def copy(self) -> Timetable:
        """Return another timetable with the same hours."""
        made = Timetable([CLOSED] * 7)
        made.obey(self)
        return made

    def obey(self, other: Timetable) -> None:
        """Take over the hours of another, for whoever holds this one.

        In one step, so that a thread which asks meanwhile sees the old hours or the new ones.
        """
        self._rules = other._rules

    def hours(self, day: str) -> DayHours:
        """Return the hours of a day."""
        week, closed, opened = self._rules
        if day in opened:
            return opened[day]
        return CLOSED if day in closed else week[date.fromisoformat(day).weekday()]

    def work_periods(self, day: str) -> tuple[Period, ...]:
        """Return when the counters work."""
        return self.hours(day).work

    def issue_periods(self, day: str) -> tuple[Period, ...]:
        """Return when kiosks give out numbers."""
        return self.hours(day).issue

    def is_issuing(self, moment: UnixMs) -> bool:
        """Tell whether kiosks give out numbers at this moment."""
        day = day_of(moment)
        return any(_contains(day, one, moment) for one in self.issue_periods(day))

    def is_working(self, moment: UnixMs) -> bool:
        """Tell whether the counters work at this moment."""
        day = day_of(moment)
        return any(_contains(day, one, moment) for one in self.work_periods(day))

    def next_issuing(self, moment: UnixMs) -> UnixMs | None:
        """Return when the next period of issue begins; None if not within two weeks."""
        day = day_of(moment)
        for _ in range(LOOK_AHEAD_DAYS):
            for start, _end in self.issue_periods(day):
                begins = ms_of(day, start)
                if begins > moment:
                    return begins
            day = next_day(day)
        return None

    def open_ms_between(self, start: int, end: int) -> int:
        """Return how many of the milliseconds between two moments the counters worked."""
        total, day = 0, day_of(UnixMs(start))
        while ms_of(day) < end:
            for begins, ends in self.work_periods(day):
                overlap = min(end, ms_of(day, ends)) - max(start, ms_of(day, begins))
                total += max(0, overlap)
            day = next_day(day)
        return total


def _contains(day: str, period: Period, moment: UnixMs) -> bool:
    return ms_of(day, period[0]) <= moment < ms_of(day, period[1])
