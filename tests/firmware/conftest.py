"""A line with real firmware on it, and the bridge's thread at its other end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from firmware.pico import Pico
from firmware.wire import Wire

from firmware_bridge.units import UnitLine
from hardware.inputs import KeyPressed, RatingTouched, UnitChanged
from hardware.serial_line import SerialLine
from mot_cua.clock import SystemClock

CLOCK = SystemClock()
LEVELS = ("very-satisfied", "satisfied", "neutral", "dissatisfied")
PATIENCE_MS = 20_000


def eventually(claim: Callable[[], object]) -> None:
    """Wait until `claim()` is true; fail with its name when it stays false."""
    pause, deadline = threading.Event(), CLOCK.monotonic_ms() + PATIENCE_MS
    while not claim():
        assert CLOCK.monotonic_ms() < deadline, f"never came true: {claim}"
        pause.wait(0.005)


class Hall:
    """Some units on one wire, the thread of a bridge, and what it has posted."""

    def __init__(
        self, folder: Path, *, units: int = 1, is_shared: bool = False, **pico: Any
    ) -> None:
        self.wire = Wire(folder, units=units, is_shared=is_shared)
        self.picos = {
            one: Pico(
                folder, self.wire.units[one - 1].path, address=one, is_shared=is_shared, **pico
            )
            for one in range(1, units + 1)
        }
        self.is_shared = is_shared
        self.posted: list[object] = []
        self.is_inbox_full = False
        self.is_disk_slow = False
        self.line = self.start_bridge()

    def start_bridge(self) -> UnitLine:
        return UnitLine(
            SerialLine(str(self.wire.path), CLOCK),
            {one: one for one in self.picos},
            is_shared=self.is_shared,
            levels=LEVELS,
            clock=CLOCK,
            post=self._post,
        )

    def _post(self, item: object) -> bool:
        if not self.is_inbox_full:
            self.posted.append(item)
            if isinstance(item, RatingTouched) and item.settle and not self.is_disk_slow:
                item.settle(True)
        return not self.is_inbox_full

    def until_ready(self) -> None:
        eventually(lambda: all(self.state(one) == "ready" for one in self.picos))
        # A button that goes down in its first 25 ms was down at power-up, and not pressed.
        next(iter(self.picos.values())).rest()

    def state(self, counter: int) -> str:
        return self.changes(counter)[-1].state if self.changes(counter) else ""

    def changes(self, counter: int) -> list[UnitChanged]:
        found = [one for one in list(self.posted) if isinstance(one, UnitChanged)]
        return [one for one in found if one.counter == counter]

    def ratings(self, counter: int = 1) -> list[str]:
        found = [one for one in list(self.posted) if isinstance(one, RatingTouched)]
        return [one.level for one in found if one.counter == counter]

    def keys(self, counter: int = 1) -> list[str]:
        found = [one for one in list(self.posted) if isinstance(one, KeyPressed)]
        return [one.action for one in found if one.counter == counter]

    def close(self) -> None:
        self.line.close()
        for pico in self.picos.values():
            pico.power_off()
        self.wire.close()


@pytest.fixture
def make_hall(tmp_path: Path) -> Iterator[Callable[..., Hall]]:
    halls: list[Hall] = []

    def make(**options: Any) -> Hall:
        halls.append(Hall(tmp_path, **options))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


@pytest.fixture
def hall(make_hall: Callable[..., Hall]) -> Hall:
    """One unit on a USB cable, met."""
    hall = make_hall()
    hall.until_ready()
    return hall


@pytest.fixture
def bus(make_hall: Callable[..., Hall]) -> Hall:
    """Two units on one RS-485 line, met."""
    hall = make_hall(units=2, is_shared=True)
    hall.until_ready()
    return hall
