"""One more counter in the morning: would it have helped?"""

from __future__ import annotations

import pytest

from queue_server.core.forecast.experience import Experience, Pace, pace_of
from queue_server.core.forecast.hall import Desk
from queue_server.core.forecast.what_if import (
    Arrival,
    Staffing,
    counters_needed,
    difference,
    one_more,
    outcome,
)

HOUR = 3600.0
DUTY = ((7.5 * HOUR, 11.5 * HOUR), (13.5 * HOUR, 17 * HOUR))
ONE = (Desk(1, ("A",), duty=DUTY), Desk(2, ("B",), duty=DUTY))


def staffing(desks: tuple[Desk, ...] = ONE) -> Staffing:
    learnt = Experience()
    pace: Pace = pace_of(
        learnt, {"A": 600.0, "B": 300.0}, {one.number: one.services for one in desks}
    )
    return Staffing(desks, pace, learnt, 3)


def morning(every_min: float, service: str = "A", count: int = 16) -> list[Arrival]:
    return [Arrival(8 * HOUR + i * every_min * 60, service) for i in range(count)]


RUSH = [morning(7 + day / 2) for day in range(6)]
QUIET = [morning(40 + day, count=5) for day in range(6)]


def test_one_more_counter_helps_where_people_queue() -> None:
    more = one_more(ONE, ("A",), begins=8 * HOUR, ends=10 * HOUR)
    change = difference(RUSH, staffing(), staffing(more), seed=1)
    assert change.mean_s.mean + change.mean_s.margin < -5 * 60
    assert change.p90_s.mean < change.mean_s.mean
    assert -1 <= change.long_share.mean < -0.2


def test_one_more_counter_does_little_where_nobody_queues() -> None:
    more = one_more(ONE, ("A",), begins=8 * HOUR, ends=10 * HOUR)
    change = difference(QUIET, staffing(), staffing(more), seed=1)
    assert -5 * 60 < change.mean_s.mean <= 60


def test_a_counter_without_anybody_before_lunch_is_back_after_it() -> None:
    afternoon = [[Arrival(8 * HOUR, "B"), Arrival(14 * HOUR, "A")]] * 2
    assert outcome(afternoon, staffing(), seed=1).p90_s.mean < 10 * 60


def test_a_counter_for_something_else_changes_nothing() -> None:
    more = one_more(ONE, ("B",), begins=8 * HOUR, ends=10 * HOUR)
    change = difference(RUSH, staffing(), staffing(more), seed=1)
    assert abs(change.mean_s.mean) < 4 * 60


def test_the_outcome_says_how_sure_it_is() -> None:
    many = outcome(RUSH, staffing(), seed=1)
    assert many.mean_s.mean > 10 * 60
    assert 0 < many.mean_s.margin < many.mean_s.mean
    assert 0 <= many.long_share.mean <= 1
    assert outcome(RUSH[:1], staffing(), seed=1).mean_s.margin == float("inf")
    assert outcome([[], *RUSH], staffing(), seed=0).mean_s.mean > 0
    assert many == outcome(RUSH, staffing(), seed=1)


def test_who_comes_before_the_office_opens_waits_until_it_does() -> None:
    early = [[Arrival(7 * HOUR, "A")], [Arrival(7 * HOUR, "A")]]
    assert outcome(early, staffing(), seed=1).mean_s.mean == pytest.approx(33 * 60, abs=300)


def test_half_hours_with_more_work_need_more_counters() -> None:
    needed = counters_needed([morning(5, count=12), morning(5, count=12)], "A", 600.0)
    assert needed[16].mean == pytest.approx(6 * 600 / 1800 / 0.85)
    assert needed[15].mean == needed[18].mean == 0
    assert needed[16].margin == 0
