"""Programs that can die at any moment that matters: before an item, before and after a commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from mot_cua.clock import BUILD_DATE, Clock
from mot_cua.ids import NewId, Ticks, UnixMs
from queue_server.core.events import Event, Stamp
from queue_server.core.people import Secret
from queue_server.journal.journal import Entry, Heard, Journal


class PowerCut(BaseException):
    """The program is gone. No handler of errors may catch it, so it is not an Exception."""


Point = Literal["item", "before commit", "after commit"]
"""Where a program may die: the moments between which an observer sees no difference."""


class Plug:
    """What a program hangs on; when pulled, the program gets past some more points and dies."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._point: Point = "item"

    def pull(self, point: Point, after: int) -> None:
        """Die at such a point, number `after` + 1 from now."""
        self._point, self._left = point, after

    def mend(self) -> None:
        """Die no more."""
        self._left = None

    def spark(self, point: Point) -> None:
        """Pass a point at which the program may die. Raises PowerCut."""
        if self._left is None or point != self._point:
            return
        self._left -= 1
        if self._left < 0:
            self._left = None
            raise PowerCut


class FragileStore(sqlite3.Connection):
    """A device's file whose program may die just before or just after a commit."""

    plug: Plug

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Do it, with a point to die at on each side of a commit."""
        if sql != "COMMIT":
            return super().execute(sql, parameters)
        self.plug.spark("before commit")
        cursor = super().execute(sql)
        self.plug.spark("after commit")
        return cursor


def open_fragile(path: Path, plug: Plug) -> FragileStore:
    """Open a device's file; it is not forced to the disk, because only programs die here."""
    store = sqlite3.connect(path, isolation_level=None, factory=FragileStore)
    store.plug = plug
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = OFF")
    return store


class FragileJournal(Journal):
    """A journal whose server may die just before or just after a commit."""

    def __init__(
        self, path: Path, office: str, plug: Plug, *, make_id: NewId, clock: Clock
    ) -> None:
        super().__init__(path, office, make_id=make_id, clock=clock)
        self._plug = plug
        store = self._writer.connection.dbapi_connection
        assert store is not None, "a journal that was opened has a connection"
        store.cursor().execute("PRAGMA synchronous = OFF")
        self._writer.rollback()
        sa.event.listen(self.engine, "commit", lambda _connection: plug.spark("before commit"))

    def append_all(
        self,
        entries: Sequence[Entry],
        device: str = "server",
        heard: Heard | None = None,
        secret: Secret | None = None,
    ) -> list[tuple[Event, Stamp]]:
        """Commit, and perhaps die before anybody is told."""
        stored = super().append_all(entries, device, heard, secret)
        self._plug.spark("after commit")
        return stored


class MachineClock:
    """The clocks of one computer: both follow the world's time, and the wall clock can be wrong."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self.shift = 0
        """Milliseconds by which the wall clock is wrong."""
        self._booted = now()

    def boot(self) -> None:
        """Begin to count durations anew."""
        self._booted = self._now()

    def monotonic_ms(self) -> Ticks:
        """Return milliseconds since the boot."""
        return Ticks(self._now() - self._booted + 1_000)

    def wall_ms(self) -> UnixMs:
        """Return what the wall clock says."""
        return UnixMs(self._now() + self.shift)

    def is_trusted(self) -> bool:
        """Tell whether the wall clock can be right."""
        return self.wall_ms() >= BUILD_DATE

    def real_seconds(self, span: int) -> float:
        """Return 0: nobody waits."""
        del span
        return 0.0
