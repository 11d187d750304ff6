"""What buttons, panels and screens say: presses, each with its moment.

A source of presses is given `post` and only enqueues; debouncing is its own business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from mot_cua.ids import Ticks

Post = Callable[[object], bool]


class ServicePressed(NamedTuple):
    """The button of one service was pressed."""

    service: str


class Touched(NamedTuple):
    """The screen was touched; the target is a name that the screen gave to the place."""

    target: str


class Looked(NamedTuple):
    """Somebody has begun to look at the screen."""


class Scanned(NamedTuple):
    """A scanner or a keypad read this: what the QR of a paper carries, or the number on it."""

    text: str


class RatingTouched(NamedTuple):
    """A rating button was pressed at a counter."""

    counter: int
    level: str
    pressed: Ticks
    invited: str | None = None
    """The label that the lamps stood for at that moment, empty for none; None: not known."""


class KeyPressed(NamedTuple):
    """A key of a call box was pressed: `next`, `recall`, `no-show` or `finish`."""

    counter: int
    action: str


class UnitChanged(NamedTuple):
    """A counter unit has appeared, fallen silent, come back, or noticed something in itself."""

    counter: int
    state: str
    """`ready`, `testing`, `stuck`, `silent` (the line is open, it does not answer), `unplugged`."""
    detail: str = ""
    """A sentence for a technician; also of a unit that is ready, when something is to be done."""


class UnitTested(NamedTuple):
    """A button was pressed while a technician tried the unit out; it counts for nothing."""

    counter: int
    button: int
    """0 to 3 rate, 4 to 7 are the keys."""


class CounterUnit(Protocol):
    """Rating panel, lamps and number board of one counter."""

    def show_number(self, text: str) -> None:
        """Show up to four characters above the counter; empty shows nothing."""

    def invite(self, label: str, given: str) -> None:
        """Light the lamps of the rating buttons for this number; an empty label puts them out.

        `given` is the level that was pressed and may still be corrected: its lamp alone is lit.
        """

    def close(self) -> None:
        """Put everything out."""


class Lamp(Protocol):
    """The lamp of one button."""

    def set(self, *, is_lit: bool) -> None:
        """Light it, or put it out."""
