"""Ticket, phone and board say where to complain, when the office file names a number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from small_office import SETTINGS
from web.pages_office import PagesOffice

from config.settings import OfficeSettings
from mot_cua.bus.local import LocalBus
from mot_cua.bus.port import Arrived, Interest
from mot_cua.ids import DeviceId
from mot_cua.messages import DeviceStatus, OfficeState
from queue_server.notices import standing_notices

HOTLINE = "0219.3862.666"


def named(**fields: object) -> OfficeSettings:
    return msgspec.structs.replace(SETTINGS.office, **fields)


@pytest.mark.parametrize(
    ("fields", "notices"),
    [
        ({}, ()),
        ({"notices": ("Giữ phiếu.",)}, ("Giữ phiếu.",)),
        ({"hotline": HOTLINE}, (f"Phản ánh, kiến nghị: {HOTLINE}",)),
        (
            {"hotline": HOTLINE, "notices": (f"Đường dây nóng {HOTLINE}.",)},
            (f"Đường dây nóng {HOTLINE}.",),
        ),
    ],
)
def test_a_number_to_complain_at_is_said_once(
    fields: dict[str, object], notices: tuple[str, ...]
) -> None:
    assert standing_notices(named(**fields)) == notices


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    settings = msgspec.structs.replace(SETTINGS, office=named(hotline=HOTLINE))
    made = PagesOffice(tmp_path, settings)
    yield made
    made.switch_off()


def test_boards_are_told_it_and_phones_show_it(office: PagesOffice) -> None:
    told: list[OfficeState] = []

    def take(item: object) -> None:
        if isinstance(item, Arrived) and isinstance(item.message, OfficeState):
            told.append(item.message)

    broker = office.server._bus._broker  # type: ignore[attr-defined]
    board = LocalBus(broker, office.settings.office.id, DeviceId("board-1"))
    board.start(
        take,
        interests=(Interest(OfficeState),),
        will=DeviceStatus(online=False, boot="b", role="display"),
    )
    broker.pump()
    assert told[-1].notices == (f"Phản ánh, kiến nghị: {HOTLINE}",)
    office.issue("HT")
    stranger = office.client(None)
    assert f"Phản ánh, kiến nghị: {HOTLINE}" in stranger.get("/t/token-of-1001").text
    assert f"Phản ánh, kiến nghị: {HOTLINE}" in stranger.get("/t/no-such-token").text
    assert HOTLINE in stranger.get("/public").text
