"""Which devices are there: judged by how long ago each was heard, on a clock that never jumps.

A device says that it is there every 30 s, and its last will says that it is gone. The will of a
device behind a broker that died is never told, so that silence counts as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from mot_cua.ids import DeviceId, Ticks, UnixMs
from mot_cua.messages import DeviceStatus
from queue_server.core.commands import Now

SILENT_MS: Final = 95_000
"""Three heartbeats and a little: a device that was not heard for so long is not there."""


class Device(msgspec.Struct, frozen=True):
    """What a device last said of itself."""

    status: DeviceStatus
    heard_ms: UnixMs
    """When that was by the wall clock, for people."""
    heard_at: Ticks
    """When that was on the server's clock, which alone tells how long ago."""
    present_ms: UnixMs = UnixMs(0)
    """When it last said that it was there; 0: not since this server started."""

    def is_here(self, now: Ticks) -> bool:
        """Whether it was heard of late and has not said goodbye."""
        return self.status.online and now - self.heard_at < SILENT_MS


def heard(before: Device | None, status: DeviceStatus, now: Now) -> Device:
    """Take in what a device says of itself."""
    present_ms = before.present_ms if before else UnixMs(0)
    return Device(status, now.wall_ms, now.ticks, now.wall_ms if status.online else present_ms)


class Silent(NamedTuple):
    """A device that is not there."""

    id: DeviceId
    since_ms: UnixMs
    """When it was last there by the wall clock; 0: it was not seen since this server started."""


def silent_among(
    expected: Iterable[str], devices: Mapping[DeviceId, Device], *, now: Ticks, began: Ticks
) -> tuple[Silent, ...]:
    """Name those of the expected devices that are not there, in their order.

    One that was never heard counts once the server, which `began` then, had time to hear it.
    """
    found = []
    for name in map(DeviceId, expected):
        device = devices.get(name)
        if device is None and now - began >= SILENT_MS:
            found.append(Silent(name, UnixMs(0)))
        elif device is not None and not device.is_here(now):
            found.append(Silent(name, device.present_ms))
    return tuple(found)
