"""The forecast through whole programs: learnt, printed on paper, kept over restarts."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from on_the_stage import ask

from config.house import House
from hardware.inputs import ServicePressed
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, ServiceCode, UnixMs
from mot_cua.messages import QueueState
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.forecast.wording import STEP_MS
from queue_server.core.situation import Situation
from queue_server.foresight import Foresight, Learnt
from queue_server.program import open_journal

ONE = CounterNo(1)
HT = ServiceCode("HT")


def later(stage: Stage, seconds: float) -> None:
    stage.advance_to(int(stage.clock.wall_ms() + seconds * 1000))


def told(stage: Stage) -> str:
    return next(one.forecast for one in stage.server.view.services if one.service == HT)


def serve_many(stage: Stage, count: int) -> None:
    """Give the office some history: everybody takes four minutes."""
    ask(stage, c.OpenCounter, ONE)
    for _ in range(count):
        stage.to_kiosk(ServicePressed("HT"))
        later(stage, 5)
        ask(stage, c.CallNext, ONE)
        later(stage, 10)
        ask(stage, c.Start, ONE)
        later(stage, 225)
        ask(stage, c.Finish, ONE)


def begun(house: House, day: str) -> Stage:
    return Stage(house, begins=UnixMs(ms_of(day, "07:30")))


def test_a_young_office_says_only_whether_a_counter_is_open(stage: Stage) -> None:
    later(stage, 6)
    stage.to_kiosk(ServicePressed("HT"))
    assert told(stage) == "chưa có quầy mở"
    ask(stage, c.OpenCounter, ONE)
    later(stage, 6)
    assert told(stage) == ""


def test_an_office_with_history_tells_the_next_one_and_prints_it(house: House) -> None:
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    for _ in range(4):
        stage.to_kiosk(ServicePressed("HT"))
        later(stage, 6)
    words = told(stage)
    assert words.startswith("dự kiến gọi sau 10–")
    before = len(stage.paper.cut)
    stage.to_kiosk(ServicePressed("HT"))
    with_forecast = stage.paper.cut[before]
    stage.broker.cut()
    stage.settle()
    later(stage, 4)
    stage.to_kiosk(ServicePressed("HT"))
    # Without the server the paper says nothing about the wait, and is shorter by two lines.
    assert stage.paper.cut[-1].height_mm < with_forecast.height_mm - 5
    stage.close()


def test_words_grow_old_while_people_wait_and_are_said_anew(house: House) -> None:
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    for _ in range(6):
        stage.to_kiosk(ServicePressed("HT"))
        later(stage, 4)
    ask(stage, c.CallNext, ONE)
    before = stage.server._foresight._told_at
    later(stage, 21)
    after = stage.server._foresight._told_at
    assert before is not None
    assert after is not None
    assert 20_000 <= after - before <= 25_000
    stage.close()


def test_who_keeps_looking_is_never_told_a_little_more_each_time(house: House) -> None:
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    for _ in range(8):
        stage.to_kiosk(ServicePressed("HT"))
        later(stage, 6)
    last = stage.server.office.waiting()[-1].id
    shown, fresh = (
        stage.server.book.outlooks[last].latest,
        stage.server._foresight._told[last].latest,
    )
    ask(stage, c.CallNext, ONE)
    ask(stage, c.Start, ONE)
    kept_back = 0
    for _ in range(20):
        later(stage, 21)
        before, before_fresh = shown, fresh
        shown = stage.server.book.outlooks[last].latest
        fresh = stage.server._foresight._told[last].latest
        assert before is not None
        assert shown is not None
        # Only what is late already is told as it is.
        if before > stage.clock.wall_ms():
            assert not 0 < shown - before < STEP_MS
            kept_back += fresh > before_fresh and shown == before
    assert kept_back > 0
    stage.close()


def test_in_an_empty_hall_what_is_told_does_not_come_nearer_for_ever(house: House) -> None:
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    later(stage, 61)
    words = told(stage)
    later(stage, 1200)
    assert told(stage) == words != ""
    stage.close()


def test_what_was_learnt_is_there_the_next_morning(house: House) -> None:
    learnt = house.data / "experience.json"
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    stage.advance_to(ms_of("2026-11-20", "17:31"))
    stage.close()
    kept = json.loads(learnt.read_bytes())
    assert kept["experience"]["finished"] == 25
    journal = open_journal(house)
    assert 0 < kept["seq"] <= journal.last_seq
    journal.close()


@pytest.mark.parametrize("has_file", [True, False])
def test_a_start_learns_from_the_file_or_from_the_journal(house: House, has_file: bool) -> None:
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    stage.advance_to(ms_of("2026-11-20", "17:31"))
    stage.close()
    if not has_file:
        (house.data / "experience.json").unlink()
    stage = begun(house, "2026-11-23")
    ask(stage, c.OpenCounter, ONE)
    for _ in range(4):
        stage.to_kiosk(ServicePressed("HT"))
        later(stage, 6)
    assert told(stage).startswith("dự kiến gọi")
    stage.close()


def test_a_damaged_file_of_experience_costs_a_slower_start_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "experience.json"
    assert Learnt(path).read() is None
    path.write_bytes(b"{")
    assert Learnt(path).read() is None
    assert "learning anew from the journal" in caplog.text


def test_experience_that_is_ahead_of_a_restored_journal_is_not_believed(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    stage = begun(house, "2026-11-20")
    serve_many(stage, 25)
    stage.advance_to(ms_of("2026-11-20", "17:31"))
    stage.close()
    learnt = Learnt(house.data / "experience.json")
    kept = learnt.read()
    assert kept is not None
    learnt.keep(msgspec.structs.replace(kept, seq=kept.seq + 100_000))
    stage = begun(house, "2026-11-23")
    assert "is ahead of the journal; learning anew from the journal" in caplog.text
    ask(stage, c.OpenCounter, ONE)
    for _ in range(4):
        stage.to_kiosk(ServicePressed("HT"))
        later(stage, 6)
    stage.advance_to(ms_of("2026-11-23", "17:31"))
    stage.close()
    fresh = learnt.read()
    assert fresh is not None
    assert fresh.seq < kept.seq + 100_000


def test_the_hall_is_told_of_a_call_before_a_forecast_is_thought_of(stage: Stage) -> None:
    """A forecast takes as long as all the rest; whoever waits looks at the board meanwhile."""
    stage.to_kiosk(ServicePressed("HT"))
    ask(stage, c.OpenCounter, ONE)
    later(stage, 30)
    foresight, told_by_then = stage.server._foresight, []

    class Watched(Foresight):
        def look(self, now: Situation) -> bool:
            queue = stage.server._telling._told[QueueState, None]
            told_by_then.append([call.label for call in queue.called])
            return super().look(now)

    foresight.__class__ = Watched
    ask(stage, c.CallNext, ONE)
    assert told_by_then[0] == ["1001"]
