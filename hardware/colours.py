"""The house's colours: calm, and dark enough on white, or white enough on dark, for old eyes.

Every pair of text and ground that a screen uses has a contrast of at least 7:1; a test computes it.
"""

from __future__ import annotations

from typing import Final

Colour = tuple[int, int, int]

PAPER: Final[Colour] = (247, 249, 251)
WHITE: Final[Colour] = (255, 255, 255)
INK: Final[Colour] = (20, 32, 46)
SOFT_INK: Final[Colour] = (62, 76, 92)
NAVY: Final[Colour] = (13, 46, 79)
DEEP: Final[Colour] = (9, 34, 60)
LINE: Final[Colour] = (211, 220, 229)
MIST: Final[Colour] = (231, 238, 245)
PALE: Final[Colour] = (196, 214, 232)
AMBER: Final[Colour] = (255, 209, 102)
AMBER_PALE: Final[Colour] = (255, 244, 214)
BROWN: Final[Colour] = (92, 54, 0)
GREEN: Final[Colour] = (0, 92, 62)
RED: Final[Colour] = (142, 20, 20)

PAIRS: Final = (
    (INK, PAPER),
    (INK, WHITE),
    (SOFT_INK, PAPER),
    (SOFT_INK, WHITE),
    (SOFT_INK, MIST),
    (NAVY, WHITE),
    (NAVY, PAPER),
    (NAVY, MIST),
    (WHITE, NAVY),
    (WHITE, DEEP),
    (PALE, NAVY),
    (PALE, DEEP),
    (AMBER, NAVY),
    (AMBER, DEEP),
    (INK, AMBER),
    (BROWN, AMBER_PALE),
    (WHITE, GREEN),
    (WHITE, RED),
    (RED, WHITE),
    (GREEN, WHITE),
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
