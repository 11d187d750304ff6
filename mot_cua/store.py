"""A SQLite file that survives a power cut: how to open one, and how to write to it.

1. WAL and `synchronous=FULL`, nothing less: with NORMAL, every ticket of the last seconds was
   gone after a power cut.
2. Every write stands in `transaction`. It takes the write lock at once, because a read that turns
   into a write fails with "database is locked" however long the busy timeout is.
3. One thread writes. SQLite's waiting is unfair: eight writers starve each other for seconds.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mot_cua.errors import JournalError

BUSY_TIMEOUT: Final = 30.0
"""Seconds to wait for a reader, such as a backup, that holds the file."""


def open_store(path: Path) -> sqlite3.Connection:
    """Open, or make, a file whose commits are on the disk when they return.

    Raises:
        JournalError: the folder cannot be written, or the file is not a database of ours.
    """
    folder = path.parent
    if not folder.is_dir():
        raise JournalError(f"{folder}: no such folder; make it, or name another place for the data")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise JournalError(f"{folder}: cannot be written by user {os.getuid()}; change its owner")
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT)
    except sqlite3.Error as problem:
        raise JournalError(f"{path}: cannot be opened: {problem}") from None
    try:
        _make_safe(db)
    except sqlite3.Error as problem:
        db.close()
        raise JournalError(
            f"{path}: cannot be used as a database: {problem}; restore the last backup:"
            " mot-cua restore"
        ) from None
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Write everything inside or, after any exception, nothing; on the disk when it returns."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # SQLite rolls back by itself after some errors, for example a full disk.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _make_safe(db: sqlite3.Connection) -> None:
    mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise sqlite3.OperationalError(f"WAL is not possible on this file system (got {mode})")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    # Some milliseconds for a year of numbers. Damage that is found later is found on a paper.
    [[said]] = db.execute("PRAGMA quick_check(1)").fetchall()
    if said != "ok":
        raise sqlite3.DatabaseError(" ".join(said.split()))
