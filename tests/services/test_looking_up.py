"""Somebody at the kiosk who asks before taking a number, and somebody with two errands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from house_of_tests import house_at
from on_the_stage import DAY, ask
from small_office import SETTINGS

from hardware.inputs import Scanned, ServicePressed, Touched
from hardware.speaker.port import SpeakerStatus
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, UnixMs
from office.simulate.stage import Stage
from queue_server.core import commands as c

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


def test_every_service_is_said_to_whoever_asks_for_help(stage: Stage) -> None:
    stage.speaker.status = SpeakerStatus("ready")
    touch(stage, "aids", "speak", "hear:service:CT")
    assert stage.speaker.said == ["choose", "chosen HT", "chosen CT", "chosen DD", "chosen CT"]


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
