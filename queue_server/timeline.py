"""The server's own time: it never goes back, not even over a restart.

Durations follow the monotonic clock. Over a restart the wall clock says how long the server was
away, if it can be trusted; a clock that went backwards costs the time away, and nothing else.
"""

from __future__ import annotations

from typing import Final

from mot_cua.clock import Clock
from mot_cua.ids import Ticks, UnixMs
from mot_cua.steadiness import Steadiness
from queue_server.core.commands import Now
from queue_server.core.events import Stamp

LONGEST_GAP: Final = 400 * 24 * 3600 * 1000
"""Milliseconds; a wall clock that jumps further than a year over a restart is not believed."""


class Timeline:
    """Turns a clock into the `Now` of the core."""

    def __init__(self, clock: Clock, last: Stamp | None) -> None:
        self._clock = clock
        self._last = last
        self._steadiness = Steadiness(clock)
        self._offset = self._begin() - clock.monotonic_ms()

    def _begin(self) -> int:
        wall = self._clock.wall_ms()
        if self._last is None:
            return wall
        gap = wall - self._last.wall_ms
        is_plausible = self._clock.is_trusted() and 0 <= gap <= LONGEST_GAP
        return self._last.ticks + (gap if is_plausible else 0)

    def now(self) -> Now:
        """Return the present moment; a clock behind the last record, or that leaps, is doubted."""
        wall = self._clock.wall_ms()
        is_behind = self._last is not None and wall < self._last.wall_ms
        return Now(
            ticks=Ticks(self._clock.monotonic_ms() + self._offset),
            wall_ms=wall,
            is_trusted=self._steadiness.is_steady and not is_behind,
        )

    def expect(self, wall_ms: UnixMs) -> None:
        """Take a leap to that time for what it is: an administrator sets the clock."""
        self._steadiness.expect(wall_ms)

    def to_monotonic(self, ticks: Ticks) -> Ticks:
        """Say when that will be on the clock that the program's loop waits by."""
        return Ticks(ticks - self._offset)
