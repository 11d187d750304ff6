"""Letting devices in and shutting them out: the register, the logins, and the broker that runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from config.house import House, seats
from mot_cua.accounts import Account, Seat, let_in
from mot_cua.broker import EmbeddedBroker
from mot_cua.clock import Clock
from mot_cua.enrolment import Welcome
from mot_cua.errors import MotCuaError, SettingsError
from mot_cua.hosts import is_loopback
from mot_cua.ids import DeviceId
from mot_cua.login import forget_login, login_path
from mot_cua.passwords import lock_of, new_password
from mot_cua.register import Change, Entry, Register
from office.options import who
from queue_server.program import EVERYWHERE, embedded_broker, server_files

SERVER: Final = "server"


class Line(NamedTuple):
    """One device of the office, as `mot-cua devices` lists it."""

    seat: Seat
    entry: Entry | None
    is_here: bool
    """Whether its login lies on this computer."""


class Admission:
    """The office's doorkeeper, on the server's computer."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.house, self._clock = house, clock
        self._register = Register(house.data / "broker")

    def lines(self) -> list[Line]:
        """List the devices of the office file, and whoever else still has an account."""
        latest = self._register.latest()
        known = seats(self.house.settings)
        return [
            Line(one, latest.get(one.device), login_path(self.house.data, one.device).exists())
            for one in known
        ]

    def seat(self, device: str) -> Seat:
        """Return a device of the office file. Raises SettingsError when it has none of the name."""
        for one in seats(self.house.settings):
            if one.device == device:
                return one
        known = ", ".join(one.device for one in seats(self.house.settings))
        raise SettingsError(
            f"the office file has no device {device!r}; it has: {known}. Write it into the file"
            " first, and restart the queue server"
        )

    def require_network(self) -> None:
        """Raise SettingsError unless the broker can be reached from other computers."""
        broker = self.house.settings.broker
        if not broker.embedded:
            raise SettingsError(
                "[broker] embedded = false: devices are let in at that broker. For Mosquitto,"
                " mot-cua devices mosquitto FOLDER writes passwords and permissions"
            )
        if is_loopback(self.house.broker_host):
            raise SettingsError(
                f'[broker] host = "{self.house.broker_host}": the broker serves this computer'
                " alone. Write this computer's address on the network there, and port = 8883,"
                " restart the queue server, and try again"
            )

    def address(self) -> str:
        """Say where devices on the network find this computer."""
        if self.house.broker_host != EVERYWHERE:
            return self.house.broker_host
        from mot_cua.certificates import names_of_this_computer  # noqa: PLC0415

        return names_of_this_computer()[-1]

    def enroll(self, seat: Seat) -> Welcome:
        """Let a device in from another computer, in place of wherever it was before."""
        password = new_password()
        latest = self._register.latest().get(seat.device)
        was_away = latest is not None and latest.change in ("enrolled", "rotated")
        change: Change = "rotated" if was_away else "enrolled"
        files = server_files(self.house)
        self._register.add(
            seat.device, change, lock=lock_of(password), by=who(), at_ms=self._clock.wall_ms()
        )
        forget_login(self.house.data, seat.device)
        self._tell_broker()
        return Welcome(
            office=self.house.settings.office.id,
            device=seat.device,
            role=seat.role,
            password=password,
            authority=files.authority.read_text(encoding="ascii"),
            port=self.house.broker_port,
        )

    def rotate_here(self, device: DeviceId) -> bool:
        """Give a device of this computer another password; tell whether the broker runs."""
        let_in(self.house.data, device, "rotated", by=who(), at_ms=self._clock.wall_ms())
        return self._tell_broker()

    def revoke(self, device: DeviceId) -> bool:
        """Shut a device out, at once where the broker runs; tell whether it does.

        Raises:
            SettingsError: it is the server itself.
            MotCuaError: it was never let in, or is shut out already.
        """
        if device == SERVER:
            raise SettingsError(
                "the server cannot be revoked: nobody would hear the devices. Stop it instead:"
                " systemctl stop mot-cua-server"
            )
        latest = self._register.latest().get(device)
        if latest is None or latest.change == "revoked":
            raise MotCuaError(f"{device} has no account; mot-cua devices lists who has one")
        self._register.add(device, "revoked", lock=None, by=who(), at_ms=self._clock.wall_ms())
        forget_login(self.house.data, device)
        return self._tell_broker()

    def accounts(self) -> Sequence[Account]:
        """Return who is let in now, without letting anybody in."""
        return list(self.house.accounts())

    def _tell_broker(self) -> bool:
        return self.house.settings.broker.embedded and self._broker().renew()

    def _broker(self) -> EmbeddedBroker:
        return embedded_broker(self.house)
