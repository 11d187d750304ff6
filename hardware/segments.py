"""A seven-segment board of up to eight digits behind a MAX7219, on SPI.

The chip decodes nothing for us: each digit is sent as its segments, so that letters can be shown.
Registers: Maxim's data sheet 19-4452, table 2. Segments of a digit, from the highest bit:

     ─a─
    f   b        point a b c d e f g
     ─g─
    e   c
     ─d─  . point
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from periphery import SPI

from hardware.lines import PROBLEMS
from hardware.trouble import trouble

BUS: Final = "/dev/spidev0.0"
SPEED_HZ: Final = 1_000_000
"""A tenth of what the chip takes: boards hang on a metre of flat cable."""
MOST_DIGITS: Final = 8

DECODE: Final = 0x09
INTENSITY: Final = 0x0A
SCAN_LIMIT: Final = 0x0B
SHUTDOWN: Final = 0x0C
DISPLAY_TEST: Final = 0x0F

SEGMENTS: Final = {
    " ": 0x00, "-": 0x01, "_": 0x08,
    "0": 0x7E, "1": 0x30, "2": 0x6D, "3": 0x79, "4": 0x33,
    "5": 0x5B, "6": 0x5F, "7": 0x70, "8": 0x7F, "9": 0x7B,
    "A": 0x77, "B": 0x1F, "C": 0x4E, "D": 0x3D, "E": 0x4F,
    "F": 0x47, "G": 0x5E, "H": 0x37, "L": 0x0E, "P": 0x67, "U": 0x3E,
}  # fmt: skip
"""Letters that begin numbers, so far as seven segments can show them; B and D look like b and d."""


class SegmentBoard:
    """Digits in one row, the text at their right."""

    def __init__(
        self,
        path: str = BUS,
        *,
        digits: int = 4,
        brightness: int = 8,
        open_spi: Callable[..., Any] = SPI,
    ) -> None:
        """Open the board, dark; `brightness` is from 0 to 15.

        Raises:
            DeviceError: the bus cannot be opened.
            ValueError: `digits` is not from 1 to 8.
        """
        if not 1 <= digits <= MOST_DIGITS:
            raise ValueError(f"{digits} digits; a MAX7219 has 1 to {MOST_DIGITS}")
        self._path, self._digits, self._brightness = path, digits, brightness
        try:
            self._spi = open_spi(path, 0, SPEED_HZ)
        except PROBLEMS as problem:
            cure = "switch it on with dtparam=spi=on in config.txt"
            what = f"the bus {path}"
            raise trouble("segments", what, problem, group="spi", cure=cure) from problem
        self.show("")

    def show(self, text: str) -> None:
        """Show a text; what cannot be shown is a blank, and of a long text the end is shown.

        Everything is written each time: a spark beside the cable may have written something else.

        Raises:
            DeviceError: the bus is gone.
        """
        shown = text.upper()[-self._digits :].rjust(self._digits)
        self._write(SHUTDOWN, 1)
        for register, value in (
            (DISPLAY_TEST, 0),
            (DECODE, 0),
            (SCAN_LIMIT, self._digits - 1),
            (INTENSITY, self._brightness),
        ):
            self._write(register, value)
        for place, letter in enumerate(reversed(shown), start=1):  # digit 1 is the rightmost
            self._write(place, SEGMENTS.get(letter, 0))

    def close(self) -> None:
        """Go dark and give the bus back; never raises."""
        with suppress(*PROBLEMS):
            self._write(SHUTDOWN, 0)
        with suppress(*PROBLEMS):
            self._spi.close()

    def _write(self, register: int, value: int) -> None:
        try:
            self._spi.transfer([register, value])
        except PROBLEMS as problem:
            raise trouble("segments", f"the bus {self._path}", problem, group="spi") from problem
