"""Families: several hồ sơ with one number, counted beside the visits of a day and of a period."""

from __future__ import annotations

from pathlib import Path

import pytest
from services.test_journal import keep
from small_office import SETTINGS, Play

from mot_cua.ids import ServiceCode
from queue_server.core import commands as c
from queue_server.core.periods import period_of
from queue_server.journal.journal import Journal
from queue_server.journal.period_report import PeriodReports
from queue_server.journal.report import RatedGroup, Reports

DAY = "2026-11-20"


@pytest.fixture
def play() -> Play:
    made = Play()
    made.open(1)
    return made


def family(play: Play, dossiers: int) -> None:
    """Call the next number and note how many hồ sơ it brings; its service goes on."""
    play.call(1)
    play.at(c.CountDossiers, dossiers=dossiers)


def groups_of(play: Play, folder: Path) -> tuple[RatedGroup, ...]:
    """Count a day's services in a journal; the same must stand in the report of its month."""
    journal = Journal(folder / "journal.db", "duc-thuong")
    keep(journal, play)
    day = Reports(journal.engine, satisfied_levels=frozenset()).day(DAY)
    limit = SETTINGS.rules.long_wait_min
    month = PeriodReports(journal.engine, long_wait_min=limit).read(period_of("2026-11"))
    journal.close()
    assert day is not None and month is not None
    assert month.by_service == day.by_service
    assert month.total == day.total
    return day.by_service


def test_a_number_of_which_nobody_noted_anything_brings_one_dossier(
    play: Play, tmp_path: Path
) -> None:
    play.issue("HT")
    play.serve(1)
    assert groups_of(play, tmp_path) == (RatedGroup(key="HT", served=1, levels={}, dossiers=1),)


def test_the_last_count_stands_and_the_next_service_counts_anew(play: Play, tmp_path: Path) -> None:
    play.issue("HT")
    family(play, 7)
    play.at(c.CountDossiers, dossiers=5)
    play.at(c.FinishToNext, service=ServiceCode("CT"))
    play.serve(1)
    assert groups_of(play, tmp_path) == (
        RatedGroup(key="CT", served=1, levels={}, dossiers=1),
        RatedGroup(key="HT", served=1, levels={}, dossiers=5),
    )


def test_a_finish_that_was_taken_back_may_be_counted_again(play: Play, tmp_path: Path) -> None:
    play.issue("HT")
    family(play, 2)
    play.at(c.Finish)
    play.at(c.UndoFinish)
    play.at(c.CountDossiers, dossiers=4)
    play.at(c.Finish)
    assert groups_of(play, tmp_path) == (RatedGroup(key="HT", served=1, levels={}, dossiers=4),)


def test_who_was_sent_on_unserved_is_no_visit_and_brings_no_dossier(
    play: Play, tmp_path: Path
) -> None:
    play.issue("HT")
    family(play, 9)
    play.at(c.Transfer, service=ServiceCode("CT"))
    assert groups_of(play, tmp_path) == ()
