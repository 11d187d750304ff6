"""At the counter: finish, hold, send on, and take back."""

from __future__ import annotations

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, RequestId, ServiceCode
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import RatingState
from queue_server.core.rating_rules import make_room, opening
from queue_server.core.situation import MINUTE, SECOND, Situation
from queue_server.core.ticket import Action, State, Ticket


def finish(now: Situation, command: c.Finish) -> list[e.Event]:
    """End a leg and invite its rating. Finishing a number that is only called starts it too."""
    ticket = now.ticket_at(command.counter, Action.FINISH)
    return _finished(now, command, ticket, command.outcome, None)


def finish_to_next(now: Situation, command: c.FinishToNext) -> list[e.Event]:
    """End a leg, invite its rating, and let the same paper wait for another service."""
    ticket = now.ticket_at(command.counter, Action.NEXT_LEG)
    now.require_service(command.service)
    _require_target(now, command.service)
    return _finished(now, command, ticket, command.outcome, command.service)


def _finished(
    now: Situation,
    command: c.AtCounter,
    ticket: Ticket,
    outcome: str,
    next_service: ServiceCode | None,
) -> list[e.Event]:
    window = opening(now, command.counter)
    done = e.ServiceFinished(
        request=command.request,
        ticket=ticket.id,
        leg=ticket.leg_id,
        counter=command.counter,
        outcome=outcome,
        opens=window.opens,
        closes=window.closes,
        next_service=next_service,
    )
    return [*make_room(now, command.counter), done]


def undo_finish(now: Situation, command: c.UndoFinish) -> list[e.Event]:
    """Take back a finish, unless the citizen has already answered."""
    desk = now.require_free(command.counter)
    if desk.last_finished is None:
        raise Refused("nothing-to-undo", f"counter {command.counter} has no finish to undo")
    ticket = now.ticket_for(desk.last_finished, Action.UNDO_FINISH)
    limit = now.settings.rules.undo_finish_s
    if ticket.before is None or now.since(ticket.changed) > limit * SECOND:
        raise Refused(
            "undo-too-late", f"the finish of {ticket.label} can be undone within {limit} s only"
        )
    if now.office.windows[ticket.leg_id].state is not RatingState.EXPECTED:
        raise Refused("already-rated", f"{ticket.label} was already rated; the finish stands")
    return [
        e.FinishUndone(
            request=command.request,
            ticket=ticket.id,
            leg=ticket.leg_id,
            counter=command.counter,
            back_to=ticket.before.state,
        )
    ]


def hold(now: Situation, command: c.Hold) -> list[e.Event]:
    """Keep a ticket aside for its own counter."""
    ticket = now.ticket_at(command.counter, Action.HOLD)
    return [e.TicketHeld(request=command.request, ticket=ticket.id, counter=command.counter)]


def resume(now: Situation, command: c.Resume) -> list[e.Event]:
    """Go on with a held ticket, at the counter that held it."""
    ticket = now.ticket_for(command.ticket, Action.RESUME)
    now.require_free(command.counter)
    if ticket.counter != command.counter:
        raise Refused("not-here", f"{ticket.label} is held by counter {ticket.counter}")
    resumed = e.TicketResumed(request=command.request, ticket=ticket.id, counter=command.counter)
    return [resumed, *make_room(now, command.counter)]


def release(now: Situation, command: c.Release) -> list[e.Event]:
    """Let a held ticket wait again: its counter closed, or it was held for an hour."""
    ticket = now.ticket_for(command.ticket, Action.RELEASE)
    limit = now.settings.rules.hold_limit_min
    if now.is_staffed(ticket.counter) and now.since(ticket.changed) < limit * MINUTE:
        raise Refused(
            "hold-not-over",
            f"counter {ticket.counter} still holds {ticket.label};"
            f" it is released after {limit} min",
        )
    return [e.TicketReleased(request=command.request, ticket=ticket.id)]


def transfer(now: Situation, command: c.Transfer) -> list[e.Event]:
    """Send a citizen to the right service: same paper, same seniority, no rating for this leg."""
    ticket = now.ticket_at(command.counter, Action.TRANSFER)
    now.require_service(command.service)
    _require_target(now, command.service, command.to_counter)
    return [
        e.TicketTransferred(
            request=command.request,
            ticket=ticket.id,
            counter=command.counter,
            service=command.service,
            to_counter=command.to_counter,
        )
    ]


def _require_target(now: Situation, service: ServiceCode, counter: CounterNo | None = None) -> None:
    staffed = now.staffed_for(service)
    if not staffed:
        raise Refused("target-closed", f"no open counter serves {service}")
    if counter is not None:
        now.counter(counter)
        if counter not in staffed:
            raise Refused(
                "target-closed", f"counter {counter} is closed or does not serve {service}"
            )


def open_counter(now: Situation, command: c.OpenCounter) -> list[e.Event]:
    """Begin, or go on, to call."""
    desk = now.counter(command.counter)
    if desk.state == "open" and not desk.then and desk.officer == command.officer:
        raise Refused("open-while-open", f"counter {command.counter} is already open")
    return [
        e.CounterOpened(request=command.request, counter=command.counter, officer=command.officer)
    ]


def pause_counter(now: Situation, command: c.PauseCounter) -> list[e.Event]:
    """Stop for a while; a busy counter stops after its present ticket."""
    desk = now.counter(command.counter)
    if desk.state != "open":
        raise Refused(f"pause-while-{desk.state}", f"counter {command.counter} is {desk.state}")
    return [
        e.CounterPaused(request=command.request, counter=command.counter, reason=command.reason)
    ]


def close_counter(now: Situation, command: c.CloseCounter) -> list[e.Event]:
    """Stop for good; what the counter held for itself waits again for everybody."""
    desk = now.counter(command.counter)
    if desk.state == "closed":
        raise Refused("close-while-closed", f"counter {command.counter} is already closed")
    held = [
        one
        for one in now.office.tickets.values()
        if one.counter == command.counter and one.state is State.HELD
    ]
    return [
        e.CounterClosed(request=command.request, counter=command.counter),
        *(e.TicketReleased(request=command.request, ticket=one.id) for one in held),
    ]


def due_releases(now: Situation) -> list[c.Release]:
    """List the held tickets whose hour is over."""
    limit = now.settings.rules.hold_limit_min * MINUTE
    return [
        c.Release(request=RequestId(f"hold-over:{one.id}:{one.changed}"), ticket=one.id)
        for one in now.office.tickets.values()
        if one.state is State.HELD and now.since(one.changed) >= limit
    ]
