"""Who may say and hear what at the broker: passwords, and permissions from the table of topics.

1. Each device has an account of its own, named after it; nothing is shared between devices.
2. A device publishes only under its own name and for its own counters, and hears only what the
   table sends to its role. What the table does not name is forbidden.
3. Both brokers get the same permissions, and the tests prove them by delivery: Mosquitto answers
   "granted" to a subscription that it then never serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mot_cua.errors import SettingsError
from mot_cua.ids import SERVER, CounterNo, DeviceId, UnixMs
from mot_cua.login import Login, login_path, read_login, write_login
from mot_cua.passwords import Lock, lock_of, new_password
from mot_cua.register import Change, Entry, Register
from mot_cua.topics import ROOT, ROUTES, SERVER_PRESENCE, Party


class Seat(NamedTuple):
    """A device as the office file describes it."""

    device: DeviceId
    role: Party
    counters: tuple[CounterNo, ...] = ()
    """The counters it stands at. Without any it hears of all and presses for none."""


class Account(NamedTuple):
    """A seat that has been let in."""

    device: DeviceId
    role: Party
    password: str = ""
    """Known only where the device, or the server itself, runs."""
    counters: tuple[CounterNo, ...] = ()
    lock: Lock | None = None
    """What the brokers are given; made from the password when there is none."""

    @property
    def kept(self) -> Lock:
        """What a broker keeps of the password."""
        return self.lock or lock_of(self.password)


class Accounts:
    """The accounts of an office: seats of the office file that the register has let in."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._by_device = {one.device: one for one in accounts}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_device.values())

    def of(self, device: DeviceId) -> Account:
        """Return the account of a device. Raises SettingsError when there is none."""
        try:
            return self._by_device[device]
        except KeyError:
            known = ", ".join(self._by_device)
            raise SettingsError(f"no broker account for {device!r}; there are: {known}") from None

    @classmethod
    def load_or_make(cls, data: Path, seats: Iterable[Seat], *, at_ms: UnixMs) -> Accounts:
        """Read the register, and let in the devices that it does not name yet.

        Those get a login on this computer, so that an office on one computer works by itself.
        Whoever runs on another computer is enrolled from there; a revoked device stays out. A
        device that has left the office file has no account, but keeps its line of the register:
        a slip of the pen in that file locks nobody out for good.

        Raises:
            SettingsError: the register or a login is damaged.
        """
        register, seats = Register(data / "broker"), tuple(seats)
        latest = register.latest()
        for device in (one.device for one in seats):
            is_server_without_login = device == SERVER and not login_path(data, device).exists()
            if device not in latest or is_server_without_login:
                latest[device] = let_in(data, device, "made", by="mot-cua", at_ms=at_ms)
        return cls(
            Account(
                one.device,
                one.role,
                _password_here(data, one.device),
                one.counters,
                latest[one.device].lock,
            )
            for one in seats
            if latest[one.device].lock is not None
        )


def let_in(data: Path, device: DeviceId, change: Change, *, by: str, at_ms: UnixMs) -> Entry:
    """Give a device of this computer a new password; the old one is worth nothing from then on."""
    password = new_password()
    # First the login: alone it opens nothing, and a device without a line is let in at the next
    # start. The other way round, a power cut between them would lock the device out.
    write_login(data, Login(device=device, password=password))
    return Register(data / "broker").add(device, change, lock=lock_of(password), by=by, at_ms=at_ms)


def _password_here(data: Path, device: DeviceId) -> str:
    login = read_login(data, device)
    return login.password if login else ""


class Grants(NamedTuple):
    """MQTT topic filters of one account."""

    publish: tuple[str, ...]
    read: tuple[str, ...]


def grants_of(office: str, account: Account) -> Grants:
    """Work out what an account may publish and read.

    >>> unit = Account(DeviceId("unit-3"), "unit", "secret", (CounterNo(3),))
    >>> for filter in grants_of("duc-thuong", unit).publish: print(filter)
    motcua/v1/duc-thuong/device/unit-3/status
    motcua/v1/duc-thuong/device/unit-3/facts
    motcua/v1/duc-thuong/counter/3/request
    """
    if account.role == "server":
        everything = (f"{ROOT}/{office}/#",)
        return Grants(everything, everything)
    sent = [route.path for route in ROUTES if account.role in route.senders]
    heard = [route.path for route in ROUTES if account.role in route.receivers]
    heard.append(SERVER_PRESENCE)
    return Grants(
        _filters(office, sent, account.device, account.counters),
        _filters(office, heard, account.device, account.counters or ("+",)),
    )


def nats_users(office: str, accounts: Iterable[Account]) -> list[dict[str, object]]:
    """Write accounts as nats-server wants them."""
    users: list[dict[str, object]] = []
    for account in accounts:
        grants = grants_of(office, account)
        permissions = {
            "publish": {"allow": [one for each in grants.publish for one in _subjects(each)]},
            # Without $MQTT.sub.> a subscription at QoS 1 is refused.
            "subscribe": {
                "allow": ["$MQTT.sub.>", *(one for each in grants.read for one in _subjects(each))]
            },
        }
        users.append(
            {"user": account.device, "password": account.kept.nats, "permissions": permissions}
        )
    return users


def mosquitto_passwords(accounts: Iterable[Account]) -> str:
    """Write accounts as Mosquitto wants them."""
    return "".join(f"{one.device}:{one.kept.mosquitto}\n" for one in accounts)


def mosquitto_acl(office: str, accounts: Iterable[Account]) -> str:
    """Write permissions as Mosquitto wants them."""
    lines: list[str] = []
    for account in accounts:
        grants = grants_of(office, account)
        lines.append(f"user {account.device}")
        lines += [f"topic write {one}" for one in grants.publish]
        lines += [f"topic read {one}" for one in grants.read]
    return "\n".join(lines) + "\n"


def _filters(
    office: str, paths: Sequence[str], device: DeviceId, counters: Sequence[CounterNo | str]
) -> tuple[str, ...]:
    filters: list[str] = []
    for path in paths:
        for counter in counters if "{counter}" in path else ("",):
            filters.append(f"{ROOT}/{office}/{path.format(device=device, counter=counter)}")
    return tuple(filters)


def _subjects(topic_filter: str) -> tuple[str, ...]:
    """Name the NATS subjects of an MQTT filter.

    >>> _subjects("a/+/c"), _subjects("a/#")
    (('a.*.c',), ('a', 'a.>'))
    """
    subject = topic_filter.replace("/", ".").replace("+", "*")
    if subject.endswith(".#"):  # in MQTT, `a/#` is `a` as well
        return subject[:-2], f"{subject[:-1]}>"
    return (subject,)
