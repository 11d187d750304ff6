"""What an account may do, proven by what arrives: a broker's "granted" proves nothing."""

import itertools

import pytest

from mot_cua.bus.port import Connected, Disconnected, Interest
from mot_cua.ids import CounterNo, DayText, DeviceId, RequestId, UnixMs
from mot_cua.messages import (
    CalendarState,
    CounterRequest,
    CounterState,
    DeviceCommand,
    DeviceStatus,
    Facts,
    FactsStored,
    Identify,
    LineState,
    OfficeState,
    QueueState,
    RatingWindow,
    VisitsState,
    encode,
)
from mot_cua.topics import ROUTES, topic_of

OFFICE = "duc-thuong"
ROOT = f"motcua/v1/{OFFICE}"
ORDER = Identify(id=RequestId("press-1"), issued_ms=UnixMs(1), expires_ms=UnixMs(2))
SAMPLES = (
    DeviceStatus(online=True, boot="boot-2", role="kiosk"),
    Facts(stream="stream-1", boot="b", sent_wall_ms=UnixMs(1), sent_mono_ms=1, facts=()),
    FactsStored(stream="stream-1", upto=1),
    DeviceCommand(order=ORDER),
    OfficeState(seq=1, day=DayText("2026-11-21")),
    CalendarState(seq=1),
    QueueState(seq=1),
    LineState(seq=1),
    VisitsState(seq=1),
    CounterState(seq=1, state="open"),
    RatingWindow(seq=1),
    CounterRequest(request=RequestId("press-1"), action="next"),
)
SAMPLE = {type(one): one for one in SAMPLES}
OF_ROLE = {"server": "server", "kiosk": "kiosk-1", "unit": "unit-3", "display": "board-1"}


class Raw:
    """A bare client that remembers what it was answered and what it heard."""

    def __init__(self, world, device, **settings):
        self.codes, self.topics, self.world = [], [], world
        self.client = world.raw(device, **settings)
        self.client.on_connect = lambda _c, _d, _f, code, _p: self.codes.append(code.value)
        self.client.on_message = lambda _c, _d, raw: self.topics.append(raw.topic)
        self.client.connect("127.0.0.1", world.broker.port)
        self.asked = self.answered = 0
        self.client.on_subscribe = self._on_subscribe
        self.client.loop_start()
        world.until(lambda: self.codes)

    def subscribe(self, *filters):
        """Ask one by one, because a refusal may cover a whole packet, and wait for each answer."""
        for one in filters:
            self.client.subscribe(one, qos=1)
        self.asked += len(filters)
        self.world.until(lambda: self.answered >= self.asked)

    def _on_subscribe(self, *_):
        self.answered += 1

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def raw(wire):
    made = []

    def make(device, **settings):
        made.append(Raw(wire, device, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


def where_of(route, device):
    """Whose topic, and which counter, a message from or to a device would have."""
    own = DeviceId(device) if "{device}" in route.path else None
    counter = CounterNo(3) if "{counter}" in route.path else None
    return {"device": own, "counter": counter}


def test_every_row_of_the_table_gets_through(wire):
    members = {role: wire.make_member(device) for role, device in OF_ROLE.items()}
    for role, member in members.items():
        member.start(
            *(
                Interest(one.message, **where_of(one, member.device if role != "server" else None))
                for one in ROUTES
                if role in one.receivers
            )
        )
    wire.until(lambda: all(one.bus.is_connected for one in members.values()))
    tried = 0
    for route in ROUTES:
        for sender, receiver in itertools.product(route.senders, route.receivers):
            if sender not in members or receiver not in members:
                continue
            device = members[receiver if sender == "server" else sender].device
            ear, kind = members[receiver].ear, route.message
            before = len(ear.heard(kind))
            assert members[sender].bus.publish(SAMPLE[kind], **where_of(route, device))
            wire.until(lambda ear=ear, kind=kind, before=before: len(ear.heard(kind)) > before)
            tried += 1
    assert tried >= 20
    assert not any(member.ear.count(Disconnected) for member in members.values())


FORBIDDEN = {
    "another kiosk's facts": ("kiosk-1", f"{ROOT}/device/kiosk-2/facts"),
    "another kiosk's status": ("kiosk-1", f"{ROOT}/device/kiosk-2/status"),
    "its own acknowledgement": ("kiosk-1", f"{ROOT}/device/kiosk-1/ack"),
    "an order to itself": ("kiosk-1", f"{ROOT}/device/kiosk-1/command"),
    "the queue": ("kiosk-1", f"{ROOT}/state/queue"),
    "the call of another counter": ("unit-3", f"{ROOT}/counter/4/request"),
    "the rating window": ("unit-3", f"{ROOT}/counter/3/window"),
    "a kiosk's facts": ("board-1", f"{ROOT}/device/board-1/facts"),
    "another office": ("server", "motcua/v1/an-khanh/state/queue"),
}


@pytest.mark.parametrize(("device", "topic"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_message_reaches_nobody(wire, raw, device, topic):
    ears = {one.device: raw(one.device) for one in wire.accounts if one.device != device}
    for ear in ears.values():
        ear.subscribe(f"{ROOT}/#", topic)
    sender = raw(device)
    sender.client.publish(topic, b"{}", qos=1)
    # What follows on the same lines proves that they were open, and the order of things.
    sender.client.publish(f"{ROOT}/device/{device}/status", b"{}", qos=1)
    witness = "server" if device != "server" else "rogue"
    wire.until(lambda: f"{ROOT}/device/{device}/status" in ears[witness].topics)
    assert all(topic not in ear.topics for ear in ears.values())


def test_a_kiosk_cannot_hear_what_is_for_others(wire, raw):
    spy = raw("kiosk-1")
    hidden = [
        f"{ROOT}/device/kiosk-2/ack",
        f"{ROOT}/device/kiosk-2/command",
        f"{ROOT}/device/kiosk-2/facts",
        f"{ROOT}/counter/3/window",
        f"{ROOT}/counter/3/request",
    ]
    own = f"{ROOT}/device/kiosk-1/ack"
    spy.subscribe(*hidden, "#", f"{ROOT}/#", f"{ROOT}/device/+/ack", f"{ROOT}/device/#", own)
    server = wire.member("server")
    wire.until(lambda: server.ear.count(Connected))
    teller = raw("server")
    for topic in hidden:
        teller.client.publish(topic, b"{}", qos=1, retain=True)
    teller.client.publish(own, encode(FactsStored(stream="s", upto=1)), qos=1)
    wire.until(lambda: own in spy.topics)
    # Whether the server is there, everybody may know.
    assert set(spy.topics) - {f"{ROOT}/device/server/status"} == {own}


@pytest.mark.parametrize("account", ["nobody", "wrong password", "no password"])
def test_strangers_are_refused(wire, raw, account):
    settings = {
        "nobody": {"name": "nobody", "password": "secret"},
        "wrong password": {"password": "secret"},
        "no password": {"name": None},
    }[account]
    assert raw("kiosk-1", **settings).codes[0] in (0x86, 0x87)  # bad user name, not authorised


def test_the_topics_of_the_samples_are_all_the_topics():
    assert set(SAMPLE) == {one.message for one in ROUTES}
    assert topic_of(OFFICE, QueueState) == f"{ROOT}/state/queue"
