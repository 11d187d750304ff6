"""The kiosk's numbers: each is on the disk, with the fact that it was given out, before it is used.

1. A number belongs to (day, service, this kiosk), counts without gaps, and is never given twice.
2. One press is one request, and a request gets one number for ever, also after a crash.
3. Printing is told apart from issuing: `pending` until the printer has answered.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from kiosk.second_place import SecondPlace
from mot_cua.bus.outbox import Outbox
from mot_cua.errors import Refused
from mot_cua.ids import (
    DayText,
    NewId,
    RequestId,
    ServiceCode,
    TicketClass,
    TicketId,
    UnixMs,
    new_id,
    new_token,
)
from mot_cua.messages import NumberVoided, TicketIssued, TicketPrinted
from mot_cua.store import transaction

log = logging.getLogger(__name__)

PrintState = Literal["pending", "printed", "unconfirmed", "failed", "voided"]
Outcome = Literal["printed", "unconfirmed", "failed"]
MOST_DETAIL: Final = 200
"""Letters of a printer's answer that a fact may carry."""

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS series (day TEXT, service TEXT, last INTEGER NOT NULL,"
    " PRIMARY KEY (day, service))",
    "CREATE TABLE IF NOT EXISTS ticket (id TEXT PRIMARY KEY, request TEXT NOT NULL UNIQUE,"
    " day TEXT NOT NULL, service TEXT NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL,"
    " class TEXT NOT NULL, token TEXT NOT NULL, issued_ms INTEGER NOT NULL,"
    " print TEXT NOT NULL DEFAULT 'pending', UNIQUE (day, service, number))",
)


class Issued(NamedTuple):
    """A number that was given out."""

    ticket: TicketId
    request: RequestId
    day: DayText
    service: ServiceCode
    number: int
    label: str
    ticket_class: TicketClass
    token: str
    issued_ms: UnixMs
    print: PrintState

    @property
    def is_priority(self) -> bool:
        """Whether the paper says ƯU TIÊN."""
        return self.ticket_class == "priority"


_HEARD_UPTO: Final = (
    "SELECT coalesce((SELECT rowid - 1 FROM ticket WHERE id ="
    " (SELECT json_extract(CAST(body AS TEXT), '$.ticket') FROM outbox"
    " WHERE json_extract(CAST(body AS TEXT), '$.kind') = 'ticket-issued' ORDER BY seq LIMIT 1)),"
    " (SELECT max(rowid) FROM ticket), 0)"
)
_COLUMNS: Final = "id, request, day, service, number, label, class, token, issued_ms, print"


class Series:
    """The numbers of one kiosk, in one file with its outbox."""

    def __init__(
        self,
        db: sqlite3.Connection,
        outbox: Outbox,
        *,
        first: int,
        last: int,
        second_place: SecondPlace | None = None,
        make_id: NewId = new_id,
    ) -> None:
        """Open the series; `first` to `last` is this kiosk's range in each service.

        What the second place remembers and this file does not was lost by its disk: those numbers
        are not given out again, and the server is told that they are gone.
        """
        self._db, self._outbox, self._make_id = db, outbox, make_id
        self._first, self._last, self._second = first, last, second_place
        with transaction(db):
            for table in _TABLES:
                db.execute(table)
        if second_place is not None:
            for day, numbers in second_place.numbers.items():
                self.not_before(day, numbers, lost="the disk has forgotten it; look for its paper")

    def used_up(self, day: DayText) -> frozenset[str]:
        """Return the services of which the last number of a day was given out."""
        rows = self._db.execute(
            "SELECT service FROM series WHERE day = ? AND last >= ?", (day, self._last)
        )
        return frozenset(service for (service,) in rows)

    def issue(
        self,
        *,
        request: RequestId,
        service: ServiceCode,
        ticket_class: TicketClass,
        day: DayText,
        issued_ms: UnixMs,
        prefix: str,
        first: TicketId | None = None,
    ) -> Issued:
        """Give out the next number; the label is `prefix` and three digits.

        `first` is the number that the same citizen showed.

        The same request is given the same ticket again.

        Raises:
            Refused: `series-exhausted`, when the range of the day is used up.
            sqlite3.Error: the disk failed; no number was given out.
        """
        known = self._one("request = ?", request)
        if known is not None:
            return known
        with transaction(self._db):
            number = self._next(day, service)
            issued = Issued(
                ticket=TicketId(self._make_id()),
                request=request,
                day=day,
                service=service,
                number=number,
                label=f"{prefix}{number:03d}",
                ticket_class=ticket_class,
                token=new_token(),
                issued_ms=issued_ms,
                print="pending",
            )
            self._db.execute(
                f"INSERT INTO ticket ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
                issued,
            )
            self._outbox.add(_fact_of(issued, first))
        self._remember(issued)
        return issued

    def _remember(self, issued: Issued) -> None:
        """Keep the number in a second place; if that fails, the first is still good."""
        if self._second is None:
            return
        try:
            self._second.remember(issued.day, issued.service, issued.number)
        except OSError as problem:
            log.warning("%s is kept in one place only: %s", issued.label, problem)

    def not_before(self, day: DayText, numbers: Mapping[ServiceCode, int], lost: str = "") -> None:
        """Go on after these numbers at the least; with a reason, what was skipped is void."""
        for service, number in numbers.items():
            query = "SELECT last FROM series WHERE day = ? AND service = ?"
            row = self._db.execute(query, (day, service)).fetchone()
            known = row[0] if row else self._first - 1
            if known < number <= self._last:
                log.warning("%s of %s: %d to %d were forgotten", service, day, known + 1, number)
                self._skip(day, service, range(known + 1, number + 1), lost)

    def _skip(self, day: DayText, service: ServiceCode, numbers: range, lost: str) -> None:
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO series VALUES (?, ?, ?)"
                " ON CONFLICT (day, service) DO UPDATE SET last = excluded.last",
                (day, service, numbers[-1]),
            )
            for number in numbers if lost else ():
                ticket = TicketId(self._make_id())
                self._outbox.add(
                    NumberVoided(
                        ticket=ticket, day=day, service=service, number=number, reason=lost
                    )
                )

    def _next(self, day: DayText, service: ServiceCode) -> int:
        row = self._db.execute(
            "INSERT INTO series VALUES (?, ?, ?)"
            " ON CONFLICT (day, service) DO UPDATE SET last = last + 1 RETURNING last",
            (day, service, self._first),
        ).fetchone()
        number: int = row[0]
        if number > self._last:
            raise Refused(
                "series-exhausted",
                f"all numbers {self._first}–{self._last} of {service} are used for {day}",
            )
        return number

    def printed(
        self, ticket: TicketId, outcome: Outcome, *, detail: str = "", is_reprint: bool = False
    ) -> None:
        """Record what the printer answered. A paper that came out once stays `printed`."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE ticket SET print = ? WHERE id = ? AND print != 'printed'",
                (outcome, ticket),
            )
            self._outbox.add(
                TicketPrinted(
                    ticket=ticket,
                    outcome=outcome,
                    detail=detail[:MOST_DETAIL],
                    is_reprint=is_reprint,
                )
            )

    def take_back(self, issued: Issued, reason: str) -> None:
        """Take back a number whose paper failed and that nobody has learnt; it is gone for good.

        Both facts are stored together: a kiosk that dies between them would ask for a paper that
        nobody waits for.
        """
        with transaction(self._db):
            self._db.execute("UPDATE ticket SET print = 'voided' WHERE id = ?", (issued.ticket,))
            self._outbox.add(
                TicketPrinted(ticket=issued.ticket, outcome="failed", detail=reason[:MOST_DETAIL])
            )
            self._outbox.add(
                NumberVoided(
                    ticket=issued.ticket,
                    day=issued.day,
                    service=issued.service,
                    number=issued.number,
                    reason=reason[:MOST_DETAIL],
                )
            )

    def ticket(self, ticket: TicketId) -> Issued | None:
        """Return a ticket of this kiosk."""
        return self._one("id = ?", ticket)

    def find(self, day: DayText, text: str) -> Issued | None:
        """Return the day's ticket that was scanned: by the end of its QR, or by its number."""
        token = text.rsplit("/", 1)[-1].strip()
        return self._one("day = ? AND (token = ? OR label = ?)", day, token, token.upper())

    def unanswered(self) -> list[Issued]:
        """List the tickets of all days whose printing nobody has told of, in the order of issue."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM ticket WHERE print = 'pending' ORDER BY rowid"  # noqa: S608
        )
        return [Issued(*row) for row in rows]

    def issued_after(self, place: int, day: DayText) -> list[Issued]:
        """List the valid tickets of a day that came after a place in the order of issue."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM ticket WHERE rowid > ? AND day = ?"  # noqa: S608
            " AND print != 'voided' ORDER BY rowid",
            (place, day),
        )
        return [Issued(*row) for row in rows]

    def heard_upto(self) -> int:
        """Return the place of the last ticket that the server has acknowledged; 0 for none."""
        place: int = self._db.execute(_HEARD_UPTO).fetchone()[0]
        return place

    def unheard(self, service: ServiceCode) -> int:
        """Count the numbers of a service that the server has not acknowledged yet."""
        count: int = self._db.execute(
            "SELECT count(*) FROM outbox WHERE json_extract(CAST(body AS TEXT), '$.service') = ?"
            " AND json_extract(CAST(body AS TEXT), '$.kind') = 'ticket-issued'",
            (service,),
        ).fetchone()[0]
        return count

    def last_issue(self) -> Issued | None:
        """Return the latest ticket; its day and time are what a doubtful clock is held against."""
        return self._one("1 ORDER BY rowid DESC LIMIT 1")

    def _one(self, where: str, *values: str) -> Issued | None:
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM ticket WHERE {where}",  # noqa: S608 - the callers' own words
            values,
        ).fetchone()
        return Issued(*row) if row else None


def _fact_of(issued: Issued, first: TicketId | None) -> TicketIssued:
    return TicketIssued(
        ticket=issued.ticket,
        request=issued.request,
        day=issued.day,
        service=issued.service,
        number=issued.number,
        label=issued.label,
        ticket_class=issued.ticket_class,
        token=issued.token,
        first=first,
    )
