"""The state of the office, and how each event changes it.

`Office` is what the journal says: `apply` is the only thing that changes it, asks nothing, refuses
nothing, and gives the same state for the same events. What may happen is decided in `decisions`.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from mot_cua.ids import CounterNo, DayText, LegId, RequestId, ServiceCode, TicketId, Ticks, UnixMs
from queue_server.core import events as e
from queue_server.core.rating import RatingState, Window
from queue_server.core.ticket import Base, State, Ticket


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """One counter; busy when it holds a ticket."""

    number: CounterNo
    state: str = "closed"
    """`closed`, `open` or `paused`."""
    reason: str = ""
    officer: str = ""
    ticket: TicketId | None = None
    last_finished: TicketId | None = None
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
    reason: str = ""


RECENT_CALLS: Final = 12


class Office:
    """The open day: its tickets, counters and rating windows."""

    def __init__(self, counters: Iterable[int]) -> None:
        self.counters = {CounterNo(n): Counter(number=CounterNo(n)) for n in counters}
        self.boot = ""
        self.sealed: DayText | None = None
        self.seq = 0
        self.wall_ms = UnixMs(0)
        self.ticks = Ticks(0)
        self.announcement = 0
        self._clear_day()

    def _clear_day(self) -> None:
        self.day: DayText | None = None
        self.is_sample = False
        self.tickets: dict[TicketId, Ticket] = {}
        self.windows: dict[LegId, Window] = {}
        self.answers: dict[RequestId, Answer] = {}
        self.printing: dict[TicketId, str] = {}
        self.desk_numbers: dict[ServiceCode, int] = {}
        self.voided: set[TicketId] = set()
        self.recent: list[CallShown] = []
        self.finished_legs = 0
        self.stray_presses = 0
        self.void_windows: Tally[str] = Tally()

    # ── Questions ────────────────────────────────────────────────────────────────────────────

    def tickets_in(self, *states: State) -> list[Ticket]:
        """List the tickets in these states, in the order of their seniority."""
        return sorted((t for t in self.tickets.values() if t.state in states), key=lambda t: t.base)

    def open_windows(self, counter: CounterNo | None = None) -> list[Window]:
        """List the windows in which a press still counts, oldest first."""
        found = [
            w
            for w in self.windows.values()
            if w.is_open and (counter is None or w.counter == counter)
        ]
        return sorted(found, key=lambda w: w.opens)

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

    # ── Change ───────────────────────────────────────────────────────────────────────────────

    def apply(self, event: e.Event, stamp: e.Stamp) -> None:
        """Take over what an event says. Order matters; nothing is asked and nothing refused."""
        self.seq, self.ticks = stamp.seq, max(self.ticks, stamp.ticks)
        self.wall_ms = stamp.wall_ms
        _HANDLERS[type(event)](self, event, stamp)
        if isinstance(event, e.Requested):
            ticket = getattr(event, "ticket", None)
            known = self.tickets.get(ticket) if ticket else None
            # The first event of a request is its answer; later ones are consequences.
            self.answers.setdefault(
                event.request,
                Answer(
                    request=event.request,
                    kind=e.kind_of(event),
                    ticket=ticket,
                    label=known.label if known else "",
                ),
            )

    def _put(self, ticket: Ticket, stamp: e.Stamp, **changes: Any) -> Ticket:
        changed = msgspec.structs.replace(ticket, changed=stamp.ticks, **changes)
        self.tickets[ticket.id] = changed
        return changed

    def _free(self, counter: CounterNo, **changes: Any) -> None:
        desk = msgspec.structs.replace(self.counters[counter], ticket=None, **changes)
        if desk.then:
            desk = msgspec.structs.replace(desk, state=desk.then, then="")
        self.counters[counter] = desk

    def _hold_at(self, counter: CounterNo, ticket: TicketId) -> None:
        self.counters[counter] = msgspec.structs.replace(
            self.counters[counter], ticket=ticket, last_finished=None
        )

    def _announce(self, ticket: Ticket) -> None:
        assert ticket.counter is not None
        self.announcement += 1
        self.recent = [c for c in self.recent if c.ticket != ticket.id]
        self.recent.insert(
            0,
            CallShown(
                ticket=ticket.id,
                label=ticket.label,
                service=ticket.service,
                counter=ticket.counter,
                times=ticket.calls,
                called_ms=ticket.called_ms,
                announcement=self.announcement,
                reason=ticket.reason,
            ),
        )
        del self.recent[RECENT_CALLS:]

    # The server and the day

    def _server_started(self, event: e.ServerStarted, _: e.Stamp) -> None:
        self.boot = event.boot

    def _day_opened(self, event: e.DayOpened, _: e.Stamp) -> None:
        self._clear_day()
        self.day, self.is_sample = event.day, event.is_sample

    def _day_closed(self, event: e.DayClosed, _: e.Stamp) -> None:
        self._clear_day()
        self.sealed = event.day
        for number in self.counters:
            self.counters[number] = Counter(number=number)

    def _closed_by_day(self, event: e.TicketClosedByDay, stamp: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        if ticket.counter is not None and self.counters[ticket.counter].ticket == ticket.id:
            self._free(ticket.counter)
        self._put(ticket, stamp, state=State(event.state), counter=None, before=None)

    # Counters

    def _counter_opened(self, event: e.CounterOpened, _: e.Stamp) -> None:
        self.counters[event.counter] = msgspec.structs.replace(
            self.counters[event.counter], state="open", reason="", then="", officer=event.officer
        )

    def _counter_stopped(
        self, event: e.CounterPaused | e.CounterClosed, _: e.Stamp
    ) -> None:
        desk = self.counters[event.counter]
        state = "paused" if isinstance(event, e.CounterPaused) else "closed"
        reason = event.reason if isinstance(event, e.CounterPaused) else ""
        changes = {"then": state} if desk.ticket else {"state": state, "then": ""}
        self.counters[event.counter] = msgspec.structs.replace(desk, reason=reason, **changes)

    # Tickets

    def _received(self, event: e.TicketReceived, stamp: e.Stamp) -> None:
        self.tickets[event.ticket] = Ticket(
            id=event.ticket,
            day=event.day,
            service=event.service,
            number=event.number,
            label=event.label,
            ticket_class=event.ticket_class,
            issuer=event.issuer,
            token=event.token,
            issued_ms=event.issued_ms,
            base=Base(event.base_ticks, stamp.seq),
            entry=stamp.seq,
            changed=stamp.ticks,
        )
        if event.issuer == DESK:
            self.desk_numbers[event.service] = event.number

    def _print_recorded(self, event: e.TicketPrintRecorded, _: e.Stamp) -> None:
        self.printing[event.ticket] = event.outcome

    def _voided(self, event: e.NumberWasVoided, stamp: e.Stamp) -> None:
        self.voided.add(event.ticket)
        ticket = self.tickets.get(event.ticket)
        if ticket is not None and ticket.state is State.WAITING:
            self._put(ticket, stamp, state=State.CANCELLED)

    def _called(self, event: e.TicketCalled, stamp: e.Stamp) -> None:
        passed = []
        for other in event.passed:
            left = self.tickets[other]
            self.tickets[other] = msgspec.structs.replace(left, overtaken=left.overtaken + 1)
            passed.append((other, left.entry))
        ticket = self.tickets[event.ticket]
        called = self._put(
            ticket,
            stamp,
            state=State.CALLED,
            counter=event.counter,
            calls=1,
            first_called=stamp.ticks,
            last_called=stamp.ticks,
            called_ms=stamp.wall_ms,
            reason=event.reason,
            passed=tuple(passed),
            before=ticket,
        )
        self._hold_at(event.counter, ticket.id)
        self._announce(called)

    def _recalled(self, event: e.TicketRecalled, stamp: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        self._announce(
            self._put(ticket, stamp, calls=ticket.calls + 1, last_called=stamp.ticks)
        )

    def _call_undone(self, event: e.CallUndone, _: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        assert ticket.before is not None
        for other, entry in ticket.passed:
            left = self.tickets[other]
            if left.entry == entry:
                self.tickets[other] = msgspec.structs.replace(left, overtaken=left.overtaken - 1)
        self.tickets[ticket.id] = ticket.before
        self.recent = [c for c in self.recent if c.ticket != ticket.id]
        self._free(event.counter)

    def _started(self, event: e.ServiceStarted, stamp: e.Stamp) -> None:
        self._put(self.tickets[event.ticket], stamp, state=State.SERVING, before=None)

    def _marked_absent(self, event: e.MarkedAbsent, stamp: e.Stamp) -> None:
        self._put(
            self.tickets[event.ticket], stamp, state=State.NO_SHOW, counter=None, before=None
        )
        self._free(event.counter)

    def _finished(self, event: e.ServiceFinished, stamp: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        self.finished_legs += 1
        self.windows[event.leg] = Window(
            leg=event.leg,
            ticket=ticket.id,
            label=ticket.label,
            counter=event.counter,
            opens=event.opens,
            closes=event.closes,
            finished=stamp.ticks,
            finished_ms=stamp.wall_ms,
        )
        if event.next_service is None:
            self._put(
                ticket, stamp, state=State.DONE, counter=None, outcome=event.outcome, before=ticket
            )
            self._free(event.counter, last_finished=ticket.id)
        else:
            self._join(ticket, stamp, service=event.next_service, reason="transferred")
            self._free(event.counter)

    def _join(self, ticket: Ticket, stamp: e.Stamp, **changes: Any) -> None:
        self._put(
            ticket,
            stamp,
            state=State.WAITING,
            leg=ticket.leg + 1,
            entry=stamp.seq,
            overtaken=0,
            calls=0,
            counter=changes.pop("counter", None),
            passed=(),
            before=None,
            **changes,
        )

    def _finish_undone(self, event: e.FinishUndone, _: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        assert ticket.before is not None
        self.tickets[ticket.id] = ticket.before
        self.finished_legs -= 1
        self._hold_at(event.counter, ticket.id)
        self._set_window(event.leg, state=RatingState.VOID)

    def _held(self, event: e.TicketHeld, stamp: e.Stamp) -> None:
        self._put(self.tickets[event.ticket], stamp, state=State.HELD, before=None)
        self._free(event.counter)

    def _resumed(self, event: e.TicketResumed, stamp: e.Stamp) -> None:
        self._put(self.tickets[event.ticket], stamp, state=State.SERVING, counter=event.counter)
        self._hold_at(event.counter, event.ticket)

    def _released(self, event: e.TicketReleased, stamp: e.Stamp) -> None:
        self._put(
            self.tickets[event.ticket],
            stamp,
            state=State.WAITING,
            counter=None,
            entry=stamp.seq,
            overtaken=0,
            reason="returned",
        )

    def _transferred(self, event: e.TicketTransferred, stamp: e.Stamp) -> None:
        self._join(
            self.tickets[event.ticket],
            stamp,
            service=event.service,
            counter=event.to_counter,
            reason="transferred",
        )
        self._free(event.counter)

    def _returned(self, event: e.TicketReturned, stamp: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        base = ticket.base
        if event.behind is not None:
            base = Base(event.behind[0], event.behind[1], stamp.seq)
        self._put(
            ticket,
            stamp,
            state=State.WAITING,
            base=base,
            entry=stamp.seq,
            overtaken=0,
            calls=0,
            has_returned=True,
            reason="returned",
            passed=(),
        )

    def _cancelled(self, event: e.TicketCancelled, stamp: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        self._put(ticket, stamp, state=State.CANCELLED, counter=None, before=ticket)

    def _cancel_undone(self, event: e.CancelUndone, _: e.Stamp) -> None:
        ticket = self.tickets[event.ticket]
        assert ticket.before is not None
        self.tickets[ticket.id] = ticket.before

    def _class_changed(self, event: e.ClassChanged, stamp: e.Stamp) -> None:
        self._put(
            self.tickets[event.ticket],
            stamp,
            ticket_class=event.ticket_class,
            overtaken=event.overtaken,
            entry=stamp.seq,
        )

    def _service_changed(self, event: e.ServiceChanged, stamp: e.Stamp) -> None:
        self._put(self.tickets[event.ticket], stamp, service=event.service, counter=None)

    # Ratings

    def _set_window(self, leg: LegId, **changes: Any) -> None:
        self.windows[leg] = msgspec.structs.replace(self.windows[leg], **changes)

    def _window_shortened(self, event: e.WindowShortened, _: e.Stamp) -> None:
        self._set_window(event.leg, closes=event.closes)

    def _rating_given(self, event: e.RatingGiven, _: e.Stamp) -> None:
        first = self.windows[event.leg].given or event.pressed
        self._set_window(
            event.leg,
            state=RatingState.GIVEN,
            level=event.level,
            channel=event.channel,
            given=first,
        )

    def _rating_final(self, event: e.RatingBecameFinal, _: e.Stamp) -> None:
        self._set_window(event.leg, state=RatingState.FINAL)

    def _rating_expired(self, event: e.RatingExpired, _: e.Stamp) -> None:
        self._set_window(event.leg, state=RatingState.EXPIRED)

    def _rating_voided(self, event: e.RatingVoided, _: e.Stamp) -> None:
        self._set_window(event.leg, state=RatingState.VOID)
        self.void_windows[event.reason] += 1

    def _press_stray(self, _event: e.PressWasStray, _: e.Stamp) -> None:
        self.stray_presses += 1

    def _nothing(self, _event: e.Event, _: e.Stamp) -> None:
        """Kept in the journal; the state of the queue does not depend on it."""


DESK: Final = "server"
"""The issuer of numbers that the server itself gives out."""

_HANDLERS: Final[dict[type[e.Event], Callable[[Office, Any, e.Stamp], None]]] = {
    e.ServerStarted: Office._server_started,
    e.DayOpened: Office._day_opened,
    e.DayClosed: Office._day_closed,
    e.CounterOpened: Office._counter_opened,
    e.CounterPaused: Office._counter_stopped,
    e.CounterClosed: Office._counter_stopped,
    e.TicketReceived: Office._received,
    e.TicketCameLate: Office._nothing,
    e.TicketPrintRecorded: Office._print_recorded,
    e.NumberWasVoided: Office._voided,
    e.TicketCalled: Office._called,
    e.TicketRecalled: Office._recalled,
    e.CallUndone: Office._call_undone,
    e.ServiceStarted: Office._started,
    e.MarkedAbsent: Office._marked_absent,
    e.ServiceFinished: Office._finished,
    e.FinishUndone: Office._finish_undone,
    e.TicketHeld: Office._held,
    e.TicketResumed: Office._resumed,
    e.TicketReleased: Office._released,
    e.TicketTransferred: Office._transferred,
    e.TicketReturned: Office._returned,
    e.TicketCancelled: Office._cancelled,
    e.CancelUndone: Office._cancel_undone,
    e.ClassChanged: Office._class_changed,
    e.ServiceChanged: Office._service_changed,
    e.WindowShortened: Office._window_shortened,
    e.RatingGiven: Office._rating_given,
    e.RatingBecameFinal: Office._rating_final,
    e.RatingExpired: Office._rating_expired,
    e.RatingVoided: Office._rating_voided,
    e.PressWasStray: Office._press_stray,
    e.TicketClosedByDay: Office._closed_by_day,
    e.DeviceReported: Office._nothing,
}
