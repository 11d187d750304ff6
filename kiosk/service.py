"""The kiosk's program: a press becomes a number on the disk, then on paper, then a fact.

    press ─▶ flow ─▶ series (disk, and the fact) ─▶ printer ─▶ its answer (disk, and the fact)
                                     └─▶ outbox ─▶ server

1. Issuing never needs the network: there is one way, online or not.
2. Nothing is printed that is not stored; if the disk fails, the screen says so.
3. If the process dies between printing and hearing of it, it asks; it gives no second number.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Final, Protocol

from config.settings import Settings, prefix_of
from hardware.inputs import Lamp, Scanned, ServicePressed, Touched
from hardware.printer.commands import job_of
from hardware.printer.layout import strips
from hardware.printer.port import Printer, PrintResult
from hardware.printer.status import PrinterStatus
from kiosk.flow import Flow, HasPaper, PrintAgain, Shown, TakeNumber, Wish
from kiosk.paper import paper_of, service_of
from kiosk.picture import Picture
from kiosk.series import Issued, Series
from kiosk.view import KioskView
from mot_cua import VERSION
from mot_cua.bus.outbox import Courier, Outbox
from mot_cua.bus.port import Arrived, Bus, Connected, Disconnected, Interest
from mot_cua.business_day import day_of
from mot_cua.clock import Clock
from mot_cua.errors import Refused
from mot_cua.ids import (
    DayText,
    DeviceId,
    NewId,
    RequestId,
    ServiceCode,
    TicketClass,
    TicketId,
    Ticks,
    new_id,
)
from mot_cua.messages import (
    DeviceCommand,
    DeviceFault,
    DeviceStatus,
    FactsStored,
    OfficeState,
    PaperScanned,
    QueueState,
    Reprint,
)
from mot_cua.store import transaction
from mot_cua.timetable import Timetable

log = logging.getLogger(__name__)

HEARTBEAT_MS: Final = 30_000
TROUBLE_MS: Final = 10_000


class Screen(Protocol):
    """Where the picture is drawn; a kiosk without a screen has one that does nothing."""

    refresh_ms: int | None
    """How often it wants to be shown, and asked for touches; None: only when something changed."""

    def show(self, view: KioskView) -> None:
        """Draw what has changed."""

    def touches(self) -> list[str]:
        """Return what was touched since the last time, as names of `kiosk.view.TOUCHES`."""


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
        screen: Screen,
        lamps: dict[str, Lamp],
        post: Callable[[object], bool],
        first: int,
        last: int,
        make_id: NewId = new_id,
    ) -> None:
        self._device, self._settings, self._timetable = device, settings, timetable
        self._db, self._bus, self._clock, self._boot = db, bus, clock, boot
        self._printer, self._dots, self._screen, self._lamps = printer, roll_dots, screen, lamps
        self._post, self._make_id = post, make_id
        self._outbox = Outbox(db, clock=clock, boot=boot, new_id=make_id)
        self._courier = Courier(self._outbox, bus, device=device, clock=clock)
        self._series = Series(db, self._outbox, first=first, last=last, make_id=make_id)
        self._flow = Flow(cooldown_ms=settings.rules.press_cooldown_s * 1000)
        self._picture = Picture(settings, timetable)
        self._state: OfficeState | None = None
        self._queue: QueueState | None = None
        self._is_server_here = False
        self._trouble = ""
        self._trouble_ends: Ticks | None = None
        self._printing: dict[str, tuple[Shown, bool]] = {}
        """Print job → what it prints, and whether it is a second paper."""
        self._last_printer = ""
        self._heartbeat = Ticks(0)
        self._redraw = Ticks(0)

    # ── The reactor ──────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        self._ask_about_the_last_paper()
        self._bus.start(
            self._post,
            interests=(
                Interest(OfficeState),
                Interest(QueueState),
                Interest(FactsStored, self._device),
                Interest(DeviceCommand, self._device),
                Interest(DeviceStatus, DeviceId("server")),
            ),
            will=self._status(is_online=False),
        )
        self._draw()

    def handle(self, item: object) -> None:
        match item:
            case ServicePressed() | Touched() | Scanned():
                self._touched(item)
            case PrintResult():
                self._printed(item)
            case PrinterStatus():
                self._printer_says(item)
            case Arrived():
                self._hear(item)
            case Connected():
                self._beat()
                self._courier.connected()
            case Disconnected():
                self._is_server_here = False
                self._courier.disconnected()
            case _:
                log.debug("the kiosk has no use for %r", item)
        self._draw()

    def _touched(self, item: ServicePressed | Touched | Scanned) -> None:
        now = self._clock.monotonic_ms()
        match item:
            case ServicePressed(service=service):
                self._grant(self._flow.press(ServiceCode(service), now))
            case Touched(target=target):
                self._grant(self._flow.touch(target, now))
            case Scanned(text=text):
                self._scan(text)

    def due(self) -> Ticks | None:
        redraw = self._redraw if self._screen.refresh_ms is not None else None
        moments = [
            self._heartbeat,
            redraw,
            self._trouble_ends,
            self._courier.due(),
            self._flow.due(),
        ]
        return min(one for one in moments if one is not None)

    def tick(self) -> None:
        now = self._clock.monotonic_ms()
        if now >= self._heartbeat:
            self._beat()
        if self._trouble_ends is not None and now >= self._trouble_ends:
            self._trouble, self._trouble_ends = "", None
        self._courier.tick()
        self._flow.tick(now)
        for target in self._screen.touches():
            self._grant(self._flow.touch(target, now))
        self._draw()

    def stop(self) -> None:
        self._bus.close()
        self._printer.close()
        self._db.close()

    # ── Store, print, record ─────────────────────────────────────────────────────────────────

    def _grant(self, wish: Wish | None) -> None:
        match wish:
            case TakeNumber(service=service, ticket_class=ticket_class):
                self._take_number(service, ticket_class)
            case PrintAgain(ticket=ticket):
                self._print_again(ticket)
            case HasPaper(ticket=ticket):
                self._record_print(ticket, "printed", detail="told by the citizen")
            case None:
                return

    def _take_number(self, service: ServiceCode, ticket_class: TicketClass) -> None:
        try:
            issued = self._issue(service, ticket_class)
        except Refused as refusal:
            log.warning("no number for %s: %s", service, refusal)
            self._complain(refusal.code)
            return
        except sqlite3.Error:
            log.exception("the disk failed; no number was given out")
            self._complain("disk")
            return
        self._trouble = ""
        self._courier.wake()
        self._print(issued, ahead=self._ahead(service))

    def _issue(self, service: ServiceCode, ticket_class: TicketClass) -> Issued:
        try:
            known = service_of(self._settings, service)
        except KeyError:
            raise Refused("unknown-service", f"the office file has no service {service}") from None
        if self._clock_is_right() and not self._timetable.is_issuing(self._clock.wall_ms()):
            raise Refused("outside-hours", "numbers are given out in the hours of issue only")
        return self._series.issue(
            request=RequestId(self._make_id()),
            service=service,
            ticket_class=ticket_class,
            day=self._business_day(),
            issued_ms=self._clock.wall_ms(),
            prefix=prefix_of(known, self._settings.office.number_style),
        )

    def _complain(self, code: str) -> None:
        """Say for a while why nothing came of a press; the next person tries anew."""
        self._trouble = code
        self._trouble_ends = Ticks(self._clock.monotonic_ms() + TROUBLE_MS)

    def _print(self, issued: Issued, *, ahead: int | None, is_reprint: bool = False) -> None:
        shown = self._shown(issued, ahead)
        self._flow.issued(shown)
        job = self._make_id()
        self._printing[job] = (shown, is_reprint)
        paper = paper_of(
            self._settings,
            issued,
            ahead=None if is_reprint else ahead,
            is_clock_trusted=self._clock_is_right(),
            is_reprint=is_reprint,
        )
        self._light(issued.service, is_lit=True)
        self._draw()
        self._printer.submit(job, job_of(strips(paper, self._dots)))

    def _printed(self, result: PrintResult) -> None:
        known = self._printing.pop(result.job_id, None)
        if known is None:
            log.warning("the printer answered for job %s, which nobody sent", result.job_id)
            return
        shown, is_reprint = known
        self._light(shown.service, is_lit=False)
        self._record_print(
            shown.ticket, result.outcome, detail=result.detail, is_reprint=is_reprint
        )
        self._flow.print_ended(shown, result.outcome, self._clock.monotonic_ms())

    def _record_print(
        self, ticket: TicketId, outcome: str, *, detail: str = "", is_reprint: bool = False
    ) -> None:
        self._series.printed(
            ticket,
            outcome,  # type: ignore[arg-type]  # the printer's words are the series' own
            detail=detail[:200],
            is_reprint=is_reprint,
        )
        self._courier.wake()

    def _print_again(self, ticket: TicketId) -> None:
        issued = self._series.ticket(ticket)
        if issued is None:
            log.warning("asked to print %s again, which is not of this kiosk", ticket)
            return
        self._print(issued, ahead=None, is_reprint=True)

    def _scan(self, text: str) -> None:
        """Tell the server of a paper that somebody brought back, and thank for it."""
        issued = self._series.find(self._business_day(), text)
        if issued is None:
            self._complain("unknown-paper")
            return
        with transaction(self._db):
            self._outbox.add(PaperScanned(ticket=issued.ticket))
        self._courier.wake()
        self._trouble = ""
        self._flow.scanned(self._shown(issued, None), self._clock.monotonic_ms())

    def _ask_about_the_last_paper(self) -> None:
        """After a crash between printing and hearing of it, nobody knows; so people are asked."""
        for issued in self._series.by_print(self._business_day(), "pending"):
            self._record_print(issued.ticket, "unconfirmed", detail="the kiosk was interrupted")
            self._flow.print_ended(
                self._shown(issued, None), "unconfirmed", self._clock.monotonic_ms()
            )

    def _shown(self, issued: Issued, ahead: int | None) -> Shown:
        return Shown(issued.ticket, issued.label, issued.service, issued.token, ahead, "printing")

    def _light(self, service: str, *, is_lit: bool) -> None:
        lamp = self._lamps.get(service)
        if lamp is not None:
            lamp.set(is_lit=is_lit)

    # ── The clock and the day ────────────────────────────────────────────────────────────────

    def _clock_is_right(self) -> bool:
        """Whether the wall clock can be right: not before the build, not behind the last number."""
        last = self._series.last_issue()
        is_behind = last is not None and self._clock.wall_ms() < last.issued_ms
        return self._clock.is_trusted() and not is_behind

    def _business_day(self) -> DayText:
        last = self._series.last_issue()
        if self._clock_is_right() or last is None:
            return day_of(self._clock.wall_ms())
        return last.day

    # ── What is heard ────────────────────────────────────────────────────────────────────────

    def _hear(self, arrived: Arrived) -> None:
        match arrived.message:
            case OfficeState() as state:
                self._state = state
            case QueueState() as queue:
                self._queue = queue
            case DeviceStatus() as server:
                self._is_server_here = server.online
            case FactsStored() as answer:
                self._courier.acknowledged(answer)
            case DeviceCommand() as command:
                self._obey(command)
            case _:
                log.debug("the kiosk has no use for %r", arrived)

    def _obey(self, command: DeviceCommand) -> None:
        order = command.order
        if self._clock.wall_ms() > order.expires_ms:
            log.warning("the order %s came too late and is not done", order.id)
            return
        if not isinstance(order, Reprint):
            log.info("the order %s is not for a kiosk", order)
            return
        if order.ticket is not None:
            self._print_again(order.ticket)
            return
        for issued in self._series.by_print(self._business_day(), "failed", "unconfirmed"):
            self._print(issued, ahead=None, is_reprint=True)

    def _printer_says(self, status: PrinterStatus) -> None:
        now = _word(status)
        if now == self._last_printer:
            return
        with transaction(self._db):
            self._outbox.add(DeviceFault(part="printer", state=now))
        self._last_printer = now
        self._courier.wake()
        self._beat()

    # ── What is told and shown ───────────────────────────────────────────────────────────────

    def _ahead(self, service: ServiceCode) -> int | None:
        """Count the people before a new number: the server's, and ours that it has not heard of."""
        if not self._is_connected() or self._queue is None:
            return None
        waiting = next((s.waiting for s in self._queue.services if s.service == service), None)
        if waiting is None:
            return None
        return waiting + max(0, self._series.unheard(service) - 1)

    def _is_connected(self) -> bool:
        return self._is_server_here and self._bus.is_connected

    def _beat(self) -> None:
        self._heartbeat = Ticks(self._clock.monotonic_ms() + HEARTBEAT_MS)
        self._bus.publish(self._status(is_online=True), device=self._device)

    def _status(self, *, is_online: bool) -> DeviceStatus:
        return DeviceStatus(
            online=is_online,
            boot=self._boot,
            role="kiosk",
            version=VERSION,
            sent_wall_ms=self._clock.wall_ms(),
            clock_trusted=self._clock.is_trusted(),
            outbox_depth=self._outbox.depth,
            health={"printer": _word(self._printer.status)},
        )

    def _draw(self) -> None:
        self._redraw = Ticks(self._clock.monotonic_ms() + (self._screen.refresh_ms or 0))
        self._screen.show(self.view())

    def view(self) -> KioskView:
        """Make the present picture."""
        return self._picture.view(
            flow=self._flow,
            now_ms=self._clock.wall_ms(),
            is_clock_right=self._clock_is_right(),
            is_connected=self._is_connected(),
            state=self._state,
            queue=self._queue,
            printer=_word(self._printer.status),
            trouble=self._trouble,
        )


def _word(status: PrinterStatus) -> str:
    """Say in one word how the printer is; the screen and the admin page have a text for each."""
    if status.problem is not None:
        return status.problem
    return "near_end" if status.paper == "near_end" else "ready"
