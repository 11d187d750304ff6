"""The figures on the board: what counts, what is published, and in which words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Level, RatingSettings
from queue_server.core.figures import Tally, headline, response

SETTINGS = RatingSettings()
LEVELS = [level.id for level in SETTINGS.level]
counts = st.dictionaries(st.sampled_from(LEVELS), st.integers(0, 2000))


def tally(very: int = 0, satisfied: int = 0, neutral: int = 0, not_: int = 0, **more: int) -> Tally:
    levels = dict(zip(LEVELS, (very, satisfied, neutral, not_), strict=True))
    return Tally(levels, more.get("served", sum(levels.values())), SETTINGS)


def of(satisfied: int, rated: int) -> Tally:
    return tally(satisfied=satisfied, not_=rated - satisfied)


def test_the_day_that_the_commune_reported() -> None:
    day = tally(very=37, satisfied=12, served=58)
    assert headline(day) == "Hài lòng: 100% – trong đó Rất hài lòng: 75,5%"
    assert response(day) == "49/58 lượt phục vụ có đánh giá (84,5%)"
    assert (day.rated, day.satisfied, day.very_satisfied, day.unrated) == (49, 49, 37, 9)


def test_a_neutral_rating_is_counted_and_is_not_a_satisfied_one() -> None:
    day = tally(very=10, satisfied=5, neutral=3, not_=2)
    assert day.share == Fraction(15, 20)
    assert headline(day) == "Hài lòng: 75% – trong đó Rất hài lòng: 50%"


def test_who_did_not_rate_is_not_counted_as_satisfied() -> None:
    assert tally(satisfied=10, not_=10, served=200).share == Fraction(1, 2)


def test_the_office_says_which_levels_are_satisfied_and_what_the_best_is_called() -> None:
    faces = RatingSettings(
        level=(
            Level(id="good", label="Tốt", counts_as_satisfied=True),
            Level(id="fair", label="Khá"),
        )
    )
    assert headline(Tally({"good": 15, "fair": 5}, 20, faces)) == (
        "Hài lòng: 75% – trong đó Tốt: 75%"
    )


def test_a_level_of_last_years_scale_counts_as_rated_and_not_as_satisfied() -> None:
    year = Tally({"very-satisfied": 30, "very-dissatisfied": 10}, 40, SETTINGS)
    assert (year.rated, year.satisfied) == (40, 30)


def test_without_ratings_there_is_no_percentage_at_all() -> None:
    empty = tally(served=12)
    assert headline(empty) == "Chưa có đánh giá"
    assert response(empty) == "0/12 lượt phục vụ có đánh giá (0%)"
    assert empty.share is None
    assert empty.meets_target(95) is None
    assert empty.wilson() == (0.0, 1.0)


def test_before_the_first_visit_nothing_is_divided() -> None:
    assert response(tally()) == "0/0 lượt phục vụ có đánh giá"
    assert headline(tally()) == "Chưa có đánh giá"


@pytest.mark.parametrize(
    ("rated", "text"),
    [
        (1, "Chưa đủ số liệu (1 lượt đánh giá, tối thiểu 10)"),
        (8, "Chưa đủ số liệu (8 lượt đánh giá, tối thiểu 10)"),
        (9, "Chưa đủ số liệu (9 lượt đánh giá, tối thiểu 10)"),
        (10, "Hài lòng: 100% – trong đó Rất hài lòng: 100%"),
    ],
)
def test_a_handful_of_ratings_is_not_published(rated: int, text: str) -> None:
    assert headline(tally(very=rated)) == text
    assert tally(very=rated).is_published == (rated >= 10)


@pytest.mark.parametrize(("rated", "is_shaded"), [(0, True), (29, True), (30, False)])
def test_a_small_sample_is_shaded(rated: int, is_shaded: bool) -> None:
    assert tally(very=rated).is_shaded is is_shaded


def test_the_floors_are_the_offices_own() -> None:
    strict = RatingSettings(shown_from=50, shaded_below=60)
    day = Tally({"satisfied": 50}, 50, strict)
    assert (day.is_published, day.is_shaded) == (True, True)
    assert headline(Tally({"satisfied": 49}, 49, strict)) == (
        "Chưa đủ số liệu (49 lượt đánh giá, tối thiểu 50)"
    )


@pytest.mark.parametrize(
    ("satisfied", "rated", "meets", "text"),
    [
        (2374, 2500, False, "94,96%"),
        (2375, 2500, True, "95%"),
        (2376, 2500, True, "95,0%"),
        (94_999, 100_000, False, "94,99%"),
        (9997, 10_000, True, "99,9%"),
        (1999, 2000, True, "99,9%"),
    ],
)
def test_the_target_is_judged_on_the_exact_share_and_the_text_agrees(
    satisfied: int, rated: int, meets: bool, text: str
) -> None:
    assert of(satisfied, rated).meets_target(95) is meets
    assert headline(of(satisfied, rated)).startswith(f"Hài lòng: {text} – ")


def test_a_year_has_dots_between_its_thousands() -> None:
    assert response(tally(very=1032, served=1500)) == (
        "1.032/1.500 lượt phục vụ có đánh giá (68,8%)"
    )


@pytest.mark.parametrize(
    ("satisfied", "rated", "low", "high"),
    [
        (12, 12, 75.7, 100.0),
        (11, 12, 64.6, 98.5),
        (29, 30, 83.3, 99.4),
        (95, 100, 88.8, 97.8),
        (285, 300, 91.9, 96.9),
        (300, 300, 98.7, 100.0),
    ],
)
def test_the_interval_says_how_little_a_day_says(
    satisfied: int, rated: int, low: float, high: float
) -> None:
    interval = of(satisfied, rated).wilson()
    assert tuple(round(100 * end, 1) for end in interval) == (low, high)


@given(counts)
def test_the_interval_holds_the_share_and_stays_between_none_and_all(
    levels: dict[str, int],
) -> None:
    group = Tally(levels, sum(levels.values()), SETTINGS)
    low, high = group.wilson()
    assert 0 <= low < high <= 1
    assert group.share is None or low <= group.share <= high


@given(counts, st.integers(0, 500))
def test_no_headline_promises_what_the_counts_do_not_hold(
    levels: dict[str, int], unrated: int
) -> None:
    group = Tally(levels, sum(levels.values()) + unrated, SETTINGS)
    assert group.very_satisfied <= group.satisfied <= group.rated <= group.served
    assert group.unrated == unrated
    assert ("%" in headline(group)) == group.is_published
    if headline(group).startswith("Hài lòng: 100% "):
        assert group.share == 1
