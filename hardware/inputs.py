"""What buttons, panels and screens say: presses, each with its moment.

A source of presses is given `post` and only enqueues; debouncing is its own business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, Protocol

from mot_cua.ids import Ticks

Post = Callable[[object], bool]
FaultState = Literal["ok", "gone", "stuck", "noisy"]


Key = Literal["next", "previous", "press", "back", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
"""What a keyboard can ask of a screen."""


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


class ButtonHeld(NamedTuple):
    """A button was held for a second: somebody wants to hear what it is.

    The target is named as in `Touched`: `service:HT`, or `rating:satisfied`. Unless the office has
    said `hold_to_hear`, the press itself was told before.
    """

    target: str


class KioskRatingTouched(NamedTuple):
    """A rating button of a kiosk was pressed, which belongs to no counter."""

    level: str
    pressed: Ticks


class HandsFault(NamedTuple):
    """Buttons or a scanner have a fault, or are well again.

    gone   cannot be opened, or was lost; it is tried again; `detail` says what to do
    stuck  one button has not been open for ten seconds; the others work
    noisy  contacts close for moments in which nobody pressed
    ok     what was told of this part before is over
    """

    part: str
    """`buttons`, `scanner`, `button cable`, or one button: `button service:HT`."""
    state: FaultState
    detail: str = ""


class RatingTouched(NamedTuple):
    """A rating button was pressed at a counter."""

    counter: int
    level: str
    pressed: Ticks
    invited: str | None = None
    """The label that the lamps stood for at that moment, empty for none; None: not known."""
    settle: Callable[[bool], None] | None = None
    """To be called when the press is on the disk (True) or could not be kept (False); until then
    its unit tells it again. None: nobody tells it again."""


class RatingHeld(NamedTuple):
    """A rating button was held for a second at a counter that can speak: what is it?"""

    counter: int
    level: str


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
