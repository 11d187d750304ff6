"""When the time may be set by hand: to a time that can be, and no leap while somebody works."""

from __future__ import annotations

import pytest
from small_office import NINE, Play

from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, DayText
from queue_server.core import commands as c
from queue_server.core import events as e

MINUTE = 60_000


@pytest.fixture
def play() -> Play:
    made = Play()
    made.open(1, 2)
    return made


def to(play: Play, day: str, time: str) -> c.SetClock:
    leap_ms = ms_of(DayText(day), time) - play.wall
    return c.SetClock(request=play.request(), by="lan", leap_ms=leap_ms)


def test_the_journal_keeps_who_set_it_and_from_when_to_when(play: Play) -> None:
    wish = to(play, "2026-11-20", "09:07")
    play.do(wish)
    assert play.history[-1][0] == e.ClockSet(
        request=wish.request, by="lan", before_ms=NINE, after_ms=NINE + 7 * MINUTE
    )


@pytest.mark.parametrize("time", ["09:11", "17:40"])
def test_no_leap_while_a_counter_works(play: Play, time: str) -> None:
    refusal = play.refusal(to(play, "2026-11-20", time))
    assert refusal.code == "clock-in-service"
    assert str(refusal) == "close these counters first: 1, 2; then set it"


def test_when_the_counters_are_closed_it_may_leap_also_to_another_day(play: Play) -> None:
    for number in (1, 2):
        play.do(c.CloseCounter(request=play.request(), counter=CounterNo(number)))
    play.do(to(play, "2026-11-23", "07:10"))
    assert isinstance(play.history[-1][0], e.ClockSet)


def test_it_goes_back_a_little_and_never_behind_what_is_written(play: Play) -> None:
    play.do(to(play, "2026-11-20", "08:51"))
    refusal = play.refusal(to(play, "2026-11-20", "08:49"))
    assert refusal.code == "clock-behind"
    assert str(refusal) == "the journal was written at 2026-11-20 09:00; it is not earlier"


@pytest.mark.parametrize("day", ["1970-01-01", "2025-12-31", "2101-01-01"])
def test_a_time_that_cannot_be_is_refused(play: Play, day: str) -> None:
    refusal = play.refusal(to(play, day, "09:00"))
    assert refusal.code == "clock-impossible"
    assert str(refusal) == f"{day} cannot be today"
