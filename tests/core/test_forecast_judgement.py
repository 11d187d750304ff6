"""Forecasts are judged by what came, and mended when two weeks running prove them wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mot_cua.ids import DayText, RequestId, Ticks, UnixMs
from queue_server.core import events as e
from queue_server.core.forecast.calibration import Spread, lens_of
from queue_server.core.forecast.experience import Experience
from queue_server.core.forecast.judgement import (
    ENOUGH_WAITS,
    LEAST_INSIDE,
    MOST_INSIDE,
    Past,
    judge,
    stretch_after,
)
from queue_server.core.forecast.lessons import Lessons


def week(*waits: float, count: int = 100) -> list[Past]:
    """Forecasts of five to fifteen minutes around ten, and the waits that came, again and again."""
    return [Past(300, 600, 900, waits[i % len(waits)]) for i in range(count)]


NARROW = week(650, 1000, 1100, 250, 150, 620)
"""Two of six inside; the others up to one and a half spreads from the middle."""
WIDE = week(600, 620, 640, 580, 560)
GOOD = week(600, 700, 800, 400, 1000)


def test_a_verdict_says_how_far_off_how_often_inside_and_which_way() -> None:
    said = judge(week(660, 1000))
    assert (said.waits, said.inside, said.share_inside) == (100, 50, 0.5)
    assert said.off_s == pytest.approx((60 + 400) / 2)
    assert said.bias_s == pytest.approx(-(60 + 400) / 2)
    assert said.waited_s == 830


def test_of_nothing_nothing_is_said() -> None:
    assert judge([]).waits == judge([]).share_inside == judge([]).side == 0


def test_one_bad_week_changes_nothing() -> None:
    assert judge(NARROW).side == -1
    assert stretch_after(1.0, 0, judge(NARROW), NARROW) == 1.0


def test_two_weeks_that_were_too_narrow_widen_what_is_told() -> None:
    stretch = stretch_after(1.0, -1, judge(NARROW), NARROW * 2)
    assert 1.3 < stretch <= 2.0
    mended = [
        Past(p.middle_s - 300 * stretch, p.middle_s, p.middle_s + 300 * stretch, p.waited_s)
        for p in NARROW
    ]
    assert LEAST_INSIDE <= judge(mended).share_inside <= MOST_INSIDE


def test_two_weeks_that_were_too_wide_narrow_it() -> None:
    assert judge(WIDE).side == 1
    assert stretch_after(1.0, 1, judge(WIDE), WIDE * 2) == 0.5
    assert stretch_after(3.0, 1, judge(WIDE), WIDE * 2) == 1.5, "at most by half at once"


def test_a_good_week_or_one_that_strays_to_the_other_side_changes_nothing() -> None:
    assert stretch_after(1.3, -1, judge(GOOD), GOOD) == 1.3
    assert stretch_after(1.3, -1, judge(WIDE), WIDE) == 1.3


def test_a_week_with_few_waits_proves_nothing() -> None:
    few = week(5000, count=ENOUGH_WAITS - 1)
    assert judge(few).side == 0
    assert stretch_after(1.0, -1, judge(few), few) == 1.0


@given(st.floats(0.5, 4), st.sampled_from([-1, 0, 1]), st.lists(st.floats(0, 9000), min_size=60))
def test_the_stretch_stays_within_bounds_and_goes_the_right_way(
    before: float, side: int, waits: list[float]
) -> None:
    past = [Past(300, 600, 900, one) for one in waits]
    after, said = stretch_after(before, side, judge(past), past), judge(past)
    assert 0.5 <= after <= 4.0
    assert not said.side or (after - before) * said.side <= 0.005


def judged(number: int, said: list[Past], stretch: float, before: float) -> e.ForecastJudged:
    verdict = judge(said)
    return e.ForecastJudged(
        request=RequestId(f"week {number}"),
        week=DayText(f"2026-11-{2 + 7 * number:02}"),
        **verdict._asdict(),
        stretch=stretch,
        stretch_before=before,
    )


def test_what_was_decided_is_learnt_from_the_event_alone() -> None:
    lessons = Lessons({"HT": 600.0}, {1: ("HT",)}, lambda *_: ())
    stamp = e.Stamp(1, Ticks(0), UnixMs(0))
    lessons.hear(judged(0, NARROW, 1.0, 1.0), stamp)
    assert (lessons.experience.strayed, lessons.experience.judged_week) == (-1, "2026-11-02")
    lessons.hear(judged(1, week(700, count=5), 1.0, 1.0), stamp)
    assert lessons.experience.strayed == -1, "few waits neither end a series nor continue it"
    lessons.hear(judged(2, NARROW, 1.6, 1.0), stamp)
    assert (lessons.experience.strayed, lessons.experience.stretch) == (0, 1.6)


def test_a_stretched_spread_is_wider_about_the_same_middle() -> None:
    spread = Spread(tuple(float(minute * 60) for minute in range(10, 31)))
    plain, wide = lens_of(Experience()), lens_of(Experience(stretch=1.5))
    assert wide.at(spread, 0.5) == plain.at(spread, 0.5)
    for share in (0.1, 0.3, 0.9):
        distance = plain.at(spread, share) - plain.at(spread, 0.5)
        assert wide.at(spread, share) - wide.at(spread, 0.5) == pytest.approx(1.5 * distance)
    assert lens_of(Experience(stretch=4.0)).at(spread, 0.1) == 0.0, "nobody is called in the past"
    never = Spread((60.0, float("inf")))
    assert wide.at(never, 0.9) == float("inf")
