"""Calling: next, by number, again, never mind, here, absent."""

from __future__ import annotations

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.discipline import choose
from queue_server.core.errands import elsewhere
from queue_server.core.rating_rules import make_room
from queue_server.core.situation import SECOND, Situation
from queue_server.core.ticket import Action, State, Ticket


def call_next(now: Situation, command: c.CallNext) -> list[e.Event]:
    """Call whoever the discipline chooses. Refused: `nobody-waiting`, only if nobody is (I10)."""
    now.require_free(command.counter)
    eligible = now.eligible(command.counter)
    choice = choose(eligible, cap=now.settings.rules.overtaking_cap)
    if choice is None:
        raise Refused("nobody-waiting", f"nobody is waiting for counter {command.counter}")
    ticket = eligible[choice.pick]
    return [
        e.TicketCalled(
            request=command.request,
            ticket=ticket.id,
            counter=command.counter,
            passed=tuple(eligible[i].id for i in choice.passed),
            reason=_reason(ticket, has_passed=bool(choice.passed)),
        )
    ]


def _reason(ticket: Ticket, *, has_passed: bool) -> str:
    if ticket.reason in ("transferred", "returned"):
        return ticket.reason
    return "priority" if ticket.is_priority and has_passed else ""


def call_number(now: Situation, command: c.CallNumber) -> list[e.Event]:
    """Call one ticket out of order. It counts as nobody's overtaking, and is logged."""
    now.require_free(command.counter)
    ticket = now.ticket_for(command.ticket, Action.CALL_NUMBER)
    if ticket.service not in now.services_of(command.counter):
        raise Refused(
            "not-served-here",
            f"counter {command.counter} does not serve {ticket.service}; transfer {ticket.label}",
        )
    other = elsewhere(now.office, ticket)
    if other is not None:
        raise Refused(
            "citizen-elsewhere",
            f"whoever has {ticket.label} is at counter {other.counter} with {other.label}; call"
            " it when that is done",
        )
    return [
        e.TicketCalled(
            request=command.request,
            ticket=ticket.id,
            counter=command.counter,
            reason="chosen",
            is_out_of_order=True,
            why=command.reason,
        )
    ]


def recall(now: Situation, command: c.Recall) -> list[e.Event]:
    """Announce the number again, at most until it was called three times."""
    ticket = now.ticket_at(command.counter, Action.RECALL)
    rules = now.settings.rules
    if ticket.calls >= rules.calls:
        raise Refused("recall-limit", f"{ticket.label} was already called {ticket.calls} times")
    left = rules.recall_after_s * SECOND - now.since(ticket.last_called)
    if left > 0:
        raise Refused(
            "recall-too-soon", f"{ticket.label} was called just now; wait {_seconds(left)} s"
        )
    return [e.TicketRecalled(request=command.request, ticket=ticket.id, counter=command.counter)]


def announce_again(now: Situation, command: c.AnnounceAgain) -> list[e.Event]:
    """Announce every called number anew; whoever sat in the dark has time to walk once more."""
    del command
    return [
        e.AnnouncedAgain(ticket=one.id, counter=one.counter)
        for one in now.office.tickets_in(State.CALLED)
        if one.counter is not None
    ]


def undo_call(now: Situation, command: c.UndoCall) -> list[e.Event]:
    """Take back a call made a moment ago; everything is as before (I16)."""
    ticket = now.ticket_at(command.counter, Action.UNDO_CALL)
    limit = now.settings.rules.undo_call_s
    is_late = ticket.calls != 1 or now.since(ticket.first_called) > limit * SECOND
    if is_late or ticket.before is None:
        raise Refused(
            "undo-too-late", f"the call of {ticket.label} can be undone within {limit} s only"
        )
    return [
        e.CallUndone(
            request=command.request,
            ticket=ticket.id,
            counter=command.counter,
            back_to=ticket.before.state,
        )
    ]


def start(now: Situation, command: c.Start) -> list[e.Event]:
    """The citizen is here; windows of the visit before may end sooner."""
    ticket = now.ticket_at(command.counter, Action.START)
    started = e.ServiceStarted(request=command.request, ticket=ticket.id, counter=command.counter)
    return [started, *make_room(now, command.counter)]


def mark_absent(now: Situation, command: c.MarkAbsent) -> list[e.Event]:
    """Give up on a number: "gọi 3 lần", and time enough to walk."""
    ticket = now.ticket_at(command.counter, Action.MARK_ABSENT)
    rules = now.settings.rules
    if ticket.calls < rules.calls:
        raise Refused(
            "absent-needs-calls",
            f"{ticket.label} was called {ticket.calls} of {rules.calls} times; recall it first",
        )
    factor = rules.absent_priority_factor if ticket.is_priority else 1
    left = rules.absent_after_s * SECOND * factor - now.since(ticket.first_called)
    if left > 0:
        raise Refused(
            "absent-too-soon", f"{ticket.label} may still be walking; wait {_seconds(left)} s"
        )
    return [e.MarkedAbsent(request=command.request, ticket=ticket.id, counter=command.counter)]


def _seconds(span_ms: int) -> int:
    """Round up, so that waiting as long as told is always enough."""
    return -(-span_ms // SECOND)
