"""A device that was taken over, or has gone mad, and what it cannot do to the others."""

from __future__ import annotations

import pytest

from mot_cua.bus.mqtt import MqttBus
from mot_cua.bus.port import Disconnected, Interest
from mot_cua.bus.quota import BURST, Quota
from mot_cua.clock import ManualClock
from mot_cua.ids import CounterNo, RequestId, UnixMs
from mot_cua.messages import (
    MAX_PAYLOAD,
    CounterRequest,
    DeviceStatus,
    Facts,
    FactsStored,
    QueueState,
    encode,
)

OFFICE = "duc-thuong"
ROOT = f"motcua/v1/{OFFICE}"
EMPTY = Facts(stream="stream-1", boot="b", sent_wall_ms=UnixMs(1), sent_mono_ms=1, facts=())


class Villain:
    """A bare client with the password of a device that was taken over."""

    def __init__(self, world, device):
        self.client = world.raw(device)
        self.client.max_queued_messages_set(0)
        self.client.connect("127.0.0.1", world.broker.port)
        self.client.loop_start()
        world.until(self.client.is_connected)

    def say(self, topic, payload, **settings):
        return self.client.publish(topic, payload, **{"qos": 1, **settings})

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def villain(wire):
    made = []

    def make(device):
        made.append(Villain(wire, device))
        return made[-1]

    yield make
    for one in made:
        one.close()


def strict_server(wire):
    """The server's end, with the allowance that every sender has."""
    return wire.join(
        "server",
        wire.make_bus("server", quota=Quota(ManualClock())),
        Interest(Facts),
        Interest(CounterRequest),
    )


@pytest.mark.broker
def test_a_flood_is_dropped_unread_and_the_other_kiosk_is_answered_all_the_while(wire, villain):
    server = strict_server(wire)
    kiosk = wire.member("kiosk-2", Interest(FactsStored, device="kiosk-2"))
    mad = villain("kiosk-1")
    flood = encode(EMPTY)
    for n in range(1, 21):
        for _ in range(200):
            mad.say(f"{ROOT}/device/kiosk-1/facts", flood)
        kiosk.bus.publish(EMPTY, device="kiosk-2")
        wire.until(lambda n=n: _from(server, "kiosk-2") >= n)
        server.bus.publish(FactsStored(stream="stream-1", upto=n), device="kiosk-2")
        wire.until(lambda n=n: len(kiosk.ear.heard(FactsStored)) >= n)
    # The manual clock gives no more than what may come at once.
    wire.until(lambda: server.bus.dropped["flood"] > 0)
    assert _from(server, "kiosk-1") <= BURST
    assert not server.ear.count(Disconnected)
    assert not kiosk.ear.count(Disconnected)


def _from(server, device):
    return sum(one.device == device for one in server.ear.heard(Facts))


def test_an_allowance_comes_back_with_time_and_is_each_topics_own():
    clock = ManualClock()
    quota = Quota(clock, rate=10, burst=3)
    assert [quota.allows("a") for _ in range(5)] == [True, True, True, False, False]
    assert quota.allows("b")
    clock.advance(200)
    assert [quota.allows("a") for _ in range(3)] == [True, True, False]
    clock.advance(3_600_000)
    assert [quota.allows("a") for _ in range(4)] == [True, True, True, False]


def test_long_messages_use_up_an_allowance_sooner_and_the_longest_still_has_one():
    quota = Quota(ManualClock())
    long = [quota.allows("long", 40_000) for _ in range(30)]
    assert long == [True] * 20 + [False] * 10
    assert all(quota.allows("short", 400) for _ in range(BURST))
    assert quota.allows("longest", MAX_PAYLOAD)


@pytest.mark.broker
@pytest.mark.parametrize("size", [MAX_PAYLOAD + 1, 3_000_000], ids=["too long", "far too long"])
def test_an_oversized_payload_costs_its_sender_and_nobody_else(wire, villain, size):
    server = strict_server(wire)
    kiosk = wire.member("kiosk-2")
    mad = villain("kiosk-1")
    mad.say(f"{ROOT}/device/kiosk-1/facts", b"x" * size)
    kiosk.bus.publish(EMPTY, device="kiosk-2")
    wire.until(lambda: _from(server, "kiosk-2") == 1)
    assert _from(server, "kiosk-1") == 0
    assert not server.ear.count(Disconnected)
    assert not kiosk.ear.count(Disconnected)


@pytest.mark.broker
def test_a_state_that_a_device_has_the_broker_keep_is_kept_from_everybody(wire, villain):
    mad = villain("kiosk-1")
    forged = encode(QueueState(seq=99))
    for topic in (
        "state/queue",
        "device/server/status",
        "device/kiosk-2/ack",
        "device/kiosk-1/ack",
    ):
        mad.say(f"{ROOT}/{topic}", forged, retain=True)
    mad.say(f"{ROOT}/device/kiosk-1/status", b"{}")
    # Whoever comes later would be told what was kept.
    late = villain("rogue")
    heard = []
    late.client.on_message = lambda _c, _d, raw: heard.append(raw.topic)
    late.client.subscribe(f"{ROOT}/#", qos=1)
    late.say(f"{ROOT}/device/rogue/facts", b"{}")
    wire.until(lambda: f"{ROOT}/device/rogue/facts" in heard)
    assert not {f"{ROOT}/state/queue", f"{ROOT}/device/kiosk-2/ack"} & set(heard)
    assert f"{ROOT}/device/server/status" not in heard
    assert f"{ROOT}/device/kiosk-1/ack" not in heard


@pytest.mark.broker
def test_a_press_that_the_broker_was_made_to_keep_calls_nobody_at_the_next_start(wire, villain):
    mad = villain("unit-3")
    press = encode(CounterRequest(request=RequestId("press-1"), action="next"))
    mad.say(f"{ROOT}/counter/3/request", press, retain=True).wait_for_publish(5)
    server = strict_server(wire)
    wire.until(lambda: server.bus.dropped["CounterRequest"] == 1)
    mad.say(f"{ROOT}/counter/3/request", press)
    wire.until(lambda: server.ear.heard(CounterRequest))
    assert [one.counter for one in server.ear.heard(CounterRequest)] == [CounterNo(3)]


@pytest.mark.broker
def test_a_client_that_calls_itself_another_does_not_throw_that_one_out(wire):
    """A session is taken over by the same name of client; a password is still its device's."""
    kiosk = wire.member("kiosk-2")
    login = wire.accounts.of("kiosk-1").password
    double = MqttBus(
        office=OFFICE, device="kiosk-2", host="127.0.0.1", port=wire.broker.port,
        username="kiosk-2", password=login,
    )  # fmt: skip
    wire.members.append(member := _Silent(double))
    member.start()
    wire.until(lambda: member.reasons)
    assert "refuses kiosk-2" in member.reasons[0]
    assert not kiosk.ear.count(Disconnected)


class _Silent:
    def __init__(self, bus):
        self.bus, self.reasons = bus, []

    def start(self):
        will = DeviceStatus(online=False, boot="b", role="kiosk")
        self.bus.start(self._hear, interests=(), will=will)

    def _hear(self, event):
        if isinstance(event, Disconnected):
            self.reasons.append(event.reason)
