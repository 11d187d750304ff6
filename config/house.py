"""What every program is given at its start: the office file, a data folder, a line to a broker."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import NamedTuple

from config.hours import timetable_of
from config.procedures import Procedure, read_procedures
from config.reader import read_office
from config.settings import Settings
from mot_cua.accounts import Accounts, Seat
from mot_cua.bus.mqtt import MqttBus
from mot_cua.errors import SettingsError
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.timetable import Timetable

log = logging.getLogger(__name__)

SAMPLE_OFFICE = Path(__file__).parent / "office.toml"


class House(NamedTuple):
    """One office on this computer."""

    settings: Settings
    timetable: Timetable
    data: Path
    broker_host: str
    broker_port: int
    folder: Path = Path()
    """Where the office file lies; what it names lies beside it."""

    def bus(self, device: DeviceId) -> MqttBus:
        """Make a device's line to the broker, with its own password."""
        account = self.accounts().of(device)
        return MqttBus(
            office=self.settings.office.id,
            device=device,
            host=self.broker_host,
            port=self.broker_port,
            username=self._username(device),
            password=account.password,
        )

    def _username(self, device: DeviceId) -> str:
        broker = self.settings.broker
        return device if broker.embedded else broker.username or device

    def accounts(self) -> Accounts:
        """Read the passwords of the office's devices; make those that are missing."""
        return Accounts.load_or_make(self.data / "broker" / "accounts.json", seats(self.settings))

    def procedures(self) -> tuple[Procedure, ...]:
        """Read the posted procedures. Raises SettingsError: the register has mistakes."""
        name = self.settings.office.procedures
        codes = [one.code for one in self.settings.service]
        return read_procedures(self.folder / name, codes) if name else ()

    def shown_procedures(self) -> tuple[Procedure, ...]:
        """Read the posted procedures; none if the register has mistakes: numbers come first."""
        try:
            return self.procedures()
        except SettingsError as problem:
            log.warning("no procedures are shown: %s", problem)
            return ()

    def devices(self) -> list[str]:
        """Name the programs that have devices: kiosks, boards and bridges."""
        return [
            *(one.id for one in self.settings.kiosk),
            *(one.id for one in self.settings.board),
            *(one.id for one in self.settings.bridge),
        ]

    def bench(self, device: str) -> Path:
        """Name the socket of a program's workbench."""
        return self.data / "bench" / f"{device}.sock"


def open_house(office_file: Path, data: Path, *, broker: str | None = None) -> House:
    """Read the office file and make the data folder.

    `broker` is `host:port`, and stands above the office file.

    Raises:
        SettingsError: the file has mistakes, all of which are named; or the folder cannot be made.
    """
    settings = read_office(office_file)
    try:
        for folder in (data, data / "bench", data / "broker"):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        probe = data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise SettingsError(
            f"{data}: cannot keep the office's data here ({problem.strerror}); choose another"
            " folder with --data"
        ) from None
    host, port = _address(broker) if broker else (settings.broker.host, settings.broker.port)
    hours = timetable_of(settings.hours)
    return House(settings, hours, data, host, port, office_file.parent)


def leave_office_file(office_file: Path, house: House) -> None:
    """Keep the office file beside its data, for `verify` and `report` to find."""
    kept = house.data / "office.toml"
    if not (kept.exists() and kept.samefile(office_file)):
        shutil.copyfile(office_file, kept)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise SettingsError(f"--broker {text}: expected host:port, for example 127.0.0.1:1883")
    return host, int(port)


def seats(settings: Settings) -> list[Seat]:
    """List the devices of an office; each gets an account of its own at the broker."""
    everywhere = tuple(CounterNo(one.number) for one in settings.counter)
    return [
        Seat(DeviceId("server"), "server"),
        *(Seat(DeviceId(one.id), "kiosk") for one in settings.kiosk),
        *(Seat(DeviceId(one.id), "display") for one in settings.board),
        *(
            Seat(DeviceId(one.id), "bridge", tuple(map(CounterNo, one.counters)) or everywhere)
            for one in settings.bridge
        ),
    ]
