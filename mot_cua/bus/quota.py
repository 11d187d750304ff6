"""How much one sender may say, so that a device gone mad leaves room for the others."""

from __future__ import annotations

from typing import Final, NamedTuple

from mot_cua.clock import Clock

RATE: Final = 50
"""Messages a second for each topic. The busiest kiosk of a busy office sends one in ten seconds;
a simulated day at five hundred times its speed sends thirty."""
BURST: Final = 200
"""What may come at once. An outbox that was cut off for a day waits for each answer."""
LIGHT: Final = 4096
"""Bytes of one message; a longer one counts as so many more. Two hundred batches of two hundred
facts would be decoded before the first is dropped, and everybody would wait for that."""


class _Bucket(NamedTuple):
    left: float
    at: int


class Quota:
    """An allowance for each topic. Only its device can publish there, which the broker guards."""

    def __init__(self, clock: Clock, *, rate: float = RATE, burst: float = BURST) -> None:
        self._clock, self._rate, self._burst = clock, rate, burst
        self._buckets: dict[str, _Bucket] = {}
        self.refused: dict[str, int] = {}
        """How many messages of each topic were above the allowance."""

    def allows(self, topic: str, size: int = 0) -> bool:
        """Count one message of so many bytes; tell whether it is within the allowance."""
        now = self._clock.monotonic_ms()
        left, at = self._buckets.get(topic, _Bucket(self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate / 1000)
        weight = 1 + size // LIGHT
        is_within = left >= weight
        if not is_within:
            self.refused[topic] = self.refused.get(topic, 0) + 1
        self._buckets[topic] = _Bucket(left - weight if is_within else left, now)
        return is_within
