"""Two errands of one citizen: while one number is called or served, the others wait.

Who takes a second number after showing the first at the kiosk has one body for both. A number of
theirs cannot be called as long as another one is at a counter, so that it is never absent for
that; it keeps its place meanwhile, and nobody who is called before it overtakes it.

Source: the office's own rule for citizens with several errands.
"""

from __future__ import annotations

from mot_cua.ids import TicketId
from queue_server.core.office import Office
from queue_server.core.ticket import State, Ticket


def party_of(office: Office, first: TicketId | None) -> TicketId | None:
    """Name the party that a new number joins: that of the number that was shown, or none."""
    known = office.tickets.get(office.known_as(first)) if first is not None else None
    return known.party or known.id if known is not None else first


def elsewhere(office: Office, ticket: Ticket) -> Ticket | None:
    """Return the other number of the same citizen that is at a counter now."""
    party = ticket.party or ticket.id
    for desk in office.counters.values():
        other = office.tickets.get(desk.ticket) if desk.ticket is not None else None
        if other is None or other.id == ticket.id or (other.party or other.id) != party:
            continue
        if other.state in (State.CALLED, State.SERVING):
            return other
    return None
