"""An office of real programs, files and a real broker, whose programs are killed while it works.

nursery ──▶ server, kiosk, bridge ──▶ wire ──▶ broker        (all real processes)
                    ▲
people: press, call, finish, rate ──▶ what they saw ──▶ checker, together with the journal
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import msgspec

from config.house import House, open_house
from mot_cua.accounts import Account
from mot_cua.broker import SupervisedBroker
from mot_cua.broker_config import mosquitto_config
from mot_cua.business_day import ms_of
from mot_cua.clock import ANCHOR_VARIABLE, BOOT_VARIABLE, ScaledClock, SystemClock
from mot_cua.errors import DeviceError, MotCuaError
from mot_cua.ids import SERVER, UnixMs
from office.faults.nursery import Nursery
from office.faults.wire import Wire
from office.launch import free_port
from queue_server.program import embedded_broker

BrokerKind = Literal["embedded", "mosquitto"]
BEGINS: Final = ("2026-11-20", "08:00")
OFFICE_FILE: Final = """
[office]
id = "vay-ham"
name = "Trung tâm thử"
agency = "UBND xã thử"

[rules]
press_cooldown_s = 1

[hours]
day_opens = "00:01"
day_closes = "23:50"
friday = { work = ["00:05-23:40"], issue = ["00:05-23:40"] }

[rating]
window_s = 4
window_least_s = 1
correction_s = 1

[[kiosk]]
id = "kiosk-1"
screen = { kind = "simulated" }

[[bridge]]
id = "bridge-1"
"""
SERVICES: Final = tuple(zip("123456789", "ABCDEFGHI", strict=True))
"""Many, because a button that is pressed again within a second is the same press."""


class Hit(msgspec.Struct, frozen=True):
    """One blow: what was done to whom, some time after a visit began."""

    kind: Literal["kill", "stop", "cut", "cut before PUBACK"]
    target: str
    after: float
    """Seconds after the visit began."""
    lasts: float = 0.0
    """Seconds until SIGCONT, of `stop`."""


class Program:
    """One program of the office, under a supervisor that starts it again at once."""

    def __init__(self, name: str, arguments: tuple[str, ...]) -> None:
        self.name, self.arguments, self.pid, self.starts = name, arguments, 0, 0

    @property
    def is_alive(self) -> bool:
        """Whether its process exists."""
        return bool(self.pid) and Path(f"/proc/{self.pid}").exists()

    def send(self, number: signal.Signals) -> None:
        """Signal the whole session; the queue server has a worker process."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)


class Siege:
    """The office, and the ways to hurt it."""

    def __init__(self, folder: Path, kind: BrokerKind) -> None:
        self.clock, self.log = SystemClock(), folder / "programs.log"
        office = folder / "office.toml"
        office.write_text(office_file(), encoding="utf-8")
        broker_port, self.port = free_port(), free_port()
        self.house = open_house(office, folder, broker=f"127.0.0.1:{broker_port}")
        self.broker = make_broker(self.house, kind)
        self.wire = Wire(broker_port)
        anchor = ScaledClock(office=UnixMs(ms_of(*BEGINS)), real=self.clock.wall_ms(), speed=1.0)
        self._nursery = Nursery({ANCHOR_VARIABLE: anchor.anchor, BOOT_VARIABLE: "siege"})
        line = f"127.0.0.1:{self.wire.port}"
        common = ("--office", str(office), "--data", str(folder), "--broker", line)
        programs = (
            Program("server", ("server", *common, "--port", str(self.port))),
            Program("kiosk-1", ("kiosk", *common, "--id", "kiosk-1")),
            Program("bridge-1", ("bridge", *common, "--id", "bridge-1")),
        )
        self.programs = {one.name: one for one in programs}
        self._pause = threading.Event()

    def start_with(self, nursery: Nursery) -> None:
        """Have programs started in another way."""
        self._nursery.close()
        self._nursery = nursery

    def start(self) -> None:
        """Start everything."""
        self.broker.start()
        self.tend()

    def tend(self) -> None:
        """Start again what has died. For the main thread: the broker dies with its starter."""
        for one in self.programs.values():
            if not one.is_alive:
                one.pid = self._nursery.start(one.arguments, self.log)
                one.starts += 1
        if self.broker.poll() is not None:
            # Its port may still be taken for a moment; the next round tries again.
            with suppress(DeviceError):
                self.broker.start()

    def until(self, claim: Callable[[], bool], otherwise: str, *, patience: float = 30.0) -> None:
        """Wait for something, looking after the programs. Raises MotCuaError when it stays away."""
        deadline = self.clock.monotonic_ms() + patience * 1000
        while not claim():
            if self.clock.monotonic_ms() > deadline:
                raise MotCuaError(f"{otherwise} within {patience:g} s; see {self.log}")
            self.tend()
            self._pause.wait(0.01)

    def strike(self, blow: Hit) -> None:
        """Kill a program, or let it stand still for a while."""
        program = self.programs[blow.target]
        if blow.kind == "kill":
            program.send(signal.SIGKILL)
            return
        program.send(signal.SIGSTOP)
        self._pause.wait(blow.lasts)
        program.send(signal.SIGCONT)

    def strike_broker(self, blow: Hit) -> None:
        """Do the same to the broker."""
        with suppress(ProcessLookupError):
            if blow.kind == "kill":
                os.kill(self.broker.pid, signal.SIGKILL)
                return
            os.kill(self.broker.pid, signal.SIGSTOP)
            self._pause.wait(blow.lasts)
            os.kill(self.broker.pid, signal.SIGCONT)

    def close(self) -> None:
        """Stop the server in good order, so that its journal can be read, and then the rest."""
        server = self.programs["server"]
        server.send(signal.SIGTERM)
        with suppress(MotCuaError):
            deadline = self.clock.monotonic_ms() + 10_000
            while server.is_alive and self.clock.monotonic_ms() < deadline:
                self._pause.wait(0.02)
        for one in self.programs.values():
            one.send(signal.SIGKILL)
        self._nursery.close()
        self.wire.close()
        self.broker.stop()


def office_file() -> str:
    """Write the file of an office with two counters for everything."""
    codes = ", ".join(f'"S{letter}"' for _, letter in SERVICES)
    services = [
        "[[service]]\n"
        f'code = "S{letter}"\nname = "{letter}"\ndigit = {digit}\nletter = "{letter}"\n'
        for digit, letter in SERVICES
    ]
    counters = [f"[[counter]]\nnumber = {n}\nservices = [{codes}]\n" for n in (1, 2)]
    return "\n".join([OFFICE_FILE, *services, *counters])


def make_broker(house: House, kind: BrokerKind) -> SupervisedBroker:
    """Make the broker that is to be killed.

    Raises:
        DeviceError: it is Mosquitto, which is not installed.
    """
    if kind == "embedded":
        return embedded_broker(house)
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise DeviceError("no mosquitto here: apt-get install mosquitto")
    accounts: list[Account] = list(house.accounts())
    folder, port = house.data / "broker", house.broker_port
    config = mosquitto_config(
        folder, office=house.settings.office.id, accounts=accounts, host="127.0.0.1", port=port
    )
    login = house.accounts().of(SERVER)
    return SupervisedBroker(
        (program, "-c", str(config)), host="127.0.0.1", port=port, login=login, directory=folder
    )
