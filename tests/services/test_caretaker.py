"""Who was let in or shut out stands in the journal, once, whoever did it and whenever."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from config.house import House
from mot_cua.ids import DeviceId, UnixMs
from mot_cua.passwords import lock_of
from mot_cua.register import Register
from office.simulate.stage import Stage
from queue_server import caretaker
from queue_server.caretaker import Caretaker
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.program import open_journal

KIOSK = DeviceId("kiosk-1")


def changes_of(house: House) -> list[tuple[str, str, str]]:
    journal = open_journal(house)
    events = [row.event for row in journal.read(after_seq=0)]
    journal.close()
    return [(x.device, x.change, x.by) for x in events if isinstance(x, e.AccessChanged)]


def teller(stage: Stage) -> Callable[[object], bool]:
    def post(item: object) -> bool:
        stage.to_server(item)
        return True

    return post


def test_every_line_of_the_register_stands_in_the_journal_once(house: House, stage: Stage) -> None:
    register = Register(house.data / "broker")
    lock = lock_of("secret")
    register.add(KIOSK, "enrolled", lock=lock, by="thanh", at_ms=UnixMs(5))
    keeper = Caretaker(register, post=teller(stage))
    keeper.look()
    register.add(KIOSK, "revoked", lock=None, by="root", at_ms=UnixMs(6))
    keeper.look()
    keeper.look()
    # Another start of the server reads the register from its beginning.
    Caretaker(register, post=teller(stage)).look()
    stage.close()
    assert changes_of(house) == [("kiosk-1", "enrolled", "thanh"), ("kiosk-1", "revoked", "root")]


def test_what_the_server_has_no_room_for_is_told_again(tmp_path: Path) -> None:
    register, heard = Register(tmp_path), list[c.NoteAccess]()
    register.add(KIOSK, "revoked", lock=None, by="root", at_ms=UnixMs(6))
    has_room = [False]

    def post(item: object) -> bool:
        if has_room[0]:
            assert isinstance(item, c.NoteAccess)
            heard.append(item)
        return has_room[0]

    keeper = Caretaker(register, post=post)
    keeper.look()
    assert heard == []
    has_room[0] = True
    keeper.look()
    assert [(one.number, one.change) for one in heard] == [(1, "revoked")]


def test_certificates_are_minded_at_the_start_and_some_times_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def renew() -> bool:
        asked.append(1)
        return True

    keeper = Caretaker(Register(tmp_path), post=lambda _: True, renew=renew)
    keeper.look()
    keeper.look()
    assert len(asked) == 1
    monkeypatch.setattr(caretaker, "CERTIFICATES_EVERY_MS", 0)
    Caretaker(Register(tmp_path), post=lambda _: True, renew=renew).look()
    assert len(asked) == 2


def test_a_damaged_register_is_an_error_in_the_log_and_the_server_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "register.jsonl").write_text("{}\n")
    with caplog.at_level(logging.ERROR):
        Caretaker(Register(tmp_path), post=lambda _: True).look()
    assert "register.jsonl:1: Object missing required field" in caplog.text
