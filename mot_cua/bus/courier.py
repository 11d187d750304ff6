"""When the outbox is sent: at once when something is new, again when it stays unanswered."""

from __future__ import annotations

from typing import Final

from mot_cua.bus.outbox import Outbox
from mot_cua.bus.port import Bus
from mot_cua.clock import Clock
from mot_cua.ids import DeviceId, Ticks
from mot_cua.messages import FactsStored

RESEND_MS: Final = 3_000
LEAST_REAL_WAIT: Final = 1.0
"""Seconds. An office clock that runs 120 times as fast makes no network faster."""


class Courier:
    """Decides when the outbox is sent: at once when something is new, again when unanswered.

    It is part of its program's main loop: `due` and `tick` belong to the reactor's own.
    """

    def __init__(self, outbox: Outbox, bus: Bus, *, device: DeviceId, clock: Clock) -> None:
        self._outbox, self._bus, self._device, self._clock = outbox, bus, device, clock
        self._patience = _patience(clock)
        self._awaited: tuple[str, int] | None = None
        """Stream and last number of what is under way."""
        self._deadline: Ticks | None = None

    def due(self) -> Ticks | None:
        """Return when `tick` has something to do; None while nothing is under way."""
        return self._deadline

    def tick(self) -> None:
        """Send again what was not answered in time."""
        if self._deadline is not None and self._clock.monotonic_ms() >= self._deadline:
            self._send()

    def connected(self) -> None:
        """Send everything that waits: what was under way may be lost."""
        self._send()

    def server_spoke(self) -> None:
        """Send again what is under way: the broker may have had nobody for it until now."""
        if self._awaited:
            self._send()

    def disconnected(self) -> None:
        """Stop sending until the bus is back."""
        self._rest()

    def wake(self) -> None:
        """Say that something was added; it is sent at once, or after what is under way."""
        if not self._awaited:
            self._send()

    def acknowledged(self, answer: FactsStored) -> None:
        """Trim the outbox and send what comes next."""
        self._outbox.stored(answer)
        awaited = self._awaited
        if awaited is None or (answer.stream == awaited[0] and answer.upto >= awaited[1]):
            self._send()

    def _send(self) -> None:
        batch = self._outbox.batch() if self._bus.is_connected else None
        if batch is None:
            self._rest()
            return
        self._bus.publish(batch, device=self._device)
        self._awaited = batch.stream, batch.facts[-1].seq
        self._deadline = Ticks(self._clock.monotonic_ms() + self._patience)

    def _rest(self) -> None:
        self._awaited = self._deadline = None


def _patience(clock: Clock) -> int:
    """Return how many office ms to wait for an answer."""
    real = clock.real_seconds(RESEND_MS)
    if real == 0:  # a manual clock, whose time passes in no time
        return RESEND_MS
    return round(RESEND_MS * max(1.0, LEAST_REAL_WAIT / real))
