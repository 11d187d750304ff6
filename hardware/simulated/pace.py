"""How far something steady has come: bytes along a wire, rows of dots under a head."""

from __future__ import annotations

from typing import Final

from mot_cua.clock import Clock

LOOK_MS: Final = 2
"""So often somebody looks. A shorter pause is none: the buffer of a port bridges it."""


class Pace:
    """Steps of equal length in time.

    1. A busy spell is exact: whoever asks late finds all the steps that had their time.
    2. Rest saves up nothing: the first step after it takes its whole time.
    """

    def __init__(self, per_s: float | None, clock: Clock | None) -> None:
        """Take `per_s` steps a second; None takes no time at all."""
        assert per_s is None or clock is not None, "what has a speed needs a clock"
        self._per_ms = per_s and per_s / 1000
        self._clock = clock
        self._since, self._done, self._is_resting = 0, 0, True

    def due(self, wanted: int) -> int:
        """Return how many of `wanted` further steps have had their time."""
        if not self._per_ms or self._clock is None:
            return wanted
        now = self._clock.monotonic_ms()
        if self._is_resting and now > self._since + self._done / self._per_ms + LOOK_MS:
            self._since, self._done = now, 0
        self._is_resting = False
        return max(0, min(wanted, int((now - self._since) * self._per_ms) - self._done))

    def step(self, count: int = 1) -> None:
        """Take steps that are due."""
        self._done += count

    def rest(self) -> None:
        """Have nothing to do, or be held up."""
        self._is_resting = True
