"""The business day: it turns over at midnight in Hanoi, on whatever computer, all year."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mot_cua.business_day import HANOI, day_of, local, ms_of, next_day, previous_day
from mot_cua.ids import UnixMs

days = st.dates(min_value=datetime(2020, 1, 1).date(), max_value=datetime(2099, 12, 31).date())  # noqa: DTZ001


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati"])
def computer_elsewhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """A computer whose own clock is set to another zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def utc(text: str) -> UnixMs:
    return UnixMs(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000))


@pytest.mark.parametrize(
    ("in_utc", "day"),
    [
        ("2026-11-20T16:59:59.999", "2026-11-20"),  # a millisecond before midnight in Hanoi
        ("2026-11-20T17:00:00", "2026-11-21"),
        ("2026-11-21T00:00:00", "2026-11-21"),  # seven in the morning: same day
        ("2026-12-31T17:00:00", "2027-01-01"),
        ("2028-02-28T17:00:00", "2028-02-29"),
    ],
)
def test_the_day_turns_over_at_midnight_in_hanoi(in_utc: str, day: str) -> None:
    assert day_of(utc(in_utc)) == day


@pytest.mark.usefixtures("computer_elsewhere")
def test_the_zone_of_the_computer_does_not_matter() -> None:
    assert day_of(utc("2026-11-20T17:00:00")) == "2026-11-21"
    assert ms_of("2026-11-21", "07:30") == utc("2026-11-21T00:30:00")
    assert local(utc("2026-11-21T00:30:00")).strftime("%H:%M") == "07:30"


def test_hanoi_keeps_the_same_distance_to_utc_all_year() -> None:
    for month in range(1, 13):
        moment = ms_of(f"2026-{month:02d}-15", "12:00")
        assert moment == utc(f"2026-{month:02d}-15T05:00:00")
        assert local(moment).utcoffset() == timedelta(hours=7)
    assert str(HANOI) == "Asia/Ho_Chi_Minh"


def test_the_days_of_a_new_year_and_a_leap_year_follow_each_other() -> None:
    assert next_day("2026-12-31") == "2027-01-01"
    assert next_day("2028-02-28") == "2028-02-29"
    assert previous_day("2027-03-01") == "2027-02-28"


@pytest.mark.parametrize(
    ("day", "at"), [("2026-02-30", "00:00"), ("2026-11-21", "noon"), ("21/11/2026", "08:00")]
)
def test_what_is_no_moment_is_not_taken_for_one(day: str, at: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ms_of(day, at)


@given(days, st.integers(0, 23), st.integers(0, 59))
def test_a_wall_time_is_read_as_it_was_written(day: object, hour: int, minute: int) -> None:
    moment = ms_of(str(day), f"{hour:02d}:{minute:02d}")
    assert day_of(moment) == str(day)
    assert local(moment).strftime("%H:%M") == f"{hour:02d}:{minute:02d}"


@given(days)
def test_every_day_has_twenty_four_hours(day: object) -> None:
    assert ms_of(next_day(str(day))) - ms_of(str(day)) == 24 * 3600 * 1000
    assert previous_day(next_day(str(day))) == str(day)
