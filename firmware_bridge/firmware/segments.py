"""Four seven-segment digits behind a TM1637, on two wires that are pulled up and never driven high.

    start     clock high, data falls
    a byte    lowest bit first; data changes while the clock is low
    ninth     the chip pulls data low: it is there, and has understood
    end       clock high, data rises

Source: data sheet of the TM1637, Titan Micro Electronics, "Interface interpretation".
"""

from machine import Pin

#    a
#  f   b     bit 0 is a, bit 6 is g
#    g
#  e   c
#    d
GLYPHS = {
    " ": 0x00,
    "-": 0x40,
    "0": 0x3F,
    "1": 0x06,
    "2": 0x5B,
    "3": 0x4F,
    "4": 0x66,
    "5": 0x6D,
    "6": 0x7D,
    "7": 0x07,
    "8": 0x7F,
    "9": 0x6F,
    "A": 0x77,
    "B": 0x7C,
    "C": 0x39,
    "D": 0x5E,
    "E": 0x79,
    "F": 0x71,
    "G": 0x3D,
    "H": 0x76,
    "J": 0x1E,
    "K": 0x75,
    "L": 0x38,
    "N": 0x54,
    "O": 0x3F,
    "P": 0x73,
    "Q": 0x67,
    "R": 0x50,
    "S": 0x6D,
    "T": 0x78,
    "U": 0x3E,
    "Y": 0x6E,
}
"""A letter that seven bars cannot draw (I, M, V, W, X, Z) stays dark rather than be misread."""

_WRITE, _FIRST_DIGIT, _BRIGHT = 0x40, 0xC0, 0x8F
_REFRESH_MS = 2_000


class Segments:
    """The four digits; they are written when they change, and now and then against interference."""

    def __init__(self, clock: int, data: int) -> None:
        self._clock = Pin(clock, Pin.OPEN_DRAIN, value=1)
        self._data = Pin(data, Pin.OPEN_DRAIN, value=1)
        self._text = b""
        self._written = 0

    def is_there(self) -> bool:
        """Tell whether a chip answers."""
        return self._send(bytes((_WRITE,)))

    def show(self, text: bytes, now: int) -> None:
        """Show four ASCII characters."""
        if text == self._text and now - self._written < _REFRESH_MS:
            return
        self._text, self._written = text, now
        bars = bytes(GLYPHS.get(chr(one).upper(), 0) for one in text)
        self._send(bytes((_WRITE,)))
        self._send(bytes((_FIRST_DIGIT,)) + bars)
        self._send(bytes((_BRIGHT,)))

    def _send(self, data: bytes) -> bool:
        self._data(0)
        is_heard = True
        for one in data:
            is_heard = self._byte(one) and is_heard
        self._clock(0)
        self._data(0)
        self._clock(1)
        self._data(1)
        return is_heard

    def _byte(self, value: int) -> bool:
        for bit in range(8):
            self._clock(0)
            self._data(value >> bit & 1)
            self._clock(1)
        self._clock(0)
        self._data(1)
        self._clock(1)
        return not self._data()
