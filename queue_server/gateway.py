"""The pages' side of the server: questions go through the inbox, answers come back, views are read.

Any thread may use it. It changes nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Final

import msgspec

from config.hours import calendar_of
from config.settings import Settings
from mot_cua.clock import Clock
from mot_cua.errors import Refused
from mot_cua.ids import SERVER, DeviceId, RequestId, Ticks, UnixMs, new_id
from mot_cua.last_backup import last_backup
from mot_cua.messages import DeviceCommand, Finding, OfficeCalendar
from mot_cua.timekeeper import Timekeeper
from mot_cua.timetable import Timetable
from queue_server.changes import Leave, Listen, Listener, new_listener
from queue_server.core import commands as c
from queue_server.core.events import HandedOver
from queue_server.core.forecast.experience import Experience
from queue_server.core.office import Answer
from queue_server.core.people import Secret, User
from queue_server.core.registers.entries import Entries
from queue_server.core.tokens import Token
from queue_server.foresight import AskLearnt
from queue_server.hand_over import ToTry, list_of, witness_of
from queue_server.journal.past_days import PastDays
from queue_server.journal.people import read_secret
from queue_server.journal.report import Reports
from queue_server.journal.told import PastForecasts
from queue_server.presence import Device, Silent
from queue_server.service import Ask, QueueServer, Tell
from queue_server.snapshots import OfficeView
from queue_server.ticket_book import TicketBook
from queue_server.trials import standing

PATIENCE: Final = 5.0
"""Seconds that a page waits for an answer before it says that the server is busy."""
WEEK_OF_WORK: Final = 5
WEEK_MS: Final = 7 * 24 * 3_600_000


class Gateway:
    """What a page may ask and see."""

    def __init__(
        self,
        server: QueueServer,
        *,
        post: Callable[[object], bool],
        clock: Clock,
        reports: Reports,
        findings: Callable[[], tuple[Finding, ...]] = tuple,
        keeper: Timekeeper | None = None,
    ) -> None:
        self._server, self._post, self._clock, self.keeper = server, post, clock, keeper
        self.reports, self.findings = reports, findings
        """`findings` are of the last checkup of the server's own computer."""
        self.past_forecasts = PastForecasts(server.journal.engine)
        """What was told of waits in the past, and what came of it."""
        self.past_days = PastDays(server.journal.engine)
        """Days that may be lived again."""

    @property
    def settings(self) -> Settings:
        """The office file that is in force."""
        return self._server.settings

    @property
    def view(self) -> OfficeView:
        """The whole office as it was after its last change."""
        return self._server.view

    @property
    def book(self) -> TicketBook:
        """The papers as they were after the last change, for the pages of those who hold them."""
        return self._server.book

    @property
    def devices(self) -> Mapping[DeviceId, Device]:
        """What each device last said of itself."""
        return self._server.devices

    def is_here(self, device: str) -> bool:
        """Whether a device was heard of late and has not said goodbye."""
        return self._server.is_here(DeviceId(device))

    def silent_kiosks(self) -> tuple[Silent, ...]:
        """The kiosks of the office that are not there, and since when."""
        return self._server.silent_kiosks()

    def now_ms(self) -> UnixMs:
        """The office's wall clock."""
        return self._clock.wall_ms()

    def ticks(self) -> Ticks:
        """The journal's time, in which ratings and calls are dated."""
        return self._server.ticks()

    def now(self) -> c.Now:
        """The present on this computer's own clocks; not the journal's time."""
        return c.Now(self._clock.monotonic_ms(), self._clock.wall_ms())

    @property
    def timetable(self) -> Timetable:
        """The hours that are in force."""
        return self._server.timetable

    @property
    def calendar(self) -> OfficeCalendar:
        """The same hours as a calendar, for whoever wants to change them."""
        return self._server.office.calendar or calendar_of(self.settings.hours)

    def is_working(self) -> bool:
        """Whether the counters work at this moment, by the timetable."""
        return self._server.timetable.is_working(self._clock.wall_ms())

    @property
    def users(self) -> Mapping[str, User]:
        """Every account by its login, as after the last change."""
        return self._server.office.users

    @property
    def entries(self) -> Entries:
        """The lines of the registers, as after the last change."""
        return self._server.office.entries

    @property
    def tokens(self) -> Mapping[str, Token]:
        """Every token by its id, as after the last change."""
        return self._server.office.tokens

    @property
    def unhandled_alerts(self) -> int:
        """How many alerts the leader has not dealt with."""
        return sum(step != "handled" for step in self._server.office.alerts.values())

    def secret_of(self, login: str) -> Secret | None:
        """Read what proves that somebody is `login`, or a token; None when nothing does."""
        return read_secret(self._server.journal.engine, login)

    def ask(self, *commands: c.Command, by: str = "server") -> list[Answer]:
        """Have commands done in order; those before a refused one stand. `by` is recorded.

        Raises:
            Refused: a rule forbids one, or the server is `busy`, in which case the same request
                may be sent again.
        """
        reply: Future[list[Answer]] = Future()
        if not self._post(Ask(commands, reply, by)):
            raise Refused("busy", "the server is busy; try again")
        try:
            return reply.result(timeout=PATIENCE)
        except TimeoutError:
            raise Refused("busy", f"no answer within {PATIENCE:g} s; try again") from None

    def to_try(self) -> list[ToTry]:
        """List what has to be tried before a hand-over, and what was seen of it.

        Looked at is the trial, or the last week of an office that works already.
        """
        journal, last = self._server.journal, standing(self._server.journal)
        if self.is_on_trial and last is not None:
            # The start that began it is just before.
            since, since_ms = max(0, last[1].seq - 2), last[1].wall_ms
        else:
            since = journal.opening(days_ago=WEEK_OF_WORK) - 1
            since_ms = UnixMs(self._clock.wall_ms() - WEEK_MS)
        checkups = {str(SERVER): self.findings()}
        for name in self._named():
            known = self.devices.get(DeviceId(name))
            checkups[name] = known.status.findings if known and self.is_here(name) else ()
        witness, backup = witness_of(journal.read(since)), last_backup(journal.path.parent)
        return list_of(self.settings, witness, checkups, backup, since_ms)

    def _named(self) -> list[str]:
        settings = self.settings
        kiosks, boards = [one.id for one in settings.kiosk], [one.id for one in settings.board]
        return [*kiosks, *boards, *(one.id for one in settings.bridge)]

    @property
    def is_on_trial(self) -> bool:
        """Whether days that are opened from now on count in no figure."""
        return self._server.office.is_on_trial

    def last_hand_over(self) -> tuple[HandedOver, UnixMs] | None:
        """Return the last hand-over and when it was; None when there was none."""
        found = self._server.journal.latest("handed-over")
        if found is None or not isinstance(found.event, HandedOver):
            return None
        return found.event, found.stamp.wall_ms

    def set_clock(self, wall_ms: UnixMs, *, by: str, signature: str) -> None:
        """Have the clock of the server's computer set.

        Raises:
            Refused: `clock-not-ours`, `clock-kept`, or a rule of `core.timekeeping` forbids it.
        """
        if self.keeper is None:
            raise Refused("clock-not-ours", "this server has nobody who may set the clock")
        self.keeper.require()
        leap_ms = wall_ms - self._clock.wall_ms()
        wish = c.SetClock(request=RequestId(new_id()), by=by, leap_ms=leap_ms)
        self.ask(wish, by=signature)

    def learnt(self) -> Experience:
        """Return a copy of what the forecast has learnt.

        Raises:
            Refused: the server is `busy`.
        """
        reply: Future[bytes] = Future()
        if not self._post(AskLearnt(reply)):
            raise Refused("busy", "the server is busy; try again")
        try:
            return msgspec.json.decode(reply.result(timeout=PATIENCE), type=Experience)
        except TimeoutError:
            raise Refused("busy", f"no answer within {PATIENCE:g} s; try again") from None

    def tell(self, device: DeviceId, order: DeviceCommand) -> None:
        """Send an order to a device; nothing of the queue depends on it.

        Raises:
            Refused: `device-away`, or `busy`; nothing was sent.
        """
        reply: Future[bool] = Future()
        if not self.is_here(device):
            raise Refused("device-away", f"{device} is not connected")
        if not self._post(Tell(device, order, reply)):
            raise Refused("busy", "the server is busy; try again")
        try:
            is_sent = reply.result(timeout=PATIENCE)
        except TimeoutError:
            raise Refused("busy", f"no answer within {PATIENCE:g} s; try again") from None
        if not is_sent:
            raise Refused("device-away", "the broker is away; no device can be told anything")

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Hear the version of each change while the page is open."""
        mine = new_listener()
        self._post(Listen(mine))
        try:
            yield mine
        finally:
            self._post(Leave(mine))
