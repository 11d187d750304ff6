"""The outbox: nothing lost, nothing doubled, whatever breaks; and who decides when to send."""

import itertools
import sqlite3

import pytest

from mot_cua.bus.outbox import MAX_BATCH_BYTES, Outbox
from mot_cua.clock import ManualClock
from mot_cua.ids import DeviceId
from mot_cua.messages import DeviceFault, FactsStored, RatingPressed, encode
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


def another(db, clock, boot):
    return Outbox(db, clock=clock, boot=boot, new_id=lambda: f"{boot}-{next(COUNT)}")


COUNT = itertools.count()


def test_each_start_begins_a_stream_and_the_older_one_goes_first(db, outbox, add, clock):
    add(fault("a"), fault("b"))
    first = outbox.stream
    again = another(db, clock, "boot-2")
    with transaction(db):
        assert again.add(fault("c")).seq == 1
    batch = again.batch()
    assert (batch.stream, seqs(batch)) == (first, [1, 2])
    again.stored(FactsStored(stream=first, upto=1))
    assert (again.batch().stream, seqs(again.batch())) == (first, [2])
    again.stored(FactsStored(stream=first, upto=2))
    assert (again.batch().stream, seqs(again.batch())) == (again.stream, [1])
    again.stored(FactsStored(stream=first, upto=2))
    assert again.depth == 1
    again.stored(FactsStored(stream=again.stream, upto=1))
    assert again.depth == 0


def test_streams_that_have_ended_are_forgotten(db, clock):
    for boot in range(20):
        box = another(db, clock, f"boot-{boot}")
        with transaction(db):
            box.add(fault())
        box.stored(FactsStored(stream=box.stream, upto=1))
    assert db.execute("SELECT count(*) FROM outbox_stream").fetchone()[0] <= 2


def test_a_disk_that_forgot_gives_no_number_to_two_facts(db, outbox, add, clock, caplog):
    """Of six stored facts the disk knows two; the seventh is not taken for the third."""
    add(fault(), fault())
    stream = outbox.stream
    again = another(db, clock, "boot-2")
    with transaction(db):
        fresh = again.add(fault("new"))
    again.stored(FactsStored(stream=stream, upto=6))
    assert "stored 6 facts of a stream that has only 2 here: this disk has" in caplog.text
    batch = again.batch()
    assert (batch.stream, seqs(batch)) == (again.stream, [1])
    assert batch.facts[0].id == fresh.id


def test_an_outbox_of_an_older_version_keeps_the_name_of_its_stream(db, clock):
    db.execute("CREATE TABLE outbox_meta (stream TEXT NOT NULL, last INTEGER NOT NULL)")
    db.execute("INSERT INTO outbox_meta VALUES ('old', 7)")
    box = another(db, clock, "boot-2")
    columns = "seq, id, boot, wall_ms, mono_ms, clock_trusted, body"
    db.execute(
        f"INSERT INTO outbox ({columns}) VALUES (7, 'id', 'boot', 1, 1, 1, ?)", (encode(fault()),)
    )
    assert (box.batch().stream, seqs(box.batch())) == ("old", [7])


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
