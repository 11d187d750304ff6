"""The office's hours change while it works: the server and the kiosk keep the new ones."""

from __future__ import annotations

from concurrent.futures import Future

import msgspec

from config.house import House
from hardware.inputs import ServicePressed
from kiosk.hours import KioskHours
from mot_cua.business_day import ms_of
from mot_cua.ids import RequestId, UnixMs, new_id
from mot_cua.messages import CalendarState, DayPlan, OfficeCalendar, SpecialDay
from mot_cua.store import open_store, transaction
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.service import Ask

FRIDAY, MONDAY, SATURDAY = "2026-11-20", "2026-11-23", "2026-11-21"


WORKED = DayPlan(work=("07:30-11:30", "13:30-17:00"), issue=("07:00-11:15", "13:00-16:30"))


def closed_on(*days: str) -> OfficeCalendar:
    special = tuple(SpecialDay(date=one, reason="Nghỉ") for one in days)
    return OfficeCalendar(week=(*[WORKED] * 5, DayPlan(), DayPlan()), special=special)


def change(stage: Stage, calendar: OfficeCalendar) -> None:
    wish = c.ChangeCalendar(request=RequestId(new_id()), calendar=calendar, by="Giám đốc")
    reply: Future[list[object]] = Future()
    stage.to_server(Ask((wish,), reply))  # type: ignore[arg-type]
    reply.result(timeout=0)


def test_a_kiosk_gives_no_number_on_a_day_that_was_declared_off_just_now(stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    change(stage, closed_on(FRIDAY))
    stage.advance_to(stage.clock.wall_ms() + 10_000)
    stage.to_kiosk(ServicePressed("HT"))
    assert stage.server.view.totals["issued"] == 1
    assert stage.kiosk.view().mode == "closed"


def test_the_server_opens_a_saturday_that_is_worked_and_no_monday_that_is_off(
    house: House,
) -> None:
    friday = Stage(house, begins=UnixMs(ms_of(FRIDAY, "17:00")))
    saturday = SpecialDay(date=SATURDAY, work=WORKED.work, issue=WORKED.issue)
    calendar = closed_on(MONDAY)
    change(friday, msgspec.structs.replace(calendar, special=(saturday, *calendar.special)))
    friday.close()
    worked = Stage(house, begins=UnixMs(ms_of(SATURDAY, "09:00")))
    assert worked.server.office.day == SATURDAY
    worked.to_kiosk(ServicePressed("HT"))
    assert worked.server.view.totals["issued"] == 1
    worked.close()
    off = Stage(house, begins=UnixMs(ms_of(MONDAY, "09:00")))
    assert off.server.office.day is None
    off.close()


def test_changed_hours_outlive_a_restart_and_a_month(house: House) -> None:
    first = Stage(house, begins=UnixMs(ms_of(FRIDAY, "09:00")))
    change(first, closed_on("2026-12-15"))
    first.close()
    later = Stage(house, begins=UnixMs(ms_of("2026-12-15", "09:00")))
    assert later.server.office.day is None
    assert later.server.timetable.work_periods("2026-12-15") == ()
    assert later.kiosk.view().mode == "closed"
    later.close()


def test_a_kiosk_that_starts_without_the_network_keeps_what_it_was_told(house: House) -> None:
    db = open_store(house.data / "kiosk-9.db")
    told = CalendarState(seq=7, calendar=closed_on(FRIDAY))
    KioskHours(db, house.timetable).hear(told)
    again = KioskHours(db, house.timetable)
    assert again.timetable.issue_periods(FRIDAY) == ()
    again.hear(CalendarState(seq=8))
    assert again.timetable.issue_periods(FRIDAY) == house.timetable.issue_periods(FRIDAY)
    with transaction(db):
        db.execute("INSERT INTO calendar VALUES (1, 'no calendar')")
    spoilt = KioskHours(db, house.timetable)
    assert spoilt.timetable.issue_periods(FRIDAY) == house.timetable.issue_periods(FRIDAY)
    db.close()
