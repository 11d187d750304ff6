"""The queue server: one thread owns the state. Decide, record, apply, tell, in that order.

1. Facts of devices, requests of call boxes and questions of pages come through one inbox.
2. Nothing is told before it is committed: no board, no acknowledgement, no answer to a page.
3. What is told are whole snapshots; they are told again after each reconnect.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from typing import Final, NamedTuple

import msgspec

from config.settings import Settings
from mot_cua import VERSION
from mot_cua.bus.port import Arrived, Bus, Connected, Disconnected, Interest
from mot_cua.clock import Clock
from mot_cua.errors import JournalError, Refused
from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    NewId,
    RequestId,
    ServiceCode,
    Ticks,
    UnixMs,
    new_id,
)
from mot_cua.messages import (
    CalendarState,
    CounterRequest,
    DeviceCommand,
    DeviceStatus,
    Fact,
    Facts,
    FactsStored,
    Message,
    Reprint,
)
from mot_cua.office_calendar import timetable_of
from mot_cua.timetable import Timetable
from queue_server import call_box
from queue_server.calendar import Calendar
from queue_server.changes import Changes, Leave, Listen
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.changes import apply
from queue_server.core.decisions import Repeated, decide, next_due
from queue_server.core.office import Answer, Office
from queue_server.core.people import Secret
from queue_server.core.situation import Situation
from queue_server.facts import age_of, command_of, last_numbers
from queue_server.foresight import WEEKS, AskLearnt, Foresight, Learnt
from queue_server.forgery import objection
from queue_server.journal.journal import Heard, Journal
from queue_server.journal.people import read_users
from queue_server.journal.told import PastForecasts
from queue_server.power import PowerCut
from queue_server.presence import Device, Silent, heard, silent_among
from queue_server.snapshots import (
    Forecast,
    OfficeView,
    counter_state,
    line_state,
    office_state,
    office_view,
    queue_state,
    rating_window,
)
from queue_server.ticket_book import TicketBook, ticket_book
from queue_server.timeline import Timeline
from queue_server.turnstile import Turnstile

log = logging.getLogger(__name__)

SERVER: Final = DeviceId("server")
HEARTBEAT_MS: Final = 30_000
DISK_RESTS_MS: Final = 5_000
"""What falls due is not recorded more often than this on a disk that fails."""
ORDER_LIVES_MS: Final = 60_000
"""An order that a device hears later than this is not done: whoever gave it has seen that."""


class Ask(NamedTuple):
    """A page's question: commands to be done one after the other, and where the answers go."""

    commands: Sequence[c.Command]
    reply: Future[list[Answer]]
    by: str = "server"
    """Who asks; stands in the journal beside what came of it."""


class Tell(NamedTuple):
    """An order that a page has made for one device, and whether it was sent."""

    device: DeviceId
    order: DeviceCommand
    reply: Future[bool]


class QueueServer:
    """The reactor of the queue server; see `mot_cua.program.Reactor`."""

    def __init__(
        self,
        *,
        settings: Settings,
        timetable: Timetable,
        journal: Journal,
        bus: Bus,
        clock: Clock,
        boot: str,
        post: Callable[[object], bool],
        is_sample: bool = False,
        learnt: Learnt | None = None,
        foresight: Foresight | None = None,
        make_id: NewId = new_id,
    ) -> None:
        """Make a server; `post` is where the bus puts what arrives: the inbox of its loop.

        It forecasts with what it has learnt, unless it is given another `foresight`.
        """
        self.settings, self.journal, self._changes = settings, journal, Changes()
        self._file_hours, self.timetable = timetable, timetable.copy()
        """Of the office file; and in force, which whoever holds it sees change."""
        self._bus, self._clock, self._boot = bus, clock, boot
        self._turnstile, self._is_sample, self._make_id = Turnstile(post), is_sample, make_id
        self._calendar = Calendar(settings.hours, self.timetable)
        self._timeline = Timeline(clock, journal.last)
        self._foresight = foresight or Foresight(
            settings, self.timetable, learnt, last_seq=journal.last_seq
        )
        self._told: dict[tuple[type[Message], CounterNo | None], Message] = {}
        self._heartbeat = Ticks(0)
        self._disk_rests = Ticks(0)
        self.office = Office(one.number for one in settings.counter)
        self.devices: dict[DeviceId, Device] = {}
        """Replaced, never changed, so that pages may read it."""
        self._began = self._timeline.now().ticks
        self._power = PowerCut(one.id for one in settings.board if one.counter is None)
        self.view: OfficeView = office_view(self._situation())
        """Replaced after each change; any thread may read it."""
        self.book: TicketBook = ticket_book(self.office)
        """Replaced after each change; any thread may read it. Whoever reads it knows a token."""

    # ── The reactor ──────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Replay the open day, take note of the start, and join the bus."""
        self.office.users = read_users(self.journal.engine)
        # The last sealed day too: its papers still have their pages.
        since = min(self.journal.last_close(), self.journal.opening(days_ago=1))
        hours = self.journal.latest("calendar-changed")
        if hours is not None:
            apply(self.office, hours.event, hours.stamp)
        for row in self.journal.read(after_seq=since - 1):
            apply(self.office, row.event, row.stamp)
        self._keep_hours()
        past = self._foresight.heard or self.journal.opening(days_ago=7 * WEEKS) - 1
        rows = self.journal.read(after_seq=past)
        self._foresight.hear_all((row.event, row.stamp) for row in rows)
        boot_before = self.office.boot
        self._do(c.StartServer(request=self._request(), boot=self._boot, version=VERSION))
        self._turn_day()
        self._power.begin(self.office, boot_before, self._timeline.now().ticks)
        self._judge_forecasts()
        self._pass_time()
        self._refresh()
        interests = tuple(Interest(one) for one in (DeviceStatus, Facts, CounterRequest))
        self._bus.start(self._turnstile, interests=interests, will=self._status(is_online=False))

    def handle(self, item: object) -> None:
        try:
            self._handle(item)
        except JournalError as problem:
            # Nothing of it happened. A device sends it again; a page is told in `_answer`.
            log.error("%s", problem)  # noqa: TRY400 - the sentence says it all

    def _handle(self, item: object) -> None:
        match item:
            case Ask():
                self._answer(item)
            case Tell(device=device, order=order, reply=reply):
                reply.set_result(self._bus.publish(order, device=device))
            case Arrived():
                self._hear(item)
            case c.NoteAccess():
                self._note_access(item)
            case Listen() | Leave() | AskLearnt():
                self._serve_page(item)
            case Connected():
                self._tell_everything()
            case Disconnected(reason=reason):
                log.warning("the broker is away: %s", reason)
            case _:
                log.error("nobody handles %r", item)

    def _hear(self, item: Arrived) -> None:
        match item:
            case Arrived(message=Facts() as batch, device=device) if device is not None:
                self._take_facts(device, batch)
            case Arrived(message=DeviceStatus() as status, device=device) if device is not None:
                self._take_status(device, status)
            case Arrived(message=CounterRequest() as wish, counter=counter) if counter is not None:
                self._take_request(counter, wish)
            case _:
                log.error("nobody handles %r", item)

    def due(self) -> Ticks | None:
        now = self._timeline.now()
        moments = [
            self._heartbeat,
            Ticks(now.ticks + self._calendar.next_turn(self.office, now)),
        ]
        pending = next_due(self._situation())
        if pending is not None:
            moments.append(pending)
        looks = self._foresight.due(self._situation())
        if looks is not None:
            moments.append(looks)
        moments += [w.opens for w in self.office.open_windows() if w.opens > now.ticks]
        return self._timeline.to_monotonic(max(min(moments), self._disk_rests))

    def tick(self) -> None:
        now = self._timeline.now()
        try:
            self._turn_day()
            self._pass_time()
        except JournalError as problem:
            log.error("%s", problem)  # noqa: TRY400 - the sentence says it all
            self._disk_rests = Ticks(now.ticks + DISK_RESTS_MS)
        self._refresh()
        if now.ticks >= self._heartbeat:
            self._heartbeat = Ticks(now.ticks + HEARTBEAT_MS)
            self._bus.publish(self._status(is_online=True), device=SERVER)

    def stop(self) -> None:
        self._bus.close()
        self.journal.close()

    # ── Decide, record, apply ────────────────────────────────────────────────────────────────

    def _situation(self) -> Situation:
        return Situation(self.office, self.settings, self.timetable, self._timeline.now())

    def _do(
        self, command: c.Command, *, device: str = "server", heard: Heard | None = None
    ) -> Answer:
        """Decide, record, apply. Raises Refused, with nothing changed."""
        if isinstance(command, c.OrderReprint) and not self._bus.is_connected:
            raise Refused("device-away", "the broker is away; no device can be told anything")
        if isinstance(command, c.AdmitPaper):
            silent = tuple(one.id for one in self.silent_kiosks())
            command = msgspec.structs.replace(command, silent=silent)
        situation = self._situation()
        try:
            events = decide(situation, command)
        except Repeated as repeated:
            self._record((), situation.now, device, heard)
            return repeated.answer
        secret = command.secret if isinstance(command, c.ChangeUser) else None
        self._record(events, situation.now, device, heard, secret)
        known = self.office.answers.get(command.request)
        return known or Answer(request=command.request, kind="noted")

    def _record(
        self,
        events: Sequence[e.Event],
        now: c.Now,
        device: str,
        heard: Heard | None,
        secret: Secret | None = None,
    ) -> None:
        if not events and heard is None:
            return
        stored = self.journal.append(
            events,
            ticks=max(now.ticks, self.office.ticks),
            wall_ms=now.wall_ms,
            device=device,
            heard=heard,
            secret=secret,
        )
        for event, stamp in stored:
            apply(self.office, event, stamp)
            self._foresight.hear(event, stamp)
            if isinstance(event, e.CalendarChanged):
                self._keep_hours()
            if isinstance(event, e.ReprintOrdered):
                self._order_reprint(event)

    def _keep_hours(self) -> None:
        changed = self.office.calendar
        self.timetable.obey(timetable_of(changed) if changed else self._file_hours)

    def _request(self) -> RequestId:
        return RequestId(self._make_id())

    def _pass_time(self) -> None:
        self._do(c.PassTime(request=self._request()))

    def _turn_day(self) -> None:
        """Close a day whose time is over, and open the one that has begun."""
        for turn in self._calendar.turns(self.office, self._timeline.now()):
            command = (
                c.CloseDay(request=self._request(), is_made_up=turn.is_made_up)
                if turn.closes
                else c.OpenDay(
                    request=self._request(), day=DayText(turn.day), is_sample=self._is_sample
                )
            )
            self._do(command)
            log.info("%s %s", "closed" if turn.closes else "opened", turn.day)
            if not turn.closes:
                self._judge_forecasts()

    def _judge_forecasts(self) -> None:
        """Put on record what the weeks before this one's forecasts were worth, each once."""
        past, day = PastForecasts(self.journal.engine), self.office.day
        while day is not None:
            command = self._foresight.judgement(past, day, self._request())
            if command is None:
                break
            self._do(command)

    def silent_kiosks(self) -> tuple[Silent, ...]:
        """Name the kiosks that are not there; any thread may ask."""
        names = [one.id for one in self.settings.kiosk]
        return silent_among(names, self.devices, now=self._timeline.now().ticks, began=self._began)

    def is_here(self, device: DeviceId) -> bool:
        """Tell whether a device was heard of late; any thread may ask."""
        known = self.devices.get(device)
        return known is not None and known.is_here(self._timeline.now().ticks)

    # ── What comes in ────────────────────────────────────────────────────────────────────────

    def _answer(self, ask: Ask) -> None:
        answers: list[Answer] = []
        try:
            self._turn_day()
            self._pass_time()
            answers = [self._do(command, device=ask.by) for command in ask.commands]
        except Refused as refusal:
            self._refresh()
            ask.reply.set_exception(refusal)
            return
        except JournalError as problem:
            ask.reply.set_exception(Refused("disk-failed", str(problem)))
            raise
        self._refresh()
        try:
            ask.reply.set_result(answers)
        except InvalidStateError:
            # The page gave up waiting. What was decided stands; the same request tells it so.
            log.warning("nobody waits for the answer to %s", ask.commands[0].request)

    def _serve_page(self, item: Listen | Leave | AskLearnt) -> None:
        if isinstance(item, AskLearnt):
            self._foresight.tell_learnt(item)
        else:
            self._changes.handle(item)

    def _take_facts(self, device: DeviceId, batch: Facts) -> None:
        try:
            upto = self._store_facts(device, batch)
        finally:
            # Also after the disk has failed: the device comes again.
            self._turnstile.leave(device)
        # First the numbers that a kiosk prints as people ahead, then that it may forget its own.
        self._refresh()
        day, numbers = last_numbers(self.office, device)
        answer = FactsStored(stream=batch.stream, upto=upto, day=day, numbers=numbers)
        self._bus.publish(answer, device=device)

    def _store_facts(self, device: DeviceId, batch: Facts) -> int:
        """Store what is new in a batch; return how far the device's stream is stored."""
        upto = self.journal.heard(device, batch.stream)
        for fact in batch.facts:
            if fact.seq <= upto:
                continue
            if fact.seq > upto + 1:
                self._note_missing(device, batch.stream, upto, fact)
            upto = fact.seq
            self._turn_day()
            self._pass_time()
            command = self._command_of(fact, device=device, age_ms=age_of(batch, fact))
            self._do(command, device=device, heard=Heard(device, batch.stream, upto))
        return upto

    def _command_of(self, fact: Fact, *, device: DeviceId, age_ms: int) -> c.Command:
        """Return what a fact asks for; of one that cannot be true, only that it was told."""
        doubt = objection(self.settings, self.office.tickets, device, fact.body)
        if not doubt:
            return command_of(fact, device=device, age_ms=age_ms, now=self._timeline.now())
        log.error(
            "%s tells what it cannot know: %s. Look at that device, or shut it out:"
            " mot-cua devices revoke %s",
            device,
            doubt,
            device,
        )
        return c.ReportDevice(
            request=RequestId(fact.id), part="facts", state="forged", detail=doubt
        )

    def _note_access(self, note: c.NoteAccess) -> None:
        if note.number > self.journal.heard(SERVER, note.register):
            self._do(note, heard=Heard(SERVER, note.register, note.number))
            log.info("%s: %s by %s", note.device, note.change, note.by)

    def _note_missing(self, device: DeviceId, stream: str, upto: int, fact: Fact) -> None:
        """Keep that numbers of a device's outbox are missing: given up by it, or lost."""
        state, detail = "shed", f"{fact.shed} words on its health, for want of room"
        if fact.seq > upto + 1 + fact.shed:
            # A device sends what it was not told is stored. What is missing was stored once, in a
            # journal that was since put back from a backup.
            log.error("%s: facts %d to %d are lost", device, upto + 1, fact.seq - 1)
            state, detail = "gap", f"facts {upto + 1} to {fact.seq - 1} of stream {stream}"
        self._do(
            c.ReportDevice(request=self._request(), part="outbox", state=state, detail=detail),
            device=device,
        )

    def _take_status(self, device: DeviceId, status: DeviceStatus) -> None:
        now, before = self._timeline.now(), self.devices.get(device)
        self.devices = {**self.devices, device: heard(before, status, now)}
        if self._power.is_ready_to_announce(device, status, before, now.ticks):
            self._do(c.AnnounceAgain(request=self._request()))
            self._refresh()
        self._changes.tell(self.view.version)

    def _take_request(self, counter: CounterNo, wish: CounterRequest) -> None:
        try:
            self._pass_time()
            for command in call_box.commands_of(self._situation(), counter, wish):
                self._do(command)
        except Refused as refusal:
            log.info("counter %s: %s refused: %s", counter, wish.action, refusal)
        self._refresh()

    # ── Tell ─────────────────────────────────────────────────────────────────────────────────

    def _status(self, *, is_online: bool) -> DeviceStatus:
        return DeviceStatus(
            online=is_online,
            boot=self._boot,
            role="server",
            version=VERSION,
            sent_wall_ms=self._clock.wall_ms(),
        )

    def _refresh(self) -> None:
        """Tell whoever watches what has changed since they were last told."""
        situation = self._situation()
        self._foresight.look(situation)
        if self.office.day is not None:
            self.journal.told.add(self.office.day, self._foresight.given())

        def forecasts(service: ServiceCode) -> Forecast:
            return self._foresight.of_service(service, situation)

        self.view = office_view(situation, forecasts, self._foresight.longest_ms)
        self.book = ticket_book(self.office, self._foresight.of_waiting())
        notices = self._power.notices(self.settings.office.notices, situation.now.ticks)
        self._tell(office_state(situation, notices))
        self._tell(CalendarState(seq=self.office.seq, calendar=self.office.calendar))
        self._tell(queue_state(situation, forecasts))
        self._tell(line_state(situation))
        for number in self.office.counters:
            self._tell(counter_state(situation, number), number)
            self._tell(rating_window(situation, number), number)
        self._changes.tell(self.view.version)

    def _tell(self, message: Message, counter: CounterNo | None = None) -> None:
        key = (type(message), counter)
        last = self._told.get(key)
        if last is not None and msgspec.structs.replace(last, seq=0) == msgspec.structs.replace(
            message, seq=0
        ):
            return
        if self._bus.publish(message, counter=counter):
            self._told[key] = message

    def _order_reprint(self, event: e.ReprintOrdered) -> None:
        now = self._clock.wall_ms()
        order = Reprint(
            id=event.request,
            issued_ms=now,
            expires_ms=UnixMs(now + ORDER_LIVES_MS),
            ticket=event.ticket,
            tickets=() if event.ticket else event.tickets,
        )
        self._bus.publish(DeviceCommand(order=order), device=event.kiosk)

    def _tell_everything(self) -> None:
        self._told.clear()
        # First what is true now, then that it is: who hears the second believes the first.
        self._refresh()
        self._bus.publish(self._status(is_online=True), device=SERVER)
