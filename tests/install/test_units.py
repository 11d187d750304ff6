"""The units as systemd reads them: without a mistake, closed tight, and true to the programs."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from install.desk import OFFICE, REPOSITORY, Install

from office.command import commands

SYSTEMD = REPOSITORY / "systemd"
UNITS = sorted((SYSTEMD / "system").glob("*.service"))
PROGRAMS = [one for one in UNITS if "Type=notify" in one.read_text(encoding="utf-8")]
STARTED = (
    "mot-cua.target",
    "mot-cua-server.service",
    "mot-cua-kiosk@kiosk-1.service",
    "mot-cua-display@board-1.service",
    "mot-cua-bridge@bridge-1.service",
    "mot-cua-backup.timer",
    "mot-cua-clock.path",
)
LOADED_BEFORE = {
    "char-usb": "usblp",
    "char-ttyUSB": "usbserial",
    "char-ttyACM": "cdc_acm",
    "char-i2c": "i2c-dev",
    "char-spi": "spidev",
    "char-drm": "drm",
    "char-alsa": "snd",
}
"""Kind of device → the module that makes it known."""
ALWAYS_KNOWN = {"char-ttyAMA", "char-ttyS", "char-gpiochip", "char-input", "char-rtc"}
"""Kinds that the kernel of a Pi has built in."""

each_program = pytest.mark.parametrize("unit", PROGRAMS, ids=[one.name for one in PROGRAMS])
each_unit = pytest.mark.parametrize("unit", UNITS, ids=[one.name for one in UNITS])


def all_of(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.systemd
@pytest.mark.parametrize("unit", STARTED)
def test_systemd_finds_no_mistake_in_what_is_installed(
    pi: Path, install: Install, unit: str
) -> None:
    install("--role", "all", "--office", OFFICE)
    shutil.copytree("/lib/systemd/system", pi / "lib/systemd/system", symlinks=True)
    command = pi / "opt/mot-cua/bin/mot-cua"
    command.parent.mkdir()
    command.touch(0o755)
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={pi}", unit],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


@pytest.mark.systemd
@each_unit
def test_a_unit_is_exposed_to_no_more_than_2(unit: Path) -> None:
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout
    assert "Overall exposure level" in told.stdout


@pytest.mark.systemd
def test_the_user_and_every_group_that_a_unit_names_are_made(pi: Path, install: Install) -> None:
    install("--role", "all", "--office", OFFICE)
    told = subprocess.run(
        ["systemd-sysusers", f"--root={pi}", "mot-cua.conf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    users = (pi / "etc/passwd").read_text(encoding="utf-8")
    assert re.search(r"^mot-cua:.*:/var/lib/mot-cua:/usr/sbin/nologin$", users, re.MULTILINE)
    lines = (pi / "etc/group").read_text(encoding="utf-8").splitlines()
    groups = {line.split(":")[0] for line in lines}
    for unit in UNITS:
        assert set(" ".join(all_of(unit, "SupplementaryGroups")).split()) <= groups


@pytest.mark.systemd
def test_systemd_counts_every_unit_as_enabled(pi: Path, install: Install) -> None:
    install("--role", "all", "--office", OFFICE)
    for unit in STARTED:
        told = subprocess.run(
            ["systemctl", f"--root={pi}", "is-enabled", unit],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.stdout == "enabled\n", unit


@each_unit
def test_a_unit_starts_a_command_that_exists_with_options_that_exist(unit: Path) -> None:
    [line] = all_of(unit, "ExecStart")
    program, name, *words = line.split()
    assert program == "/opt/mot-cua/bin/mot-cua"
    told = CliRunner().invoke(commands, [name, "--help"])
    assert told.exit_code == 0
    for option in (one for one in words if one.startswith("--")):
        assert option in told.output


@each_program
def test_a_unit_never_gives_up_and_waits_for_no_network(unit: Path) -> None:
    assert all_of(unit, "Restart") == ["always"]
    assert all_of(unit, "RestartSec") == ["2"]
    assert all_of(unit, "StartLimitIntervalSec") == ["0"]
    assert "network" not in " ".join(all_of(unit, "(?:After|Wants|Requires|BindsTo)"))


@each_unit
def test_every_kind_of_device_is_known_before_the_program_starts(unit: Path) -> None:
    kinds = {one.split()[0] for one in all_of(unit, "DeviceAllow") if one.startswith("char-")}
    modules = (SYSTEMD / "modules-load.d/mot-cua.conf").read_text(encoding="utf-8").split()
    for kind in kinds - ALWAYS_KNOWN:
        assert LOADED_BEFORE[kind] in modules
    after = " ".join(all_of(unit, "After"))
    assert not kinds or "systemd-modules-load.service" in after
    # PrivateDevices would hide what DeviceAllow allows.
    assert bool(kinds) != bool(all_of(unit, "PrivateDevices"))


def test_the_log_stays_in_memory_and_the_pis_own_watchdog_can_count_that_far() -> None:
    log, system = ConfigParser(), ConfigParser()
    log.read(SYSTEMD / "journald.conf.d/mot-cua.conf")
    system.read(SYSTEMD / "system.conf.d/mot-cua.conf")
    assert log["Journal"]["Storage"] == "volatile"
    # The bcm2835 of a Pi counts to 15 s.
    assert int(system["Manager"]["RuntimeWatchdogSec"].removesuffix("s")) < 15


def test_each_rule_of_udev_is_of_pairs_and_gives_a_name_or_a_group() -> None:
    pair = re.compile(r'[A-Z]+(\{\w+\})?(==|\+=|=)"[^"]+"')
    text = (SYSTEMD / "udev.rules.d/99-mot-cua.rules").read_text(encoding="utf-8")
    rules = [one for one in text.splitlines() if one and not one.startswith("#")]
    for rule in rules:
        assert all(pair.fullmatch(one) for one in rule.split(", ")), rule
    for subsystem in ("usbmisc", "tty", "input", "gpio", "i2c-dev", "spidev"):
        assert any(f'"{subsystem}"' in one and "GROUP=" in one for one in rules)
