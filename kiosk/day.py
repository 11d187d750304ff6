"""Which business day the kiosk is in, and whether its clock can be believed."""

from __future__ import annotations

from kiosk.series import Series
from mot_cua.business_day import day_of
from mot_cua.clock import Clock
from mot_cua.ids import DayText, UnixMs
from mot_cua.steadiness import Steadiness


class KioskDay:
    """The wall clock, held against the last number given out.

    A clock before the build date, behind the last number, or far ahead all at once is not believed:
    numbers go on in the last business day, and the papers carry no time.
    """

    def __init__(self, series: Series, clock: Clock) -> None:
        self._series, self._clock = series, clock
        self._steadiness = Steadiness(clock)

    @property
    def is_clock_right(self) -> bool:
        """Whether the wall clock can be right."""
        last = self._series.last_issue()
        is_behind = last is not None and self._clock.wall_ms() < last.issued_ms
        return self._steadiness.is_steady and not is_behind

    @property
    def moment(self) -> UnixMs:
        """When a number is given out now; never before the last one, so that doubt remains."""
        last, wall = self._series.last_issue(), self._clock.wall_ms()
        return wall if last is None else max(wall, last.issued_ms)

    @property
    def today(self) -> DayText:
        """The business day that a number given out now belongs to."""
        last = self._series.last_issue()
        if self.is_clock_right or last is None:
            return day_of(self._clock.wall_ms())
        return last.day
