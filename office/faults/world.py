"""All programs of an office under one scheduler, with virtual time and every device failing."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any, Final

from config.house import House
from display.program import faces_of
from display.service import Board
from firmware_bridge.service import Bridge
from hardware.printer.layout import WIDTHS
from mot_cua.bus.local import LocalBus
from mot_cua.ids import SERVER, CounterNo, DeviceId
from mot_cua.program import Reactor
from office.faults.devices import BoardScreen, FrailPrinter, KioskScreen, Silence, WordKiosk
from office.faults.log import Log
from office.faults.network import Line, Network
from office.faults.power import FragileJournal, MachineClock, Plug, PowerCut, open_fragile
from office.simulate.stage import Panel
from queue_server.foresight import NoForesight
from queue_server.service import QueueServer

RESTARTS_MS: Final = (200, 90_000)
"""How long a program that died is away."""


class Computer:
    """One program on a computer of its own, which can die and be started again."""

    def __init__(self, name: str, line: Line, clock: MachineClock) -> None:
        self.name, self.line, self.clock, self.plug = name, line, clock, Plug()
        self.inbox: deque[object] = deque()
        self.reactor: Reactor | None = None
        self.boots = 1
        self.files: list[Callable[[], object]] = []
        """How to close what the dead program had open."""

    @property
    def boot(self) -> str:
        """The name of this boot."""
        return f"{self.name}-boot-{self.boots}"

    @property
    def due(self) -> int | None:
        """How many ms from now the program wants to be woken; None when it is away."""
        due = self.reactor.due() if self.reactor else None
        return None if due is None else due - self.clock.monotonic_ms()


class World:
    """One office, the time in it, and its chance."""

    def __init__(self, house: House, *, seed: int, begins: int) -> None:
        self.house, self.random, self.log, self.now = house, Random(seed), Log(), begins  # noqa: S311
        self._heap: list[tuple[int, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._ids = itertools.count()
        self.network = Network(self.random, lambda: self.now, self.later)
        settings = house.settings
        self.kiosks = [one.id for one in settings.kiosk]
        self.boards = [one.id for one in settings.board]
        self.bridge = settings.bridge[0].id
        names = [SERVER, *self.kiosks, *self.boards, self.bridge]
        self.computers = {
            name: Computer(name, self.network.line(name), MachineClock(lambda: self.now))
            for name in names
        }
        self.printers = {name: FrailPrinter(name, self.random, self.later) for name in self.kiosks}
        self.screens = {name: BoardScreen() for name in self.boards}
        self.kiosk_screens = {name: KioskScreen(self.log.saw) for name in self.kiosks}
        self.panels = {CounterNo(one.number): Panel() for one in settings.counter}
        for name in names:
            self.start(name)

    # ── Time ─────────────────────────────────────────────────────────────────────────────────

    def later(self, span: int, deed: Callable[[], object]) -> None:
        """Let something happen `span` ms from now."""
        heapq.heappush(self._heap, (self.now + max(0, span), next(self._order), deed))

    def run_for(self, span: int) -> None:
        """Let so many ms pass, with everything that falls due in them."""
        end = self.now + span
        while True:
            self._settle()
            soonest = min([self.now + self._soonest(end - self.now), *self._next()])
            if soonest > end:
                self.now = end
                return
            self.now = max(self.now, soonest)
            while self._heap and self._heap[0][0] <= self.now:
                heapq.heappop(self._heap)[2]()
                self._settle()
            self._tick()

    def _soonest(self, left: int) -> int:
        dues = (one.due for one in self.computers.values())
        # A program that is due and does nothing about it is asked again in the next millisecond.
        return min([max(due, 1) for due in dues if due is not None] + [left + 1])

    def _next(self) -> list[int]:
        return [self._heap[0][0]] if self._heap else []

    def _settle(self) -> None:
        is_any = True
        while is_any:
            is_any = False
            for one in self.computers.values():
                while one.inbox and one.reactor:
                    self.touch(one.name, one.inbox.popleft())
                    is_any = True

    def _tick(self) -> None:
        for one in self.computers.values():
            due = one.due
            if due is not None and due <= 0 and one.reactor is not None:
                self._live(one, one.reactor.tick)

    # ── Life and death ───────────────────────────────────────────────────────────────────────

    def touch(self, name: str, item: object) -> bool | None:
        """Hand an item to a program: True when handled, None when it died of it, False: away."""
        one = self.computers[name]
        if one.reactor is None:
            return False
        reactor = one.reactor
        return self._live(one, lambda: reactor.handle(item)) or None

    def _live(self, one: Computer, deed: Callable[[], object]) -> bool:
        try:
            one.plug.spark("item")
            deed()
        except PowerCut:
            self.kill(one.name)
            return False
        except Exception as problem:  # noqa: BLE001 - as the program's main loop: it ends
            self.log.problems.append(f"died: {one.name}: {problem!r}")
            self.kill(one.name)
            return False
        return True

    def kill(self, name: str, *, is_power: bool = False) -> None:
        """End a program in the middle of what it does, and start it again some time later."""
        one = self.computers[name]
        if one.reactor is None:
            return
        self.log.faults[f"{'power cut' if is_power else 'crash'} of a {_kind(name)}"] += 1
        if is_power:
            one.boots += 1
            one.clock.boot()
        self._fall(one)

    def _fall(self, one: Computer) -> None:
        one.reactor = None
        one.plug.mend()
        one.line.drop()
        one.line.buses.clear()
        one.inbox.clear()
        if one.name in self.printers:
            self.printers[one.name].post = None
        for close in one.files:
            close()
        one.files = []
        self.later(self.random.randint(*RESTARTS_MS), lambda: self.start(one.name))

    def restart(self, name: str) -> None:
        """End a program and start it again at once."""
        self.kill(name)
        self.start(name)

    def start(self, name: str) -> None:
        """Start a program from what is on its disk."""
        one = self.computers[name]
        if one.reactor is not None:
            return
        one.inbox = deque()
        try:
            one.reactor = self._make(one)
            one.reactor.start()
        except PowerCut:
            self._fall(one)

    def _make(self, one: Computer) -> Reactor:
        bus = LocalBus(one.line, self.house.settings.office.id, DeviceId(one.name))
        inbox = one.inbox

        def post(item: object) -> bool:
            inbox.append(item)
            return True

        if one.name == SERVER:
            return self._server(one, bus, post)
        if one.name in self.printers:
            return self._kiosk(one, bus, post)
        return (
            self._board(one, bus, post) if one.name in self.boards else self._bridge(one, bus, post)
        )

    def _server(self, one: Computer, bus: LocalBus, post: Callable[[object], bool]) -> QueueServer:
        house = self.house
        path, office = house.data / "journal.db", house.settings.office.id
        journal = FragileJournal(path, office, one.plug, make_id=self.make_id, clock=one.clock)
        one.files.append(journal.close)
        return QueueServer(
            settings=house.settings,
            timetable=house.timetable,
            journal=journal,
            bus=bus,
            clock=one.clock,
            boot=one.boot,
            post=post,
            foresight=NoForesight(house.settings, house.timetable, last_seq=0),
            make_id=self.make_id,
        )

    def _kiosk(self, one: Computer, bus: LocalBus, post: Callable[[object], bool]) -> WordKiosk:
        mine = next(kiosk for kiosk in self.house.settings.kiosk if kiosk.id == one.name)
        printer = self.printers[one.name]
        printer.post = post
        store = self._store(one)
        return WordKiosk(
            device=DeviceId(one.name),
            settings=self.house.settings,
            timetable=self.house.timetable,
            db=store,
            bus=bus,
            clock=one.clock,
            boot=one.boot,
            printer=printer,
            roll_dots=WIDTHS[mine.printer.roll_mm],
            screen=self.kiosk_screens[one.name],
            speaker=Silence(),
            lamps={},
            post=post,
            first=mine.first,
            last=mine.last,
            make_id=self.make_id,
        )

    def _bridge(self, one: Computer, bus: LocalBus, post: Callable[[object], bool]) -> Bridge:
        return Bridge(
            device=DeviceId(one.name),
            units=self.panels,
            db=self._store(one),
            bus=bus,
            clock=one.clock,
            boot=one.boot,
            post=post,
            make_id=self.make_id,
        )

    def _board(self, one: Computer, bus: LocalBus, post: Callable[[object], bool]) -> Board:
        office = self.house.settings.office
        return Board(
            device=DeviceId(one.name),
            agency=office.agency,
            office=office.name,
            faces=faces_of(self.house),
            timetable=self.house.timetable,
            bus=bus,
            clock=one.clock,
            boot=one.boot,
            screen=self.screens[one.name],
            speaker=Silence(),
            languages=("vi",),
            post=post,
        )

    def _store(self, one: Computer) -> Any:
        store = open_fragile(self.house.data / f"{one.name}.db", one.plug)
        one.files.append(store.close)
        return store

    def make_id(self) -> str:
        """Make the next id: the same one whenever this seed is lived again."""
        return f"id-{next(self._ids):08d}"

    @property
    def server(self) -> QueueServer | None:
        """The queue server, while it runs."""
        reactor = self.computers[SERVER].reactor
        return reactor if isinstance(reactor, QueueServer) else None

    def close(self) -> None:
        """Stop everything."""
        for one in self.computers.values():
            one.reactor = None
            for close in one.files:
                close()


def _kind(name: str) -> str:
    return name.split("-", maxsplit=1)[0]
