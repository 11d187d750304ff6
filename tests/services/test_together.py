"""One key that does two things is one commit; what is refused in it takes nothing back."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

from config.house import House
from hardware.inputs import ServicePressed
from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, RequestId, Ticks, UnixMs, new_id
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.office import Answer
from queue_server.journal.journal import Journal
from queue_server.program import open_journal
from queue_server.service import Ask

ONE = CounterNo(1)


def press(stage: Stage, *kinds: type[c.Command]) -> list[Answer]:
    reply: Future[list[Answer]] = Future()
    commands = tuple(kind(request=RequestId(new_id()), counter=ONE) for kind in kinds)  # type: ignore[call-arg]
    stage.to_server(Ask(commands, reply))
    return reply.result(timeout=0)


def last_kinds(house: House, count: int) -> list[str]:
    journal = open_journal(house)
    kinds = [e.kind_of(row.event) for row in journal.read()][-count:]
    journal.close()
    return kinds


def test_finish_and_next_are_both_on_the_disk_before_anybody_is_told(
    house: House, stage: Stage
) -> None:
    for _ in range(2):
        stage.to_kiosk(ServicePressed("HT"))
        stage.advance_to(stage.clock.wall_ms() + 4000)
    press(stage, c.OpenCounter, c.CallNext)
    done = press(stage, c.Finish, c.CallNext)
    assert [one.kind for one in done] == ["finished", "called"]
    assert last_kinds(house, 2) == ["finished", "called"]


def test_a_finish_stands_when_nobody_is_left_to_call(house: House, stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    press(stage, c.OpenCounter, c.CallNext)
    with pytest.raises(Refused, match="nobody is waiting for counter 1"):
        press(stage, c.Finish, c.CallNext)
    assert last_kinds(house, 1) == ["finished"]


def test_after_an_error_nothing_of_it_is_stored_and_the_chain_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", "duc-thuong")
    opened = e.CounterOpened(request=RequestId("r-1"), counter=ONE)

    def append() -> None:
        journal.append([opened], ticks=Ticks(1), wall_ms=UnixMs(1))

    def stumble() -> None:
        with journal.together():
            append()
            raise ZeroDivisionError

    append()
    before = journal.last_seq, journal.head
    with pytest.raises(ZeroDivisionError):
        stumble()
    assert (journal.last_seq, journal.head) == before
    append()
    assert [row.stamp.seq for row in journal.read()] == [1, 2]
    journal.close()
