"""The record of a hand-over comes out of a kiosk's printer, once, for two signatures."""

from __future__ import annotations

from concurrent.futures import Future

from config.house import House
from kiosk.staff import hand_over_of
from mot_cua.ids import DeviceId, RequestId, UnixMs
from mot_cua.messages import DeviceCommand, PrintHandOver, SlipFact, TriedItem
from office.simulate.stage import Stage
from queue_server.service import Tell


def order_at(now: UnixMs) -> PrintHandOver:
    return PrintHandOver(
        id=RequestId("press-1"),
        issued_ms=now,
        expires_ms=UnixMs(now + 60_000),
        dated="Đức Thượng, ngày 20 tháng 11 năm 2026",
        items=(
            TriedItem(text="Máy lấy số kiosk-1 in được phiếu", is_ok=True),
            TriedItem(text="Bộ nút quầy 3: đèn sáng", is_ok=False, remedy="thay dây, 25/11"),
        ),
        devices=(SlipFact(label="Phần mềm Một Cửa", value="0.1.0"),),
        giver="Trần Văn Bình",
        taker="Lê Thị Mai",
    )


def test_a_hand_over_is_printed_once_with_the_names_of_both_sides(
    house: House, stage: Stage
) -> None:
    order = order_at(stage.clock.wall_ms())
    paper = hand_over_of(order, house.settings.office)
    assert [(one.text, one.is_ok, one.remedy) for one in paper.findings] == [
        ("Máy lấy số kiosk-1 in được phiếu", True, ""),
        ("Bộ nút quầy 3: đèn sáng", False, "thay dây, 25/11"),
    ]
    assert [(one.title, one.name) for one in paper.signers] == [
        ("BÊN GIAO", "Trần Văn Bình"),
        ("BÊN NHẬN", "Lê Thị Mai"),
    ]
    papers = len(stage.paper.cut)
    for _ in range(2):
        stage.server.handle(Tell(DeviceId("kiosk-1"), DeviceCommand(order=order), Future()))
        stage.settle()
    assert len(stage.paper.cut) == papers + 1
