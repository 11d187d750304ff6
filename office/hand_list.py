"""`mot-cua hand-list`: have a kiosk of this computer print who waits, to be called by hand."""

from __future__ import annotations

import json
import socket

from config.house import House
from mot_cua.errors import DeviceError, SettingsError

PATIENCE = 2.0
"""Seconds for the kiosk's program to take the order."""


def order_hand_list(house: House, kiosk: str) -> None:
    """Tell the program of a kiosk; it needs neither server nor network.

    Raises:
        SettingsError: the office file has no kiosk of this name.
        DeviceError: its program does not run on this computer, or not for this user.
    """
    known = [one.id for one in house.settings.kiosk]
    if kiosk not in known:
        raise SettingsError(f"the office file has no kiosk {kiosk!r}; it has: {', '.join(known)}")
    path = house.bench(kiosk)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(PATIENCE)
            line.connect(str(path))
            line.sendall(json.dumps({"kind": "hand-list"}).encode() + b"\n")
    except OSError as problem:
        raise DeviceError(
            f"{kiosk}: its program does not answer at {path} ({problem.strerror or problem}); run"
            " this on the kiosk's own computer, as its user, while mot-cua-kiosk runs"
        ) from None
