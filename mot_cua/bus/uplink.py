"""What every device does besides its work: says that it lives, hears the server, sends facts.

    birth, heartbeat every 30 s, last will ──▶ server
    outbox ──▶ server ──▶ acknowledgement ──▶ trim
    server's own birth and last will ──▶ `is_up`
    nothing from the server for 95 s ──▶ not up: the will of a broker that died is never told

It is part of its program's main loop: the reactor hands it items first, and asks for its `due`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final, Literal

from mot_cua import VERSION
from mot_cua.bus.courier import Courier
from mot_cua.bus.outbox import Outbox
from mot_cua.bus.port import Arrived, Bus, Connected, Disconnected, Interest, Sink
from mot_cua.clock import Clock
from mot_cua.ids import SERVER, DeviceId, Ticks
from mot_cua.messages import DeviceStatus, FactsStored, Finding

HEARTBEAT_MS: Final = 30_000
SILENT_MS: Final = 95_000
"""Three heartbeats of the server and a little; after that, what it said last may be old."""
LEAST_REAL_SILENCE: Final = 5.0
"""Seconds. An office clock that runs 120 times as fast makes no network faster."""
"""The queue server's own name at the broker."""

Role = Literal["kiosk", "display", "bridge", "unit"]

log = logging.getLogger(__name__)


class Uplink:
    """One device's line to the server."""

    def __init__(
        self,
        *,
        device: DeviceId,
        role: Role,
        bus: Bus,
        clock: Clock,
        boot: str,
        outbox: Outbox | None = None,
        health: Callable[[], Mapping[str, str]] = dict,
        findings: Callable[[], tuple[Finding, ...]] = tuple,
    ) -> None:
        """`outbox` is None for a device that has no facts; `health` names its parts' states.

        `findings` are those of the last checkup of its computer.
        """
        self._device, self._role, self._bus = device, role, bus
        self._clock, self._boot, self._outbox, self._health = clock, boot, outbox, health
        self._findings = findings
        self._courier = outbox and Courier(outbox, bus, device=device, clock=clock)
        self._is_server_here = False
        self._patience = _patience(clock)
        self._old_from = Ticks(0)
        """When what the server said last is to be taken for old, if it says nothing more."""
        self._heartbeat = Ticks(0)

    @property
    def is_up(self) -> bool:
        """Whether what the server last said still holds; without it, its numbers are old."""
        return self._is_server_here and self._bus.is_connected and not self._is_silent

    @property
    def _is_silent(self) -> bool:
        return self._clock.monotonic_ms() >= self._old_from

    def start(self, sink: Sink, *interests: Interest) -> None:
        """Join the bus, for these messages and for those that every device hears."""
        own = (Interest(FactsStored, self._device),) if self._courier else ()
        self._bus.start(
            sink,
            interests=(*interests, *own, Interest(DeviceStatus, SERVER)),
            will=self._status(is_online=False),
        )

    def handle(self, item: object) -> bool:
        """Deal with what concerns the line; return False for what is the device's own business."""
        if isinstance(item, Arrived):
            self.heard()
        match item:
            case Connected():
                self.beat()
                if self._courier:
                    self._courier.connected()
            case Disconnected():
                # Numbers are shown again when the server's own birth message says it is there.
                self._is_server_here = False
                if self._courier:
                    self._courier.disconnected()
            case Arrived(message=DeviceStatus() as server):
                self._server_said(server)
            case Arrived(message=FactsStored() as answer) if self._courier:
                self._courier.acknowledged(answer)
            case _:
                return False
        return True

    def _server_said(self, server: DeviceStatus) -> None:
        self._is_server_here = server.online
        if self._courier and server.online:
            self._courier.server_spoke()

    def heard(self) -> None:
        """Note that the server has said something; all that a device hears is the server's."""
        self._old_from = Ticks(self._clock.monotonic_ms() + self._patience)

    def due(self) -> Ticks:
        """Return when `tick` has something to do."""
        moments = [self._heartbeat]
        resend = self._courier.due() if self._courier else None
        if resend is not None:
            moments.append(resend)
        if self._is_server_here:
            moments.append(self._old_from)
        return min(moments)

    def tick(self) -> bool:
        """Say that the device lives, and send again what was not answered in time.

        True when the server has just been silent for too long, so that what it said last is old.
        """
        is_lost = self._is_server_here and self._is_silent
        if is_lost:
            log.warning(
                "the server has been silent for %d s; its numbers are old", SILENT_MS / 1000
            )
            self._is_server_here = False
        if self._clock.monotonic_ms() >= self._heartbeat:
            self.beat()
        if self._courier:
            self._courier.tick()
        return is_lost

    def wake(self) -> None:
        """Say that the outbox has something new."""
        if self._courier:
            self._courier.wake()

    def beat(self) -> None:
        """Tell the device's state now, because it changed or because it is time."""
        self._heartbeat = Ticks(self._clock.monotonic_ms() + HEARTBEAT_MS)
        self._bus.publish(self._status(is_online=True), device=self._device)

    def close(self) -> None:
        """Leave in good order."""
        self._bus.close()

    def _status(self, *, is_online: bool) -> DeviceStatus:
        return DeviceStatus(
            online=is_online,
            boot=self._boot,
            role=self._role,
            version=VERSION,
            sent_wall_ms=self._clock.wall_ms(),
            clock_trusted=self._clock.is_trusted(),
            outbox_depth=self._outbox.depth if self._outbox else 0,
            health=dict(self._health()),
            findings=self._findings(),
        )


def _patience(clock: Clock) -> int:
    """Return how many office ms of silence make what was said last old."""
    real = clock.real_seconds(SILENT_MS)
    if real == 0:  # a manual clock, whose time passes in no time
        return SILENT_MS
    return round(SILENT_MS * max(1.0, LEAST_REAL_SILENCE / real))
