"""The door: codes, passwords, locks and sessions, as a person at a browser meets them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from web.pages_office import PASSWORD, QUICK, PagesOffice, sign_in

from mot_cua.errors import Refused
from mot_cua.ids import DayText
from queue_server.core.events import SignInLocked, UserChanged
from queue_server.core.people import User
from queue_server.invitations import leave_invitation
from queue_server.web.sessions import BACK_MS, DAY_MS, IDLE_MS, LOCKED_MS, csrf_of

NEW = "mùa xuân năm ấy"
LAN = User(login="lan", person="Nguyễn Thị Lan", role="admin")


def post(client: FlaskClient, path: str, **form: str) -> tuple[int, str]:
    """Fill in a form of the page that the browser has; returns the status and what is said."""
    cookie = client.get_cookie("mot-cua") or client.get_cookie("mot-cua-door")
    client.environ_base.pop("HTTP_X_CSRF_TOKEN", None)
    answer = client.post(path, data={**form, "csrf": csrf_of(cookie.value) if cookie else ""})
    note = re.search(r'<p class="note" role="alert">(.*?)</p>', answer.text)
    return answer.status_code, note[1] if note else answer.headers.get("Location", "")


def stranger(office: PagesOffice) -> FlaskClient:
    client = office.client(None)
    assert client.get("/sign-in").status_code == 200
    return client


def invite(office: PagesOffice, user: User = LAN) -> str:
    return leave_invitation(office._folder / "people", user, office.peoples_clock.wall_ms())


def test_the_first_administrator_comes_with_a_code_and_chooses_a_password(
    office: PagesOffice,
) -> None:
    code = invite(office)
    client = stranger(office)
    assert post(client, "/sign-in", login="lan", password=code.lower().replace("-", " ")) == (
        303, "/",
    )  # fmt: skip
    assert client.get("/people").headers["Location"] == "/sign-in?next=%2Fpeople"
    page = client.get("/password").text
    assert "Mã một lần chỉ dùng để đặt mật khẩu." in page
    assert post(client, "/password", new=NEW, again=NEW, next="/people") == (303, "/people")
    assert "Nguyễn Thị Lan" in client.get("/people").text
    again = stranger(office)
    assert post(again, "/sign-in", login="lan", password=code)[0] == 403
    assert post(again, "/sign-in", login=" LAN ", password=NEW) == (303, "/")
    changes = [one.event for one in office.server.journal.read()]
    told = [one for one in changes if isinstance(one, UserChanged)]
    assert [(one.by, one.what, one.after) for one in told] == [
        ("console", "added", LAN),
        ("lan", "password-chosen", LAN),
    ]
    assert all(NEW not in repr(one) and code not in repr(one) for one in told)


def test_a_code_ends_after_a_week(office: PagesOffice) -> None:
    code = invite(office)
    office.peoples_clock.advance(7 * 24 * 3600 * 1000)
    assert post(stranger(office), "/sign-in", login="lan", password=code)[0] == 403


def test_an_invitation_that_cannot_be_read_is_left_alone(
    office: PagesOffice, caplog: pytest.LogCaptureFixture
) -> None:
    invite(office)
    path = office._folder / "people" / "lan.json"
    path.write_text("{")
    assert post(stranger(office), "/sign-in", login="lan", password="x")[0] == 403
    assert f"{path}: cannot be read" in caplog.text
    assert path.exists()


def test_an_invitation_that_would_take_the_last_administrator_is_refused_and_removed(
    office: PagesOffice, caplog: pytest.LogCaptureFixture
) -> None:
    office.employ("admin", "lan")
    invite(office, User(login="lan", person="Lan", role="officer"))
    assert post(stranger(office), "/sign-in", login="lan", password=PASSWORD) == (303, "/")
    assert office.gateway.users["lan"].role == "admin"
    assert "the invitation of lan was refused and is removed" in caplog.text


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("ngắn", "ngắn", "Mật khẩu cần ít nhất 10 ký tự."),
        ("x" * 129, "x" * 129, "Mật khẩu có nhiều nhất 128 ký tự."),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "Mật khẩu này quá dễ đoán."),
        ("matkhau123456", "matkhau123456", "Mật khẩu này quá dễ đoán."),
        ("admin-2026-xa", "admin-2026-xa", "Mật khẩu này quá dễ đoán."),
        (NEW, NEW + "!", "Hai lần nhập mật khẩu mới không giống nhau."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    office: PagesOffice, new: str, again: str, says: str
) -> None:
    client = office.client("admin")
    status, note = post(client, "/password", now=PASSWORD, new=new, again=again)
    assert status == 403
    assert note.startswith(says)


def test_a_new_password_needs_the_old_one_and_ends_every_other_session(
    office: PagesOffice,
) -> None:
    here, elsewhere = office.client("officer"), office.client("officer")
    assert post(here, "/password", now="wrong", new=NEW, again=NEW)[0] == 403
    assert elsewhere.get("/").status_code == 200
    before = here.get_cookie("mot-cua")
    assert post(here, "/password", now=PASSWORD, new=NEW, again=NEW) == (303, "/")
    after = here.get_cookie("mot-cua")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303


def test_the_same_answer_is_given_for_a_wrong_login_and_a_wrong_password(
    office: PagesOffice,
) -> None:
    office.employ("officer")
    client = stranger(office)
    wrong = post(client, "/sign-in", login="officer", password="wrong")
    nobody = post(client, "/sign-in", login="nobody", password="wrong")
    assert wrong == nobody
    assert wrong[0] == 403
    assert wrong[1].startswith("Tên đăng nhập hoặc mật khẩu không đúng.")


def test_a_password_is_the_same_however_the_keyboard_composes_it(office: PagesOffice) -> None:
    office.employ("officer")
    decomposed = "bo\u0302\u0301n con tra\u0302u \u0111en"
    assert post(stranger(office), "/sign-in", login="officer", password=decomposed) == (303, "/")


def test_whoever_leaves_is_out_and_the_counter_stays_as_it_is(office: PagesOffice) -> None:
    office.open(1)
    office.issue("HT")
    client = office.client("officer")
    client.post("/api/counter/1", json={"request": "press-0001", "actions": ["next"]})
    cookie = client.get_cookie("mot-cua")
    assert cookie is not None
    assert post(client, "/sign-out") == (303, "/sign-in")
    assert client.get_cookie("mot-cua") is None
    client.set_cookie("mot-cua", cookie.value)
    assert client.get("/counter/1").status_code == 303
    assert office.gateway.view.counters[0].ticket is not None


def test_an_idle_screen_locks_and_its_password_opens_it_where_it_was(office: PagesOffice) -> None:
    client = office.client("officer")
    office.open(1)
    office.issue("HT")
    client.post("/api/counter/1", json={"request": "press-0001", "actions": ["next"]})
    office.peoples_clock.advance(IDLE_MS - 1)
    # A page that reads itself again is nobody.
    assert client.get("/api/counter/1").status_code == 200
    office.peoples_clock.advance(1)
    answer = client.get("/api/counter/1")
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in")
    door = client.get("/counter/1", follow_redirects=True).text
    assert "Màn hình đã khóa" in door
    assert "Người officer" in door
    assert 'name="login"' not in door
    assert post(client, "/sign-in", password="wrong", next="/counter/1")[0] == 403
    assert post(client, "/sign-in", password=PASSWORD, next="/counter/1") == (303, "/counter/1")
    assert client.get("/api/counter/1").json["counter"]["ticket"]["state"] == "called"


def test_a_person_keeps_a_session_open_for_a_day_and_no_longer(office: PagesOffice) -> None:
    client = office.client("officer")
    for _ in range(DAY_MS // IDLE_MS * 2 - 1):
        office.peoples_clock.advance(IDLE_MS // 2)
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
    office.peoples_clock.advance(IDLE_MS // 2)
    assert client.get("/", headers={"Accept": "text/html"}).status_code == 303
    assert 'name="login"' in client.get("/sign-in").text


def test_a_screen_that_stays_locked_for_hours_is_signed_out(office: PagesOffice) -> None:
    client = office.client("officer")
    office.peoples_clock.advance(IDLE_MS + LOCKED_MS)
    assert 'name="login"' in client.get("/sign-in").text


def test_a_clock_that_was_set_back_lengthens_no_session(office: PagesOffice) -> None:
    client = office.client("officer")
    office.peoples_clock.step(-60_000)
    assert client.get("/").status_code == 200
    office.peoples_clock.step(-BACK_MS)
    assert client.get("/").status_code == 303


def test_a_colleague_may_sign_in_at_a_locked_screen(office: PagesOffice) -> None:
    client = office.client("officer")
    office.employ("leader")
    assert post(client, "/lock", next="/counter/1") == (303, "/sign-in?next=%2Fcounter%2F1")
    assert "Người khác đăng nhập" in client.get("/sign-in").text
    assert 'name="login"' in client.get("/sign-in?other=1").text
    assert post(client, "/sign-in", login="leader", password=PASSWORD) == (303, "/")
    assert "Người leader" in client.get("/").text


def test_an_account_ends_with_its_last_day_even_for_who_is_in(office: PagesOffice) -> None:
    client = office.client("inspector")
    assert client.get("/report").status_code == 200
    short = User(login="inspector", person="Đoàn", role="inspector", last_day=DayText("2026-11-19"))
    admin = office.client("admin")
    fields = {"person": "Đoàn", "role": "inspector", "last_day": str(short.last_day)}
    assert post(admin, "/people/inspector", **fields)[0] == 200
    assert client.get("/report").status_code == 303
    status, note = post(stranger(office), "/sign-in", login="inspector", password=PASSWORD)
    assert (status, note) == (
        403,
        "Tài khoản này đã hết hạn hoặc ngừng sử dụng. Vui lòng liên hệ quản trị viên.",
    )


def test_an_administrator_adds_changes_and_helps_people(office: PagesOffice) -> None:
    admin = office.client("admin")
    post(admin, "/people", login="binh", person="Trần Văn Bình", role="officer")
    admin.environ_base.pop("HTTP_X_CSRF_TOKEN", None)
    cookie = admin.get_cookie("mot-cua")
    assert cookie is not None
    page = admin.post("/people/binh/code", data={"csrf": csrf_of(cookie.value)}).text
    code = re.search(r'<p class="code">(.*?)</p>', page)
    assert code is not None
    assert code[1] not in admin.get("/people").text
    client = stranger(office)
    assert post(client, "/sign-in", login="binh", password=code[1]) == (303, "/")
    assert post(client, "/password", new=NEW, again=NEW) == (303, "/")
    assert post(admin, "/people/binh", person="Trần Văn Bình", role="leader")[0] == 200
    assert client.get("/").status_code == 303
    sign_in(client, "binh", NEW)
    assert client.get("/admin").status_code == 200


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"login": "Đông", "person": "Đông", "role": "officer"}, "Tên đăng nhập gồm 2 đến 32"),
        ({"login": "dong", "person": " ", "role": "officer"}, "Vui lòng nhập họ và tên"),
        ({"login": "dong", "person": "Đông", "role": "inspector"}, "Tài khoản của đoàn kiểm tra"),
        ({"login": "admin", "person": "Đông", "role": "officer"}, "Tên đăng nhập này đã có"),
        (
            {"login": "dong", "person": "Đông", "role": "officer", "last_day": "hôm nay"},
            "Ngày hết hạn không đúng.",
        ),
    ],
)
def test_a_mistake_in_an_account_is_one_sentence(
    office: PagesOffice, form: dict[str, str], says: str
) -> None:
    status, note = post(office.client("admin"), "/people", **form)
    assert status == 409
    assert note.startswith(says)


def test_the_last_administrator_cannot_lock_everybody_out(office: PagesOffice) -> None:
    admin = office.client("admin")
    status, note = post(admin, "/people/admin", person="Một mình", role="officer")
    assert (status, note) == (
        409,
        "Đây là quản trị viên duy nhất; hãy thêm một quản trị viên khác trước.",
    )


def test_too_many_people_at_once_are_asked_to_try_again() -> None:
    QUICK._turns.acquire()
    QUICK._turns.acquire()
    try:
        with pytest.raises(Refused) as refused:
            QUICK.is_right(None, "words", 0)  # type: ignore[arg-type]
    finally:
        QUICK._turns.release(2)
    assert (refused.value.code, str(refused.value)) == (
        "busy",
        "many people sign in at this moment; try again",
    )


def test_the_pages_of_the_door_speak_english(office: PagesOffice) -> None:
    assert "Sign in" in office.client(None).get("/sign-in?lang=en").text
    assert "Choose your password" in office.client("officer").get("/password?lang=en").text
    assert "Add an account" in office.client("admin").get("/people?lang=en").text


def lock_outs(office: PagesOffice) -> list[tuple[str, str, int, int]]:
    rows = [one.event for one in office.server.journal.read()]
    found = [one for one in rows if isinstance(one, SignInLocked)]
    return [(one.login, one.address, one.failures, one.wait_ms) for one in found]


def test_a_lock_out_is_on_record_once_for_each_wait(office: PagesOffice) -> None:
    office.employ("officer")
    client = stranger(office)
    client.environ_base["REMOTE_ADDR"] = "192.168.1.66"
    for _ in range(8):  # the last three have to wait, and are no new lock-outs
        post(client, "/sign-in", login="officer", password="wrong")
    assert lock_outs(office) == [("officer", "192.168.1.66", 5, 60_000)]
    office.peoples_clock.advance(60_000)
    post(client, "/sign-in", login="officer", password="wrong")
    assert lock_outs(office)[1:] == [("officer", "192.168.1.66", 6, 120_000)]


def test_a_computer_that_tries_many_names_is_on_record_and_none_of_the_names(
    office: PagesOffice,
) -> None:
    client = stranger(office)
    for number in range(25):
        post(client, "/sign-in", login=f"my-password-is-{number}", password="wrong")
    assert lock_outs(office) == [("", "127.0.0.1", 20, 60_000)]
    assert not any("my-password-is" in repr(one) for one in office.server.journal.read())


def test_a_screen_that_is_guessed_at_until_it_is_signed_out_is_on_record(
    office: PagesOffice,
) -> None:
    client = office.client("officer")
    post(client, "/lock")
    for _ in range(6):
        post(client, "/sign-in", password="wrong")
    assert lock_outs(office) == [("officer", "", 5, 0)]


def test_a_server_that_cannot_record_a_lock_out_still_makes_them_wait(
    office: PagesOffice, caplog: pytest.LogCaptureFixture
) -> None:
    office.employ("officer")
    office.gateway._post = lambda _: False
    client = stranger(office)
    statuses = [post(client, "/sign-in", login="officer", password="no")[0] for _ in range(6)]
    assert statuses == [403] * 5 + [429]
    assert "a lock-out of officer is not on record: the server is busy" in caplog.text
