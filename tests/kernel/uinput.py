"""Keypads and scanners that only the kernel believes in; a test types on them, by uinput."""

from __future__ import annotations

import fcntl
import os
import re
import struct
from pathlib import Path
from typing import Final

from kernel.modules import load, until
from kernel.simulated_chip import Finger

HEADER: Final = Path("/usr/include/linux/input-event-codes.h")
CODES: Final = {
    name: int(code)
    for name, code in re.findall(r"^#define KEY_(\w+)\s+(\d+)\b", HEADER.read_text(), re.MULTILINE)
}
"""The kernel's own names of keys, without KEY_."""
NAMES: Final = {":": "SEMICOLON", "/": "SLASH", ".": "DOT", "-": "MINUS", "?": "SLASH"}
SHIFTED: Final = ":?"
STROKE_MS: Final = 1

EV_SYN, EV_KEY = 0, 1
EVENT: Final = struct.Struct("=qqHHi")
SETUP: Final = struct.Struct("=HHHH80sI")
"""`struct uinput_setup`: bus, vendor, product, version, name, effects."""
USB: Final = 3
SET_EVBIT, SET_KEYBIT = 0x4004_5564, 0x4004_5565
DEV_SETUP, DEV_CREATE, DEV_DESTROY = 0x405C_5503, 0x5501, 0x5502


class TypingDevice:
    """Something with keys, plugged in from the start."""

    def __init__(self, name: str) -> None:
        load("evdev", "uinput")
        until(Path("/dev/uinput").exists, "/dev/uinput")
        self._name = name
        self.plug()

    def plug(self) -> None:
        """Plug it in."""
        self._file = os.open("/dev/uinput", os.O_WRONLY)
        fcntl.ioctl(self._file, SET_EVBIT, EV_KEY)
        for code in range(1, 128):
            fcntl.ioctl(self._file, SET_KEYBIT, code)
        name = self._name.encode()
        fcntl.ioctl(self._file, DEV_SETUP, SETUP.pack(USB, 0x1D6B, 0x0104, 1, name, 0))
        fcntl.ioctl(self._file, DEV_CREATE)
        until(self._is_there, f"the input device {self._name}")

    def pull(self) -> None:
        """Pull its plug."""
        fcntl.ioctl(self._file, DEV_DESTROY)
        os.close(self._file)

    @property
    def path(self) -> str:
        """The device's file; its number may be another after each plug."""
        for one in Path("/sys/class/input").glob("event*"):
            if (one / "device/name").read_text().strip() == self._name:
                return f"/dev/input/{one.name}"
        return ""

    def move(self, name: str, *, is_down: bool) -> None:
        """Press a key, or let it go."""
        press = EVENT.pack(0, 0, EV_KEY, CODES[name], is_down)
        os.write(self._file, press + EVENT.pack(0, 0, EV_SYN, 0, 0))
        Finger.rest(STROKE_MS)

    def strike(self, name: str) -> None:
        """Press a key and let it go."""
        self.move(name, is_down=True)
        self.move(name, is_down=False)

    def type(self, text: str) -> None:
        """Type as scanners do: letter after letter in some milliseconds, and Enter at the end."""
        for letter in text:
            is_shifted = letter.isupper() or letter in SHIFTED
            if is_shifted:
                self.move("LEFTSHIFT", is_down=True)
            self.strike(NAMES.get(letter, letter.upper()))
            if is_shifted:
                self.move("LEFTSHIFT", is_down=False)
        self.strike("ENTER")

    def _is_there(self) -> bool:
        return bool(self.path) and Path(self.path).exists()
