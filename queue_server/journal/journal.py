"""The journal: append-only, hash-chained, durable before anybody is told.

1. One process and one thread write. `append` returns after COMMIT, never before.
2. Projections and the devices' streams change in the same transaction as the events.
3. A row is never updated, and deleted only by `retention`, which says so in the journal; `verify`
   recomputes every hash and names the first bad row.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import JournalError
from mot_cua.ids import NewId, Ticks, UnixMs, new_id
from queue_server.core.events import AnyEvent, DayClosed, DayOpened, Event, Stamp, kind_of
from queue_server.core.forecast.judgement import week_of
from queue_server.core.people import Secret
from queue_server.journal import schema
from queue_server.journal.people import write_secret
from queue_server.journal.projections import Projector
from queue_server.journal.told import Told

GENESIS = b"\0" * 32
PORTION: Final = 1_000
"""Events that are projected at a time when all of them are."""
_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(AnyEvent)


class Row(NamedTuple):
    """One event as it was stored."""

    stamp: Stamp
    id: str
    device: str
    event: Event


class Entry(NamedTuple):
    """One event to be stored, and when it happened."""

    event: Event
    ticks: Ticks
    wall_ms: UnixMs


class Heard(NamedTuple):
    """How far the facts of one outbox are stored."""

    device: str
    stream: str
    upto: int


def open_engine(path: Path) -> Engine:
    """Open a SQLite journal for one writer and many readers, durable at each COMMIT."""
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A read that upgrades to a write would be refused at once; and a reader must not take
        # the writer's lock.
        is_writer = connection.get_execution_options().get("is_writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


class Journal:
    """The events of one office, and the projections made of them."""

    def __init__(
        self, path: Path, office: str, *, make_id: NewId = new_id, clock: Clock | None = None
    ) -> None:
        """Open the journal at `path`, or begin it. `clock` tells when a row was recorded.

        Raises:
            JournalError: the file cannot be opened, is not a journal, or is of a newer version.
        """
        self.path, self.office, self._make_id = path, office, make_id
        self._clock = clock or SystemClock()
        self.told = Told()
        """Forecasts, written with the next events."""
        self.engine = open_engine(path)
        self._is_together = False
        try:
            self._writer = self.engine.connect().execution_options(is_writer=True)
            with self._writer.begin():
                schema.metadata.create_all(self._writer)
                self._check_version()
                self._seq, self._head, self.last = self._read_head()
                self._streams = self._read_streams()
                self._projector = self._current_tables()
        except sa.exc.DatabaseError as problem:
            raise JournalError(
                f"{path}: cannot open the journal: {problem.orig}; if the file is damaged, put"
                " the last backup back (mot-cua restore); if the folder is not writable, choose"
                " another with --data"
            ) from problem

    def _check_version(self) -> None:
        row = self._writer.execute(
            sa.select(schema.about.c.value).where(schema.about.c.name == "version")
        ).first()
        if row is None:
            self._writer.execute(
                sa.insert(schema.about), [{"name": "version", "value": str(schema.VERSION)}]
            )
        elif int(row.value) > schema.VERSION:
            raise JournalError(
                f"{self.path}: written by a newer version (schema {row.value}, ours is"
                f" {schema.VERSION}); install that version"
            )

    def _current_tables(self) -> Projector:
        """Make the projections anew when those of another version stand here.

        Going back to the version before is the same: nothing but the events has to survive it.
        """
        about, shape = schema.about, schema.shape()
        row = self._writer.execute(sa.select(about.c.value).where(about.c.name == "tables")).first()
        if row is not None and row.value == shape:
            return Projector(self._writer)
        schema.metadata.drop_all(self._writer, tables=schema.PROJECTIONS)
        schema.metadata.create_all(self._writer)
        self._writer.execute(sa.delete(about).where(about.c.name == "tables"))
        self._writer.execute(sa.insert(about), [{"name": "tables", "value": shape}])
        projector = Projector(self._writer)
        if self._seq:
            _project(projector, self.read())
        return projector

    def _read_head(self) -> tuple[int, bytes, Stamp | None]:
        table = schema.event.c
        row = self._writer.execute(
            sa.select(table.seq, table.hash, table.ticks, table.wall_ms)
            .order_by(table.seq.desc())
            .limit(1)
        ).first()
        if row is None:
            return 0, GENESIS, None
        return row.seq, row.hash, Stamp(row.seq, Ticks(row.ticks), UnixMs(row.wall_ms))

    def _read_streams(self) -> dict[tuple[str, str], int]:
        rows = self._writer.execute(sa.select(schema.stream))
        return {(row.device, row.stream): row.upto for row in rows}

    @property
    def head(self) -> str:
        """The hash of the last event, in hexadecimal."""
        return self._head.hex()

    @property
    def last_seq(self) -> int:
        """The sequence of the last event; 0 in an empty journal."""
        return self._seq

    def heard(self, device: str, stream: str) -> int:
        """Return the highest fact of this stream that is stored; 0 for a new one."""
        return self._streams.get((device, stream), 0)

    def append(
        self,
        events: Sequence[Event],
        *,
        ticks: Ticks,
        wall_ms: UnixMs,
        device: str = "server",
        heard: Heard | None = None,
        secret: Secret | None = None,
    ) -> list[tuple[Event, Stamp]]:
        """Commit events, their projections, and what belongs beside them, all or nothing.

        Returns each event with its stamp; a `DayClosed` comes back with the chain's head in it.
        After an error nothing was stored.
        """
        entries = [Entry(one, ticks, wall_ms) for one in events]
        return self.append_all(entries, device, heard, secret)

    def append_all(
        self,
        entries: Sequence[Entry],
        device: str = "server",
        heard: Heard | None = None,
        secret: Secret | None = None,
    ) -> list[tuple[Event, Stamp]]:
        """Commit events that happened at different moments, all or nothing."""
        with nullcontext() if self._is_together else self._all_or_nothing():
            stored = self._write(entries, device)
            if heard is not None:
                self._write_heard(heard)
            if secret is not None:
                write_secret(self._writer, secret)
        self.told.is_written()
        if heard is not None:
            self._streams[heard.device, heard.stream] = heard.upto
        return stored

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit all that is appended inside at once: one key that does two things waits once.

        Nothing of it may be told inside. After an error nothing was stored, and whoever applied
        it meanwhile knows what is not true: the program has to end.
        """
        with self._all_or_nothing():
            self._is_together = True
            try:
                yield
            finally:
                self._is_together = False

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        before, tables = (self._seq, self._head), self._projector
        day = tables.day, tables.is_trial
        try:
            with self._writer.begin():
                yield
        except BaseException as problem:
            (self._seq, self._head), (tables.day, tables.is_trial) = before, day
            if isinstance(problem, sa.exc.DatabaseError):
                raise JournalError(
                    f"{self.path}: nothing was stored: {problem.orig}; check that the disk is not"
                    " full and can be written"
                ) from problem
            raise

    def _write(self, entries: Sequence[Entry], device: str) -> list[tuple[Event, Stamp]]:
        rows: list[dict[str, Any]] = []
        stored: list[tuple[Event, Stamp]] = []
        for event, ticks, wall_ms in entries:
            if isinstance(event, DayClosed):
                event = msgspec.structs.replace(event, head=self._head.hex())  # noqa: PLW2901
            self._seq += 1
            row = {
                "seq": self._seq,
                "id": self._make_id(),
                "kind": kind_of(event),
                "office": self.office,
                "device": device,
                "ticks": ticks,
                "wall_ms": wall_ms,
                "recorded_ms": self._clock.wall_ms(),
                "body": _ENCODER.encode(event).decode(),
            }
            self._head, prev = chain(self._head, row), self._head
            rows.append(row | {"prev": prev, "hash": self._head})
            stored.append((event, Stamp(self._seq, ticks, wall_ms, device)))
        if rows:
            self._writer.execute(sa.insert(schema.event), rows)
        self._projector.project(stored)
        self.told.write(self._writer)
        for event, _ in stored:
            if isinstance(event, DayOpened):
                self.told.forget(self._writer, week_of(event.day))
        return stored

    def forget(self, entries: Sequence[Entry], *, upto: int, kinds: Sequence[str]) -> None:
        """Record that old events go, delete those of some kinds, and make the tables anew.

        They are those of `kinds` whose sequence is at most `upto`. After an error nothing was
        deleted.
        """
        with self._all_or_nothing():
            self._clear()  # they count those days already
            self._write(entries, "console")
            old = sa.and_(schema.event.c.seq <= upto, schema.event.c.kind.in_(kinds))
            self._writer.execute(sa.delete(schema.event).where(old))
            self._clear()
            query = sa.select(schema.event).order_by(schema.event.c.seq)
            rows = whole_rows(self.path, self._writer, query)
            _project(self._projector, (_row(self.path, row) for row in rows))

    def _clear(self) -> None:
        """Empty the report tables."""
        for table in schema.PROJECTIONS:
            self._writer.execute(sa.delete(table))
        self._projector = Projector(self._writer)

    def _write_heard(self, heard: Heard) -> None:
        table = schema.stream
        values = {"device": heard.device, "stream": heard.stream, "upto": heard.upto}
        if (heard.device, heard.stream) in self._streams:
            self._writer.execute(
                sa.update(table)
                .where(table.c.device == heard.device, table.c.stream == heard.stream)
                .values(upto=heard.upto)
            )
        else:
            self._writer.execute(sa.insert(table), [values])

    def read(self, after_seq: int = 0) -> Iterator[Row]:
        """Yield the events after `after_seq`, oldest first.

        Raises:
            JournalError: the file is damaged, or a body cannot be read; the text names the row.
        """
        table = schema.event
        with self.engine.connect() as reader:
            query = sa.select(table).where(table.c.seq > after_seq).order_by(table.c.seq)
            for row in whole_rows(self.path, reader, query, after_seq=after_seq):
                yield _row(self.path, row)

    def opening(self, *, days_ago: int) -> int:
        """Return the sequence at which the day began that lies so many working days back.

        1 when there are not so many; then the whole journal is young.
        """
        query = sa.select(schema.day.c.opened_seq).order_by(schema.day.c.opened_seq.desc())
        with self.engine.connect() as connection:
            row = connection.execute(query.offset(days_ago).limit(1)).first()
        return int(row[0]) if row else 1

    def last_close(self) -> int:
        """Return the sequence of the last day close; 0 when no day was closed yet."""
        table = schema.event.c
        with self.engine.connect() as reader:
            found = reader.execute(
                sa.select(sa.func.max(table.seq)).where(table.kind == "day-closed")
            ).scalar()
        return int(found or 0)

    def latest(self, kind: str) -> Row | None:
        """Return the last event of a kind; None when there is none."""
        table = schema.event
        query = sa.select(table).where(table.c.kind == kind).order_by(table.c.seq.desc()).limit(1)
        with self.engine.connect() as reader:
            found = reader.execute(query).first()
        return _row(self.path, found) if found else None

    def rebuild(self, rows: Iterable[Row] | None = None) -> int:
        """Throw the projections away and make them again from the events; return how many."""
        with self._writer.begin():
            self._clear()
            return _project(self._projector, self.read() if rows is None else rows)

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._writer.close()
        self.engine.dispose()


def chain(prev: bytes, row: dict[str, Any]) -> bytes:
    """Return the hash of a row: SHA-256 over the hash before it and the row's own fields.

    The fields are joined as a JSON list, so that no text can pass for a field's end.
    """
    fields = [
        row[name]
        for name in (
            "seq",
            "id",
            "kind",
            "office",
            "device",
            "ticks",
            "wall_ms",
            "recorded_ms",
            "body",
        )
    ]
    return hashlib.sha256(prev + msgspec.json.encode(fields)).digest()


def _project(projector: Projector, rows: Iterable[Row]) -> int:
    """Project events in portions, so that years of them need no memory; return how many."""
    source, count = iter(rows), 0
    while portion := list(itertools.islice(source, PORTION)):
        projector.project([(row.event, row.stamp) for row in portion])
        count += len(portion)
    return count


def whole_rows(
    path: Path, reader: Connection, query: sa.Select[Any], *, after_seq: int = 0
) -> Iterator[Any]:
    """Yield rows of the event table in order; `after_seq` is the one before the first.

    Raises:
        JournalError: SQLite cannot read on; the text names the last good row.
    """
    last = after_seq
    try:
        for row in reader.execute(query):
            yield row
            last = row.seq
    except sa.exc.DatabaseError as problem:
        raise JournalError(
            f"{path}: is damaged after event {last}: {problem.orig}; put the last backup back:"
            " mot-cua restore"
        ) from None


def _row(path: Path, row: Any) -> Row:
    try:
        event = _DECODER.decode(row.body)
    except (msgspec.DecodeError, ValueError) as problem:
        raise JournalError(
            f"{path}: event {row.seq} ({row.kind}) cannot be read: {problem}; put the last backup"
            " back: mot-cua restore"
        ) from None
    stamp = Stamp(row.seq, Ticks(row.ticks), UnixMs(row.wall_ms), row.device)
    return Row(stamp, row.id, row.device, event)
