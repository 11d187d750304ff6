"""When the outbox is sent: stories, and a property that tries every order of mishaps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mot_cua.bus.courier import RESEND_MS, Courier
from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.bus.outbox import Outbox
from mot_cua.bus.port import Arrived, Connected, Disconnected, Interest
from mot_cua.bus.uplink import Uplink
from mot_cua.clock import ManualClock, ScaledClock, SystemClock
from mot_cua.ids import SERVER, DeviceId, UnixMs
from mot_cua.messages import DeviceFault, DeviceStatus, Facts, FactsStored
from mot_cua.store import open_store, transaction

KIOSK = DeviceId("kiosk-1")


def numbered_ids():
    count = iter(range(1, 10_000_000))
    return lambda: f"id-{next(count):08}"


def fault():
    return DeviceFault(part="printer", state="hết giấy")


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def db(tmp_path):
    db = open_store(tmp_path / "kiosk.db")
    yield db
    db.close()


class Server:
    """Stores each fact once, and acknowledges as far as it has them all."""

    def __init__(self, broker):
        self.facts, self.uptos, self.batches, self.is_mute = {}, {}, 0, False
        self.bus = LocalBus(broker, "duc-thuong", DeviceId("server"))
        self.bus.start(
            self.hear,
            interests=(Interest(Facts),),
            will=DeviceStatus(online=False, boot="boot-1", role="server"),
        )

    def hear(self, event):
        if not isinstance(event, Arrived):
            return
        self.batches += 1
        batch = event.message
        for fact in batch.facts:
            self.facts.setdefault(fact.id, fact)
        upto = max(self.uptos.get(batch.stream, 0), batch.facts[-1].seq)
        self.uptos[batch.stream] = upto
        if not self.is_mute:
            self.bus.publish(FactsStored(stream=batch.stream, upto=upto), device=event.device)


class Kiosk:
    """A program as far as its outbox is concerned."""

    def __init__(self, broker, db, clock, new_id=None):
        self.db = db
        self.outbox = Outbox(db, clock=clock, boot="boot-1", new_id=new_id or numbered_ids())
        self.bus = LocalBus(broker, "duc-thuong", KIOSK)
        self.courier = Courier(self.outbox, self.bus, device=KIOSK, clock=clock)
        will = DeviceStatus(online=False, boot="boot-1", role="kiosk")
        self.bus.start(self.hear, interests=(Interest(FactsStored, KIOSK),), will=will)

    def hear(self, event):
        match event:
            case Connected():
                self.courier.connected()
            case Disconnected():
                self.courier.disconnected()
            case Arrived(message=FactsStored() as answer):
                self.courier.acknowledged(answer)

    def add(self, count=1):
        with transaction(self.db):
            for _ in range(count):
                self.outbox.add(fault())
        self.courier.wake()


@pytest.fixture
def broker():
    return LocalBroker()


@pytest.fixture
def server(broker):
    return Server(broker)


@pytest.fixture
def kiosk(broker, db, clock, server):
    return Kiosk(broker, db, clock)


def test_something_new_is_sent_at_once(broker, server, kiosk):
    kiosk.add()
    broker.pump()
    assert (len(server.facts), kiosk.outbox.depth, kiosk.courier.due()) == (1, 0, None)


def test_the_next_batch_follows_the_answer(broker, server, kiosk):
    broker.cut()
    kiosk.add(120)
    assert kiosk.courier.due() is None
    broker.mend()
    broker.pump()
    assert (len(server.facts), server.batches, kiosk.outbox.depth) == (120, 3, 0)


def test_what_is_added_meanwhile_waits_for_the_answer(broker, server, kiosk):
    kiosk.add()
    kiosk.add()
    kiosk.add()
    broker.pump()
    assert (len(server.facts), server.batches) == (3, 2)


def test_without_an_answer_it_is_sent_again_after_three_seconds(broker, server, kiosk, clock):
    server.is_mute = True
    kiosk.add()
    broker.pump()
    assert kiosk.courier.due() == clock.monotonic_ms() + RESEND_MS
    clock.advance(RESEND_MS - 1)
    kiosk.courier.tick()
    broker.pump()
    assert server.batches == 1
    server.is_mute = False
    clock.advance(1)
    kiosk.courier.tick()
    broker.pump()
    assert (server.batches, len(server.facts), kiosk.outbox.depth) == (2, 1, 0)
    assert kiosk.courier.due() is None


def test_what_a_broker_had_nobody_for_is_sent_again_as_soon_as_the_server_is_back(
    broker, server, db, clock
):
    """A broker that was killed is found by kiosk and server, and by either one first."""
    outbox = Outbox(db, clock=clock, boot="boot-1", new_id=numbered_ids())
    bus = LocalBus(broker, "duc-thuong", KIOSK)
    uplink = Uplink(device=KIOSK, role="kiosk", bus=bus, clock=clock, boot="boot-1", outbox=outbox)
    uplink.start(uplink.handle)
    server.is_mute = True
    with transaction(db):
        outbox.add(fault())
    uplink.wake()
    broker.pump()
    assert (server.batches, outbox.depth) == (1, 1)
    server.is_mute = False
    server.bus.publish(DeviceStatus(online=True, boot="boot-1", role="server"), device=SERVER)
    broker.pump()
    assert (server.batches, outbox.depth) == (2, 0)
    server.bus.publish(DeviceStatus(online=True, boot="boot-1", role="server"), device=SERVER)
    broker.pump()
    assert server.batches == 2


def test_a_fast_office_clock_does_not_hurry_the_network(db):
    fast = ScaledClock(office=UnixMs(0), real=UnixMs(0), speed=120)
    broker = LocalBroker()
    kiosk = Kiosk(broker, db, fast)
    before = fast.monotonic_ms()
    kiosk.add()
    assert fast.real_seconds(kiosk.courier.due() - before) >= 1.0


STEPS = ("add", "add", "add", "roll back", "cut", "mend", "pump", "wait", "mute", "answer", "die")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=40))
def test_whatever_happens_each_fact_arrives_once(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("run") / "kiosk.db"
    broker, clock, new_id = LocalBroker(), ManualClock(), numbered_ids()
    server, db = Server(broker), open_store(path)
    kiosk, committed = Kiosk(broker, db, clock, new_id), 0
    for step in [*steps, "answer", "mend", "pump", "wait", "pump"]:
        match step:
            case "add":
                kiosk.add()
                committed += 1
            case "roll back":
                db.execute("BEGIN")
                kiosk.outbox.add(fault())
                db.execute("ROLLBACK")
            case "cut":
                broker.cut()
            case "mend":
                broker.mend()
            case "pump":
                broker.pump()
            case "wait":
                clock.advance(RESEND_MS)
                kiosk.courier.tick()
            case "mute":
                server.is_mute = True
            case "answer":
                server.is_mute = False
            case "die":
                kiosk.bus.close()
                db.close()
                db = open_store(path)
                kiosk = Kiosk(broker, db, clock, new_id)
    db.close()
    assert len(server.facts) == committed
    assert kiosk.courier.due() is None


def test_through_real_brokers_as_well(wire, db):
    server, kiosk = wire.make_member("server"), wire.make_member("kiosk-1")
    outbox = Outbox(db, clock=SystemClock(), boot="boot-1")
    courier = Courier(outbox, kiosk.bus, device=KIOSK, clock=SystemClock())
    server.start(Interest(Facts))
    kiosk.start(Interest(FactsStored, KIOSK))
    wire.until(lambda: kiosk.bus.is_connected and server.bus.is_connected)
    with transaction(db):
        outbox.add(fault())
    courier.wake()
    wire.until(lambda: server.ear.heard(Facts))
    (batch,) = (one.message for one in server.ear.heard(Facts))
    server.bus.publish(FactsStored(stream=batch.stream, upto=1), device=KIOSK)
    wire.until(lambda: kiosk.ear.heard(FactsStored))
    courier.acknowledged(kiosk.ear.heard(FactsStored)[0].message)
    assert (outbox.depth, courier.due()) == (0, None)
