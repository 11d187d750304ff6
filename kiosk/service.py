"""The kiosk's program: a press becomes a number on the disk, then on paper, then a fact.

    press ─▶ flow ─▶ handing out ─▶ series (disk, and the fact) ─▶ printer
                                              └─▶ outbox ─▶ server

1. Issuing never needs the network: there is one way, online or not.
2. What the server said is shown while it is there, and left out when it is not: no number is
   better than an old one.
3. If the disk fails, the screen says so.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping

from config.procedures import Procedure
from config.settings import Settings
from hardware.inputs import (
    ButtonHeld,
    HandsFault,
    KioskRatingTouched,
    Lamp,
    Scanned,
    ServicePressed,
    Touched,
)
from hardware.printer.commands import ticket_job
from hardware.printer.port import Printer, PrintResult
from hardware.printer.profile import BITMAPS, Profile
from hardware.printer.status import PrinterStatus
from hardware.speaker.port import Speaker, SpeakerStatus
from kiosk.complaint import Complaint
from kiosk.day import KioskDay
from kiosk.desk import Desk
from kiosk.flow import Flow, Wish
from kiosk.guide import Guide, PrintProcedure, SayPage
from kiosk.hand_list import HandList
from kiosk.handing_out import HandingOut
from kiosk.health import Health
from kiosk.hours import KioskHours
from kiosk.issuing import Issuing
from kiosk.lamps import ServiceLamps
from kiosk.orders import Orders
from kiosk.paper import paper_of
from kiosk.papers_back import PapersBack
from kiosk.picture import Picture
from kiosk.printing import Job, Printing
from kiosk.rating_desk import RatingDesk
from kiosk.second_place import SecondPlace
from kiosk.series import Series
from kiosk.staff import HandListWanted, Staff
from kiosk.told import Told
from kiosk.view import KioskView, Screen
from kiosk.voice import KioskVoice
from mot_cua.bus.outbox import MOST_FACTS, Outbox
from mot_cua.bus.port import Arrived, Bus, Disconnected, Interest
from mot_cua.bus.uplink import Uplink
from mot_cua.clock import Clock
from mot_cua.errors import Refused
from mot_cua.ids import DeviceId, NewId, ServiceCode, Ticks, new_id
from mot_cua.messages import (
    AnyFact,
    CalendarState,
    DeviceCommand,
    DeviceFault,
    Finding,
    LineState,
    OfficeState,
    PrintApology,
    PrintHandOver,
    PrintSummary,
    QueueState,
    Reprint,
    TellCitizen,
    VisitsState,
)
from mot_cua.store import transaction
from mot_cua.timetable import Timetable

log = logging.getLogger(__name__)


class Kiosk:
    """The reactor of one kiosk; see `mot_cua.program.Reactor`."""

    def __init__(
        self,
        *,
        device: DeviceId,
        settings: Settings,
        timetable: Timetable,
        db: sqlite3.Connection,
        bus: Bus,
        clock: Clock,
        boot: str,
        printer: Printer,
        roll_dots: int,
        profile: Profile = BITMAPS,
        screen: Screen,
        speaker: Speaker,
        lamps: Mapping[str, Lamp],
        post: Callable[[object], bool],
        first: int,
        last: int,
        outbox_limit: int = MOST_FACTS,
        procedures: tuple[Procedure, ...] = (),
        second_place: SecondPlace | None = None,
        findings: Callable[[], tuple[Finding, ...]] = tuple,
        make_id: NewId = new_id,
    ) -> None:
        self._db, self._clock = db, clock
        self._settings, self._dots, self._profile = settings, roll_dots, profile
        self._screen, self._post = screen, post
        self._outbox = Outbox(db, clock=clock, boot=boot, new_id=make_id, limit=outbox_limit)
        self._series = Series(
            db, self._outbox, first=first, last=last, second_place=second_place, make_id=make_id
        )
        self._day = KioskDay(self._series, clock)
        self._printing = Printing(printer, self._series, make_job=self._job_of, make_id=make_id)
        self._hand_list = HandList(db, self._series, settings, day=self._day, clock=clock)
        self._staff = Staff(
            self._hand_list,
            self._printing,
            office=settings.office,
            roll_dots=roll_dots,
            is_server_here=lambda: self._uplink.is_up,
            complain=self.complain,
        )
        self._orders = Orders(self._series, self._printing, clock)
        self._health = Health(lambda: self._printing.state, tell=self._report)
        self._uplink = Uplink(
            device=device,
            role="kiosk",
            bus=bus,
            clock=clock,
            boot=boot,
            outbox=self._outbox,
            health=self._health.states,
            findings=findings,
        )
        self._device = device
        self._voice = KioskVoice(speaker, make_id=make_id)
        self._lamps = ServiceLamps(lamps)
        self._hours = KioskHours(db, timetable)
        timetable = self._hours.timetable
        self._flow = Flow(
            cooldown_ms=settings.rules.press_cooldown_s * 1000,
            guide=Guide(procedures, can_idle=bool(procedures or settings.office.notices)),
        )
        self._desk = Desk(
            settings,
            flow=self._flow,
            printing=self._printing,
            voice=self._voice,
            roll_dots=roll_dots,
            profile=profile,
            now=clock.monotonic_ms,
            full=self._full,
        )
        self._picture = Picture(settings, timetable)
        self._papers = HandingOut(
            self,
            series=self._series,
            issuing=Issuing(
                settings, timetable, self._series, day=self._day, clock=clock, make_id=make_id
            ),
            printing=self._printing,
            day=self._day,
            flow=self._flow,
            lamps=self._lamps,
            voice=self._voice,
            clock=clock,
            is_screen_visible=lambda: screen.is_visible,
        )
        self._papers_back = PapersBack(
            self,
            settings=settings,
            series=self._series,
            day=self._day,
            flow=self._flow,
            clock=clock,
            tell=self._tell,
            is_server_here=lambda: self._uplink.is_up,
        )
        self._told = Told(
            hours=self._hours,
            hand_list=self._hand_list,
            series=self._series,
            is_server_here=lambda: self._uplink.is_up,
        )
        self._complaint = Complaint()
        self._ratings = RatingDesk(
            settings,
            device,
            flow=self._flow,
            clock=clock,
            tell=self._tell,
            is_server_here=lambda: self._uplink.is_up,
            is_screen_visible=lambda: screen.is_visible,
        )
        self._redraw = Ticks(0)

    # ── The reactor ──────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        self._papers.ask_about_last_papers()
        self._uplink.start(
            self._post,
            Interest(OfficeState),
            Interest(CalendarState),
            Interest(QueueState),
            Interest(LineState),
            Interest(VisitsState),
            Interest(DeviceCommand, self._device),
        )
        self.draw()

    def handle(self, item: object) -> None:
        try:
            self._handle(item)
        except Refused as refusal:
            log.warning("nothing came of %r: %s", item, refusal)
            self.complain(refusal.code)
        except sqlite3.Error:
            # What was printed or pressed is not recorded; the next start asks about the paper.
            log.exception("the disk failed over %r", item)
            self.complain("disk")
        self.draw()

    def _handle(self, item: object) -> None:
        match item:
            case PrintResult():
                self._papers.printed(item)
            case PrinterStatus() | HandsFault() | SpeakerStatus():
                self._health.hear(item)
            case Arrived():
                self._uplink.heard()
                self._hear(item)
            case Disconnected():
                self._told.lose()
                self._uplink.handle(item)
            case HandListWanted():
                self._staff.print_hand_list()
            case ServicePressed() | Touched() | Scanned() | KioskRatingTouched() | ButtonHeld():
                self._touched(item)
            case _:
                self._uplink.handle(item)

    def _touched(
        self, item: ServicePressed | Touched | Scanned | KioskRatingTouched | ButtonHeld
    ) -> None:
        now = self._clock.monotonic_ms()
        match item:
            case ServicePressed(service=service):
                self._ratings.leave()
                self._papers.grant(self._flow.press(ServiceCode(service), now))
            case Touched(target=target):
                self._touched_screen(target, now)
            case Scanned(text=text):
                self._scan(text)
            case KioskRatingTouched():
                self._ratings.pressed(item)
            case ButtonHeld(target=target):
                self._desk.say_target(target)

    def _touched_screen(self, target: str, now: Ticks) -> None:
        name = target.partition(":")[0]
        if name == "staff":
            self._staff.touched(now)
        elif name == "hear":
            self._desk.say_target(target.removeprefix("hear:"))
        elif not self._ratings.touched(target, now):
            self._wish(self._flow.touch(target, now))

    def _wish(self, wish: Wish | None) -> None:
        match wish:
            case PrintProcedure(code=code):
                self._desk.print_procedure(code)
            case SayPage():
                self._desk.say_page()
            case _:
                self._papers.grant(wish)

    def due(self) -> Ticks | None:
        redraw = self._redraw if self._screen.refresh_ms is not None else None
        moments = [
            self._uplink.due(),
            redraw,
            self._complaint.ends,
            self._flow.due(),
            self._lamps.due(),
            self._ratings.due(),
        ]
        return min(one for one in moments if one is not None)

    def tick(self) -> None:
        now = self._clock.monotonic_ms()
        self._complaint.tick(now)
        self._uplink.tick()
        self._hand_list.tick(now)
        self._flow.tick(now)
        self._ratings.tick(now)
        self._lamps.tick(now)
        for target in self._screen.touches():
            self.handle(Touched(target))
        self.draw()

    def stop(self) -> None:
        self._hand_list.keep()
        self._uplink.close()
        self._printing.close()
        self._voice.close()
        self._db.close()

    # ── What the papers need of us; see `kiosk.handing_out.Front` ────────────────────────────

    @property
    def queue(self) -> QueueState | None:
        """The queue as the server last told it; None while that may be old."""
        return self._told.queue

    def complain(self, code: str, service: ServiceCode | None = None) -> None:
        """Say for a while why nothing came of it; the next person tries anew."""
        now = self._clock.monotonic_ms()
        self._complaint.begin(code, now)
        if service is not None:
            self._lamps.refuse(service, now)

    def is_well_again(self) -> None:
        """Forget the last complaint."""
        self._complaint.end()

    def wake(self) -> None:
        """Have the new facts sent."""
        self._uplink.wake()

    def draw(self) -> None:
        """Show the present picture."""
        self._redraw = Ticks(self._clock.monotonic_ms() + (self._screen.refresh_ms or 0))
        self._screen.show(self.view())

    def _job_of(self, job: Job) -> bytes:
        paper = paper_of(
            self._settings,
            job.issued,
            wait=job.wait,
            is_clock_trusted=self._day.is_clock_right,
            is_reprint=job.is_reprint,
        )
        return ticket_job(paper, self._dots, self._profile)

    # ── What people do ───────────────────────────────────────────────────────────────────────

    def _scan(self, text: str) -> None:
        """Take a card of whoever looks after the kiosk, or a paper that somebody brought back."""
        if not self._staff.scanned(text):
            self._papers_back.scanned(text)

    # ── What is heard ────────────────────────────────────────────────────────────────────────

    def _hear(self, arrived: Arrived) -> None:
        self._told.hear(arrived.message)
        self._ratings.hear(arrived.message)
        if isinstance(arrived.message, DeviceCommand):
            self._obey(arrived.message)
        else:
            self._uplink.handle(arrived)

    def _obey(self, command: DeviceCommand) -> None:
        match self._orders.taken(command):
            case Reprint() as order:
                for issued in self._orders.papers(order):
                    self._papers.print_for_staff(issued)
            case PrintSummary() as order:
                self._staff.print_summary(order)
            case PrintApology() as order:
                self._staff.print_apology(order)
            case PrintHandOver() as order:
                self._staff.print_hand_over(order)
            case TellCitizen() as told:
                self._papers_back.answered(told)
                self._ratings.answered(told)

    def _report(self, fault: DeviceFault) -> None:
        self._tell(fault)
        self._uplink.beat()

    def _tell(self, body: AnyFact, age_ms: int = 0) -> None:
        """Keep a fact that belongs to nothing else on this disk, and have it sent."""
        with transaction(self._db):
            self._outbox.add(body, age_ms=age_ms)
        self.wake()

    def _full(self) -> frozenset[str]:
        return self._series.used_up(self._day.today)

    # ── What is shown ────────────────────────────────────────────────────────────────────────

    def view(self) -> KioskView:
        """Make the present picture."""
        return self._picture.view(
            flow=self._flow,
            now_ms=self._clock.wall_ms(),
            is_clock_right=self._day.is_clock_right,
            is_connected=self._uplink.is_up,
            state=self._told.office,
            queue=self._told.queue,
            printer=self._printing.state,
            trouble=self._complaint.code,
            full=self._full(),
            sent=self._desk.sent,
            can_speak=self._voice.can_speak,
            rating=self._ratings.view(),
            has_rating=self._ratings.is_wanted,
        )
