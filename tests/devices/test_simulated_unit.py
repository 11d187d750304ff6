"""The counter unit of the workbench: pulled, plugged in, stuck, as a person at the demo may do."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.bench import Bench, BenchClient
from hardware.inputs import KeyPressed, RatingHeld, RatingTouched, UnitChanged
from hardware.simulated.unit import SimulatedUnit, SimulatedUnits
from mot_cua.clock import ManualClock


class Table:
    """A bench with the unit of counter 3, and somebody who touches it and looks at it."""

    def __init__(self, path: Path) -> None:
        self.news: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.seen: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.bench = Bench(path)
        units = SimulatedUnits(self.bench, clock=ManualClock(), post=self._post)
        self.unit: SimulatedUnit = units.unit(3)
        self.client = BenchClient(path, self.seen.put)
        while self.seen.get(timeout=5)["kind"] != "here":
            pass

    def _post(self, item: object) -> bool:
        self.news.put(item)
        return True

    def touch(self, kind: str, **fields: Any) -> None:
        assert self.client.send(kind, counter=3, **fields)

    def told(self) -> object:
        return self.news.get(timeout=5)

    def shows(self) -> tuple[str, str]:
        line = self.seen.get(timeout=5)
        return line["number"], line["label"]


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    table = Table(tmp_path / "bench.sock")
    yield table
    table.client.close()
    table.bench.close()


def test_a_unit_says_what_is_pressed_and_what_is_held(table: Table) -> None:
    table.touch("rate", level="satisfied")
    touched = table.told()
    assert isinstance(touched, RatingTouched)
    assert (touched.counter, touched.level) == (3, "satisfied")
    table.touch("hold", level="satisfied")
    assert table.told() == RatingHeld(3, "satisfied")
    table.touch("key", action="next")
    assert table.told() == KeyPressed(3, "next")


def test_a_unit_whose_cable_is_out_shows_lines_and_says_nothing(table: Table) -> None:
    table.unit.show_number("1012")
    assert table.shows() == ("1012", "")
    table.touch("unit", do="unplug")
    assert table.told() == UnitChanged(
        3, "unplugged", "the simulated cable is out; plug it in on the bench"
    )
    assert table.shows() == ("--", "")
    table.touch("rate", level="satisfied")
    table.unit.show_number("1013")
    assert table.shows() == ("--", "")
    table.touch("unit", do="plug")
    assert table.told() == UnitChanged(3, "ready"), "the press went nowhere"
    assert table.shows() == ("1013", "")


def test_a_button_that_sticks_is_told_and_free_again(table: Table) -> None:
    for order, state in (("stick", "stuck"), ("free", "ready")):
        table.touch("unit", do=order)
        told = table.told()
        assert isinstance(told, UnitChanged)
        assert told.state == state
