"""The door to what shines without a picture: digits on SPI, and the light behind a screen."""

from __future__ import annotations

from hardware.lines import Dimmer
from hardware.segments import SegmentBoard


def open_digits(path: str) -> SegmentBoard:
    """Open the digits on a MAX7219. Raises DeviceError."""
    return SegmentBoard(path)


def open_backlight(name: str) -> Dimmer:
    """Open a PWM channel by its name in the office file, `pwmchip0:1`. Raises DeviceError."""
    chip, _, channel = name.removeprefix("pwmchip").partition(":")
    return Dimmer(int(chip), int(channel))
