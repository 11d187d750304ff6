"""What has happened: the kinds of the journal.

1. An event is a fact and is never changed; a correction is another event.
2. It carries all that a replay needs, so that `apply` asks nothing and decides nothing.
3. Old bodies decode for ever: new fields have defaults, nothing is renamed.
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
from queue_server.core.people import User
from queue_server.core.tokens import Scope


class Stamp(NamedTuple):
    """When an event was committed."""

    seq: int
    ticks: Ticks
    wall_ms: UnixMs
    device: str = "server"
    """Whose word it rests on; the server's own, or that of whoever sent it."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """One thing that happened in the office."""


class Requested(Event, frozen=True, kw_only=True):
    """An event that answers a request; the same request gets the same answer."""

    request: RequestId


class ServerStarted(Event, frozen=True, kw_only=True, tag="server-started"):
    """The queue server came up; another boot than last time means a power cut."""

    boot: str
    version: str


class DayOpened(Event, frozen=True, kw_only=True, tag="day-opened"):
    """The office began a business day; all numbers start again."""

    day: DayText
    is_sample: bool = False
    is_trial: bool = False
    """The office was not handed over yet: this day counts in no figure."""


class DayClosed(Event, frozen=True, kw_only=True, tag="day-closed"):
    """The day was sealed: its totals, and the head of the chain before this event."""

    day: DayText
    totals: dict[str, int]
    head: str = ""
    is_made_up: bool = False
    """Closed later than its time, because the server was away."""


class CounterOpened(Requested, frozen=True, kw_only=True, tag="counter-opened"):
    """A counter began, or went on, to call."""

    counter: CounterNo
    officer: str = ""


class CounterPaused(Requested, frozen=True, kw_only=True, tag="counter-paused"):
    """A counter stopped calling for a while; while busy, after the present ticket."""

    counter: CounterNo
    reason: str


class CounterClosed(Requested, frozen=True, kw_only=True, tag="counter-closed"):
    """A counter stopped for good; while busy, after the present ticket."""

    counter: CounterNo


class CounterLent(Requested, frozen=True, kw_only=True, tag="counter-lent"):
    """A counter began to help with services of others, in its own besides."""

    counter: CounterNo
    services: tuple[ServiceCode, ...]
    until: Ticks


class LoanEnded(Requested, frozen=True, kw_only=True, tag="loan-ended"):
    """A counter serves its own services alone again: its time was over, or it said so."""

    counter: CounterNo


class CalendarChanged(Requested, frozen=True, kw_only=True, tag="calendar-changed"):
    """The office keeps other hours from now on; the calendar is told whole."""

    calendar: OfficeCalendar
    by: str = ""


class TicketReceived(Requested, frozen=True, kw_only=True, tag="ticket-received"):
    """The server learnt of a number; it waits from now on, by its age."""

    ticket: TicketId
    day: DayText
    service: ServiceCode
    number: int
    label: str
    ticket_class: TicketClass
    issuer: DeviceId
    token: str = ""
    """Once the key to the paper's page; a journal should know none, and keeps its digest now."""
    token_digest: str = ""
    issued_ms: UnixMs
    base_ticks: Ticks
    first: TicketId | None = None
    """The number that the same citizen showed when this one was taken."""
    flags: tuple[str, ...] = ()
    """What is odd about it: `closed-service`, `other-day`, `clock-untrusted`."""


class TicketCameLate(Requested, frozen=True, kw_only=True, tag="ticket-came-late"):
    """A paper of a sealed day became known; it expired unseen and belongs to a supplement."""

    ticket: TicketId
    day: DayText
    service: ServiceCode
    number: int
    label: str
    issuer: DeviceId
    issued_ms: UnixMs
    was_admitted: bool = False
    """An officer had admitted the paper in time; its own day counts it, and no supplement does."""


class PaperAdmitted(Requested, frozen=True, kw_only=True, tag="paper-admitted"):
    """An officer let a paper wait whose kiosk is silent; the kiosk's own word joins it later."""

    ticket: TicketId
    day: DayText
    service: ServiceCode
    number: int
    label: str
    ticket_class: TicketClass
    issuer: DeviceId
    issued_ms: UnixMs
    base_ticks: Ticks


class PaperMerged(Requested, frozen=True, kw_only=True, tag="paper-merged"):
    """The kiosk told of a paper that was admitted before: it is still one ticket."""

    ticket: TicketId
    paper: TicketId
    """The name that the kiosk has given it; its later facts carry it."""
    day: DayText
    service: ServiceCode
    number: int
    issuer: DeviceId
    token: str = ""
    token_digest: str = ""
    issued_ms: UnixMs
    base_ticks: Ticks


class TicketPrintRecorded(Event, frozen=True, kw_only=True, tag="print-recorded"):
    """A kiosk told what its printer answered."""

    ticket: TicketId
    outcome: str
    detail: str = ""
    is_reprint: bool = False


class ReprintOrdered(Requested, frozen=True, kw_only=True, tag="reprint-ordered"):
    """Somebody had papers printed once more: one that was asked for, or all that were missing."""

    kiosk: DeviceId
    tickets: tuple[TicketId, ...]
    ticket: TicketId | None = None


class NumberWasVoided(Event, frozen=True, kw_only=True, tag="number-voided"):
    """A kiosk took a number back before anyone had learnt it."""

    ticket: TicketId
    day: DayText
    service: ServiceCode
    number: int
    reason: str
    issuer: DeviceId


class TicketCalled(Requested, frozen=True, kw_only=True, tag="called"):
    """A number was called to a counter for the first time."""

    ticket: TicketId
    counter: CounterNo
    passed: tuple[TicketId, ...] = ()
    """Tickets senior to this one that the discipline let it pass."""
    reason: str = ""
    """Why it came before an older one, in the words of the boards."""
    is_out_of_order: bool = False
    why: str = ""
    """What the officer gave as the reason for choosing this number."""


class TicketRecalled(Requested, frozen=True, kw_only=True, tag="recalled"):
    """The number was called again."""

    ticket: TicketId
    counter: CounterNo


class AnnouncedAgain(Event, frozen=True, kw_only=True, tag="announced-again"):
    """After a power cut the number is announced anew; it counts as no further call."""

    ticket: TicketId
    counter: CounterNo


class CalledByHand(Requested, frozen=True, kw_only=True, tag="called-by-hand"):
    """Entered afterwards: the number was called and served while the server was away.

    Nobody was invited to rate, and no wait is known; reports count it by itself.
    """

    ticket: TicketId
    counter: CounterNo


class HandCallUndone(Requested, frozen=True, kw_only=True, tag="hand-call-undone"):
    """A call by hand was entered by mistake; the number is as it was before."""

    ticket: TicketId
    back_to: str


class CallUndone(Requested, frozen=True, kw_only=True, tag="call-undone"):
    """A call was taken back; the ticket and those it had passed are as before."""

    ticket: TicketId
    counter: CounterNo
    back_to: str


class ServiceStarted(Requested, frozen=True, kw_only=True, tag="started"):
    """The citizen came to the counter."""

    ticket: TicketId
    counter: CounterNo


class ServiceConfirmed(Requested, frozen=True, kw_only=True, tag="service-confirmed"):
    """The officer was asked whether a long service still goes on, and it does."""

    ticket: TicketId
    counter: CounterNo


class DossiersCounted(Requested, frozen=True, kw_only=True, tag="dossiers-counted"):
    """One number brought several hồ sơ: a family, or somebody who came for neighbours."""

    ticket: TicketId
    counter: CounterNo
    dossiers: int


class MarkedAbsent(Requested, frozen=True, kw_only=True, tag="marked-absent"):
    """Nobody came after three calls."""

    ticket: TicketId
    counter: CounterNo


class ServiceFinished(Requested, frozen=True, kw_only=True, tag="finished"):
    """A leg is done and may be rated; with `next_service` the paper goes on to another service."""

    ticket: TicketId
    leg: LegId
    counter: CounterNo
    outcome: str = ""
    opens: Ticks
    closes: Ticks
    next_service: ServiceCode | None = None


class FinishUndone(Requested, frozen=True, kw_only=True, tag="finish-undone"):
    """The officer was too quick; the ticket is at the counter again and its window is void."""

    ticket: TicketId
    leg: LegId
    counter: CounterNo
    back_to: str


class TicketHeld(Requested, frozen=True, kw_only=True, tag="held"):
    """The citizen went to fetch something; the counter is free."""

    ticket: TicketId
    counter: CounterNo


class TicketResumed(Requested, frozen=True, kw_only=True, tag="resumed"):
    """The citizen is back at the counter that held the ticket."""

    ticket: TicketId
    counter: CounterNo


class TicketReleased(Requested, frozen=True, kw_only=True, tag="released"):
    """A held ticket waits again with its old seniority: its counter closed, or an hour passed."""

    ticket: TicketId


class TicketTransferred(Requested, frozen=True, kw_only=True, tag="transferred"):
    """The citizen was at the wrong counter; same paper, same seniority, a new leg."""

    ticket: TicketId
    counter: CounterNo
    service: ServiceCode
    to_counter: CounterNo | None = None


class TicketReturned(Requested, frozen=True, kw_only=True, tag="returned"):
    """An absent citizen came back, and waits directly behind `behind`."""

    ticket: TicketId
    behind: tuple[int, int, int] | None = None
    """Base of the ticket it goes behind; None keeps its own, because nobody waits."""


class TicketCancelled(Requested, frozen=True, kw_only=True, tag="cancelled"):
    """The citizen gave the number back."""

    ticket: TicketId
    reason: str = ""


class CancelUndone(Requested, frozen=True, kw_only=True, tag="cancel-undone"):
    """The number is as it was before it was cancelled."""

    ticket: TicketId
    back_to: str


class ClassChanged(Requested, frozen=True, kw_only=True, tag="class-changed"):
    """An officer granted or withdrew priority, with a reason."""

    ticket: TicketId
    ticket_class: TicketClass
    overtaken: int
    reason: str


class ServiceChanged(Requested, frozen=True, kw_only=True, tag="service-changed"):
    """A waiting citizen had chosen the wrong service."""

    ticket: TicketId
    service: ServiceCode


class WindowShortened(Event, frozen=True, kw_only=True, tag="window-shortened"):
    """The next service began at the counter, so that this window closes earlier."""

    leg: LegId
    closes: Ticks


class RatingGiven(Event, frozen=True, kw_only=True, tag="rating-given"):
    """A button was pressed in time; a second press is a correction."""

    leg: LegId
    level: str
    channel: str
    pressed: Ticks
    is_correction: bool = False


class RatingCameLate(Event, frozen=True, kw_only=True, tag="rating-came-late"):
    """A phone rated a visit of a sealed day; it stands in a supplement, and changes no figure."""

    day: DayText
    """The sealed day of the visit."""
    leg: LegId
    level: str
    channel: str
    is_correction: bool = False


class RatingBecameFinal(Event, frozen=True, kw_only=True, tag="rating-final"):
    """The time for corrections is over; the rating counts for good."""

    leg: LegId
    level: str


class ReasonGiven(Event, frozen=True, kw_only=True, tag="reason-given"):
    """Whoever was not satisfied has said why, after the rating was stored."""

    leg: LegId
    reason: str
    channel: str


class AlertRaised(Event, frozen=True, kw_only=True, tag="alert-raised"):
    """A reason was given that the leader is told of at once."""

    alert: str
    leg: LegId
    reason: str
    due: DayText


class AlertAnswered(Requested, frozen=True, kw_only=True, tag="alert-answered"):
    """The leader has seen an alert, or noted what was done about it."""

    alert: str
    step: Literal["seen", "handled"]
    by: str
    answer: str = ""


class RatingExpired(Event, frozen=True, kw_only=True, tag="rating-expired"):
    """Nobody pressed while the window was open."""

    leg: LegId


class RatingVoided(Event, frozen=True, kw_only=True, tag="rating-voided"):
    """The window was lost through no fault of the citizen."""

    leg: LegId
    reason: str


class PressWasStray(Event, frozen=True, kw_only=True, tag="press-stray"):
    """A button was pressed that belongs to no open window; kept, and never counted."""

    counter: CounterNo
    level: str
    channel: str
    reason: str


class OpinionGiven(Event, frozen=True, kw_only=True, tag="opinion-given"):
    """A rating button of a kiosk was pressed for no visit; told by itself, never in the figure."""

    level: str
    channel: str


class TicketClosedByDay(Event, frozen=True, kw_only=True, tag="ticket-closed-by-day"):
    """Closing time ended this ticket; `state` is what it ended as."""

    ticket: TicketId
    state: str


class DeviceReported(Event, frozen=True, kw_only=True, tag="device-reported"):
    """A device told of a fault in itself, or of its end."""

    part: str
    state: str
    detail: str = ""


class AccessChanged(Event, frozen=True, kw_only=True, tag="access-changed"):
    """A device was let in, got another password, or was shut out."""

    device: DeviceId
    change: str
    """As the register of devices says: `made`, `enrolled`, `rotated` or `revoked`."""
    by: str
    changed_ms: UnixMs


class RemedyRecorded(Requested, frozen=True, kw_only=True, tag="remedy-recorded"):
    """The leader wrote down why a period fell short and what is done about it, or its effect."""

    remedy: str
    """The same remedy may be recorded again, when its effect is known; the last words count."""
    period: str
    cause: str
    action: str
    owner: str
    due: DayText
    effect: str = ""


class EntryWritten(Requested, frozen=True, kw_only=True, tag="entry-written"):
    """An entry was added to a register, or changed; both say all of it that is known."""

    register: str
    year: int
    number: int
    old: dict[str, str]
    """By the name of the field; empty for a new entry."""
    new: dict[str, str]
    by: str = ""
    """The login of whoever did it."""


class RegisterClosed(Event, frozen=True, kw_only=True, tag="register-closed"):
    """A year of a register is over: it has so many entries, and gets no further one."""

    register: str
    year: int
    entries: int


class ResponseWritten(Requested, frozen=True, kw_only=True, tag="response-written"):
    """The leader told the public what was changed after a month's reasons; empty takes it back."""

    month: str
    text: str
    by: str


class ForecastJudged(Requested, frozen=True, kw_only=True, tag="forecast-judged"):
    """A week's forecasts were compared with the waits that came. Seconds."""

    week: DayText
    """Its Monday."""
    waits: int
    inside: int
    """Waits between the 10 % and the 90 % quantile that were told."""
    off_s: float
    bias_s: float
    """Told minus waited, on the mean."""
    waited_s: float
    stretch: float
    """By what spreads are stretched from now on."""
    stretch_before: float
    """By what they were in that week."""


class SettingsChanged(Requested, frozen=True, kw_only=True, tag="settings-changed"):
    """The server started with another office file than before; only the differences stand here.

    Whoever may change that file works at the server's own computer. The first event of a journal
    has the whole file.
    """

    old: dict[str, str]
    """JSON by the path in the file, for example `rules.calls`: what stood there before."""
    new: dict[str, str]


class TrialBegan(Requested, frozen=True, kw_only=True, tag="trial-began"):
    """From the next day on, days are for trying: they count in no figure."""

    by: str


class HandOverItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was tried before an office was handed over."""

    key: str
    text: str
    is_ok: bool
    is_seen: bool = False
    """The system has seen it itself; nobody had to tick it."""
    remedy: str = ""
    """What is still to be done about it, and until when."""


class HandedOver(Requested, frozen=True, kw_only=True, tag="handed-over"):
    """Technician and office have gone through everything; from the next day on figures count."""

    by: str
    giver: str
    taker: str
    items: tuple[HandOverItem, ...]


Cell = str | int | float | bool | None


class DayKept(Event, frozen=True, kw_only=True, tag="day-kept"):
    """What remains of a sealed day whose events were purged: rows to count, and no paper's name."""

    day: DayText
    rows: dict[str, tuple[dict[str, Cell], ...]]
    """By report table; columns of a later version have their defaults."""


class EventsPurged(Event, frozen=True, kw_only=True, tag="events-purged"):
    """Old events were deleted up to the close of a day; this binds what is left to their chain."""

    by: str
    backup: str
    """The verified backup that has them."""
    day: DayText
    """The last day that went."""
    upto: int
    """Its close, as a sequence."""
    head: str
    """The hash of that event; the next one follows it."""
    deleted: int
    left: int
    """Events up to there that stay: accounts, settings, hours, and what was kept of days before."""
    left_hash: str
    """SHA-256 over the hashes of those, in order."""


class ClockSet(Requested, frozen=True, kw_only=True, tag="clock-set"):
    """Somebody told the server's computer what time it is, because no time server could."""

    by: str
    """The login of whoever did it; `console` for the command line of the server."""
    before_ms: UnixMs
    after_ms: UnixMs


class UserChanged(Requested, frozen=True, kw_only=True, tag="user-changed"):
    """An account was made or changed, or its secret was; the secret itself never stands here."""

    by: str
    """The login of whoever did it; `console` for the command line of the server."""
    what: Literal["added", "changed", "code-given", "password-chosen"]
    before: User | None
    after: User


class SignInLocked(Requested, frozen=True, kw_only=True, tag="sign-in-locked"):
    """Somebody typed wrong passwords so often that they have to wait, or were signed out."""

    login: str
    """The account; empty when a computer tried many names. What else was typed is never kept."""
    address: str
    failures: int
    wait_ms: int
    """0: the locked screen was signed out."""


class TokenMade(Requested, frozen=True, kw_only=True, tag="token-made"):
    """Another system, or a counter's tablet, was let in; what proves it never stands here."""

    by: str
    """As in `UserChanged`."""
    token: str
    name: str
    scopes: tuple[Scope, ...]
    last_day: DayText
    counter: CounterNo | None = None
    """Of a tablet: whose rating keys it shows."""


class TokenRevoked(Requested, frozen=True, kw_only=True, tag="token-revoked"):
    """A token is worth nothing any more."""

    by: str
    token: str


AnyEvent = (
    ServerStarted
    | DayOpened
    | DayClosed
    | CounterOpened
    | CounterPaused
    | CounterClosed
    | CounterLent
    | LoanEnded
    | CalendarChanged
    | TicketReceived
    | TicketCameLate
    | PaperAdmitted
    | PaperMerged
    | TicketPrintRecorded
    | ReprintOrdered
    | NumberWasVoided
    | TicketCalled
    | TicketRecalled
    | AnnouncedAgain
    | CalledByHand
    | HandCallUndone
    | CallUndone
    | ServiceStarted
    | ServiceConfirmed
    | DossiersCounted
    | MarkedAbsent
    | ServiceFinished
    | FinishUndone
    | TicketHeld
    | TicketResumed
    | TicketReleased
    | TicketTransferred
    | TicketReturned
    | TicketCancelled
    | CancelUndone
    | ClassChanged
    | ServiceChanged
    | WindowShortened
    | RatingGiven
    | RatingCameLate
    | RatingBecameFinal
    | ReasonGiven
    | AlertRaised
    | AlertAnswered
    | RatingExpired
    | RatingVoided
    | PressWasStray
    | OpinionGiven
    | TicketClosedByDay
    | DeviceReported
    | AccessChanged
    | RemedyRecorded
    | EntryWritten
    | RegisterClosed
    | ResponseWritten
    | ForecastJudged
    | TrialBegan
    | HandedOver
    | DayKept
    | EventsPurged
    | ClockSet
    | UserChanged
    | SignInLocked
    | TokenMade
    | TokenRevoked
    | SettingsChanged
)


def kind_of(event: Event) -> str:
    """Return the journal's name for the kind of an event."""
    tag = event.__struct_config__.tag
    assert isinstance(tag, str)
    return tag
