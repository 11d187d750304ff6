"""The registers as the journal's tables keep them: each entry, and all that was ever done to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mot_cua.ids import Ticks, UnixMs
from queue_server.core.events import EntryWritten, Stamp
from queue_server.core.registers.entries import Entries, Entry, Place, entry_after
from queue_server.journal import schema

table = schema.register_entry


class Step(NamedTuple):
    """One thing that was done to an entry: when, by whom, and what it said before and after."""

    at_ms: UnixMs
    by: str
    old: Mapping[str, str]
    new: Mapping[str, str]


def keep_entry(db: Connection, event: EntryWritten, stamp: Stamp) -> None:
    """Add what an event says, in a transaction that somebody else began."""
    row = {
        "seq": stamp.seq,
        "register": event.register,
        "year": event.year,
        "number": event.number,
        "wall_ms": stamp.wall_ms,
        "by": event.by,
        "old": msgspec.json.encode(event.old, order="sorted").decode(),
        "new": msgspec.json.encode(event.new, order="sorted").decode(),
    }
    db.execute(sa.insert(table), [row])


def read_entries(engine: Engine) -> Entries:
    """Return every entry of every register as it stands now."""
    entries: dict[Place, Entry] = {}
    with engine.connect() as db:
        for row in db.execute(sa.select(table).order_by(table.c.seq)):
            step = _step(row)
            event = EntryWritten(
                request="",  # type: ignore[arg-type]  # nobody asks a second time
                register=row.register,
                year=row.year,
                number=row.number,
                old=dict(step.old),
                new=dict(step.new),
                by=row.by,
            )
            entry = entry_after(entries, event, Stamp(row.seq, Ticks(0), step.at_ms))
            entries[entry.place] = entry
    return entries


def read_history(engine: Engine, place: Place) -> list[Step]:
    """List what was done to an entry, oldest first."""
    where = (
        table.c.register == place.register,
        table.c.year == place.year,
        table.c.number == place.number,
    )
    with engine.connect() as db:
        rows: Iterable[Any] = db.execute(sa.select(table).where(*where).order_by(table.c.seq))
        return [_step(row) for row in rows]


def _step(row: Any) -> Step:
    texts = dict[str, str]
    return Step(
        at_ms=UnixMs(row.wall_ms),
        by=row.by,
        old=msgspec.json.decode(row.old, type=texts),
        new=msgspec.json.decode(row.new, type=texts),
    )
