"""Wrong clocks: no battery, 1970, an hour or a day off, corrected in the middle of a visit."""

from __future__ import annotations

import pytest
from on_the_stage import DAY, ask

from config.house import House
from hardware.inputs import ServicePressed
from mot_cua.business_day import day_of, ms_of
from mot_cua.clock import BUILD_DATE, ManualClock
from mot_cua.ids import CounterNo, UnixMs
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.journal.verify import verify
from queue_server.program import reports_of

ONE = CounterNo(1)
HOUR, ONE_DAY = 3_600_000, 86_400_000
MONDAY = "2026-11-23"


def press(stage: Stage, service: str = "HT") -> None:
    stage.to_kiosk(ServicePressed(service))
    stage.advance_to(stage.clock.wall_ms() + 5_000)


def waiting(stage: Stage) -> list[str]:
    return [one.label for one in stage.server.view.waiting]


def is_whole(stage: Stage, house: House) -> bool:
    return verify(stage.server.journal, house.settings).problems == []


def test_the_business_day_is_hanois_whatever_the_computer_believes() -> None:
    assert day_of(UnixMs(ms_of("2026-11-21") - 1)) == "2026-11-20"
    assert day_of(ms_of("2026-11-21")) == "2026-11-21"
    assert ms_of("2026-11-21", "00:00") == 1_795_194_000_000  # 17:00 UTC of the day before


def test_a_box_without_a_clock_goes_on_in_the_last_day_and_prints_no_time(
    house: House, stage: Stage
) -> None:
    press(stage)
    stage.close()
    stage = Stage(house, begins=UnixMs(60_000))  # 1970, as a Pi without a battery wakes up
    stage.clock.trusted = False
    press(stage)
    assert (waiting(stage), stage.server.view.day) == (["1001", "1002"], DAY)
    assert (stage.kiosk.view().clock, stage.kiosk.view().date) == ("", "")
    stage.close()


def test_the_time_arrives_in_the_middle_of_a_ticket(house: House, stage: Stage) -> None:
    """NTP steps the clock by 56 years while 1002 is served; the visit takes what it took."""
    press(stage)
    ask(stage, c.OpenCounter, ONE)
    stage.close()
    stage = Stage(house, begins=UnixMs(60_000))
    stage.clock.trusted = False
    press(stage)
    for kind in (c.CallNext, c.Start):
        ask(stage, kind, ONE)
    stage.advance_to(stage.clock.wall_ms() + 4 * 60_000)
    stage.clock.step(ms_of(DAY, "10:00") - stage.clock.wall_ms())
    stage.clock.trusted = True
    ask(stage, c.Finish, ONE)
    stage.advance_to(ms_of(DAY, "10:01"))
    press(stage)
    assert waiting(stage) == ["1002", "1003"]
    assert stage.kiosk.view().clock == "10:01"
    report = reports_of(house, stage.server.journal).day(DAY)
    assert report is not None
    assert report.states["done"] == 1
    assert is_whole(stage, house)
    stage.close()


@pytest.mark.parametrize("step", [HOUR, -HOUR, ONE_DAY, -ONE_DAY], ids=["+1h", "-1h", "+1d", "-1d"])
def test_a_step_of_the_clock_changes_no_order_and_no_wait(
    house: House, stage: Stage, step: int
) -> None:
    """A kiosk's and a server's ages are durations: the wall clock may do what it likes."""
    ask(stage, c.OpenCounter, ONE)
    press(stage)
    stage.clock.step(step)
    press(stage)
    stage.clock.step(-step)
    press(stage)
    bases = [one.base.ticks for one in stage.server.office.waiting()]
    assert waiting(stage) == ["1001", "1002", "1003"]
    assert [one - bases[0] for one in bases] == [0, 5_000, 10_000]
    assert ask(stage, c.CallNext, ONE)[0].label == "1001"
    assert is_whole(stage, house)


def test_a_clock_an_hour_behind_gives_the_same_days_numbers_without_a_time(stage: Stage) -> None:
    press(stage)
    stage.clock.step(-HOUR)
    press(stage)
    assert (stage.kiosk.view().label, stage.kiosk.view().clock) == ("1002", "")
    stage.advance_to(ms_of(DAY, "09:01"))
    assert stage.kiosk.view().clock == "09:01"  # it has caught up with its last number


def test_a_clock_a_day_behind_opens_no_second_day(house: House, stage: Stage) -> None:
    press(stage)
    stage.close()
    stage = Stage(house, begins=UnixMs(ms_of(DAY, "09:10") - ONE_DAY))
    press(stage)
    assert (stage.server.view.day, waiting(stage)) == (DAY, ["1001", "1002"])
    assert is_whole(stage, house)
    stage.close()


def test_a_box_that_was_off_at_midnight_opens_the_right_day(house: House, stage: Stage) -> None:
    press(stage)
    stage.close()
    stage = Stage(house, begins=ms_of(MONDAY, "07:05"))
    assert (stage.server.office.sealed, stage.server.view.day) == (DAY, MONDAY)
    press(stage)
    assert waiting(stage) == ["1001"]
    stage.close()


def test_a_box_that_wakes_at_night_in_1970_opens_the_day_when_it_learns_the_time(
    house: House, stage: Stage
) -> None:
    press(stage)
    stage.close()
    stage = Stage(house, begins=UnixMs(60_000))
    stage.clock.trusted = False
    stage.advance_to(stage.clock.wall_ms() + HOUR)
    assert stage.server.view.day == DAY  # it does not roll over on a clock that nobody believes
    stage.clock.step(ms_of(MONDAY, "07:30") - stage.clock.wall_ms())
    stage.clock.trusted = True
    stage.advance_to(ms_of(MONDAY, "07:32"))
    assert (stage.server.office.sealed, stage.server.view.day) == (DAY, MONDAY)
    assert is_whole(stage, house)
    stage.close()


def test_no_honest_clock_is_older_than_the_software() -> None:
    assert day_of(BUILD_DATE) == "2026-01-01"
    assert ManualClock(UnixMs(BUILD_DATE), trusted=False).is_trusted() is False


def test_at_closing_time_by_a_wrong_clock_nothing_is_sealed(house: House, stage: Stage) -> None:
    press(stage)
    stage.clock.trusted = False
    stage.clock.step(12 * HOUR)
    stage.advance_to(stage.clock.wall_ms() + 10 * 60_000)
    assert stage.server.view.day == DAY
    assert stage.server.office.sealed is None
    stage.clock.step(-12 * HOUR)
    stage.clock.trusted = True
    stage.advance_to(ms_of(DAY, "17:31"))
    assert stage.server.office.sealed == DAY
    assert is_whole(stage, house)


def test_a_leap_of_a_day_is_believed_when_it_has_stood_for_a_quarter_of_an_hour(
    house: House, stage: Stage
) -> None:
    press(stage)
    stage.clock.step(3 * ONE_DAY)  # a Monday
    stage.advance_to(stage.clock.wall_ms() + 10 * 60_000)
    assert (stage.server.view.day, stage.server.office.sealed) == (DAY, None)
    stage.advance_to(stage.clock.wall_ms() + 7 * 60_000)
    assert (stage.server.view.day, stage.server.office.sealed) == (MONDAY, DAY)
    assert is_whole(stage, house)


def test_a_leap_that_is_taken_back_seals_nothing(stage: Stage) -> None:
    press(stage)
    for _ in range(4):
        stage.clock.step(ONE_DAY)
        stage.advance_to(stage.clock.wall_ms() + 6 * 60_000)
        stage.clock.step(-ONE_DAY)
        stage.advance_to(stage.clock.wall_ms() + 60_000)
    assert (stage.server.view.day, stage.server.office.sealed) == (DAY, None)
