"""A GPIO chip of gpio-sim: programs open it as any other, and a finger moves its lines."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from kernel.modules import load

CONFIG: Final = Path("/sys/kernel/config/gpio-sim")
LINES: Final = 28
BOUNCE_MS: Final = 1
"""Between two edges; closer ones are one interrupt to gpio-sim."""
_COUNT: Final = iter(range(1_000))


class SimulatedChip:
    """A chip with the lines of a Raspberry Pi's header; `BTN_CT` is the name of line 4."""

    def __init__(self) -> None:
        load("configfs", "gpio-simulated")
        self._config = CONFIG / f"desk-{next(_COUNT)}"
        bank, named = self._config / "bank", self._config / "bank/line4"
        named.mkdir(parents=True)
        (bank / "num_lines").write_text(str(LINES))
        (named / "name").write_text("BTN_CT")
        (self._config / "live").write_text("1")
        name = (bank / "chip_name").read_text().strip()
        device = (self._config / "dev_name").read_text().strip()
        self.path = f"/dev/{name}"
        self.number = int(name.removeprefix("gpiochip"))
        self._lines = Path("/sys/devices/platform") / device / name

    def push(self, line: int) -> None:
        """Pull a line to ground, as a button does."""
        self._pull(line, "pull-down")

    def let_go(self, line: int) -> None:
        """Leave a line to its pull-up."""
        self._pull(line, "pull-up")

    def is_high(self, line: int) -> bool:
        """Tell what a line carries, also one that a program drives."""
        return (self._lines / f"sim_gpio{line}/value").read_text().strip() == "1"

    def close(self) -> None:
        """Take the chip away."""
        (self._config / "live").write_text("0")
        for folder in ("bank/line4", "bank", "."):
            (self._config / folder).rmdir()

    def _pull(self, line: int, way: str) -> None:
        (self._lines / f"sim_gpio{line}/pull").write_text(way)


class Finger:
    """Presses buttons of a chip, whose contacts bounce on the way down and on the way up."""

    def __init__(self, chip: SimulatedChip) -> None:
        self._chip = chip

    def press(self, line: int, *, held_ms: int, bounces: int = 3) -> None:
        """Press once; the contact rests closed for at least `held_ms`."""
        for _ in range(bounces):
            self._touch(line)
            self._leave(line)
        self._chip.push(line)
        self.rest(held_ms)
        for _ in range(bounces):
            self._leave(line)
            self._touch(line)
        self._chip.let_go(line)

    def spark(self, line: int) -> None:
        """Close a contact for a moment, as a spark on the cable does."""
        self._touch(line)
        self._chip.let_go(line)

    @staticmethod
    def rest(span_ms: float) -> None:
        """Do nothing for a while."""
        threading.Event().wait(span_ms / 1000)

    def _touch(self, line: int) -> None:
        self._chip.push(line)
        self.rest(BOUNCE_MS)

    def _leave(self, line: int) -> None:
        self._chip.let_go(line)
        self.rest(BOUNCE_MS)
