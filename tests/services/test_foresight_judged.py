"""What was told with each number is kept, and every week is judged by it."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa
from on_the_stage import ask
from services.test_foresight import ONE, begun, later, serve_many

from config.house import House
from hardware.inputs import ServicePressed
from mot_cua.business_day import ms_of
from mot_cua.ids import DayText, RequestId, Ticks, UnixMs
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.forecast.judgement import Given, Past, judge, week_of
from queue_server.foresight import Foresight
from queue_server.journal import schema
from queue_server.journal.journal import Journal
from queue_server.journal.told import KEPT_WEEKS, PastForecasts
from queue_server.program import open_journal


def queue_up(stage: Stage, count: int) -> None:
    """Let people come one after the other, and then serve them all."""
    for _ in range(count):
        stage.to_kiosk(ServicePressed("HT"))
        later(stage, 6)
    for _ in range(count):
        ask(stage, c.CallNext, ONE)
        later(stage, 10)
        ask(stage, c.Start, ONE)
        later(stage, 225)
        ask(stage, c.Finish, ONE)


def judged(journal: Journal) -> list[e.ForecastJudged]:
    return [row.event for row in journal.read() if isinstance(row.event, e.ForecastJudged)]


def test_a_week_is_judged_once_when_the_next_one_begins(house: House) -> None:
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    queue_up(stage, 6)
    stage.advance_to(ms_of("2026-11-20", "17:31"))
    said = PastForecasts(stage.server.journal.engine).of_week("2026-11-16")
    # Who came before the twentieth visit was told nothing, and whoever was called at once neither.
    assert 6 <= len(said) <= 12
    assert all(0 <= one.low_s <= one.middle_s <= one.high_s for one in said)
    assert any(one.waited_s > 900 for one in said)
    assert judged(stage.server.journal) == []
    stage.close()
    for _ in range(2):  # the day begins, and the server starts again
        stage = begun(house, "2026-11-23")
        [found] = judged(stage.server.journal)
        assert (found.week, found.waits) == ("2026-11-16", len(said))
        assert found.inside == judge(said).inside
        assert (found.stretch, found.stretch_before) == (1.0, 1.0)
        [week] = PastForecasts(stage.server.journal.engine).weeks(limit=10)
        assert week.verdict == judge(said)
        stage.close()


def test_what_was_told_is_no_part_of_the_chain_and_goes_after_some_weeks(house: House) -> None:
    journal = open_journal(house)
    journal.told.add("2026-06-01", [Given("old", 1, 2, 3)])
    journal.told.add("2026-11-20", [Given("new", 1, 2, 3), Given("new", 7, 8, 9)])
    kept = sa.select(schema.told.c.ticket, schema.told.c.middle_s)

    def rows() -> list[tuple[str, int]]:
        with journal.engine.connect() as db:
            return sorted(map(tuple, db.execute(kept)))

    assert rows() == [], "it waits for the next events"
    opened = e.DayOpened(day=DayText("2026-11-20"))
    at = {"ticks": Ticks(0), "wall_ms": UnixMs(0)}
    journal.append([e.ServerStarted(boot="b", version="1")], **at)
    assert [ticket for ticket, _ in rows()] == ["new", "old"]
    journal.told.add("2026-11-20", [Given("new", 4, 5, 6)])
    journal.append([opened], **at)
    assert [ticket for ticket, _ in rows()] == ["new"], f"{KEPT_WEEKS} weeks are kept"
    assert journal.last_seq == 2
    journal.close()


class RememberedWeeks(PastForecasts):
    """Weeks as they might have been."""

    def __init__(self, weeks: dict[str, list[Past]]) -> None:
        self._weeks = weeks

    def of_week(self, week: str) -> list[Past]:
        return self._weeks[week]

    def weeks_told(self, *, after: str, before: str) -> list[DayText]:
        return [DayText(week) for week in sorted(self._weeks) if after < week < before]


def test_after_two_narrow_weeks_it_widens_says_so_and_begins_to_count_anew(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    narrow = [Past(300, 600, 900, waited) for waited in (650, 1000, 1100, 250, 150, 620) * 15]
    weeks = RememberedWeeks(dict.fromkeys(("2026-11-02", "2026-11-09", "2026-11-16"), narrow))
    foresight = Foresight(house.settings, house.timetable, last_seq=0)
    stretches = []
    for number in range(3):
        command = foresight.judgement(weeks, "2026-11-23", RequestId(f"r{number}"))
        assert command is not None
        stretches.append((command.stretch_before, command.stretch))
        event = e.ForecastJudged(**msgspec.structs.asdict(command))
        foresight.hear(event, e.Stamp(number + 1, Ticks(0), UnixMs(0)))
    assert stretches[0] == (1.0, 1.0)
    assert stretches[1][1] > 1.3
    assert stretches[2] == (stretches[1][1], stretches[1][1])
    assert foresight.judgement(weeks, "2026-11-23", RequestId("r4")) is None
    assert "33 % of the waits lay in what was told; spreads are stretched by" in caplog.text
    assert week_of("2026-11-23") == "2026-11-23"
