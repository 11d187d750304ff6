"""The SQLite file: opened safely, or refused with a sentence."""

import os
import sqlite3

import pytest

from mot_cua.errors import JournalError
from mot_cua.store import open_store, transaction


@pytest.fixture
def db(tmp_path):
    db = open_store(tmp_path / "store.db")
    db.execute("CREATE TABLE ticket (label TEXT UNIQUE)")
    yield db
    db.close()


def count(db):
    return db.execute("SELECT count(*) FROM ticket").fetchone()[0]


def test_it_is_made_to_survive_a_power_cut(db):
    asked = {
        one: db.execute(f"PRAGMA {one}").fetchone()[0]
        for one in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_a_transaction_is_whole_or_not_at_all(db):
    with transaction(db):
        db.execute("INSERT INTO ticket VALUES ('A001')")

    def be_interrupted():
        with transaction(db):
            db.execute("INSERT INTO ticket VALUES ('A002')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_interrupted()
    assert count(db) == 1
    assert not db.in_transaction


def test_a_transaction_has_the_write_lock_from_its_first_word(db, tmp_path):
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None, timeout=0)
    with transaction(db), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(JournalError, match=r"/nowhere: no such folder; make it, or name another"):
        open_store(tmp_path / "nowhere" / "store.db")


def test_a_folder_of_somebody_else_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(JournalError, match=r": cannot be written by user \d+; change its owner"):
        open_store(tmp_path / "store.db")


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(
        JournalError, match=r"cannot be used as a database: .*restore the last backup"
    ):
        open_store(path)
    assert path.read_bytes() == b"not a database" * 100


def test_a_damaged_page_is_named(tmp_path):
    db = open_store(tmp_path / "store.db")
    db.execute("CREATE TABLE ticket (label TEXT)")
    with transaction(db):
        db.executemany("INSERT INTO ticket VALUES (?)", [(f"A{n:03d}" * 50,) for n in range(200)])
    db.close()
    path = tmp_path / "store.db"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(
        JournalError, match=r"as a database: .*Page 4: .*; restore the last backup: mot-cua restore"
    ):
        open_store(path)


def test_a_path_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(JournalError, match="cannot be opened: unable to open database file"):
        open_store(tmp_path)
