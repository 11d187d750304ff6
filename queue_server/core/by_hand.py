"""Calls that were made by hand while the server was away, entered when it is back.

Such a visit is marked for ever: nobody was invited to rate it, no wait is known of it, and reports
count it by itself. Whoever is not entered still waits, and is called as if nothing had been.
"""

from __future__ import annotations

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.situation import Situation
from queue_server.core.ticket import Action


def enter(now: Situation, command: c.EnterHandCall) -> list[e.Event]:
    """Take note that a number was called and served by hand."""
    now.counter(command.counter)
    ticket = now.ticket_for(command.ticket, Action.CALL_BY_HAND)
    return [e.CalledByHand(request=command.request, ticket=ticket.id, counter=command.counter)]


def undo(now: Situation, command: c.UndoHandCall) -> list[e.Event]:
    """Let a number wait again that was entered by mistake; at any time of the day."""
    ticket = now.ticket_for(command.ticket, Action.UNDO_HAND_CALL)
    if not ticket.is_by_hand or ticket.before is None:
        raise Refused("not-by-hand", f"{ticket.label} was not called by hand, but by its counter")
    return [
        e.HandCallUndone(
            request=command.request, ticket=ticket.id, back_to=ticket.before.state.value
        )
    ]
