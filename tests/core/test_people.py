"""Accounts: what one may be, that somebody can always administrate, and what is recorded."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.people import Secret, User

LAN = User(login="lan", person="Nguyễn Thị Lan", role="admin")
BINH = User(login="binh", person="Trần Văn Bình", role="officer")


def change(play: Play, user: User, what: str = "changed", secret: str = "") -> c.ChangeUser:
    kept = Secret(login=user.login, hash=secret) if secret else None
    return c.ChangeUser(
        request=play.request(),
        by="lan",
        what=what,  # type: ignore[arg-type]
        user=user,
        secret=kept,
    )


@pytest.fixture
def play() -> Play:
    made = Play()
    made.do(change(made, LAN, "added"))
    made.do(change(made, BINH, "added"))
    return made


def refusal(play: Play, user: User, what: str = "changed") -> tuple[str, str]:
    refused: Refused = play.refusal(change(play, user, what))
    return refused.code, str(refused)


def test_a_change_is_recorded_with_who_what_before_and_after_and_without_the_secret(
    play: Play,
) -> None:
    leader = User(login="binh", person="Trần Văn Bình", role="leader")
    play.do(change(play, leader, secret="argon2-of-a-password"))
    event, _ = play.history[-1]
    assert isinstance(event, e.UserChanged)
    assert (event.by, event.what, event.before, event.after) == ("lan", "changed", BINH, leader)
    assert "argon2-of-a-password" not in repr(event)
    assert play.office.users["binh"].role == "leader"


def test_a_change_that_changes_nothing_is_not_recorded(play: Play) -> None:
    before = len(play.history)
    play.do(change(play, BINH))
    assert len(play.history) == before


@pytest.mark.parametrize(
    "login", ["l", "Lan", "lan anh", "../lan", "lân", "x" * 33, "1lan", "lan\n"]
)
def test_a_login_is_plain_and_no_path(play: Play, login: str) -> None:
    code, text = refusal(play, User(login=login, person="Lan", role="officer"), "added")
    assert (code, text) == ("bad-login", f"login {login!r}: expected 2 to 32 of a-z 0-9 . -")


def test_a_person_has_a_name(play: Play) -> None:
    for name in ("  ", "x" * 81):
        nobody = User(login="nobody", person=name, role="officer")
        assert refusal(play, nobody, "added") == (
            "bad-person", "a name has 1 to 80 characters",
        )  # fmt: skip


def test_an_inspector_comes_for_a_while(play: Play) -> None:
    inspector = User(login="doan", person="Đoàn kiểm tra", role="inspector")
    assert refusal(play, inspector, "added") == (
        "needs-last-day", "an inspector's account needs a last day",
    )  # fmt: skip
    until = User(login="doan", person="Đoàn kiểm tra", role="inspector", last_day="2026-11-30")  # type: ignore[arg-type]
    play.do(change(play, until, "added"))
    assert until.may_sign_in("2026-11-30")
    assert not until.may_sign_in("2026-12-01")


def test_a_login_is_given_once_and_changed_only_when_it_is_known(play: Play) -> None:
    assert refusal(play, BINH, "added") == ("login-taken", "binh: is taken")
    stranger = User(login="stranger", person="?", role="officer")
    assert refusal(play, stranger) == ("unknown-user", "stranger: no such account")


@pytest.mark.parametrize(
    "after",
    [
        User(login="lan", person="Nguyễn Thị Lan", role="officer"),
        User(login="lan", person="Nguyễn Thị Lan", role="admin", is_disabled=True),
        User(login="lan", person="Nguyễn Thị Lan", role="admin", last_day="2026-12-01"),  # type: ignore[arg-type]
    ],
)
def test_the_last_administrator_stays_one(play: Play, after: User) -> None:
    assert refusal(play, after) == ("last-admin", "lan is the only administrator left")
    play.do(change(play, User(login="binh", person="Trần Văn Bình", role="admin")))
    play.do(change(play, after))
    assert play.office.users["lan"] == after


def test_somebody_who_left_may_not_sign_in() -> None:
    gone = User(login="binh", person="Trần Văn Bình", role="officer", is_disabled=True)
    assert not gone.may_sign_in("2026-11-20")
