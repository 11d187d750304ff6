"""What the pages of papers are read from: every ticket by its token, frozen after each change.

1. It is no part of `OfficeView`, which anybody may read: a token is the key to one page.
2. Tickets of the last sealed day are kept as they ended, until the next day is sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from mot_cua.ids import DayText, LegId, digest_of, leg_of
from queue_server.core.forecast.wording import Outlook
from queue_server.core.office import Office, Visits
from queue_server.core.rating import RatingState, Window
from queue_server.core.ticket import State, Ticket


class Paper(NamedTuple):
    """One ticket as it is, with what is known about its wait."""

    ticket: Ticket
    day: DayText
    """The business day that counts it."""
    is_of_today: bool
    """Whether its day is still open; a sealed day does not change any more."""
    ahead: int
    """People of the same service who would be called earlier; 0 unless it waits."""
    outlook: Outlook | None
    """None while nothing can be said."""
    finished: Window | None
    """The rating of the last leg that was finished and not taken back; None if there is none."""


class TicketBook(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of the open day and of the last sealed one."""

    today: Visits
    past: Visits
    outlooks: Mapping[str, Outlook]

    def find(self, token: str) -> Paper | None:
        """Return the paper with this token; None for one that is unknown or too old.

        It is found by its digest, so that the time it takes tells nothing about other tokens.
        """
        digest = digest_of(token)
        for visits in (self.today, self.past):
            ticket = visits.tokens.get(digest)
            if ticket is not None:
                return self._paper(visits, visits.tickets[ticket])
        return None

    def _paper(self, visits: Visits, ticket: Ticket) -> Paper:
        return Paper(
            ticket=ticket,
            day=visits.day or ticket.day,
            is_of_today=visits is self.today,
            ahead=_ahead(visits, ticket) if ticket.state is State.WAITING else 0,
            outlook=self.outlooks.get(ticket.id) if ticket.state is State.WAITING else None,
            finished=_last_finished(visits.windows, ticket),
        )


def ticket_book(office: Office, outlooks: Mapping[str, Outlook] | None = None) -> TicketBook:
    """Freeze the papers as they are now."""
    return TicketBook(today=office.visits(), past=office.past, outlooks=outlooks or {})


def _ahead(visits: Visits, mine: Ticket) -> int:
    """Count those of the same service whom the discipline prefers, as things stand."""
    place = (not mine.is_priority, mine.base)
    return sum(
        one.state is State.WAITING
        and one.service == mine.service
        and (not one.is_priority, one.base) < place
        for one in visits.tickets.values()
    )


def _last_finished(windows: Mapping[LegId, Window], ticket: Ticket) -> Window | None:
    for leg in range(ticket.leg, 0, -1):
        window = windows.get(leg_of(ticket.id, leg))
        if window is not None and window.state is not RatingState.VOID:
            return window
    return None
