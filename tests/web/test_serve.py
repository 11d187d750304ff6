"""Serving: one worker process, a quick and orderly stop, one clear sentence for a busy port."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mot_cua.clock import SystemClock
from mot_cua.errors import MotCuaError
from queue_server.web.serve import serve

pytestmark = pytest.mark.process

PROGRAM = Path(__file__).parent / "serve_office.py"
HOUSE = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Program:
    """The office as a program of its own."""

    def __init__(self, folder: Path, how: str = "well") -> None:
        self.folder, self.port = folder, free_port()
        self.home = folder / "home"
        self.home.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(folder), str(self.port), how],
            stderr=subprocess.PIPE,
            env={**os.environ, "HOME": str(self.home), "PYTHONPATH": f"{HOUSE}:{HOUSE / 'tests'}"},
            start_new_session=True,
        )

    def get(self, path: str) -> http.client.HTTPResponse:
        """Ask, and wait for the program to come up."""
        clock = SystemClock()
        end = clock.monotonic_ms() + 10_000
        while True:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                line.request("GET", path)
                return line.getresponse()
            except ConnectionError:
                assert clock.monotonic_ms() < end, "it does not come up"
                assert self.process.poll() is None, self.process.stderr

    def status(self, path: str) -> int:
        with self.get(path) as answer:
            answer.read()
            return answer.status

    def worker(self) -> int:
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        [only] = task.read_text().split()
        return int(only)

    def ends_in(self, seconds: float) -> tuple[int, str]:
        _, said = self.process.communicate(timeout=seconds)
        return self.process.returncode, said.decode()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    if made.process.poll() is None:
        os.killpg(made.process.pid, signal.SIGKILL)
        made.process.communicate()


def require_good_order(program: Program) -> None:
    code, said = program.ends_in(2.5)
    assert code == 0
    assert "Traceback" not in said
    assert "ERROR" not in said
    assert (program.folder / "ended").exists()
    assert list(program.home.iterdir()) == []


def test_it_stops_quickly_in_good_order_although_pages_listen(program: Program) -> None:
    with program.get("/events") as stream:
        assert stream.readline() == b"retry: 1000\n"
        program.process.terminate()
        require_good_order(program)


def test_ctrl_c_reaches_both_processes_and_it_still_stops_in_good_order(program: Program) -> None:
    with program.get("/events") as stream:
        stream.readline()
        os.killpg(program.process.pid, signal.SIGINT)
        require_good_order(program)


def test_it_never_has_a_second_worker_and_stops_when_its_terminal_closes(program: Program) -> None:
    assert program.status("/public") == 200
    for sign in (signal.SIGTTIN, signal.SIGTTOU, signal.SIGUSR2):
        program.process.send_signal(sign)
    assert program.status("/public") == 200
    assert program.worker()
    program.process.send_signal(signal.SIGHUP)
    require_good_order(program)


def test_a_worker_that_is_killed_is_replaced_by_one_that_replays_the_journal(
    program: Program,
) -> None:
    assert program.status("/public") == 200
    first = program.worker()
    os.kill(first, signal.SIGKILL)
    assert program.status("/public") == 200
    assert program.worker() != first


def test_when_the_servers_thread_ends_the_program_ends_with_an_error(tmp_path: Path) -> None:
    code, said = Program(tmp_path, "lost").ends_in(10)
    assert code != 0
    assert "the server is not well; the whole program ends with it" in said
    assert (tmp_path / "ended").exists()


def test_a_server_that_cannot_start_says_why_and_does_not_try_again(tmp_path: Path) -> None:
    code, said = Program(tmp_path, "damaged").ends_in(10)
    assert code != 0
    assert said.startswith("the journal is damaged\n")
    assert "Traceback" not in said
    assert (tmp_path / "ended").exists()


def test_a_busy_port_is_one_clear_sentence_and_nothing_is_started() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MotCuaError) as problem:
            serve(
                lambda: pytest.fail("it was started"),
                on_exit=lambda: None,
                host="127.0.0.1",
                port=port,
                screens=2,
            )
    assert str(problem.value) == (
        f"cannot serve pages at 127.0.0.1:{port} (Address already in use); is the queue server"
        " running already? Choose another with --port"
    )
    assert problem.value.exit_code == 1
