"""What every bus promises, told as stories and run on each of them."""

import logging
from collections import Counter

import pytest

from mot_cua.bus.port import Arrived, Connected, Disconnected, Interest
from mot_cua.bus.receiving import receive
from mot_cua.ids import CounterNo, DeviceId, RequestId, UnixMs
from mot_cua.messages import (
    MAX_PAYLOAD,
    CounterRequest,
    DeviceCommand,
    DeviceFault,
    DeviceStatus,
    Fact,
    Facts,
    FactsStored,
    Identify,
    OfficeState,
    QueueState,
    encode,
)

ROOT = "motcua/v1/duc-thuong"


def facts(seq=1):
    fact = Fact(
        seq=seq,
        id=f"fact-{seq:06}",
        boot="boot-1",
        wall_ms=UnixMs(1),
        mono_ms=1,
        body=DeviceFault(part="printer", state="hết giấy"),
    )
    return Facts(
        stream="stream-1", boot="boot-1", sent_wall_ms=UnixMs(2), sent_mono_ms=2, facts=(fact,)
    )


def identify(name="press-1"):
    return DeviceCommand(
        order=Identify(id=RequestId(name), issued_ms=UnixMs(1), expires_ms=UnixMs(2))
    )


@pytest.fixture
def server(world):
    return world.member("server", Interest(Facts), Interest(DeviceStatus), Interest(CounterRequest))


@pytest.fixture
def kiosk(world, server):
    mine = DeviceId("kiosk-1")
    return world.member(
        mine, Interest(FactsStored, mine), Interest(DeviceCommand, mine), Interest(QueueState)
    )


def test_the_topic_says_which_device_has_sent_a_message(world, server, kiosk):
    assert kiosk.bus.publish(facts(), device=kiosk.device)
    world.until(lambda: server.ear.heard(Facts))
    assert server.ear.heard(Facts) == [Arrived(facts(), device=DeviceId("kiosk-1"), counter=None)]


def test_the_topic_says_at_which_counter_a_key_was_pressed(world, server):
    unit = world.member("unit-3")
    pressed = CounterRequest(request=RequestId("press-1"), action="next")
    assert unit.bus.publish(pressed, counter=CounterNo(3))
    world.until(lambda: server.ear.heard(CounterRequest))
    assert server.ear.heard(CounterRequest) == [Arrived(pressed, device=None, counter=CounterNo(3))]


def test_a_message_without_the_device_of_its_topic_is_a_mistake(kiosk):
    with pytest.raises(ValueError, match="wildcard"):
        kiosk.bus.publish(facts())


def test_a_board_that_starts_late_shows_the_present_state(world, server):
    server.bus.publish(QueueState(seq=1))
    server.bus.publish(QueueState(seq=2))
    board = world.member("board-1", Interest(QueueState))
    world.until(lambda: board.ear.heard(QueueState))
    assert [one.message.seq for one in board.ear.heard(QueueState)] == [2]


def test_connected_is_told_before_the_retained_state(world, server):
    server.bus.publish(QueueState(seq=1))
    board = world.member("board-1", Interest(QueueState), Interest(OfficeState))
    world.until(lambda: board.ear.heard(QueueState))
    assert [type(one) for one in board.ear.events] == [Connected, Arrived]


def test_an_order_is_for_one_device_and_not_kept_for_later(world, server, kiosk):
    other = DeviceId("kiosk-2")
    server.bus.publish(identify("for-2"), device=other)
    server.bus.publish(identify("for-1"), device=kiosk.device)
    world.until(lambda: kiosk.ear.heard(DeviceCommand))
    late = world.member(other, Interest(DeviceCommand, other), Interest(QueueState))
    server.bus.publish(QueueState(seq=1))
    world.until(lambda: late.ear.heard(QueueState))
    assert [one.message for one in kiosk.ear.heard(DeviceCommand)] == [identify("for-1")]
    assert late.ear.heard(DeviceCommand) == []


def statuses(server, device="kiosk-1"):
    return [one.message.online for one in server.ear.heard(DeviceStatus) if one.device == device]


def test_a_device_that_vanishes_has_its_will_told_and_is_born_again(world, server, kiosk):
    world.until(lambda: statuses(server) == [True])
    world.vanish(kiosk)
    world.until(lambda: False in statuses(server))
    world.come_back(kiosk)
    world.until(lambda: statuses(server) == [True, False, True])
    assert [type(one) for one in kiosk.ear.events] == [Connected, Disconnected, Connected]


def test_a_device_that_leaves_tells_its_own_will(world, server, kiosk):
    kiosk.bus.close()
    assert not kiosk.bus.is_connected
    assert not kiosk.bus.publish(facts(), device=kiosk.device)
    world.until(lambda: statuses(server) == [True, False])
    late = world.member("rogue", Interest(DeviceStatus))
    world.until(lambda: statuses(late) == [False])


def test_a_broker_that_was_killed_is_found_again_and_everything_works(world, server, kiosk):
    server.bus.publish(QueueState(seq=1))
    world.until(lambda: kiosk.ear.heard(QueueState))
    world.kill_broker()
    world.until(lambda: kiosk.ear.count(Disconnected) and server.ear.count(Disconnected))
    assert not kiosk.bus.is_connected
    assert not kiosk.bus.publish(facts(9), device=kiosk.device), "lost, and known to be lost"

    world.restart_broker()
    world.until(lambda: kiosk.ear.count(Connected) == 2 and server.ear.count(Connected) == 2)
    server.bus.publish(QueueState(seq=2))
    server.bus.publish(identify(), device=kiosk.device)
    kiosk.bus.publish(facts(2), device=kiosk.device)
    world.until(lambda: kiosk.ear.heard(DeviceCommand) and server.ear.heard(Facts))
    assert [one.message for one in server.ear.heard(Facts)] == [facts(2)]
    late = world.member("board-1", Interest(QueueState))
    world.until(lambda: [one.message.seq for one in late.ear.heard(QueueState)] == [2])


DAMAGE = {
    "garbage": (f"{ROOT}/device/kiosk-1/facts", bytes(range(256)), "Facts"),
    "nothing": (f"{ROOT}/device/kiosk-1/facts", b"", "Facts"),
    "wrong-type": (f"{ROOT}/device/kiosk-1/facts", b'{"stream": 1}', "Facts"),
    "deep": (f"{ROOT}/device/kiosk-1/facts", b"[" * 100_000, "Facts"),
    "unknown-fact": (
        f"{ROOT}/device/kiosk-1/facts",
        encode(facts()).replace(b"device-fault", b"device-cured"),
        "Facts",
    ),
    "too-long": (f"{ROOT}/device/kiosk-1/facts", b" " * (MAX_PAYLOAD + 1), "Facts"),
    "no-such-device-name": (f"{ROOT}/device/KIOSK/facts", encode(facts()), "topic"),
    "counter-is-no-number": (f"{ROOT}/counter/drei/request", b"{}", "topic"),
}


@pytest.mark.parametrize(("topic", "payload", "kind"), DAMAGE.values(), ids=DAMAGE)
def test_nobody_goes_deaf_after_damage(world, server, kiosk, caplog, topic, payload, kind):
    world.inject(topic, payload)
    world.inject(topic, payload)
    kiosk.bus.publish(facts(), device=kiosk.device)
    world.until(lambda: server.ear.heard(Facts))
    assert [one.message for one in server.ear.heard(Facts)] == [facts()]
    assert server.bus.dropped == {kind: 2}
    said = [one for one in caplog.messages if one.startswith("dropped a message")]
    assert len(said) == 1, "once per kind, the rest is counted"
    assert topic in said[0]


def test_nobody_goes_deaf_after_a_megabyte(world, server, kiosk):
    world.inject(f"{ROOT}/device/kiosk-1/facts", b"x" * 1_000_000)
    kiosk.bus.publish(facts(), device=kiosk.device)
    world.until(lambda: server.ear.heard(Facts))
    assert server.bus.is_connected
    assert server.ear.count(Disconnected) == 0


def test_a_field_that_a_newer_version_has_added_is_ignored(world, server, kiosk):
    newer = encode(facts()).replace(b'{"stream"', b'{"colour":"blue","stream"')
    world.inject(f"{ROOT}/device/kiosk-1/facts", newer)
    world.until(lambda: server.ear.heard(Facts))
    assert server.ear.heard(Facts)[0].message == facts()


def test_another_offices_topic_is_dropped_and_named(caplog):
    dropped = Counter()
    caplog.set_level(logging.WARNING)
    assert receive("duc-thuong", "motcua/v1/an-khanh/state/queue", b"{}", dropped) is None
    assert receive("duc-thuong", "motcua/v2/duc-thuong/state/queue", b"{}", dropped) is None
    assert dropped == {"topic": 2}
    assert "is not of this office (motcua/v1/duc-thuong/…)" in caplog.text
