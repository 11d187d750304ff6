"""What a bridge and a counter unit say to each other: five kinds of frames and their payloads.

    bridge                          unit
    POLL  "which boot, heard up to" HELLO "who I am", PRESS "the oldest one", or ALIVE "how I am"
    SHOW  "look like this"          ALIVE

1. Every saying is absolute: said twice it means the same as once. A press is told again until a
   POLL names it.
2. Whoever does not know the other's boot number is told HELLO, so that no restart goes unnoticed.
3. Fields are only ever added at the end. A reader fills those that an older speaker does not know
   with zeros, and does not look at those that a newer one has.
4. Runs on CPython and MicroPython, like `frames`.
"""

import struct
from collections import namedtuple

POLL, SHOW = 0x01, 0x02
HELLO, ALIVE, PRESS = 0x81, 0x82, 0x83
"""What units say has the high bit, so that neither they nor an echo mistake it for an order."""

RATINGS = 4
KEYS = ("next", "recall", "no-show", "finish")
"""Buttons 0 to 3 rate, the best level first; 4 to 7 are these."""

DARK, STEADY, BREATHING = 0, 1, 2
"""How the lamps in `Screen.lamps` are lit."""

CHIMES, TESTS, HEARING = 1, 2, 4
"""Bits of `Screen.flags` and `Press.flags`: ring once for this invitation; this is but a test;
rating buttons that are held for a second ask to hear what they are, and rate nothing."""

LAMPS, DIGITS, BUZZER = 1, 2, 4
"""Bits of `Hello.parts`."""

POWER, WATCHDOG, OTHER = 0, 1, 2
"""Values of `Hello.cause`: why the unit started."""

Poll = namedtuple("Poll", ("boot", "seq"))
"""The boot number that the bridge knows (0: none) and the last press that it has taken."""

Screen = namedtuple("Screen", ("text", "lamps", "lighting", "invitation", "rated", "flags"))
"""`text` and `rated` are four ASCII bytes: the number called, and the number whose rating is
invited. `lamps` is a bit for each rating button. `invitation` names what the lamps ask."""

Hello = namedtuple("Hello", ("major", "minor", "parts", "cause", "boot", "uptime_s"))
"""Who the unit is: its firmware, and a number that is new each time it starts."""

Alive = namedtuple("Alive", ("flags", "stuck", "lost", "bad"))
"""How it is: `TESTS`, a bit for each button held for more than 10 s, presses it had no room for,
damaged frames it heard; the two counts stay at their highest value."""

Press = namedtuple("Press", ("boot", "seq", "button", "flags", "invitation", "age_ms"))
"""A button was pressed `age_ms` ago, when the lamps stood for `invitation`."""

NOTHING = Screen(b"    ", 0, DARK, 0, b"    ", 0)

_SHAPES = {POLL: ">IH", SHOW: ">4sBBH4sB", HELLO: ">BBBBII", ALIVE: ">BBBH", PRESS: ">IHBBHI"}


def pack(kind: int, said: "tuple[object, ...]") -> bytes:
    """Make the payload of a frame of this kind."""
    return struct.pack(_SHAPES[kind], *said)


def _unpack(kind: int, payload: bytes) -> "tuple[object, ...]":
    size = struct.calcsize(_SHAPES[kind])
    return struct.unpack(_SHAPES[kind], (payload + bytes(size))[:size])


def poll_of(payload: bytes) -> Poll:
    """Read a POLL."""
    return Poll(*_unpack(POLL, payload))


def screen_of(payload: bytes) -> Screen:
    """Read a SHOW."""
    return Screen(*_unpack(SHOW, payload))


def hello_of(payload: bytes) -> Hello:
    """Read a HELLO."""
    return Hello(*_unpack(HELLO, payload))


def alive_of(payload: bytes) -> Alive:
    """Read an ALIVE."""
    return Alive(*_unpack(ALIVE, payload))


def press_of(payload: bytes) -> Press:
    """Read a PRESS."""
    return Press(*_unpack(PRESS, payload))
