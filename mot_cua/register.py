"""The register of an office's devices: who was let in, when and by whom. It is only added to.

1. A line is on the disk before what it says takes effect; nothing is changed or taken out.
2. The last line of a device counts. A revoked device has no account until it is enrolled again.
3. The register holds hashes, never passwords.
4. Several programs add to it, the server and a technician's commands: under a lock of the file.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import msgspec

from mot_cua.errors import SettingsError
from mot_cua.ids import DeviceId, UnixMs
from mot_cua.passwords import Lock
from mot_cua.private import give_to_owner_of, sync_folder

FILE_NAME: Final = "register.jsonl"

Change = Literal["made", "enrolled", "rotated", "revoked"]
"""`made`: by the server, for a device on its own computer; `enrolled`: from another computer."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the register."""

    number: int
    """Counts from 1 without gaps."""
    at_ms: UnixMs
    by: str
    """Who did it: a user of this computer."""
    device: DeviceId
    change: Change
    lock: Lock | None = None
    """Of the device's password; None when it was revoked."""


class Register:
    """The register of one office, in the broker's folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def entries(self) -> list[Entry]:
        """Read all lines, oldest first.

        Raises:
            SettingsError: a line is damaged; which, and what to do.
        """
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as problem:
            raise SettingsError(
                f"{self.path}: cannot be read ({problem.strerror}); run this as the user whose"
                " folder it is"
            ) from None
        return self._parsed(text)

    def latest(self) -> dict[DeviceId, Entry]:
        """Return the line that counts, for each device that has one."""
        return {one.device: one for one in self.entries()}

    def add(
        self, device: DeviceId, change: Change, *, lock: Lock | None, by: str, at_ms: UnixMs
    ) -> Entry:
        """Add a line and return it; it is on the disk then. Raises SettingsError as `entries`."""
        with self._held() as file:
            text = os.pread(file, os.fstat(file).st_size, 0)
            whole = text[: text.rfind(b"\n") + 1]
            entry = Entry(
                number=len(self._parsed(whole)) + 1,
                at_ms=at_ms, by=by, device=device, change=change, lock=lock,
            )  # fmt: skip
            # What a power cut left of a line was never told to anybody.
            os.ftruncate(file, len(whole))
            os.pwrite(file, msgspec.json.encode(entry) + b"\n", len(whole))
            os.fsync(file)
        return entry

    @contextmanager
    def _held(self) -> Iterator[int]:
        is_new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if is_new:
                give_to_owner_of(self.path.parent, file)
                sync_folder(self.path.parent)
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)

    def _parsed(self, text: bytes) -> list[Entry]:
        entries: list[Entry] = []
        lines: Sequence[bytes] = text[: text.rfind(b"\n") + 1].splitlines()
        for place, line in enumerate(lines, start=1):
            try:
                entry = msgspec.json.decode(line, type=Entry)
            except msgspec.MsgspecError as problem:
                raise self._damaged(place, str(problem)) from None
            if entry.number != place:
                raise self._damaged(place, f"it calls itself number {entry.number}")
            entries.append(entry)
        return entries

    def _damaged(self, line: int, problem: str) -> SettingsError:
        return SettingsError(
            f"{self.path}:{line}: {problem}; restore this file from the last backup, or take it"
            " away and enrol every device again"
        )
