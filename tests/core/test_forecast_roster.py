"""Which counters to open when, so that what comes in can be done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.core.forecast.hall import Desk
from queue_server.core.forecast.roster import LOAD, left_over, merged, suggested, work_of
from queue_server.core.forecast.what_if import Arrival, PastDay

HOUR = 3600.0
DUTY = ((7.5 * HOUR, 11.5 * HOUR), (13.5 * HOUR, 17 * HOUR))
DESKS = (Desk(1, ("A", "B")), Desk(2, ("A",)), Desk(3, ("B", "C")))
TAKES = {"A": 600.0, "B": 300.0, "C": 900.0}


def day(*arrivals: tuple[float, str, int]) -> PastDay:
    """Some people of a service at an hour."""
    return PastDay(
        tuple(Arrival(hour * HOUR, one) for hour, one, count in arrivals for _ in range(count))
    )


def test_work_is_counted_in_the_half_hour_in_which_it_can_be_done() -> None:
    work = work_of([day((7.0, "A", 3), (12.0, "A", 1), (18.0, "B", 2))], TAKES, DUTY)
    assert len(work) == 15
    assert work[15]["A"] == pytest.approx(3 * 600 / 1800 / LOAD)
    assert work[27]["A"] == pytest.approx(600 / 1800 / LOAD), "after lunch"
    assert work[33]["B"] == pytest.approx(2 * 300 / 1800 / LOAD), "in the last half hour"


def test_a_quiet_half_hour_needs_few_counters_but_all_services() -> None:
    shifts = suggested([day((8.0, "A", 1), (8.0, "B", 1), (8.0, "C", 1))], DESKS, TAKES, DUTY)
    assert all(len(one.counters) == 2 and 3 in one.counters for one in shifts)
    assert not any(one.lacking for one in shifts)


def test_a_rush_needs_more_and_counters_stay_rather_than_change() -> None:
    shifts = suggested([day((8.0, "A", 1), (9.0, "A", 5), (10.0, "A", 1))], DESKS, TAKES, DUTY)
    by_hour = {one.begins_s / HOUR: one for one in shifts}
    assert by_hour[9.0].counters == (1, 2)
    assert len(by_hour[8.0].counters) == len(by_hour[10.0].counters) == 1
    assert by_hour[9.5].counters == by_hour[11.0].counters


def test_what_all_counters_cannot_do_is_said() -> None:
    [rush] = [
        one
        for one in suggested([day((9.0, "A", 9))], DESKS, TAKES, DUTY)
        if one.begins_s == 9 * HOUR
    ]
    assert (rush.counters, rush.lacking) == ((1, 2), ("A",)), "the third could not help"
    assert rush.needed > 3


def test_a_service_that_no_counter_does_is_said_and_opens_nothing() -> None:
    shifts = suggested([day((9.0, "D", 1), (9.0, "C", 1))], DESKS, TAKES | {"D": 60.0}, DUTY)
    assert {one.counters for one in shifts} == {(3,)}
    assert {one.lacking for one in shifts} == {("D",)}


def test_nobody_came_nobody_is_needed() -> None:
    assert {one.counters for one in suggested([day()], DESKS, TAKES, DUTY)} == {()}


def fits(loads: dict[str, float]) -> bool:
    return sum(left_over(loads, DESKS).values()) < 1e-6


def test_work_is_handed_on_to_make_room() -> None:
    # Counter 1 is given A first; C needs 3 whole, so B must go to 1, and A to 2.
    assert fits({"A": 0.9, "B": 0.9, "C": 1.0})
    assert not fits({"A": 0.9, "B": 1.2, "C": 1.0})


loads = st.fixed_dictionaries({one: st.floats(0, 2) for one in TAKES})


@given(loads)
def test_work_fits_if_no_services_ask_for_more_than_their_counters_have(
    asked: dict[str, float],
) -> None:
    groups = [[one for i, one in enumerate(TAKES) if mask >> i & 1] for mask in range(1, 8)]
    most = max(
        sum(asked[one] for one in group)
        - sum(any(one in desk.services for one in group) for desk in DESKS)
        for group in groups
    )
    if abs(most) > 1e-6:
        assert fits(asked) is (most < 0)


def test_half_hours_that_follow_each_other_are_one_shift() -> None:
    shifts = suggested([day((8.0, "C", 1))], DESKS, TAKES, DUTY)
    assert merged(shifts, 3) == DUTY
    assert merged(shifts, 2) == ()
