"""Facts wait here, on the device's own disk, until the server has said that they are on its disk.

    add ──▶ outbox ──batch──▶ Facts ──▶ server: store, commit ──▶ FactsStored ──▶ trim
             ▲                  └──────── again after 3 s without an answer ───────┘

1. A fact is added inside the transaction of what it tells about: both are on the disk, or neither.
2. Numbers have no gaps and are never used again, also after everything was trimmed.
3. Sending twice is normal; the server knows each fact by its id.
"""

from __future__ import annotations

import logging
import sqlite3
from typing import Any, Final

import msgspec

from mot_cua.bus.port import Bus
from mot_cua.clock import Clock
from mot_cua.ids import DeviceId, NewId, Ticks, UnixMs, new_id
from mot_cua.messages import AnyFact, Fact, Facts, FactsStored, encode
from mot_cua.store import transaction

log = logging.getLogger(__name__)

BATCH: Final = 50
MAX_BATCH_BYTES: Final = 200_000
"""Stays below what receivers accept (256 KiB), and below the payload limit of the broker."""

RESEND_MS: Final = 3_000
LEAST_REAL_WAIT: Final = 1.0
"""Seconds. An office clock that runs 120 times as fast makes no network faster."""

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS outbox_meta (stream TEXT NOT NULL, last INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, id TEXT NOT NULL,"
    " boot TEXT NOT NULL, wall_ms INTEGER NOT NULL, mono_ms INTEGER NOT NULL,"
    " clock_trusted INTEGER NOT NULL, body BLOB NOT NULL)",
)
_ADD: Final = (
    "INSERT INTO outbox (seq, id, boot, wall_ms, mono_ms, clock_trusted, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_OLDEST: Final = (
    "SELECT seq, id, boot, wall_ms, mono_ms, clock_trusted, body FROM outbox ORDER BY seq LIMIT ?"
)


class Outbox:
    """The facts of one device that the server has not acknowledged, in the caller's database."""

    def __init__(
        self, db: sqlite3.Connection, *, clock: Clock, boot: str, new_id: NewId = new_id
    ) -> None:
        """Find the outbox in `db`, or make an empty one with a new stream."""
        self._db, self._clock, self._boot, self._new_id = db, clock, boot, new_id
        with transaction(db):
            for table in _TABLES:
                db.execute(table)
            if db.execute("SELECT count(*) FROM outbox_meta").fetchone()[0] == 0:
                db.execute("INSERT INTO outbox_meta VALUES (?, 0)", (new_id(),))

    @property
    def stream(self) -> str:
        """The name of this file's numbering."""
        name: str = self._db.execute("SELECT stream FROM outbox_meta").fetchone()[0]
        return name

    @property
    def depth(self) -> int:
        """How many facts wait."""
        count: int = self._db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        return count

    def add(self, body: AnyFact, *, age_ms: int = 0) -> Fact:
        """Number a fact and keep it; it is safe when the caller's transaction is committed.

        `age_ms` is how long ago it happened, for a press that was under way for a while.

        Raises:
            RuntimeError: no transaction is open, so that the fact could outlive what it tells of.
        """
        if not self._db.in_transaction:
            raise RuntimeError("a fact is added inside the transaction of what it tells about")
        changed = "UPDATE outbox_meta SET last = last + 1 RETURNING last"
        seq: int = self._db.execute(changed).fetchone()[0]
        fact = Fact(
            seq=seq,
            id=self._new_id(),
            boot=self._boot,
            wall_ms=UnixMs(self._clock.wall_ms() - age_ms),
            mono_ms=self._clock.monotonic_ms() - age_ms,
            clock_trusted=self._clock.is_trusted(),
            body=body,
        )
        self._db.execute(
            _ADD,
            (seq, fact.id, fact.boot, fact.wall_ms, fact.mono_ms, fact.clock_trusted, encode(body)),
        )
        return fact

    def batch(self, limit: int = BATCH) -> Facts | None:
        """Return the oldest facts that wait, at most `limit` and 200 KB; None when nothing does.

        Raises:
            RuntimeError: a transaction is open. What it rolls back would have been sent, and its
                numbers given to other facts.
        """
        if self._db.in_transaction:
            raise RuntimeError("facts are sent after the transaction, never inside it")
        rows = self._db.execute(_OLDEST, (limit,)).fetchall()
        facts: list[Fact] = []
        size = 0
        for fact in map(_fact_of, rows):
            size += len(encode(fact)) + 1
            if facts and size > MAX_BATCH_BYTES:
                break
            facts.append(fact)
        return self._envelope(facts) if facts else None

    def stored(self, answer: FactsStored) -> None:
        """Forget what the server has stored. Old answers, and other streams', change nothing."""
        stream, last = self._db.execute("SELECT stream, last FROM outbox_meta").fetchone()
        if answer.stream != stream:
            return
        if answer.upto > last:
            self._begin_new_stream(answer.upto, last)
            return
        self._db.execute("DELETE FROM outbox WHERE seq <= ?", (answer.upto,))

    def _begin_new_stream(self, upto: int, last: int) -> None:
        # This disk was put back from an older copy. Under the old name the server would take
        # the next facts for those it has already, and they would be lost.
        log.warning(
            "the server has stored %d facts of a stream that has only %d here: is this disk an"
            " older copy? What waits is sent again under a new name",
            upto,
            last,
        )
        with transaction(self._db):
            first = self._db.execute("SELECT min(seq) FROM outbox").fetchone()[0] or last + 1
            # In two steps, because SQLite checks the key after each row: first out of the way.
            self._db.execute("UPDATE outbox SET seq = -seq")
            self._db.execute("UPDATE outbox SET seq = -seq - ? + 1", (first,))
            self._db.execute(
                "UPDATE outbox_meta SET stream = ?, last = ?", (self._new_id(), last - first + 1)
            )

    def _envelope(self, facts: list[Fact]) -> Facts:
        return Facts(
            stream=self.stream,
            boot=self._boot,
            sent_wall_ms=self._clock.wall_ms(),
            sent_mono_ms=self._clock.monotonic_ms(),
            clock_trusted=self._clock.is_trusted(),
            facts=tuple(facts),
        )


class Courier:
    """Decides when the outbox is sent: at once when something is new, again when unanswered.

    It is part of its program's main loop: `due` and `tick` belong to the reactor's own.
    """

    def __init__(self, outbox: Outbox, bus: Bus, *, device: DeviceId, clock: Clock) -> None:
        self._outbox, self._bus, self._device, self._clock = outbox, bus, device, clock
        self._patience = _patience(clock)
        self._awaited = 0
        """The last number that is under way; 0 when nothing is."""
        self._deadline: Ticks | None = None

    def due(self) -> Ticks | None:
        """Return when `tick` has something to do; None while nothing is under way."""
        return self._deadline

    def tick(self) -> None:
        """Send again what was not answered in time."""
        if self._deadline is not None and self._clock.monotonic_ms() >= self._deadline:
            self._send()

    def connected(self) -> None:
        """Send everything that waits: what was under way may be lost."""
        self._send()

    def disconnected(self) -> None:
        """Stop sending until the bus is back."""
        self._rest()

    def wake(self) -> None:
        """Say that something was added; it is sent at once, or after what is under way."""
        if not self._awaited:
            self._send()

    def acknowledged(self, answer: FactsStored) -> None:
        """Trim the outbox and send what comes next."""
        stream = self._outbox.stream
        self._outbox.stored(answer)
        if self._outbox.stream != stream or (
            answer.stream == stream and answer.upto >= self._awaited
        ):
            self._send()

    def _send(self) -> None:
        batch = self._outbox.batch() if self._bus.is_connected else None
        if batch is None:
            self._rest()
            return
        self._bus.publish(batch, device=self._device)
        self._awaited = batch.facts[-1].seq
        self._deadline = Ticks(self._clock.monotonic_ms() + self._patience)

    def _rest(self) -> None:
        self._awaited, self._deadline = 0, None


def _fact_of(row: tuple[Any, ...]) -> Fact:
    seq, fact_id, boot, wall_ms, mono_ms, clock_trusted, body = row
    return Fact(
        seq=seq,
        id=fact_id,
        boot=boot,
        wall_ms=UnixMs(wall_ms),
        mono_ms=mono_ms,
        clock_trusted=bool(clock_trusted),
        body=msgspec.json.decode(body, type=AnyFact),
    )


def _patience(clock: Clock) -> int:
    """Return how many office ms to wait for an answer."""
    real = clock.real_seconds(RESEND_MS)
    if real == 0:  # a manual clock, whose time passes in no time
        return RESEND_MS
    return round(RESEND_MS * max(1.0, LEAST_REAL_WAIT / real))
