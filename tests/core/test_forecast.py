"""How long will I wait? Stories of halls, and what the forecast says of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.core.discipline import choose
from queue_server.core.forecast.calibration import Spread
from queue_server.core.forecast.chance import Chance
from queue_server.core.forecast.experience import Experience, Mean, Pace, Times, pace_of
from queue_server.core.forecast.hall import Desk, Hall, Person, Phase
from queue_server.core.forecast.prospect import NEVER, next_ticket
from queue_server.core.forecast.start import remaining
from queue_server.core.forecast.waits import forecast
from queue_server.core.ticket import Base

MINUTE = 60.0
HOUR = 3600.0
DUTY = ((7.5 * HOUR, 11.5 * HOUR), (13.5 * HOUR, 17 * HOUR))
NINE = 9 * HOUR
TEN_MINUTES = Pace({}, {}, {"A": 0.0, "B": 0.0, "C": 0.0}, {"A": 0.0, "B": 0.0, "C": 0.0})
"""Every service takes ten minutes, always: a pair that is not known takes the ordinary time."""


def steady() -> Experience:
    """Return what an office has learnt where all come, nobody pauses and nobody is sent on."""
    learnt = Experience(think={number: Mean() for number in range(5)})
    for mean in (*learnt.absences, learnt.pause_rate, learnt.onward, learnt.priority):
        mean.count = 1e9
    for mean in (learnt.walk, learnt.late, *learnt.think.values()):
        mean.count, mean.total = 1e9, 1e6
    learnt.days = 100.0
    return learnt


def person(place: int, service: str = "A", *, priority: bool = False, overtaken: int = 0) -> Person:
    return Person(f"{service}{place}", service, Base(place, place), overtaken, priority)


def line(count: int, service: str = "A") -> tuple[Person, ...]:
    return tuple(person(place, service) for place in range(count))


def desk(number: int = 1, services: str = "A", phase: Phase = "idle", **more: object) -> Desk:
    in_hand = services[0] if phase in ("serving", "calling") else None
    fields = {"since_s": 0.0, "service": in_hand, "duty": DUTY, "has_opened": phase != "closed"}
    return Desk(number, tuple(services), phase, **(fields | more))  # type: ignore[arg-type]


def hall(people: tuple[Person, ...], *desks: Desk, now_s: float = NINE, cap: int = 3) -> Hall:
    return Hall(now_s, people, desks or (desk(),), cap)


def waits(of: Hall, *, seed: int = 1, learnt: Experience | None = None) -> dict[str, Spread]:
    return forecast(of, TEN_MINUTES, learnt or steady(), seed=seed)


def minutes(spread: Spread, share: float = 0.5) -> float:
    return spread.at(share) / MINUTE


def test_in_an_empty_hall_the_next_ticket_of_each_service_is_called_at_once() -> None:
    told = waits(hall((), desk(1, "AB"), desk(2, "C")))
    assert sorted(told) == [next_ticket("A"), next_ticket("B"), next_ticket("C")]
    assert all(spread.at(0.9) < 1.0 for spread in told.values())


def test_at_one_counter_everybody_waits_for_those_ahead() -> None:
    told = waits(hall(line(3)))
    assert [minutes(told[f"A{i}"]) for i in range(3)] == pytest.approx([0, 10, 20], abs=0.1)
    assert minutes(told[next_ticket("A")]) == pytest.approx(30, abs=0.1)


def test_two_counters_halve_the_wait() -> None:
    told = waits(hall(line(5), desk(1), desk(2)))
    assert minutes(told["A4"]) == pytest.approx(20, abs=0.1)


def test_a_counter_that_serves_something_else_does_not_help() -> None:
    told = waits(hall(line(3), desk(1), desk(2, "B")))
    assert minutes(told["A2"]) == pytest.approx(20, abs=0.1)
    assert minutes(told[next_ticket("B")]) == pytest.approx(0, abs=0.1)


def test_who_is_at_a_counter_with_another_number_is_waited_for_by_nobody() -> None:
    land = desk(2, "B", phase="serving", since_s=4 * MINUTE)
    papers = person(0)._replace(after=2)
    told = waits(hall((papers, person(1), person(2)), desk(1), land))
    assert [minutes(told[f"A{i}"]) for i in (1, 0, 2)] == pytest.approx([0, 10, 20], abs=0.5)


def test_a_visit_that_has_lasted_for_nine_minutes_lasts_one_more() -> None:
    busy = desk(phase="serving", since_s=9 * MINUTE)
    assert minutes(waits(hall(line(1), busy))["A0"]) == pytest.approx(1, abs=0.1)


def test_who_comes_with_priority_is_called_first_but_nobody_is_passed_by_more_than_three() -> None:
    people = (person(0), *(person(i, priority=True) for i in range(1, 6)))
    told = waits(hall(people))
    order = sorted(told, key=lambda ticket: told[ticket].at(0.5))
    assert order == ["A1", "A2", "A3", "A0", "A4", "A5", next_ticket("A")]


def test_people_with_priority_who_are_still_to_come_are_reckoned_with() -> None:
    learnt = steady()
    learnt.priority.total = learnt.priority.count
    learnt.arrivals = [8.0 * learnt.days] * 48
    learnt.arrivals_today = [8.0] * 18 + [0.0] * 30
    told = waits(hall(line(4), desk(phase="serving")), learnt=learnt)
    quiet = waits(hall(line(4), desk(phase="serving")))
    assert minutes(told["A3"]) > minutes(quiet["A3"]) + 10
    assert minutes(told["A3"], 0.99) <= minutes(quiet["A3"]) + 10 * 4 * 3


def test_nobody_is_called_during_lunch() -> None:
    told = waits(hall(line(3), now_s=11.5 * HOUR - 5 * MINUTE))
    assert minutes(told["A0"]) == pytest.approx(0, abs=0.1)
    assert minutes(told["A1"]) == pytest.approx(125, abs=0.1)
    assert minutes(told["A2"]) == pytest.approx(135, abs=0.1)


def test_a_counter_on_duty_at_lunch_goes_on() -> None:
    through = ((7.5 * HOUR, 17 * HOUR),)
    people = line(3)
    at = 11.5 * HOUR - 5 * MINUTE
    told = waits(hall(people, desk(1), desk(2, duty=through), now_s=at))
    assert minutes(told["A2"]) == pytest.approx(10, abs=0.1)


def test_before_the_office_opens_the_wait_lasts_until_it_does() -> None:
    told = waits(hall(line(2), desk(phase="closed"), now_s=7 * HOUR))
    assert [minutes(told[t]) for t in ("A0", "A1")] == pytest.approx([30, 40], abs=0.1)


def test_a_counter_that_closes_leaves_its_people_to_the_other() -> None:
    busy = desk(1, phase="serving", then="closed")
    told = waits(hall(line(3), busy, desk(2)))
    assert minutes(told["A2"]) == pytest.approx(20, abs=0.1)


def test_a_counter_that_was_open_and_closed_comes_back_after_lunch() -> None:
    gone = desk(phase="closed", has_opened=True)
    assert minutes(waits(hall(line(1), gone))["A0"]) == pytest.approx(4.5 * 60, abs=0.1)


def test_where_no_counter_will_open_any_more_nobody_is_told_a_time() -> None:
    gone = desk(phase="closed", has_opened=True)
    told = waits(hall(line(1), gone, desk(2, "B"), now_s=14 * HOUR))
    assert told["A0"].at(0.5) == NEVER
    assert told[next_ticket("A")].at(0.9) == NEVER
    assert told[next_ticket("B")].at(0.9) < MINUTE


def test_in_the_evening_the_counters_stay_until_the_hall_is_empty() -> None:
    told = waits(hall(line(4), now_s=17 * HOUR - MINUTE))
    assert minutes(told["A3"]) == pytest.approx(30, abs=0.1)


def test_one_who_is_sent_to_a_counter_waits_for_that_counter() -> None:
    sent = person(9)._replace(counter=2)
    told = waits(hall((sent,), desk(1), desk(2, phase="serving")))
    assert minutes(told["A9"]) == pytest.approx(10, abs=0.1)


def test_a_service_that_no_counter_serves_is_not_foretold() -> None:
    assert "X1" not in waits(hall((person(1, "X"),)))


def test_the_same_seed_gives_the_same_answer_and_another_seed_another() -> None:
    learnt, people = Experience(), hall(line(6), desk(1, "AB"), desk(2, "A", phase="paused"))
    pace = pace_of(learnt, {"A": 600.0, "B": 300.0}, {1: ("A", "B"), 2: ("A",)})
    first = forecast(people, pace, learnt, seed=7)
    assert first == forecast(people, pace, learnt, seed=7)
    assert first != forecast(people, pace, learnt, seed=8)


def test_a_long_visit_promises_nothing_about_its_end() -> None:
    left = [remaining(6.0, 0.8, minutes * MINUTE, 0.5) for minutes in (10, 30, 180)]
    assert left == sorted(left)
    assert all(span >= 0 for span in left)


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.booleans(), st.integers(0, 3)), max_size=15),
    st.integers(1, 3),
)
def test_lines_of_people_are_called_exactly_as_the_discipline_calls_people(
    people: list[tuple[str, bool, int]], cap: int
) -> None:
    waiting = [
        person(i, service, priority=urgent, overtaken=0 if urgent else min(passed, cap))
        for i, (service, urgent, passed) in enumerate(people)
    ]
    # Counters that are not coming any more, so that the services stand in different lines.
    away = [desk(2, "B", "closed", duty=()), desk(3, "BC", "closed", duty=())]
    told = waits(hall(tuple(waiting), desk(1, "ABC"), *away, cap=cap))
    called = sorted((one.ticket for one in waiting), key=lambda ticket: told[ticket].at(0.5))
    wanted = []
    while (choice := choose(waiting, cap=cap)) is not None:
        for i in choice.passed:
            waiting[i] = waiting[i]._replace(overtaken=waiting[i].overtaken + 1)
        wanted.append(waiting.pop(choice.pick).ticket)
    assert called == wanted


phases = st.sampled_from(["closed", "idle", "calling", "serving", "paused"])
services = st.sampled_from(["A", "AB", "B", "BC", "ABC"])
desks_drawn = st.lists(
    st.tuples(services, phases, st.floats(0, 3 * HOUR), st.booleans()), min_size=1, max_size=4
)
people_drawn = st.lists(
    st.tuples(st.sampled_from("ABC"), st.booleans(), st.integers(0, 3)), max_size=12
)


@given(desks_drawn, people_drawn, st.floats(6 * HOUR, 18 * HOUR), st.integers(0, 10**9))
def test_whatever_the_hall_looks_like_no_wait_is_negative_and_quantiles_are_in_order(
    desks: list[tuple[str, Phase, float, bool]],
    people: list[tuple[str, bool, int]],
    now_s: float,
    seed: int,
) -> None:
    staff = [
        desk(i, able, phase, since_s=since, has_opened=opened)
        for i, (able, phase, since, opened) in enumerate(desks)
    ]
    waiting = tuple(
        person(i, service, priority=urgent, overtaken=0 if urgent else passed)
        for i, (service, urgent, passed) in enumerate(people)
    )
    learnt = Experience()
    pace = pace_of(learnt, dict.fromkeys("ABC", 600.0), {d.number: d.services for d in staff})
    told = forecast(hall(waiting, *staff, now_s=now_s), pace, learnt, seed=seed)
    able_to = {service for one in staff for service in one.services}
    assert set(told) == {
        *(next_ticket(one) for one in able_to),
        *(one.ticket for one in waiting if one.service in able_to),
    }
    for spread in told.values():
        quantiles = [spread.at(share) for share in (0.05, 0.1, 0.3, 0.5, 0.8, 0.9, 0.95)]
        assert all(0 <= a <= b for a, b in pairwise(quantiles))


@given(st.integers(1, 3), st.integers(0, 1000))
def test_more_people_ahead_never_shorten_the_wait_by_more_than_noise(
    counters: int, seed: int
) -> None:
    staff = [desk(i, phase="serving") for i in range(counters)]
    learnt = Experience()
    pace = pace_of(learnt, {"A": 600.0}, {one.number: ("A",) for one in staff})
    medians = [
        forecast(hall(line(count), *staff), pace, learnt, seed=seed)[next_ticket("A")].at(0.5)
        for count in range(0, 16, 3)
    ]
    assert all(after > before - 3 * MINUTE for before, after in pairwise(medians))
    assert medians[-1] > medians[0] + 15 / counters * 4 * MINUTE


@given(st.integers(0, 10**6))
def test_draws_have_the_mean_and_spread_that_they_claim(seed: int) -> None:
    chance = Chance(seed)
    normal = [next(chance.normal) for _ in range(9000)]
    assert abs(sum(normal) / 9000) < 0.1
    assert abs(sum(one * one for one in normal) / 9000 - 1) < 0.1
    assert abs(sum(next(chance.exponential) for _ in range(9000)) / 9000 - 1) < 0.1
    assert sorted(chance.even_uniforms(4)) == [0.125, 0.375, 0.625, 0.875]


def test_a_new_office_begins_with_its_nominal_minutes_and_then_learns() -> None:
    nominal, counters = {"A": 600.0, "B": 300.0}, {1: ("A", "B"), 2: ("A", "B")}
    learnt = Experience()
    assert pace_of(learnt, nominal, counters).mean_s["A", 1] == pytest.approx(600)
    learnt.times = {"A": {1: Times(), 2: Times()}}
    for _ in range(5):
        learnt.times["A"][1].add(1200)
    few = pace_of(learnt, nominal, counters)
    assert 700 < few.mean_s["A", 1] < 1200
    assert 300 < few.mean_s["B", 1] < 600, "who underestimates one service does so with others"
    for _ in range(400):
        learnt.times["A"][1].add(1200)
        learnt.times["A"][2].add(2400)
    many = pace_of(learnt, nominal, counters)
    assert many.mean_s["A", 1] == pytest.approx(1200, rel=0.05)
    assert many.mean_s["A", 2] == pytest.approx(2400, rel=0.05)
    assert many.mean_s["B", 2] > 1.5 * many.mean_s["B", 1], "a slow counter is slow at everything"
