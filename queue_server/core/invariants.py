"""What must hold whatever happens, checked event by event.

The property tests, the fault campaign and `mot-cua verify` watch the same history through the same
eyes. A watcher never mends anything; it says what is broken, by the number of the invariant.

    I1  numbers are unique and without gaps       I8   nobody normal is passed more than K times
    I4  every change of state is in the table     I9   a counter gets only what it serves
    I5  one ticket per counter, one counter each  I11  the states add up to what was issued
    I6  nothing is called twice by itself         I12  time never goes back
    I7  first come, first called, in one line     I13  one final rating per finished leg
                                                  I15  a sealed day stays sealed
                                                  I17  registers have no gaps, and close
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from config.settings import Settings
from mot_cua.ids import CounterNo, TicketId
from queue_server.core import events as e
from queue_server.core.changes import apply
from queue_server.core.errands import elsewhere
from queue_server.core.office import Office
from queue_server.core.rating import RatingState
from queue_server.core.registers.entries import Place, next_number
from queue_server.core.ticket import TRANSITIONS, Action, State, Ticket

_ACTIONS: Final[dict[type[e.Event], Action]] = {
    e.TicketRecalled: Action.RECALL,
    e.CallUndone: Action.UNDO_CALL,
    e.ServiceStarted: Action.START,
    e.MarkedAbsent: Action.MARK_ABSENT,
    e.FinishUndone: Action.UNDO_FINISH,
    e.TicketHeld: Action.HOLD,
    e.TicketResumed: Action.RESUME,
    e.TicketReleased: Action.RELEASE,
    e.TicketTransferred: Action.TRANSFER,
    e.TicketReturned: Action.RETURN,
    e.TicketCancelled: Action.CANCEL,
    e.CancelUndone: Action.UNDO_CANCEL,
    e.ClassChanged: Action.CHANGE_CLASS,
    e.ServiceChanged: Action.CHANGE_SERVICE,
    e.CalledByHand: Action.CALL_BY_HAND,
    e.HandCallUndone: Action.UNDO_HAND_CALL,
    e.TicketClosedByDay: Action.CLOSE_DAY,
}
_TOLD_BY_ITS_KIOSK: Final = (
    e.TicketReceived,
    e.TicketCameLate,
    e.PaperMerged,
    e.NumberWasVoided,
)
_CLEARS_A_CALL: Final = (
    e.CallUndone,
    e.TicketReturned,
    e.TicketTransferred,
    e.TicketReleased,
    e.ServiceFinished,
    e.TicketHeld,
    e.MarkedAbsent,
)


def action_of(event: e.Event) -> Action | None:
    """Return the row of the table that an event stands for; None for what is no ticket's step."""
    if isinstance(event, e.TicketCalled):
        return Action.CALL_NUMBER if event.is_out_of_order else Action.CALL_NEXT
    if isinstance(event, e.ServiceFinished):
        return Action.FINISH if event.next_service is None else Action.NEXT_LEG
    return _ACTIONS.get(type(event))


class Watcher:
    """Applies a history to an office and says what it breaks."""

    def __init__(self, office: Office, settings: Settings | None = None) -> None:
        """Watch `office`; with the settings that were in force, I8 and I9 are checked as well."""
        self.office, self._settings = office, settings
        self._last_numbers: dict[tuple[str, str, str], int] = {}
        self._called: set[TicketId] = set()
        self._ticks: dict[TicketId, int] = {}
        self._sealed: set[str] = set()
        self._closed_years: dict[str, set[int]] = {}

    def apply(self, event: e.Event, stamp: e.Stamp) -> list[str]:
        """Apply an event; return what it broke, in words."""
        ticket_id = getattr(event, "ticket", None)
        before = self.office.tickets.get(ticket_id) if ticket_id else None
        broken = [*self._numbers(event), *self._calls(event, before), *self._times(event, stamp)]
        broken += [*self._days(event), *self._lines(event)]
        apply(self.office, event, stamp)
        broken += self._steps(event, before)
        if ticket_id is not None or isinstance(event, (e.DayClosed, e.CounterClosed)):
            broken += self.standing()
        return broken

    def standing(self) -> list[str]:
        """Check what must hold at any moment."""
        return [*self._counters(), *self._sums(), *self._overtaken(), *self._ratings()]

    def _numbers(self, event: e.Event) -> Iterator[str]:
        yield from self._one_ticket(event)
        if not isinstance(event, _TOLD_BY_ITS_KIOSK):
            return
        if isinstance(event, e.NumberWasVoided) and event.ticket in self.office.tickets:
            return
        series = (event.day, event.service, event.issuer)
        last = self._last_numbers.get(series)
        if last is not None and event.number <= last:
            yield f"I1: number {event.number} of {event.service} was given out twice"
        if last is not None and event.number > last + 1:
            yield f"I1: number {last + 1} of {event.service} is missing before {event.number}"
        self._last_numbers[series] = event.number

    def _one_ticket(self, event: e.Event) -> Iterator[str]:
        """One paper is one ticket, whoever told of it first: its kiosk or an officer."""
        if isinstance(event, e.PaperMerged):
            ours = self.office.tickets.get(event.ticket)
            if ours is None or (ours.number, ours.issuer) != (event.number, event.issuer):
                yield f"I1: number {event.number} of {event.service} was merged with another paper"
        if isinstance(event, (e.PaperAdmitted, e.TicketReceived)):
            for other in self.office.tickets.values():
                is_either_admitted = other.is_admitted or isinstance(event, e.PaperAdmitted)
                if is_either_admitted and (other.day, other.label) == (event.day, event.label):
                    yield f"I1: {event.label} is two tickets, one of them admitted by an officer"

    def _calls(self, event: e.Event, ticket: Ticket | None) -> Iterator[str]:
        if isinstance(event, _CLEARS_A_CALL):
            self._called.discard(event.ticket)
        if not isinstance(event, e.TicketCalled):
            return
        assert ticket is not None
        if event.ticket in self._called:
            yield f"I6: {ticket.label} was called twice"
        self._called.add(event.ticket)
        services = self._services_of(event.counter)
        if services is not None and ticket.service not in services:
            yield f"I9: counter {event.counter} does not serve {ticket.service} ({ticket.label})"
        if not event.is_out_of_order:
            yield from self._line(event, ticket)

    def _line(self, event: e.TicketCalled, ticket: Ticket) -> Iterator[str]:
        for other in self.office.tickets.values():
            if (
                other.state is State.WAITING
                and (other.service, other.ticket_class) == (ticket.service, ticket.ticket_class)
                and other.base < ticket.base
                and other.counter in (None, event.counter)
                and elsewhere(self.office, other) is None
            ):
                yield f"I7: {ticket.label} was called before {other.label}, which is senior"

    def _services_of(self, counter: int) -> tuple[str, ...] | None:
        if self._settings is None:
            return None
        own = [one.services for one in self._settings.counter if one.number == counter]
        desk = self.office.counters.get(CounterNo(counter))
        return (*(own[0] if own else ()), *(desk.lent if desk else ()))

    def _times(self, event: e.Event, stamp: e.Stamp) -> Iterator[str]:
        ticket = getattr(event, "ticket", None)
        if ticket is None:
            return
        if stamp.ticks < self._ticks.get(ticket, 0):
            yield f"I12: the times of ticket {ticket} go back at event {stamp.seq}"
        self._ticks[ticket] = stamp.ticks

    def _days(self, event: e.Event) -> Iterator[str]:
        if isinstance(event, e.DayClosed):
            if event.day in self._sealed:
                yield f"I15: {event.day} was sealed twice"
            self._sealed.add(event.day)
            self._called.clear()
            self._ticks.clear()
        if isinstance(event, e.DayOpened) and event.day in self._sealed:
            yield f"I15: {event.day} was opened after it was sealed"

    def _lines(self, event: e.Event) -> Iterator[str]:
        if isinstance(event, e.EntryWritten):
            place = Place(event.register, event.year, event.number)
            following = next_number(event.register, event.year, self.office.entries)
            if place not in self.office.entries and event.number != following:
                yield f"I17: {event.register} has no number {following}, but {place.label}"
            if event.year in self._closed_years.get(event.register, ()) and not event.old:
                yield f"I17: {event.register} was closed, and then got {place.label}"
        if isinstance(event, e.RegisterClosed):
            self._closed_years.setdefault(event.register, set()).add(event.year)

    def _steps(self, event: e.Event, before: Ticket | None) -> Iterator[str]:
        action = action_of(event)
        if action is None:
            return
        if before is None:
            yield f"I4: {event} is about a ticket that nobody has issued"
            return
        steps = TRANSITIONS[before.state]
        if action not in steps:
            yield f"I4: {before.label} was {before.state.value} and cannot {action.value}"
            return
        now = self.office.tickets[before.id].state
        if steps[action] is not None and now is not steps[action]:
            yield f"I4: {before.label} is {now.value} after {action.value}"

    def _counters(self) -> Iterator[str]:
        for desk in self.office.counters.values():
            ticket = self.office.tickets.get(desk.ticket) if desk.ticket else None
            if desk.ticket and (
                ticket is None
                or ticket.counter != desk.number
                or ticket.state not in (State.CALLED, State.SERVING)
            ):
                yield f"I5: counter {desk.number} holds {desk.ticket}, which is not there"
        for ticket in self.office.tickets.values():
            if ticket.state in (State.CALLED, State.SERVING):
                desk_of = self.office.counters.get(ticket.counter) if ticket.counter else None
                if desk_of is None or desk_of.ticket != ticket.id:
                    yield f"I5: {ticket.label} is {ticket.state.value} at no counter"

    def _sums(self) -> Iterator[str]:
        totals = self.office.totals()
        states = sum(totals[state.value] for state in State)
        if totals["issued"] != states:
            yield f"I11: {totals['issued']} were issued, but the states add up to {states}"

    def _overtaken(self) -> Iterator[str]:
        if self._settings is None:
            return
        cap = self._settings.rules.overtaking_cap
        for one in self.office.tickets.values():
            if not one.is_priority and not 0 <= one.overtaken <= cap:
                yield f"I8: {one.label} was passed {one.overtaken} times; at most {cap}"

    def _ratings(self) -> Iterator[str]:
        final = sum(w.state is RatingState.FINAL for w in self.office.windows.values())
        if final > self.office.finished_legs:
            yield f"I13: {final} ratings for {self.office.finished_legs} finished legs"
