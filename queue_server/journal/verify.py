"""Check a journal from its first event: the chain, the rules, the seals, the projections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from config.settings import Settings
from queue_server.core.events import AnyEvent, DayClosed, DayKept, Event, EventsPurged, Stamp
from queue_server.core.invariants import Watcher
from queue_server.core.office import Office
from queue_server.core.ticket import State
from queue_server.journal import schema
from queue_server.journal.journal import GENESIS, Journal, chain, whole_rows
from queue_server.journal.projections import Projector
from queue_server.journal.retention import hash_of, last_purge

_DECODER = msgspec.json.Decoder(AnyEvent)


class Findings(msgspec.Struct, kw_only=True):
    """What a verification saw; no problems means that the journal is whole."""

    events: int = 0
    last_seq: int = 0
    days: int = 0
    kept_days: int = 0
    """Days of which only the totals are left."""
    backup: str = ""
    """What has their events."""
    tickets: int = 0
    head: str = ""
    """The hash of the last event."""
    seal: str = ""
    """The code of the last sealed day, as its report prints it."""
    problems: list[str] = msgspec.field(default_factory=list)


def verify(
    journal: Journal, settings: Settings, *, progress: Callable[[int], object] = lambda _: None
) -> Findings:
    """Check everything; stop at the first row that cannot be believed.

    `progress` is told the number of each event, for a bar.
    """
    findings = Findings()
    watcher = Watcher(Office(one.number for one in settings.counter), settings)
    scratch = sa.create_engine("sqlite://")
    with journal.engine.connect() as db, scratch.connect() as copy:
        schema.metadata.create_all(copy)
        projector = Projector(copy)
        for row, problem in _rows(db, journal.path, last_purge(journal)):
            if problem:
                findings.problems.append(problem)
                return findings
            event = _DECODER.decode(row.body)
            stamp = Stamp(row.seq, row.ticks, row.wall_ms, row.device)
            findings.problems += _seal_problems(watcher.office, event, stamp)
            findings.problems += [
                f"event {row.seq} ({row.kind}): {broken}" for broken in watcher.apply(event, stamp)
            ]
            projector.project([(event, stamp)])
            _count(findings, row, event)
            progress(row.seq)
        findings.problems += _projection_problems(db, copy)
    return findings


def _count(findings: Findings, row: Any, event: Event) -> None:
    findings.events += 1
    findings.last_seq, findings.head = row.seq, row.hash.hex()
    if isinstance(event, DayClosed):
        findings.days += 1
        findings.seal = event.head
    findings.kept_days += isinstance(event, DayKept)
    if isinstance(event, EventsPurged):
        findings.backup = event.backup
    findings.tickets += row.kind == "ticket-received"


def _rows(db: Connection, path: Path, purged: EventsPurged | None) -> Iterator[tuple[Any, str]]:
    """Yield each row with what is wrong with its place in the chain."""
    seq, prev = 1, GENESIS
    query = sa.select(schema.event).order_by(schema.event.c.seq)
    if purged is not None:
        left = list(whole_rows(path, db, query.where(schema.event.c.seq <= purged.upto)))
        if hash_of(row.hash for row in left) != (purged.left, purged.left_hash):
            yield None, f"event {purged.upto}: what was left of the time before was changed"
            return
        yield from ((row, _own_problem(row)) for row in left)
        seq, prev = purged.upto + 1, bytes.fromhex(purged.head)
        query = query.where(schema.event.c.seq > purged.upto)
    for row in whole_rows(path, db, query, after_seq=seq - 1):
        yield row, _chain_problem(row, seq, prev)
        seq += 1
        prev = row.hash


def _chain_problem(row: Any, seq: int, prev: bytes) -> str:
    if row.seq != seq:
        return f"event {seq} is missing"
    if row.prev != prev:
        return f"event {row.seq} ({row.kind}): does not follow the event before it"
    return _own_problem(row)


def _own_problem(row: Any) -> str:
    if chain(row.prev, row._mapping) != row.hash:  # noqa: SLF001 - SQLAlchemy's documented name
        return f"event {row.seq} ({row.kind}): its content was changed after it was stored"
    return ""


def _seal_problems(office: Office, event: Event, stamp: Stamp) -> Iterator[str]:
    """Compare a day's seal with the tickets as they stand just before it."""
    if not isinstance(event, DayClosed):
        return
    totals = office.totals()
    for name, said in event.totals.items():
        if totals.get(name) != said:
            yield (
                f"event {stamp.seq} (day-closed): the seal says {name} = {said},"
                f" the events say {totals.get(name)}"
            )
    still_open = totals["issued"] - sum(
        totals[one.value] for one in (State.DONE, State.NO_SHOW, State.CANCELLED, State.EXPIRED)
    )
    if still_open:
        yield f"event {stamp.seq} (day-closed): {still_open} tickets were still open"


def _projection_problems(db: Connection, copy: Connection) -> Iterator[str]:
    for table in schema.PROJECTIONS:
        ours = sorted(map(repr, db.execute(sa.select(table))))
        made = sorted(map(repr, copy.execute(sa.select(table))))
        if ours != made:
            yield f"the table '{table.name}' is not what the events say; run 'mot-cua rebuild'"
