"""Somebody at the kiosk who asks before taking a number, and somebody with two errands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import msgspec
import pytest
from house_of_tests import house_at
from on_the_stage import DAY, ask
from services.test_forged_facts import batch
from services.test_paper_out import slowly
from small_office import SETTINGS

from hardware.inputs import Scanned, ServicePressed, Touched
from hardware.printer.port import PrintResult
from hardware.speaker.keys import KEYS
from hardware.speaker.port import SpeakerStatus
from kiosk.texts import TEXTS
from kiosk.view import TOUCHES
from mot_cua.bus.port import Arrived
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, DayText, DeviceId, RequestId, ServiceCode, TicketId, UnixMs
from mot_cua.messages import TicketIssued
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.ticket import State, Ticket
from queue_server.service import Ask

REGISTER = (
    "code;service;name;time;fee;papers\n"
    "CT-01;CT;Chứng thực bản sao;Trong ngày;2.000 đồng/trang;Bản chính|Bản sao\n"
    "HT-01;HT;Đăng ký khai sinh;Trong ngày;Không thu;Tờ khai\n"
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    office = msgspec.structs.replace(SETTINGS.office, procedures="register.csv")
    house = house_at(tmp_path, msgspec.structs.replace(SETTINGS, office=office))
    made = Stage(house._replace(folder=tmp_path), begins=UnixMs(ms_of(DAY, "09:00")))
    yield made
    made.close()


def touch(stage: Stage, *targets: str) -> None:
    for target in targets:
        stage.advance_to(UnixMs(stage.clock.wall_ms() + 400))
        stage.to_kiosk(Touched(target))


def test_a_procedure_is_found_by_its_first_letters_and_printed_once(stage: Stage) -> None:
    touch(stage, "lookup", "type", *(f"letter:{letter}" for letter in "khai"))
    view = stage.kiosk.view()
    assert view.lookup is not None
    assert [row.name for row in view.lookup.rows] == ["Đăng ký khai sinh"]
    touch(stage, "procedure:HT-01")
    papers = len(stage.paper.cut)
    touch(stage, "print-procedure", "print-procedure")
    assert len(stage.paper.cut) == papers + 1
    assert stage.server.office.tickets == {}
    touch(stage, "home")
    assert stage.kiosk.view().mode == "choose"


def test_without_paper_a_procedure_is_read_and_not_printed(stage: Stage) -> None:
    stage.paper.open_cover()
    stage.settle()
    touch(stage, "lookup", "field:CT", "procedure:CT-01", "print-procedure")
    view = stage.kiosk.view()
    assert view.lookup is not None
    assert not view.lookup.is_sent
    assert ("Phí", "2.000 đồng/trang") in view.lookup.facts


def test_a_number_and_its_counter_are_said_to_whoever_asks(stage: Stage) -> None:
    stage.speaker.status = SpeakerStatus("ready")
    stage.to_kiosk(ServicePressed("DD"))
    touch(stage, "speak")
    assert stage.speaker.said == ["issued 3001", "nobody-ahead", "call-short 3001"]
    stage.speaker.said.clear()
    stage.to_kiosk(ServicePressed("CT"))
    touch(stage, "speak")
    assert stage.speaker.said == ["issued 2001", "nobody-ahead", "at-counter 1", "at-counter 2"]


def test_every_service_and_every_key_is_said_to_whoever_asks_for_help(stage: Stage) -> None:
    stage.speaker.status = SpeakerStatus("ready")
    touch(stage, "aids", "speak")
    assert stage.speaker.said == [
        "choose", "chosen HT", "chosen CT", "chosen DD", "priority",
        "key stark", "key low", "key back",
    ]  # fmt: skip
    stage.speaker.said.clear()
    touch(stage, "hear:service:CT", "hear:priority", "hear:turn:next", "hear:letter:k")
    assert stage.speaker.said == [
        "chosen CT", "at-counter 1", "at-counter 2", "key priority", "key turn-next",
    ]  # fmt: skip


def test_every_key_of_the_screen_but_letters_and_procedures_has_a_spoken_name() -> None:
    unnamed = {
        "service:<code>", "field:<code>", "letter:<letter>", "procedure:<code>", "staff",
        "visit:<leg>", "rating:<level>", "why:<reason>",
    }  # fmt: skip
    assert {one.replace(":", "-") for one in TOUCHES if one not in unnamed} == set(KEYS)
    on_screen = {"wake": "begin", "turn-next": "next", "turn-previous": "previous"}
    on_screen |= {"vote": "rate", "visit-none": "rate-none", "why-skip": "rate-skip"}
    on_screen["vote-end"] = "back"
    for name, spoken in KEYS.items():
        word = on_screen.get(name, name)
        if name != "language":
            assert spoken == (TEXTS["vi"][word], TEXTS["en"][word])


@pytest.mark.parametrize(
    ("happens", "words"), [("open_cover", "printer-fault"), ("paper_out", "no-paper")]
)
def test_what_is_the_matter_with_the_printer_is_said_before_the_page(
    stage: Stage, happens: str, words: str
) -> None:
    stage.speaker.status = SpeakerStatus("ready")
    getattr(stage.paper, happens)()
    stage.look_at_printer()
    touch(stage, "aids", "speak")
    assert stage.speaker.said[:2] == [words, "choose"]


def test_whoever_is_asked_whether_the_paper_came_hears_the_question_and_the_answers(
    stage: Stage,
) -> None:
    stage.speaker.status = SpeakerStatus("ready")
    slow = slowly(stage)
    stage.to_kiosk(ServicePressed("DD"))
    [(job, _)] = slow.jobs
    stage.to_kiosk(PrintResult(job_id=job, outcome="unconfirmed", status=slow.status))
    assert stage.kiosk.view().mode == "ask"
    stage.speaker.said.clear()
    touch(stage, "speak")
    assert stage.speaker.said[-3:] == ["came-out", "key got-it", "key reprint"]


def test_when_the_last_number_is_given_out_the_button_says_so_before_anybody_presses(
    stage: Stage,
) -> None:
    stage.speaker.status = SpeakerStatus("ready")
    last = stage.kiosk._series._last
    stage.kiosk._series.not_before(DayText(DAY), {ServiceCode("DD"): last - 1})
    assert [one.is_full for one in stage.kiosk.view().services] == [False, False, False]
    stage.to_kiosk(ServicePressed("DD"))
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 20_000))
    assert [one.is_full for one in stage.kiosk.view().services] == [False, False, True]
    stage.speaker.said.clear()
    touch(stage, "hear:service:DD", "service:DD")
    assert stage.speaker.said == ["chosen DD", "full"]
    assert stage.kiosk.view().text == (
        "Đã hết số của lĩnh vực này hôm nay. Vui lòng hỏi bàn hướng dẫn."
    )


@pytest.mark.parametrize("touches", [["second"], []])
def test_who_shows_one_paper_takes_a_second_that_waits_while_the_first_is_served(
    stage: Stage, touches: list[str]
) -> None:
    stage.to_kiosk(ServicePressed("DD"))
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 20_000))
    stage.to_kiosk(Scanned("3001"))
    assert stage.kiosk.view().mode == "scanned"
    touch(stage, *touches)
    stage.to_kiosk(ServicePressed("CT"))
    for counter in (2, 3):
        ask(stage, c.OpenCounter, CounterNo(counter))
    ask(stage, c.CallNext, CounterNo(3))
    by_label = {one.label: one for one in stage.server.office.tickets.values()}
    assert by_label["2001"].party == by_label["3001"].id
    assert by_label["2001"].state.value == "waiting"
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 60_000))
    stage.to_kiosk(ServicePressed("HT"))
    assert {one.party for one in stage.server.office.tickets.values() if one.service == "HT"} == {
        None
    }


KEY = "vG9x_3kD0sPq-7LmNb2RtA"
"""What the QR of a paper carries."""


def other_kiosk(stage: Stage, service: str, number: int) -> Ticket:
    """Let a second kiosk of the office give out a number."""
    label = f"{'123'[['HT', 'CT', 'DD'].index(service)]}{number}"
    fact = TicketIssued(
        ticket=TicketId(f"other-{number}"), request=RequestId(f"press-{number}"),
        day=DayText(DAY), service=ServiceCode(service), number=number, label=label, token=KEY,
    )  # fmt: skip
    stage.to_server(Arrived(batch(fact, stream=f"other-{number}"), DeviceId("kiosk-2"), None))
    return stage.server.office.tickets[fact.ticket]


def desk(stage: Stage, service: str) -> Ticket:
    """Let an officer give out a number of the server's own range."""
    request = RequestId("at the desk")
    order = c.IssueAtDesk(
        request=request, ticket=TicketId("desk-1"), service=ServiceCode(service), token=KEY
    )
    stage.to_server(Ask((order,), Future()))
    return stage.server.office.tickets[order.ticket]


@pytest.mark.parametrize("read", ["label", "qr"])
@pytest.mark.parametrize("issuer", [partial(other_kiosk, number=451), desk])
def test_a_paper_of_any_machine_is_the_first_of_two_errands(
    stage: Stage, issuer: Callable[..., Ticket], read: str
) -> None:
    ask(stage, c.OpenCounter, CounterNo(3))
    land = issuer(stage, service="DD")
    qr = f"https://mot-cua.duc-thuong/t/{KEY}"
    stage.to_kiosk(Scanned(land.label if read == "label" else qr))
    view = stage.kiosk.view()
    assert (view.mode, view.label, view.service) == ("scanned", land.label, "Đất đai")
    assert view.text == f"Số {land.label} chưa được gọi. Vui lòng tiếp tục chờ."
    touch(stage, "second")
    stage.to_kiosk(ServicePressed("CT"))
    [papers] = [one for one in stage.server.office.tickets.values() if one.service == "CT"]
    assert papers.party == land.id


def test_an_absent_paper_of_another_machine_waits_again_too(stage: Stage) -> None:
    ask(stage, c.OpenCounter, CounterNo(3))
    land = other_kiosk(stage, "DD", 451)
    absent(stage, land.label)
    assert stage.kiosk.view().text == f"Số {land.label} được chờ lại. Vui lòng chờ gọi tại quầy 3."
    assert stage.server.office.tickets[land.id].state is State.WAITING


@pytest.mark.parametrize("text", ["3999", "y" * 22])
def test_what_looks_like_a_paper_and_is_none_of_today_is_not_recognised(
    stage: Stage, text: str
) -> None:
    stage.to_kiosk(Scanned(text))
    view = stage.kiosk.view()
    assert (view.mode, view.text) == (
        "trouble",
        "Không nhận ra phiếu này. Phiếu chỉ có giá trị trong ngày.",
    )


@pytest.mark.parametrize(
    "text", ["001090012345|012345678|Nguyễn Văn An|01011990|Nam|12/3 phố Chợ", "123456789012", ""]
)
def test_what_stands_on_other_papers_never_leaves_the_kiosk(stage: Stage, text: str) -> None:
    before = stage.server.journal.last
    stage.to_kiosk(Scanned(text))
    assert stage.kiosk.view().mode == "trouble"
    assert stage.server.journal.last == before


def test_without_the_server_a_paper_of_another_machine_is_left_to_the_desk(stage: Stage) -> None:
    land = other_kiosk(stage, "DD", 451)
    stage.broker.cut()
    stage.settle()
    stage.to_kiosk(Scanned(land.label))
    words = "Mất kết nối, chưa xem được phiếu này. Vui lòng hỏi bàn hướng dẫn."
    assert stage.kiosk.view().text == words


def absent(stage: Stage, label: str) -> None:
    """Call a number three times in vain."""
    ask(stage, c.CallNext, CounterNo(3))
    for _ in range(2):
        stage.advance_to(UnixMs(stage.clock.wall_ms() + 16_000))
        ask(stage, c.Recall, CounterNo(3))
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 60_000))
    ask(stage, c.MarkAbsent, CounterNo(3))
    stage.to_kiosk(Scanned(label))


def test_an_absent_paper_is_told_that_it_waits_again_and_later_which_desk_helps(
    stage: Stage,
) -> None:
    ask(stage, c.OpenCounter, CounterNo(3))
    stage.to_kiosk(ServicePressed("DD"))
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 20_000))
    absent(stage, "3001")
    assert stage.kiosk.view().text == "Số 3001 được chờ lại. Vui lòng chờ gọi tại quầy 3."
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 20_000))
    absent(stage, "3001")
    assert stage.kiosk.view().text == "Số 3001 đã quay lại một lần. Vui lòng hỏi quầy 3."


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (None, "Số 3001 chưa được gọi. Vui lòng tiếp tục chờ."),
        (c.CallNext, "Số 3001 đang được mời. Mời quý công dân đến quầy 3."),
    ],
)
def test_a_paper_that_is_not_absent_is_told_where_it_stands(
    stage: Stage, happens: type[c.Command] | None, words: str
) -> None:
    ask(stage, c.OpenCounter, CounterNo(3))
    stage.to_kiosk(ServicePressed("DD"))
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 20_000))
    if happens is not None:
        ask(stage, happens, CounterNo(3))
    stage.to_kiosk(Scanned("3001"))
    assert stage.kiosk.view().text == words


def test_without_the_server_a_scanned_paper_is_thanked_for_and_promised_nothing(
    stage: Stage,
) -> None:
    stage.to_kiosk(ServicePressed("DD"))
    stage.advance_to(UnixMs(stage.clock.wall_ms() + 20_000))
    stage.broker.cut()
    stage.to_kiosk(Scanned("3001"))
    assert stage.kiosk.view().text.startswith("Đã nhận phiếu.")
