"""What can be asked of the office. Each command carries the id of the request that it came in.

A command is a wish: `decisions.decide` answers it with events, or refuses it with a code.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    LegId,
    RequestId,
    ServiceCode,
    TicketClass,
    TicketId,
    Ticks,
    UnixMs,
)
from mot_cua.messages import OfficeCalendar
from queue_server.core.events import HandOverItem
from queue_server.core.people import Secret, User
from queue_server.core.tokens import Scope


class Now(NamedTuple):
    """The present, as the server's edge tells it to the core."""

    ticks: Ticks
    wall_ms: UnixMs
    is_trusted: bool = True


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A wish with a name."""

    request: RequestId


class OpenDay(Command, frozen=True, kw_only=True):
    """Begin a business day."""

    day: DayText
    is_sample: bool = False


class CloseDay(Command, frozen=True, kw_only=True):
    """End the open day and seal its figures."""

    is_made_up: bool = False


class OpenCounter(Command, frozen=True, kw_only=True):
    """Begin to call at a counter, or go on after a pause."""

    counter: CounterNo
    officer: str = ""


class PauseCounter(Command, frozen=True, kw_only=True):
    """Stop calling for a while; the boards show the reason."""

    counter: CounterNo
    reason: str = ""


class CloseCounter(Command, frozen=True, kw_only=True):
    """Stop calling for good."""

    counter: CounterNo


class LendCounter(Command, frozen=True, kw_only=True):
    """Help with services of other counters for a while."""

    counter: CounterNo
    services: tuple[ServiceCode, ...]
    minutes: int


class EndLoan(Command, frozen=True, kw_only=True):
    """Serve the counter's own services alone again."""

    counter: CounterNo


class ChangeCalendar(Command, frozen=True, kw_only=True):
    """Keep other hours from now on."""

    calendar: OfficeCalendar
    by: str = ""


class ReceiveTicket(Command, frozen=True, kw_only=True):
    """Take note of a number that a kiosk has printed. Never refused."""

    ticket: TicketId
    day: DayText
    service: ServiceCode
    number: int
    label: str
    ticket_class: TicketClass
    issuer: DeviceId
    token: str
    issued_ms: UnixMs
    age_ms: int
    """Time since issue, as the device's monotonic clock told it."""
    first: TicketId | None = None
    """The number that the same citizen showed when this one was taken."""
    is_clock_trusted: bool = True


class IssueAtDesk(Command, frozen=True, kw_only=True):
    """Give out a number of the server's own range, for somebody who cannot use the kiosk."""

    ticket: TicketId
    service: ServiceCode
    ticket_class: TicketClass = "normal"
    token: str = ""


class AdmitPaper(Command, frozen=True, kw_only=True):
    """Let somebody wait whose paper comes from a kiosk that is silent."""

    ticket: TicketId
    label: str
    """The number as it stands on the paper."""
    ticket_class: TicketClass = "normal"
    taken_ms: UnixMs | None = None
    """When it was taken, as the paper says; None: it counts from now."""
    silent: tuple[DeviceId, ...] = ()
    """The kiosks that are out of reach; the server's edge fills them in."""


class RecordPrint(Command, frozen=True, kw_only=True):
    """Take note of what a printer answered. Never refused."""

    ticket: TicketId
    outcome: str
    detail: str = ""
    is_reprint: bool = False


class OrderReprint(Command, frozen=True, kw_only=True):
    """Have papers printed once more, marked IN LẠI."""

    kiosk: DeviceId
    ticket: TicketId | None = None
    """This one, even if it is on paper already; None: all of the kiosk that are not."""


class VoidNumber(Command, frozen=True, kw_only=True):
    """Take note that a kiosk took a number back. Never refused."""

    ticket: TicketId
    day: DayText
    service: ServiceCode
    number: int
    reason: str
    issuer: DeviceId


class NoteAccess(Command, frozen=True, kw_only=True):
    """Take note of a line of the register of devices. Never refused."""

    register: str
    """Which register; its lines are taken once each."""
    number: int
    device: DeviceId
    change: str
    by: str
    changed_ms: UnixMs


class ReportDevice(Command, frozen=True, kw_only=True):
    """Take note of a device's own report. Never refused."""

    part: str
    state: str
    detail: str = ""


class PressRating(Command, frozen=True, kw_only=True):
    """Take note of a press on a rating button. Never refused: at worst it is stray."""

    counter: CounterNo
    level: str
    leg: LegId | None
    pressed: Ticks
    channel: str = "panel"


class AtKiosk(Command, frozen=True, kw_only=True):
    """Something about a visit, told by a kiosk: that of a paper, or of a number that was picked."""

    ticket: TicketId | None = None
    leg: LegId | None = None
    pressed: Ticks


class PressAtKiosk(AtKiosk, frozen=True, kw_only=True):
    """Take note of a press on a rating button of a kiosk. Never refused."""

    level: str


class ReasonAtKiosk(AtKiosk, frozen=True, kw_only=True):
    """Take note of why somebody was not satisfied who has just rated on a kiosk. Never refused."""

    reason: str


class RateByPhone(Command, frozen=True, kw_only=True):
    """Rate one finished leg on the page that the ticket's QR leads to."""

    ticket: TicketId
    leg: LegId
    level: str


class GiveReason(Command, frozen=True, kw_only=True):
    """Say why one was not satisfied, just after the rating and where it was given."""

    leg: LegId
    reason: str
    channel: str


class CallNext(Command, frozen=True, kw_only=True):
    """Call whoever the discipline chooses."""

    counter: CounterNo


class CallNumber(Command, frozen=True, kw_only=True):
    """Call this ticket out of order; the reason is kept."""

    counter: CounterNo
    ticket: TicketId
    reason: str = ""


class AtCounter(Command, frozen=True, kw_only=True):
    """Something about the ticket that the counter holds."""

    counter: CounterNo


class Recall(AtCounter, frozen=True, kw_only=True):
    """Call the same number again."""


class EnterHandCall(AtCounter, frozen=True, kw_only=True):
    """Take note that a number was called and served by hand while the server was away."""

    ticket: TicketId


class UndoCall(AtCounter, frozen=True, kw_only=True):
    """Take the call back."""


class Start(AtCounter, frozen=True, kw_only=True):
    """The citizen is here."""


class ConfirmService(AtCounter, frozen=True, kw_only=True):
    """The service takes long, and still goes on."""


class CountDossiers(AtCounter, frozen=True, kw_only=True):
    """This number brings so many hồ sơ."""

    dossiers: int


class MarkAbsent(AtCounter, frozen=True, kw_only=True):
    """Nobody came after three calls."""


class Finish(AtCounter, frozen=True, kw_only=True):
    """The service is done; the citizen may rate it."""

    outcome: str = ""


class FinishToNext(AtCounter, frozen=True, kw_only=True):
    """The service is done, and the same paper goes on to another one."""

    service: ServiceCode
    outcome: str = ""


class Hold(AtCounter, frozen=True, kw_only=True):
    """The citizen fetches something; free the counter and keep the ticket."""


class Transfer(AtCounter, frozen=True, kw_only=True):
    """The citizen belongs elsewhere."""

    service: ServiceCode
    to_counter: CounterNo | None = None


class UndoFinish(Command, frozen=True, kw_only=True):
    """Take back the last finish of this counter."""

    counter: CounterNo


class OfTicket(Command, frozen=True, kw_only=True):
    """Something about a ticket that no counter holds."""

    ticket: TicketId


class Resume(OfTicket, frozen=True, kw_only=True):
    """The citizen of a held ticket is back."""

    counter: CounterNo


class UndoHandCall(OfTicket, frozen=True, kw_only=True):
    """A call by hand was entered for the wrong number."""


class Release(OfTicket, frozen=True, kw_only=True):
    """Let a held ticket wait again for anybody."""


class Return(OfTicket, frozen=True, kw_only=True):
    """An absent citizen came back."""


class ScanPaper(OfTicket, frozen=True, kw_only=True):
    """A paper was scanned at a kiosk: an absent one returns. Never refused, but noted."""

    scanned: str = ""
    """What was read from a paper that the kiosk does not know, whose `ticket` is empty."""


class Cancel(OfTicket, frozen=True, kw_only=True):
    """The citizen gives the number back."""

    reason: str = ""


class UndoCancel(OfTicket, frozen=True, kw_only=True):
    """The number was cancelled by mistake."""


class ChangeClass(OfTicket, frozen=True, kw_only=True):
    """Grant or withdraw priority."""

    ticket_class: TicketClass
    reason: str = ""


class ChangeService(OfTicket, frozen=True, kw_only=True):
    """The citizen had chosen the wrong service."""

    service: ServiceCode


class PassTime(Command, frozen=True, kw_only=True):
    """Do what is due by now: windows close, presses become final, held tickets are released."""


class AnnounceAgain(Command, frozen=True, kw_only=True):
    """Announce anew whoever is called: after a power cut nobody has heard it."""


class StartServer(Command, frozen=True, kw_only=True):
    """The server came up with this boot id."""

    boot: str
    version: str


class RecordRemedy(Command, frozen=True, kw_only=True):
    """Write down why a period fell short, and what is done about it; again, when it has worked."""

    remedy: str
    period: str
    cause: str
    action: str
    owner: str
    due: str
    effect: str = ""


class WriteEntry(Command, frozen=True, kw_only=True):
    """Add an entry to a register, or change one."""

    register: str
    values: dict[str, str]
    """As typed, by the name of the field."""
    by: str
    year: int | None = None
    number: int | None = None
    """Of the entry to change; None adds one."""
    seen: int = 0
    """Sequence of the entry's last event, as its reader saw it."""


class AnswerAlert(Command, frozen=True, kw_only=True):
    """Note that an alert was seen, or what was done about it."""

    alert: str
    step: Literal["seen", "handled"]
    by: str
    answer: str = ""


class WriteResponse(Command, frozen=True, kw_only=True):
    """Tell the public what was changed after a month's reasons; no words take it back."""

    month: str
    text: str
    by: str


class JudgeForecast(Command, frozen=True, kw_only=True):
    """Put on record what a week's forecasts were worth, and how spreads are stretched from now."""

    week: DayText
    waits: int
    inside: int
    off_s: float
    bias_s: float
    waited_s: float
    stretch: float
    stretch_before: float


class ChangeUser(Command, frozen=True, kw_only=True):
    """Make or change an account, or give it another secret."""

    by: str
    what: Literal["added", "changed", "code-given", "password-chosen"]
    user: User
    secret: Secret | None = None
    """Is stored with the event, in the same transaction, and never becomes part of it."""


class BeginTrial(Command, frozen=True, kw_only=True):
    """Let the days to come be for trying, until the office is handed over."""

    by: str


class HandOver(Command, frozen=True, kw_only=True):
    """Hand the office over, and end the trial with this day."""

    by: str
    giver: str
    taker: str
    items: tuple[HandOverItem, ...]


class SetClock(Command, frozen=True, kw_only=True):
    """Put the wall clock of the server's computer right, by so many milliseconds."""

    by: str
    leap_ms: int
    """Not the time that it shall be: that has passed when this is done."""


class NoteLockOut(Command, frozen=True, kw_only=True):
    """Take note that somebody has to wait at the door. Never refused."""

    login: str
    address: str
    failures: int
    wait_ms: int


class MakeToken(Command, frozen=True, kw_only=True):
    """Let another system in, or a tablet, by a token."""

    by: str
    token: str
    name: str
    scopes: tuple[Scope, ...]
    last_day: DayText
    counter: CounterNo | None = None
    secret: Secret
    """As that of a user: stored with the event, and no part of it."""


class RevokeToken(Command, frozen=True, kw_only=True):
    """Let a token be worth nothing from now on."""

    by: str
    token: str


class NoteSettings(Command, frozen=True, kw_only=True):
    """Take note of the office file that the server has started with."""

    values: dict[str, str]
    """JSON by the path in the file."""
