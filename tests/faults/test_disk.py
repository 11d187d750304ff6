"""The disk is full, read-only, torn or lying: people are told, and no number is given twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from house_of_tests import house_at

from config.house import House
from hardware.inputs import ServicePressed, Touched
from kiosk.second_place import SecondPlace
from mot_cua.business_day import ms_of
from mot_cua.errors import MotCuaError, Refused
from mot_cua.ids import CounterNo, DayText, RequestId, ServiceCode, UnixMs
from office.faults.disk import FAILURES, FULL, OK, READONLY, Watcher, watched
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.journal.verify import verify
from queue_server.program import open_journal
from queue_server.service import Ask

DAY = DayText("2026-11-20")


class BadDisk(Watcher):
    """A disk on which call number `at` of one program fails, or all from then on."""

    def __init__(self) -> None:
        self.name, self.at, self.code, self.is_lasting = "", -1, 0, False
        self.failed: list[str] = []

    def arm(self, name: str, at: int, *, code: int = 0, is_lasting: bool = False) -> None:
        self.name, self.at, self.code, self.is_lasting = name, at, code, is_lasting
        self.failed = []

    def mend(self) -> None:
        self.at = -1

    def refuses(self, call: str, path: Path) -> int:
        if self.at < 0 or not path.name.startswith(self.name):
            return OK
        if self.code and call not in ("write", "truncate"):
            return OK
        self.at -= 1
        if self.at >= 0:
            return OK
        self.failed.append(call)
        self.at = 0 if self.is_lasting else -1
        return self.code or FAILURES[call]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path)


@pytest.fixture
def disk() -> Iterator[BadDisk]:
    disk = BadDisk()
    with watched(disk):
        yield disk


@pytest.fixture
def stage(house: House, disk: BadDisk) -> Iterator[Stage]:
    stage = Stage(house, begins=ms_of(DAY, "09:00"))
    yield stage
    disk.mend()
    stage.close()


def press(stage: Stage) -> None:
    stage.advance_to(stage.clock.wall_ms() + 11_000)  # the last complaint is over
    stage.to_kiosk(ServicePressed("HT"))


def papers(stage: Stage) -> int:
    return len(stage.paper.cut)


def numbers(stage: Stage) -> list[int]:
    rows = stage.kiosk._db.execute("SELECT number FROM ticket ORDER BY number").fetchall()
    return [number for (number,) in rows]


def test_an_error_at_any_call_of_the_kiosks_disk_prints_nothing_that_is_not_stored(
    stage: Stage, disk: BadDisk
) -> None:
    press(stage)
    failed: list[str] = []
    for at in range(200):
        before, had = numbers(stage), papers(stage)
        disk.arm("kiosk-1", at)
        press(stage)
        disk.mend()
        given = numbers(stage)[len(before) :]
        assert papers(stage) - had <= len(given), f"a paper without a number: call {at}"
        if not given:
            assert stage.kiosk.view().mode == "trouble"
            assert stage.kiosk._complaint.code == "disk"
        if not disk.failed:
            break
        failed += disk.failed
        if stage.kiosk.view().mode == "ask":
            stage.to_kiosk(Touched("got-it"))
    assert {"write", "sync"} <= set(failed)
    press(stage)
    assert numbers(stage) == list(range(1, len(numbers(stage)) + 1))


@pytest.mark.parametrize("code", [FULL, READONLY], ids=["full", "read-only"])
def test_a_kiosk_on_a_full_or_read_only_disk_says_so_until_there_is_room(
    stage: Stage, disk: BadDisk, code: int
) -> None:
    press(stage)
    disk.arm("kiosk-1", 0, code=code, is_lasting=True)
    for _ in range(3):
        press(stage)
        assert (stage.kiosk.view().mode, stage.kiosk._complaint.code) == ("trouble", "disk")
    assert (numbers(stage), papers(stage)) == ([1], 1)
    disk.mend()
    press(stage)
    assert numbers(stage) == [1, 2]
    assert stage.kiosk.view().label == "1002"


def test_a_key_of_two_things_that_was_not_stored_ends_the_server_and_is_not_half_done(
    stage: Stage, disk: BadDisk
) -> None:
    press(stage)
    press(stage)
    for kind in (c.OpenCounter, c.CallNext, c.Start):
        assert ask(stage, kind, kind.__name__) == ""
    before = stage.server.journal.last_seq
    disk.arm("journal", 0, code=FULL, is_lasting=True)
    reply: Future[object] = Future()
    both = [
        kind(request=RequestId(f"both/{kind.__name__}"), counter=CounterNo(1))
        for kind in (c.Finish, c.CallNext)
    ]
    with pytest.raises(MotCuaError, match="the server begins again with what is on it"):
        stage.to_server(Ask(both, reply))  # type: ignore[arg-type]
    problem = reply.exception(timeout=0)
    assert isinstance(problem, Refused)
    assert problem.code == "disk-failed"
    disk.mend()
    assert [row.stamp.seq for row in stage.server.journal.read(before)] == []


def ask(stage: Stage, kind: type[c.Command], request: str) -> str:
    """Ask the server as a page does; return how it was refused, or nothing."""
    reply: Future[object] = Future()
    command = kind(request=RequestId(request), counter=CounterNo(1))  # type: ignore[call-arg]
    stage.to_server(Ask((command,), reply))  # type: ignore[arg-type]
    problem = reply.exception(timeout=0)
    return problem.code if isinstance(problem, Refused) else ""


def test_an_error_at_any_call_of_the_servers_disk_is_answered_and_changes_nothing(
    stage: Stage, disk: BadDisk, house: House
) -> None:
    assert ask(stage, c.OpenCounter, "open") == ""
    failed: list[str] = []
    for at in range(200):
        press(stage)
        disk.arm("journal", at)
        refused = ask(stage, c.CallNext, f"call-{at}")
        disk.mend()
        failed += disk.failed
        assert refused in ("", "disk-failed")
        if refused:
            assert ask(stage, c.CallNext, f"call-{at}") == ""  # the same request, once more
        assert ask(stage, c.Finish, f"finish-{at}") == ""
        if not disk.failed:
            break
    assert {"write", "sync"} <= set(failed)
    stage.advance_to(stage.clock.wall_ms() + 10_000)
    problems = verify(stage.server.journal, house.settings).problems
    assert problems == []
    called = [row.event for row in stage.server.journal.read()]
    tickets = [one.ticket for one in called if isinstance(one, e.TicketCalled)]
    assert len(tickets) == len(set(tickets)) == len(numbers(stage))


def test_a_server_on_a_full_disk_refuses_and_takes_everything_in_when_there_is_room(
    stage: Stage, disk: BadDisk
) -> None:
    assert ask(stage, c.OpenCounter, "open") == ""
    press(stage)
    disk.arm("journal", 0, code=FULL, is_lasting=True)
    press(stage)
    assert ask(stage, c.CallNext, "call-1") == "disk-failed"
    stage.advance_to(stage.clock.wall_ms() + 60_000)
    assert stage.server.view.totals["issued"] == 1
    assert papers(stage) == 2  # a kiosk needs no server
    disk.mend()
    stage.advance_to(stage.clock.wall_ms() + 10_000)
    assert stage.server.view.totals["issued"] == 2
    assert ask(stage, c.CallNext, "call-1") == ""


# A card that confirms what it never writes


def forget(house: House, older: Path) -> None:
    """Put the kiosk's file back as it was earlier, and leave the second place alone."""
    for name in ("kiosk-1.db", "kiosk-1.db-wal", "kiosk-1.db-shm"):
        (house.data / name).unlink(missing_ok=True)
    shutil.copy(older / "kiosk-1.db", house.data / "kiosk-1.db")


def lived(house: House, tmp_path: Path, *, is_heard: bool) -> None:
    """Give out 1001 and 1002, of which the card keeps nothing but 1001."""
    stage = Stage(house, begins=ms_of(DAY, "09:00"))
    press(stage)
    stage.close()
    older = tmp_path / "older"
    older.mkdir()
    shutil.copy(house.data / "kiosk-1.db", older)
    stage = Stage(house, begins=ms_of(DAY, "09:10"))
    if not is_heard:
        stage.broker.cut()
    press(stage)
    assert stage.kiosk.view().label == "1002"
    stage.close()
    forget(house, older)


def morning_after(house: House) -> tuple[str, list[str]]:
    """Start again, take a number; return it, and what `verify` says."""
    stage = Stage(house, begins=ms_of(DAY, "09:20"))
    press(stage)
    label = stage.kiosk.view().label
    stage.advance_to(stage.clock.wall_ms() + 10_000)
    stage.close()
    journal = open_journal(house)
    problems = verify(journal, house.settings).problems
    journal.close()
    return label, problems


def test_a_card_that_lies_gives_no_number_twice_with_a_second_place(
    house: House, tmp_path: Path
) -> None:
    lived(house, tmp_path, is_heard=False)
    assert morning_after(house) == ("1003", [])
    journal = open_journal(house)
    void = [row.event for row in journal.read() if isinstance(row.event, e.NumberWasVoided)]
    journal.close()
    assert [(one.number, one.reason) for one in void] == [
        (2, "the disk has forgotten it; look for its paper")
    ]


def test_a_number_that_the_server_had_heard_of_is_not_void(house: House, tmp_path: Path) -> None:
    lived(house, tmp_path, is_heard=True)
    assert morning_after(house) == ("1003", [])
    journal = open_journal(house)
    assert not [row for row in journal.read() if isinstance(row.event, e.NumberWasVoided)]
    journal.close()


def test_without_the_second_place_the_server_remembers(house: House, tmp_path: Path) -> None:
    lived(house, tmp_path, is_heard=True)
    (house.data / "kiosk-1.last-numbers.json").unlink()
    assert morning_after(house) == ("1003", [])


def test_the_second_place_keeps_three_days_and_the_highest_numbers(tmp_path: Path) -> None:
    place = SecondPlace(tmp_path / "last.json")
    for day in (17, 18, 19, 20):
        place.remember(DayText(f"2026-11-{day}"), ServiceCode("HT"), day)
    again = SecondPlace(tmp_path / "last.json")
    assert again.numbers == {
        "2026-11-18": {"HT": 18},
        "2026-11-19": {"HT": 19},
        "2026-11-20": {"HT": 20},
    }
    assert json.loads((tmp_path / "last.json").read_bytes()) == again.numbers


def test_a_second_place_that_fails_is_said_and_costs_no_number(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    (house.data / "kiosk-1.last-numbers.json").write_text("not json", encoding="utf-8")
    stage = Stage(house, begins=UnixMs(ms_of(DAY, "09:00")))
    (house.data / "kiosk-1.last-numbers.fresh").mkdir()
    press(stage)
    assert stage.kiosk.view().label == "1001"
    assert "kiosk-1.last-numbers.json: the second place of the numbers cannot be" in caplog.text
    assert "1001 is kept in one place only: [Errno 21] Is a directory" in caplog.text
    stage.close()
