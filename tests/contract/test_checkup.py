"""What the doctor finds travels with the heartbeat; looking never holds a program up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.bus.port import Arrived, Interest
from mot_cua.bus.uplink import HEARTBEAT_MS, Uplink
from mot_cua.checkup import Checkup
from mot_cua.clock import ManualClock
from mot_cua.errors import DeviceError
from mot_cua.ids import SERVER, DeviceId
from mot_cua.messages import DeviceStatus, Finding, decode, encode

WARM = Finding("temperature", "look", "71 °C", "let air to it")


def test_a_heartbeat_says_what_the_last_checkup_found() -> None:
    broker, clock = LocalBroker(), ManualClock()
    heard: list[DeviceStatus] = []

    def note(item: object) -> bool:
        if isinstance(item, Arrived) and isinstance(item.message, DeviceStatus):
            heard.append(item.message)
        return True

    found: list[Finding] = []
    LocalBus(broker, "office", SERVER).start(
        note, interests=(Interest(DeviceStatus),), will=DeviceStatus(**STATUS, online=False)
    )
    line = LocalBus(broker, "office", DeviceId("board-1"))
    uplink = Uplink(
        device=DeviceId("board-1"),
        role="display",
        bus=line,
        clock=clock,
        boot="one boot",
        findings=lambda: tuple(found),
    )
    uplink.start(lambda _: True)
    uplink.beat()
    broker.pump()
    found.append(WARM)
    clock.advance(HEARTBEAT_MS)
    uplink.tick()
    broker.pump()
    assert [one.findings for one in heard if one.online] == [(), (WARM,)]


STATUS = {"boot": "one boot", "role": "server"}


def test_an_older_program_says_nothing_of_a_checkup_and_is_understood() -> None:
    old = b'{"online":true,"boot":"x","role":"kiosk"}'
    assert decode(DeviceStatus, old).findings == ()
    told = DeviceStatus(online=True, boot="x", role="kiosk", findings=(WARM,))
    assert decode(DeviceStatus, encode(told)) == told


def test_a_checkup_looks_again_and_again_and_keeps_the_last_answer() -> None:
    looks, may_go_on = [], threading.Event()

    def look() -> Iterator[Finding]:
        looks.append(len(looks))
        if len(looks) == 3:
            may_go_on.set()
        yield Finding("disk", "ok", f"look {len(looks)}")

    with Checkup(look, every=0.001) as checkup:
        assert may_go_on.wait(10)
    assert checkup()[0].part == "disk"
    assert checkup() is checkup.findings


def test_a_checkup_that_fails_is_told_once_and_the_last_answer_stays(
    caplog: pytest.LogCaptureFixture,
) -> None:
    looks, has_failed = [0], threading.Event()

    def look() -> Iterator[Finding]:
        looks[0] += 1
        if looks[0] == 1:
            yield WARM
            return
        if looks[0] == 3:
            has_failed.set()
        raise DeviceError("the sensor is gone")

    with caplog.at_level(logging.WARNING), Checkup(look, every=0.001) as checkup:
        assert has_failed.wait(10)
    assert checkup() == (WARM,)
    assert "the checkup of this computer came to no end: the sensor is gone" in caplog.text
