"""Who is signed in: a file of sessions, and of those who failed to begin one.

1. A session is 256 random bits in a cookie. The file has only their hash, so that whoever reads a
   backup is not signed in.
2. A new one is made at each sign-in and each new password; no other is ever accepted.
3. Every change is one statement of SQLite, which does one after the other; so there is no lock.

The file is no record. Whoever removes it signs everybody out, and nothing more.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from pathlib import Path
from typing import Any, Final, NamedTuple

from mot_cua.clock import Clock
from mot_cua.errors import JournalError

DAY_MS: Final = 12 * 3600 * 1000
"""A session lives at most this long: one working day."""
IDLE_MS: Final = 20 * 60 * 1000
"""After this time without a press or a page the session is locked; its password opens it again."""
LOCKED_MS: Final = 4 * 3600 * 1000
"""A session that stays locked so long is over."""
BACK_MS: Final = 5 * 60_000
"""A clock that a time server sets back by more than this ends the sessions that it began."""
SEEN_EVERY_MS: Final = 20_000
"""How often a busy session is written down; a disk of a Pi does not like every press."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS session (
    hash BLOB PRIMARY KEY, login TEXT NOT NULL, stage TEXT NOT NULL,
    made_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL, is_locked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS failure (
    who TEXT PRIMARY KEY, count INTEGER NOT NULL, last_ms INTEGER NOT NULL
) STRICT;
"""


class Session(NamedTuple):
    """One signed-in browser."""

    login: str
    stage: str
    """`open`; or `code`, while a one-time code waits to be replaced by a password."""
    is_locked: bool
    csrf: str
    """Goes into forms and headers; who cannot read our pages cannot know it."""


class Waits(NamedTuple):
    """How many tries are free, and how long each one after them has to wait: doubled every time."""

    tries: int
    first_ms: int
    longest_ms: int

    def after(self, failures: int) -> int:
        """Return the milliseconds to wait after so many failures."""
        return min(self.first_ms << min(failures - self.tries, 10), self.longest_ms)


class Sessions:
    """The file; any thread may use it."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        """Open the file; None keeps the sessions in memory. `clock` tells people's own time.

        Raises:
            JournalError: the file cannot be used.
        """
        self._clock = clock
        try:
            # One connection for all threads: SQLite is built to do their statements in turn.
            self._db = sqlite3.connect(
                path or ":memory:", isolation_level=None, timeout=10, check_same_thread=False
            )
            if path is not None:
                path.chmod(0o600)
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_TABLES)
        except (OSError, sqlite3.Error) as problem:
            raise JournalError(
                f"{path}: cannot keep who is signed in here: {problem}; remove the file, or make"
                " its folder writable"
            ) from None

    def begin(self, login: str, stage: str = "open") -> str:
        """Begin a session and return what the cookie says; expired ones are thrown away."""
        now = self._clock.wall_ms()
        gone = "DELETE FROM session WHERE NOT made_ms BETWEEN ? AND ?"
        self._do(gone, now - DAY_MS, now + BACK_MS)
        token = secrets.token_urlsafe(32)
        self._do(
            "INSERT INTO session (hash, login, stage, made_ms, seen_ms) VALUES (?, ?, ?, ?, ?)",
            _hash(token), login, stage, now, now,
        )  # fmt: skip
        return token

    def find(self, token: str, *, is_active: bool = False) -> Session | None:
        """Return the session of a cookie; None when it is unknown or over.

        With `is_active` somebody is really there, and not just a page that reads itself again.
        """
        rows = self._do(
            "SELECT login, stage, made_ms, seen_ms, is_locked FROM session WHERE hash = ?",
            _hash(token),
        )
        if not rows:
            return None
        login, stage, made, seen, is_locked = rows[0]
        now = self._clock.wall_ms()
        idle = now - seen
        # A clock that was set back must not lengthen anybody's session.
        if not made - BACK_MS <= now < made + DAY_MS or idle >= IDLE_MS + LOCKED_MS:
            self.end(token)
            return None
        is_locked = bool(is_locked) or idle >= IDLE_MS
        if is_active and not is_locked and idle >= SEEN_EVERY_MS:
            self._do("UPDATE session SET seen_ms = ? WHERE hash = ?", now, _hash(token))
        return Session(login, stage, is_locked, csrf_of(token))

    def lock(self, token: str) -> None:
        """Lock a session: its password is asked for, and what it does meanwhile is nothing."""
        self._do("UPDATE session SET is_locked = 1 WHERE hash = ?", _hash(token))

    def unlock(self, token: str) -> None:
        """Open a locked session again."""
        self._do(
            "UPDATE session SET is_locked = 0, seen_ms = ? WHERE hash = ?",
            self._clock.wall_ms(), _hash(token),
        )  # fmt: skip

    def end(self, token: str) -> None:
        """Sign out."""
        self._do("DELETE FROM session WHERE hash = ?", _hash(token))

    def end_all(self, login: str) -> None:
        """Sign somebody out everywhere: their account was changed, or their password was."""
        self._do("DELETE FROM session WHERE login = ?", login)

    def close(self) -> None:
        """Close the file; sessions stay in it."""
        self._db.close()

    # Who failed to begin one

    def failures(self, who: str, *, within_ms: int) -> tuple[int, int]:
        """Return how often somebody failed, and how many milliseconds ago the last time was."""
        rows = self._do("SELECT count, last_ms FROM failure WHERE who = ?", who)
        if not rows:
            return 0, 0
        count, last = rows[0]
        ago = self._clock.wall_ms() - last
        return (count, ago) if 0 <= ago < within_ms else (0, 0)

    def note_failure(self, who: str, *, within_ms: int, at_most: int) -> None:
        """Count a failure. Old ones are forgotten, and the oldest when there are too many."""
        now = self._clock.wall_ms()
        self._do(
            "INSERT INTO failure VALUES (?, 1, ?) ON CONFLICT (who) DO UPDATE SET last_ms = ?,"
            " count = iif(? - last_ms BETWEEN 0 AND ?, count + 1, 1)",
            who, now, now, now, within_ms,
        )  # fmt: skip
        self.forget_oldest(at_most=at_most)

    def forget_oldest(self, *, at_most: int) -> None:
        """Keep so many of those who failed, the latest."""
        self._do(
            "DELETE FROM failure WHERE who IN"
            " (SELECT who FROM failure ORDER BY last_ms DESC LIMIT -1 OFFSET ?)",
            at_most,
        )

    def may_try(self, who: str, *, within_ms: int, waits: Waits) -> bool:
        """Count a try as a failure, if it may be made at all; asked and counted in one step.

        A hundred guesses at once are a hundred guesses: nobody comes in between the two.
        """
        now = self._clock.wall_ms()
        counted = self._do(
            "INSERT INTO failure VALUES (?, 1, ?) ON CONFLICT (who) DO UPDATE SET last_ms = ?,"
            " count = iif(? - last_ms BETWEEN 0 AND ?, count + 1, 1)"
            " WHERE NOT (count >= ? AND ? - last_ms BETWEEN 0 AND ?"
            " AND ? - last_ms < min(? << min(count - ?, 10), ?)) RETURNING count",
            who, now, now, now, within_ms,
            waits.tries, now, within_ms, now, waits.first_ms, waits.tries, waits.longest_ms,
        )  # fmt: skip
        return bool(counted)

    def take_back(self, who: str) -> None:
        """Forget one failure that was none."""
        self._do("UPDATE failure SET count = count - 1 WHERE who = ? AND count > 0", who)

    def forgive(self, *who: str) -> None:
        """Forget failures: the person has proved to be who they said."""
        for one in who:
            self._do("DELETE FROM failure WHERE who = ?", one)

    def _do(self, statement: str, *values: Any) -> list[Any]:
        return self._db.execute(statement, values).fetchall()


def csrf_of(token: str) -> str:
    """Make what a page must send along with every change, from the cookie it cannot read."""
    return hashlib.sha256(b"mot-cua form " + token.encode()).hexdigest()[:43]


def _hash(token: str) -> bytes:
    return hashlib.sha256(b"mot-cua session " + token.encode()).digest()
