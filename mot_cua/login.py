"""How a device on this computer proves who it is: one private file for each device."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mot_cua.errors import SettingsError
from mot_cua.ids import DeviceId
from mot_cua.private import write_private


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """What a device needs to reach its broker."""

    device: DeviceId
    password: str
    host: str = ""
    """Empty on the server's own computer: there the office file says where the broker is."""
    port: int = 0
    ca: str = ""
    """The office's own authority, as PEM; empty where there is none or it lies beside."""


def login_path(data: Path, device: DeviceId) -> Path:
    """Name the file of a device's login."""
    return data / "login" / f"{device}.json"


def read_login(data: Path, device: DeviceId) -> Login | None:
    """Read a device's login; None when it has none on this computer.

    Raises:
        SettingsError: the file is there and cannot be used.
    """
    path = login_path(data, device)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Login)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise SettingsError(
            f"{path}: cannot be read ({problem.strerror}); it must belong to the user who runs"
            f" {device}"
        ) from None
    except msgspec.MsgspecError as problem:
        raise SettingsError(
            f"{path}: {problem}; take it away and enrol {device} again: on the server's computer"
            f" mot-cua enroll {device}"
        ) from None


def write_login(data: Path, login: Login) -> Path:
    """Keep a login, for its owner alone; return where."""
    path = login_path(data, login.device)
    write_private(path, msgspec.json.format(msgspec.json.encode(login)).decode() + "\n")
    return path


def forget_login(data: Path, device: DeviceId) -> bool:
    """Take a login away from this computer; tell whether there was one."""
    path = login_path(data, device)
    was_there = path.exists()
    path.unlink(missing_ok=True)
    return was_there
