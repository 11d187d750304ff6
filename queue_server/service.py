"""The queue server: one thread owns the state. Decide, record, apply, tell, in that order.

1. Facts of devices, requests of call boxes and questions of pages come through one inbox.
2. Nothing is told before it is committed: no board, no acknowledgement, no answer to a page.
3. What is told are whole snapshots; they are told again after each reconnect.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import nullcontext
from typing import Final, NamedTuple

import msgspec

from config.settings import Settings
from mot_cua import VERSION
from mot_cua.bus.port import Arrived, Bus, Connected, Disconnected, Interest
from mot_cua.clock import Clock
from mot_cua.errors import JournalError, MotCuaError, Refused
from mot_cua.ids import (
    SERVER,
    CounterNo,
    DayText,
    DeviceId,
    NewId,
    RequestId,
    ServiceCode,
    Ticks,
    new_id,
)
from mot_cua.messages import (
    CalendarState,
    CounterRequest,
    DeviceCommand,
    DeviceStatus,
    Facts,
    FactsStored,
)
from mot_cua.office_calendar import timetable_of
from mot_cua.timekeeper import Timekeeper
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
from queue_server.core.scanning import answer_to
from queue_server.core.situation import Situation
from queue_server.facts import age_of, command_of, forged, last_numbers, missing
from queue_server.foresight import WEEKS, AskLearnt, Foresight, Learnt
from queue_server.forgery import objection
from queue_server.journal.journal import Heard, Journal
from queue_server.journal.told import PastForecasts
from queue_server.notices import standing_notices
from queue_server.power import PowerCut
from queue_server.presence import Device, Silent, heard, silent_among
from queue_server.replay import replay
from queue_server.snapshots import (
    Forecast,
    OfficeView,
    counter_state,
    line_state,
    office_state,
    office_view,
    queue_state,
    rating_window,
    visits_state,
)
from queue_server.telling import Telling
from queue_server.ticket_book import TicketBook, ticket_book
from queue_server.timeline import Timeline
from queue_server.trials import without_trials
from queue_server.turnstile import SLICE, Turnstile

log = logging.getLogger(__name__)

HEARTBEAT_MS: Final = 30_000
DISK_RESTS_MS: Final = 5_000
"""What falls due is not recorded more often than this on a disk that fails."""


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
        keeper: Timekeeper | None = None,
        begins_on_trial: bool = False,
    ) -> None:
        """Make a server; `post` is where the bus puts what arrives: the inbox of its loop.

        It forecasts with what it has learnt, unless it is given another `foresight`. With
        `begins_on_trial` a new journal begins with trial days.
        """
        self.settings, self.journal, self._changes = settings, journal, Changes()
        self._file_hours, self.timetable = timetable, timetable.copy()
        """Of the office file; and in force, which whoever holds it sees change."""
        self._bus, self._boot, self._keeper = bus, boot, keeper
        self._begins_on_trial = begins_on_trial
        self._turnstile, self._is_sample, self._make_id = Turnstile(post), is_sample, make_id
        self._calendar = Calendar(settings.hours, self.timetable)
        self._timeline = Timeline(clock, journal.last)
        self._foresight = foresight or Foresight(
            settings, self.timetable, learnt, last_seq=journal.last_seq
        )
        self._telling = Telling(bus, clock, boot)
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
        """Replaced after each change; any thread may read it. Only tokens find papers in it."""

    # ── The reactor ──────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Replay the open day, take note of the start, and join the bus."""
        replay(self.journal, self.office)
        self._keep_hours()
        past = self._foresight.heard or self.journal.opening(days_ago=7 * WEEKS) - 1
        rows = self.journal.read(after_seq=past)
        self._foresight.hear_all(without_trials((row.event, row.stamp) for row in rows))
        boot_before, is_new = self.office.boot, self.journal.last_seq == 0
        self._do(c.StartServer(request=self._request(), boot=self._boot, version=VERSION))
        if is_new and self._begins_on_trial:
            self._do(c.BeginTrial(request=self._request(), by="server"))
        self._turn_day()
        self._power.begin(self.office, boot_before, self._timeline.now().ticks)
        self._judge_forecasts()
        self._pass_time()
        self._refresh()
        interests = tuple(Interest(one) for one in (DeviceStatus, Facts, CounterRequest))
        self._bus.start(
            self._turnstile, interests=interests, will=self._telling.status(is_online=False)
        )

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
            self._telling.beat()

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
        secret = command.secret if isinstance(command, c.ChangeUser | c.MakeToken) else None
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
            was_trial = self.office.is_trial
            apply(self.office, event, stamp)
            if not (was_trial or self.office.is_trial):
                self._foresight.hear(event, stamp)
            if isinstance(event, e.CalendarChanged):
                self._keep_hours()
            if isinstance(event, e.ReprintOrdered):
                self._telling.reprint(event)
            if isinstance(event, e.ClockSet) and self._keeper is not None:
                self._timeline.expect(event.after_ms)
                self._keeper.set(event.after_ms)

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

    def ticks(self) -> Ticks:
        """Return the journal's time; any thread may ask."""
        return self._timeline.now().ticks

    def is_here(self, device: DeviceId) -> bool:
        """Tell whether a device was heard of late; any thread may ask."""
        known = self.devices.get(device)
        return known is not None and known.is_here(self._timeline.now().ticks)

    # ── What comes in ────────────────────────────────────────────────────────────────────────

    def _answer(self, ask: Ask) -> None:
        try:
            self._turn_day()
            self._pass_time()
            # A key that does two things waits for the disk once. One command may tell something of
            # its own as soon as it is stored.
            with self.journal.together() if len(ask.commands) > 1 else nullcontext():
                answers, refusal = self._do_all(ask)
        except JournalError as problem:
            ask.reply.set_exception(Refused("disk-failed", str(problem)))
            if len(ask.commands) > 1:
                # What was applied between the two is on no disk, and the next start knows nothing
                # of it.
                raise MotCuaError(
                    f"{problem}; the server begins again with what is on it"
                ) from None
            raise
        self._refresh()
        try:
            if refusal is None:
                ask.reply.set_result(answers)
            else:
                ask.reply.set_exception(refusal)
        except InvalidStateError:
            # The page gave up waiting. What was decided stands; the same request tells it so.
            log.warning("nobody waits for the answer to %s", ask.commands[0].request)

    def _do_all(self, ask: Ask) -> tuple[list[Answer], Refused | None]:
        """Do the commands in order; those before a refused one stand."""
        answers: list[Answer] = []
        try:
            for command in ask.commands:
                answers.append(self._do(command, device=ask.by))
        except Refused as refusal:
            return answers, refusal
        return answers, None

    def _serve_page(self, item: Listen | Leave | AskLearnt) -> None:
        if isinstance(item, AskLearnt):
            self._foresight.tell_learnt(item)
        else:
            self._changes.handle(item)

    def _take_facts(self, device: DeviceId, batch: Facts) -> None:
        try:
            upto = self._store_facts(device, batch)
        except JournalError:
            self._turnstile.leave(device)  # it sends them again
            raise
        if self._turnstile.is_for_later(device, batch, SLICE):
            return
        # First the numbers that a kiosk prints as people ahead, then that it may forget its own.
        self._refresh()
        day, numbers = last_numbers(self.office, device)
        stored = FactsStored(stream=batch.stream, upto=upto, day=day, numbers=numbers)
        self._bus.publish(stored, device=device)

    def _store_facts(self, device: DeviceId, batch: Facts) -> int:
        """Take the first of a batch, each once; return how far the device was heard."""
        upto = self.journal.heard(device, batch.stream)
        for fact in batch.facts[:SLICE]:
            if fact.seq <= upto:
                continue
            if fact.seq > upto + 1:
                self._do(missing(self._request(), device, batch.stream, upto, fact), device=device)
            upto = fact.seq
            self._turn_day()
            self._pass_time()
            doubt = objection(self.settings, self.office.tickets, device, fact.body)
            now, age_ms = self._timeline.now(), age_of(batch, fact)
            command = (
                forged(fact, device, doubt)
                if doubt
                else command_of(fact, device=device, age_ms=age_ms, now=now)
            )
            scan = command if isinstance(command, c.ScanPaper) else None
            answer = answer_to(self._situation(), scan) if scan else None
            self._do(command, device=device, heard=Heard(device, batch.stream, upto))
            if scan and answer:
                self._telling.citizen(scan, answer, device)
        return upto

    def _note_access(self, note: c.NoteAccess) -> None:
        if note.number > self.journal.heard(SERVER, note.register):
            self._do(note, heard=Heard(SERVER, note.register, note.number))
            log.info("%s: %s by %s", note.device, note.change, note.by)

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

    def _refresh(self) -> None:
        """Tell whoever watches what has changed since they were last told."""
        situation = self._situation()

        def forecasts(service: ServiceCode) -> Forecast:
            return self._foresight.of_service(service, situation)

        # The hall first: somebody waits there for a number, and a forecast costs some hundredths
        # of a second. Pages read what is made after it.
        self._telling.state(queue_state(situation, forecasts))
        if self._foresight.look(situation):
            self._telling.state(queue_state(situation, forecasts))
        if self.office.day is not None:
            self.journal.told.add(self.office.day, self._foresight.given())
        notices = self._power.notices(standing_notices(self.settings.office), situation.now.ticks)
        self._telling.state(office_state(situation, notices))
        self._telling.state(CalendarState(seq=self.office.seq, calendar=self.office.calendar))
        self._telling.state(line_state(situation))
        self._telling.state(visits_state(situation))
        for number in self.office.counters:
            self._telling.state(counter_state(situation, number), number)
            self._telling.state(rating_window(situation, number), number)
        self.view = office_view(situation, forecasts, self._foresight.longest_ms)
        self.book = ticket_book(self.office, self._foresight.of_waiting())
        self._changes.tell(self.view.version)

    def _tell_everything(self) -> None:
        self._telling.forget()
        # First what is true now, then that it is: who hears the second believes the first.
        self._refresh()
        self._telling.beat()
