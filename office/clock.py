"""`mot-cua clock`: tell a computer that no time server reaches what time it is."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from mot_cua.business_day import local, ms_of
from mot_cua.clock import BUILD_DATE, SystemClock, boot_id
from mot_cua.errors import DeviceError, SettingsError
from mot_cua.ids import SERVER, DayText, UnixMs
from mot_cua.login import login_path
from mot_cua.timekeeper import ThisComputer, Timekeeper, obey
from office.options import DATA, FOLDER, who

PATIENCE: Final = 15.0
"""Seconds; the server looks once a second, and may be busy for five."""
_DATA = click.option("--data", type=FOLDER, default=DATA, show_default=True, help="The data.")


@click.group()
def clock() -> None:
    """The time of this computer. Administrators set the server's on the page /admin/machines."""


@clock.command("set")
@click.argument("moment", metavar="'YYYY-MM-DD HH:MM'")
@_DATA
def set_command(moment: str, data: Path) -> None:
    """Set it, in Hanoi's time. On the server's computer the journal keeps who did it.

    Not while a time server keeps it, and on the server no leap while a counter works. On another
    computer type it after sudo.
    """
    wall_ms = moment_of(moment)
    if not login_path(data, SERVER).exists():
        _set_here(wall_ms)
    else:
        Timekeeper(data, SystemClock(), boot_id()).require()
        _ask_server(data, wall_ms)
    click.echo(f"It is {local(wall_ms):%H:%M, %d/%m/%Y} here now.")


@clock.command(hidden=True, name="obey")
@_DATA
def obey_command(data: Path) -> None:
    """Do what the server wishes for; started by mot-cua-clock.path."""
    told = obey(data, ThisComputer(), SystemClock(), boot_id())
    click.echo(f"the clock was set to {local(told):%Y-%m-%d %H:%M:%S}")


def moment_of(text: str) -> UnixMs:
    """Read a moment in Hanoi. Raises SettingsError: it is none, or one before this software."""
    try:
        day, _, time = text.strip().replace("T", " ").partition(" ")
        datetime.strptime(f"{day} {time}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - only looked at
    except ValueError:
        raise SettingsError(f"{text!r}: expected a moment like '2026-11-21 09:00'") from None
    wall_ms = ms_of(DayText(day), time)
    if wall_ms < BUILD_DATE:
        raise SettingsError(f"{text}: that was before this software was made")
    return wall_ms


def _set_here(wall_ms: UnixMs) -> None:
    try:
        ThisComputer().set_wall_ms(wall_ms)
    except OSError as problem:
        raise DeviceError(
            f"the clock cannot be set ({problem.strerror}); type the same after  sudo"
        ) from None


def _ask_server(data: Path, wall_ms: UnixMs) -> None:
    from queue_server.asked_clock import leave_question, take_answer  # noqa: PLC0415

    leave_question(data, wall_ms, who(), SystemClock())
    wait = threading.Event()
    for _ in range(int(PATIENCE / 0.2)):
        told = take_answer(data)
        if told:
            raise SettingsError(f"the server refuses it: {told}")
        if told is not None:
            return
        wait.wait(0.2)
    raise SettingsError("the server does not answer; does it run?  systemctl status mot-cua-server")
