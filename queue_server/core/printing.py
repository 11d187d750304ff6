"""Papers: what kiosks told about them, and which are to be printed once more.

Printing is an attribute of a ticket and never its state: without paper a number is just as valid.
"""

from __future__ import annotations

from mot_cua.errors import Refused
from mot_cua.ids import DeviceId
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.office import DESK, Office
from queue_server.core.situation import Situation
from queue_server.core.ticket import State, Ticket

_IN_NEED = (State.WAITING, State.CALLED, State.SERVING, State.HELD)
"""Whoever has such a number may still have to show it."""


def record_print(now: Situation, command: c.RecordPrint) -> list[e.Event]:
    """Keep what the printer answered."""
    return [
        e.TicketPrintRecorded(
            ticket=now.office.known_as(command.ticket),
            outcome=command.outcome,
            detail=command.detail,
            is_reprint=command.is_reprint,
        )
    ]


def unprinted(office: Office, issuer: DeviceId | None = None) -> list[Ticket]:
    """List the valid tickets that are surely or perhaps not on paper, the longest waiting first."""
    missing = (
        office.tickets.get(ticket)
        for ticket, outcome in office.printing.items()
        if outcome in ("failed", "unconfirmed")
    )
    found = [
        one
        for one in missing
        if one and one.state in _IN_NEED and (issuer is None or one.issuer == issuer)
    ]
    return sorted(found, key=lambda one: one.base)


def order_reprint(now: Situation, command: c.OrderReprint) -> list[e.Event]:
    """Have one ticket printed once more, or all of a kiosk that are not on paper."""
    if command.ticket is None:
        tickets = tuple(one.paper or one.id for one in unprinted(now.office, command.kiosk))
        if not tickets:
            raise Refused("nothing-to-print", f"every valid number of {command.kiosk} is on paper")
        return [e.ReprintOrdered(request=command.request, kiosk=command.kiosk, tickets=tickets)]
    ticket = now.office.tickets.get(command.ticket)
    if ticket is None:
        raise Refused("unknown-ticket", f"no ticket {command.ticket} is known today")
    if ticket.issuer != command.kiosk:
        where = "at the desk" if ticket.issuer == DESK else f"by {ticket.issuer}"
        raise Refused("not-of-this-kiosk", f"{ticket.label} was given out {where}")
    limit = now.settings.rules.reprints
    if now.office.reprints[ticket.id] >= limit:
        raise Refused(
            "reprint-limit",
            f"{ticket.label} was ordered again {limit} times already; write the number on a paper"
            " by hand, and have the printer looked at",
        )
    if ticket.state not in _IN_NEED:
        raise Refused(f"reprint-while-{ticket.state}", f"{ticket.label} is {ticket.state} already")
    name = ticket.paper or ticket.id
    return [
        e.ReprintOrdered(request=command.request, kiosk=ticket.issuer, ticket=name, tickets=(name,))
    ]
