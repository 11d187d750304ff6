"""What one value of the office file may be; a description ends the sentence "x is not …"."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the office file."""


def _range(low: int, high: int) -> Meta:
    return Meta(ge=low, le=high, description=f"a whole number from {low} to {high}")


Code = Annotated[
    str, Meta(pattern="^[A-Z]{2}$", description="two capital letters, for example 'HT'")
]
Letter = Annotated[str, Meta(pattern="^[A-Z]$", description="one capital letter")]
Id = Annotated[
    str,
    Meta(
        pattern="^[a-z0-9][a-z0-9-]{0,31}$",
        description="a name of at most 32 small letters, digits and hyphens, like 'kiosk-1'",
    ),
]
Text = Annotated[
    str, Meta(min_length=1, max_length=200, description="a text of 1 to 200 characters")
]
Remark = Annotated[str, Meta(max_length=200, description="a text of at most 200 characters")]
Clock = Annotated[
    str,
    Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="a time like '07:30'"),
]
Span = Annotated[
    str,
    Meta(
        pattern="^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="a period like '07:30-11:30'",
    ),
]
Day = Annotated[
    str,
    Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description='a date like "2026-11-24"'),
]
Colour = Annotated[
    str, Meta(pattern="^#[0-9a-f]{6}$", description="a colour like '#1f4e79', in small letters")
]
Address = Annotated[
    str,
    Meta(
        pattern="^(https?://[^ ]*[^ /])?$",
        max_length=100,
        description="an address like 'http://192.168.1.10:8080', without a slash at its end",
    ),
]
PwmChannel = Annotated[
    str, Meta(pattern="^(pwmchip[0-9]+:[0-9]+)?$", description="a PWM channel, like 'pwmchip0:1'")
]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Language = Literal["vi", "en"]
Spoken = Annotated[
    str, Meta(pattern="^[a-z]{2,3}$", description="a language's short name, like 'vi' or 'km'")
]
"""ISO 639; the voice may know a language that the screens do not."""
Symbol = Literal["family", "stamp", "land", "people", "shop", "id-card", "result", "help"]

Digit = Annotated[int, _range(1, 9)]
Number = Annotated[int, _range(1, 999)]
"""The part of a ticket's number after its first character."""
CounterNumber = Annotated[int, _range(1, 99)]
HIGHEST_UNIT_ADDRESS: Final = 30
"""A frame has room for more; an RS-485 line with plain drivers carries 32, with the bridge."""
UnitAddress = Annotated[int, _range(1, HIGHEST_UNIT_ADDRESS)]
Percent = Annotated[int, _range(1, 100)]
Seconds = Annotated[int, _range(1, 3600)]
Minutes = Annotated[int, _range(1, 480)]
Count = Annotated[int, _range(1, 1000)]
FewTimes = Annotated[int, _range(1, 9)]
Cap = Annotated[int, _range(1, 20)]
Factor = Annotated[int, _range(1, 5)]
Behind = Annotated[int, _range(0, 10)]
Wire = Annotated[
    Annotated[int, Meta(ge=0, le=999)] | Annotated[str, Meta(pattern="^[!-~]{1,31}$")],
    Meta(description="a number, or the name of a line or of a key"),
]
"""Where a button or a lamp is wired; what it may be depends on the kind of the buttons."""
I2cAddress = Annotated[int, _range(0x20, 0x27)]
Debounce = Annotated[int, _range(5, 100)]
Lockout = Annotated[int, _range(100, 3000)]
Keys = Annotated[int, _range(0, 9)]
Port = Annotated[int, _range(1, 65535)]
Kept = Annotated[int, _range(1_000, 10_000_000)]
Pixels = Annotated[int, _range(200, 7680)]
Baud = Literal[9600, 19200, 38400, 57600, 115200]
Inches = Annotated[float, Meta(ge=5, le=120, description="a number of inches from 5 to 120")]
Metres = Annotated[float, Meta(ge=0.5, le=50, description="a number of metres from 0.5 to 50")]
