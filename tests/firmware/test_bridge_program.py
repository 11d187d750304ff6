"""`mot-cua bridge` as a process, with a real broker above it and real firmware below."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from firmware.conftest import eventually
from firmware.pico import Pico
from firmware.wire import Wire
from small_office import SETTINGS

from config.house import seats
from config.reader import settings_of
from firmware_bridge.service import Bridge
from hardware.inputs import RatingTouched
from mot_cua.accounts import Accounts
from mot_cua.broker import EmbeddedBroker
from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.bus.mqtt import MqttBus
from mot_cua.bus.port import Arrived, BusEvent, Connected, Interest
from mot_cua.clock import ManualClock
from mot_cua.ids import CounterNo, DeviceId, LegId, ServiceCode, Ticks, UnixMs
from mot_cua.messages import (
    Call,
    CounterRequest,
    CounterState,
    DeviceStatus,
    Facts,
    FactsStored,
    Message,
    RatingPressed,
    RatingWindow,
)
from mot_cua.store import open_store
from office.launch import free_port

ROOT = Path(__file__).parents[2]
SMALL = (ROOT / "tests/data/small-office.toml").read_text(encoding="utf-8")
ONE = CounterNo(1)


class Server:
    """The queue server's side of the broker, by hand."""

    def __init__(self, bus: MqttBus | LocalBus) -> None:
        self.bus, self.heard = bus, list[BusEvent]()
        interests = (Interest(Facts), Interest(CounterRequest), Interest(DeviceStatus))
        bus.start(self._hear, interests=interests, will=self._status(online=False))

    def _hear(self, event: BusEvent) -> None:
        self.heard.append(event)
        if isinstance(event, Connected):
            self.bus.publish(self._status(online=True), device=DeviceId("server"))
        if isinstance(event, Arrived) and isinstance(event.message, Facts):
            batch = event.message
            stored = FactsStored(stream=batch.stream, upto=batch.facts[-1].seq)
            self.bus.publish(stored, device=event.device)

    def _status(self, *, online: bool) -> DeviceStatus:
        return DeviceStatus(online=online, boot="b", role="server")

    def say(self, message: Message) -> None:
        assert self.bus.publish(message, counter=ONE)

    def messages(self, kind: type[Message]) -> list[Message]:
        found = [one.message for one in list(self.heard) if isinstance(one, Arrived)]
        return [one for one in found if isinstance(one, kind)]

    def pressed(self) -> list[tuple[str, str | None]]:
        """Return level and leg of each fact, repeated deliveries once."""
        facts = [one for batch in self.messages(Facts) for one in batch.facts]  # type: ignore[attr-defined]
        by_id = {one.id: one.body for one in facts}
        return [(one.level, one.leg) for one in by_id.values() if isinstance(one, RatingPressed)]


class Office:
    """A broker, a server by hand, a bridge as a process, a unit on a cable."""

    def __init__(self, folder: Path) -> None:
        self.wire = Wire(folder)
        self.pico = Pico(folder, self.wire.units[0].path)
        self._file, self._data = folder / "office.toml", folder / "data"
        self._file.write_text(
            SMALL + f"[[bridge]]\nid = 'bridge-1'\nkind = 'serial'\npath = '{self.wire.path}'\n",
            encoding="utf-8",
        )
        settings = settings_of(self._file.read_text(encoding="utf-8"), "office.toml")
        accounts = Accounts.load_or_make(self._data, seats(settings), at_ms=UnixMs(1))
        self.broker = EmbeddedBroker(
            office=settings.office.id,
            accounts=tuple(accounts),
            directory=folder / "nats",
            port=free_port(),
        )
        self.broker.start()
        bus = MqttBus(
            office=settings.office.id,
            device=DeviceId("server"),
            host="127.0.0.1",
            port=self.broker.port,
            username="server",
            password=accounts.of(DeviceId("server")).password,
        )
        self.server = Server(bus)
        self.start_bridge()

    def start_bridge(self) -> None:
        options = {
            "--id": "bridge-1",
            "--office": self._file,
            "--data": self._data,
            "--broker": f"127.0.0.1:{self.broker.port}",
        }
        words = [str(one) for pair in options.items() for one in pair]
        self.bridge = subprocess.Popen(
            [sys.executable, "-m", "office", "bridge", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        self.bridge.send_signal(signal.SIGTERM)
        assert self.bridge.wait(timeout=20) in {0, -signal.SIGKILL}
        self.server.bus.close()
        self.broker.stop()
        self.pico.power_off()
        self.wire.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "data" / "broker").mkdir(parents=True)
    office = Office(tmp_path)
    yield office
    office.close()


def calls(label: str) -> CounterState:
    call = Call(label=label, service=ServiceCode("HT"), counter=1)
    return CounterState(seq=1, state="open", call=call)


def invites(label: str) -> RatingWindow:
    return RatingWindow(seq=2, leg=LegId(f"{label}/1"), label=label)


@pytest.mark.broker
@pytest.mark.process
def test_a_citizen_rates_at_a_real_unit_and_an_officer_calls_with_its_key(office: Office) -> None:
    pico, server = office.pico, office.server
    eventually(lambda: server.messages(DeviceStatus))
    server.say(calls("1001"))
    eventually(lambda: pico.digits == "1001")
    server.say(CounterState(seq=3, state="open"))
    server.say(invites("1001"))
    eventually(lambda: min(pico.lamps) > 0)
    pico.press(0)
    eventually(lambda: server.pressed() == [("very-satisfied", "1001/1")])
    eventually(lambda: pico.lamps == [100, 0, 0, 0])
    pico.press("next")
    eventually(lambda: server.messages(CounterRequest))
    assert server.messages(CounterRequest)[0].action == "next"  # type: ignore[attr-defined]


@pytest.mark.broker
@pytest.mark.process
def test_a_bridge_that_is_killed_leaves_no_number_and_comes_back_with_the_right_one(
    office: Office,
) -> None:
    pico, server = office.pico, office.server
    eventually(lambda: server.messages(DeviceStatus))
    server.say(calls("1001"))
    eventually(lambda: pico.digits == "1001")
    office.bridge.kill()
    office.bridge.wait()
    eventually(lambda: pico.digits == " -- ")
    pico.press(0)
    server.say(calls("1002"))
    office.start_bridge()
    eventually(lambda: pico.digits == "1002")
    pico.press(1)
    eventually(lambda: server.pressed() == [("satisfied", None)])


@pytest.mark.parametrize(
    ("invited", "leg"), [("1001", "1001/1"), (None, "1001/1"), ("1000", None), ("", None)]
)
def test_a_press_rates_only_the_number_that_its_panel_invited(
    tmp_path: Path, invited: str | None, leg: str | None
) -> None:
    broker, clock = LocalBroker(), ManualClock()
    server = Server(LocalBus(broker, SETTINGS.office.id, DeviceId("server")))
    bridge = Bridge(
        device=DeviceId("bridge-1"),
        units={},
        db=open_store(tmp_path / "bridge.db"),
        bus=LocalBus(broker, SETTINGS.office.id, DeviceId("bridge-1")),
        clock=clock,
        boot="b",
        post=lambda _: True,
    )
    bridge.start()
    bridge.handle(Connected())
    bridge.handle(Arrived(invites("1001"), counter=ONE))
    settled: list[tuple[bool, int]] = []

    def settle(is_kept: bool) -> None:
        settled.append((is_kept, bridge._outbox.depth))

    bridge.handle(RatingTouched(1, "neutral", Ticks(0), invited, settle))
    assert settled == [(True, 1)], "the unit may forget it when it is on our disk, and not before"
    bridge.tick()
    broker.pump()
    bridge.stop()
    assert server.pressed() == [("neutral", leg)]
