"""Letting old events go, on a copy: what takes its place was verified before it did.

backup: has it all? ── copy ── purge ── verify ── into its place ── the backup becomes an archive
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from config.house import House
from mot_cua.business_day import local
from mot_cua.errors import JournalError
from mot_cua.ids import UnixMs
from mot_cua.last_backup import last_backup, note_backup
from mot_cua.private import sync_folder
from office.safekeeping import JOURNAL, examine, examine_copy, is_open
from queue_server.journal.retention import EventsGoing, Plan, plan, purge
from queue_server.program import open_journal

ARCHIVE: Final = ".archive"
"""What a backup is called from then on; rotation leaves it alone."""
WORK: Final = "retain"
"""Folder, in the data folder, of the copy that is worked on."""


def due(house: House, now: UnixMs) -> Plan | None:
    """Say what is older than the office keeps; None when nothing is.

    Raises:
        JournalError: there is no journal.
    """
    path = house.data / JOURNAL
    if not path.exists():
        raise JournalError(f"{path}: no journal here; name the folder with --data")
    today = local(now).date()
    years = house.settings.office.keep_years
    # The 29th of February ends with the 28th of a year that has none.
    day = min(today.day, 28) if today.month == 2 else today.day
    before = today.replace(year=today.year - years, day=day).isoformat()
    journal = open_journal(house)
    try:
        return plan(journal, before)
    finally:
        journal.close()


def carry_out(house: House, wanted: Plan, now: UnixMs, *, by: str) -> Path:
    """Let them go; return where the backup that has them is kept for good.

    Raises:
        JournalError: no verified backup has them, a program has the journal open, there is no room,
            or what would be left is not whole; then the journal is as it was.
    """
    path = house.data / JOURNAL
    # It also brings everything into this one file, or a rest beside it would spoil the next.
    if is_open(path):
        raise JournalError(
            f"{path}: a program has this file open; stop the programs first:"
            " systemctl stop mot-cua.target"
        )
    backup = _backup_of(house, wanted, now)
    work = house.data / WORK
    shutil.rmtree(work, ignore_errors=True)
    told = EventsGoing(by=by, backup=str(_archive(backup)), wall_ms=now)
    try:
        _purged_copy(house, work, wanted, told)
        examine(house, work)
        (work / JOURNAL).replace(path)
        sync_folder(house.data)
    except OSError as problem:
        raise JournalError(
            f"{house.data}: no room for a copy ({problem.strerror}); nothing was changed"
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return _kept_for_good(house, backup)


def _backup_of(house: House, wanted: Plan, now: UnixMs) -> Path:
    """Find the verified backup that has all that would go, and verify it once more."""
    told = last_backup(house.data)
    if told is None:
        raise JournalError("there is no verified backup; make one first: mot-cua backup")
    folder = Path(told.folder)
    if told.upto < wanted.upto:
        raise JournalError(f"{folder}: ends before what would go; make another: mot-cua backup")
    if not (folder / JOURNAL).exists():
        raise JournalError(f"{folder}: is not there; plug its disk in, or: mot-cua backup")
    examine_copy(house, folder, now)
    address = f"{(folder / JOURNAL).resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as db:
        found = db.execute("SELECT hash FROM event WHERE seq = ?", (wanted.upto,)).fetchone()
    if found is None or found[0].hex() != wanted.head:
        raise JournalError(f"{folder}: is of another journal; make a backup of this one")
    return folder


def _purged_copy(house: House, work: Path, wanted: Plan, told: EventsGoing) -> None:
    work.mkdir(mode=0o700)
    with (
        closing(sqlite3.connect(house.data / JOURNAL)) as read,
        closing(sqlite3.connect(work / JOURNAL)) as written,
    ):
        read.backup(written)
    (work / JOURNAL).chmod(0o600)
    journal = open_journal(house._replace(data=work))
    try:
        purge(journal, wanted, told)
    finally:
        journal.close()
    with closing(sqlite3.connect(work / JOURNAL)) as db:
        # Or what was deleted can still be read from the file.
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("VACUUM")
    with (work / JOURNAL).open("rb") as file:
        os.fsync(file.fileno())


def _archive(backup: Path) -> Path:
    return backup if backup.name.endswith(ARCHIVE) else backup.with_name(backup.name + ARCHIVE)


def _kept_for_good(house: House, backup: Path) -> Path:
    archive = _archive(backup)
    if archive != backup:
        backup.rename(archive)
        told = last_backup(house.data)
        assert told is not None, "it was read a moment ago"
        note_backup(house.data, msgspec.structs.replace(told, folder=str(archive)))
    return archive
