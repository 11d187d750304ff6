"""What a kiosk prints for staff: who waits, when the server is down, and a day on a slip."""

from __future__ import annotations

import random
from concurrent.futures import Future

import msgspec
import pytest
from on_the_stage import DAY, ask
from small_office import Play

from config.house import House
from hardware.inputs import RatingTouched, Scanned, ServicePressed, Touched
from hardware.printer.slips.sheet import Fact
from kiosk.hand_list import OWN_ONLY, HandList, in_turn
from kiosk.staff import Corner, HandListWanted, summary_of
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, DeviceId, RequestId, Ticks, UnixMs, new_id
from mot_cua.messages import DeviceCommand, InLine
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.office import Answer
from queue_server.documents.slip import summary_order
from queue_server.program import open_journal, reports_of
from queue_server.service import Ask, Tell

ONE = CounterNo(1)
KIOSK = DeviceId("kiosk-1")


def press(stage: Stage, service: str = "HT", *, priority: bool = False) -> None:
    stage.advance_to(stage.clock.wall_ms() + 4000)
    if priority:
        stage.to_kiosk(Touched("priority"))
    stage.to_kiosk(ServicePressed(service))


def listed(stage: Stage) -> dict[str, list[str]]:
    """What stands on the list, by service."""
    return {
        line.service: [one.label for one in line.waiting]
        for line in stage.kiosk._hand_list.paper().lines
        if line.waiting
    }


def touch_corner(stage: Stage) -> None:
    for _ in range(5):
        stage.clock.advance(300)
        stage.to_kiosk(Touched("staff"))


def test_the_list_holds_who_waits_and_not_who_was_called_while_the_server_was_there(
    stage: Stage,
) -> None:
    ask(stage, c.OpenCounter, ONE)
    for service in ("HT", "CT", "HT"):
        press(stage, service)
    ask(stage, c.CallNext, ONE)
    stage.broker.cut()
    press(stage, "HT")
    press(stage, "HT", priority=True)
    assert listed(stage) == {
        "Tư pháp – Hộ tịch": ["1004", "1002", "1003"],
        "Chứng thực": ["2001"],
    }
    paper = stage.kiosk._hand_list.paper()
    assert paper.as_of == "In lúc 09:00 – Thứ Sáu, 20/11/2026"
    assert paper.rules == (
        "Máy chủ báo hàng chờ lần cuối lúc 09:00.",
        "Khi máy chủ hoạt động lại: nhập các số đã gọi tại trang Phiếu và gọi tay.",
    )
    first = paper.lines[0].waiting[0]
    assert (first.label, first.taken_at, first.is_priority) == ("1004", "09:00", True)


def test_five_touches_on_the_corner_print_it_and_only_while_the_server_is_away(
    stage: Stage,
) -> None:
    press(stage, "HT")
    press(stage, "CT")
    papers = len(stage.paper.cut)
    touch_corner(stage)
    assert len(stage.paper.cut) == papers, "the console is there to call with"
    stage.clock.advance(31_000)
    stage.broker.cut()
    touch_corner(stage)
    assert len(stage.paper.cut) == papers + 2, "one slip for each service"
    touch_corner(stage)
    assert len(stage.paper.cut) == papers + 2, "one list is enough"


def test_a_card_before_the_scanner_prints_it_at_a_kiosk_without_a_screen(stage: Stage) -> None:
    press(stage)
    papers = len(stage.paper.cut)
    stage.to_kiosk(Scanned("MOTCUA:hand-list\r"))
    assert len(stage.paper.cut) == papers
    stage.broker.cut()
    stage.to_kiosk(Scanned("MOTCUA:hand-list\r"))
    assert len(stage.paper.cut) == papers + 1


def test_a_technician_may_have_it_whenever_there_is_paper(stage: Stage) -> None:
    press(stage)
    papers = len(stage.paper.cut)
    stage.to_kiosk(HandListWanted())
    assert len(stage.paper.cut) == papers + 1
    stage.paper.paper_out()
    stage.look_at_printer()
    stage.advance_to(stage.clock.wall_ms() + 9000)
    stage.to_kiosk(HandListWanted())
    view = stage.kiosk.view()
    assert (view.mode, view.text) == (
        "trouble",
        "Máy in chưa sẵn sàng. Vui lòng hỏi bàn hướng dẫn.",
    )


def test_the_list_survives_a_restart_of_the_kiosk_without_the_server(
    house: House, stage: Stage
) -> None:
    ask(stage, c.OpenCounter, ONE)
    for _ in range(3):
        press(stage)
    ask(stage, c.CallNext, ONE)
    stage.broker.cut()
    press(stage)
    store, settings = stage.kiosk._db, house.settings
    stage.kiosk._hand_list.keep()
    kiosk = stage.kiosk
    found = HandList(store, kiosk._series, settings, day=kiosk._day, clock=stage.clock)
    assert [one.label for one in found.waiting()] == ["1002", "1003", "1004"]


def test_a_kiosk_that_never_heard_the_server_today_lists_its_own_numbers(
    house: House, stage: Stage
) -> None:
    press(stage)
    stage.close()
    stage = Stage(house, begins=UnixMs(ms_of("2026-11-23", "07:30")))
    stage.broker.cut()
    stage.kiosk._hand_list._known = None
    press(stage, "CT")
    press(stage, "CT")
    assert listed(stage) == {"Chứng thực": ["2001", "2002"]}
    assert stage.kiosk._hand_list.paper().rules[0] == OWN_ONLY
    stage.close()


def test_nobody_is_lost_between_two_words_of_the_server(stage: Stage) -> None:
    """Numbers are on the list whether the server has told of them, or stored them, or neither."""
    ask(stage, c.OpenCounter, ONE)
    for _ in range(4):
        press(stage)
        waiting = [one.label for one in stage.server.view.waiting]
        assert listed(stage) == {"Tư pháp – Hộ tịch": waiting}
    stage.broker.cut()
    press(stage)
    stage.broker.mend()
    reply: Future[list[Answer]] = Future()
    call = c.CallNext(request=RequestId(new_id()), counter=ONE)
    stage.server.handle(Ask((call,), reply))
    stage.settle()
    assert listed(stage) == {"Tư pháp – Hộ tịch": ["1002", "1003", "1004", "1005"]}


@pytest.mark.parametrize("seed", range(20))
def test_the_order_is_the_one_in_which_the_server_would_have_called(seed: int) -> None:
    chance, play = random.Random(seed), Play()
    play.open(1, 2)
    for _ in range(20):
        play.issue("CT", priority=chance.random() < 0.5)
        if chance.random() < 0.3:
            play.serve(2)
    line = [
        InLine(
            label=one.label,
            service=one.service,
            ticket_class=one.ticket_class,
            overtaken=one.overtaken,
        )
        for one in play.office.waiting()
    ]
    by_hand = [one.label for one in in_turn(line, cap=play.settings.rules.overtaking_cap)]
    assert by_hand == [play.serve(2).label for _ in line]


def test_touches_that_are_too_slow_or_too_few_mean_nothing() -> None:
    corner = Corner()
    assert not any(corner.touched(Ticks(at)) for at in (0, 1000, 2000, 3000))
    assert not corner.touched(Ticks(4001))
    assert not any(corner.touched(Ticks(at)) for at in (10_000, 10_100, 10_200, 10_300))
    assert corner.touched(Ticks(10_400))
    assert not any(corner.touched(Ticks(at)) for at in range(11_000, 40_000, 300))


def test_the_day_is_printed_on_a_slip_when_the_administrator_orders_it_once(
    house: House, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    ask(stage, c.OpenCounter, ONE)
    for _ in range(12):
        press(stage)
        ask(stage, c.CallNext, ONE)
        ask(stage, c.Finish, ONE)
        stage.to_bridge(RatingTouched(1, "satisfied", stage.clock.monotonic_ms()))
        stage.advance_to(stage.clock.wall_ms() + 61_000)
    stage.advance_to(ms_of(DAY, "17:31"))
    journal = open_journal(house)
    report = reports_of(house, journal).day(DAY)
    journal.close()
    assert report is not None
    now = stage.clock.wall_ms()
    order = summary_order(report, house.settings, request=RequestId("press-1"), now_ms=now)
    slip = summary_of(order, house.settings.office)
    assert slip.day == "Ngày 20/11/2026, số liệu chốt lúc 17:30"
    assert slip.headline == "Hài lòng: 100% – trong đó Rất hài lòng: 0%"
    assert Fact("Hài lòng", "12") in slip.levels
    assert slip.by_service == (Fact("Tư pháp – Hộ tịch", "12/12 · 100% †"),)
    assert slip.qr == f"{DAY} {report.head}"
    papers = len(stage.paper.cut)
    for _ in range(2):
        stage.server.handle(Tell(KIOSK, DeviceCommand(order=order), Future()))
        stage.settle()
    assert len(stage.paper.cut) == papers + 1
    assert "the order press-1 came again and was done already" in caplog.text
    stage.paper.paper_out()
    stage.look_at_printer()
    late = msgspec.structs.replace(order, id="press-2")
    stage.server.handle(Tell(KIOSK, DeviceCommand(order=late), Future()))
    stage.settle()
    assert "the summary of a day is not printed: the printer is paper_end" in caplog.text
