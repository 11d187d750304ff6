"""A counter unit on the workbench: four rating buttons with lamps, a number board, four keys."""

from __future__ import annotations

from hardware.bench import Bench, Line
from hardware.inputs import KeyPressed, Post, RatingHeld, RatingTouched
from mot_cua.clock import Clock


class SimulatedUnits:
    """All units of one bridge, on one bench."""

    def __init__(self, bench: Bench, *, clock: Clock, post: Post) -> None:
        self._clock, self._post = clock, post
        self.bench = bench
        bench.on("rate", self._rate)
        bench.on("hold", self._hold)
        bench.on("key", self._key)

    def unit(self, counter: int) -> SimulatedUnit:
        """Make the unit of one counter."""
        return SimulatedUnit(self.bench, counter)

    def _rate(self, line: Line) -> None:
        self._post(
            RatingTouched(int(line["counter"]), str(line["level"]), self._clock.monotonic_ms())
        )

    def _hold(self, line: Line) -> None:
        self._post(RatingHeld(int(line["counter"]), str(line["level"])))

    def _key(self, line: Line) -> None:
        self._post(KeyPressed(int(line["counter"]), str(line["action"])))


class SimulatedUnit:
    """One unit: it shows what it was last told, and nothing else."""

    def __init__(self, bench: Bench, counter: int) -> None:
        self._bench, self._counter = bench, counter
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

    def _show(self) -> None:
        self._bench.show(
            "unit", str(self._counter), number=self.number, label=self.label, given=self.given
        )
