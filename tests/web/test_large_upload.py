"""Ten megabytes for a register, through the real server: one sentence, and nothing is written."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from web.pages_office import PASSWORD
from web.test_serve import Program

from queue_server.web.sessions import csrf_of

TEN_MEGABYTES = 10_000_000
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    made.process.terminate()
    made.process.communicate(timeout=20)


def cookie_of(answer: http.client.HTTPResponse) -> dict[str, str]:
    found = SimpleCookie(", ".join(answer.headers.get_all("Set-Cookie") or []))
    return {name: one.value for name, one in found.items()}


def post(program: Program, path: str, body: bytes, kind: str, cookies: dict[str, str]) -> tuple:
    line = http.client.HTTPConnection("127.0.0.1", program.port, timeout=20)
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    line.request("POST", path, body, {"Content-Type": kind, "Cookie": jar})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer, text


def test_a_file_that_is_too_large_is_heard_out_and_answered(program: Program) -> None:
    with program.get("/sign-in") as answer:
        door = cookie_of(answer)
    form = {"login": "leader", "password": PASSWORD, "csrf": csrf_of(door["mot-cua-door"])}
    answer, _ = post(program, "/sign-in", urlencode(form).encode(), FORM, door)
    session = {"mot-cua": cookie_of(answer)["mot-cua"]}
    body = b'--x\r\nContent-Disposition: form-data; name="table"; filename="a.csv"\r\n\r\n'
    body += b"x" * TEN_MEGABYTES + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    answer, text = post(program, "/registers/indicators/table", body, kind, session)
    assert answer.status == 413
    assert "Dữ liệu gửi lên quá lớn nên chưa ghi gì; tệp nhập vào sổ tối đa 2 MB" in text
