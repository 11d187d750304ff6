"""The embedded broker dies under a running server: the server notices and ends, to begin anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mot_cua.clock import SystemClock
from office.launch import free_port

SMALL_OFFICE = Path(__file__).parent.parent / "data" / "small-office.toml"
ROOT = Path(__file__).parent.parent.parent
PATIENCE_MS = 40_000

pytestmark = [pytest.mark.process, pytest.mark.broker]


class Server:
    """`mot-cua server` with its own broker, as systemd starts it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        office = SMALL_OFFICE.read_text(encoding="utf-8")
        (folder / "office.toml").write_text(
            f"{office}\n[broker]\nport = {self.port}\n", encoding="utf-8"
        )
        self._pages = free_port()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                (
                    sys.executable, "-m", "office", "server",
                    "--office", str(self._folder / "office.toml"),
                    "--data", str(self._folder / "data"), "--port", str(self._pages),
                ),
                stderr=log, stdout=log, cwd=ROOT,
            )  # fmt: skip

    def start_again(self) -> None:
        """What systemd does two seconds after a program has ended."""
        self.process = self._start()

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text(encoding="utf-8")

    def broker(self) -> int | None:
        """The pid of its broker."""
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                if b"nats" in Path(f"/proc/{child}/cmdline").read_bytes():
                    return int(child)
        return None

    def is_connected(self) -> bool:
        return self.log.count("server: connected to the broker") > 0


def wait_until(claim: object, what: str) -> None:
    assert callable(claim)
    clock, pause = SystemClock(), threading.Event()
    deadline = clock.monotonic_ms() + PATIENCE_MS
    while not claim():
        assert clock.monotonic_ms() < deadline, f"never came true: {what}"
        pause.wait(0.05)


@pytest.mark.timeout(150)
def test_a_server_whose_broker_dies_ends_and_the_next_one_serves_again(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        wait_until(server.is_connected, "the server is connected")
        broker = server.broker()
        assert broker is not None
        os.kill(broker, signal.SIGKILL)
        code = server.process.wait(PATIENCE_MS / 1000)
        assert code != 0, "systemd must not take it for a wish"
        assert "the broker has ended; this program ends with it and is started again" in server.log
        server.start_again()
        wait_until(lambda: server.log.count("connected to the broker") > 1, "it is back")
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(20)
