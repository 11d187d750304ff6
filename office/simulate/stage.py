"""All programs of an office in one thread, on a clock that is moved by hand.

The same reactors as in the real processes, on the in-process bus, with simulated devices at their
edges. Nothing waits: the stage moves the clock to whatever is due next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from config.house import House
from firmware_bridge.service import Bridge
from hardware.inputs import Post
from hardware.offscreen import NoScreen
from hardware.printer.layout import WIDTHS
from hardware.printer.printer import DirectPrinter
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import MemoryTransport
from hardware.speaker.port import Saying, SpeakerStatus
from kiosk.second_place import SecondPlace
from kiosk.service import Kiosk
from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.clock import ManualClock
from mot_cua.ids import SERVER, CounterNo, DeviceId, UnixMs
from mot_cua.program import Reactor
from mot_cua.store import open_store
from queue_server.foresight import Learnt
from queue_server.program import open_journal
from queue_server.service import QueueServer

BOOT: Final = "stage"


class Panel:
    """A counter unit that remembers what it shows."""

    def __init__(self) -> None:
        self.number = ""
        self.label = ""

    def show_number(self, text: str) -> None:
        """Show it above the counter."""
        self.number = text

    def invite(self, label: str, given: str) -> None:
        """Invite to rate this number, unless it was rated already."""
        self.label = "" if given else label

    def close(self) -> None:
        """Go dark."""
        self.number = self.label = ""


class StageLamp:
    """A lamp that remembers how often it was lit."""

    def __init__(self) -> None:
        self.is_lit = False
        self.times_lit = 0

    def set(self, *, is_lit: bool) -> None:
        """Light it, or put it out."""
        self.times_lit += is_lit and not self.is_lit
        self.is_lit = is_lit


class StageSpeaker:
    """A loudspeaker that remembers what was said, as `sentence number`."""

    def __init__(self) -> None:
        self.status = SpeakerStatus("none")
        self.said: list[str] = []
        self.ids: list[str] = []

    def say(self, saying: Saying) -> None:
        """Remember it."""
        self.ids.append(saying.id)
        for one in saying.words:
            about = one.code or one.service or one.level or one.key or one.counter or ""
            self.said.append(f"{one.sentence} {about}".strip())

    def close(self) -> None:
        """Let go of nothing."""


class Glance(NoScreen):
    """A screen that people see, and that draws nothing: stories read the view."""

    is_visible = True


class Stage:
    """A server, the first kiosk and a bridge of one office."""

    def __init__(
        self, house: House, *, begins: UnixMs, is_sample: bool = False, boot: str = BOOT
    ) -> None:
        """Start everything at a moment; another `boot` than before means a power cut."""
        self.clock = ManualClock(begins)
        self.broker = LocalBroker()
        self._inboxes: dict[str, deque[object]] = {}
        office = house.settings.office.id

        def post_to(name: str) -> deque[object]:
            return self._inboxes.setdefault(name, deque())

        self.panels = {CounterNo(one.number): Panel() for one in house.settings.counter}
        self.server = QueueServer(
            settings=house.settings,
            timetable=house.timetable,
            journal=open_journal(house),
            bus=LocalBus(self.broker, office, SERVER),
            clock=self.clock,
            boot=boot,
            post=_poster(post_to("server")),
            is_sample=is_sample,
            learnt=Learnt(house.data / "experience.json"),
        )
        mine = house.settings.kiosk[0]
        self.lamps = {one.code: StageLamp() for one in house.settings.service}
        self.speaker = StageSpeaker()
        dots = WIDTHS[mine.printer.roll_mm]
        self.paper = PaperPrinter(width_dots=dots)
        kiosk_post = _poster(post_to(mine.id))
        self.printer = DirectPrinter(
            MemoryTransport(self.paper, self.clock), kiosk_post, clock=self.clock, starts_clean=True
        )
        self.kiosk = Kiosk(
            device=DeviceId(mine.id),
            settings=house.settings,
            timetable=house.timetable,
            db=open_store(house.data / f"{mine.id}.db"),
            bus=LocalBus(self.broker, office, DeviceId(mine.id)),
            clock=self.clock,
            boot=boot,
            printer=self.printer,
            roll_dots=dots,
            screen=NoScreen() if mine.screen.kind == "none" else Glance(),
            speaker=self.speaker,
            lamps=self.lamps,
            post=kiosk_post,
            first=mine.first,
            last=mine.last,
            outbox_limit=mine.outbox_limit,
            procedures=house.shown_procedures(),
            second_place=SecondPlace(house.data / f"{mine.id}.last-numbers.json"),
        )
        bridge = house.settings.bridge[0].id
        self.bridge = Bridge(
            device=DeviceId(bridge),
            units=self.panels,
            db=open_store(house.data / f"{bridge}.db"),
            bus=LocalBus(self.broker, office, DeviceId(bridge)),
            clock=self.clock,
            boot=boot,
            post=_poster(post_to(bridge)),
        )
        self._reactors: dict[str, Reactor] = {
            "server": self.server,
            mine.id: self.kiosk,
            bridge: self.bridge,
        }
        for reactor in self._reactors.values():
            reactor.start()
        self.look_at_printer()

    def to_kiosk(self, item: object) -> None:
        """Press something at the kiosk, and let everything it causes happen."""
        self.kiosk.handle(item)
        self.settle()

    def look_at_printer(self) -> None:
        """Let the kiosk ask its printer how it is, as it does every two seconds."""
        self.printer.poll()
        self.settle()

    def to_bridge(self, item: object) -> None:
        """Press something at a counter unit."""
        self.bridge.handle(item)
        self.settle()

    def to_server(self, item: object) -> None:
        """Ask the server, as a page does."""
        self.server.handle(item)
        self.settle()

    def settle(self) -> bool:
        """Let messages travel until nobody has anything to say; tell whether anybody had."""
        is_any = False
        while self.broker.pump() or self._handle_waiting():
            is_any = True
        return is_any

    def _handle_waiting(self) -> bool:
        is_any = False
        for name, reactor in self._reactors.items():
            inbox = self._inboxes[name]
            while inbox:
                reactor.handle(inbox.popleft())
                is_any = True
        return is_any

    def advance_to(self, moment: int) -> None:
        """Let office time pass until `moment` on the wall clock, with all that falls due in it."""
        while (left := moment - self.clock.wall_ms()) > 0:
            now = self.clock.monotonic_ms()
            dues = (reactor.due() for reactor in self._reactors.values())
            soonest = min((due for due in dues if due is not None), default=now + left)
            self.clock.advance(min(max(soonest - now, 1), left))
            self._tick_due()

    def _tick_due(self) -> None:
        for reactor in self._reactors.values():
            due = reactor.due()
            if due is not None and due <= self.clock.monotonic_ms():
                reactor.tick()
                self.settle()

    def close(self) -> None:
        """Stop everything in good order."""
        for reactor in _devices_first(self._reactors.values()):
            reactor.stop()


def _devices_first(reactors: Iterable[Reactor]) -> list[Reactor]:
    return list(reactors)[::-1]


def _poster(inbox: deque[object]) -> Post:
    def post(item: object) -> bool:
        inbox.append(item)
        return True

    return post
