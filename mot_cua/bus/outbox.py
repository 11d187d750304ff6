"""Facts wait here, on the device's own disk, until the server has said that they are on its disk.

    add ──▶ outbox ──batch──▶ Facts ──▶ server: store, commit ──▶ FactsStored ──▶ trim
             ▲                  └──────── again after 3 s without an answer ───────┘

1. A fact is added inside the transaction of what it tells about: both are on the disk, or neither.
2. Numbers have no gaps, and count in a stream that each start of the program begins anew. So a
   disk that has forgotten what it had confirmed gives no number to two facts.
3. Sending twice is normal; the server knows each fact by its id.
4. It has a limit. What devices say of their own health gives way to facts, the oldest first; a
   full outbox takes no more numbers or presses, and forgets none that it has.
"""

from __future__ import annotations

import logging
import sqlite3
from typing import Any, Final

import msgspec

from mot_cua.clock import Clock
from mot_cua.errors import Refused
from mot_cua.ids import NewId, UnixMs, new_id
from mot_cua.messages import (
    AnyFact,
    DeviceFault,
    Fact,
    Facts,
    FactsStored,
    NumberVoided,
    TicketPrinted,
    encode,
)
from mot_cua.store import transaction

log = logging.getLogger(__name__)

BATCH: Final = 50
MAX_BATCH_BYTES: Final = 200_000
"""Stays below what receivers accept (256 KiB), and below the payload limit of the broker."""

MOST_FACTS: Final = 100_000
"""Half a year of a kiosk that gives out 300 numbers a day; 30 MB on its disk."""

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS outbox_meta (stream TEXT NOT NULL, last INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outbox_stream (name TEXT PRIMARY KEY, base INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, id TEXT NOT NULL,"
    " boot TEXT NOT NULL, wall_ms INTEGER NOT NULL, mono_ms INTEGER NOT NULL,"
    " clock_trusted INTEGER NOT NULL, body BLOB NOT NULL)",
)
_LATER_COLUMNS: Final = ("shed", "is_health")
"""Numbers that outboxes of earlier versions lack; 0 for what those hold."""
_HEALTH: Final = "CREATE INDEX IF NOT EXISTS outbox_health ON outbox (seq) WHERE is_health"
_COLUMNS: Final = "seq, id, boot, wall_ms, mono_ms, clock_trusted, body, shed"
_ADD: Final = f"INSERT INTO outbox ({_COLUMNS}, is_health) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_OLDEST: Final = f"SELECT {_COLUMNS} FROM outbox ORDER BY seq LIMIT ?"  # noqa: S608
_CONSEQUENCES: Final = (TicketPrinted, NumberVoided)
"""What ends something that has begun: at most two for each number, whatever the limit."""


class Outbox:
    """The facts of one device that the server has not acknowledged, in the caller's database."""

    def __init__(
        self,
        db: sqlite3.Connection,
        *,
        clock: Clock,
        boot: str,
        new_id: NewId = new_id,
        limit: int = MOST_FACTS,
    ) -> None:
        """Find the outbox in `db`, or make one; what is added from now on is a new stream.

        `limit` is how many facts may wait.
        """
        self._db, self._clock, self._boot, self._new_id = db, clock, boot, new_id
        self._limit = limit
        with transaction(db):
            for table in _TABLES:
                db.execute(table)
            self._add_later_columns()
            row = db.execute("SELECT stream FROM outbox_meta").fetchone()
            if row is None:
                db.execute("INSERT INTO outbox_meta VALUES ('', 0)")
            elif db.execute("SELECT count(*) FROM outbox_stream").fetchone()[0] == 0:
                db.execute("INSERT INTO outbox_stream VALUES (?, 0)", row)
            self._begin_stream()

    @property
    def stream(self) -> str:
        """The name of the numbering of what is added now."""
        name: str = self._db.execute("SELECT stream FROM outbox_meta").fetchone()[0]
        return name

    @property
    def depth(self) -> int:
        """How many facts wait."""
        count: int = self._db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        return count

    def _add_later_columns(self) -> None:
        known = {row[1] for row in self._db.execute("PRAGMA table_info(outbox)")}
        for name in _LATER_COLUMNS:
            if name not in known:
                self._db.execute(f"ALTER TABLE outbox ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
        self._db.execute(_HEALTH)

    def add(self, body: AnyFact, *, age_ms: int = 0) -> Fact | None:
        """Number a fact and keep it; it is safe when the caller's transaction is committed.

        `age_ms` is how long ago it happened, for a press that was under way for a while. None: it
        was about a device's health, and there was no room.

        Raises:
            Refused: `outbox-full`; nothing was added, and what waits stays.
            RuntimeError: no transaction is open, so that the fact could outlive what it tells of.
        """
        if not self._db.in_transaction:
            raise RuntimeError("a fact is added inside the transaction of what it tells about")
        shed = 0
        if self._is_full:
            given_up = self._shed_health()
            if given_up is None and isinstance(body, DeviceFault):
                log.warning("no room for news of the %s: %s", body.part, body.state)
                return None
            if given_up is None and not isinstance(body, _CONSEQUENCES):
                raise Refused(
                    "outbox-full",
                    f"{self._limit} facts wait for the server already; bring the server or the"
                    " network back, they are sent by themselves",
                )
            shed = given_up or 0
        changed = "UPDATE outbox_meta SET last = last + 1 RETURNING last"
        seq: int = self._db.execute(changed).fetchone()[0]
        fact = Fact(
            seq=seq - self._stream_of(seq)[1],
            id=self._new_id(),
            boot=self._boot,
            wall_ms=UnixMs(self._clock.wall_ms() - age_ms),
            mono_ms=self._clock.monotonic_ms() - age_ms,
            clock_trusted=self._clock.is_trusted(),
            body=body,
            shed=shed,
        )
        row = (seq, fact.id, fact.boot, fact.wall_ms, fact.mono_ms, fact.clock_trusted)
        self._db.execute(_ADD, (*row, encode(body), shed, isinstance(body, DeviceFault)))
        return fact

    @property
    def _is_full(self) -> bool:
        # Counting 100,000 rows takes milliseconds; the numbers tell at once that it is needless.
        last = self._db.execute("SELECT last FROM outbox_meta").fetchone()[0]
        first = self._db.execute("SELECT min(seq) FROM outbox").fetchone()[0]
        return first is not None and last - first + 1 >= self._limit <= self.depth

    def _shed_health(self) -> int | None:
        """Give up the oldest news of a device's health.

        Its number stays a gap, which the next fact declares; returned is what a fact that is added
        now has to declare, or None when nothing can be given up.
        """
        found: tuple[int, int] | None = self._db.execute(
            "DELETE FROM outbox WHERE seq = (SELECT min(seq) FROM outbox WHERE is_health)"
            " RETURNING seq, shed"
        ).fetchone()
        if found is None:
            return None
        seq, gap = found[0], found[1] + 1
        after = self._db.execute("SELECT min(seq) FROM outbox WHERE seq > ?", (seq,)).fetchone()[0]
        if after is None:
            return gap
        self._db.execute("UPDATE outbox SET shed = shed + ? WHERE seq = ?", (gap, after))
        return 0

    def batch(self, limit: int = BATCH) -> Facts | None:
        """Return the oldest facts that wait, of one stream, at most `limit` and 200 KB.

        None when nothing waits.

        Raises:
            RuntimeError: a transaction is open. What it rolls back would have been sent, and its
                numbers given to other facts.
        """
        if self._db.in_transaction:
            raise RuntimeError("facts are sent after the transaction, never inside it")
        rows = self._db.execute(_OLDEST, (limit,)).fetchall()
        if not rows:
            return None
        stream, base = self._stream_of(rows[0][0])
        end = self._end_of(base)
        facts: list[Fact] = []
        size = 0
        for fact in (_fact_of(row, base) for row in rows if row[0] <= end):
            size += len(encode(fact)) + 1
            if facts and size > MAX_BATCH_BYTES:
                break
            facts.append(fact)
        return self._envelope(stream, facts)

    def stored(self, answer: FactsStored) -> None:
        """Forget what the server has stored. Old answers, and unknown streams', change nothing."""
        query = "SELECT base FROM outbox_stream WHERE name = ?"
        row = self._db.execute(query, (answer.stream,)).fetchone()
        if row is None:
            return
        base, end = row[0], self._end_of(row[0])
        if answer.upto > end - base:
            log.warning(
                "the server has stored %d facts of a stream that has only %d here: this disk has"
                " forgotten some; what was new since the start is in a stream of its own",
                answer.upto,
                end - base,
            )
        upto = min(base + answer.upto, end)
        self._db.execute("DELETE FROM outbox WHERE seq > ? AND seq <= ?", (base, upto))

    def _begin_stream(self) -> None:
        last = self._db.execute("SELECT last FROM outbox_meta").fetchone()[0]
        oldest = self._db.execute("SELECT min(seq) FROM outbox").fetchone()[0] or last + 1
        # Of the streams that have come to their end, none has a fact that waits.
        self._db.execute(
            "DELETE FROM outbox_stream WHERE base < (SELECT coalesce(max(base), 0) FROM"
            " outbox_stream WHERE base < ?)",
            (oldest,),
        )
        self._db.execute("DELETE FROM outbox_stream WHERE base = ?", (last,))
        name = self._new_id()
        self._db.execute("INSERT INTO outbox_stream VALUES (?, ?)", (name, last))
        self._db.execute("UPDATE outbox_meta SET stream = ?", (name,))

    def _stream_of(self, seq: int) -> tuple[str, int]:
        """Return the stream of a row: its name, and the row before its first."""
        query = "SELECT name, base FROM outbox_stream WHERE base < ? ORDER BY base DESC LIMIT 1"
        name, base = self._db.execute(query, (seq,)).fetchone()
        return name, base

    def _end_of(self, base: int) -> int:
        """Return the last row of the stream that begins after `base`."""
        query = "SELECT min(base) FROM outbox_stream WHERE base > ?"
        end: int | None = self._db.execute(query, (base,)).fetchone()[0]
        if end is None:
            end = self._db.execute("SELECT last FROM outbox_meta").fetchone()[0]
        return end

    def _envelope(self, stream: str, facts: list[Fact]) -> Facts:
        return Facts(
            stream=stream,
            boot=self._boot,
            sent_wall_ms=self._clock.wall_ms(),
            sent_mono_ms=self._clock.monotonic_ms(),
            clock_trusted=self._clock.is_trusted(),
            facts=tuple(facts),
        )


def _fact_of(row: tuple[Any, ...], base: int) -> Fact:
    seq, fact_id, boot, wall_ms, mono_ms, clock_trusted, body, shed = row
    return Fact(
        seq=seq - base,
        id=fact_id,
        boot=boot,
        wall_ms=UnixMs(wall_ms),
        mono_ms=mono_ms,
        clock_trusted=bool(clock_trusted),
        body=msgspec.json.decode(body, type=AnyFact),
        shed=shed,
    )
