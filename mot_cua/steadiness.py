"""A wall clock that leaps is not believed until it has stood for a while where it leapt to.

    wall − monotonic  ────────┐ leap forward by a day: doubted
                              └──────── 15 min ───────▶ believed: somebody has set it right
                              └── back again ─▶ nothing happened

A clock that goes back is caught by what was recorded already; one that goes forward is caught by
nothing else, and would seal the day at noon.
"""

from __future__ import annotations

from typing import Final

from mot_cua.clock import Clock
from mot_cua.ids import UnixMs

LEAP_MS: Final = 10 * 60_000
"""What time servers correct on a clock that was right before is far less."""
STANDS_MS: Final = 15 * 60_000
SLACK_MS: Final = 60_000
"""So near to the time that was told is the time that was told."""


class Steadiness:
    """Watches how far the wall clock is from the one that never leaps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._believed: int | None = None
        self._doubted = 0
        self._since = 0
        self._told: int | None = None

    def expect(self, wall_ms: UnixMs) -> None:
        """Believe a leap to that time at once: somebody answers for it."""
        self._told = wall_ms - self._clock.monotonic_ms()

    @property
    def is_steady(self) -> bool:
        """Whether the wall clock runs as it did, or has stood for a quarter of an hour."""
        if not self._clock.is_trusted():
            self._believed = None  # whatever it says next is better
            return False
        now = self._clock.monotonic_ms()
        distance = self._clock.wall_ms() - now
        if self._told is not None and abs(distance - self._told) <= SLACK_MS:
            self._believed, self._told = distance, None
        if self._believed is None or distance - self._believed <= LEAP_MS:
            self._believed, self._since = distance, 0
            return True
        if not self._since or abs(distance - self._doubted) > LEAP_MS:
            self._doubted, self._since = distance, now
        if now - self._since >= STANDS_MS:
            self._believed, self._since = distance, 0
            return True
        return False
