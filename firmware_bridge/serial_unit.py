"""One real counter unit as programs see it: it remembers what it shows, and orders what changes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from firmware_bridge.sayings import BREATHING, CHIMES, DARK, HEARING, STEADY, TESTS, Screen
from hardware.inputs import CounterUnit


class Order(NamedTuple):
    """What one unit is to show, and the number whose rating that invites."""

    counter: int
    screen: Screen
    label: str


class SerialUnit(CounterUnit):
    """One unit; it remembers what it was told, and says it to the line when it changes."""

    def __init__(
        self,
        counter: int,
        *,
        levels: Sequence[str],
        order: Callable[[Order], None],
        is_spoken: bool = False,
    ) -> None:
        """`is_spoken`: somebody says aloud what a button is that is held."""
        self._counter, self._levels, self._order = counter, levels, order
        self._flags = CHIMES | (HEARING if is_spoken else 0)
        self._number, self._label, self._given = "", "", ""
        # Begins anywhere, so that a unit's old press names no invitation of this process.
        self._invitation = random.randrange(1, 0x10000)  # noqa: S311 - it keeps no secret

    def show_number(self, text: str) -> None:
        if text != self._number:
            self._number = text
            self._tell()

    def invite(self, label: str, given: str) -> None:
        if (label, given) == (self._label, self._given):
            return
        if label != self._label:
            self._invitation = self._invitation % 0xFFFF + 1
        self._label, self._given = label, given
        self._tell()

    def try_out(self, text: str, lamps: int, *, chimes: bool = False) -> None:
        """Show this to a technician; until something else is shown, presses are but tests."""
        self._invitation = self._invitation % 0xFFFF + 1
        flags = TESTS | (CHIMES if chimes else 0)
        screen = Screen(_four(text), lamps, STEADY, self._invitation, _four(""), flags)
        self._order(Order(self._counter, screen, ""))

    def close(self) -> None:
        self._number, self._label, self._given = "", "", ""
        self._tell()

    def _tell(self) -> None:
        lamps, lighting = self._lamps()
        screen = Screen(
            _four(self._number),
            lamps,
            lighting,
            self._invitation,
            _four(self._label),
            self._flags if self._label else 0,
        )
        self._order(Order(self._counter, screen, self._label))

    def _lamps(self) -> tuple[int, int]:
        if not self._label:
            return 0, DARK
        if self._given in self._levels:
            return 1 << self._levels.index(self._given), STEADY
        return (1 << len(self._levels)) - 1, BREATHING


def _four(text: str) -> bytes:
    """Make four characters of it that a unit can show.

    >>> _four("--"), _four("A012"), _four("")
    (b' -- ', b'A012', b'    ')
    """
    return text.encode("ascii", "replace")[:4].decode().center(4).encode()
