"""Stuffing is found, and honest counters are left alone: thousands of simulated weeks."""

from __future__ import annotations

import random

import pytest

from queue_server.core.stuffing import (
    LEAST_VISITS,
    LOOK_AGAIN,
    WEEKS_BEFORE,
    Finding,
    Tell,
    add,
    look,
    worst,
)


class Desk:
    """A counter with habits of its own, which drift from week to week as people and cases do."""

    def __init__(self, chance: random.Random, *, visits: int = 120) -> None:
        self._chance, self._visits = chance, visits
        self._rates = min(0.97, max(0.3, chance.gauss(0.78, 0.05)))
        self._good = min(0.995, max(0.8, chance.gauss(0.93, 0.02)))
        self._quick = max(0.002, chance.gauss(0.02, 0.006))

    def week(self, *, pressed: float = 0.0) -> Tell:
        """Live a week; the officer presses at once for a part of the visits, before the citizen."""
        chance = self._chance
        rates = min(0.99, max(0.1, self._rates + chance.gauss(0, 0.02)))
        good = min(1.0, max(0.5, self._good + chance.gauss(0, 0.01)))
        visits = max(30, round(chance.gauss(self._visits, self._visits * 0.15)))
        rated = satisfied = fast = 0
        for _ in range(visits):
            if chance.random() < pressed:
                rated, satisfied, fast = rated + 1, satisfied + 1, fast + 1
            elif chance.random() < rates:
                rated += 1
                satisfied += chance.random() < good
                fast += chance.random() < self._quick
        return Tell(visits, rated, satisfied, fast)


def findings(desk: Desk, others: list[Desk], week: Tell) -> tuple[Finding, ...]:
    before = add(desk.week() for _ in range(WEEKS_BEFORE))
    beside = add(one.week() for one in others for _ in range(WEEKS_BEFORE))
    return look(week, before, beside)


def test_of_a_thousand_honest_weeks_at_most_five_are_shown() -> None:
    chance = random.Random(20_261_121)
    alarms = 0
    for _ in range(200):
        desks = [Desk(chance) for _ in range(5)]
        for desk in desks:
            others = [one for one in desks if one is not desk]
            alarms += worst(findings(desk, others, desk.week())) is not None
    assert alarms <= 5


@pytest.mark.parametrize("seed", range(20))
def test_an_officer_who_begins_to_press_for_a_fifth_of_the_visits_is_found(seed: int) -> None:
    chance = random.Random(seed)
    desks = [Desk(chance) for _ in range(5)]
    found = worst(findings(desks[0], desks[1:], desks[0].week(pressed=0.2)))
    assert found is not None
    assert max(found.signals, key=lambda one: one.z).name == "fast"


@pytest.mark.parametrize("seed", range(20))
def test_one_who_has_always_pressed_is_found_beside_the_others(seed: int) -> None:
    chance = random.Random(seed)
    desks = [Desk(chance) for _ in range(5)]
    before = add(desks[0].week(pressed=0.2) for _ in range(WEEKS_BEFORE))
    beside = add(one.week() for one in desks[1:] for _ in range(WEEKS_BEFORE))
    found = worst(look(desks[0].week(pressed=0.2), before, beside))
    assert found is not None and found.beside == "others"


def test_a_slow_stuffer_still_raises_response_and_share() -> None:
    usual = Tell(1000, 500, 450, 10)
    found = look(Tell(120, 115, 114, 2), usual, usual)
    assert all(one.is_shown for one in found)


def test_a_week_in_which_people_were_less_content_is_no_sign() -> None:
    usual = Tell(1000, 800, 780, 16)
    assert worst(look(Tell(120, 60, 40, 1), usual, usual)) is None


def test_of_few_visits_nothing_is_said() -> None:
    usual = Tell(1000, 800, 780, 16)
    few = LEAST_VISITS - 1
    assert look(Tell(few, few, few, few), usual, usual) == ()
    assert look(Tell(100, 100, 100, 100), Tell(20, 10, 9, 0), add([])) == ()


def test_what_is_shown_says_by_how_much() -> None:
    usual = Tell(1000, 800, 780, 16)
    [found, _] = look(Tell(100, 90, 90, 20), usual, usual)
    assert found.combined > LOOK_AGAIN
    assert found.signals[0].now.value == pytest.approx(20 / 90)
    assert found.signals[0].usual.value == pytest.approx(0.02)
