"""Every message on one page.

1. Nothing travels that is not declared here; which topic carries it stands in `topics`.
2. New fields have defaults. Nothing is renamed, removed, or given another unit: that would be a
   new major, `motcua/v2`.
3. Decoders drop unknown fields and name a wrong one by its path.
4. A message never says which device sent it: the topic does, and the broker guards the topic.
5. States are whole and retained; facts are batches with numbers; commands expire.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeVar

import msgspec

from mot_cua.errors import BadMessage
from mot_cua.ids import DayText, LegId, RequestId, ServiceCode, TicketClass, TicketId, UnixMs

MAX_PAYLOAD: Final = 256 * 1024
"""Bytes; a longer payload is dropped unread."""

Name = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A declared message; immutable."""


# ── Facts: what a kiosk or a panel has done, and nobody can undo ─────────────────────────────


class FactBody(Message, frozen=True, kw_only=True, tag_field="kind"):
    """One thing that happened at a device."""


class TicketIssued(FactBody, frozen=True, kw_only=True, tag="ticket-issued"):
    """The kiosk gave out a number; it was on its disk before it was on paper."""

    ticket: TicketId
    request: RequestId
    day: DayText
    service: ServiceCode
    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=8)]
    ticket_class: TicketClass = "normal"
    first: TicketId | None = None
    """The number that the same citizen held before the scanner, to take this one with it."""
    token: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """What the QR of the paper carries: 128 random bits, in base 64 for addresses."""


class TicketPrinted(FactBody, frozen=True, kw_only=True, tag="ticket-printed"):
    """The printer answered, or did not, after it was given a ticket."""

    ticket: TicketId
    outcome: Literal["printed", "unconfirmed", "failed"]
    detail: Name = ""
    is_reprint: bool = False


class NumberVoided(FactBody, frozen=True, kw_only=True, tag="number-voided"):
    """The kiosk took back a number that no citizen has learnt."""

    ticket: TicketId
    day: DayText
    service: ServiceCode
    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    reason: Name


class RatingPressed(FactBody, frozen=True, kw_only=True, tag="rating-pressed"):
    """Somebody pressed a rating button while the panel named `leg` (None: no invitation)."""

    counter: int
    """0 for a kiosk, which belongs to no counter."""
    level: Name
    leg: LegId | None = None
    channel: Literal["panel", "kiosk"] = "panel"
    ticket: TicketId | None = None
    """Of a kiosk: the paper that was held before its scanner for this."""


class ReasonChosen(FactBody, frozen=True, kw_only=True, tag="reason-chosen"):
    """Somebody who had rated on a kiosk, and was not satisfied, said why."""

    reason: Name
    leg: LegId | None = None
    ticket: TicketId | None = None


class PaperScanned(FactBody, frozen=True, kw_only=True, tag="paper-scanned"):
    """Somebody held a paper of today before the scanner: an absent number wants to come back."""

    ticket: TicketId
    scanned: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """Of a paper that another kiosk or the desk gave out, whose `ticket` is empty here: the number
    on it, or what its QR carries."""


class DeviceFault(FactBody, frozen=True, kw_only=True, tag="device-fault"):
    """A device noticed a fault in itself, or noticed that it was gone."""

    part: Name
    state: Name
    detail: Name = ""


AnyFact = (
    TicketIssued
    | TicketPrinted
    | NumberVoided
    | RatingPressed
    | ReasonChosen
    | PaperScanned
    | DeviceFault
)


class Fact(Message, frozen=True, kw_only=True):
    """One fact in its envelope."""

    seq: Annotated[int, msgspec.Meta(ge=1)]
    """Counts without gaps from 1 within the stream, but for what `shed` declares."""
    id: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    boot: Name
    wall_ms: UnixMs
    mono_ms: int
    clock_trusted: bool = True
    body: AnyFact
    shed: Count = 0
    """So many numbers just before this one were about health, and were given up for want of
    room."""


class Facts(Message, frozen=True, kw_only=True):
    """A batch from the outbox of one device, oldest first."""

    stream: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    """Names one outbox file; a new SD card is a new stream that counts from 1 again."""
    boot: Name
    sent_wall_ms: UnixMs
    sent_mono_ms: int
    clock_trusted: bool = True
    facts: Annotated[tuple[Fact, ...], msgspec.Meta(max_length=200)]


class FactsStored(Message, frozen=True, kw_only=True):
    """The server has committed every fact of `stream` up to `upto`."""

    stream: str
    upto: Count
    day: DayText = DayText("")
    numbers: dict[ServiceCode, int] = msgspec.field(default_factory=dict)
    """The last numbers of `day` that the server has of this device, by service: for a disk that
    has forgotten some."""


# ── Devices ──────────────────────────────────────────────────────────────────────────────────


class Finding(Message, frozen=True):
    """One thing that a checkup of a computer looked at: what `mot-cua doctor` prints as a line."""

    part: Name
    grade: Literal["ok", "look", "bad"]
    """`look`: it works today; somebody should look at it."""
    what: Text
    remedy: Text = ""
    """What to do; empty where nothing is."""


class DeviceStatus(Message, frozen=True, kw_only=True):
    """A device is here (birth), still here (heartbeat), or gone (last will)."""

    online: bool
    boot: Name
    role: Literal["kiosk", "display", "bridge", "unit", "server"]
    version: Name = ""
    sent_wall_ms: UnixMs = UnixMs(0)
    clock_trusted: bool = True
    outbox_depth: Count = 0
    health: dict[str, str] = msgspec.field(default_factory=dict)
    """Part → state, for example `{"printer": "ready"}`; the states are the device's own."""
    findings: Annotated[tuple[Finding, ...], msgspec.Meta(max_length=100)] = ()
    """The last checkup of its computer; none before the first."""


class Reprint(Message, frozen=True, kw_only=True, tag_field="kind", tag="reprint"):
    """Print tickets once more, marked IN LẠI."""

    id: RequestId
    issued_ms: UnixMs
    expires_ms: UnixMs
    ticket: TicketId | None = None
    """This one, even if it is on paper already: somebody lost it."""
    tickets: Annotated[tuple[TicketId, ...], msgspec.Meta(max_length=1000)] = ()
    """Those of these that are not on paper yet, in this order."""


class SlipFact(Message, frozen=True, kw_only=True):
    """A line of a slip: what, and how much of it."""

    label: Name
    value: Name


SlipFacts = tuple[SlipFact, ...]


class PrintSummary(Message, frozen=True, kw_only=True, tag_field="kind", tag="print-summary"):
    """Print a day on one slip. The words are made where the figures are, by their rules."""

    id: RequestId
    issued_ms: UnixMs
    expires_ms: UnixMs
    title: Name
    """For example `Ngày 20/11/2026, số liệu chốt lúc 17:30`."""
    is_sample: bool = False
    reception: SlipFacts = ()
    headline: Text = ""
    response: Text = ""
    verdict: Text = ""
    levels: SlipFacts = ()
    services: SlipFacts = ()
    others: SlipFacts = ()
    notes: tuple[Text, ...] = ()
    head: Name = ""
    """Hash of the last event before the seal; empty while the day is open."""
    qr: Name = ""
    dated: Name = ""
    signers: tuple[Name, ...] = ()


class PrintApology(Message, frozen=True, kw_only=True, tag_field="kind", tag="print-apology"):
    """Print the slip that apologises for a late result, and names the only new day."""

    id: RequestId
    issued_ms: UnixMs
    expires_ms: UnixMs
    number: Name
    """Of the register of apologies: `03/2026`."""
    dossier: Name
    """A code, never a name."""
    due: Name
    """`23/11/2026`, as it is printed; so is `new_due`."""
    reason: Name
    new_due: Name
    new_due_hours: Name = ""
    rules: tuple[Text, ...] = ()
    basis: tuple[Text, ...] = ()
    dated: Name = ""
    signer: Name = ""
    is_sample: bool = False


class TriedItem(Message, frozen=True, kw_only=True):
    """One thing that was tried before a hand-over."""

    text: Text
    is_ok: bool
    remedy: Text = ""


class PrintHandOver(Message, frozen=True, kw_only=True, tag_field="kind", tag="print-hand-over"):
    """Print the record of a hand-over, to be signed."""

    id: RequestId
    issued_ms: UnixMs
    expires_ms: UnixMs
    dated: Name
    items: Annotated[tuple[TriedItem, ...], msgspec.Meta(max_length=100)]
    devices: SlipFacts = ()
    notes: tuple[Text, ...] = ()
    giver: Name
    taker: Name


class Identify(Message, frozen=True, kw_only=True, tag_field="kind", tag="identify"):
    """Show or sound for a moment which device you are."""

    id: RequestId
    issued_ms: UnixMs
    expires_ms: UnixMs


class Restart(Message, frozen=True, kw_only=True, tag_field="kind", tag="restart"):
    """Stop in good order; systemd starts the program again."""

    id: RequestId
    issued_ms: UnixMs
    expires_ms: UnixMs


class TellCitizen(Message, frozen=True, kw_only=True, tag_field="kind", tag="tell-citizen"):
    """Tell whoever holds this paper before the scanner where it stands, or who helps."""

    id: RequestId
    issued_ms: UnixMs
    expires_ms: UnixMs
    ticket: TicketId
    outcome: Name
    """`returned`, or why it did not: `return-while-waiting`, `return-too-late` …"""
    counters: tuple[int, ...] = ()
    """Where the number is, or who can help; none means the information desk."""
    scanned: Name = ""
    """As in `PaperScanned`; the two below tell then which paper it is, and are empty if none."""
    label: Name = ""
    service: ServiceCode = ServiceCode("")


class DeviceCommand(Message, frozen=True, kw_only=True):
    """An order to one device. One that arrives late is refused, never done late."""

    order: Reprint | PrintSummary | PrintApology | PrintHandOver | Identify | Restart | TellCitizen


# ── States: whole snapshots, retained ────────────────────────────────────────────────────────


class ServiceState(Message, frozen=True, kw_only=True):
    """One service as a citizen sees it."""

    service: ServiceCode
    waiting: Count
    open_counters: tuple[int, ...] = ()
    longest_wait_ms: Count = 0
    forecast: Name = ""
    """What somebody is told who takes a number now; empty while nothing honest can be said."""
    forecast_en: Name = ""
    reaches: bool = True
    """False when the day may end before somebody is called who takes a number now."""


class SatisfactionFigure(Message, frozen=True, kw_only=True):
    """The day's hài lòng figure: the sentence to show, and the counts that it was made of."""

    headline: Name = ""
    """By the rules of figures: `Hài lòng: 100% – trong đó Rất hài lòng: 75,5%`."""

    served: Count = 0
    rated: Count = 0
    satisfied: Count = 0
    very_satisfied: Count = 0


class OfficeState(Message, frozen=True, kw_only=True):
    """The office as a whole: its day, its notices, its figure."""

    seq: Count
    day: DayText | None = None
    """None before the day is opened and after it is closed."""
    is_sample: bool = False
    notices: tuple[Text, ...] = ()
    figure: SatisfactionFigure = SatisfactionFigure()
    issued: Count = 0


class DayPlan(Message, frozen=True, kw_only=True):
    """Hours of one day, as periods like `07:30-11:30`; without work the office is closed."""

    work: tuple[Name, ...] = ()
    issue: tuple[Name, ...] = ()


class SpecialDay(DayPlan, frozen=True, kw_only=True):
    """A day that differs from its weekday: a holiday, or a day that is worked in exchange."""

    date: Name
    reason: Name = ""


class OfficeCalendar(Message, frozen=True, kw_only=True):
    """The hours of an office."""

    week: tuple[DayPlan, ...]
    """Seven, from Monday."""
    special: tuple[SpecialDay, ...] = ()
    confirmed: tuple[int, ...] = ()
    """Years whose list of days somebody has compared with the notice of that year."""


class CalendarState(Message, frozen=True, kw_only=True):
    """The hours that the office keeps, when they are not those of the office file."""

    seq: Count
    calendar: OfficeCalendar | None = None


class Call(Message, frozen=True, kw_only=True):
    """One number at one counter."""

    label: str
    service: ServiceCode
    counter: int
    times: Annotated[int, msgspec.Meta(ge=1)] = 1
    """How often it was called: 1 to 3."""
    called_ms: UnixMs = UnixMs(0)
    announcement: Count = 0
    """Rises with each call or recall in the office, also over days; a board speaks each once."""
    reason: Literal["", "priority", "transferred", "returned", "chosen"] = ""
    """Why this number came before an older one; empty when it did not."""
    is_serving: bool = False


class QueueState(Message, frozen=True, kw_only=True):
    """What the hall board shows."""

    seq: Count
    called: tuple[Call, ...] = ()
    """At a counter now, latest announcement first."""
    recent: tuple[Call, ...] = ()
    """The last calls of the day, latest first."""
    services: tuple[ServiceState, ...] = ()


class InLine(Message, frozen=True, kw_only=True):
    """One number that waits."""

    label: str
    service: ServiceCode
    ticket_class: TicketClass = "normal"
    taken_ms: UnixMs = UnixMs(0)
    overtaken: Count = 0
    """How often somebody who came later was called before it."""


class LineState(Message, frozen=True, kw_only=True):
    """Who waits, by seniority: kiosks print it for calling by hand when the server is away."""

    seq: Count
    day: DayText | None = None
    waiting: tuple[InLine, ...] = ()


class FinishedVisit(Message, frozen=True, kw_only=True):
    """A visit that nobody has rated yet; its number can be picked on a kiosk until `until_ms`."""

    leg: LegId
    label: str
    until_ms: UnixMs


class VisitsState(Message, frozen=True, kw_only=True):
    """The visits that can be picked on a kiosk to be rated, the last finish first."""

    seq: Count
    finished: tuple[FinishedVisit, ...] = ()


class CounterState(Message, frozen=True, kw_only=True):
    """What the board above one counter shows."""

    seq: Count
    state: Literal["closed", "open", "paused"]
    reason: Name = ""
    call: Call | None = None


class RatingWindow(Message, frozen=True, kw_only=True):
    """The panel of this counter invites a rating for `leg`, or for nothing (None)."""

    seq: Count
    leg: LegId | None = None
    label: str = ""
    ends_ms: UnixMs = UnixMs(0)
    given: Name = ""
    """The level that was pressed and may still be corrected; empty before a press."""


class CounterRequest(Message, frozen=True, kw_only=True):
    """A key on a call box. The answer is the next state of the counter."""

    request: RequestId
    action: Literal["next", "recall", "no-show", "finish"]
    sent_ms: UnixMs = UnixMs(0)


M = TypeVar("M", bound=Message)


def encode(message: Message) -> bytes:
    """Write a message as JSON, UTF-8."""
    return msgspec.json.encode(message)


def decode(kind: type[M], payload: bytes) -> M:
    """Read a message of a known kind.

    Raises:
        BadMessage: too long, not JSON, or a field is wrong; the text names the field's path.
    """
    if len(payload) > MAX_PAYLOAD:
        raise BadMessage(
            f"{kind.__name__}: {len(payload)} bytes; at most {MAX_PAYLOAD} are accepted"
        )
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise BadMessage(f"{kind.__name__}: {problem}") from None
