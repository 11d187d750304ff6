"""Programs die at the worst moment, and come back: nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from on_the_stage import DAY, ask

from config.house import House
from hardware.inputs import (
    KioskRatingTouched,
    RatingTouched,
    Scanned,
    ServicePressed,
    Touched,
)
from hardware.printer.port import Printer
from hardware.printer.status import PrinterStatus
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, UnixMs
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of

ONE = CounterNo(1)


class PowerCut(Exception):
    """The plug was pulled at this point."""


class DyingPrinter(Printer):
    """The kiosk loses its power while this printer prints."""

    @property
    def status(self) -> PrinterStatus:
        return PrinterStatus(is_connected=True, is_answered=True, is_online=True, paper="ok")

    def submit(self, job_id: str, data: bytes) -> None:
        raise PowerCut

    def close(self) -> None:
        """It is dark already."""


def again(house: House, at: str = "09:05") -> Stage:
    """Start everything anew from what is on the disk."""
    return Stage(house, begins=UnixMs(ms_of(DAY, at)))


def test_a_kiosk_that_dies_while_printing_asks_and_gives_no_second_number(
    house: House, stage: Stage
) -> None:
    stage.kiosk._printing._printer = DyingPrinter()
    with pytest.raises(PowerCut):
        stage.to_kiosk(ServicePressed("HT"))
    stage.close()
    stage = again(house)
    assert (stage.kiosk.view().mode, stage.kiosk.view().label) == ("ask", "1001")
    assert stage.server.view.totals["issued"] == 1
    assert stage.server.view.waiting[0].print == "unconfirmed"
    stage.to_kiosk(Touched("reprint"))
    assert stage.server.view.waiting[0].print == "printed"
    assert stage.server.view.totals["issued"] == 1
    stage.to_kiosk(ServicePressed("HT"))
    assert [t.label for t in stage.server.view.waiting] == ["1001", "1002"]
    stage.close()


def test_who_already_has_the_paper_says_so(house: House, stage: Stage) -> None:
    stage.kiosk._printing._printer = DyingPrinter()
    with pytest.raises(PowerCut):
        stage.to_kiosk(ServicePressed("HT"))
    stage.close()
    stage = again(house)
    stage.to_kiosk(Touched("got-it"))
    assert stage.kiosk.view().mode == "choose"
    assert stage.server.view.waiting[0].print == "printed"
    stage.close()


def test_a_paper_of_yesterday_is_recorded_as_doubtful_and_nobody_is_asked(
    house: House, stage: Stage
) -> None:
    stage.kiosk._printing._printer = DyingPrinter()
    with pytest.raises(PowerCut):
        stage.to_kiosk(ServicePressed("HT"))
    stage.close()
    stage = Stage(house, begins=UnixMs(ms_of("2026-11-23", "08:00")))
    assert stage.kiosk.view().mode == "choose"
    assert stage.kiosk._series.unanswered() == []
    told = [row.event for row in stage.server.journal.read() if hasattr(row.event, "outcome")]
    assert [(one.outcome, one.detail) for one in told] == [
        ("unconfirmed", "the kiosk was interrupted")
    ]
    stage.close()


def dying_journal(stage: Stage, survives: int) -> None:
    """Let the server die just before its commit number `survives` + 1."""
    journal, left = stage.server.journal, [survives]
    append = journal.append

    def append_or_die(*arguments: object, **named: object) -> object:
        if left[0] == 0:
            raise PowerCut
        left[0] -= 1
        return append(*arguments, **named)  # type: ignore[arg-type]

    journal.append = append_or_die  # type: ignore[method-assign, assignment]


@pytest.mark.parametrize("survives", range(14))
def test_a_server_that_dies_before_any_commit_loses_nothing_and_doubles_nothing(
    house: House, stage: Stage, survives: int
) -> None:
    """The same things are done until they succeed; each has happened exactly once."""
    dying_journal(stage, survives)

    def press() -> None:
        stage.to_kiosk(ServicePressed("HT"))

    def do(kind: type[c.Command], request: str) -> Callable[[], None]:
        def done() -> None:
            ask(stage, kind, ONE, request=request)

        return done

    def rate() -> None:
        stage.to_bridge(RatingTouched(1, "satisfied", stage.clock.monotonic_ms()))

    def wait(until: str) -> Callable[[], None]:
        return lambda: stage.advance_to(ms_of(DAY, until))

    deeds = [
        press,
        do(c.OpenCounter, "open"),
        do(c.CallNext, "call"),
        do(c.Start, "start"),
        do(c.Finish, "finish"),
        rate,
        wait("10:00"),
        wait("17:31"),
    ]
    for deed in deeds:
        try:
            deed()
        except PowerCut:
            moment = stage.clock.wall_ms() + 10_000
            stage.close()
            stage = Stage(house, begins=UnixMs(moment))
            # What is in an outbox is sent by itself; people repeat what was not answered.
            if deed not in (press, rate):
                deed()
    stage.close()
    journal = open_journal(house)
    report = reports_of(house, journal).day(DAY)
    assert report is not None
    assert report.is_closed
    assert (report.issued, report.states["done"], report.total.levels) == (1, 1, {"satisfied": 1})
    assert verify(journal, house.settings).problems == []
    journal.close()


def test_facts_that_arrive_twice_are_stored_once(house: House, stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    before = stage.server.journal.last_seq
    batch = stage.kiosk._outbox
    assert batch.depth == 0
    stage.close()
    stage = again(house)
    assert stage.server.view.totals["issued"] == 1
    assert stage.server.journal.last_seq == before + 2  # the server started, the printer is ready
    stage.close()


def test_a_night_without_power_opens_the_right_day_and_closes_the_missed_one(
    house: House, stage: Stage
) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    stage.close()
    stage = Stage(house, begins=UnixMs(ms_of("2026-11-23", "08:00")))
    assert stage.server.office.sealed == DAY
    assert stage.server.view.day == "2026-11-23"
    stage.to_kiosk(ServicePressed("HT"))
    assert [t.label for t in stage.server.view.waiting] == ["1001"]
    stage.close()
    journal = open_journal(house)
    report = reports_of(house, journal).day(DAY)
    assert report is not None
    assert (report.is_made_up, report.states["expired"]) == (True, 1)
    assert verify(journal, house.settings).problems == []
    journal.close()


def test_a_clock_that_wakes_up_in_1970_turns_no_day(house: House, stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    stage.close()
    stage = Stage(house, begins=UnixMs(3_600_000))
    stage.clock.trusted = False
    stage.advance_to(stage.clock.wall_ms() + 60_000)
    assert stage.server.view.day == DAY
    stage.to_kiosk(ServicePressed("HT"))
    assert [t.label for t in stage.server.view.waiting] == ["1001", "1002"]
    view = stage.kiosk.view()
    assert (view.label, view.clock, view.date) == ("1002", "", "")
    stage.close()


def test_a_full_disk_gives_no_number_and_says_so(stage: Stage) -> None:
    stage.kiosk._db.execute("PRAGMA query_only = ON")
    stage.to_kiosk(ServicePressed("HT"))
    assert stage.kiosk.view().mode == "trouble"
    stage.kiosk._db.execute("PRAGMA query_only = OFF")
    stage.advance_to(stage.clock.wall_ms() + 4000)
    stage.to_kiosk(ServicePressed("HT"))
    assert stage.kiosk.view().label == "1001"


def test_a_disk_that_fails_over_a_scan_or_a_rating_does_not_end_the_kiosk(stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    stage.kiosk._db.execute("PRAGMA query_only = ON")
    for item in (Scanned("1001"), KioskRatingTouched("satisfied", stage.clock.monotonic_ms())):
        stage.advance_to(stage.clock.wall_ms() + 11_000)
        stage.to_kiosk(item)
        assert stage.kiosk._complaint.code == "disk"
    stage.kiosk._db.execute("PRAGMA query_only = OFF")
    stage.advance_to(stage.clock.wall_ms() + 11_000)
    stage.to_kiosk(Scanned("1001"))
    assert stage.kiosk.view().mode == "scanned"
