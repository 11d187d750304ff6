"""Setting the computer's clock: programs wish for it, and one short-lived unit may do it.

    server ── wish.json ──▶ mot-cua-clock.path ──▶ mot-cua-clock.service: `mot-cua clock obey`

The programs themselves may not touch the clock. The unit has that one right, no network, and ends
when it is done. The wish bears the monotonic time, so that waiting for the unit costs no accuracy.
"""

from __future__ import annotations

import fcntl
import struct
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec

from mot_cua.clock import BUILD_DATE, Clock
from mot_cua.errors import DeviceError, Refused
from mot_cua.ids import Ticks, UnixMs
from mot_cua.private import write_private

WISH: Final = Path("clock/wish.json")
"""In the data folder."""
UNIT: Final = Path("/etc/systemd/system/mot-cua.target.wants/mot-cua-clock.path")
TIME_SERVER: Final = Path("/run/systemd/timesync/synchronized")
FRESH_MS: Final = 60_000
"""A wish that lay for longer was made before something else happened."""
RTC_SET_TIME: Final = 0x4024700A
"""From linux/rtc.h."""


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What time it was at a moment of the monotonic clock of a boot."""

    wall_ms: UnixMs
    ticks: Ticks
    boot: str


class Computer(Protocol):
    """A computer whose clock can be set."""

    def set_wall_ms(self, wall_ms: UnixMs) -> None:
        """Set it, and the clock with a cell if there is one. Raises OSError: it may not."""


class ThisComputer:
    """The clocks of the computer that this runs on."""

    def __init__(self, cell: Path = Path("/dev/rtc0")) -> None:
        self._cell = cell

    def set_wall_ms(self, wall_ms: UnixMs) -> None:
        time.clock_settime(time.CLOCK_REALTIME, wall_ms / 1000)
        if self._cell.exists():
            # Or the next power cut brings the wrong time back. Such a clock runs in UTC.
            with self._cell.open("rb") as cell:
                fcntl.ioctl(cell, RTC_SET_TIME, rtc_time(wall_ms))


def rtc_time(wall_ms: UnixMs) -> bytes:
    """Write a moment as the kernel's `struct rtc_time`, nine ints.

    >>> struct.unpack("9i", rtc_time(UnixMs(1_795_226_400_000)))
    (0, 0, 2, 21, 10, 126, 0, 0, 0)
    """
    at = datetime.fromtimestamp(wall_ms // 1000, UTC)
    month, year = at.month - 1, at.year - 1900
    return struct.pack("9i", at.second, at.minute, at.hour, at.day, month, year, 0, 0, 0)


class Timekeeper:
    """What a program may do about the clock: ask for it to be set."""

    def __init__(self, data: Path, clock: Clock, boot: str, *, root: Path = Path("/")) -> None:
        """`root` is where the files of the system lie; another folder in tests."""
        self._data, self._clock, self._boot, self._root = data, clock, boot, root

    def require(self) -> None:
        """Make sure that setting the clock can work here.

        Raises:
            Refused: `clock-not-ours`, the unit is not installed; `clock-kept`, a time server keeps
                this clock and would put it back.
        """
        if not self._at(UNIT).is_symlink():
            raise Refused(
                "clock-not-ours", f"{UNIT} is not there; sudo scripts/install-pi makes it"
            )
        if self._at(TIME_SERVER).exists():
            raise Refused("clock-kept", "a time server keeps this clock; it would put it back")

    def set(self, wall_ms: UnixMs) -> None:
        """Leave the wish that it is `wall_ms` now."""
        wish = Wish(wall_ms=wall_ms, ticks=self._clock.monotonic_ms(), boot=self._boot)
        write_private(self._data / WISH, msgspec.json.encode(wish).decode() + "\n")

    def _at(self, path: Path) -> Path:
        return self._root / path.relative_to("/")


def obey(data: Path, computer: Computer, clock: Clock, boot: str) -> UnixMs:
    """Do what the wish says, once; return the time that was set.

    Raises:
        DeviceError: there is no wish, or none that can be believed, or this program may not set
            the clock; then the clock is as it was.
    """
    path = data / WISH
    try:
        wish = msgspec.json.decode(path.read_bytes(), type=Wish)
    except FileNotFoundError:
        raise DeviceError(f"{path}: nobody wishes for another time") from None
    except msgspec.DecodeError as problem:
        raise DeviceError(f"{path}: is no wish for a time ({problem}); it was removed") from None
    finally:
        # Also what cannot be believed: or systemd starts this again and again.
        path.unlink(missing_ok=True)
    age = clock.monotonic_ms() - wish.ticks
    if wish.boot != boot or not 0 <= age <= FRESH_MS:
        raise DeviceError(f"{path}: was left more than a minute ago; set the time again")
    now = UnixMs(wish.wall_ms + age)
    if now < BUILD_DATE:
        raise DeviceError(f"{path}: that was before this software was made; set the time again")
    try:
        computer.set_wall_ms(now)
    except OSError as problem:
        raise DeviceError(
            f"the clock cannot be set ({problem.strerror}); what allows it:"
            " systemctl cat mot-cua-clock.service"
        ) from None
    return now
