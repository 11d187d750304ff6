"""What a decision looks at: the office, its settings, and the present moment."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from config.settings import Settings
from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, ServiceCode, TicketId
from mot_cua.timetable import Timetable
from queue_server.core.commands import Now
from queue_server.core.errands import elsewhere
from queue_server.core.office import Counter, Office
from queue_server.core.ticket import Action, Ticket, after

SECOND = 1000
MINUTE = 60 * SECOND


class Situation(NamedTuple):
    """Everything a rule may ask; nothing in it changes while a decision is made."""

    office: Office
    settings: Settings
    timetable: Timetable
    now: Now

    def counter(self, number: CounterNo) -> Counter:
        """Return a counter. Refused with `unknown-counter`."""
        found = self.office.counters.get(number)
        if found is None:
            known = ", ".join(str(n) for n in sorted(self.office.counters))
            raise Refused("unknown-counter", f"there is no counter {number}; there are: {known}")
        return found

    def services_of(self, number: CounterNo) -> Collection[str]:
        """Return the services that a counter is there for, with those that it is lent to."""
        for one in self.settings.counter:
            if one.number == number:
                return (*one.services, *self.office.counters[number].lent)
        return ()

    def require_service(self, code: ServiceCode) -> None:
        """Refuse with `unknown-service` what the office file does not name."""
        known = [one.code for one in self.settings.service]
        if code not in known:
            raise Refused(
                "unknown-service", f"there is no service {code}; there are: {', '.join(known)}"
            )

    def ticket(self, ticket: TicketId) -> Ticket:
        """Return a ticket of the open day. Refused with `unknown-ticket`."""
        found = self.office.tickets.get(ticket)
        if found is None:
            raise Refused("unknown-ticket", f"no ticket {ticket} is known today")
        return found

    def require_free(self, number: CounterNo) -> Counter:
        """Return an open counter that holds nothing, or refuse."""
        desk = self.counter(number)
        if desk.state != "open":
            raise Refused(
                f"counter-{desk.state}", f"counter {number} is {desk.state}; open it first"
            )
        if desk.ticket is not None:
            label = self.office.tickets[desk.ticket].label
            raise Refused("counter-busy", f"counter {number} still holds {label}; finish it first")
        return desk

    def ticket_at(self, number: CounterNo, action: Action) -> Ticket:
        """Return the ticket that a counter holds, if the table lets `action` happen to it."""
        desk = self.counter(number)
        if desk.ticket is None:
            raise Refused("counter-empty", f"counter {number} holds no ticket to {action.value}")
        ticket = self.office.tickets[desk.ticket]
        after(ticket.state, action)
        return ticket

    def ticket_for(self, ticket: TicketId, action: Action) -> Ticket:
        """Return a ticket, if the table lets `action` happen to it."""
        found = self.ticket(ticket)
        after(found.state, action)
        return found

    def eligible(self, number: CounterNo) -> list[Ticket]:
        """List the waiting tickets that this counter may call (I9)."""
        services = self.services_of(number)
        return [
            one
            for one in self.office.waiting()
            if one.service in services
            and self.kept_for(one) in (None, number)
            and elsewhere(self.office, one) is None
        ]

    def kept_for(self, ticket: Ticket) -> CounterNo | None:
        """Return the only counter that may call a waiting ticket; None when any may."""
        number = ticket.counter
        if number is None or not self.is_staffed(number):
            return None
        # A counter that was lent may have been sent somebody whom it serves no longer.
        return number if ticket.service in self.services_of(number) else None

    def is_staffed(self, number: CounterNo | None) -> bool:
        """Whether somebody works at the counter, even if paused."""
        desk = self.office.counters.get(number) if number is not None else None
        return desk is not None and desk.state != "closed"

    def staffed_for(self, service: ServiceCode) -> list[CounterNo]:
        """List the staffed counters that serve a service."""
        return [
            number
            for one in self.settings.counter
            for number in (CounterNo(one.number),)
            if self.is_staffed(number) and service in self.services_of(number)
        ]

    def since(self, ticks: int) -> int:
        """Return how many milliseconds ago that was."""
        return self.now.ticks - ticks

    def open_since(self, ticks: int) -> int:
        """Return how many of those milliseconds the office was open."""
        passed = self.since(ticks)
        end = self.now.wall_ms
        return min(passed, self.timetable.open_ms_between(end - passed, end))
