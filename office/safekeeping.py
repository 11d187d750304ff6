"""Copies of an office's files: taken while it works, believed only when verified, and put back.

    data: journal.db, kiosk-1.db, … ──online copy──▶ 2026-11-21T17-40-00.unfinished
                                                        └─opened, verified─▶ 2026-11-21T17-40-00

1. A copy that was not opened and verified is no backup; it never gets a backup's name.
2. Nothing is overwritten: what a restore replaces is moved beside, and said where.
3. A restore checks the backup before it touches anything, and itself when it is done.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from config.house import House
from mot_cua.business_day import local
from mot_cua.errors import JournalError
from mot_cua.ids import UnixMs
from mot_cua.last_backup import LastBackup, note_backup
from queue_server.journal.verify import Findings, verify
from queue_server.program import open_journal

JOURNAL: Final = "journal.db"
PLAIN: Final = ("office.toml", "experience.json", "broker/accounts.json")
"""Files besides the databases; each is copied if it is there."""
UNFINISHED: Final = ".unfinished"
KEPT: Final = 30
"""Backups that stay; older ones are removed, but never the last good one."""


def back_up(house: House, place: Path, now: UnixMs, *, keep: int = KEPT) -> tuple[Path, Findings]:
    """Copy the office's files into a new folder of `place`, verify them, and remove old backups.

    The programs go on meanwhile. Returns the folder, and what the verification saw.

    Raises:
        JournalError: there is nothing to copy, the place cannot be written, or the copy is damaged;
            then there is no backup of this name, and the older ones are untouched.
    """
    if not (house.data / JOURNAL).exists():
        raise JournalError(f"{house.data / JOURNAL}: no journal here; name the folder with --data")
    name = local(now).strftime("%Y-%m-%dT%H-%M-%S")
    folder = place / name
    unfinished = place / (name + UNFINISHED)
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        for source in _files(house.data):
            _copy(source, unfinished / source.relative_to(house.data))
    except OSError as problem:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise JournalError(
            f"{place}: no backup could be written ({problem.strerror}); check that the disk is"
            " there, is not full and can be written"
        ) from None
    try:
        findings = examine(house, unfinished)
        for path in unfinished.glob("*.db"):
            _make_portable(path)
    except JournalError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    unfinished.rename(folder)
    _sync(place)
    told = LastBackup(
        made_ms=now, folder=str(folder.resolve()), upto=findings.last_seq, head=findings.head
    )
    note_backup(house.data, told)
    _rotate(place, keep)
    return folder, findings


def backups(place: Path) -> list[Path]:
    """List the finished backups, the oldest first."""
    found = [one for one in place.glob("????-??-??T??-??-??") if (one / JOURNAL).exists()]
    return sorted(found)


def examine(house: House, folder: Path) -> Findings:
    """Open every file of a backup as its program does, and verify its journal from event 1.

    Raises:
        JournalError: something in it is damaged; the text names the file and the row or page.
    """
    for path in sorted(folder.glob("*.db")):
        require_whole(path)
    journal = open_journal(house._replace(data=folder))
    try:
        findings = verify(journal, house.settings)
    finally:
        journal.close()
    if findings.problems:
        raise JournalError(f"{folder / JOURNAL}: {findings.problems[0]}")
    return findings


def require_whole(path: Path) -> None:
    """Let SQLite read a whole file. Raises JournalError: it is damaged, and where."""
    try:
        with closing(sqlite3.connect(path)) as db:
            [[said]] = db.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as problem:
        said = str(problem)
    if said != "ok":
        raise JournalError(f"{path}: is damaged: {' '.join(said.split())}")


def put_back(house: House, folder: Path, now: UnixMs) -> Path:
    """Put a backup in the place of the office's files; return where those were moved.

    Raises:
        JournalError: the backup is damaged, or a program still has one of the files open; nothing
            was changed.
    """
    if not (folder / JOURNAL).exists():
        raise JournalError(f"{folder}: no backup here; `mot-cua restore --list` names them")
    stop_hint = "stop the programs first: systemctl stop mot-cua.target"
    examine_copy(house, folder, now)
    for path in sorted(house.data.glob("*.db")):
        if is_open(path):
            raise JournalError(f"{path}: a program has this file open; {stop_hint}")
    aside = house.data / f"replaced-{local(now).strftime('%Y-%m-%dT%H-%M-%S')}"
    aside.mkdir(mode=0o700)
    for path in sorted(house.data.glob("*.db*")):
        path.rename(aside / path.name)
    for source in _files(folder):
        target = house.data / source.relative_to(folder)
        if target.exists():
            shutil.copy2(target, aside / target.name)
        _copy(source, target)
    _sync(house.data)
    examine(house, house.data)
    return aside


def examine_copy(house: House, folder: Path, now: UnixMs) -> Findings:
    """Examine a copy of the backup, which stays as it is even if it lies on a read-only stick.

    Raises:
        JournalError: it is damaged, or there is no room for the copy; nothing was changed.
    """
    trial = house.data / f"trial-{now}"
    try:
        for source in _files(folder):
            _copy(source, trial / source.relative_to(folder))
        return examine(house, trial)
    except OSError as problem:
        raise JournalError(
            f"{house.data}: no room to try the backup ({problem.strerror}); nothing was changed"
        ) from None
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _files(data: Path) -> Iterator[Path]:
    yield from sorted(data.glob("*.db"))
    for name in PLAIN:
        if (data / name).exists():
            yield data / name


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if source.suffix == ".db":
        _copy_database(source, target)
    else:
        shutil.copy2(source, target)
    target.chmod(0o600)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, though others write to it."""
    address = f"{source.resolve().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written)
    except sqlite3.Error as problem:
        if isinstance(problem, sqlite3.OperationalError) and "full" in str(problem):
            raise OSError(28, "No space left on device") from None
        raise JournalError(f"{source}: cannot be copied: {problem}") from None


def _make_portable(path: Path) -> None:
    """Let a database be one file that is read without being written: sticks may be read-only."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")


def is_open(path: Path) -> bool:
    """Whether another process uses a database; a damaged one tells nothing, and may be replaced."""
    try:
        _make_portable(path)  # refused while anybody else has it open
    except sqlite3.OperationalError as problem:
        return "locked" in str(problem)
    except sqlite3.DatabaseError:
        return False
    return False


def _rotate(place: Path, keep: int) -> None:
    for old in backups(place)[: -max(1, keep)]:
        shutil.rmtree(old)
    for broken in place.glob(f"????-??-??T??-??-??{UNFINISHED}"):
        shutil.rmtree(broken)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
