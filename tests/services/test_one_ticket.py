"""The way of one ticket through all programs: press, paper, queue, call, rating, report."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from on_the_stage import DAY, ask

from config.house import House
from hardware.inputs import KeyPressed, RatingTouched, Scanned, ServicePressed, Touched
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.ticket import State
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of
from queue_server.service import Ask

ONE = CounterNo(1)


def test_a_press_becomes_a_paper_a_call_a_rating_and_a_line_in_the_report(
    house: House, stage: Stage
) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    view = stage.server.view
    assert [(t.label, t.print) for t in view.waiting] == [("1001", "printed")]
    ask(stage, c.OpenCounter, ONE)
    ask(stage, c.CallNext, ONE)
    assert stage.panels[ONE].number == "1001"
    ask(stage, c.Start, ONE)
    stage.advance_to(ms_of(DAY, "09:10"))
    ask(stage, c.Finish, ONE)
    assert stage.panels[ONE].label == "1001"
    stage.to_bridge(RatingTouched(1, "very-satisfied", stage.clock.monotonic_ms()))
    assert stage.panels[ONE].label == ""
    stage.advance_to(ms_of(DAY, "17:31"))
    stage.close()
    journal = open_journal(house)
    report = reports_of(house, journal).day(DAY)
    assert report is not None
    assert report.is_closed
    assert (report.issued, report.states["done"], report.total.levels) == (
        1,
        1,
        {"very-satisfied": 1},
    )
    assert verify(journal, house.settings).problems == []
    journal.close()


def test_people_ahead_are_counted_on_paper_and_left_out_when_the_server_is_away(
    stage: Stage,
) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    stage.advance_to(stage.clock.wall_ms() + 4000)
    stage.to_kiosk(ServicePressed("HT"))
    assert stage.kiosk.view().ahead == 1
    stage.broker.cut()
    stage.settle()
    stage.advance_to(stage.clock.wall_ms() + 4000)
    stage.to_kiosk(ServicePressed("HT"))
    shown = stage.kiosk.view()
    assert (shown.label, shown.ahead, shown.is_connected) == ("1003", None, False)


def test_numbers_go_on_without_a_network_and_join_the_queue_by_their_age(stage: Stage) -> None:
    stage.broker.cut()
    stage.settle()
    stage.to_kiosk(ServicePressed("HT"))
    stage.advance_to(ms_of(DAY, "09:30"))
    assert stage.server.view.totals["issued"] == 0
    stage.broker.mend()
    stage.settle()
    [ticket] = stage.server.view.waiting
    assert ticket.label == "1001"
    assert 29 * 60_000 <= ticket.waited_ms <= 31 * 60_000


def test_a_button_that_is_held_or_hammered_is_one_press(stage: Stage) -> None:
    for _ in range(10):
        stage.to_kiosk(ServicePressed("HT"))
        stage.advance_to(stage.clock.wall_ms() + 300)
    assert stage.server.view.totals["issued"] == 1


def test_priority_is_for_one_number_and_not_for_whoever_presses_next(stage: Stage) -> None:
    stage.to_kiosk(Touched("priority"))
    stage.to_kiosk(Touched("service:CT"))
    stage.advance_to(stage.clock.wall_ms() + 2000)
    stage.to_kiosk(ServicePressed("HT"))
    classes = {one.label: one.ticket_class for one in stage.server.view.waiting}
    assert classes == {"2001": "priority", "1001": "normal"}


def test_priority_that_nobody_used_is_forgotten_while_a_number_stays_on_the_screen(
    stage: Stage,
) -> None:
    stage.paper.paper_out()
    stage.look_at_printer()
    stage.to_kiosk(ServicePressed("CT"))
    stage.to_kiosk(Touched("priority"))
    assert stage.kiosk.view().is_priority
    stage.advance_to(stage.clock.wall_ms() + 21_000)
    assert (stage.kiosk.view().mode, stage.kiosk.view().is_priority) == ("remember", False)


def test_the_screen_takes_numbers_too_with_priority_when_asked(stage: Stage) -> None:
    stage.to_kiosk(Touched("priority"))
    stage.to_kiosk(Touched("service:CT"))
    [ticket] = stage.server.view.waiting
    assert (ticket.label, ticket.ticket_class) == ("2001", "priority")
    stage.advance_to(stage.clock.wall_ms() + 9000)
    assert not stage.kiosk.view().is_priority


def test_a_press_for_an_unknown_service_gives_no_number(stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("ZZ"))
    assert stage.server.view.totals["issued"] == 0
    assert stage.kiosk.view().mode == "trouble"


def test_an_absent_paper_that_is_scanned_waits_again(stage: Stage) -> None:
    for _ in range(2):
        stage.to_kiosk(ServicePressed("HT"))
        stage.advance_to(stage.clock.wall_ms() + 4000)
    ask(stage, c.OpenCounter, ONE)
    ask(stage, c.CallNext, ONE)
    for _ in range(2):
        stage.advance_to(stage.clock.wall_ms() + 16_000)
        ask(stage, c.Recall, ONE)
    stage.advance_to(stage.clock.wall_ms() + 16_000)
    ask(stage, c.MarkAbsent, ONE)
    assert [t.label for t in stage.server.view.absent] == ["1001"]
    stage.to_kiosk(Scanned("1001"))
    assert [t.label for t in stage.server.view.waiting] == ["1002", "1001"]
    assert (stage.kiosk.view().mode, stage.kiosk.view().label) == ("scanned", "1001")
    stage.to_kiosk(Scanned("https://example.vn/t/nobody"))
    assert [t.label for t in stage.server.view.waiting] == ["1002", "1001"]
    stage.advance_to(stage.clock.wall_ms() + 9000)
    assert stage.kiosk.view().mode == "trouble"
    stage.advance_to(stage.clock.wall_ms() + 2000)
    assert stage.kiosk.view().mode == "choose"


def test_a_paper_that_is_not_absent_is_noted_and_stays_where_it_is(stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    stage.to_kiosk(Scanned("1001"))
    [ticket] = stage.server.view.waiting
    assert (ticket.label, ticket.state) == ("1001", "waiting")


def test_outside_the_hours_the_kiosk_says_when_it_opens_and_gives_no_number(stage: Stage) -> None:
    stage.advance_to(ms_of(DAY, "12:00"))
    stage.to_kiosk(ServicePressed("HT"))
    view = stage.kiosk.view()
    assert view.mode == "closed"
    assert "13:00" in view.text
    assert stage.server.view.totals["issued"] == 0


def test_the_call_box_calls_recalls_and_finishes(stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    ask(stage, c.OpenCounter, ONE)
    stage.to_bridge(KeyPressed(1, "next"))
    assert stage.panels[ONE].number == "1001"
    stage.to_bridge(KeyPressed(1, "next"))
    assert stage.server.office.tickets_in(State.CALLED)[0].label == "1001"
    stage.to_bridge(KeyPressed(1, "finish"))
    assert stage.server.view.totals["done"] == 1


def test_a_board_that_hears_nothing_of_the_server_shows_no_old_number(stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    ask(stage, c.OpenCounter, ONE)
    ask(stage, c.CallNext, ONE)
    stage.broker.cut()
    stage.settle()
    assert stage.panels[ONE].number == "--"
    stage.broker.mend()
    stage.settle()
    assert stage.panels[ONE].number == "1001"


def test_a_repeated_question_of_a_page_is_answered_alike_and_done_once(stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    ask(stage, c.OpenCounter, ONE)
    first = ask(stage, c.CallNext, ONE, request="same")
    again = ask(stage, c.CallNext, ONE, request="same")
    assert first == again
    assert first[0].label == "1001"


def test_a_page_that_gave_up_waiting_harms_nobody(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    reply: Future[list[object]] = Future()
    reply.cancel()
    stage.to_server(
        Ask((c.OpenCounter(request="gone", counter=ONE),), reply)  # type: ignore[arg-type]
    )
    assert "nobody waits for the answer to gone" in caplog.text
    assert stage.server.view.counters[0].state == "open"
