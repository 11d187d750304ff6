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
from mot_cua.bus.quota import Quota
from mot_cua.clock import SystemClock, clock_from_environment
from mot_cua.errors import SettingsError
from mot_cua.hosts import is_loopback
from mot_cua.ids import SERVER, CounterNo, DeviceId
from mot_cua.login import Login, login_path, read_login
from mot_cua.timetable import Timetable
from mot_cua.tls import Trust

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
    is_broker_told: bool = False
    """Whether the command line named the broker; then nothing else does."""

    def bus(self, device: DeviceId) -> MqttBus:
        """Make a device's line to the broker, with its own password.

        Raises:
            SettingsError: the device has no login on this computer; how it gets one.
        """
        login = self.login(device)
        host, port, authority = self.line(device)
        return MqttBus(
            office=self.settings.office.id,
            device=device,
            host=host,
            port=port,
            username=self.username(device),
            password=login.password,
            trust=Trust(authority, clock_from_environment()) if authority else None,
            fresh_password=lambda: self.login(device).password,
            quota=Quota(SystemClock()) if device == SERVER else None,
        )

    def line(self, device: DeviceId) -> tuple[str, int, str]:
        """Tell where a device finds the broker: host, port, and whom to believe there (PEM).

        The last is empty where nothing leaves this computer. Raises SettingsError as `bus` does.
        """
        login = self.login(device)
        host, port = self._where(login)
        return host, port, self._authority(login, host)

    def login(self, device: DeviceId) -> Login:
        """Read how a device of this computer proves who it is.

        Raises:
            SettingsError: it has no login here; how it gets one.
        """
        login = read_login(self.data, device)
        if login is None:
            raise SettingsError(
                f"{device} has no login on this computer ({login_path(self.data, device)}). On the"
                " server's computer it gets one when the queue server starts; on another, type"
                f" there  mot-cua enroll {device}  and here the line that it shows"
            )
        return login

    def _where(self, login: Login) -> tuple[str, int]:
        if self.is_broker_told:
            return self.broker_host, self.broker_port
        if login.host:
            return login.host, login.port
        # Our own broker listens on every address of this computer; this one needs no network.
        host = "127.0.0.1" if self.settings.broker.embedded else self.broker_host
        return host, self.broker_port

    def _authority(self, login: Login, host: str) -> str:
        """Return whom to believe (PEM); empty where nothing leaves this computer."""
        if login.ca and not (self.is_broker_told and is_loopback(host)):
            return login.ca
        beside = self.data / "broker" / "ca.pem"
        if self.has_tls and beside.exists():
            return beside.read_text(encoding="ascii")
        if not is_loopback(host) and not self.settings.broker.is_plain:
            raise SettingsError(
                f"{login.device} would send its password to {host} in the clear; enrol it (on the"
                f" server: mot-cua enroll {login.device}). For a broker of your own without TLS,"
                " on a network that nobody else can plug into: is_plain = true in [broker]"
            )
        return ""

    @property
    def has_tls(self) -> bool:
        """Whether our own broker is heard on the network, and therefore speaks TLS."""
        return self.settings.broker.embedded and not is_loopback(self.broker_host)

    def username(self, device: DeviceId) -> str:
        """Return the name by which a device is known at the broker."""
        broker = self.settings.broker
        return device if broker.embedded else broker.username or device

    def accounts(self) -> Accounts:
        """Read who has been let in; let in the devices of this computer that are new."""
        now = clock_from_environment().wall_ms()
        return Accounts.load_or_make(self.data, seats(self.settings), at_ms=now)

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
    is_told = broker is not None
    return House(settings, hours, data, host, port, office_file.parent, is_broker_told=is_told)


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
        Seat(SERVER, "server"),
        *(Seat(DeviceId(one.id), "kiosk") for one in settings.kiosk),
        *(Seat(DeviceId(one.id), "display") for one in settings.board),
        *(
            Seat(DeviceId(one.id), "bridge", tuple(map(CounterNo, one.counters)) or everywhere)
            for one in settings.bridge
        ),
    ]
