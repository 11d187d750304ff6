"""What goes wrong, when, and how it is mended; all of it drawn from the world's one chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, get_args

from hardware.printer.status import PrinterStatus
from mot_cua.ids import SERVER
from office.faults.devices import READY
from office.faults.power import Point
from office.faults.world import World

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
MOST_ITEMS: Final = 12
MOST_COMMITS: Final = 2
"""A program that is told to die does so after so many of them; see `power`."""
PRINTER_FAULTS: Final = {
    "paper out": PrinterStatus(is_connected=True, is_answered=True, is_online=False, paper="end"),
    "cover open": PrinterStatus(
        is_connected=True, is_answered=True, is_cover_open=True, paper="ok"
    ),
    "printer without power": PrinterStatus(),
}


class Trouble:
    """Lets something go wrong every twenty seconds or so."""

    def __init__(self, world: World, *, every_ms: int = MINUTE // 3) -> None:
        self._world, self._random, self._every = world, world.random, every_ms
        self.is_over = True
        self._kinds: Sequence[Callable[[], object]] = (
            *[self._crash] * 6,
            self._power,
            self._partition,
            self._one_way,
            self._broker,
            self._clock,
            self._printer,
            self._printer,
        )

    def begin(self) -> None:
        """Let things go wrong from now on."""
        self.is_over = self._world.network.is_calm = False
        self._next()

    def _next(self) -> None:
        def happen() -> None:
            if not self.is_over:
                self._random.choice(self._kinds)()
                self._next()

        self._world.later(self._random.randint(1_000, 2 * self._every), happen)

    def heal(self) -> None:
        """Let nothing more go wrong, and mend what is broken."""
        world = self._world
        self.is_over = True
        for one in world.computers.values():
            one.plug.mend()
            one.clock.shift = 0
            world.start(one.name)
        for printer in world.printers.values():
            printer.become(READY)
        world.network.heal()

    def _count(self, kind: str) -> None:
        self._world.log.faults[kind] += 1

    def _some(self) -> str:
        # The server has most to lose, so it dies most.
        names = list(self._world.computers)
        return SERVER if self._random.random() < 0.3 else self._random.choice(names)

    def _crash(self) -> None:
        point = self._random.choice(get_args(Point))
        most = MOST_ITEMS if point == "item" else MOST_COMMITS
        self._world.computers[self._some()].plug.pull(point, self._random.randint(0, most))

    def _power(self) -> None:
        self._world.kill(self._some(), is_power=True)

    def _partition(self) -> None:
        line = self._world.network.line(self._some())
        if line.is_up:
            self._count("partition")
            line.cut()
            self._world.later(self._random.randint(5_000, 5 * MINUTE), line.mend)

    def _one_way(self) -> None:
        line = self._world.network.line(self._some())
        side = self._random.choice(("is_mute_up", "is_mute_down"))
        self._count("one-way partition")
        setattr(line, side, True)
        self._world.later(self._random.randint(5_000, MINUTE), lambda: setattr(line, side, False))

    def _broker(self) -> None:
        """Start the broker anew; some brokers forget what they had retained."""
        network = self._world.network
        self._count("broker restart")
        if self._random.random() < 0.5:
            network.retained.clear()
        for line in network.lines.values():
            line.renew()

    def _clock(self) -> None:
        """Set a wall clock wrong, and right again some time later."""
        name = self._some()
        if name == SERVER and self._random.random() < 0.5:
            return
        clock = self._world.computers[name].clock
        leaps = [-HOUR, HOUR, HOUR - self._world.now]
        # A server that once believed in tomorrow has sealed today: see `days.live`.
        leaps += [] if name == SERVER else [-DAY, DAY]
        self._count("clock set wrong")
        clock.shift = self._random.choice(leaps)

        def mend() -> None:
            clock.shift = 0

        self._world.later(self._random.randint(MINUTE, 20 * MINUTE), mend)

    def _printer(self) -> None:
        name = self._random.choice(self._world.kiosks)
        printer = self._world.printers[name]
        kind = self._random.choice(list(PRINTER_FAULTS))
        self._count(kind)
        printer.become(PRINTER_FAULTS[kind])
        self._world.later(self._random.randint(10_000, 5 * MINUTE), lambda: printer.become(READY))
