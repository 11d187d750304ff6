"""Differences between shares: told from chance, divided among their causes, never exaggerated."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.core.comparison import (
    Account,
    Group,
    Share,
    account_for,
    difference_interval,
    differs,
    expected_of,
    limits,
    p_value,
)


def exact_p(one: Share, other: Share) -> float:
    """The same by whole numbers: every table counted."""
    total, good = one.of + other.of, one.good + other.good
    tables = {
        count: Fraction(comb(one.of, count) * comb(other.of, good - count), comb(total, good))
        for count in range(max(0, good - other.of), min(good, one.of) + 1)
    }
    return float(sum(each for each in tables.values() if each <= tables[one.good]))


@st.composite
def shares(draw: st.DrawFn) -> Share:
    of = draw(st.integers(1, 40))
    return Share(draw(st.integers(0, of)), of)


@given(shares(), shares())
def test_the_test_is_exact(one: Share, other: Share) -> None:
    assert p_value(one, other) == pytest.approx(exact_p(one, other), rel=1e-6)


def test_forty_nine_of_fifty_and_fifty_of_fifty_are_not_seen_to_differ() -> None:
    assert not differs(Share(49, 50), Share(50, 50))
    assert not differs(Share(0, 0), Share(50, 50))


def test_a_large_office_sees_two_points_and_a_small_one_does_not() -> None:
    assert differs(Share(47_000, 50_000), Share(48_000, 50_000))
    assert not differs(Share(94, 100), Share(96, 100))


def test_of_many_differences_each_must_be_rarer() -> None:
    one, other = Share(80, 100), Share(94, 100)
    assert differs(one, other)
    assert not differs(one, other, among=8)


def test_chance_is_called_a_difference_in_fewer_than_one_of_a_hundred_honest_months() -> None:
    chance = random.Random(1)
    alarms = sum(
        differs(
            Share(sum(chance.random() < 0.95 for _ in range(200)), 200),
            Share(sum(chance.random() < 0.95 for _ in range(200)), 200),
        )
        for _ in range(1000)
    )
    assert alarms <= 10


def test_the_interval_of_a_difference_holds_it() -> None:
    low, high = difference_interval(Share(56, 70), Share(48, 80))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)  # Newcombe's own example


def test_a_day_on_which_all_were_satisfied_is_inside_the_limits() -> None:
    low, high = limits(20, 0.95)
    assert high == 1.0
    assert low == 0.75
    assert limits(0, 0.95) == (0.0, 1.0)
    assert limits(7, 1.0) == (1.0, 1.0)


@pytest.mark.parametrize(("n", "p"), [(20, 0.95), (200, 0.9), (5000, 0.97), (60_000, 0.5)])
def test_the_limits_are_left_in_at_most_three_of_a_thousand_cases(n: int, p: float) -> None:
    low, high = limits(n, p)
    odds = Fraction(p).limit_denominator(1000)
    if n <= 200:
        outside = sum(
            comb(n, k) * odds**k * (1 - odds) ** (n - k)
            for k in range(n + 1)
            if not low <= k / n <= high
        )
        assert outside <= Fraction(27, 10_000)
    spread = 3 * (p * (1 - p) / n) ** 0.5
    assert low == pytest.approx(p - spread, abs=1.5 / n + 0.3 * spread)
    assert high == pytest.approx(min(1, p + spread), abs=1.5 / n + 0.3 * spread)


def test_a_counter_with_the_difficult_service_is_not_blamed_for_it() -> None:
    land, stamps = (Share(80, 100), Share(160, 200)), (Share(10, 10), Share(990, 1000))
    found = expected_of([land, stamps])
    assert found is not None
    assert found.own == Share(90, 110)
    assert found.expected == pytest.approx((80 + 9.9) / 110)
    assert not found.differs


def test_a_counter_that_is_worse_at_the_same_services_is_seen() -> None:
    found = expected_of([(Share(70, 100), Share(190, 200))])
    assert found is not None and found.differs


def test_a_counter_that_alone_serves_its_services_cannot_be_compared() -> None:
    assert expected_of([(Share(70, 100), Share(0, 0))]) is None


def total(accounts: list[Account]) -> float:
    return sum(one.effect for one in accounts)


@given(st.lists(st.tuples(shares(), shares()), min_size=1, max_size=6))
def test_the_causes_add_up_to_the_change(pairs: list[tuple[Share, Share]]) -> None:
    groups = [Group(str(i), before, now) for i, (before, now) in enumerate(pairs)]
    before = Share(sum(b.good for b, _ in pairs), sum(b.of for b, _ in pairs))
    now = Share(sum(n.good for _, n in pairs), sum(n.of for _, n in pairs))
    assert total(account_for(groups)) == pytest.approx(now.value - before.value, abs=1e-9)


def test_more_land_visits_lower_the_figure_though_nobody_was_worse() -> None:
    """Simpson's month: each service as good as before, the whole lower."""
    groups = [
        Group("stamps", Share(98, 100), Share(49, 50)),
        Group("land", Share(40, 50), Share(80, 100)),
    ]
    accounts = account_for(groups)
    assert all(one.by_share == pytest.approx(0) for one in accounts)
    assert sum(one.by_mix for one in accounts) == pytest.approx(129 / 150 - 138 / 150)
    assert not any(one.p_value < 0.01 for one in accounts)


def test_a_service_that_is_new_changes_the_mix_and_nothing_else() -> None:
    accounts = account_for(
        [Group("old", Share(9, 10), Share(9, 10)), Group("new", Share(0, 0), Share(5, 10))]
    )
    assert accounts[1].by_share == 0
    assert total(accounts) == pytest.approx(14 / 20 - 9 / 10)


def test_without_ratings_in_one_period_nothing_is_explained() -> None:
    assert account_for([Group("a", Share(0, 0), Share(3, 4))]) == []
