"""The state of the office: the open day with its tickets, counters and rating windows.

It is what the journal says. `changes.apply` is the only thing that changes it; what may happen is
decided in `decisions`.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    LegId,
    RequestId,
    ServiceCode,
    TicketId,
    Ticks,
    UnixMs,
    digest_of,
)
from mot_cua.messages import OfficeCalendar
from queue_server.core.people import User
from queue_server.core.rating import RatingState, Window
from queue_server.core.registers.entries import Entries
from queue_server.core.ticket import State, Ticket
from queue_server.core.tokens import Token


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """One counter; busy when it holds a ticket."""

    number: CounterNo
    state: str = "closed"
    """`closed`, `open` or `paused`."""
    reason: str = ""
    officer: str = ""
    ticket: TicketId | None = None
    last_finished: TicketId | None = None
    finished_before: TicketId | None = None
    """What `last_finished` was before the present call, in case that is taken back."""
    lent: tuple[ServiceCode, ...] = ()
    """Services of others that it helps with until `lent_until`."""
    lent_until: Ticks = Ticks(0)
    then: str = ""
    """What it becomes when the present ticket leaves: ``, `closed` or `paused`."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a request led to; a repeated request is given the same."""

    request: RequestId
    kind: str
    ticket: TicketId | None = None
    label: str = ""


class CallShown(msgspec.Struct, frozen=True, kw_only=True):
    """One line among the recent calls."""

    ticket: TicketId
    label: str
    service: ServiceCode
    counter: CounterNo
    times: int
    called_ms: UnixMs
    announcement: int
    """Commit sequence of the call: it rises for ever, over days and restarts."""
    reason: str = ""


class Visits(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of one day. It is made anew and never changed, so that any thread may read it."""

    day: DayText | None = None
    tickets: Mapping[TicketId, Ticket] = {}
    tokens: Mapping[str, TicketId] = {}
    """By the digest of what the QR of each paper carries."""
    windows: Mapping[LegId, Window] = {}


class Paper(NamedTuple):
    """A piece of paper in somebody's hand, by what stands on it."""

    day: str
    label: str
    issuer: str


RECENT_CALLS: Final = 12

DESK: Final = "server"
"""The issuer of numbers that the server itself gives out."""


class Office:
    """The open day: its tickets, counters and rating windows."""

    def __init__(self, counters: Iterable[int]) -> None:
        self.counters = {CounterNo(n): Counter(number=CounterNo(n)) for n in counters}
        self.boot = ""
        self.sealed: DayText | None = None
        self.seq = 0
        self.wall_ms = UnixMs(0)
        self.ticks = Ticks(0)
        self.calendar: OfficeCalendar | None = None
        """The hours in force; None are those of the office file."""
        self.past = Visits()
        """The last sealed day as it ended; kept until the next one is sealed."""
        self.admitted: set[Paper] = set()
        """Papers that officers have ever admitted: a kiosk may be away for weeks."""
        self.users: Mapping[str, User] = {}
        """Accounts by login; replaced, never changed, so that pages may read it."""
        self.tokens: Mapping[str, Token] = {}
        """Tokens of other systems by their id; replaced like the accounts."""
        self.alerts: Mapping[str, str] = {}
        """How far each alert is; replaced, never changed, so that pages may read it."""
        self.file: Mapping[str, str] = {}
        """The office file as it was last noted: JSON by path."""
        self.entries: Entries = {}
        """The lines of the registers, all years; replaced, never changed."""
        self.is_on_trial = False
        """Days that are opened from now on are for trying."""
        self.clear_day()

    def clear_day(self) -> None:
        """Forget the tickets of a day, as its end and its beginning do."""
        self.day: DayText | None = None
        self.is_sample = self.is_trial = False
        self.tickets: dict[TicketId, Ticket] = {}
        self.windows: dict[LegId, Window] = {}
        self._tokens: dict[str, TicketId] = {}
        # Indexes of the first two, kept by `put` and `put_window`: a busy day has thousands of
        # ended tickets and windows, and every snapshot asks for those that have not.
        self._waiting: set[TicketId] = set()
        self._open: set[LegId] = set()
        self.answers: dict[RequestId, Answer] = {}
        self.papers: dict[TicketId, TicketId] = {}
        """What a kiosk calls a paper → the ticket as which an officer had admitted it."""
        self.printing: dict[TicketId, str] = {}
        self.reprints: Tally[TicketId] = Tally()
        """How often each paper was ordered again by itself."""
        self.last_numbers: dict[tuple[DeviceId, ServiceCode], int] = {}
        """The highest number of each series; a ticket may have changed its service since."""
        self.last_bases: dict[DeviceId, int] = {}
        """How senior the last ticket of each kiosk is."""
        self.voided: set[TicketId] = set()
        self.recent: list[CallShown] = []
        self.finished_legs = 0
        self.stray_presses = 0
        self.void_windows: Tally[str] = Tally()

    # ── Questions ────────────────────────────────────────────────────────────────────────────

    def known_as(self, paper: TicketId) -> TicketId:
        """Return the ticket that a kiosk means; most have one name only."""
        return self.papers.get(paper, paper)

    def read_as(self, text: str) -> TicketId | None:
        """Return the ticket of today whose paper carries a token, or a number, that was read."""
        label = text.upper()
        found = (one.id for one in self.tickets.values() if one.label == label)
        return self._tokens.get(digest_of(text)) or next(found, None)

    def tickets_in(self, *states: State) -> list[Ticket]:
        """List the tickets in these states, in the order of their seniority."""
        return sorted((t for t in self.tickets.values() if t.state in states), key=lambda t: t.base)

    def waiting(self) -> list[Ticket]:
        """List the tickets that wait, in the order of their seniority."""
        return sorted((self.tickets[one] for one in self._waiting), key=lambda t: t.base)

    def open_windows(self, counter: CounterNo | None = None) -> list[Window]:
        """List the windows that will still change, oldest first.

        Of one `counter`, only those that its panel has to do with: not what a phone or a kiosk
        has rated.
        """
        found = [self.windows[leg] for leg in self._open]
        return sorted(
            (w for w in found if counter is None or (w.counter == counter and not w.is_elsewhere)),
            key=lambda w: (w.opens, w.leg),
        )

    def visits(self) -> Visits:
        """Show the day's papers as they are now, to whoever has one in hand."""
        return Visits(
            day=self.day,
            tickets=dict(self.tickets),
            tokens=dict(self._tokens),
            windows=dict(self.windows),
        )

    def ratings(self) -> Tally[str]:
        """Count the final ratings of the day by level."""
        return Tally(w.level for w in self.windows.values() if w.state is RatingState.FINAL)

    def totals(self) -> dict[str, int]:
        """Count the day: issued, and how many tickets are in each state. They add up (I11)."""
        by_state = Tally(t.state for t in self.tickets.values())
        totals = {"issued": len(self.tickets)}
        totals |= {state.value: by_state.get(state, 0) for state in State}
        totals["legs-finished"] = self.finished_legs
        totals["rated"] = self.ratings().total()
        return totals

    # ── Change, for `changes.apply` alone ────────────────────────────────────────────────────

    def put(self, ticket: Ticket) -> None:
        """Keep a ticket as it is now."""
        self.tickets[ticket.id] = ticket
        if ticket.token_digest:
            self._tokens[ticket.token_digest] = ticket.id
        if ticket.state is State.WAITING:
            self._waiting.add(ticket.id)
        else:
            self._waiting.discard(ticket.id)

    def put_window(self, window: Window) -> None:
        """Keep a window as it is now."""
        self.windows[window.leg] = window
        if window.is_open:
            self._open.add(window.leg)
        else:
            self._open.discard(window.leg)
