"""On the network the pages speak TLS from the first start, and say so to who does not."""

from __future__ import annotations

import http.client
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from web.test_serve import free_port

from config.devices import ServerSettings
from config.reader import read_office
from mot_cua.clock import SystemClock
from mot_cua.errors import SettingsError
from office.people import users
from queue_server.web.plain import answer_to

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small-office.toml"


def office_file(folder: Path, server: str, url: str = "") -> Path:
    path = folder / "office.toml"
    text = SMALL.read_text(encoding="utf-8")
    if url:
        text = text.replace("\n\n[hours]", f'\nurl = "{url}"\n\n[hours]')
    path.write_text(f"{text}\n[server]\n{server}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("settings", "has_tls", "is_own"),
    [
        (ServerSettings(), False, False),
        (ServerSettings(host="localhost"), False, False),
        (ServerSettings(host="0.0.0.0"), True, True),
        (ServerSettings(host="192.168.1.10"), True, True),
        (ServerSettings(host="::"), True, True),
        (ServerSettings(certificate="office"), True, True),
        (ServerSettings(host="0.0.0.0", certificate="/a.pem", key="/a.key"), True, False),
        (ServerSettings(host="0.0.0.0", proxies=("192.168.1.2",)), False, False),
        (ServerSettings(host="0.0.0.0", is_plain=True), False, False),
    ],
)
def test_an_address_of_the_network_means_tls(
    settings: ServerSettings, has_tls: bool, is_own: bool
) -> None:
    assert (settings.has_tls, settings.is_of_the_office) == (has_tls, is_own)


def test_a_qr_that_leads_to_plain_pages_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    wrong = office_file(tmp_path, 'host = "0.0.0.0"', "http://192.168.1.10:8080")
    with pytest.raises(SettingsError) as problem:
        read_office(wrong)
    assert (
        "office.url: the pages speak TLS, because [server] host is on the network; write https://…,"
        " or let a reverse proxy do that (proxies in [server]), or, on a network that nobody else"
        " can plug into: is_plain = true in [server]" in str(problem.value)
    )
    for server, url in (
        ('host = "0.0.0.0"', "https://192.168.1.10:8080"),
        ('host = "0.0.0.0"\nis_plain = true', "http://192.168.1.10:8080"),
    ):
        assert read_office(office_file(tmp_path, server, url)).office.url == url


def test_who_gets_a_code_is_told_how_the_browser_stops_warning(tmp_path: Path) -> None:
    file = office_file(tmp_path, 'host = "192.168.1.10"')
    asked = ["add", "lan", "--role", "admin", "--office", str(file), "--data", str(tmp_path)]
    said = CliRunner().invoke(users, asked).output
    assert "signs in at https://192.168.1.10:8080/sign-in" in said
    assert (
        f"The browser warns until it knows this office: install {tmp_path}/broker/ca.pem in it"
        " once, as an authority\nfor web sites" in said
    )


# ── A server on the network ─────────────────────────────────────────────────────────────────────


class Running:
    """A queue server that listens on every address, and a browser beside it."""

    def __init__(self, folder: Path) -> None:
        self.port, self._data = free_port(), folder / "data"
        file = office_file(
            folder, f'host = "0.0.0.0"\nport = {self.port}\n[broker]\nport = {free_port()}'
        )
        program = [sys.executable, "-m", "office", "server"]
        program += ["--office", str(file), "--data", str(self._data)]
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(program, cwd=ROOT, stderr=log)
        clock, pause = SystemClock(), threading.Event()
        end = clock.monotonic_ms() + 60_000
        while not self._answers():
            assert self.process.poll() is None, (folder / "log").read_text()
            assert clock.monotonic_ms() < end, (folder / "log").read_text()
            pause.wait(0.1)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except OSError:
            return False
        return True

    def browser(self) -> http.client.HTTPSConnection:
        """A browser in which the office's authority is installed."""
        trust = ssl.create_default_context(cafile=self._data / "broker" / "ca.pem")
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=trust)

    def in_the_clear(self, method: str, path: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request(method, path, body=b"password=x" if method == "POST" else None)
        return line.getresponse()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(tmp_path_factory.mktemp("office"))
    yield made
    made.process.terminate()
    made.process.wait(20)


@pytest.mark.process
def test_a_browser_that_knows_the_office_sees_no_warning(running: Running) -> None:
    line = running.browser()
    line.request("GET", "/sign-in")
    answer = line.getresponse()
    assert answer.status == 200
    assert "__Host-mot-cua-door=" in (answer.getheader("Set-Cookie") or "")
    assert "Secure" in (answer.getheader("Set-Cookie") or "")


@pytest.mark.process
def test_who_types_http_is_led_to_https(running: Running) -> None:
    answer = running.in_the_clear("GET", "/counter/1?lang=en")
    assert answer.status == 307
    assert answer.getheader("Location") == f"https://127.0.0.1:{running.port}/counter/1?lang=en"
    assert answer.read().decode().startswith("Trang này chỉ mở bằng https://, để mật khẩu không")


@pytest.mark.process
def test_a_password_that_is_sent_in_the_clear_is_not_taken(running: Running) -> None:
    answer = running.in_the_clear("POST", "/sign-in")
    assert (answer.status, answer.getheader("Location")) == (400, None)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: evil.example/\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \xff",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x00\x01\x02",
        b"",
    ],
)
def test_whatever_is_said_in_the_clear_adds_no_line_to_the_answer(request_: bytes) -> None:
    head, _, _ = answer_to(request_).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] in (b"HTTP/1.1 400 Bad Request", b"HTTP/1.1 307 Temporary Redirect")
    assert b"evil" not in head
    assert len(lines) == 5 + (lines[0].startswith(b"HTTP/1.1 307"))
