"""What the last verified backup holds: a note in the data folder, left by whoever made it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from mot_cua.errors import JournalError
from mot_cua.ids import UnixMs
from mot_cua.private import write_private

NOTE: Final = Path("last-backup.json")


class LastBackup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was opened and verified."""

    made_ms: UnixMs
    folder: str
    upto: int
    """The sequence of the last event in it."""
    head: str
    """The hash of that event, in hexadecimal."""


def note_backup(data: Path, backup: LastBackup) -> None:
    """Keep what the last backup holds."""
    write_private(data / NOTE, msgspec.json.encode(backup).decode() + "\n")


def last_backup(data: Path) -> LastBackup | None:
    """Return what the last backup holds; None when there was none.

    Raises:
        JournalError: the note cannot be read.
    """
    try:
        return msgspec.json.decode((data / NOTE).read_bytes(), type=LastBackup)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as problem:
        raise JournalError(
            f"{data / NOTE}: cannot be read ({problem}); make another backup: mot-cua backup"
        ) from None
