"""The outbox: nothing lost, nothing doubled, whatever breaks; and who decides when to send."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.bus.outbox import MAX_BATCH_BYTES, RESEND_MS, Courier, Outbox
from mot_cua.bus.port import Arrived, Connected, Disconnected, Interest
from mot_cua.clock import ManualClock, ScaledClock, SystemClock
from mot_cua.ids import DeviceId, UnixMs
from mot_cua.messages import DeviceFault, DeviceStatus, Facts, FactsStored, RatingPressed, encode
from mot_cua.store import open_store, transaction

KIOSK = DeviceId("kiosk-1")


def numbered_ids():
    count = iter(range(1, 10_000_000))
    return lambda: f"id-{next(count):08}"


def fault(text="hết giấy"):
    return DeviceFault(part="printer", state=text)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def db(tmp_path):
    db = open_store(tmp_path / "kiosk.db")
    yield db
    db.close()


@pytest.fixture
def outbox(db, clock):
    return Outbox(db, clock=clock, boot="boot-1", new_id=numbered_ids())


@pytest.fixture
def add(db, outbox):
    def add(*bodies):
        with transaction(db):
            return [outbox.add(one) for one in bodies or (fault(),)]

    return add


def seqs(batch):
    return [one.seq for one in batch.facts] if batch else []


def test_facts_wait_in_order_with_the_time_they_happened(outbox, add, clock):
    add(fault(), RatingPressed(counter=3, level="good"))
    clock.advance(5_000)
    batch = outbox.batch()
    assert seqs(batch) == [1, 2]
    assert batch.facts[1].body == RatingPressed(counter=3, level="good")
    assert batch.facts[0].mono_ms == batch.sent_mono_ms - 5_000
    assert batch.facts[0].wall_ms == batch.sent_wall_ms - 5_000
    assert batch.facts[0].boot == batch.boot == "boot-1"
    assert batch.stream == outbox.stream


def test_an_untrusted_clock_is_told(db, add, outbox, clock):
    clock.trusted = False
    add()
    clock.trusted = True
    batch = outbox.batch()
    assert (batch.facts[0].clock_trusted, batch.clock_trusted) == (False, True)


def test_nothing_waits_after_everything_was_stored(outbox, add):
    add(fault(), fault(), fault())
    outbox.stored(FactsStored(stream=outbox.stream, upto=2))
    assert (outbox.depth, seqs(outbox.batch())) == (1, [3])
    outbox.stored(FactsStored(stream=outbox.stream, upto=3))
    assert (outbox.depth, outbox.batch()) == (0, None)


def test_a_number_is_never_used_again_also_after_a_restart(db, outbox, add, clock):
    add(fault(), fault())
    outbox.stored(FactsStored(stream=outbox.stream, upto=2))
    again = Outbox(db, clock=clock, boot="boot-2", new_id=numbered_ids())
    assert again.stream == outbox.stream
    with transaction(db):
        assert again.add(fault()).seq == 3


def test_a_rolled_back_transaction_leaves_nothing_not_even_a_gap(db, outbox, add):
    add()
    db.execute("CREATE TABLE ticket (label TEXT UNIQUE)")

    def issue_twice():
        with transaction(db):
            db.execute("INSERT INTO ticket VALUES ('A001')")
            outbox.add(fault())
            db.execute("INSERT INTO ticket VALUES ('A001')")

    with pytest.raises(sqlite3.IntegrityError):
        issue_twice()
    assert db.execute("SELECT count(*) FROM ticket").fetchone() == (0,)
    assert outbox.depth == 1
    add()
    assert seqs(outbox.batch()) == [1, 2]


def test_a_fact_without_a_transaction_is_a_mistake(outbox):
    with pytest.raises(RuntimeError, match="inside the transaction of what it tells about"):
        outbox.add(fault())


def test_nothing_is_sent_that_may_still_be_rolled_back(db, outbox):
    with transaction(db):
        outbox.add(fault())
        with pytest.raises(RuntimeError, match="after the transaction, never inside"):
            outbox.batch()


@pytest.mark.parametrize("stream", ["another", ""])
def test_answers_about_other_streams_change_nothing(outbox, add, stream):
    add()
    outbox.stored(FactsStored(stream=stream, upto=99))
    assert outbox.depth == 1


def test_old_answers_change_nothing(outbox, add):
    add(fault(), fault(), fault())
    for upto in (2, 1, 0, 2):
        outbox.stored(FactsStored(stream=outbox.stream, upto=upto))
    assert seqs(outbox.batch()) == [3]


def test_a_disk_put_back_from_an_older_copy_begins_a_new_stream(outbox, add, caplog):
    add(fault("a"), fault("b"), fault("c"))
    outbox.stored(FactsStored(stream=outbox.stream, upto=1))
    before = outbox.batch()
    outbox.stored(FactsStored(stream=outbox.stream, upto=500))
    batch = outbox.batch()
    assert batch.stream != before.stream
    assert seqs(batch) == [1, 2]
    assert [one.id for one in batch.facts] == [one.id for one in before.facts]
    assert "is this disk an older copy?" in caplog.text
    (added,) = add()
    assert added.seq == 3


def test_a_batch_has_at_most_fifty_facts(outbox, add):
    add(*[fault()] * 60)
    assert seqs(outbox.batch()) == list(range(1, 51))
    assert seqs(outbox.batch(limit=2)) == [1, 2]


def test_a_batch_stays_below_what_receivers_accept(db, outbox, clock):
    long = RatingPressed(counter=3, level="ạ" * 200, leg="ộ" * 20_000)
    with transaction(db):
        for _ in range(20):
            outbox.add(long)
    batch = outbox.batch()
    assert 1 < len(batch.facts) < 20
    assert len(encode(batch)) < MAX_BATCH_BYTES + 500


def test_one_fact_that_is_too_long_alone_is_still_sent(db, outbox):
    with transaction(db):
        outbox.add(RatingPressed(counter=3, level="good", leg="x" * 210_000))
        outbox.add(fault())
    assert seqs(outbox.batch()) == [1]


A_KIOSK = """
import sys
from mot_cua.bus.outbox import Outbox
from mot_cua.clock import SystemClock
from mot_cua.messages import DeviceFault
from mot_cua.store import open_store, transaction
from pathlib import Path
db = open_store(Path(sys.argv[1]))
db.execute("CREATE TABLE IF NOT EXISTS ticket (number INTEGER PRIMARY KEY)")
outbox = Outbox(db, clock=SystemClock(), boot="boot-1")
while True:
    with transaction(db):
        number = db.execute("INSERT INTO ticket DEFAULT VALUES RETURNING number").fetchone()[0]
        outbox.add(DeviceFault(part="ticket", state=str(number)))
    print(number, flush=True)
"""


def test_what_was_told_survives_the_process(tmp_path, run_child, clock):
    path = tmp_path / "kiosk.db"
    told = 0
    for _ in range(3):
        child = run_child(A_KIOSK, path)
        for _ in range(20):
            told = int(child.stdout.readline())
        child.kill()
        rest, _ = child.communicate()
        told = int(rest.split()[-1]) if rest.endswith("\n") and rest.split() else told
    db = open_store(path)
    tickets = [row[0] for row in db.execute("SELECT number FROM ticket ORDER BY number")]
    batch = Outbox(db, clock=clock, boot="boot-2").batch(limit=100_000)
    db.close()
    assert tickets == list(range(1, len(tickets) + 1))
    assert len(tickets) >= told >= 60
    assert seqs(batch) == tickets[: len(batch.facts)]
    assert [int(one.body.state) for one in batch.facts] == seqs(batch)


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
    assert sorted(one.seq for one in server.facts.values()) == list(range(1, committed + 1))
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
