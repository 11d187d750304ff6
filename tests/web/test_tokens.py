"""Tokens of other systems: made and shown once, taken back for good, and all of it on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from web.pages_office import PagesOffice
from web.test_sign_in import post

from mot_cua.clock import SystemClock
from mot_cua.errors import SettingsError
from office.token import token as command
from queue_server.core.events import TokenMade, TokenRevoked
from queue_server.journal.people import read_tokens
from queue_server.journal.verify import verify

PORTAL = {"name": "Cổng dịch vụ công", "scope": "queue:read", "last_day": "2027-01-31"}
SHOWN = re.compile(r"motcua_([a-z2-7]{8})_[A-Za-z0-9_-]{43}")


def make(client: FlaskClient) -> str:
    """Fill in the form, and copy what the page shows."""
    page = client.post("/tokens", data=PORTAL | {"csrf": client.environ_base["HTTP_X_CSRF_TOKEN"]})
    assert page.status_code == 200
    [shown] = {found[0] for found in SHOWN.finditer(page.text)}
    return shown


def status(office: PagesOffice, words: str) -> int:
    asked = {"Authorization": f"Bearer {words}"}
    return office.app().test_client().get("/api/v1/queue", headers=asked).status_code


def test_a_token_is_shown_once_works_and_is_taken_back(office: PagesOffice) -> None:
    admin = office.client("admin")
    assert "Chưa có mã nào." in admin.get("/tokens").text
    words = make(admin)
    page = admin.get("/tokens").text
    assert "Cổng dịch vụ công" in page
    assert words not in page
    assert status(office, words) == 200
    name = words.split("_")[1]
    assert post(admin, f"/tokens/{name}/revoke") == (200, "")
    assert status(office, words) == 401
    assert "Thu hồi bởi admin ngày 20/11/2026" in admin.get("/tokens").text
    assert post(admin, f"/tokens/{name}/revoke") == (200, "")  # twice is as good as once


def test_making_and_revoking_are_on_record_and_the_secret_is_nowhere(office: PagesOffice) -> None:
    admin = office.client("admin")
    words = make(admin)
    name = words.split("_")[1]
    post(admin, f"/tokens/{name}/revoke")
    journal = office.server.journal
    rows = [one for one in journal.read() if isinstance(one.event, TokenMade | TokenRevoked)]
    assert [one.device for one in rows] == ["user/admin", "user/admin"]
    made, revoked = (one.event for one in rows)
    assert isinstance(made, TokenMade)
    assert (made.by, made.name, made.scopes) == ("admin", PORTAL["name"], ("queue:read",))
    assert isinstance(revoked, TokenRevoked)
    assert (revoked.by, revoked.token) == ("admin", name)
    secret = words.rpartition("_")[2]
    for file in office._folder.rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes()


def test_tokens_survive_a_restart_and_their_table_is_checked(office: PagesOffice) -> None:
    words = make(office.client("admin"))
    office.switch_off()
    office.switch_on()
    assert status(office, words) == 200
    journal = office.server.journal
    [kept] = read_tokens(journal.engine).values()
    assert (kept.made_by, kept.is_revoked) == ("admin", False)
    assert verify(journal, office.settings).problems == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "Vui lòng ghi mã dùng cho hệ thống nào (tối đa 80 ký tự)."),
        ({"name": "x" * 81}, "Vui lòng ghi mã dùng cho hệ thống nào (tối đa 80 ký tự)."),
        ({"scope": ""}, "Vui lòng chọn ít nhất một việc mà mã được phép làm."),
        ({"scope": "everything"}, "Vui lòng chọn ít nhất một việc mà mã được phép làm."),
        ({"last_day": "2026-11-19"}, "Ngày hết hạn phải từ hôm nay đến một năm sau."),
        ({"last_day": "2028-01-01"}, "Ngày hết hạn phải từ hôm nay đến một năm sau."),
        ({"last_day": "Tết"}, "Ngày hết hạn phải từ hôm nay đến một năm sau."),
    ],
)
def test_a_mistake_is_one_sentence_and_what_was_typed_stays(
    office: PagesOffice, wrong: dict[str, str], says: str
) -> None:
    admin = office.client("admin")
    assert post(admin, "/tokens", **PORTAL | wrong) == (409, says)
    assert office.gateway.tokens == {}


def test_what_is_not_there_cannot_be_taken_back(office: PagesOffice) -> None:
    assert post(office.client("admin"), "/tokens/aaaaaaaa/revoke") == (404, "Không có mã này.")


def test_a_busy_server_says_so(office: PagesOffice) -> None:
    admin = office.client("admin")
    office.gateway._post = lambda _: False
    assert post(admin, "/tokens", **PORTAL) == (409, "Máy chủ đang bận, vui lòng thử lại.")


def test_the_page_speaks_english(office: PagesOffice) -> None:
    page = office.client("admin").get("/tokens?lang=en").text
    assert "Tokens of other systems" in page
    assert "Read the queue: who is called, how many wait" in page


# ── At the command line ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def present(tmp_path: Path) -> Iterator[PagesOffice]:
    """An office of today: the command line goes by the computer's clock."""
    made = PagesOffice(tmp_path, at=SystemClock().wall_ms())
    yield made
    made.switch_off()


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--data", str(data)])


def test_a_technician_lets_a_system_in_and_shuts_it_out_while_the_server_runs(
    present: PagesOffice, tmp_path: Path
) -> None:
    said = run(tmp_path, "add", "Trang thông tin", "--scope", "queue:read").output
    found = SHOWN.search(said)
    assert found is not None
    words, name = found[0], found[1]
    assert f"To take it back:  mot-cua token revoke {name}" in said
    assert f"{name}  until " in run(tmp_path, "list").output
    assert status(present, words) == 200
    assert not list((tmp_path / "people").iterdir())
    assert run(tmp_path, "revoke", name).output == f"Trang thông tin ({name}) is shut out.\n"
    assert f"{name}  revoked           Trang thông tin: queue:read" in run(tmp_path, "list").output
    assert status(present, words) == 401
    events = [one for one in present.server.journal.read() if "Token" in type(one.event).__name__]
    assert [(one.device, one.event.by) for one in events] == [("user/console", "console")] * 2  # type: ignore[attr-defined]
    assert f"{name}  revoked " in run(tmp_path, "list").output


def test_what_was_done_at_the_command_line_is_on_the_page_at_once(
    present: PagesOffice, tmp_path: Path
) -> None:
    run(tmp_path, "add", "Trang thông tin", "--scope", "queue:read")
    assert "Tạo bởi console" in present.client("admin").get("/tokens").text


def test_a_token_that_is_taken_back_before_its_first_use_never_works(
    present: PagesOffice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found = SHOWN.search(run(tmp_path, "add", "Trang", "--scope", "queue:read").output)
    assert found is not None
    run(tmp_path, "revoke", found[1])
    assert status(present, found[0]) == 401
    assert (
        f"the note about the token {found[1]} was refused and is removed: there is no token"
        f" {found[1]}" in caplog.text
    )
    assert not list((tmp_path / "people").iterdir())


def test_a_note_that_cannot_be_read_is_named_and_left_alone(
    office: PagesOffice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "people").mkdir()
    note = tmp_path / "people" / "token_aaaaaaaa.json"
    note.write_text("{")
    assert status(office, "motcua_aaaaaaaa_" + 43 * "x") == 401
    assert f"{note}: cannot be read (" in caplog.text
    assert "remove it and run 'mot-cua token' again" in caplog.text
    assert note.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", " ", "--scope", "queue:read"), "a token has a name of 1 to 80 characters"),
        (
            ("add", "Trang", "--scope", "queue:read", "--until", "Tết"),
            "--until Tết: expected a date like 2026-11-30",
        ),
        (
            ("add", "Trang", "--scope", "queue:read", "--until", "2020-01-01"),
            "2020-01-01: a token ends today or within 366 days",
        ),
        (("revoke", "aaaaaaaa"), "aaaaaaaa: no such token; there are: none"),
    ],
)
def test_a_mistake_at_the_command_line_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    failure = run(tmp_path, *arguments).exception
    assert isinstance(failure, SettingsError)
    assert str(failure) == says
