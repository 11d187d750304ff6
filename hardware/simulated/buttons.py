"""Service buttons with lamps, and a scanner, on the workbench."""

from __future__ import annotations

from collections.abc import Iterable

from hardware.bench import Bench, Line
from hardware.inputs import Lamp, Post, Scanned, ServicePressed


class SimulatedLamp:
    """The lamp of one button."""

    def __init__(self, bench: Bench, service: str) -> None:
        self._bench, self._service = bench, service
        self.is_lit = False

    def set(self, *, is_lit: bool) -> None:
        """Light it, or put it out."""
        if is_lit != self.is_lit:
            self.is_lit = is_lit
            self._bench.show("lamp", self._service, is_lit=is_lit)


def simulated_buttons(bench: Bench, services: Iterable[str], *, post: Post) -> dict[str, Lamp]:
    """Put a button for each service on the bench; return their lamps."""

    def press(line: Line) -> None:
        post(ServicePressed(str(line["service"])))

    def scan(line: Line) -> None:
        post(Scanned(str(line["text"])))

    bench.on("press", press)
    bench.on("scan", scan)
    return {service: SimulatedLamp(bench, service) for service in services}
