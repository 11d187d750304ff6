"""The journal: durable, chained, replayable; projections that can be thrown away."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from small_office import SETTINGS, Play

from mot_cua.errors import JournalError
from mot_cua.ids import ServiceCode, Ticks, UnixMs
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.changes import apply
from queue_server.core.office import Office
from queue_server.journal import schema
from queue_server.journal.journal import Heard, Journal
from queue_server.journal.verify import verify


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def a_morning() -> Play:
    """A few visits with everything in them that a projection must know."""
    play = Play()
    play.do(c.StartServer(request=play.request(), boot="monday", version="1"))
    play.open(1, 2)
    for priority in (False, True, False, False, False):
        play.issue("HT", priority=priority)
    rated = play.serve(1)
    play.press(rated, "very-satisfied")
    play.pass_time(6)
    play.call(1)
    play.at(c.UndoCall, 1)
    play.absent(1)
    play.call(1)
    play.at(c.FinishToNext, 1, service=ServiceCode("CT"))
    play.serve(2)
    play.call(1)
    play.at(c.Transfer, 1, service=ServiceCode("CT"))
    play.pass_time(70)
    play.do(c.CloseDay(request=play.request()))
    return play


def keep(journal: Journal, play: Play) -> None:
    for event, stamp in play.history:
        journal.append([event], ticks=stamp.ticks, wall_ms=stamp.wall_ms)


def tables(journal: Journal) -> dict[str, list[tuple[object, ...]]]:
    with journal.engine.connect() as db:
        return {
            table.name: sorted(tuple(row) for row in db.execute(sa.select(table)))
            for table in schema.PROJECTIONS
        }


def test_a_morning_replays_to_the_state_it_left(path: Path) -> None:
    play = a_morning()
    journal = Journal(path, "duc-thuong")
    keep(journal, play)
    journal.close()
    again = Journal(path, "duc-thuong")
    office = Office(one.number for one in SETTINGS.counter)
    for row in again.read():
        apply(office, row.event, row.stamp)
    assert office.tickets == play.office.tickets
    assert office.sealed == play.office.sealed


def test_projections_can_be_thrown_away_and_made_again(path: Path) -> None:
    journal = Journal(path, "duc-thuong")
    keep(journal, a_morning())
    before = tables(journal)
    assert before["leg"] and before["rating"] and before["day"]
    with journal.engine.connect() as db, db.begin():
        db.execute(sa.update(schema.leg).values(service="ZZ"))
    assert tables(journal) != before
    assert journal.rebuild() == len(a_morning().history)
    assert tables(journal) == before


def test_the_chain_can_be_followed_with_nothing_but_the_standard_library(path: Path) -> None:
    """What an inspector's own script does, from the format as it is documented."""
    journal = Journal(path, "duc-thuong")
    keep(journal, a_morning())
    journal.close()
    prev = bytes(32)
    columns = "seq,id,kind,office,device,ticks,wall_ms,recorded_ms,body"
    for *fields, row_prev, row_hash in sqlite3.connect(path).execute(
        f"SELECT {columns},prev,hash FROM event ORDER BY seq"
    ):
        text = msgspec.json.encode(fields)
        assert row_prev == prev
        assert hashlib.sha256(prev + text).digest() == row_hash
        prev = row_hash


def test_the_seal_carries_the_head_of_the_chain_before_it(path: Path) -> None:
    journal = Journal(path, "duc-thuong")
    play = a_morning()
    for event, stamp in play.history[:-1]:
        journal.append([event], ticks=stamp.ticks, wall_ms=stamp.wall_ms)
    head = journal.head
    event, stamp = play.history[-1]
    [(seal, _)] = journal.append([event], ticks=stamp.ticks, wall_ms=stamp.wall_ms)
    assert isinstance(seal, e.DayClosed)
    assert seal.head == head


def test_verify_is_content_with_an_honest_journal(path: Path) -> None:
    journal = Journal(path, "duc-thuong")
    keep(journal, a_morning())
    findings = verify(journal, SETTINGS)
    assert findings.problems == []
    assert findings.events == len(a_morning().history)
    assert findings.days == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE event SET body = replace(body, 'very-satisfied', 'satisfied') WHERE kind ="
            " 'rating-final'",
            "event 14 (rating-final): its content was changed after it was stored",
        ),
        ("DELETE FROM event WHERE seq = 7", "event 7 is missing"),
        (
            "UPDATE event SET device = 'kiosk-9' WHERE seq = 3",
            "event 3 (counter-opened): its content was changed after it was stored",
        ),
        (
            "UPDATE event SET body = 'nonsense' WHERE seq = 4",
            "event 4 (counter-opened): its content was changed after it was stored",
        ),
    ],
)
def test_verify_names_the_first_bad_row(path: Path, statement: str, said: str) -> None:
    journal = Journal(path, "duc-thuong")
    keep(journal, a_morning())
    journal.close()
    with sqlite3.connect(path) as db:
        db.execute(statement)
    found = verify(Journal(path, "duc-thuong"), SETTINGS).problems
    assert found[0] == said


def test_verify_finds_projections_that_somebody_has_touched(path: Path) -> None:
    journal = Journal(path, "duc-thuong")
    keep(journal, a_morning())
    with journal.engine.connect() as db, db.begin():
        db.execute(sa.update(schema.rating).values(level="very-satisfied"))
    assert verify(journal, SETTINGS).problems == [
        "the table 'rating' is not what the events say; run 'mot-cua rebuild'"
    ]


def test_a_day_whose_totals_were_forged_with_a_new_chain_is_still_found(path: Path) -> None:
    """Somebody who can compute hashes can rebuild the chain; the figures must still add up."""
    journal = Journal(path, "duc-thuong")
    play = a_morning()
    event, stamp = play.history[-1]
    assert isinstance(event, e.DayClosed)
    forged = msgspec.structs.replace(event, totals=event.totals | {"rated": 50})
    play.history[-1] = (forged, stamp)
    keep(journal, play)
    problems = verify(journal, SETTINGS).problems
    assert problems == [
        f"event {stamp.seq} (day-closed): the seal says rated = 50, the events say 1"
    ]


def test_a_refused_append_leaves_nothing_behind(path: Path) -> None:
    journal = Journal(path, "duc-thuong")
    keep(journal, a_morning())
    head, before = journal.head, tables(journal)
    opened = e.DayOpened(day="2026-11-20")  # type: ignore[arg-type]
    with pytest.raises(JournalError, match=r"nothing was stored: UNIQUE constraint failed"):
        journal.append(
            [opened], ticks=Ticks(1), wall_ms=UnixMs(1), heard=Heard("kiosk-1", "stream-1", 5)
        )
    assert (journal.head, tables(journal), journal.heard("kiosk-1", "stream-1")) == (
        head,
        before,
        0,
    )
    journal.append([e.ServerStarted(boot="b", version="1")], ticks=Ticks(2), wall_ms=UnixMs(2))
    assert verify(journal, SETTINGS).problems == []


def test_how_far_a_device_was_heard_is_stored_with_its_facts(path: Path) -> None:
    journal = Journal(path, "duc-thuong")
    journal.append(
        [e.DeviceReported(part="printer", state="paper-end")],
        ticks=Ticks(1),
        wall_ms=UnixMs(1),
        device="kiosk-1",
        heard=Heard("kiosk-1", "stream-1", 1),
    )
    journal.append([], ticks=Ticks(1), wall_ms=UnixMs(1), heard=Heard("kiosk-1", "stream-1", 2))
    journal.close()
    assert Journal(path, "duc-thuong").heard("kiosk-1", "stream-1") == 2


def test_a_journal_of_a_newer_version_is_refused(path: Path) -> None:
    Journal(path, "duc-thuong").close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE about SET value = '99' WHERE name = 'version'")
    with pytest.raises(JournalError) as problem:
        Journal(path, "duc-thuong")
    assert str(problem.value) == (
        f"{path}: written by a newer version (schema 99, ours is 1); install that version"
    )


def test_a_file_that_is_no_journal_is_refused_in_one_sentence(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(JournalError) as problem:
        Journal(path, "duc-thuong")
    assert str(problem.value) == (
        f"{path}: cannot open the journal: file is not a database; if the file is damaged, put"
        " the last backup back (mot-cua restore); if the folder is not writable, choose"
        " another with --data"
    )


def test_it_is_durable_and_written_ahead(path: Path) -> None:
    journal = Journal(path, "duc-thuong")
    with journal.engine.connect() as db:
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
