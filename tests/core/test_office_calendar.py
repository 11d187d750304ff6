"""The hours that an office keeps, and changes while it works."""

from __future__ import annotations

import msgspec
import pytest
from small_office import Play

from config.hours import calendar_of
from config.hours import timetable_of as of_file
from config.house import SAMPLE_OFFICE
from config.reader import read_office
from mot_cua.messages import DayPlan, OfficeCalendar, SpecialDay
from mot_cua.office_calendar import MOST_DAYS, Fault, faults, timetable_of
from queue_server.core import commands as c

WORK = DayPlan(work=("07:30-11:30", "13:30-17:00"), issue=("07:00-11:15", "13:00-16:30"))
CALENDAR = OfficeCalendar(week=(*[WORK] * 5, DayPlan(), DayPlan()))


def with_days(*days: SpecialDay) -> OfficeCalendar:
    return msgspec.structs.replace(CALENDAR, special=days)


def with_monday(work: tuple[str, ...], issue: tuple[str, ...] = ("07:00-11:15",)) -> OfficeCalendar:
    monday = DayPlan(work=work, issue=issue)
    return msgspec.structs.replace(CALENDAR, week=(monday, *CALENDAR.week[1:]))


def test_the_calendar_of_the_sample_means_what_its_file_means() -> None:
    hours = read_office(SAMPLE_OFFICE).hours
    calendar = calendar_of(hours)
    assert list(faults(calendar, day_opens=hours.day_opens, day_closes=hours.day_closes)) == []
    assert calendar.confirmed == (2026, 2027)
    ours, theirs = timetable_of(calendar), of_file(hours)
    for day in ("2026-11-20", "2026-11-21", "2026-08-22", "2026-08-31", "2026-02-17"):
        assert ours.hours(day) == theirs.hours(day)


@pytest.mark.parametrize(
    ("calendar", "fault"),
    [
        (msgspec.structs.replace(CALENDAR, week=(WORK,)), Fault("week-length")),
        (OfficeCalendar(week=(DayPlan(),) * 7), Fault("never-open")),
        (with_monday(("7h30-11h30",)), Fault("no-span", "0", "7h30-11h30")),
        (with_monday(("11:30-07:30",)), Fault("backwards", "0", "11:30-07:30")),
        (with_monday(("07:30-18:30",)), Fault("outside", "0", "07:30-18:30")),
        (with_monday(("07:30-11:30", "11:00-17:00")), Fault("overlap", "0", "11:00-17:00")),
        (with_monday(()), Fault("issue-without-work", "0")),
        (with_monday(("07:30-11:30",), ()), Fault("work-without-issue", "0")),
        (with_days(SpecialDay(date="2027-02-30")), Fault("no-date", "2027-02-30")),
        (with_days(*[SpecialDay(date="2027-01-01")] * 2), Fault("twice", "2027-01-01")),
        (
            with_days(*(SpecialDay(date=f"{year}-01-01") for year in range(2000, 2401))),
            Fault("too-many"),
        ),
    ],
)
def test_hours_that_cannot_be_are_told_with_their_place(
    calendar: OfficeCalendar, fault: Fault
) -> None:
    assert list(faults(calendar, day_opens="06:00", day_closes="17:30")) == [fault]
    assert len(CALENDAR.special) < MOST_DAYS


def test_a_day_off_and_a_day_worked_in_exchange_stand_above_the_week() -> None:
    swapped = with_days(
        SpecialDay(date="2026-11-20", reason="Nghỉ"),
        SpecialDay(date="2026-11-21", reason="Làm bù", work=WORK.work, issue=WORK.issue),
    )
    timetable = timetable_of(swapped)
    assert timetable.work_periods("2026-11-20") == ()
    assert timetable.issue_periods("2026-11-21") == (("07:00", "11:15"), ("13:00", "16:30"))


def test_whoever_holds_a_timetable_sees_it_change_and_a_copy_does_not() -> None:
    held = timetable_of(CALENDAR)
    copied = held.copy()
    held.obey(timetable_of(with_days(SpecialDay(date="2026-11-20"))))
    assert held.work_periods("2026-11-20") == ()
    assert copied.work_periods("2026-11-20") != ()


def test_a_change_is_an_event_and_what_cannot_be_is_refused() -> None:
    play = Play()
    play.open(1)
    changed = with_days(SpecialDay(date="2026-11-23", reason="Họp"))
    play.do(c.ChangeCalendar(request=play.request(), calendar=changed, by="Nguyễn An"))
    assert play.office.calendar == changed
    again = play.refusal(c.ChangeCalendar(request=play.request(), calendar=changed))
    assert (again.code, str(again)) == ("calendar-unchanged", "this is the calendar in force")
    wrong = with_monday(("11:30-07:30",))
    refusal = play.refusal(c.ChangeCalendar(request=play.request(), calendar=wrong))
    assert (refusal.code, str(refusal)) == (
        "calendar-impossible",
        "this calendar cannot be kept: backwards 0 11:30-07:30",
    )
