"""One more counter in the morning: would it have helped?"""

from __future__ import annotations

import pytest

from queue_server.core.forecast.experience import Experience, Mean, Pace, pace_of
from queue_server.core.forecast.hall import Desk, Periods
from queue_server.core.forecast.what_if import (
    Arrival,
    Outcome,
    PastDay,
    Staffing,
    change_of,
    lived,
    more_desks,
    outcome_of,
    waits_of,
)

HOUR = 3600.0
DUTY = ((7.5 * HOUR, 11.5 * HOUR), (13.5 * HOUR, 17 * HOUR))
ONE = (Desk(1, ("A",), duty=DUTY), Desk(2, ("B",), duty=DUTY))


def staffing(desks: tuple[Desk, ...] = ONE, learnt: Experience | None = None) -> Staffing:
    learnt = learnt or Experience()
    pace: Pace = pace_of(
        learnt, {"A": 600.0, "B": 300.0}, {one.number: one.services for one in desks}
    )
    return Staffing(desks, pace, learnt, 3)


def morning(every_min: float, service: str = "A", count: int = 16) -> PastDay:
    return PastDay(tuple(Arrival(8 * HOUR + i * every_min * 60, service) for i in range(count)))


def outcome(days: list[PastDay], given: Staffing, seed: int = 1) -> Outcome:
    lives = [[wait for _, wait in lived(one, given, seed + i)] for i, one in enumerate(days)]
    return outcome_of([waits_of(one) for one in lives])


def difference(days: list[PastDay], now: Staffing, then: Staffing) -> Outcome:
    before, after = (
        [waits_of([w for _, w in lived(one, given, 1 + i)]) for i, one in enumerate(days)]
        for given in (now, then)
    )
    return change_of(before, after)


RUSH = [morning(7 + day / 2) for day in range(6)]
QUIET = [morning(40 + day, count=5) for day in range(6)]


def test_one_more_counter_helps_where_people_queue() -> None:
    more = more_desks(ONE, ("A",), begins=8 * HOUR, ends=10 * HOUR)
    change = difference(RUSH, staffing(), staffing(more))
    assert change.mean_s.mean + change.mean_s.margin < -5 * 60
    assert change.p90_s.mean < change.mean_s.mean
    assert -1 <= change.long_share.mean < -0.2
    assert change.mean_s.is_sure


def test_two_more_help_more_than_one() -> None:
    one, two = (
        staffing(more_desks(ONE, ("A",), begins=8 * HOUR, ends=9 * HOUR, count=count))
        for count in (1, 2)
    )
    assert difference(RUSH, one, two).mean_s.mean < -60


def test_one_more_counter_does_little_where_nobody_queues() -> None:
    more = more_desks(ONE, ("A",), begins=8 * HOUR, ends=10 * HOUR)
    change = difference(QUIET, staffing(), staffing(more))
    assert -5 * 60 < change.mean_s.mean <= 60


def test_a_counter_without_anybody_before_lunch_is_back_after_it() -> None:
    day = PastDay((Arrival(8 * HOUR, "B"), Arrival(14 * HOUR, "A")))
    assert outcome([day, day], staffing()).p90_s.mean < 10 * 60


def test_a_counter_for_something_else_changes_nothing() -> None:
    more = more_desks(ONE, ("B",), begins=8 * HOUR, ends=10 * HOUR)
    assert abs(difference(RUSH, staffing(), staffing(more)).mean_s.mean) < 4 * 60


def test_the_outcome_says_how_sure_it_is() -> None:
    many = outcome(RUSH, staffing())
    assert many.mean_s.mean > 10 * 60
    assert 0 < many.mean_s.margin < many.mean_s.mean
    assert 0 <= many.long_share.mean <= 1
    assert outcome(RUSH[:1], staffing()).mean_s.margin == float("inf")
    assert not outcome(RUSH[:1], staffing()).mean_s.is_sure
    assert many == outcome(RUSH, staffing())


def test_few_days_are_less_sure_than_the_same_days_more_often() -> None:
    few, many = outcome(RUSH, staffing()), outcome(RUSH * 3, staffing())
    assert many.mean_s.margin < 0.6 * few.mean_s.margin


def test_who_comes_before_the_office_opens_waits_until_it_does() -> None:
    early = PastDay((Arrival(7 * HOUR, "A"),))
    assert outcome([early, early], staffing()).mean_s.mean == pytest.approx(33 * 60, abs=300)


@pytest.mark.parametrize(
    ("hours", "least_min", "most_min"),
    [
        (((7.5 * HOUR, 11.5 * HOUR),), 0, 2),
        (((9 * HOUR, 11.5 * HOUR),), 58, 62),
        (((7.5 * HOUR, 7.75 * HOUR), (8.5 * HOUR, 11.5 * HOUR)), 28, 32),
    ],
)
def test_a_day_is_lived_with_the_hours_that_its_counters_kept(
    hours: Periods, least_min: float, most_min: float
) -> None:
    # In this office counters come late and seldom; on that day it is known when they were there.
    unreliable = Experience(attendance={1: Mean(100.0, 20.0)}, late=Mean(100.0, 90_000.0))
    day = PastDay((Arrival(8 * HOUR, "A"),), {1: hours, 2: DUTY})
    found = outcome([day, day], staffing(learnt=unreliable))
    assert least_min * 60 <= found.mean_s.mean <= most_min * 60


def test_a_wait_in_vain_counts_as_half_a_day() -> None:
    day = PastDay((Arrival(8 * HOUR, "A"),), {1: (), 2: DUTY})
    assert outcome([day, day], staffing()).mean_s.mean == 12 * HOUR
