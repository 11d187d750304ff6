"""The whole checkup: everything that can be looked at without touching it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
import msgspec

from config.house import House, seats
from mot_cua.checkup import Look
from mot_cua.clock import clock_from_environment
from mot_cua.errors import SettingsError
from mot_cua.login import login_path
from mot_cua.messages import Finding
from office.doctor.attached import check_boards, check_bridges, check_kiosks
from office.doctor.computer import (
    check_clock,
    check_disk,
    check_fonts,
    check_permissions,
    check_power,
    check_temperature,
    check_units,
)
from office.doctor.findings import Check, Site, examine, line_of
from office.doctor.lines import check_broker, check_certificates, check_server

CHECKS: Final[Sequence[Check]] = (
    check_clock,
    check_disk,
    check_temperature,
    check_power,
    check_permissions,
    check_fonts,
    check_units,
    check_server,
    check_broker,
    check_certificates,
    check_kiosks,
    check_boards,
    check_bridges,
)
FROM_WITHIN: Final = tuple(one for one in CHECKS if one not in (check_server, check_broker))
"""What a program looks at itself: that its line and its pages work, everybody sees who hears it."""
WANTS: Final = "/etc/systemd/system/mot-cua.target.wants"
PATIENCE: Final = 10.0


def check_up(house: House, names: Sequence[str], *, as_json: bool) -> int:
    """Look at this computer and print what was found; return how many things are bad."""
    site = Site(house, devices_here(house, names), clock_from_environment(), ask_system)
    found = list(examine(site, CHECKS))
    click.echo(json_of(found) if as_json else "\n".join(line_of(one) for one in found))
    bad = sum(one.grade == "bad" for one in found)
    if not as_json:
        looks = sum(one.grade == "look" for one in found)
        click.echo(f"\n{len(found)} looked at: {bad} bad, {looks} to look at.")
    return bad


def looking_at(house: House, *devices: str) -> Look:
    """Return the checkup that a program makes of its own computer, for the administrator's page."""
    site = Site(house, devices, clock_from_environment(), ask_system)
    return lambda: examine(site, FROM_WITHIN)


def json_of(found: Sequence[Finding]) -> str:
    """Write findings for programs: a list of objects."""
    return msgspec.json.format(msgspec.json.encode(found)).decode()


def devices_here(house: House, names: Sequence[str], root: Path = Path("/")) -> tuple[str, ...]:
    """Tell which devices of the office file run here: as told, as installed, or as let in.

    Raises:
        SettingsError: a name is not in the office file.
    """
    known = [str(one.device) for one in seats(house.settings) if one.device != "server"]
    for name in names:
        if name not in known:
            raise SettingsError(
                f"--device {name}: the office file has no such device; it has: {', '.join(known)}"
            )
    if names:
        return tuple(names)
    wants = root / WANTS.lstrip("/")
    if wants.is_dir():
        installed = {one.stem.partition("@")[2] for one in wants.glob("mot-cua-*@*.service")}
        return tuple(one for one in known if one in installed)
    return tuple(
        str(one.device)
        for one in seats(house.settings)
        if one.device in known and login_path(house.data, one.device).exists()
    )


def ask_system(command: Sequence[str]) -> str:
    """Run a program of the system and return what it printed; empty when it cannot be run."""
    # systemctl would speak to the service manager in the name of the program that asks.
    own = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, text=True, timeout=PATIENCE, env=own
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
