"""The office's hours: when numbers are given out, when counters work, and how time passes there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mot_cua.business_day import day_of, local, ms_of, next_day, previous_day
from mot_cua.ids import UnixMs
from mot_cua.timetable import CLOSED, DayHours, Timetable

MINUTE = 60_000
WEEKDAY = DayHours(
    work=(("07:30", "11:30"), ("13:30", "17:00")), issue=(("07:00", "11:15"), ("13:00", "16:30"))
)
OFFICE = Timetable(
    (WEEKDAY,) * 5 + (CLOSED,) * 2,
    extra_closed=frozenset({"2026-08-31", "2026-09-01", "2026-09-02"}),
    extra_open={"2026-08-22": WEEKDAY},
)
FRIDAY, SATURDAY, MONDAY = "2026-11-20", "2026-11-21", "2026-11-23"

moments = st.integers(ms_of("2026-08-20"), ms_of("2026-09-05")).map(UnixMs)


@pytest.mark.parametrize(
    ("day", "time", "is_issuing", "is_working"),
    [
        (FRIDAY, "06:59", False, False),
        (FRIDAY, "07:00", True, False),
        (FRIDAY, "07:30", True, True),
        (FRIDAY, "11:14", True, True),
        (FRIDAY, "11:15", False, True),
        (FRIDAY, "11:30", False, False),
        (FRIDAY, "13:00", True, False),
        (FRIDAY, "16:59", False, True),
        (FRIDAY, "17:00", False, False),
        (SATURDAY, "09:00", False, False),
        ("2026-08-22", "09:00", True, True),  # a Saturday, made up for
        ("2026-08-31", "09:00", False, False),  # a Monday, swapped for it
    ],
)
def test_the_hours_of_a_moment(day: str, time: str, is_issuing: bool, is_working: bool) -> None:
    moment = ms_of(day, time)
    assert OFFICE.is_issuing(moment) is is_issuing
    assert OFFICE.is_working(moment) is is_working


@pytest.mark.parametrize(
    ("day", "time", "opens"),
    [
        (FRIDAY, "05:00", (FRIDAY, "07:00")),
        (FRIDAY, "11:20", (FRIDAY, "13:00")),
        (FRIDAY, "16:30", (MONDAY, "07:00")),
        (SATURDAY, "09:00", (MONDAY, "07:00")),
        ("2026-08-28", "17:00", ("2026-09-03", "07:00")),  # over the holidays
    ],
)
def test_a_closed_kiosk_says_when_it_opens(day: str, time: str, opens: tuple[str, str]) -> None:
    assert OFFICE.next_issuing(ms_of(day, time)) == ms_of(*opens)


def test_an_office_that_stays_closed_promises_nothing() -> None:
    assert Timetable((CLOSED,) * 7).next_issuing(ms_of(FRIDAY)) is None


def test_lunch_and_the_weekend_do_not_count_as_waiting() -> None:
    def minutes(start: tuple[str, str], end: tuple[str, str]) -> int:
        return OFFICE.open_ms_between(ms_of(*start), ms_of(*end)) // MINUTE

    assert minutes((FRIDAY, "08:00"), (FRIDAY, "08:25")) == 25
    assert minutes((FRIDAY, "07:00"), (FRIDAY, "07:40")) == 10
    assert minutes((FRIDAY, "11:20"), (FRIDAY, "13:35")) == 15
    assert minutes((FRIDAY, "16:50"), (MONDAY, "07:35")) == 15
    assert minutes((FRIDAY, "00:00"), (MONDAY, "00:00")) == 450
    assert minutes((FRIDAY, "09:00"), (FRIDAY, "09:00")) == 0
    assert minutes((FRIDAY, "10:00"), (FRIDAY, "09:00")) == 0


@given(moments, moments, moments)
def test_open_time_adds_up(one: UnixMs, two: UnixMs, three: UnixMs) -> None:
    first, middle, last = sorted((one, two, three))
    whole = OFFICE.open_ms_between(first, last)
    assert whole == OFFICE.open_ms_between(first, middle) + OFFICE.open_ms_between(middle, last)
    assert 0 <= whole <= last - first


@given(moments)
def test_the_kiosk_does_open_when_it_said(moment: UnixMs) -> None:
    opens = OFFICE.next_issuing(moment)
    assert opens is not None
    assert opens > moment
    assert OFFICE.is_issuing(opens)
    assert not OFFICE.is_issuing(UnixMs(opens - 1))


def test_a_week_must_be_whole() -> None:
    with pytest.raises(ValueError, match=r"^a week has 7 days, not 5$"):
        Timetable((WEEKDAY,) * 5)


def test_the_business_day_is_hanois_and_not_the_computers() -> None:
    assert day_of(UnixMs(ms_of("2026-11-21") - 1)) == "2026-11-20"
    assert day_of(ms_of("2026-11-21")) == "2026-11-21"
    assert local(ms_of("2026-11-21", "08:05")).isoformat() == "2026-11-21T08:05:00+07:00"


@given(moments)
def test_days_follow_each_other(moment: UnixMs) -> None:
    day = day_of(moment)
    assert previous_day(next_day(day)) == day
    assert ms_of(day) <= moment < ms_of(next_day(day)) == ms_of(day) + 24 * 60 * MINUTE
