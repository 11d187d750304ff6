"""Power cuts: what may stand on a disk when the power goes, at any moment of a recorded day.

    write ─ write ─ sync ─ write ─ write ─┊ cut
    └──── on the disk ───┘ └ each of these: kept, dropped, or torn

1. What was written before a file's last sync is on the disk. Nothing else is promised.
2. Of what came later, any part may be there, in any order: a disk writes as it likes. A torn write
   has some of its sectors.
3. A new file's name is on the disk once the file was synced, as on ext4 and F2FS. A deletion may be
   undone by the cut, until the folder is synced: SQLite does that with the first sync of a new log.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final, Literal, NamedTuple

from office.faults.disk import Watcher

SECTOR: Final = 512

Kind = Literal["write", "truncate", "sync", "delete", "promise"]
Fate = Literal["kept", "dropped", "torn"]
Policy = Literal["kept", "dropped", "torn", "mixed"]
"""What becomes of unsynced writes: all kept, all dropped, the last one torn, or each by chance."""

FATES: Final[tuple[Fate, ...]] = ("kept", "dropped", "torn")
POLICIES: Final[tuple[Policy, ...]] = ("kept", "dropped", "torn", "mixed")


class Step(NamedTuple):
    """One thing that happened to the disk, or was promised to somebody."""

    kind: Kind
    name: str
    """The file; of a promise, what was promised."""
    offset: int = 0
    """Of a write; the new size, of a truncation; whether the folder was synced, of a deletion."""
    data: bytes = b""


class Recorder(Watcher):
    """Writes down every step of a day."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def promise(self, text: str) -> None:
        """Note that somebody was told something that must be true for ever."""
        self.steps.append(Step("promise", text))

    def wrote(self, path: Path, offset: int, data: bytes) -> None:
        self.steps.append(Step("write", path.name, offset, data))

    def truncated(self, path: Path, size: int) -> None:
        self.steps.append(Step("truncate", path.name, size))

    def synced(self, path: Path) -> None:
        self.steps.append(Step("sync", path.name))

    def deleted(self, path: Path, *, is_synced: bool) -> None:
        self.steps.append(Step("delete", path.name, int(is_synced)))


LOGS: Final = ("-wal", "-journal")
"""Files with whose first sync SQLite syncs their folder, too (`unixSync` in os_unix.c)."""


class _File:
    """One file: what is on the disk for certain, and what is under way to it."""

    def __init__(self) -> None:
        self.safe: bytes | None = None
        """None: the file has no name on the disk."""
        self.pending: list[Step] = []

    @property
    def is_new(self) -> bool:
        """Whether its name is not on the disk for certain."""
        return self.safe is None or any(one.kind == "delete" for one in self.pending)

    def sync(self) -> None:
        """Have everything on the disk."""
        self.safe = self.after(iter(["kept"] * len(self.pending))) or b""
        self.pending = []

    def forget(self) -> None:
        """Be deleted for good, if it was deleted; what came after that is still under way."""
        deleted = [at for at, one in enumerate(self.pending) if one.kind == "delete"]
        if deleted:
            self.safe, self.pending = None, self.pending[deleted[-1] + 1 :]

    def after(self, fates: Iterator[Fate], random: Random | None = None) -> bytes | None:
        """Return the file as it is when each pending step has had its fate."""
        data = None if self.safe is None else bytearray(self.safe)
        for step, fate in zip(self.pending, fates, strict=False):
            if fate != "dropped":
                data = _done(data, step, is_torn=fate == "torn", random=random)
        return None if data is None else bytes(data)


def _done(
    data: bytearray | None, step: Step, *, is_torn: bool, random: Random | None
) -> bytearray | None:
    if step.kind == "delete":
        return None
    data = bytearray() if data is None else data
    if step.kind == "truncate":
        size = step.offset
        return data[:size] if size <= len(data) else data + bytes(size - len(data))
    for start, piece in _sectors(step, is_torn=is_torn, random=random):
        if len(data) < start:
            data += bytes(start - len(data))
        data[start : start + len(piece)] = piece
    return data


def _sectors(step: Step, *, is_torn: bool, random: Random | None) -> Iterator[tuple[int, bytes]]:
    """Yield what of a write reaches the disk; of a torn one its first half, or some sectors."""
    if not is_torn:
        yield step.offset, step.data
        return
    if random is None:
        yield step.offset, step.data[: len(step.data) // 2]
        return
    # A sector is written whole or not at all, and it begins where the disk says.
    at, end = step.offset, step.offset + len(step.data)
    while at < end:
        upto = min(end, (at // SECTOR + 1) * SECTOR)
        if random.random() < 0.5:
            yield at, step.data[at - step.offset : upto - step.offset]
        at = upto


class Cut(NamedTuple):
    """One moment and one disk: enough to make it again."""

    at: int
    """How many steps had happened."""
    policy: Policy
    seed: int = 0
    program: str = ""
    """Whose computer lost its power, by the beginning of its files' names; empty: one has all."""

    def __str__(self) -> str:
        whose = self.program or "everything"
        return f"{whose} cut after step {self.at}, unsynced writes {self.policy}, seed {self.seed}"


class Reel:
    """A recorded day, which can be stopped anywhere; to go back it begins anew."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self._at, self._files, self.promises = 0, dict[str, _File](), list[str]()

    def seek(self, at: int) -> None:
        """Let so many steps have happened."""
        if at < self._at:
            self._at, self._files, self.promises = 0, {}, []
        for step in self.steps[self._at : at]:
            if step.kind == "promise":
                self.promises.append(step.name)
            else:
                self._take(step)
        self._at = at

    def _take(self, step: Step) -> None:
        file = self._files.setdefault(step.name, _File())
        is_folder_synced = step.kind == "delete" and bool(step.offset)
        if step.kind == "sync":
            is_folder_synced = file.is_new and step.name.endswith(LOGS)
            file.sync()
        else:
            file.pending.append(step)
        if is_folder_synced:
            for one in self._files.values():
                one.forget()

    def disk(self, cut: Cut) -> dict[str, bytes]:
        """Return the files that are there after a cut: name → content."""
        self.seek(cut.at)
        random = Random(f"{cut.at} {cut.seed}")  # noqa: S311 - chance that can be repeated
        found = {}
        for name, file in sorted(self._files.items()):
            policy = cut.policy if name.startswith(cut.program) else "kept"
            fates = _fates(file, policy, random)
            content = file.after(iter(fates), random if policy == "mixed" else None)
            if content is not None:
                found[name] = content
        return found


def _fates(file: _File, policy: Policy, random: Random) -> list[Fate]:
    count = len(file.pending)
    if policy == "mixed":
        return random.choices(FATES, k=count)
    last: Fate = policy
    rest: Fate = "kept" if policy == "torn" else policy
    return [rest] * (count - 1) + [last] * min(count, 1)
