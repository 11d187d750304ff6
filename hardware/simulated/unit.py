"""A counter unit on the workbench: four rating buttons with lamps, a number board, four keys."""

from __future__ import annotations

from typing import Final

from hardware.bench import Bench, Line
from hardware.inputs import KeyPressed, Post, RatingHeld, RatingTouched, UnitChanged
from mot_cua.clock import Clock


class SimulatedUnits:
    """All units of one bridge, on one bench; each has a cable that can be pulled, and can stick.

    Contacts and line have their physics in the real firmware, which the tests run; here a press is
    what the firmware has made of it.
    """

    def __init__(self, bench: Bench, *, clock: Clock, post: Post) -> None:
        self._clock, self._post = clock, post
        self.bench = bench
        self._units: dict[int, SimulatedUnit] = {}
        bench.on("rate", self._rate)
        bench.on("hold", self._hold)
        bench.on("key", self._key)
        bench.on("unit", self._order)

    def unit(self, counter: int) -> SimulatedUnit:
        """Make the unit of one counter."""
        return self._units.setdefault(counter, SimulatedUnit(self.bench, counter))

    def _rate(self, line: Line) -> None:
        counter, level = int(line["counter"]), str(line["level"])
        # As the real unit does: a press names what its lamps stood for, if somebody says so.
        invited = line.get("invited")
        self._say(counter, RatingTouched(counter, level, self._clock.monotonic_ms(), invited))

    def _hold(self, line: Line) -> None:
        counter = int(line["counter"])
        self._say(counter, RatingHeld(counter, str(line["level"])))

    def _key(self, line: Line) -> None:
        counter = int(line["counter"])
        self._say(counter, KeyPressed(counter, str(line["action"])))

    def _say(self, counter: int, item: object) -> None:
        """Pass on what a unit says, unless its cable is out."""
        unit = self._units.get(counter)
        if unit is None or unit.is_plugged:
            self._post(item)

    def _order(self, line: Line) -> None:
        """Break or mend a unit: `unplug`, `plug`, `stick`, `free`."""
        counter, order = int(line["counter"]), str(line["do"])
        state, detail = _FAULTS[order]
        if order in ("unplug", "plug"):
            self.unit(counter).plug(is_plugged=order == "plug")
        self._post(UnitChanged(counter, state, detail))


_FAULTS: Final = {
    "unplug": ("unplugged", "the simulated cable is out; plug it in on the bench"),
    "plug": ("ready", ""),
    "stick": ("stuck", "rating button 1 held down for more than 10 s; see what jams it"),
    "free": ("ready", ""),
}


class SimulatedUnit:
    """One unit: it shows what it was last told, and nothing else."""

    def __init__(self, bench: Bench, counter: int) -> None:
        self._bench, self._counter = bench, counter
        self.is_plugged = True
        self.number, self.label, self.given = "", "", ""

    def show_number(self, text: str) -> None:
        """Show it on the four digits."""
        if text != self.number:
            self.number = text
            self._show()

    def invite(self, label: str, given: str) -> None:
        """Light the lamps."""
        if (label, given) != (self.label, self.given):
            self.label, self.given = label, given
            self._show()

    def close(self) -> None:
        """Go dark."""
        self.show_number("")
        self.invite("", "")

    def plug(self, *, is_plugged: bool) -> None:
        """Pull the cable, or push it in: without the bridge a unit shows lines."""
        self.is_plugged = is_plugged
        self._show()

    def _show(self) -> None:
        number, label, given = (
            (self.number, self.label, self.given) if self.is_plugged else ("--", "", "")
        )
        self._bench.show("unit", str(self._counter), number=number, label=label, given=given)
