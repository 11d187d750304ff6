"""USB keypads, and scanners that type like a keyboard, read from /dev/input by ourselves.

The kernel gives 24 bytes an event: `struct input_event` of linux/input.h, with the 16 bytes of a
64-bit `timeval` before type, code and value. Grabbed, the keys reach nobody else: a scanner must
not type into the console. See docs/decisions/0010-keypads-without-evdev.md.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from hardware.attendant import Wake
from hardware.panel import Edge, Wired
from hardware.trouble import trouble
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

EVENT: Final = struct.Struct("=qqHHi")
EV_SYN: Final = 0
EV_KEY: Final = 1
SYN_DROPPED: Final = 3
EVIOCGRAB: Final = 0x4004_4590
"""`_IOW('E', 0x90, int)`: nobody else gets the events, until the descriptor is closed."""
GROUP: Final = "input"
LOOK_MS: Final = 500
MOST_EVENTS: Final = 64

_ROWS: Final = {2: "1234567890-=", 16: "qwertyuiop[]", 30: "asdfghjkl;'`", 43: "\\zxcvbnm,./"}
"""Codes of the American layout, which scanners are set to; each row counts on from its first."""
_SHIFTED: Final = str.maketrans("1234567890-=[];'`\\,./", '!@#$%^&*()_+{}:"~|<>?')
_PAD: Final = {71: "789-456+1230.", 98: "/", 55: "*"}

LETTERS: Final[Mapping[int, str]] = {57: " "} | {
    first + place: letter
    for first, row in (_ROWS | _PAD).items()
    for place, letter in enumerate(row)
}
"""What a key types; keys of the pad type digits whatever its lamp says."""
CONTROLS: Final[Mapping[int, str]] = {28: "\n", 96: "\n", 14: "\b"}
SHIFTS: Final = frozenset({42, 54})

KEYS: Final[Mapping[str, int]] = {
    **{f"KP{digit}": code for code, digit in LETTERS.items() if code >= 71 and digit.isdigit()},
    **{letter.upper(): code for code, letter in LETTERS.items() if code < 53 and letter.isalnum()},
    **{f"F{number}": 58 + number for number in range(1, 11)},
    "ENTER": 28,
    "KPENTER": 96,
    "KPPLUS": 78,
    "KPMINUS": 74,
    "KPASTERISK": 55,
    "KPSLASH": 98,
    "KPDOT": 83,
    "BACKSPACE": 14,
    "SPACE": 57,
}
"""Names of keys in the office file: those of the kernel, without KEY_."""


class Key(NamedTuple):
    """A key went down or came up."""

    code: int
    is_down: bool


def grab(descriptor: int) -> None:
    """Have the keys for ourselves. Raises OSError: somebody else has them, or it is no keypad."""
    fcntl.ioctl(descriptor, EVIOCGRAB, 1)


class Keypad:
    """One input device, opened and grabbed."""

    def __init__(self, path: str, *, key: str, grab: Callable[[int], None] = grab) -> None:
        """Name the device, best by /dev/input/by-id; `key` is that of its path in the office file.

        `grab` is replaced where a pipe stands for a keypad.
        """
        self._path, self._key, self._grab = path, key, grab
        self._fd: int | None = None
        self._half = b""
        self._is_lost = False

    def open(self) -> int:
        """Open; return the descriptor. Raises DeviceError: it is then closed."""
        self.close()
        try:
            self._fd = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            self._grab(self._fd)
        except OSError as problem:
            self.close()
            raise self._trouble(problem) from problem
        self._half, self._is_lost = b"", False
        return self._fd

    def moves(self) -> Iterator[Key | None]:
        """Yield what was pressed and released; None when the kernel had to drop events.

        Raises:
            DeviceError: the keypad is gone.
        """
        data = self._half + self._read()
        whole = len(data) - len(data) % EVENT.size
        self._half = data[whole:]
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            if kind == EV_SYN:
                # After a drop, all is void up to the next report.
                if self._is_lost:
                    yield None
                self._is_lost = code == SYN_DROPPED
            elif kind == EV_KEY and value in (0, 1) and not self._is_lost:  # 2 repeats a held key
                yield Key(code, value == 1)

    def close(self) -> None:
        """Close, and let go of the keys; never raises."""
        descriptor, self._fd = self._fd, None
        if descriptor is not None:
            with suppress(OSError):
                os.close(descriptor)

    def _read(self) -> bytes:
        assert self._fd is not None, "open it first"
        try:
            data = os.read(self._fd, MOST_EVENTS * EVENT.size)
        except BlockingIOError:
            return b""
        except OSError as problem:
            raise self._trouble(problem) from problem
        if not data:
            raise DeviceError(f"{self._key}: {self._path} hung up: check that it is plugged in")
        return data

    def _trouble(self, problem: OSError) -> DeviceError:
        return trouble(self._key, self._path, problem, group=GROUP)


class KeypadContacts:
    """Keys as buttons; a keypad has no lamps that one could wire."""

    look_every_ms = LOOK_MS
    edges_late_ms = 0

    def __init__(self, wired: Sequence[Wired], *, keypad: Keypad, clock: Clock) -> None:
        """Wire buttons by names of `KEYS`."""
        self._keypad, self._clock = keypad, clock
        self._names = {KEYS[str(one.pin)]: one.name for one in wired}
        self._levels: dict[str, bool] = {}
        self._descriptors: tuple[int, ...] = ()

    def open(self, wake: Wake) -> None:
        del wake
        self._descriptors = (self._keypad.open(),)
        self._levels = dict.fromkeys(self._names.values(), False)

    def levels(self) -> Mapping[str, bool]:
        return self._levels

    def edges(self) -> Sequence[Edge]:
        now, found = self._clock.monotonic_ms(), list[Edge]()
        for key in self._keypad.moves():
            if key is None:  # nobody knows what is held; a release that was missed must not hang
                found += [Edge(name, False, now) for name in self._levels]
            elif key.code in self._names:
                found.append(Edge(self._names[key.code], key.is_down, now))
        self._levels |= {one.name: one.is_closed for one in found}
        return found

    def descriptors(self) -> Sequence[int]:
        return self._descriptors

    def light(self, name: str, *, is_lit: bool) -> None:
        pass

    def close(self) -> None:
        self._descriptors = ()
        self._keypad.close()


class KeypadText:
    """What a keypad or a scanner types, as a `hardware.scanner.TextSource`."""

    def __init__(self, keypad: Keypad) -> None:
        self._keypad = keypad
        self._is_shifted = False

    def open(self) -> int:
        self._is_shifted = False
        return self._keypad.open()

    def read(self) -> str:
        return "".join(map(self._typed, self._keypad.moves()))

    def close(self) -> None:
        self._keypad.close()

    def _typed(self, key: Key | None) -> str:
        if key is None:
            self._is_shifted = False
            return "\n"  # a text with a hole is no text; end it, and it names no ticket
        if key.code in SHIFTS:
            self._is_shifted = key.is_down
        if not key.is_down:
            return ""
        if key.code in CONTROLS:
            return CONTROLS[key.code]
        letter = LETTERS.get(key.code, "")
        if not self._is_shifted:
            return letter
        return letter.upper() if letter.isalpha() else letter.translate(_SHIFTED)
