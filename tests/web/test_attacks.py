"""What a bored visitor with a laptop tries on the office's network; none of it succeeds."""

from __future__ import annotations

import csv
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from small_office import SETTINGS
from web.pages_office import PASSWORD, PagesOffice
from web.test_sign_in import post, stranger

from mot_cua.clock import ManualClock
from mot_cua.ids import CounterNo
from queue_server.core import commands as c
from queue_server.web.callers import REQUEST_MS, Callers
from queue_server.web.entrance import ACCOUNT_TRIES, ADDRESS_TRIES
from queue_server.web.limits import MOST, MOST_ADDRESSES, MOST_GUESSES, PERIOD_MS, Limits
from queue_server.web.sessions import csrf_of

EVIL = "=cmd|' /C calc'!A0<script>alert('x')</script>\"; DROP TABLE event;--"
FROM_AFAR = {"REMOTE_ADDR": "192.168.1.66"}


# ── Guessing ────────────────────────────────────────────────────────────────────────────────────


def test_guessing_a_password_waits_longer_each_time(office: PagesOffice) -> None:
    office.employ("officer")
    client = stranger(office)
    for _ in range(ACCOUNT_TRIES):
        assert post(client, "/sign-in", login="officer", password="wrong")[0] == 403
    waits = []
    for _ in range(6):
        status, note = post(client, "/sign-in", login="officer", password=PASSWORD)
        assert status == 429
        assert note.startswith("Tên này đã nhập sai nhiều lần nên tạm khóa.")
        minutes = int("".join(filter(str.isdigit, note)))
        waits.append(minutes)
        office.peoples_clock.advance(minutes * 60_000)
        assert post(client, "/sign-in", login="officer", password="wrong")[0] == 403
    assert waits == [1, 2, 4, 8, 15, 15]
    office.peoples_clock.advance(15 * 60_000)
    assert post(client, "/sign-in", login="officer", password=PASSWORD) == (303, "/")


def test_guessing_many_names_from_one_computer_ends_too_and_harms_nobody_else(
    office: PagesOffice,
) -> None:
    office.employ("officer")
    client = stranger(office)
    for number in range(ADDRESS_TRIES):
        assert post(client, "/sign-in", login=f"nobody{number}", password="wrong")[0] == 403
    status, note = post(client, "/sign-in", login="officer", password=PASSWORD)
    assert (status, note) == (
        429,
        "Máy tính này đã nhập sai quá nhiều lần. Vui lòng thử lại sau 1 phút.",
    )
    elsewhere = stranger(office)
    elsewhere.environ_base.update(FROM_AFAR)
    assert post(elsewhere, "/sign-in", login="officer", password=PASSWORD) == (303, "/")


def test_whoever_has_an_account_cannot_guess_at_others_without_end(office: PagesOffice) -> None:
    office.employ("officer")
    client = stranger(office)
    for number in range(ADDRESS_TRIES):
        post(client, "/sign-in", login=f"nobody{number}", password="wrong")
        if number % 3 == 0:
            mine = stranger(office)
            assert post(mine, "/sign-in", login="officer", password=PASSWORD)[0] == 303
    assert post(client, "/sign-in", login="nobody", password="wrong")[0] == 429


def test_a_stranger_cannot_lock_an_officer_out_of_their_own_screen(office: PagesOffice) -> None:
    mine = office.client("officer")
    post(mine, "/lock")
    enemy = stranger(office)
    enemy.environ_base.update(FROM_AFAR)
    for _ in range(ACCOUNT_TRIES + 1):
        post(enemy, "/sign-in", login="officer", password="wrong")
    assert post(mine, "/sign-in", password=PASSWORD, next="/counter/1") == (303, "/counter/1")


def test_a_locked_screen_is_not_guessed_open(office: PagesOffice) -> None:
    client = office.client("officer")
    post(client, "/lock")
    for _ in range(ACCOUNT_TRIES):
        assert post(client, "/sign-in", password="wrong")[0] == 403
    status, note = post(client, "/sign-in", password=PASSWORD)
    assert status == 403
    assert note.startswith("Đã nhập sai nhiều lần nên phiên làm việc kết thúc.")
    assert client.get_cookie("mot-cua") is None


def test_a_hundred_guesses_at_once_are_a_hundred_guesses(office: PagesOffice) -> None:
    office.employ("officer")
    app, found = office.app(), []

    def guess() -> None:
        client = app.test_client()
        client.get("/sign-in")
        found.append(post(client, "/sign-in", login="officer", password="wrong")[0])

    guessers = [threading.Thread(target=guess) for _ in range(30)]
    for one in guessers:
        one.start()
    for one in guessers:
        one.join()
    assert found.count(403) <= ACCOUNT_TRIES + 2
    assert found.count(429) >= 30 - ACCOUNT_TRIES - 2


def test_failures_of_a_million_names_take_bounded_room(office: PagesOffice) -> None:
    for number in range(50):
        office.sessions.note_failure(f"login x{number}", within_ms=1000, at_most=10)
        office.peoples_clock.advance(1)
    [(rows,)] = office.sessions._do("SELECT count(*) FROM failure")
    assert rows == 10


def test_ticket_tokens_are_128_bits_and_not_to_be_tried_one_after_the_other(
    office: PagesOffice,
) -> None:
    office.open(1)
    office.do(c.IssueAtDesk, ticket="desk-1", service="HT", token="")
    enemy = office.client(None)
    found = [enemy.get(f"/t/{'x' * 18}{number:04}").status_code for number in range(60)]
    assert found == [404] * MOST_GUESSES + [429] * (60 - MOST_GUESSES)


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────


def test_a_session_that_was_planted_is_never_taken_over(office: PagesOffice) -> None:
    office.employ("officer")
    client = office.client(None)
    client.set_cookie("mot-cua", "planted-by-the-enemy")
    client.get("/sign-in")
    door = client.get_cookie("mot-cua-door")
    assert door is not None
    form = {"login": "officer", "password": PASSWORD, "csrf": csrf_of(door.value)}
    assert client.post("/sign-in", data=form).status_code == 303
    cookie = client.get_cookie("mot-cua")
    assert cookie is not None
    assert len(cookie.value) >= 43
    enemy = office.client(None)
    enemy.set_cookie("mot-cua", "planted-by-the-enemy")
    assert enemy.get("/").status_code == 303


def test_signing_in_again_ends_the_session_before(office: PagesOffice) -> None:
    client = office.client("officer")
    before = client.get_cookie("mot-cua")
    office.employ("leader")
    post(client, "/sign-in", login="leader", password=PASSWORD)
    enemy = office.client(None)
    assert before is not None
    enemy.set_cookie("mot-cua", before.value)
    assert enemy.get("/").status_code == 303


def test_who_reads_the_file_of_sessions_is_not_signed_in(office: PagesOffice) -> None:
    client = office.client("officer")
    cookie = client.get_cookie("mot-cua")
    assert cookie is not None
    kept = repr(office.sessions._do("SELECT * FROM session"))
    assert cookie.value not in kept
    assert csrf_of(cookie.value) not in kept


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_are_for_this_site_and_for_no_script(office: PagesOffice, scheme: str) -> None:
    client = office.client(None)
    answer = client.get("/sign-in", base_url=f"{scheme}://office.example")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) == (scheme == "https")
    assert cookie.startswith("__Host-mot-cua-door=" if scheme == "https" else "mot-cua-door=")
    assert ("Strict-Transport-Security" in answer.headers) == (scheme == "https")


def test_signing_in_leads_nowhere_else(office: PagesOffice) -> None:
    office.employ("officer")
    for foreign in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        enemy = stranger(office)
        found = post(enemy, "/sign-in", login="officer", password=PASSWORD, next=foreign)
        assert found == (303, "/")


# ── Forged requests ─────────────────────────────────────────────────────────────────────────────

FORGED = [
    ("/api/counter/1", {"json": {"request": "forged-01", "actions": ["open"]}}),
    ("/api/device/kiosk-1/reprint", {"json": {"request": "forged-01"}}),
    ("/people", {"data": {"login": "enemy", "person": "Enemy", "role": "admin"}}),
    ("/people/admin/code", {"data": {}}),
    ("/password", {"data": {"now": PASSWORD, "new": "x" * 12, "again": "x" * 12}}),
    ("/sign-out", {"data": {}}),
    ("/lock", {"data": {}}),
]


@pytest.mark.parametrize(("address", "body"), FORGED, ids=[one[0] for one in FORGED])
@pytest.mark.parametrize("token", ["", "0" * 43, "é"])
def test_nothing_is_done_without_the_token_of_our_own_page(
    office: PagesOffice, address: str, body: dict[str, dict[str, str]], token: str
) -> None:
    client = office.client("admin")
    before = office.gateway.view.version
    client.environ_base["HTTP_X_CSRF_TOKEN"] = token
    answer = client.post(address, **body)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert "Trang này đã cũ nên chưa thực hiện" in answer.text or "csrf" in answer.text
    assert office.gateway.view.version == before
    assert client.get("/people").status_code == 200


def test_nobody_is_signed_in_by_a_foreign_form(office: PagesOffice) -> None:
    office.employ("officer")
    client = office.client(None)
    form = {"login": "officer", "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 403
    client.get("/sign-in")
    other = stranger(office).get_cookie("mot-cua-door")
    assert other is not None
    stolen = form | {"csrf": csrf_of(other.value)}
    assert client.post("/sign-in", data=stolen).status_code == 403


def test_nobody_believes_a_stranger_about_where_they_come_from(office: PagesOffice) -> None:
    office.employ("officer")
    client = stranger(office)
    for number in range(ADDRESS_TRIES):
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"10.0.0.{number}"
        post(client, "/sign-in", login=f"nobody{number}", password="wrong")
    assert post(client, "/sign-in", login="officer", password=PASSWORD)[0] == 429
    answer = office.client(None).get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in answer.headers


def test_a_proxy_of_the_office_file_is_believed_its_last_word(office: PagesOffice) -> None:
    server = msgspec.structs.replace(SETTINGS.server, proxies=("127.0.0.1",))
    office.server.settings = msgspec.structs.replace(SETTINGS, server=server)
    client = office.client(None)
    said = {"X-Forwarded-For": "6.6.6.6, 192.168.1.7", "X-Forwarded-Proto": "http, https"}
    assert "Strict-Transport-Security" in client.get("/sign-in", headers=said).headers
    for _ in range(MOST):
        client.get("/sign-in", headers=said)
    assert client.get("/sign-in", headers=said).status_code == 429
    other = said | {"X-Forwarded-For": "192.168.1.7, 192.168.1.8"}
    assert client.get("/sign-in", headers=other).status_code == 200


# ── Paths, markup, statements ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/font/be-vietnam-pro-..%2f..%2fsecret.ttf",
        "/report/..%2f..%2fjournal.db",
        "/report/2026-11-20/..%2fcsv",
        "/people/..%2f..%2fjournal/code",
        "/t/..%2f..%2f",
    ],
)
def test_no_path_leads_out_of_the_house(office: PagesOffice, path: str) -> None:
    office.open(1)
    client = office.client("admin")
    assert client.get(path, follow_redirects=True).status_code in (404, 405)


def test_a_login_that_is_a_path_reads_no_file(office: PagesOffice, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    client = stranger(office)
    for login in ("../secret", "people/../../secret", "..\\secret", "secret\x00", "' OR 1=1 --"):
        assert post(client, "/sign-in", login=login, password="x")[0] == 403
        office.peoples_clock.advance(60_000)
    assert (tmp_path / "secret.json").exists()


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(
        tmp_path,
        msgspec.structs.replace(
            SETTINGS,
            office=msgspec.structs.replace(SETTINGS.office, name=EVIL, agency=EVIL, hotline=EVIL),
            service=tuple(msgspec.structs.replace(one, name=EVIL) for one in SETTINGS.service),
            counter=tuple(msgspec.structs.replace(one, name=EVIL) for one in SETTINGS.counter),
        ),
    )
    yield made
    made.switch_off()


def test_markup_and_statements_in_every_field_are_only_text(evil: PagesOffice) -> None:
    admin = evil.client("admin")
    assert post(admin, "/people", login="evil", person=EVIL[:80], role="officer")[0] == 200
    press = {"request": "press-0001", "actions": ["pause"], "reason": EVIL}
    evil.open(1)
    cookie = admin.get_cookie("mot-cua")
    assert cookie is not None
    admin.environ_base["HTTP_X_CSRF_TOKEN"] = csrf_of(cookie.value)
    assert admin.post("/api/counter/1", json=press).status_code == 200
    evil.do(c.OpenCounter, counter=CounterNo(1), officer=EVIL)
    evil.issue("HT")
    for address in (
        "/", "/counter/1", "/public", "/admin", "/report", "/people", "/password",
        "/t/token-of-1001",
    ):  # fmt: skip
        page = admin.get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text, address
    assert evil.gateway.users["evil"].person == EVIL[:80]


def test_what_somebody_typed_comes_back_as_text(office: PagesOffice) -> None:
    page = stranger(office).get("/sign-in?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in page
    client = stranger(office)
    cookie = client.get_cookie("mot-cua-door")
    assert cookie is not None
    form = {"login": '"><script>alert(1)</script>', "password": "x", "csrf": csrf_of(cookie.value)}
    assert "<script>alert" not in client.post("/sign-in", data=form).text


def test_tables_begin_no_formula(evil: PagesOffice) -> None:
    evil.day_of_ratings(*["satisfied"] * 12)
    table = evil.client("inspector").get("/report/2026-11-20/csv").text
    cells = [cell for row in csv.reader(table.splitlines(), delimiter=";") for cell in row]
    assert any("<script>" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


# ── Floods ──────────────────────────────────────────────────────────────────────────────────────


def test_one_computer_that_asks_without_end_is_told_to_wait(office: PagesOffice) -> None:
    enemy = office.client(None)
    enemy.environ_base.update(FROM_AFAR)
    assert {enemy.get("/t/nothing").status_code for _ in range(MOST)} == {404, 429}
    answer = enemy.get("/public")
    assert answer.status_code == 429
    assert "Máy này hỏi quá nhiều lần; vui lòng chờ vài giây." in answer.text
    assert office.client(None).get("/public").status_code == 200


def test_counts_take_bounded_room_and_begin_anew() -> None:
    clock = ManualClock()
    limits = Limits(clock, most=2)
    for number in range(MOST_ADDRESSES + 10):
        limits.is_too_much(f"10.0.{number >> 8}.{number & 255}")
    assert len(limits._counts) == MOST_ADDRESSES + 1
    assert limits.is_too_much("a newcomer")
    clock.advance(PERIOD_MS)
    assert not limits.is_too_much("a newcomer")


def test_large_requests_are_not_read(office: PagesOffice) -> None:
    client = office.client("admin")
    for address, kind in (("/api/counter/1", "application/json"), ("/people", "text/plain")):
        answer = client.post(address, data=b"x" * 70_000, content_type=kind)
        assert answer.status_code in (413, 415)
    form = {"csrf": "x", "person": "x" * 70_000}
    assert client.post("/people", data=form).status_code == 413
    many = {f"field{number}": "x" for number in range(200)}
    content = "multipart/form-data"
    assert client.post("/people", data=many, content_type=content).status_code == 413


class Conn:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock


def test_one_computer_holds_a_few_lines_and_this_one_as_many_as_it_likes() -> None:
    clock = ManualClock()
    callers = Callers(clock, most=3, trusted=("192.168.1.2",))
    ours, theirs = socket.socketpair()
    held = [Conn(ours) for _ in range(4)]
    assert [callers.join(one, "192.168.1.66") for one in held] == [True] * 3 + [False]
    assert callers.join(Conn(ours), "192.168.1.67")
    for address in ("127.0.0.1", "192.168.1.2"):
        local = [Conn(ours) for _ in range(9)]
        assert all(callers.join(one, address) for one in local)
    callers.leave(held[0])
    assert callers.join(held[3], "192.168.1.66")
    assert callers.join(held[3], "192.168.1.66")
    ours.close()
    theirs.close()
    callers.hurry()
    assert callers._lines == {}


def test_a_request_has_its_time_and_an_answer_that_lasts_goes_on() -> None:
    clock = ManualClock()
    callers = Callers(clock, most=3)
    ours, theirs = socket.socketpair()
    conn = Conn(ours)
    callers.join(conn, "192.168.1.66")
    theirs.sendall(b"GET / HT")
    clock.advance(REQUEST_MS - 1)
    callers.hurry()
    assert ours.recv(99) == b"GET / HT"
    clock.advance(1)
    callers.hurry()
    assert ours.recv(99) == b""
    ours.sendall(b"event: beat\n\n")
    assert theirs.recv(99) == b"event: beat\n\n"
    ours.close()
    theirs.close()


def test_strangers_take_no_stream_from_a_console(office: PagesOffice) -> None:
    app = office.app()
    held = [app.test_client().get("/events", buffered=False) for _ in range(9)]
    assert [one.status_code for one in held] == [200] * 8 + [503]
    mine = office.client("officer", app).get("/events", buffered=False)
    assert mine.status_code == 200
    for one in (*held, mine):
        one.close()


def test_the_stream_of_who_has_signed_out_ends(office: PagesOffice) -> None:
    client: FlaskClient = office.client("officer")
    cookie = client.get_cookie("mot-cua")
    assert cookie is not None
    stream = iter(client.get("/events", buffered=False).response)
    assert next(stream).startswith(b"retry")
    office.open(1)
    assert next(stream).startswith(b"event: office")
    office.sessions.end(cookie.value)
    office.open(2)
    assert list(stream) == []
