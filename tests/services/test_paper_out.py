"""The roll ends, the cover is open, the cable is out: no number is lost, and staff know."""

from __future__ import annotations

import sqlite3

import msgspec
import pytest
from on_the_stage import DAY

from config.devices import KioskSettings, ScreenSettings
from config.house import House
from hardware.inputs import ButtonHeld, ServicePressed, Touched
from hardware.printer.port import Printer, PrintResult
from hardware.printer.status import PrinterStatus
from hardware.speaker.port import SpeakerStatus
from mot_cua.business_day import ms_of
from mot_cua.ids import DeviceId, RequestId, TicketId, UnixMs
from mot_cua.messages import DeviceCommand, NumberVoided, Reprint
from office.simulate.stage import Stage
from queue_server.journal.verify import verify
from queue_server.program import open_journal

KIOSK = DeviceId("kiosk-1")


@pytest.fixture
def blind(house: House) -> House:
    """A house whose kiosk has buttons with lamps, and neither screen nor voice."""
    kiosk = KioskSettings(id=KIOSK, screen=ScreenSettings(kind="none"))
    return house._replace(settings=msgspec.structs.replace(house.settings, kiosk=(kiosk,)))


def opened(house: House) -> Stage:
    return Stage(house, begins=UnixMs(ms_of(DAY, "09:00")))


def later(stage: Stage, seconds: int) -> None:
    stage.advance_to(stage.clock.wall_ms() + seconds * 1000)


def paper_ends(stage: Stage) -> None:
    stage.paper.paper_out()
    stage.look_at_printer()


def paper_is_back(stage: Stage) -> None:
    stage.paper.load_roll()
    stage.look_at_printer()


def press(stage: Stage, service: str = "HT") -> None:
    later(stage, 4)
    stage.to_kiosk(ServicePressed(service))


def order(
    stage: Stage,
    *tickets: TicketId,
    lost: TicketId | None = None,
    expires_s: int = 60,
    name: str = "order",
) -> None:
    now = stage.clock.wall_ms()
    wish = Reprint(
        id=RequestId(name),
        issued_ms=now,
        expires_ms=UnixMs(now + expires_s * 1000),
        ticket=lost,
        tickets=tickets,
    )
    stage.server._bus.publish(DeviceCommand(order=wish), device=KIOSK)
    stage.settle()


def test_without_paper_the_number_stays_on_the_screen_and_waits_in_the_queue(stage: Stage) -> None:
    paper_ends(stage)
    press(stage)
    view = stage.kiosk.view()
    assert (view.mode, view.label, view.printer) == ("remember", "1001", "paper_end")
    assert not view.can_reprint
    [ticket] = stage.server.view.waiting
    assert (ticket.label, ticket.print) == ("1001", "failed")
    assert stage.server.devices[KIOSK].status.health == {"printer": "paper_end"}
    reports = [
        (row.event.part, row.event.state)
        for row in stage.server.journal.read()
        if hasattr(row.event, "part")
    ]
    assert reports == [("printer", "ready"), ("printer", "paper_end")]


def test_when_the_paper_is_back_the_person_at_the_screen_may_have_it_printed(stage: Stage) -> None:
    paper_ends(stage)
    press(stage)
    paper_is_back(stage)
    assert stage.kiosk.view().can_reprint
    stage.to_kiosk(Touched("reprint"))
    assert stage.kiosk.view().mode == "take"
    assert stage.server.view.waiting[0].print == "printed"
    assert len(stage.paper.cut) == 1
    later(stage, 9)
    assert stage.kiosk.view().mode == "choose"


def test_one_order_prints_all_that_are_not_on_paper_in_the_order_of_their_numbers(
    stage: Stage,
) -> None:
    paper_ends(stage)
    for service in ("HT", "CT", "HT"):
        press(stage, service)
    missing = [one.id for one in stage.server.view.waiting]
    paper_is_back(stage)
    press(stage)
    order(stage, *missing)
    assert len(stage.paper.cut) == 4
    assert [(one.label, one.print) for one in stage.server.view.waiting] == [
        ("1001", "printed"),
        ("2001", "printed"),
        ("1002", "printed"),
        ("1003", "printed"),
    ]
    later(stage, 9)
    assert stage.kiosk.view().mode == "choose"
    order(stage, *missing)
    assert len(stage.paper.cut) == 4


def test_an_order_leaves_whoever_stands_at_the_kiosk_alone(stage: Stage) -> None:
    paper_ends(stage)
    press(stage)
    [missing] = stage.server.view.waiting
    press(stage, "CT")
    assert stage.kiosk.view().label == "2001"
    paper_is_back(stage)
    order(stage, missing.id)
    assert (stage.kiosk.view().mode, stage.kiosk.view().label) == ("remember", "2001")
    stage.to_kiosk(Touched("remembered"))
    assert stage.kiosk.view().mode == "choose"


def test_a_lost_paper_is_printed_again_even_though_it_came_out(stage: Stage) -> None:
    press(stage)
    [ticket] = stage.server.view.waiting
    order(stage, lost=ticket.id)
    assert len(stage.paper.cut) == 2
    assert stage.paper.cut[0].png != stage.paper.cut[1].png


def test_an_order_that_the_broker_delivers_twice_is_done_once(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    press(stage)
    [ticket] = stage.server.view.waiting
    order(stage, lost=ticket.id)
    order(stage, lost=ticket.id)
    assert len(stage.paper.cut) == 2
    assert "the order order came again and was done already" in caplog.text
    order(stage, lost=ticket.id, name="another")
    assert len(stage.paper.cut) == 3


def test_a_number_that_was_taken_back_is_never_put_on_paper(
    blind: House, caplog: pytest.LogCaptureFixture
) -> None:
    stage = opened(blind)
    press(stage)
    stage.paper.power_off()
    press(stage)
    voided = TicketId(
        stage.kiosk._db.execute("SELECT id FROM ticket WHERE print = 'voided'").fetchone()[0]
    )
    stage.paper.power_on()
    stage.look_at_printer()
    order(stage, voided, name="all")
    order(stage, lost=voided, name="one")
    assert len(stage.paper.cut) == 1
    assert f"asked to print {voided} again, which was taken back" in caplog.text
    stage.close()


class SlowPrinter(Printer):
    """Takes jobs, and answers when it is told to."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self.jobs: list[tuple[str, bytes]] = []

    @property
    def status(self) -> PrinterStatus:
        return self._printer.status

    def submit(self, job_id: str, data: bytes) -> None:
        self.jobs.append((job_id, data))

    def go_on(self) -> None:
        for job in self.jobs:
            self._printer.submit(*job)
        self.jobs.clear()

    def close(self) -> None:
        self._printer.close()


def slowly(stage: Stage) -> SlowPrinter:
    slow = SlowPrinter(stage.printer)
    stage.kiosk._printing._printer = slow
    return slow


def test_a_paper_that_is_at_the_printer_already_is_not_ordered_a_second_time(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    slow = slowly(stage)
    press(stage)
    [ticket] = stage.server.view.waiting
    order(stage, lost=ticket.id)
    assert len(slow.jobs) == 1
    assert f"asked to print {ticket.id} again, which is at the printer already" in caplog.text
    slow.go_on()
    stage.settle()
    assert len(stage.paper.cut) == 1


def test_a_person_gets_the_paper_that_the_office_ordered_a_moment_ago(stage: Stage) -> None:
    paper_ends(stage)
    press(stage)
    [ticket] = stage.server.view.waiting
    paper_is_back(stage)
    slow = slowly(stage)
    order(stage, lost=ticket.id)
    stage.to_kiosk(Touched("reprint"))
    assert (stage.kiosk.view().mode, len(slow.jobs)) == ("printing", 1)
    slow.go_on()
    stage.settle()
    assert (stage.kiosk.view().mode, len(stage.paper.cut)) == ("take", 1)


def test_a_printer_that_confirms_nothing_prints_a_ticket_three_times_and_no_more(
    stage: Stage,
) -> None:
    slow = slowly(stage)
    press(stage)
    for _ in range(2):
        [(job, _)] = slow.jobs
        slow.jobs.clear()
        stage.to_kiosk(PrintResult(job_id=job, outcome="unconfirmed", status=slow.status))
        assert stage.kiosk.view().mode == "ask"
        stage.to_kiosk(Touched("reprint"))
    [(job, _)] = slow.jobs
    stage.to_kiosk(PrintResult(job_id=job, outcome="unconfirmed", status=slow.status))
    view = stage.kiosk.view()
    assert (view.mode, view.label, view.can_reprint) == ("remember", "1001", False)
    stage.to_kiosk(Touched("reprint"))
    assert stage.kiosk.view().mode == "remember"
    stage.to_kiosk(Touched("remembered"))
    assert stage.kiosk.view().mode == "choose"


def test_a_number_that_is_taken_back_leaves_both_facts_or_neither(blind: House) -> None:
    stage = opened(blind)
    press(stage)
    stage.paper.power_off()
    add, kinds = stage.kiosk._outbox.add, list[str]()

    def add_or_die(body: object, **age: int) -> object:
        kinds.append(type(body).__name__)
        if isinstance(body, NumberVoided):
            raise sqlite3.OperationalError("disk I/O error")
        return add(body, **age)  # type: ignore[arg-type]

    stage.kiosk._outbox.add = add_or_die  # type: ignore[method-assign, assignment]
    press(stage)
    assert kinds[:3] == ["TicketIssued", "TicketPrinted", "NumberVoided"]
    assert [one.label for one in stage.kiosk._series.unanswered()] == ["1002"]
    assert stage.server.view.waiting[1].print == "pending"
    stage.close()


def test_an_order_that_comes_too_late_or_for_a_stranger_is_not_done(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    press(stage)
    [ticket] = stage.server.view.waiting
    order(stage, lost=ticket.id, expires_s=-1)
    assert "the order order came too late and is not done" in caplog.text
    order(stage, lost=TicketId("of-another-kiosk"))
    assert "asked to print of-another-kiosk again, which is not of this kiosk" in caplog.text
    assert len(stage.paper.cut) == 1


def test_a_kiosk_that_nobody_can_read_refuses_with_its_lamp_while_there_is_no_paper(
    blind: House,
) -> None:
    stage = opened(blind)
    paper_ends(stage)
    press(stage)
    assert stage.server.view.totals["issued"] == 0
    later(stage, 5)
    assert (stage.lamps["HT"].times_lit, stage.lamps["HT"].is_lit) == (6, False)
    assert stage.lamps["CT"].times_lit == 0
    paper_is_back(stage)
    press(stage)
    assert [(t.label, t.print) for t in stage.server.view.waiting] == [("1001", "printed")]
    stage.close()


def test_a_number_that_nobody_could_learn_is_taken_back_and_leaves_a_record(blind: House) -> None:
    stage = opened(blind)
    press(stage)
    # The cable is pulled after the last look at the printer: it still counted as ready.
    stage.paper.power_off()
    press(stage)
    totals = stage.server.view.totals
    assert (totals["issued"], totals["waiting"], totals["cancelled"]) == (2, 1, 1)
    later(stage, 5)
    assert not stage.lamps["HT"].is_lit
    stage.paper.power_on()
    stage.look_at_printer()
    press(stage)
    assert [t.label for t in stage.server.view.waiting] == ["1001", "1003"]
    stage.close()
    journal = open_journal(blind)
    assert verify(journal, blind.settings).problems == []
    journal.close()


def test_a_kiosk_that_can_speak_says_the_number_and_gives_it_out(blind: House) -> None:
    stage = opened(blind)
    stage.speaker.status = SpeakerStatus("ready")
    paper_ends(stage)
    press(stage)
    assert stage.speaker.said == ["paper-out 1001", "remember 1001"]
    assert [(t.label, t.print) for t in stage.server.view.waiting] == [("1001", "failed")]
    stage.paper.load_roll()
    stage.paper.open_cover()
    stage.look_at_printer()
    press(stage)
    assert stage.speaker.said[2:] == ["remember 1002", "remember 1002"]
    stage.close()


def test_a_kiosk_whose_voice_broke_down_tells_the_administrator(stage: Stage) -> None:
    stage.to_kiosk(SpeakerStatus("no-sound", "there is no aplay"))
    assert stage.server.devices[KIOSK].status.health == {"printer": "ready", "speaker": "no-sound"}
    stage.to_kiosk(SpeakerStatus("ready"))
    assert stage.server.devices[KIOSK].status.health == {"printer": "ready"}


def test_a_button_that_is_held_says_what_it_is(stage: Stage) -> None:
    stage.to_kiosk(ButtonHeld("service:HT"))
    stage.to_kiosk(ButtonHeld("rating:satisfied"))
    assert stage.speaker.said == ["chosen HT", "at-counter 1", "face satisfied"]
    assert stage.server.view.totals["issued"] == 0


def test_a_kiosk_with_a_screen_takes_no_number_back(stage: Stage) -> None:
    press(stage)
    stage.paper.power_off()
    press(stage)
    assert [(t.label, t.print) for t in stage.server.view.waiting] == [
        ("1001", "printed"),
        ("1002", "failed"),
    ]
