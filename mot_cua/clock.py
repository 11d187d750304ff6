"""Office time. Durations come from a clock that never goes back; the wall clock is for people.

1. No other file asks the operating system for the time.
2. Programs get their clock by constructor. A scaled clock lets the same programs live a day in
   minutes; a manual clock lets them live it without waiting at all.
3. A wall clock before the build date, or behind what was already recorded, is not trusted.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final, Protocol

from mot_cua.errors import SettingsError
from mot_cua.ids import Ticks, UnixMs

BUILD_DATE: Final = UnixMs(1_767_225_600_000)
"""2026-01-01 UTC: no honest clock is earlier than the software it runs."""

SOME_MORNING: Final = UnixMs(1_795_226_400_000)
"""2026-11-21 09:00 in Hanoi; where manual clocks start."""

ANCHOR_VARIABLE: Final = "MOT_CUA_CLOCK"
BOOT_VARIABLE: Final = "MOT_CUA_BOOT"


class Clock(Protocol):
    """What a program may ask about time."""

    def monotonic_ms(self) -> Ticks:
        """Return milliseconds that never go back; meaningful only within one boot."""

    def wall_ms(self) -> UnixMs:
        """Return the time of day, which may jump when somebody corrects it."""

    def is_trusted(self) -> bool:
        """Tell whether the wall clock can be right."""

    def real_seconds(self, span: int) -> float:
        """Return how long a thread has to wait, in real seconds, for `span` office ms to pass."""


class SystemClock:
    """The computer's clocks, as they are."""

    def monotonic_ms(self) -> Ticks:
        return Ticks(time.monotonic_ns() // 1_000_000)

    def wall_ms(self) -> UnixMs:
        return UnixMs(time.time_ns() // 1_000_000)

    def is_trusted(self) -> bool:
        return self.wall_ms() >= BUILD_DATE

    def real_seconds(self, span: int) -> float:
        return max(0.0, span / 1000)


class ScaledClock:
    """An office time that starts at a chosen moment and runs `speed` times as fast.

    Every process that is given the same anchor sees the same time, to the millisecond.
    """

    def __init__(self, *, office: UnixMs, real: UnixMs, speed: float) -> None:
        self._office, self._real, self._speed = office, real, speed

    @property
    def anchor(self) -> str:
        """The value of MOT_CUA_CLOCK that gives another process this clock."""
        return f"{self._office}@{self._real}x{self._speed:g}"

    def monotonic_ms(self) -> Ticks:
        return Ticks(int(time.monotonic_ns() * self._speed) // 1_000_000)

    def wall_ms(self) -> UnixMs:
        passed = time.time_ns() / 1_000_000 - self._real
        return UnixMs(self._office + int(passed * self._speed))

    def is_trusted(self) -> bool:
        return True

    def real_seconds(self, span: int) -> float:
        return max(0.0, span / 1000 / self._speed)


class ManualClock:
    """A clock that moves only when told; both of its hands move together unless `step` is used."""

    def __init__(self, wall: UnixMs = SOME_MORNING, *, trusted: bool = True) -> None:
        """Start at `wall`, by default some Saturday morning."""
        self._wall, self._ticks, self.trusted = int(wall), 1_000_000, trusted

    def advance(self, span: int) -> None:
        """Let `span` milliseconds pass. Raises ValueError when asked to go back."""
        if span < 0:
            raise ValueError(f"time does not go back: {span} ms")
        self._wall += span
        self._ticks += span

    def step(self, span: int) -> None:
        """Correct the wall clock by `span` ms, as a time server does; durations are untouched."""
        self._wall += span

    def monotonic_ms(self) -> Ticks:
        return Ticks(self._ticks)

    def wall_ms(self) -> UnixMs:
        return UnixMs(self._wall)

    def is_trusted(self) -> bool:
        return self.trusted

    def real_seconds(self, span: int) -> float:
        del span
        return 0.0


def clock_from_environment() -> Clock:
    """Make the clock of this process: the computer's own, unless MOT_CUA_CLOCK names an anchor.

    Raises:
        SettingsError: MOT_CUA_CLOCK is not `<office ms>@<real ms>x<speed>`.
    """
    anchor = os.environ.get(ANCHOR_VARIABLE)
    if not anchor:
        return SystemClock()
    try:
        office, rest = anchor.split("@")
        real, speed = rest.split("x")
        return ScaledClock(office=UnixMs(int(office)), real=UnixMs(int(real)), speed=float(speed))
    except ValueError:
        raise SettingsError(
            f"{ANCHOR_VARIABLE}={anchor!r}: expected <office ms>@<real ms>x<speed>,"
            " for example 1795226400000@1795226400000x120"
        ) from None


def boot_id() -> str:
    """Name the present boot of this computer; a new name means that the power was off.

    The demo's power cut sets MOT_CUA_BOOT, because it cannot cut this computer's power.
    """
    told = os.environ.get(BOOT_VARIABLE)
    if told:
        return told
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
