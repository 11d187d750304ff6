"""What the office owes people after a power cut: their numbers are called out again, and kept.

A cut is another boot of this computer in the middle of a day. Numbers, counters and calls come back
from the journal; a rating window is void, because its panel was dark (`rating_rules`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mot_cua.ids import DeviceId, Ticks
from mot_cua.messages import DeviceStatus
from queue_server.core.office import Office
from queue_server.presence import Device

OWED_MS: Final = 10 * 60_000
"""How long people are told that their numbers are kept, and boards are waited for."""
NOTICE: Final = "Vừa có sự cố mất điện. Các số đã lấy vẫn được giữ nguyên và gọi đúng thứ tự."


class PowerCut:
    """The last power cut, while it still matters."""

    def __init__(self, hall_boards: Iterable[str]) -> None:
        """`hall_boards` are those that announce calls."""
        self._boards = frozenset(map(DeviceId, hall_boards))
        self._ends: Ticks | None = None

    def begin(self, office: Office, boot_before: str, now: Ticks) -> None:
        """Note a start of the server; it is after a cut if the open day had another boot."""
        if office.tickets and boot_before not in ("", office.boot):
            self._ends = Ticks(now + OWED_MS)

    def is_owed(self, now: Ticks) -> bool:
        """Whether people are still told of it."""
        return self._ends is not None and now < self._ends

    def notices(self, usual: tuple[str, ...], now: Ticks) -> tuple[str, ...]:
        """Return what boards and kiosks say; nothing else, while people wonder."""
        return (NOTICE,) if self.is_owed(now) else usual

    def is_ready_to_announce(
        self, device: DeviceId, status: DeviceStatus, before: Device | None, now: Ticks
    ) -> bool:
        """Tell whether a board of the hall has just come up, so that calls are heard again."""
        is_new = before is None or not before.status.online or before.status.boot != status.boot
        return device in self._boards and status.online and is_new and self.is_owed(now)
