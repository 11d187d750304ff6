"""What a paper is told that somebody holds before the scanner: where it stands, and who helps."""

from __future__ import annotations

from typing import NamedTuple

from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.reception import scan_paper, scanned_ticket
from queue_server.core.situation import Situation
from queue_server.core.ticket import Ticket


class Answered(NamedTuple):
    """How a scan ended."""

    outcome: str
    """`returned`, or the code of the refusal: `return-while-waiting`, `return-too-late` …"""
    counters: tuple[int, ...]
    """Where the number is, or who can help; none means the information desk."""
    ticket: Ticket | None = None
    """The number itself; None when no paper of today is meant."""


def answer_to(now: Situation, command: c.ScanPaper) -> Answered:
    """Say what a scan will do; nothing is done by it."""
    [event] = scan_paper(now, command)
    outcome = event.state if isinstance(event, e.DeviceReported) else "returned"
    ticket = now.office.tickets.get(scanned_ticket(now.office, command))
    if ticket is None:
        return Answered(outcome, ())
    if ticket.counter is not None:
        return Answered(outcome, (ticket.counter,), ticket)
    return Answered(outcome, tuple(now.staffed_for(ticket.service)), ticket)
