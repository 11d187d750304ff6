"""A network that loses, doubles, delays and cuts, and still obeys the rules of MQTT over TCP.

1. What is lost on a line is noticed by its keepalive: the line breaks, and is made anew.
2. States keep their order per topic, as MQTT promises; facts and requests may overtake each other.
3. A line may be cut in both directions, or in one of them without anybody being told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Final

from mot_cua.bus.local import LocalBroker, LocalBus

QUICK_MS: Final = 5
LATE_MS: Final = 15_000
KEEPALIVE_MS: Final = (5_000, 45_000)

Later = Callable[[int, Callable[[], object]], object]
"""Takes milliseconds from now, and what happens then."""


class Line(LocalBroker):
    """The cable of one device; to its bus it looks like the broker."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.session = 0
        """Counts connections: what is under way when one ends never arrives."""
        self.is_mute_up = self.is_mute_down = self.is_torn = False
        self.last: dict[str, int] = {}
        """When the last state of each topic arrives, so that the next does not come before it."""
        self._network = network

    @property
    def bus(self) -> LocalBus | None:
        """The device's end, while its program runs."""
        return self.buses[0] if self.buses else None

    def accept(self, topic: str, payload: bytes, *, is_retained: bool) -> None:
        """Carry a message up; a last will is the broker's own and needs no line."""
        if self.bus is not None and self.bus.is_connected:
            self._network.up(self, topic, payload, is_retained=is_retained)
        else:
            self._network.accept(topic, payload, is_retained=is_retained)

    def greet(self, bus: LocalBus) -> None:
        """Begin a session."""
        self.session += 1
        self.is_torn = False
        # What was on its way up still arrives before what is said in the new session.
        self.last = {way: at for way, at in self.last.items() if way.startswith("up ")}
        self._network.welcome(self, bus)

    def cut(self) -> None:
        """Break, with a word from each side's operating system."""
        self.is_up = False
        self.drop()

    def drop(self) -> None:
        """Lose the connection."""
        self.session += 1
        if self.bus is not None:
            self.bus.lose("the network is down")

    def renew(self) -> None:
        """Lose the connection and make it again, if there is a cable."""
        self.drop()
        if self.bus is not None:
            self.bus.connect()


class Network(LocalBroker):
    """The broker with a line to each device."""

    def __init__(self, random: Random, now: Callable[[], int], later: Later) -> None:
        super().__init__()
        self.lines: dict[str, Line] = {}
        self.counts: Counter[str] = Counter()
        """Kind of fault → how often."""
        self.is_calm = True
        self._random, self._now, self._later = random, now, later

    def line(self, device: str) -> Line:
        """Return the line of a device, or lay it."""
        return self.lines.setdefault(device, Line(self))

    def up(self, line: Line, topic: str, payload: bytes, *, is_retained: bool) -> None:
        """Carry a message from a device to the broker."""

        def arrive() -> None:
            self.accept(topic, payload, is_retained=is_retained)

        self._carry(line, f"up {topic}", arrive, is_retained=is_retained, is_mute=line.is_mute_up)

    def accept(self, topic: str, payload: bytes, *, is_retained: bool) -> None:
        """Keep it if retained, and send it down to whoever wants it."""
        if is_retained:
            self.retained[topic] = payload
        for line in self.lines.values():
            bus = line.bus
            if bus is not None and bus.is_connected and bus.wants(topic):
                self._down(line, bus, topic, payload, is_retained=is_retained)

    def welcome(self, line: Line, bus: LocalBus) -> None:
        """Send what a fresh subscriber is owed."""
        for topic, payload in self.retained.items():
            if bus.wants(topic):
                self._down(line, bus, topic, payload, is_retained=True)

    def heal(self) -> None:
        """Mend everything; every connection is made anew."""
        self.is_calm = True
        for line in self.lines.values():
            line.is_mute_up = line.is_mute_down = False
            line.is_up = True
            line.renew()

    def _down(
        self, line: Line, bus: LocalBus, topic: str, payload: bytes, *, is_retained: bool
    ) -> None:
        session = line.session

        def arrive() -> None:
            if line.session == session and line.bus is bus:
                bus.deliver(topic, payload)

        self._carry(line, topic, arrive, is_retained=is_retained, is_mute=line.is_mute_down)

    def _carry(
        self,
        line: Line,
        way: str,
        arrive: Callable[[], object],
        *,
        is_retained: bool,
        is_mute: bool,
    ) -> None:
        roll = self._random.random()
        if is_mute or (not self.is_calm and roll < 0.01):
            self._lose(line)
            return
        at = self._now() + self._random.randint(1, QUICK_MS)
        if not self.is_calm and roll > 0.9:
            self.counts["delayed"] += 1
            at += self._random.randint(1, LATE_MS)
        if is_retained:
            at = line.last[way] = max(at, line.last.get(way, 0))
        self._later(at - self._now(), arrive)
        if not self.is_calm and 0.87 < roll < 0.9:
            self.counts["doubled"] += 1
            extra = 0 if is_retained else self._random.randint(0, LATE_MS)
            self._later(at - self._now() + extra, arrive)

    def _lose(self, line: Line) -> None:
        self.counts["lost"] += 1
        if line.is_torn:
            return
        line.is_torn = True
        session = line.session

        def notice() -> None:
            if line.session == session:
                line.renew()

        self._later(self._random.randint(*KEEPALIVE_MS), notice)
