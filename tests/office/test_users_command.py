"""`mot-cua users`: the first administrator, a forgotten password, and clear mistakes."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mot_cua.errors import SettingsError
from mot_cua.ids import RequestId, Ticks, UnixMs
from office.people import users
from queue_server.core.events import UserChanged
from queue_server.core.people import User
from queue_server.invitations import find_invitation
from queue_server.journal.journal import Journal
from queue_server.passwords import hash_of_code


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(users, [*arguments, "--data", str(data)])


def has_account(data: Path, login: str) -> None:
    """Let the server have taken over an account earlier."""
    journal = Journal(data / "journal.db", "duc-thuong")
    user = User(login=login, person="Nguyễn Thị Lan", role="admin")
    event = UserChanged(request=RequestId("r"), by="console", what="added", before=None, after=user)
    journal.append([event], ticks=Ticks(1), wall_ms=UnixMs(1))
    journal.close()


def test_the_first_administrator_gets_a_code_that_stands_nowhere(tmp_path: Path) -> None:
    said = run(tmp_path, "add", "lan", "--role", "admin", "--name", "Nguyễn Thị Lan").output
    assert "signs in at http://127.0.0.1:8080/sign-in" in said
    code = re.search(r"code   (\S+)", said)
    assert code is not None
    file = tmp_path / "people" / "lan.json"
    assert code[1] not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = find_invitation(tmp_path / "people", "lan")
    assert found is not None
    assert found.user == User(login="lan", person="Nguyễn Thị Lan", role="admin")
    assert found.secret.hash == hash_of_code(code[1])


def test_who_forgot_a_password_gets_a_code_and_keeps_the_role(tmp_path: Path) -> None:
    has_account(tmp_path, "lan")
    assert run(tmp_path, "code", "lan").exit_code == 0
    found = find_invitation(tmp_path / "people", "lan")
    assert found is not None
    assert found.user.role == "admin"
    assert run(tmp_path, "list").output == "lan                  admin      Nguyễn Thị Lan\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "Lan", "--role", "admin"), "login 'Lan': expected 2 to 32 of a-z 0-9 . -"),
        (
            ("add", "doan", "--role", "inspector"),
            "--until: an inspector's account needs a last day, like 2026-11-30",
        ),
        (
            ("add", "doan", "--role", "inspector", "--until", "Tết"),
            "--until Tết: expected a date like 2026-11-30",
        ),
        (
            ("add", "doan", "--role", "leader", "--name", "x" * 81),
            "--name: at most 80 characters",
        ),
        (
            ("add", "lan", "--role", "officer"),
            "lan: has an account; for a new code: mot-cua users code lan",
        ),
        (("code", "binh"), "binh: has no account; there are: lan"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    has_account(tmp_path, "lan")
    problem = run(tmp_path, *arguments).exception
    assert isinstance(problem, SettingsError)
    assert str(problem) == says


def test_before_the_first_start_there_is_nobody(tmp_path: Path) -> None:
    assert run(tmp_path, "list").output == ""
    problem = run(tmp_path, "code", "lan").exception
    assert str(problem) == "lan: has no account; there are: nobody"
