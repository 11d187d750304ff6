"""Files that hold secrets: readable by their owner alone, and written whole or not at all."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TypeVar

import msgspec

log = logging.getLogger(__name__)

Note = TypeVar("Note", bound=msgspec.Struct)


def write_private(path: Path, text: str) -> None:
    """Replace a file by one that only the owner of its folder can read, whole or not at all."""
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        give_to_owner_of(folder, file.fileno())
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(folder)


def leave_note(path: Path, note: msgspec.Struct) -> None:
    """Leave something in the data folder's `people` for the server, and for nobody else."""
    write_private(path, msgspec.json.encode(note).decode() + "\n")
    if os.geteuid() == 0:
        # A technician used sudo; the server is somebody else, and owns the data folder.
        owner = path.parent.parent.stat()
        for one in (path.parent, path):
            os.chown(one, owner.st_uid, owner.st_gid)


def read_note(path: Path, kind: type[Note], *, made_by: str) -> Note | None:
    """Read what was left; what cannot be read is logged with the command that makes it anew."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as problem:
        log.warning("%s: cannot be read (%s); remove it and run '%s' again", path, problem, made_by)
        return None


def give_to_owner_of(folder: Path, file: int) -> None:
    """Let root, who types `sudo mot-cua enroll`, leave nothing that the programs cannot read."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(file, owner.st_uid, owner.st_gid)


def sync_folder(folder: Path) -> None:
    """Make a new or changed name in a folder survive a power cut."""
    line = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(line)
    finally:
        os.close(line)
