"""Who may say and hear what at the broker: passwords, and permissions from the table of topics.

1. Each device has an account of its own, named after it; nothing is shared between devices.
2. A device publishes only under its own name and for its own counters, and hears only what the
   table sends to its role. What the table does not name is forbidden.
3. Both brokers get the same permissions, and the tests prove them by delivery: Mosquitto answers
   "granted" to a subscription that it then never serves.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from mot_cua.errors import SettingsError
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.topics import ROOT, ROUTES, SERVER_PRESENCE, Party

PASSWORD_BYTES: Final = 24


class Seat(NamedTuple):
    """A device as the office file describes it."""

    device: DeviceId
    role: Party
    counters: tuple[CounterNo, ...] = ()
    """The counters it stands at. Without any it hears of all and presses for none."""


class Account(NamedTuple):
    """A seat with its password."""

    device: DeviceId
    role: Party
    password: str
    counters: tuple[CounterNo, ...] = ()


class Accounts:
    """The accounts of an office. Devices keep their password for as long as the file exists."""

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
    def load_or_make(cls, path: Path, seats: Iterable[Seat]) -> Accounts:
        """Read the passwords, make those that are missing, and keep them readable by us alone.

        A device that has left the office file keeps its password there, so that a slip of the
        pen in that file locks nobody out for good; without a seat it has no account.

        Raises:
            SettingsError: the file cannot be read as what it was written.
        """
        passwords = _read_passwords(path) if path.exists() else {}
        seats = tuple(seats)
        missing = [one.device for one in seats if one.device not in passwords]
        if missing:
            passwords |= {device: secrets.token_urlsafe(PASSWORD_BYTES) for device in missing}
            write_private(path, json.dumps(passwords, indent=2) + "\n")
        return cls(
            Account(one.device, one.role, passwords[one.device], one.counters) for one in seats
        )


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
            {"user": account.device, "password": account.password, "permissions": permissions}
        )
    return users


def mosquitto_acl(office: str, accounts: Iterable[Account]) -> str:
    """Write permissions as Mosquitto wants them."""
    lines: list[str] = []
    for account in accounts:
        grants = grants_of(office, account)
        lines.append(f"user {account.device}")
        lines += [f"topic write {one}" for one in grants.publish]
        lines += [f"topic read {one}" for one in grants.read]
    return "\n".join(lines) + "\n"


def write_private(path: Path, text: str) -> None:
    """Replace a file by one that only we can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _read_passwords(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SettingsError(f"{path}: {problem}; restore the last backup") from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise SettingsError(f"{path}: expected device names with passwords; restore the backup")
    return found


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
