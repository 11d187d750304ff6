"""Old events go after some years; totals, accounts and the chain stay.

    1 ─ audit ─ ▒▒▒▒▒▒ ─ audit ─ ▒▒▒ ─ close of the last old day │ every event since ─ kept, purged
        └────── left, by one hash ─────────────────────────────┘ └─ follows its hash

1. Whole sealed days go, never a part of one; nobody's last paper is cut off from its day.
2. What the reports count of a day stays as `DayKept`: rows without a number, a token or a time of
   day beyond the hour. So the reports of purged years are the same, and are verified as before.
3. Accounts, settings, hours and what people did to the system stay as they were stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mot_cua.ids import DayText, Ticks, UnixMs
from queue_server.core.events import Cell, DayKept, EventsPurged
from queue_server.journal import schema
from queue_server.journal.journal import Entry, Journal

GOING: Final = (
    "server-started", "day-opened", "day-closed", "counter-opened", "counter-paused",
    "counter-closed", "counter-lent", "loan-ended", "ticket-received", "ticket-came-late",
    "paper-admitted", "paper-merged", "print-recorded", "reprint-ordered", "number-voided",
    "called", "recalled", "announced-again", "called-by-hand", "hand-call-undone", "call-undone",
    "started", "service-confirmed", "dossiers-counted", "marked-absent", "finished",
    "finish-undone", "held", "resumed", "released", "transferred", "returned", "cancelled",
    "cancel-undone", "class-changed", "service-changed", "window-shortened", "rating-given",
    "rating-came-late", "rating-final", "reason-given", "alert-raised", "alert-answered",
    "rating-expired", "rating-voided", "press-stray", "opinion-given", "ticket-closed-by-day",
    "device-reported",
)  # fmt: skip
"""Kinds that belong to one day. What a later version adds stays, until somebody names it here."""
_BORN: Final = ("ticket-received", "paper-admitted", "ticket-came-late", "number-voided")
_event: Final = schema.event.c


class Plan(NamedTuple):
    """What would go."""

    days: tuple[DayText, ...]
    upto: int
    """Sequence of the close of the last day."""
    head: str
    events: int
    """How many would be deleted."""


def plan(journal: Journal, before: str) -> Plan | None:
    """Say which days before a date can go; None when there is none.

    The last of them is one that no later event speaks of: a paper of the evening may have been
    rated by telephone the day after.
    """
    with journal.engine.connect() as db:
        day = schema.day.c
        closed = sa.select(day.day, day.closed_seq).where(day.day < before)
        gone = _last_purge(db)
        closed = closed.where(day.closed_seq > (gone.upto if gone else 0)).order_by(day.closed_seq)
        days = [(DayText(row.day), int(row.closed_seq)) for row in db.execute(closed)]
        while days and not _is_clean(db, days[-1][1]):
            days.pop()
        if not days:
            return None
        upto = days[-1][1]
        head = db.execute(sa.select(_event.hash).where(_event.seq == upto)).scalar_one()
        going = sa.select(sa.func.count()).where(_event.seq <= upto, _event.kind.in_(GOING))
        count = int(db.execute(going).scalar_one())
    return Plan(tuple(one for one, _ in days), upto, head.hex(), count)


class EventsGoing(NamedTuple):
    """Who lets events go, when, and which backup has them."""

    by: str
    backup: str
    wall_ms: UnixMs


def purge(journal: Journal, wanted: Plan, going: EventsGoing) -> None:
    """Delete what the plan says, and record it. Nobody else may have the journal open."""
    ticks = journal.last.ticks if journal.last else Ticks(0)
    with journal.engine.connect() as db:
        kept = [DayKept(day=day, rows=_rows_of(db, day, wanted.upto)) for day in wanted.days]
        count, digest = left_of(db, wanted.upto)
    told = EventsPurged(
        by=going.by,
        backup=going.backup,
        day=wanted.days[-1],
        upto=wanted.upto,
        head=wanted.head,
        deleted=wanted.events,
        left=count,
        left_hash=digest,
    )
    journal.forget(
        [Entry(one, ticks, going.wall_ms) for one in (*kept, told)], upto=wanted.upto, kinds=GOING
    )


def left_of(db: Connection, upto: int) -> tuple[int, str]:
    """Count the events up to a sequence that stay for ever, and hash their hashes."""
    query = sa.select(_event.hash).where(_event.seq <= upto, _event.kind.not_in(GOING))
    return hash_of(db.execute(query.order_by(_event.seq)).scalars())


def hash_of(hashes: Iterable[bytes]) -> tuple[int, str]:
    """Count hashes, and make one of them."""
    total, count = hashlib.sha256(), 0
    for one in hashes:
        total.update(one)
        count += 1
    return count, total.hexdigest()


def _last_purge(db: Connection) -> EventsPurged | None:
    query = sa.select(_event.body).where(_event.kind == "events-purged")
    body = db.execute(query.order_by(_event.seq.desc()).limit(1)).scalar()
    return msgspec.json.decode(body, type=EventsPurged) if body else None


def last_purge(journal: Journal) -> EventsPurged | None:
    """Return the last purge; None when nothing was purged yet."""
    with journal.engine.connect() as db:
        return _last_purge(db)


def _is_clean(db: Connection, upto: int) -> bool:
    """Whether every event until the next close speaks only of papers that came after `upto`."""
    known: set[str] = set()
    query = sa.select(_event.kind, _event.body).where(_event.seq > upto).order_by(_event.seq)
    for kind, body in db.execute(query):
        if kind == "day-closed":
            return not _takes_over(db, upto)
        told = msgspec.json.decode(body)
        tickets = [told.get("ticket"), str(told.get("leg") or "").rpartition("/")[0]]
        if kind in _BORN:
            known.add(str(told["ticket"]))
        elif any(one and one not in known for one in tickets):
            return False
    return False  # the day after is still open, and may speak of it yet


def _takes_over(db: Connection, upto: int) -> bool:
    """Whether something was broken over the night, so that the next day's report begins with it."""
    day = schema.day.c
    after = sa.select(day.day).where(day.opened_seq > upto).order_by(day.opened_seq).limit(1)
    fault = schema.fault.c
    taken = sa.select(fault.seq).where(fault.day == after.scalar_subquery(), fault.is_from_before)
    return db.execute(taken).first() is not None


def _rows_of(db: Connection, day: str, upto: int) -> dict[str, tuple[dict[str, Cell], ...]]:
    """Return what the report tables count of a day, without whatever leads to a person."""
    legs: dict[str, str] = {}
    found: dict[str, tuple[dict[str, Cell], ...]] = {}
    for table in schema.PROJECTIONS:
        if "day" not in table.columns or table is schema.trial:
            continue
        rows = db.execute(sa.select(table).where(table.c.day == day)).mappings().all()
        going = _until(db, table, [dict(row) for row in rows], upto)
        plain = sorted((_plain(table.name, row) for row in going), key=repr)
        for number, row in enumerate(plain):
            _rename(table.name, row, f"{day}/{number}", legs)
        found[table.name] = tuple(plain)
    return found


def _until(
    db: Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]], upto: int
) -> Iterator[Mapping[str, Any]]:
    """Leave out what events made that stay: they will make it again."""
    if table is not schema.late:
        yield from rows
        return
    later = sa.select(_event.body).where(_event.seq > upto, _event.kind == "ticket-came-late")
    tickets = {msgspec.json.decode(body)["ticket"] for body in db.execute(later).scalars()}
    yield from (row for row in rows if row["ticket"] not in tickets)


_NOTHING: Final[dict[str, dict[str, Cell]]] = {
    "leg": {"label": "", "issued_ms": 0, "called_ms": None, "finished_ms": None},
    "rating": {"opens_ticks": 0, "press_ms": None, "officer": ""},
    "late": {"label": "", "recorded_ms": 0},
    "by_hand": {"ticket": ""},
}
"""By table: what stands in a column from now on."""
_DURATIONS: Final = ("called_ticks", "started_ticks", "finished_ticks", "joined_ticks")
"""Of a leg; counted from when it joined the line, which becomes 0."""


def _plain(table: str, row: Mapping[str, Any]) -> dict[str, Cell]:
    made: dict[str, Cell] = {**row, **_NOTHING.get(table, {})}
    if table == "leg":
        for name in _DURATIONS:
            made[name] = None if row[name] is None else row[name] - row["joined_ticks"]
    return made


def _rename(table: str, row: dict[str, Cell], name: str, legs: dict[str, str]) -> None:
    """Give a row a name that nobody has on paper; a rating keeps to its leg."""
    if table == "leg":
        legs[str(row["id"])] = name
        row["id"] = row["ticket"] = name
    elif table in ("rating", "late_rating"):
        row["leg"] = legs.get(str(row["leg"]), name)
    elif table == "late":
        row["ticket"] = f"{name}/late"
