"""A real office's day, lived again: its numbers are issued, and called when its board said so."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from config.house import House, open_house
from mot_cua.business_day import ms_of
from mot_cua.errors import SettingsError
from office.command import commands
from office.simulate.plan import Sample, plan_day, read_board
from queue_server.core.ticket import State
from queue_server.journal import schema
from queue_server.journal.journal import Journal
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of

DAY = "2020-01-22"
FOLDER = Path(__file__).parent.parent / "data" / "municipal-day"
BOARD = FOLDER / "board.csv"


def board_rows() -> list[dict[str, str]]:
    with BOARD.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def moments(house: House, journal: Journal, column: sa.Column[int]) -> dict[str, list[int]]:
    """Return, by service letter, the sorted moments in a column of the legs."""
    letters = {one.code: one.letter for one in house.settings.service}
    found: dict[str, list[int]] = defaultdict(list)
    with journal.engine.connect() as db:
        for service, moment in db.execute(sa.select(schema.leg.c.service, column)):
            found[letters[service]].append(moment)
    return {letter: sorted(times) for letter, times in found.items()}


def test_the_day_is_issued_and_called_as_the_board_says_and_its_report_adds_up(
    tmp_path: Path,
) -> None:
    run = CliRunner().invoke(
        commands, ["simulate", "--replay", str(BOARD), "--data", str(tmp_path)]
    )
    assert run.exit_code == 0, run.output
    assert run.output.splitlines()[-1] == "485 issued, 465 served, 20 absent, 345 rated"
    assert "is made from seed 1." in run.output
    house = open_house(FOLDER / "office.toml", tmp_path)
    journal = open_journal(house)
    assert verify(journal, house.settings).problems == []
    report = reports_of(house, journal).day(DAY)
    assert report is not None
    assert report.is_closed
    assert report.issued == 485 == sum(report.states[state.value] for state in State)
    called = moments(house, journal, schema.leg.c.called_ms)
    issued = moments(house, journal, schema.leg.c.issued_ms)
    for row in board_rows():
        at = ms_of(DAY, row["time"])
        now_called = bisect_right(called.get(row["service"], []), at)
        now_issued = bisect_right(issued.get(row["service"], []), at)
        wanted = (int(row["last_called"]), int(row["last_called"]) + int(row["waiting"]))
        assert (now_called, now_issued) == wanted, row
    journal.close()


def test_the_same_seed_makes_the_same_day_and_another_seed_another() -> None:
    board = read_board(BOARD.read_text(encoding="utf-8-sig"), where="board.csv")
    counters = {"A": range(1, 7), "B": range(7, 12), "D": [12], "K": [13, 14], "Z": [15]}
    first = plan_day(board, counters, seed=1)
    assert first == plan_day(board, counters, seed=1)
    assert first != plan_day(board, counters, seed=2)
    assert len(first) == 485
    by_counter = defaultdict(list)
    for visit in sorted(first, key=lambda one: one.called):
        by_counter[visit.counter].append(visit)
    for visits in by_counter.values():
        assert all(a.ends < b.called for a, b in pairwise(visits))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,service\n", "b.csv:1: expected the columns time,service,last_called,waiting,"),
        ("{head}\n08:00,A,x,0,1\n", "b.csv:2: cannot read "),
        ("{head}\n08:00,A,5,0,1\n08:05,A,4,0,1\n", "time and numbers called must not go back"),
        ("{head}\n08:00,A,5,9,1\n08:05,A,6,0,1\n", "numbers issued (called + waiting) must not"),
    ],
)
def test_a_board_that_cannot_be_is_refused_with_its_line(text: str, said: str) -> None:
    head = "time,service,last_called,waiting,open_counters"
    with pytest.raises(SettingsError) as problem:
        read_board(text.replace("{head}", head), where="b.csv")
    assert said in str(problem.value)


def test_a_service_without_a_counter_is_named() -> None:
    with pytest.raises(SettingsError) as problem:
        plan_day({"A": [Sample(0, 0, 0, 1), Sample(300, 1, 0, 1)]}, {}, seed=1)
    assert str(problem.value) == (
        "the office file has no counter for a service that the board calls"
    )


@pytest.mark.parametrize("speed", ["fast", "0", "99999"])
def test_an_impossible_speed_is_one_sentence(speed: str, tmp_path: Path) -> None:
    run = CliRunner().invoke(
        commands,
        ["simulate", "--replay", str(BOARD), "--speed", speed, "--data", str(tmp_path)],
    )
    assert str(run.exception) == f"--speed {speed}: expected max, or a number from 1 to 5000"


def test_a_folder_with_a_journal_is_not_used_again(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()
    run = CliRunner().invoke(
        commands, ["simulate", "--replay", str(BOARD), "--data", str(tmp_path)]
    )
    assert str(run.exception) == f"{tmp_path}: already has a journal; choose an empty folder"
