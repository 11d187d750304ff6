"""The door to the counter units of a bridge."""

from __future__ import annotations

from collections.abc import Iterable

from hardware.bench import Bench
from hardware.inputs import CounterUnit, Post
from hardware.serial_line import SerialLine
from mot_cua.clock import Clock, SystemClock


def serial_line(path: str, baud: int) -> SerialLine:
    """Make the port that counter units hang on; their line follows the real clock."""
    return SerialLine(path, SystemClock(), baud=baud)


def counter_units(
    counters: Iterable[int], *, bench: Bench, clock: Clock, post: Post
) -> dict[int, CounterUnit]:
    """Make the counter units of one bridge on its bench."""
    from hardware.simulated.unit import SimulatedUnits  # noqa: PLC0415

    units = SimulatedUnits(bench, clock=clock, post=post)
    return {counter: units.unit(counter) for counter in counters}
