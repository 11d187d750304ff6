"""Backups: taken while the office works, believed when verified, and put back in a drill."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from house_of_tests import house_at

from config.house import House
from hardware.inputs import ServicePressed
from mot_cua.business_day import ms_of
from mot_cua.errors import JournalError
from mot_cua.ids import UnixMs
from office import safekeeping
from office.safekeeping import back_up, backups, examine_copy, put_back
from office.simulate.stage import Stage
from queue_server.program import open_journal

DAY = "2026-11-20"
PAGE = 4096


def at(time: str) -> UnixMs:
    return ms_of(DAY, time)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path / "data")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    stage = Stage(house, begins=at("09:00"))
    yield stage
    stage.close()


def press(stage: Stage, times: int = 1) -> None:
    for _ in range(times):
        stage.to_kiosk(ServicePressed("HT"))
        stage.advance_to(stage.clock.wall_ms() + 5_000)


def damage(path: Path, page: int) -> None:
    """Write over one page, as a worn card does."""
    content = bytearray(path.read_bytes())
    content[PAGE * page : PAGE * (page + 1)] = b"\xff" * PAGE
    path.write_bytes(content)


def test_a_backup_is_taken_while_the_office_works(house: House, stage: Stage, place: Path) -> None:
    press(stage, 3)
    folder, findings = back_up(house, place, at("09:10"))
    press(stage, 2)
    assert folder.name == "2026-11-20T09-10-00"
    assert findings.tickets == 3
    assert {one.name for one in folder.glob("*")} == {"journal.db", "kiosk-1.db", "bridge-1.db"}
    assert [one.label for one in stage.server.view.waiting] == [f"100{n}" for n in range(1, 6)]


def test_the_drill_puts_a_backup_back_and_the_office_goes_on(house: House, place: Path) -> None:
    stage = Stage(house, begins=at("09:00"))
    press(stage, 3)
    folder, _ = back_up(house, place, at("09:10"))
    press(stage, 1)
    stage.close()
    damage(house.data / "journal.db", 3)
    aside = put_back(house, folder, at("09:30"))
    assert (aside / "journal.db").exists()
    stage = Stage(house, begins=at("09:31"))
    assert [one.label for one in stage.server.view.waiting] == ["1001", "1002", "1003"]
    stage.close()


def test_a_restore_while_a_program_runs_changes_nothing(
    house: House, stage: Stage, place: Path
) -> None:
    press(stage)
    folder, _ = back_up(house, place, at("09:10"))
    with pytest.raises(JournalError, match=r"bridge-1.db: a program has this file open; stop the"):
        put_back(house, folder, at("09:11"))
    press(stage)
    assert len(stage.server.view.waiting) == 2


def test_a_damaged_office_gets_no_backup_and_keeps_the_old_ones(house: House, place: Path) -> None:
    stage = Stage(house, begins=at("09:00"))
    press(stage)
    stage.close()
    good, _ = back_up(house, place, at("09:10"))
    damage(house.data / "journal.db", 2)
    with pytest.raises(
        JournalError, match=r"journal.db: is damaged: .*Page 3|journal.db: cannot be"
    ):
        back_up(house, place, at("09:20"), keep=1)
    assert backups(place) == [good]
    assert list(place.iterdir()) == [good]


def test_a_journal_that_somebody_changed_is_no_backup(house: House, place: Path) -> None:
    stage = Stage(house, begins=at("09:00"))
    press(stage)
    stage.close()
    with closing(sqlite3.connect(house.data / "journal.db")) as db, db:
        db.execute("UPDATE event SET body = replace(body, '1001', '1009') WHERE seq = 4")
    with pytest.raises(JournalError, match=r"journal.db: event 4 .*changed after it was stored"):
        back_up(house, place, at("09:10"))
    assert backups(place) == []


def test_a_damaged_backup_is_not_put_back(house: House, place: Path) -> None:
    stage = Stage(house, begins=at("09:00"))
    press(stage)
    stage.close()
    folder, _ = back_up(house, place, at("09:10"))
    before = (house.data / "journal.db").read_bytes()
    damage(folder / "kiosk-1.db", 2)
    with pytest.raises(JournalError, match=r"kiosk-1.db: is damaged: .*Page 3"):
        put_back(house, folder, at("09:20"))
    assert (house.data / "journal.db").read_bytes() == before
    assert not list(house.data.glob("trial-*"))


def test_old_backups_make_room_but_never_the_last(house: House, stage: Stage, place: Path) -> None:
    press(stage)
    for minute in range(4):
        back_up(house, place, at(f"09:1{minute}"), keep=2)
    (place / "2026-11-20T09-14-00.unfinished").mkdir()
    back_up(house, place, at("09:15"), keep=2)
    assert [one.name for one in place.iterdir()] == [one.name for one in backups(place)]
    assert [one.name[-8:] for one in backups(place)] == ["09-13-00", "09-15-00"]


def test_trying_a_backup_changes_nothing(house: House, stage: Stage, place: Path) -> None:
    press(stage, 2)
    folder, _ = back_up(house, place, at("09:10"))
    before = {one: one.read_bytes() for one in folder.iterdir()}
    assert examine_copy(house, folder, at("09:11")).tickets == 2
    assert {one: one.read_bytes() for one in folder.iterdir()} == before
    assert not list(house.data.glob("trial-*"))


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (lambda house, place: back_up(house, place, at("09:10")), "journal.db: no journal here"),
        (lambda house, place: put_back(house, place / "x", at("09:10")), "x: no backup here; `mot"),
    ],
)
def test_what_is_not_there_is_named(
    house: House, place: Path, deed: Callable[[House, Path], object], said: str
) -> None:
    with pytest.raises(JournalError, match=said):
        deed(house, place)


def test_a_full_stick_is_named_and_nothing_is_left_on_it(
    house: House, stage: Stage, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(stage)

    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safekeeping, "_copy_database", full)
    with pytest.raises(JournalError, match=r"no backup could be written \(No space left on device"):
        back_up(house, place, at("09:10"))
    assert list(place.iterdir()) == []


def test_a_journal_that_cannot_be_read_on_names_the_last_good_event(house: House) -> None:
    stage = Stage(house, begins=at("09:00"))
    press(stage, 20)
    stage.close()
    content = (house.data / "journal.db").read_bytes()
    pages = [
        number
        for number in range(len(content) // PAGE)
        # 13 is a leaf of a table; of all tables only that of the events holds bodies.
        if content[number * PAGE] == 13 and b'"kind":' in content[number * PAGE :][:PAGE]
    ]
    damage(house.data / "journal.db", pages[len(pages) // 2])
    journal = open_journal(house)
    with pytest.raises(JournalError, match=r"is damaged after event \d+: .*: mot-cua restore"):
        list(journal.read())
    journal.close()
