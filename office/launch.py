"""A whole office on one machine: the broker and every program, started again if they end.

What systemd does on a real installation, this does for the demo, the simulation and the tests. All
of it belongs to the main thread: children die with the thread that started them.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from config.house import House
from mot_cua.child import dying_with_us
from mot_cua.clock import ANCHOR_VARIABLE, BOOT_VARIABLE, ScaledClock, SystemClock, boot_id
from mot_cua.errors import DeviceError
from mot_cua.ids import new_id
from queue_server.program import embedded_broker

log = logging.getLogger(__name__)

STOP_PATIENCE: Final = 8.0
RESTART_AFTER_MS: Final = 500
"""A program that ended is started again after this, as systemd does with RestartSec."""


class Plan(NamedTuple):
    """What runs where."""

    office_file: Path
    server_port: int
    demo_origin: str = ""
    """The page that may show the consoles in frames; empty for none."""
    is_sample: bool = False


class Child:
    """One program."""

    def __init__(self, name: str, arguments: tuple[str, ...], log_file: Path) -> None:
        self.name, self._arguments, self._log_file = name, arguments, log_file
        self._process: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._ended_at: int | None = None

    @property
    def pid(self) -> int | None:
        """Its process, while there is one."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, environment: dict[str, str]) -> None:
        """Start it."""
        command = dying_with_us((sys.executable, "-m", "office", *self._arguments))
        with self._log_file.open("ab") as out:
            # Its own session: Ctrl-C at the terminal is for us, and we stop our children in order.
            self._process = subprocess.Popen(
                command, stdout=out, stderr=out, env=environment, start_new_session=True
            )
        self._ended_at = None

    def kill(self) -> None:
        """Take its power away."""
        if self.pid is not None:
            # Its whole session: the queue server has a worker process.
            os.killpg(self.pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """Ask it to stop."""
        if self.pid is not None and self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait until it has stopped; kill it when it does not."""
        if self._process is None:
            return
        try:
            self._process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop within %g s and is killed", self.name, STOP_PATIENCE)
            self.kill()

    def tend(self, environment: dict[str, str], now: int) -> None:
        """Start it again some time after it has ended."""
        if self.pid is not None:
            return
        if self._ended_at is None:
            self._ended_at = now
            code = self._process.returncode if self._process else None
            log.warning("%s ended (code %s); see %s", self.name, code, self._log_file)
        elif now - self._ended_at >= RESTART_AFTER_MS:
            self.restarts += 1
            self.start(environment)


class OneMachine:
    """The broker, the server, and every device of the office file."""

    def __init__(self, house: House, plan: Plan, *, clock: ScaledClock | None = None) -> None:
        self._house, self._plan, self._clock = house, plan, clock
        self._boot = boot_id()
        self._real = SystemClock()
        self.logs = house.data / "logs"
        self.logs.mkdir(exist_ok=True)
        self.broker = embedded_broker(house)
        self.children = {child.name: child for child in self._make_children()}
        self.is_network_up = True
        self.is_powered = False

    def _make_children(self) -> Iterator[Child]:
        common = (
            "--office",
            str(self._plan.office_file),
            "--data",
            str(self._house.data),
            "--broker",
            f"{self._house.broker_host}:{self._house.broker_port}",
        )
        server: tuple[str, ...] = ("server", *common, "--port", str(self._plan.server_port))
        if self._plan.demo_origin:
            server += ("--frame-ancestors", self._plan.demo_origin)
        if self._plan.is_sample:
            server += ("--sample",)
        yield Child("server", server, self.logs / "server.log")
        settings = self._house.settings
        for word, names in (
            ("kiosk", [one.id for one in settings.kiosk]),
            ("display", [one.id for one in settings.board]),
            ("bridge", [one.id for one in settings.bridge]),
        ):
            for name in names:
                yield Child(name, (word, *common, "--id", name), self.logs / f"{name}.log")

    def environment(self) -> dict[str, str]:
        """What the children see: our clock, and the name of this boot."""
        extra = {BOOT_VARIABLE: self._boot, "SDL_VIDEODRIVER": "dummy", "PYTHONUNBUFFERED": "1"}
        if self._clock is not None:
            extra[ANCHOR_VARIABLE] = self._clock.anchor
        return {**os.environ, **extra}

    def start(self) -> None:
        """Switch everything on. Raises DeviceError when the broker cannot start."""
        if self.is_network_up:
            self.broker.start()
        for child in self.children.values():
            child.start(self.environment())
        self.is_powered = True

    def tend(self) -> None:
        """Start again what has ended; call this a few times a second."""
        if not self.is_powered:
            return
        now = self._real.monotonic_ms()
        for child in self.children.values():
            child.tend(self.environment(), now)
        if self.is_network_up and self.broker.poll() is not None:
            log.warning("the broker ended (code %s) and is started again", self.broker.poll())
            try:
                self.broker.start()
            except DeviceError as problem:
                log.warning("%s", problem)

    def cut_power(self) -> None:
        """Kill everything at once, as a power cut does; the next start is another boot."""
        for child in self.children.values():
            child.kill()
        self.kill_broker()
        self._boot = new_id()
        self.is_powered = False

    def kill_broker(self) -> None:
        """Kill the broker alone."""
        if self.broker.poll() is None:
            os.kill(self.broker.pid, signal.SIGKILL)
        self.broker.stop()

    def cut_network(self) -> None:
        """Unplug the network: nobody reaches the broker any more."""
        self.is_network_up = False
        self.broker.stop()

    def mend_network(self) -> None:
        """Plug it in again."""
        self.is_network_up = True
        if self.is_powered:
            self.broker.start()

    def stop(self) -> None:
        """Stop everything in good order: devices first, the server, and the broker last."""
        self.is_powered = False
        children = list(self.children.values())[::-1]
        for child in children[:-1]:
            child.stop()
        for child in children[:-1]:
            child.wait()
        children[-1].stop()
        children[-1].wait()
        self.broker.stop()


@contextmanager
def running(machine: OneMachine) -> Iterator[OneMachine]:
    """Keep an office running for a while, and stop it whatever happens."""
    try:
        machine.start()
        yield machine
    finally:
        machine.stop()


def free_port() -> int:
    """Find a port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
