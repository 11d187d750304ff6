"""A kiosk that is left alone goes on, says no more than it knows, and everything arrives once."""

from __future__ import annotations

from concurrent.futures import Future

import msgspec
import pytest
from on_the_stage import DAY, ask

from config.house import House
from hardware.inputs import KioskRatingTouched, RatingTouched, Scanned, ServicePressed
from hardware.speaker.port import SpeakerStatus
from mot_cua.business_day import ms_of
from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, DeviceId, RequestId, TicketId, UnixMs, new_id
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.office import Answer
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of
from queue_server.service import Ask

ONE = CounterNo(1)
KIOSK = DeviceId("kiosk-1")


def at(stage: Stage, time: str) -> None:
    stage.advance_to(ms_of(DAY, time))


def press(stage: Stage, service: str = "HT") -> None:
    stage.advance_to(stage.clock.wall_ms() + 4000)
    stage.to_kiosk(ServicePressed(service))


def new_request() -> RequestId:
    return RequestId(new_id())


def tell(stage: Stage, command: c.Command) -> Answer:
    reply: Future[list[Answer]] = Future()
    stage.to_server(Ask((command,), reply))
    return reply.result(timeout=0)[0]


def waiting(stage: Stage) -> list[str]:
    return [one.label for one in stage.server.view.waiting]


def test_a_whole_day_without_network_broker_or_server_arrives_once_and_joins_by_age(
    house: House, stage: Stage
) -> None:
    press(stage)
    ask(stage, c.OpenCounter, ONE)
    assert stage.kiosk.view().services[0].waiting == 1
    stage.broker.cut()
    for time in ("09:30", "10:30", "11:00", "13:15", "15:00"):
        at(stage, time)
        press(stage, "HT")
        press(stage, "CT")
        view = stage.kiosk.view()
        assert (view.label, view.ahead, view.is_connected) == (
            stage.kiosk._series.last_issue().label,
            None,
            False,
        )  # type: ignore[union-attr]
        assert [one.waiting for one in view.services] == [None, None, None]
        assert {one.forecast for one in view.services} == {""}
    stage.to_kiosk(KioskRatingTouched("satisfied", stage.clock.monotonic_ms()))
    stage.to_kiosk(Scanned("1002"))
    assert len(stage.paper.cut) == 11
    at(stage, "15:10")
    before = waiting(stage)
    stage.broker.mend()
    stage.settle()
    assert before == ["1001"]
    assert waiting(stage) == [
        "1001", "1002", "2001", "1003", "2002", "1004", "2003", "1005", "2004", "1006", "2005",
    ]  # fmt: skip
    assert {one.print for one in stage.server.view.waiting} == {"printed"}
    assert stage.kiosk._outbox.depth == 0
    [second] = [one for one in stage.server.view.waiting if one.label == "1002"]
    assert second.waited_ms == pytest.approx(ms_of(DAY, "15:10") - ms_of(DAY, "09:30"), abs=10_000)
    stage.broker.cut()
    stage.broker.mend()
    at(stage, "15:20")
    assert stage.server.view.totals["issued"] == 11, "what came once does not come again"
    at(stage, "17:31")
    stage.close()
    journal = open_journal(house)
    report = reports_of(house, journal).day(DAY)
    assert report is not None
    assert (report.issued, report.came_late, report.states["expired"]) == (11, 0, 11)
    assert report.opinions == {"satisfied": 1}
    assert verify(journal, house.settings).problems == []
    journal.close()


def test_ratings_of_visits_are_kept_by_the_bridge_while_nothing_else_is_there(stage: Stage) -> None:
    press(stage)
    ask(stage, c.OpenCounter, ONE)
    ask(stage, c.CallNext, ONE)
    ask(stage, c.Finish, ONE)
    assert stage.panels[ONE].label == "1001"
    pressed = stage.clock.monotonic_ms()
    stage.broker.cut()
    stage.to_bridge(RatingTouched(1, "satisfied", pressed, "1001"))
    assert stage.bridge._outbox.depth == 1
    stage.broker.mend()
    stage.settle()
    stage.advance_to(stage.clock.wall_ms() + 6000)
    assert stage.server.view.levels == {"satisfied": 1}


def test_numbers_of_the_queue_are_left_out_when_the_server_is_silent_behind_a_live_broker(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """A node of brokers that dies tells nobody's will: the line is up, and nothing comes."""
    press(stage)
    assert stage.kiosk.view().services[0].waiting == 1
    del stage._reactors["server"]
    stage.advance_to(stage.clock.wall_ms() + 96_000)
    view = stage.kiosk.view()
    assert (view.is_connected, view.services[0].waiting) == (False, None)
    assert "the server has been silent for 95 s; its numbers are old" in caplog.text
    press(stage)
    view = stage.kiosk.view()
    assert (view.mode, view.label, view.ahead) == ("take", "1002", None)
    assert stage.panels[ONE].number == "--"
    stage._reactors["server"] = stage.server
    stage.advance_to(stage.clock.wall_ms() + 31_000)
    assert stage.kiosk.view().services[0].waiting == 2


def test_an_old_queue_is_not_told_between_the_servers_return_and_its_first_word(
    stage: Stage,
) -> None:
    press(stage)
    stage.broker.cut()
    stage.broker.retained = {
        topic: payload
        for topic, payload in stage.broker.retained.items()
        if not topic.endswith("state/queue")
    }
    stage.kiosk._uplink._bus.connect()  # type: ignore[attr-defined]
    assert stage.kiosk.queue is None


def test_a_day_that_was_lived_without_the_server_belongs_to_its_own_report(
    house: House, stage: Stage
) -> None:
    stage.broker.cut()
    press(stage)
    at(stage, "17:31")
    stage.advance_to(ms_of("2026-11-23", "07:40"))
    press(stage)
    stage.broker.mend()
    stage.settle()
    assert waiting(stage) == ["1001"]
    stage.close()
    journal = open_journal(house)
    reports = reports_of(house, journal)
    friday, monday = reports.day(DAY), reports.day("2026-11-23")
    assert friday is not None
    assert monday is not None
    assert (friday.issued, friday.came_late, monday.issued) == (0, 1, 1)
    assert verify(journal, house.settings).problems == []
    journal.close()


def test_a_kiosk_that_restarts_alone_goes_on_with_its_numbers(house: House, stage: Stage) -> None:
    stage.broker.cut()
    press(stage)
    stage.close()
    stage = Stage(house, begins=UnixMs(ms_of(DAY, "10:00")))
    assert waiting(stage) == ["1001"]
    press(stage)
    assert waiting(stage) == ["1001", "1002"]
    stage.close()


def small_outbox(house: House, limit: int) -> Stage:
    kiosk = msgspec.structs.replace(house.settings.kiosk[0], outbox_limit=limit)
    settings = msgspec.structs.replace(house.settings, kiosk=(kiosk,))
    return Stage(house._replace(settings=settings), begins=UnixMs(ms_of(DAY, "09:00")))


def test_a_kiosk_whose_outbox_is_full_of_facts_says_so_and_gives_out_no_number(
    house: House,
) -> None:
    stage = small_outbox(house, 6)
    stage.broker.cut()
    for _ in range(2):  # words on health, which give way
        stage.to_kiosk(SpeakerStatus("no-sound"))
        stage.to_kiosk(SpeakerStatus("ready"))
    for _ in range(3):
        press(stage)
    assert stage.kiosk._outbox.depth == 6
    assert len(stage.paper.cut) == 3
    stage.advance_to(stage.clock.wall_ms() + 9000)
    press(stage)
    view = stage.kiosk.view()
    assert len(stage.paper.cut) == 3
    assert (view.mode, view.text) == (
        "trouble",
        "Máy không liên lạc được đã lâu. Vui lòng hỏi bàn hướng dẫn.",
    )
    stage.advance_to(stage.clock.wall_ms() + 11_000)
    stage.to_kiosk(KioskRatingTouched("satisfied", stage.clock.monotonic_ms()))
    assert stage.kiosk.view().text == view.text
    stage.broker.mend()
    stage.settle()
    press(stage)
    assert waiting(stage) == ["1001", "1002", "1003", "1004"]
    reports = [row.event for row in stage.server.journal.read() if hasattr(row.event, "part")]
    assert [(one.state, one.detail) for one in reports if one.part == "outbox"] == [
        ("shed", "4 words on its health, for want of room")
    ]
    stage.close()
    journal = open_journal(house)
    assert verify(journal, house.settings).problems == []
    journal.close()


def test_a_bridge_whose_outbox_is_full_thanks_nobody_and_leaves_the_press_to_the_unit(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.broker.cut()
    stage.bridge._outbox._limit = 1
    answers: list[bool] = []
    for _ in range(3):
        touched = RatingTouched(1, "satisfied", stage.clock.monotonic_ms(), "", answers.append)
        stage.to_bridge(touched)
    assert answers == [True, False, False]
    assert caplog.text.count("no press is taken: 1 facts wait for the server already") == 1
    stage.broker.mend()
    stage.settle()
    stage.to_bridge(RatingTouched(1, "satisfied", stage.clock.monotonic_ms(), "", answers.append))
    assert answers[-1]


def test_an_officer_admits_papers_while_the_kiosk_is_silent_and_each_stays_one_ticket(
    house: House, stage: Stage
) -> None:
    ask(stage, c.OpenCounter, ONE)
    press(stage)
    stage.kiosk._uplink._bus.lose("its cable is out")  # type: ignore[attr-defined]
    for _ in range(3):
        press(stage)
    assert [one.id for one in stage.server.silent_kiosks()] == [KIOSK]
    admitted = tell(stage, c.AdmitPaper(request=new_request(), ticket=TicketId("t"), label="1003"))
    assert (admitted.label, waiting(stage)) == ("1003", ["1001", "1003"])
    ask(stage, c.CallNext, ONE)
    ask(stage, c.Finish, ONE)
    ask(stage, c.CallNext, ONE)
    assert stage.panels[ONE].number == "1003"
    stage.kiosk._uplink._bus.connect()  # type: ignore[attr-defined]
    stage.settle()
    assert waiting(stage) == ["1002", "1004"]
    assert stage.server.view.totals["issued"] == 4
    assert stage.server.view.counters[0].ticket is not None
    assert stage.server.view.counters[0].ticket.print == "printed"
    with pytest.raises(Refused) as refused:
        tell(stage, c.AdmitPaper(request=new_request(), ticket=TicketId("u"), label="1005"))
    assert refused.value.code == "kiosk-is-here"
    at(stage, "17:31")
    stage.close()
    journal = open_journal(house)
    report = reports_of(house, journal).day(DAY)
    assert report is not None
    assert (report.issued, report.admitted, report.by_hand) == (4, 1, 0)
    assert verify(journal, house.settings).problems == []
    journal.close()


def test_calls_that_were_made_by_hand_are_entered_afterwards_and_counted_by_themselves(
    house: House, stage: Stage
) -> None:
    for _ in range(3):
        press(stage)
    first, second, _ = stage.server.view.waiting
    for one in (first, second):
        tell(stage, c.EnterHandCall(request=new_request(), counter=ONE, ticket=one.id))
    tell(stage, c.UndoHandCall(request=new_request(), ticket=second.id))
    assert waiting(stage) == ["1002", "1003"]
    at(stage, "17:31")
    stage.close()
    journal = open_journal(house)
    report = reports_of(house, journal).day(DAY)
    assert report is not None
    assert (report.by_hand, report.states["done"], report.total.served) == (1, 1, 0)
    assert report.waits_ms == ()
    assert verify(journal, house.settings).problems == []
    journal.rebuild()
    assert verify(journal, house.settings).problems == []
    journal.close()
