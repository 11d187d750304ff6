"""The house's colours: calm, and dark enough on white, or white enough on dark, for old eyes.

The web pages have the same ones. Every pair of text and ground that a screen uses stands in `PAIRS`
and has a contrast of at least 7:1; a test computes it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

Colour = tuple[int, int, int]

WHITE: Final[Colour] = (255, 255, 255)
PAPER: Final[Colour] = (238, 242, 245)
MIST: Final[Colour] = (225, 240, 241)
LINE: Final[Colour] = (203, 215, 223)
LIP: Final[Colour] = (168, 184, 196)
"""The lower edge of what can be pressed."""
INK: Final[Colour] = (16, 34, 47)
SOFT_INK: Final[Colour] = (51, 69, 84)
NAVY: Final[Colour] = (11, 58, 94)
DEEP: Final[Colour] = (7, 36, 59)
TEAL: Final[Colour] = (10, 90, 101)
TEAL_DEEP: Final[Colour] = (7, 70, 80)
PALE: Final[Colour] = (207, 224, 236)
GOLD: Final[Colour] = (250, 200, 110)
CREAM: Final[Colour] = (255, 240, 214)
BROWN: Final[Colour] = (96, 54, 0)


class Palette(NamedTuple):
    """The colours of a screen that can also be drawn with the highest contrast there is."""

    WHITE: Colour = WHITE
    PAPER: Colour = PAPER
    MIST: Colour = MIST
    LINE: Colour = LINE
    LIP: Colour = LIP
    INK: Colour = INK
    SOFT_INK: Colour = SOFT_INK
    NAVY: Colour = NAVY
    TEAL: Colour = TEAL
    TEAL_DEEP: Colour = TEAL_DEEP
    PALE: Colour = PALE
    GOLD: Colour = GOLD
    CREAM: Colour = CREAM
    BROWN: Colour = BROWN


HOUSE: Final = Palette()
BLACK: Final[Colour] = (0, 0, 0)
STARK: Final = Palette(
    PAPER=WHITE,
    MIST=WHITE,
    LINE=BLACK,
    LIP=BLACK,
    INK=BLACK,
    SOFT_INK=BLACK,
    NAVY=BLACK,
    TEAL=BLACK,
    TEAL_DEEP=BLACK,
    PALE=WHITE,
    GOLD=(255, 221, 0),
    CREAM=WHITE,
    BROWN=BLACK,
)
"""Black on white, every edge drawn: 21:1."""

PAIRS: Final = (
    (INK, PAPER),
    (INK, WHITE),
    (INK, GOLD),
    (SOFT_INK, PAPER),
    (SOFT_INK, WHITE),
    (NAVY, PAPER),
    (NAVY, WHITE),
    (NAVY, MIST),
    (TEAL_DEEP, MIST),
    (TEAL_DEEP, PAPER),
    (TEAL_DEEP, WHITE),
    (WHITE, NAVY),
    (WHITE, DEEP),
    (WHITE, TEAL),
    (PALE, NAVY),
    (PALE, DEEP),
    (GOLD, NAVY),
    (GOLD, DEEP),
    (GOLD, INK),
    (BROWN, CREAM),
)
"""(text, ground) as the screens use them."""


def colour_of(text: str) -> Colour:
    """Read `#rrggbb`.

    >>> colour_of("#1f4e79")
    (31, 78, 121)
    """
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21. Source: WCAG 2.1, definition of contrast ratio.

    >>> round(contrast((0, 0, 0), (255, 255, 255)))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
