"""The office in a hundred lines, written apart from its rules: what a history may not contain.

It replays the journal in the order of its commits and knows only numbers, calls and ratings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from queue_server.core import events as e

ENDS_A_CALL: Final = (
    e.CallUndone, e.TicketReturned, e.TicketTransferred, e.TicketReleased, e.ServiceFinished,
    e.TicketHeld, e.MarkedAbsent,
)  # fmt: skip
WAITS_AGAIN: Final = (e.TicketReturned, e.TicketTransferred, e.TicketReleased)
IS_OVER: Final = (e.TicketCancelled, e.TicketClosedByDay)


class Model:
    """What one reader of the journal knows after so many commits."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        """Digest of what the QR carries → the ticket."""
        self.bases: dict[str, tuple[tuple[str, str, str, int], int]] = {}
        """The same → number and seniority."""
        self.labels: dict[str, str] = {}
        self.waiting: dict[str, str] = {}
        """Ticket → service."""
        self.citizens: dict[str, str] = {}
        """Ticket → the first ticket of the same citizen, who may have shown it for a second."""
        self.called: set[str] = set()
        self.ratings: Counter[tuple[str, str]] = Counter()
        """(label, level) of presses that counted."""
        self.presses: Counter[str] = Counter()
        """Level → presses at panels, counted or stray."""
        self.calls: dict[str, str] = {}
        """Request → the ticket it called."""
        self._numbers: dict[tuple[str, str, str, int], str] = {}
        self._final: set[str] = set()

    def apply(self, event: e.Event) -> Iterator[str]:
        """Take one event; yield what is wrong with it."""
        if isinstance(event, (e.TicketReceived, e.TicketCameLate)):
            yield from self._received(event)
        elif isinstance(event, e.TicketCalled):
            yield from self._call(event)
        elif isinstance(event, e.RatingBecameFinal):
            if event.leg in self._final:
                yield f"rating: leg {event.leg} was counted twice"
            self._final.add(event.leg)
        elif isinstance(event, ENDS_A_CALL):
            self._moved(event)
        else:
            self._other(event)

    def _received(self, event: e.TicketReceived | e.TicketCameLate) -> Iterator[str]:
        number = (event.day, event.service, event.issuer, event.number)
        if event.ticket in self.labels:
            yield f"number: {event.label} was received twice"
        if self._numbers.setdefault(number, event.ticket) != event.ticket:
            yield f"number: {event.label} of {event.day} was issued twice"
        self.labels[event.ticket] = event.label
        if isinstance(event, e.TicketReceived):
            self.tokens[event.token_digest] = event.ticket
            self.bases[event.token_digest] = number, event.base_ticks
            self.waiting[event.ticket] = event.service
            first = event.first or event.ticket
            self.citizens[event.ticket] = self.citizens.get(first, first)

    def _call(self, event: e.TicketCalled) -> Iterator[str]:
        if event.ticket in self.called:
            yield f"call: {self.labels[event.ticket]} was called twice"
        if event.request in self.calls:
            yield f"request: {event.request} called two numbers"
        self.calls[event.request] = event.ticket
        self.called.add(event.ticket)
        self.waiting.pop(event.ticket, None)

    def _moved(self, event: e.Event) -> None:
        ticket: str = event.ticket  # type: ignore[attr-defined]  # each of them has one
        self.called.discard(ticket)
        onward = isinstance(event, e.ServiceFinished) and event.next_service is not None
        back = isinstance(event, e.CallUndone) and event.back_to == "waiting"
        if onward or back or isinstance(event, WAITS_AGAIN):
            self.waiting[ticket] = ""

    def _other(self, event: e.Event) -> None:
        if isinstance(event, IS_OVER):
            self.waiting.pop(event.ticket, None)
        elif isinstance(event, e.RatingGiven) and event.channel == "panel":
            label = self.labels[event.leg.rsplit("/", 1)[0]]
            self.ratings[label, event.level] += 1
            self.presses[event.level] += 1
        elif isinstance(event, e.PressWasStray) and event.channel == "panel":
            self.presses[event.level] += 1
