"""Buttons with lamps, and a scanner, on the workbench.

A plain press is a press: what a finger does to a contact is left out, and the office's time may run
a hundred times as fast. Whoever wants to see what becomes of a bad contact says how it behaves, and
then its edges go through the same debouncing as those of real buttons:

    {"kind": "press", "service": "HT"}                       pressed
    {"kind": "press", "service": "HT", "bounce": true}       chatters at both ends
    {"kind": "press", "service": "HT", "hold_ms": 1500}      held so long
    {"kind": "press", "service": "HT", "with": ["CT"]}       a palm over both
    {"kind": "press", "service": "HT", "glitch": true}       8 ms, from a motor beside the cable
    {"kind": "press", "service": "HT", "stuck": true}        hangs, until "stuck": false
    {"kind": "press", "service": "HT", "held": true}         is held while the panel starts anew
    {"kind": "rate", "level": "satisfied"}                   a rating button of the kiosk; as above
    {"kind": "scan", "text": "1012"}                         a paper before the scanner
"""

from __future__ import annotations

import queue
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from hardware.attendant import Wake
from hardware.bench import Bench, Line
from hardware.inputs import KioskRatingTouched, Lamp, Post, Scanned, ServicePressed
from hardware.panel import Edge
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError
from mot_cua.ids import Ticks

TAP_MS: Final = 120
GLITCH_MS: Final = 8
CHATTER_MS: Final = 8
"""Contacts of good buttons chatter for 1 to 5 ms, those of bad ones for 10."""
LOOK_MS: Final = 5
IDLE_MS: Final = 500


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


class SimulatedContacts:
    """Contacts that move as they are told; any thread may tell them, and the panel's asks."""

    edges_late_ms = 0

    def __init__(self, names: Iterable[str], *, clock: Clock, chance: random.Random) -> None:
        """Make contacts, all open; `chance` says how they chatter."""
        self._clock, self._chance = clock, chance
        self._levels = dict.fromkeys(names, False)
        self._told: queue.SimpleQueue[Edge | None] = queue.SimpleQueue()
        self._coming: list[Edge] = []
        self._wake: Wake | None = None
        self.lit: set[str] = set()

    def press(self, *names: str, hold_ms: int = TAP_MS, bounces: bool = False) -> None:
        """Press for so long; several at once are a palm."""
        now = self._clock.monotonic_ms()
        for name in names:
            for is_closed, at in ((True, now), (False, now + hold_ms)):
                self._move(self._chatter(name, is_closed, at, bounces=bounces))

    def glitch(self, name: str) -> None:
        """Close for less than a finger can."""
        self.press(name, hold_ms=GLITCH_MS)

    def stick(self, name: str, *, is_stuck: bool = True) -> None:
        """Close and stay so, or come free."""
        self._move([Edge(name, is_stuck, self._clock.monotonic_ms())])

    def hold_through_restart(self, name: str) -> None:
        """Cut the panel's power while somebody leans on a button."""
        self.stick(name)
        self._told.put(None)
        self._rouse()

    def open(self, wake: Wake) -> None:
        self._wake = wake

    def levels(self) -> Mapping[str, bool]:
        return dict(self._levels)

    def edges(self) -> Sequence[Edge]:
        while not self._told.empty():
            edge = self._told.get_nowait()
            if edge is None:
                self._levels |= {one.name: one.is_closed for one in self._coming}
                self._coming = []
                raise DeviceError("the simulated panel had no power for a moment; it starts anew")
            self._coming.append(edge)
        self._coming.sort(key=lambda one: one.at)
        now = self._clock.monotonic_ms()
        due = [one for one in self._coming if one.at <= now]
        self._coming = self._coming[len(due) :]
        self._levels |= {one.name: one.is_closed for one in due}
        return due

    def descriptors(self) -> Sequence[int]:
        return ()

    @property
    def look_every_ms(self) -> int:
        """How soon the next edge may be due."""
        return LOOK_MS if self._coming else IDLE_MS

    def light(self, name: str, *, is_lit: bool) -> None:
        (self.lit.add if is_lit else self.lit.discard)(name)

    def close(self) -> None:
        self.lit.clear()

    def _chatter(self, name: str, is_closed: bool, at: int, *, bounces: bool) -> Iterator[Edge]:
        if bounces:
            for _ in range(self._chance.randint(1, 4)):
                yield Edge(name, is_closed, Ticks(at))
                at += self._chance.randint(0, CHATTER_MS // 4)
                yield Edge(name, not is_closed, Ticks(at))
                at += self._chance.randint(0, CHATTER_MS // 4)
        yield Edge(name, is_closed, Ticks(at))

    def _move(self, edges: Iterable[Edge]) -> None:
        for edge in edges:
            self._told.put(edge)
        self._rouse()

    def _rouse(self) -> None:
        if self._wake is not None:
            self._wake.set()


def simulated_lamps(bench: Bench, services: Iterable[str]) -> dict[str, Lamp]:
    """Put a lamp for each service on the bench."""
    return {service: SimulatedLamp(bench, service) for service in services}


def put_on_bench(bench: Bench, contacts: SimulatedContacts, *, clock: Clock, post: Post) -> None:
    """Have the bench's lines press the buttons."""

    def press(line: Line) -> None:
        service = str(line["service"])
        others = [f"service:{one}" for one in line.get("with", ())]
        if not _act(contacts, [f"service:{service}", *others], line):
            post(ServicePressed(service))

    def rate(line: Line) -> None:
        level = str(line["level"])
        if not _act(contacts, [f"rating:{level}"], line):
            post(KioskRatingTouched(level, clock.monotonic_ms()))

    bench.on("press", press)
    bench.on("rate", rate)


def put_scanner_on_bench(bench: Bench, *, post: Post) -> None:
    """Have the bench's lines hold papers before the scanner."""

    def scan(line: Line) -> None:
        post(Scanned(str(line["text"])))

    bench.on("scan", scan)


def _act(contacts: SimulatedContacts, names: list[str], line: Line) -> bool:
    """Do what a line says of the contact; False when it says nothing, and means a press."""
    name = names[0]
    tricks: dict[str, Callable[[], None]] = {
        "glitch": lambda: contacts.glitch(name),
        "stuck": lambda: contacts.stick(name, is_stuck=bool(line["stuck"])),
        "held": lambda: contacts.hold_through_restart(name),
    }
    for trick, do in tricks.items():
        if trick in line:
            do()
            return True
    if not line.keys() & {"bounce", "hold_ms", "with"}:
        return False
    hold_ms, bounces = int(line.get("hold_ms", TAP_MS)), bool(line.get("bounce"))
    contacts.press(*names, hold_ms=hold_ms, bounces=bounces)
    return True
