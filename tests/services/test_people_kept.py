"""Accounts in the journal's file: events in the chain, secrets beside it and never in it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from small_office import SETTINGS, Play

from config.settings import Settings
from mot_cua.ids import RequestId, Ticks, UnixMs
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.office_file import values_of
from queue_server.core.people import Secret, User
from queue_server.journal.journal import Journal
from queue_server.journal.people import read_file, read_secret, read_users
from queue_server.journal.verify import verify

LAN = User(login="lan", person="Nguyễn Thị Lan", role="admin")
HASH = "$argon2id$of-a-password"


def keep(journal: Journal, what: str, before: User | None, after: User, secret: str) -> None:
    event = e.UserChanged(
        request=RequestId("r"), by="console", what=what, before=before, after=after  # type: ignore[arg-type]
    )  # fmt: skip
    kept = Secret(login=after.login, hash=secret)
    journal.append([event], ticks=Ticks(1), wall_ms=UnixMs(1), secret=kept)


def test_accounts_and_secrets_survive_and_a_new_secret_replaces_the_old(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", "small")
    keep(journal, "added", None, LAN, "old")
    keep(journal, "password-chosen", LAN, LAN, HASH)
    journal.close()
    again = Journal(tmp_path / "journal.db", "small")
    assert read_users(again.engine) == {"lan": LAN}
    assert read_secret(again.engine, "lan") == Secret(login="lan", hash=HASH)
    assert read_secret(again.engine, "binh") is None
    again.close()


def test_no_secret_is_ever_in_the_chain_and_the_table_of_accounts_is_checked(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path / "journal.db", "small")
    keep(journal, "added", None, LAN, HASH)
    assert all(HASH not in repr(row) for row in journal.read())
    assert verify(journal, SETTINGS).problems == []
    with journal._writer.begin():
        journal._writer.exec_driver_sql("UPDATE user SET role = 'officer'")
    assert verify(journal, SETTINGS).problems == [
        "the table 'user' is not what the events say; run 'mot-cua rebuild'"
    ]
    journal.rebuild()
    assert read_users(journal.engine) == {"lan": LAN}
    assert read_secret(journal.engine, "lan") == Secret(login="lan", hash=HASH)
    journal.close()


def test_each_start_notes_what_is_different_in_the_office_file_and_nothing_else() -> None:
    play = Play()

    def start(settings: Settings) -> list[e.Event]:
        before = len(play.history)
        values = values_of(settings)
        play.do(c.NoteSettings(request=play.request(), values=values))
        return [event for event, _ in play.history[before:]]

    [first] = start(SETTINGS)
    assert isinstance(first, e.SettingsChanged)
    assert (first.old, first.new["service.1.name"]) == ({}, '"Chứng thực"')
    assert start(SETTINGS) == []
    rules = msgspec.structs.replace(SETTINGS.rules, calls=2)
    [second] = start(msgspec.structs.replace(SETTINGS, rules=rules, counter=SETTINGS.counter[:2]))
    assert isinstance(second, e.SettingsChanged)
    assert second.new == {"rules.calls": "2"}
    gone = {"counter.2.number": "3", "counter.2.services": '["DD"]', "counter.2.name": '""'}
    assert second.old == {"rules.calls": "3"} | gone
    assert "counter.2.name" not in play.office.file


def test_the_noted_file_survives_and_is_checked(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", "small")
    for old, new in (({}, {"a": "1", "b": "2"}), ({"a": "1", "b": "2"}, {"b": "3"})):
        event = e.SettingsChanged(request=RequestId("r"), old=old, new=new)
        journal.append([event], ticks=Ticks(1), wall_ms=UnixMs(1))
    assert read_file(journal.engine) == {"b": "3"}
    assert verify(journal, SETTINGS).problems == []
    journal.rebuild()
    assert read_file(journal.engine) == {"b": "3"}
    journal.close()
