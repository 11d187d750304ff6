"""Ways around a rating are found, and honest counters are left alone: thousands of weeks."""

from __future__ import annotations

import random

import pytest

from queue_server.core.habits import LEAST_TIMES, NAMES, Habits, add, look
from queue_server.core.stuffing import LEAST_VISITS, WEEKS_BEFORE

USUAL = {"skipped": 0.06, "sent_on": 0.02, "laid_aside": 0.01, "short": 0.02, "out_of_order": 0.03}


class Desk:
    """A counter with habits of its own, which drift from week to week.

    Between honest counters a habit differs by the factor 1,5 either way, as their services do;
    between weeks of one counter by a fifth.
    """

    def __init__(self, chance: random.Random, *, visits: int = 120) -> None:
        self._chance, self._visits = chance, visits
        self._own = {name: USUAL[name] * chance.lognormvariate(0, 0.4) for name in NAMES}

    def week(self, name: str = "", *, more: float = 0.0) -> Habits:
        """Live a week; with a part of the visits the officer does one thing `more`."""
        chance = self._chance
        visits = max(30, round(chance.gauss(self._visits, self._visits * 0.15)))
        counts = {}
        for one in NAMES:
            rate = self._own[one] * chance.lognormvariate(0, 0.2) + (more if one == name else 0)
            counts[one] = sum(chance.random() < rate for _ in range(visits))
        return Habits(visits, **counts)


def five(chance: random.Random) -> list[Desk]:
    return [Desk(chance) for _ in range(5)]


def beside(desks: list[Desk]) -> Habits:
    return add(one.week() for one in desks for _ in range(WEEKS_BEFORE))


def test_of_a_thousand_honest_weeks_at_most_three_are_shown() -> None:
    """With the two that stuffing may show by chance, a thousand weeks have at most five alarms."""
    chance = random.Random(20_261_121)
    alarms = 0
    for _ in range(200):
        desks = five(chance)
        for desk in desks:
            others = beside([one for one in desks if one is not desk])
            alarms += bool(look(desk.week(), beside([desk]), others))
    assert alarms <= 3


@pytest.mark.parametrize("name", NAMES)
def test_who_begins_to_do_it_with_a_fifth_of_the_visits_is_found(name: str) -> None:
    found = 0
    for seed in range(20):
        desks = five(random.Random(seed))
        week = desks[0].week(name, more=0.2)
        unusual = look(week, beside(desks[:1]), beside(desks[1:]))
        found += name in {one.name for one in unusual}
    assert found >= 18


@pytest.mark.parametrize("name", NAMES)
def test_who_has_always_done_it_with_a_third_is_found_beside_the_others(name: str) -> None:
    found = 0
    for seed in range(20):
        desks = five(random.Random(seed))
        before = add(desks[0].week(name, more=0.33) for _ in range(WEEKS_BEFORE))
        unusual = look(desks[0].week(name, more=0.33), before, beside(desks[1:]))
        found += (name, "others") in {(one.name, one.beside) for one in unusual}
    assert found >= 18


def test_what_happened_a_few_times_only_is_not_told() -> None:
    usual = Habits(1000, 0, 0, 0, 0, 0)
    few = Habits(60, LEAST_TIMES - 1, 0, 0, 0, 0)
    assert look(few, usual, usual) == ()
    [told] = look(Habits(60, 20, 0, 0, 0, 0), usual, usual)
    assert (told.name, told.now, told.usual) == ("skipped", (20, 60), (0, 1000))


def test_of_few_visits_or_beside_too_little_nothing_is_said() -> None:
    usual = Habits(1000, 10, 0, 0, 0, 0)
    busy = LEAST_VISITS - 1
    assert look(Habits(busy, busy, 0, 0, 0, 0), usual, usual) == ()
    assert look(Habits(60, 60, 0, 0, 0, 0), Habits(20, 0, 0, 0, 0, 0), add([])) == ()
