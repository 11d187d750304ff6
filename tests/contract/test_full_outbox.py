"""A full outbox: words on health give way to facts, and facts to nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from mot_cua.bus.outbox import Outbox
from mot_cua.clock import ManualClock
from mot_cua.errors import Refused
from mot_cua.ids import DayText, RequestId, ServiceCode, TicketId
from mot_cua.messages import (
    AnyFact,
    DeviceFault,
    FactsStored,
    NumberVoided,
    RatingPressed,
    TicketIssued,
    TicketPrinted,
)
from mot_cua.store import open_store, transaction

TICKET = TicketId("ticket-1")
ISSUED = TicketIssued(
    ticket=TICKET,
    request=RequestId("request-1"),
    day=DayText("2026-11-20"),
    service=ServiceCode("HT"),
    number=1,
    label="1001",
)
PRESS = RatingPressed(counter=0, level="satisfied", channel="kiosk")


def fault(state: str = "paper_end") -> DeviceFault:
    return DeviceFault(part="printer", state=state)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    db = open_store(tmp_path / "kiosk.db")
    yield db
    db.close()


@pytest.fixture
def outbox(db: sqlite3.Connection) -> Outbox:
    numbers = count(1)
    return Outbox(
        db, clock=ManualClock(), boot="b", new_id=lambda: f"id-{next(numbers):08}", limit=4
    )


def add(db: sqlite3.Connection, outbox: Outbox, *bodies: AnyFact) -> None:
    for body in bodies:
        with transaction(db):
            outbox.add(body)


def held(outbox: Outbox) -> list[tuple[int, str, int]]:
    batch = outbox.batch()
    facts = batch.facts if batch else ()
    return [(one.seq, type(one.body).__name__, one.shed) for one in facts]


def test_the_oldest_words_on_health_give_way_and_their_numbers_are_declared(
    db: sqlite3.Connection, outbox: Outbox
) -> None:
    add(db, outbox, fault(), ISSUED, fault("ready"), PRESS)
    add(db, outbox, PRESS)
    assert held(outbox) == [
        (2, "TicketIssued", 1),
        (3, "DeviceFault", 0),
        (4, "RatingPressed", 0),
        (5, "RatingPressed", 0),
    ]
    add(db, outbox, PRESS)
    assert held(outbox)[1:] == [
        (4, "RatingPressed", 1),
        (5, "RatingPressed", 0),
        (6, "RatingPressed", 0),
    ]


def test_gaps_that_meet_are_declared_together(db: sqlite3.Connection, outbox: Outbox) -> None:
    add(db, outbox, ISSUED, fault("a"), fault("b"), fault("c"))
    add(db, outbox, PRESS, PRESS)
    assert [(seq, shed) for seq, _, shed in held(outbox)] == [(1, 0), (4, 2), (5, 0), (6, 0)]
    add(db, outbox, PRESS)
    assert [(seq, shed) for seq, _, shed in held(outbox)] == [(1, 0), (5, 3), (6, 0), (7, 0)]


def test_the_last_word_on_health_is_declared_by_the_fact_that_took_its_place(
    db: sqlite3.Connection, outbox: Outbox
) -> None:
    add(db, outbox, ISSUED, PRESS, PRESS, fault())
    add(db, outbox, PRESS)
    assert held(outbox)[-1] == (5, "RatingPressed", 1)


def test_an_outbox_full_of_facts_takes_no_more_and_says_what_to_do(
    db: sqlite3.Connection, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    add(db, outbox, ISSUED, PRESS, PRESS, PRESS)
    before = held(outbox)
    for body in (ISSUED, PRESS):
        with pytest.raises(Refused) as refused:
            add(db, outbox, body)
        assert refused.value.code == "outbox-full"
        assert str(refused.value) == (
            "4 facts wait for the server already; bring the server or the network back, they are"
            " sent by themselves"
        )
    add(db, outbox, fault("cover_open"))
    assert "no room for news of the printer: cover_open" in caplog.text
    assert held(outbox) == before


def test_what_ends_a_number_that_was_given_out_is_always_kept(
    db: sqlite3.Connection, outbox: Outbox
) -> None:
    add(db, outbox, PRESS, PRESS, PRESS, ISSUED)
    add(db, outbox, TicketPrinted(ticket=TICKET, outcome="failed"))
    voided = NumberVoided(
        ticket=TICKET, day=ISSUED.day, service=ISSUED.service, number=1, reason="no paper"
    )
    add(db, outbox, voided)
    assert outbox.depth == 6


def test_there_is_room_again_when_the_server_has_stored_something(
    db: sqlite3.Connection, outbox: Outbox
) -> None:
    add(db, outbox, ISSUED, PRESS, PRESS, PRESS)
    outbox.stored(FactsStored(stream=outbox.stream, upto=2))
    add(db, outbox, PRESS, PRESS)
    assert [seq for seq, _, _ in held(outbox)] == [3, 4, 5, 6]


def test_an_outbox_of_an_earlier_version_is_taken_over_with_what_waits_in_it(
    db: sqlite3.Connection,
) -> None:
    db.execute("CREATE TABLE outbox_meta (stream TEXT NOT NULL, last INTEGER NOT NULL)")
    db.execute("INSERT INTO outbox_meta VALUES ('stream-1', 7)")
    db.execute(
        "CREATE TABLE outbox (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, boot TEXT NOT NULL,"
        " wall_ms INTEGER NOT NULL, mono_ms INTEGER NOT NULL, clock_trusted INTEGER NOT NULL,"
        " body BLOB NOT NULL)"
    )
    body = b'{"kind":"rating-pressed","counter":0,"level":"satisfied"}'
    db.execute("INSERT INTO outbox VALUES (7, 'id-00000007', 'b', 1, 1, 1, ?)", (body,))
    outbox = Outbox(db, clock=ManualClock(), boot="b")
    add(db, outbox, PRESS)
    assert [(seq, shed) for seq, _, shed in held(outbox)] == [(7, 0)]
    outbox.stored(FactsStored(stream="stream-1", upto=7))
    assert [(seq, shed) for seq, _, shed in held(outbox)] == [(1, 0)]  # of a stream of its own
