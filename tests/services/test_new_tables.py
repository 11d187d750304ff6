"""A version of the programs whose report tables are others makes them anew; the events stay."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from services.test_journal import a_morning, keep, tables

from mot_cua.errors import JournalError
from queue_server.journal import schema
from queue_server.journal.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def kept(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """A morning on the disk, written by this version; its tables as they ought to be."""
    journal = Journal(path, "duc-thuong")
    keep(journal, a_morning())
    found = tables(journal)
    journal.close()
    return found


def opened(path: Path) -> dict[str, list[tuple[object, ...]]]:
    journal = Journal(path, "duc-thuong")
    found = tables(journal)
    journal.close()
    return found


def test_tables_of_another_shape_are_made_anew_when_the_journal_is_opened(
    path: Path, kept: dict[str, list[tuple[object, ...]]]
) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE about SET value = 'of another version' WHERE name = 'tables'")
        db.execute("ALTER TABLE leg DROP COLUMN outcome")
        db.execute("DROP TABLE rating")
        db.execute("CREATE TABLE stranger (id INTEGER)")  # what is not ours to throw away stays
    assert opened(path) == kept
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM stranger").fetchone() == (0,)


def test_a_journal_from_before_shapes_were_noted_is_taken_up(
    path: Path, kept: dict[str, list[tuple[object, ...]]]
) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM about WHERE name = 'tables'")
        db.execute("DELETE FROM leg")
    assert opened(path) == kept


def test_tables_of_this_shape_are_left_alone(path: Path, kept: object) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM rating")  # damage, which `verify` is to find and not to lose
    assert opened(path)["rating"] == []


def test_an_event_that_this_version_does_not_know_stops_it_with_nothing_changed(
    path: Path, kept: object
) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE about SET value = 'of a later version' WHERE name = 'tables'")
        db.execute('UPDATE event SET body = \'{"kind":"tea-served"}\' WHERE seq = 3')
        before = db.execute("SELECT * FROM leg").fetchall()
    with pytest.raises(JournalError) as problem:
        Journal(path, "duc-thuong")
    assert str(problem.value).startswith(f"{path}: event 3 (")
    assert "cannot be read: " in str(problem.value)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT * FROM leg").fetchall() == before


def test_every_column_of_a_projection_is_in_its_shape() -> None:
    shape = schema.shape()
    schema.leg.columns["outcome"].nullable = not schema.leg.columns["outcome"].nullable
    try:
        assert schema.shape() != shape
    finally:
        schema.leg.columns["outcome"].nullable = not schema.leg.columns["outcome"].nullable
    assert schema.shape() == shape
