"""Accounts in the journal's file: events in the chain, secrets beside it and never in it."""

from __future__ import annotations

from pathlib import Path

from small_office import SETTINGS

from mot_cua.ids import RequestId, Ticks, UnixMs
from queue_server.core import events as e
from queue_server.core.people import Secret, User
from queue_server.journal.journal import Journal
from queue_server.journal.people import read_secret, read_users
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
