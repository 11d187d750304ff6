"""The power goes at every write of a scripted day; whatever was promised before is still true."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from faults.bugs import POWER_BUGS
from house_of_tests import house_at

import office.faults.disk as disk
from mot_cua.errors import DeviceError
from mot_cua.store import open_store
from office.faults.cuts import POLICIES, Cut, Reel, Step
from office.faults.inquest import Inquest
from office.faults.script import record

FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Thousands of small files are laid out and synced; no disk need turn for that."""


def recorded() -> list[Step]:
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        return record(house_at(Path(folder)))


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return recorded()


def findings(steps: list[Step]) -> list[str]:
    """Cut after every step; what becomes of unsynced writes takes turns."""
    reel, found = Reel(steps), []
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        inquest = Inquest(house_at(Path(folder)))
        for at in range(len(steps) + 1):
            cut = Cut(at, POLICIES[at % len(POLICIES)])
            left = reel.disk(cut)
            found += [f"{one} ({cut})" for one in inquest.after(left, reel.promises)]
    return found


@pytest.mark.timeout(300)
def test_a_power_cut_at_any_write_breaks_no_promise(steps: list[Step]) -> None:
    assert findings(steps) == []
    kinds = {one.kind for one in steps}
    assert kinds == {"write", "truncate", "sync", "delete", "promise"}
    told = {one.name.split('"')[1] for one in steps if one.kind == "promise"}
    assert told == {"paper", "sent", "stored", "answered", "thanked", "sealed"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("bug", POWER_BUGS, ids=lambda bug: bug.__name__)
def test_a_bug_does_not_survive_a_day_of_power_cuts(
    monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)
    found = findings(recorded())
    assert POWER_BUGS[bug] in {one.split(":")[0] for one in found}, f"caught by {found[:3]}"


# The disk itself, as the campaign imagines it


def reel_of(*steps: Step) -> Reel:
    return Reel(list(steps))


def test_what_was_synced_is_there_and_what_was_not_may_be_missing() -> None:
    reel = reel_of(
        Step("write", "a.db", 0, b"safe"), Step("sync", "a.db"), Step("write", "a.db", 4, b"more")
    )
    assert reel.disk(Cut(3, "dropped")) == {"a.db": b"safe"}
    assert reel.disk(Cut(3, "kept")) == {"a.db": b"safemore"}
    assert reel.disk(Cut(3, "torn")) == {"a.db": b"safemo"}


def test_a_torn_write_has_whole_sectors_only() -> None:
    data = bytes([1]) * 512 + bytes([2]) * 512 + bytes([3]) * 512
    reel = reel_of(Step("sync", "a.db"), Step("write", "a.db", 0, data))
    seen = {reel.disk(Cut(2, "mixed", seed))["a.db"] for seed in range(60)}
    pieces = {one[at : at + 512] for one in seen for at in range(0, len(one), 512)}
    assert pieces == {bytes([value]) * 512 for value in range(4)}
    assert len(seen) > 4


def test_a_file_that_was_never_synced_may_have_no_name() -> None:
    reel = reel_of(Step("write", "a.db", 0, b"new"))
    assert reel.disk(Cut(1, "dropped")) == {}


def test_a_deletion_may_be_undone_until_the_folder_is_synced() -> None:
    steps = [
        Step("write", "a.db-journal", 0, b"old"),
        Step("sync", "a.db-journal"),
        Step("delete", "a.db-journal"),
        Step("write", "a.db-wal", 0, b"new"),
        Step("sync", "a.db-wal"),
    ]
    reel = reel_of(*steps)
    assert reel.disk(Cut(4, "dropped")) == {"a.db-journal": b"old"}
    assert reel.disk(Cut(5, "dropped")) == {"a.db-wal": b"new"}
    steps[2] = Step("delete", "a.db-journal", 1)
    assert reel_of(*steps).disk(Cut(4, "dropped")) == {}


def test_only_the_computer_without_power_loses_what_was_not_synced() -> None:
    reel = reel_of(Step("write", "kiosk-1.db", 0, b"k"), Step("write", "journal.db", 0, b"j"))
    cut = Cut(2, "dropped", program="kiosk-1")
    assert reel.disk(cut) == {"journal.db": b"j"}
    assert str(cut) == "kiosk-1 cut after step 2, unsynced writes dropped, seed 0"


def test_a_python_with_a_sqlite_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk._sqlite3, "__file__", "/nowhere/_sqlite3.so")
    said = pytest.raises(DeviceError, match=r"cannot be reached from outside.*as Debian's is")
    with said, disk.watched(disk.Watcher()):
        pass


def test_a_watched_disk_changes_nothing(tmp_path: Path) -> None:
    with disk.watched(disk.Watcher()):
        db = open_store(tmp_path / "store.db")
        db.execute("CREATE TABLE ticket (label TEXT)")
        db.execute("INSERT INTO ticket VALUES ('A001')")
        db.close()
    db = open_store(tmp_path / "store.db")
    assert db.execute("SELECT label FROM ticket").fetchall() == [("A001",)]
    db.close()
