"""The privacy note is true: of what is stored of a citizen, of floors, and of times."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, get_args

import pytest

from config.settings import RatingSettings
from office.safekeeping import KEPT
from queue_server.core import events as e
from queue_server.journal.journal import Journal
from queue_server.journal.told import KEPT_WEEKS
from queue_server.web.sessions import DAY_MS, IDLE_MS

DOCS = Path(__file__).parent.parent.parent / "docs"
OF_A_VISIT: Final = {
    # which ticket, and which press of which device it came from
    "request", "ticket", "tickets", "leg", "first", "paper", "token", "token_digest", "issuer",
    "kiosk", "flags", "alert", "due",
    # the number, and what for
    "day", "service", "number", "label", "ticket_class", "next_service", "dossiers", "outcome",
    # when, and in which order
    "issued_ms", "base_ticks", "opens", "closes", "pressed", "passed", "overtaken", "behind",
    # where, and how it went on
    "counter", "to_counter", "back_to", "state", "is_out_of_order", "was_admitted", "reason", "why",
    # paper and rating
    "detail", "is_reprint", "level", "channel", "is_correction",
}  # fmt: skip
"""Every field of the events of tickets and ratings; the privacy note describes each."""

KINDS: Final = {
    "alert-raised", "announced-again", "call-undone", "called", "called-by-hand",
    "cancel-undone", "cancelled", "class-changed", "dossiers-counted", "finish-undone",
    "finished", "hand-call-undone", "held", "marked-absent", "number-voided",
    "opinion-given", "paper-admitted", "paper-merged", "press-stray", "print-recorded",
    "rating-came-late", "rating-expired", "rating-final", "rating-given", "rating-voided",
    "reason-given", "recalled", "released", "reprint-ordered", "resumed", "returned",
    "service-changed", "service-confirmed", "started", "ticket-came-late",
    "ticket-closed-by-day", "ticket-received", "transferred", "window-shortened",
}  # fmt: skip
"""The events that the note was written for."""


def test_an_event_of_a_visit_has_no_field_that_the_note_does_not_know() -> None:
    of_a_visit = [
        one
        for one in get_args(e.AnyEvent)
        if {"ticket", "tickets", "leg", "level"} & set(one.__struct_fields__)
    ]
    kinds = {one.__struct_config__.tag for one in of_a_visit}
    assert kinds == KINDS, "a new kind of event: does docs/privacy.md speak of it?"
    fields = {name for one in of_a_visit for name in one.__struct_fields__}
    assert fields == OF_A_VISIT, "say in docs/privacy.md and privacy.vi.md what is stored now"


@pytest.mark.parametrize("name", ["privacy.md", "privacy.vi.md"])
def test_the_note_has_the_numbers_of_the_code(name: str) -> None:
    note = (DOCS / name).read_text(encoding="utf-8")
    rating, hour, minute = RatingSettings(), 3_600_000, 60_000
    vi = name.endswith(".vi.md")
    for said in (
        f"có ít hơn {rating.shown_from} lượt" if vi else f"fewer than {rating.shown_from} ratings",
        f"sau {rating.correction_s} giây" if vi else f"after {rating.correction_s} seconds",
        f"nhiều nhất {DAY_MS // hour} giờ" if vi else f"{DAY_MS // hour} hours at most",
        f"{IDLE_MS // minute} phút không dùng" if vi else f"after {IDLE_MS // minute} minutes",
        f"| {KEPT_WEEKS} tuần |" if vi else f"| {KEPT_WEEKS} weeks |",
        f"{KEPT} bản gần nhất" if vi else f"the last {KEPT} |",
        "32 MB",
    ):
        assert said in note
    assert "RuntimeMaxUse=32M" in (DOCS.parent / "systemd/journald.conf.d/mot-cua.conf").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["privacy.md", "privacy.vi.md"])
def test_the_question_of_the_note_is_answered_by_a_journal(name: str, tmp_path: Path) -> None:
    """What the note lets people type finds the table and the columns."""
    asked = re.search(r'journal\.db "(SELECT [^"]+)"', (DOCS / name).read_text(encoding="utf-8"))
    assert asked
    journal = Journal(tmp_path / "journal.db", "an-office")
    journal.close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        assert db.execute(asked[1]).fetchall() == []
