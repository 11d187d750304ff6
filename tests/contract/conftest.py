"""Three worlds in which the same stories must come out the same, and a broker that misbehaves.

Brokers listen on free loopback ports. Each story gets a fresh one (0.05 s), so that no retained
message of one story is heard in another.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

import mot_cua
from mot_cua.accounts import Accounts, Seat
from mot_cua.broker import EmbeddedBroker, SupervisedBroker, reload_running
from mot_cua.broker_config import mosquitto_config
from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.bus.mqtt import MqttBus
from mot_cua.bus.port import Arrived, Connected
from mot_cua.clock import SystemClock
from mot_cua.ids import CounterNo, DeviceId, UnixMs
from mot_cua.messages import DeviceStatus

OFFICE = "duc-thuong"
SEATS = (
    Seat(DeviceId("server"), "server"),
    Seat(DeviceId("kiosk-1"), "kiosk"),
    Seat(DeviceId("kiosk-2"), "kiosk"),
    Seat(DeviceId("unit-3"), "unit", (CounterNo(3),)),
    Seat(DeviceId("board-1"), "display"),
    Seat(DeviceId("rogue"), "server"),
)
PATIENCE_MS = 8_000
NO_MOSQUITTO = "NOT TESTED: mosquitto missing – apt-get install mosquitto"


def eventually(claim, patience_ms=PATIENCE_MS):
    """Wait until `claim()` is true; fail with its name when it stays false."""
    clock, pause = SystemClock(), threading.Event()
    deadline = clock.monotonic_ms() + patience_ms
    while not claim():
        assert clock.monotonic_ms() < deadline, f"never came true: {claim}"
        pause.wait(0.005)


class Ear:
    """What one program was told by its bus, in order."""

    def __init__(self):
        self.events = []

    def __call__(self, event):
        self.events.append(event)

    def heard(self, kind):
        return [
            one for one in list(self.events) if isinstance(one, Arrived) and type(one[0]) is kind
        ]

    def count(self, kind):
        return sum(isinstance(one, kind) for one in list(self.events))


class Member:
    """A device on the bus: says its birth after each connect, as every program does."""

    def __init__(self, bus, device, role):
        self.bus, self.device, self.role, self.ear = bus, device, role, Ear()

    def start(self, *interests):
        will = DeviceStatus(online=False, boot="boot-1", role=self.role)
        self.bus.start(self._on_event, interests=interests, will=will)
        return self

    def _on_event(self, event):
        self.ear(event)
        if isinstance(event, Connected):
            self.say_birth()

    def say_birth(self):
        birth = DeviceStatus(online=True, boot="boot-1", role=self.role)
        self.bus.publish(birth, device=self.device)


class World:
    """Makes members, breaks things, mends them."""

    def __init__(self):
        self.members = []

    def make_member(self, device):
        role = next(one.role for one in SEATS if one.device == device)
        self.members.append(Member(self.make_bus(device), device, role))
        return self.members[-1]

    def member(self, device, *interests):
        member = self.make_member(device).start(*interests)
        self.until(lambda: member.bus.is_connected and member.ear.events)
        return member

    def close(self):
        for member in self.members:
            member.bus.close()


class LocalWorld(World):
    """One process, no threads; nothing moves but by `pump`."""

    def __init__(self):
        super().__init__()
        self.broker = LocalBroker()

    def make_bus(self, device):
        return LocalBus(self.broker, OFFICE, device)

    def until(self, claim):
        self.broker.pump()
        assert claim()

    def inject(self, topic, payload):
        self.broker.accept(topic, payload, is_retained=False)

    def vanish(self, member):
        member.bus.lose("the cable was pulled")

    def come_back(self, member):
        member.bus.connect()

    def kill_broker(self):
        self.broker.cut()
        self.broker.retained.clear()

    def restart_broker(self):
        self.broker.mend()


class WireWorld(World):
    """A real broker on loopback, and real sockets."""

    def __init__(self, broker, accounts, kind="nats"):
        super().__init__()
        self.broker, self.accounts, self.kind = broker, accounts, kind
        broker.start()

    def make_bus(self, device, **changed):
        account = self.accounts.of(device)
        settings = {"username": device, "password": account.password} | changed
        return MqttBus(
            office=OFFICE, device=device, host="127.0.0.1", port=self.broker.port, **settings
        )

    def join(self, device, bus, *interests):
        """Let a device of a story's own join, as `member` does."""
        role = next(one.role for one in SEATS if one.device == device)
        member = Member(bus, device, role).start(*interests)
        self.members.append(member)
        self.until(lambda: bus.is_connected)
        return member

    def renew(self, accounts):
        """Give the running broker other accounts."""
        assert write_config(self.kind, self.broker, accounts)

    def until(self, claim):
        eventually(claim)

    def raw(self, device, **login):
        """A paho client with nothing of ours around it; `login` may lie about name or password."""
        client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=f"raw-{device}", reconnect_on_failure=False
        )
        password = login.get("password", self.accounts.of(device).password)
        client.username_pw_set(login.get("name", device), password)
        return client

    def inject(self, topic, payload):
        client = self.raw("rogue")
        client.connect("127.0.0.1", self.broker.port)
        client.loop_start()
        sent = client.publish(topic, payload, qos=1)
        try:
            sent.wait_for_publish(2 if len(payload) < 500_000 else 0.3)
        except RuntimeError:
            assert len(payload) > 500_000, "only what is too long may cut its sender off"
        client.disconnect()
        client.loop_stop()

    def vanish(self, member):
        member.bus._line.socket().shutdown(socket.SHUT_RDWR)

    def come_back(self, member):
        """It does by itself."""

    def kill_broker(self):
        self.broker._process.kill()
        self.broker._process.wait()

    def restart_broker(self):
        self.broker.start()

    def close(self):
        super().close()
        self.broker.stop()


@pytest.fixture(scope="session")
def accounts(tmp_path_factory):
    return Accounts.load_or_make(tmp_path_factory.mktemp("accounts"), SEATS, at_ms=UnixMs(1))


@pytest.fixture
def free_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def make_broker(kind, tmp_path, accounts, port, tls=None):
    if kind == "nats":
        return EmbeddedBroker(
            office=OFFICE, accounts=tuple(accounts), directory=tmp_path, port=port, tls=tls
        )
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        pytest.skip(NO_MOSQUITTO)
    config = mosquitto_config(
        tmp_path, office=OFFICE, accounts=tuple(accounts), host="127.0.0.1", port=port, tls=tls
    )
    return SupervisedBroker(
        (program, "-c", str(config)),
        host="127.0.0.1",
        port=port,
        login=accounts.of("server"),
        directory=tmp_path,
        tls=tls,
    )


def write_config(kind, broker, accounts):
    """Write a running broker's accounts anew and have it read them; tell whether it could."""
    place = {"office": OFFICE, "accounts": tuple(accounts), "host": broker.host}
    folder = broker.log.parent
    if kind == "nats":
        return EmbeddedBroker(**place, directory=folder, port=broker.port).renew()
    return reload_running(mosquitto_config(folder, **place, port=broker.port))


ON_THE_WIRE = [
    pytest.param("nats", marks=pytest.mark.broker),
    pytest.param("mosquitto", marks=pytest.mark.broker),
]


@pytest.fixture(params=ON_THE_WIRE)
def wire(request, tmp_path, accounts, free_port):
    """A real broker, for what only a real one can show."""
    world = WireWorld(
        make_broker(request.param, tmp_path, accounts, free_port), accounts, request.param
    )
    yield world
    world.close()


@pytest.fixture(params=["local", *ON_THE_WIRE])
def world(request, tmp_path, accounts, free_port):
    """Every kind of bus in turn."""
    if request.param == "local":
        world = LocalWorld()
    else:
        world = WireWorld(
            make_broker(request.param, tmp_path, accounts, free_port), accounts, request.param
        )
    yield world
    world.close()


@pytest.fixture
def run_child():
    """Start Python programs of a few lines that can be killed; none is left behind."""
    children = []

    def start(program, *arguments):
        paths = [str(Path(mot_cua.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        children.append(
            subprocess.Popen(
                [sys.executable, "-c", program, *map(str, arguments)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
                text=True,
            )
        )
        return children[-1]

    yield start
    for child in children:
        child.kill()
        child.communicate()


@pytest.fixture(name="eventually")
def eventually_fixture():
    return eventually
