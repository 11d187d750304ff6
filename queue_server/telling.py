"""What the server says on the bus: states, each when it has changed, and orders to one device."""

from __future__ import annotations

from typing import Final

import msgspec

from mot_cua import VERSION
from mot_cua.bus.port import Bus
from mot_cua.clock import Clock
from mot_cua.ids import SERVER, CounterNo, DeviceId, ServiceCode, UnixMs
from mot_cua.messages import DeviceCommand, DeviceStatus, Message, Reprint, TellCitizen
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.scanning import Answered

SCAN_LIVES_MS: Final = 8_000
"""As long as a scanned number stands on the screen."""
ORDER_LIVES_MS: Final = 60_000
"""An order that a device hears later than this is not done: whoever gave it has seen that."""


class Telling:
    """The server's voice, which remembers what every state was when it was last told."""

    def __init__(self, bus: Bus, clock: Clock, boot: str) -> None:
        self._bus, self._clock, self._boot = bus, clock, boot
        self._told: dict[tuple[type[Message], CounterNo | None], Message] = {}

    def forget(self) -> None:
        """Tell every state again: whoever listens may have missed it."""
        self._told.clear()

    def state(self, message: Message, counter: CounterNo | None = None) -> None:
        """Tell a state, unless nothing but its sequence is new."""
        key = (type(message), counter)
        last = self._told.get(key)
        if last is not None and msgspec.structs.replace(last, seq=0) == msgspec.structs.replace(
            message, seq=0
        ):
            return
        if self._bus.publish(message, counter=counter):
            self._told[key] = message

    def status(self, *, is_online: bool) -> DeviceStatus:
        """Return what the server says of itself; the broker says the other when it is gone."""
        return DeviceStatus(
            online=is_online,
            boot=self._boot,
            role="server",
            version=VERSION,
            sent_wall_ms=self._clock.wall_ms(),
        )

    def beat(self) -> None:
        """Say that the server is there."""
        self._bus.publish(self.status(is_online=True), device=SERVER)

    def citizen(self, scan: c.ScanPaper, answer: Answered, kiosk: DeviceId) -> None:
        """Answer whoever stands at the scanner; somebody who has gone is not called back."""
        now = self._clock.wall_ms()
        found = answer.ticket if scan.scanned else None
        order = TellCitizen(
            id=scan.request,
            issued_ms=now,
            expires_ms=UnixMs(now + SCAN_LIVES_MS),
            ticket=found.id if found else scan.ticket,
            outcome=answer.outcome,
            counters=answer.counters,
            scanned=scan.scanned,
            label=found.label if found else "",
            service=found.service if found else ServiceCode(""),
        )
        self._bus.publish(DeviceCommand(order=order), device=kiosk)

    def reprint(self, event: e.ReprintOrdered) -> None:
        """Have a kiosk print what was ordered: one paper, or all that are missing."""
        now = self._clock.wall_ms()
        order = Reprint(
            id=event.request,
            issued_ms=now,
            expires_ms=UnixMs(now + ORDER_LIVES_MS),
            ticket=event.ticket,
            tickets=() if event.ticket else event.tickets,
        )
        self._bus.publish(DeviceCommand(order=order), device=event.kiosk)
