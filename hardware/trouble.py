"""What a technician reads when a device cannot be used: its key in the office file, and a cure."""

from __future__ import annotations

import errno
import os
from typing import Final

from mot_cua.errors import DeviceError

HELD: Final = "another program or an overlay holds it; end that one, or wire another"
_CURES: Final = {
    errno.EBUSY: HELD,
    errno.EAGAIN: HELD,  # what pyserial says of a port that somebody has locked
    errno.ENOENT: "there is no such device; switch it on in config.txt, or name another",
    errno.ENXIO: "nothing answers; check wiring, power and address",
    errno.EREMOTEIO: "nothing answers; check wiring, power and address",
    errno.ETIMEDOUT: "nothing answers; check wiring, power and address",
    errno.EINVAL: "the chip has no such line; check the number",
    errno.ENODEV: "it is unplugged, or there is none; check plug and number",
    errno.EIO: "it is unplugged or has no power; check plug and cable",
}


def trouble(
    key: str, what: str, problem: BaseException, *, group: str, cure: str = "check that it is there"
) -> DeviceError:
    """Say in one sentence which key of the office file cannot be had, why, and what to do.

    `group` is the group of the operating system whose members may use such a device; `cure` is for
    a problem that has no number of its own.

    >>> str(trouble("kiosk.0.scanner.path", "/dev/ttyACM0", OSError(13, ""), group="dialout"))
    "kiosk.0.scanner.path: cannot use /dev/ttyACM0 (Permission denied): this user may not; add it \
to the group 'dialout' and start the program again"
    """
    number = getattr(problem, "errno", None)
    # The libraries' own words name the path again, some of them twice.
    why = os.strerror(number) if number else str(problem) or type(problem).__name__
    if number in (errno.EACCES, errno.EPERM):
        cure = f"this user may not; add it to the group {group!r} and start the program again"
    else:
        cure = _CURES.get(number or 0, cure)
    return DeviceError(f"{key}: cannot use {what} ({why}): {cure}")
