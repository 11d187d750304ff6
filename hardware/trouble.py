"""What a technician reads when a device cannot be used: its key in the office file, and a cure."""

from __future__ import annotations

import errno
from typing import Final

from mot_cua.errors import DeviceError

_CURES: Final = {
    errno.EBUSY: "another program or an overlay holds it; end that one, or wire another",
    errno.ENOENT: "there is no such device; switch it on in config.txt, or name another",
    errno.ENXIO: "nothing answers; check wiring, power and address",
    errno.EREMOTEIO: "nothing answers; check wiring, power and address",
    errno.ETIMEDOUT: "nothing answers; check wiring, power and address",
    errno.EINVAL: "the chip has no such line; check the number",
    errno.ENODEV: "it was unplugged; plug it in again",
    errno.EIO: "it was unplugged or has no power; plug it in again",
}


def trouble(
    key: str, what: str, problem: BaseException, *, group: str, cure: str = "check that it is there"
) -> DeviceError:
    """Say in one sentence which key of the office file cannot be had, why, and what to do.

    `group` is the group of the operating system whose members may use such a device; `cure` is for
    a problem that has no number of its own.

    >>> str(trouble("kiosk.0.scanner.path", "/dev/ttyACM0", OSError(16, "Busy"), group="dialout"))
    'kiosk.0.scanner.path: cannot use /dev/ttyACM0 (Busy): another program or an overlay holds \
it; end that one, or wire another'
    """
    number = getattr(problem, "errno", None)
    why = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
    if number in (errno.EACCES, errno.EPERM):
        cure = f"this user may not; add it to the group {group!r} and start the program again"
    else:
        cure = _CURES.get(number or 0, cure)
    return DeviceError(f"{key}: cannot use {what} ({why}): {cure}")
