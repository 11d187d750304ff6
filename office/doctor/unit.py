"""A counter unit on the technician's table: write its program, try its parts one by one."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from firmware_bridge.health import button_name
from firmware_bridge.image import START, image_of
from firmware_bridge.sayings import KEYS, RATINGS
from firmware_bridge.units import UnitLine
from hardware.inputs import UnitChanged, UnitTested
from hardware.pick.units import serial_line
from mot_cua.clock import SystemClock
from mot_cua.errors import DeviceError, MotCuaError

BAUD: Final = 115_200
MEET_MS: Final = 5_000
PRESS_S: Final = 20.0
FLASH_S: Final = 120.0
ALL_LAMPS: Final = (1 << RATINGS) - 1


def flash_unit(port: str, address: int, *, is_shared: bool) -> None:
    """Write the unit's program through its USB port, with mpremote.

    Raises:
        MotCuaError: mpremote is not installed.
        DeviceError: the unit did not take it; what it has now is unknown, flash it again.
    """
    mpremote = _mpremote()
    with tempfile.TemporaryDirectory() as folder:
        for path, text in image_of(address, is_shared=is_shared).items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8")
        files = [START, *(one.name for one in Path(folder).iterdir() if one.is_dir())]
        command = [mpremote, "connect", port, "fs", "cp", "-r", *files, ":", "+", "reset"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=FLASH_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise _not_flashed(port, f"it took nothing for {FLASH_S:.0f} s") from None
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip() or f"mpremote ended with {done.returncode}"
        raise _not_flashed(port, said.splitlines()[-1])
    place = "a shared line" if is_shared else "a cable of its own"
    click.echo(f"{port}: flashed as unit {address} on {place}.")


def _mpremote() -> str:
    places = [*os.get_exec_path(), str(Path(sys.executable).parent)]
    found = shutil.which("mpremote", path=os.pathsep.join(places))
    if found is None:
        raise MotCuaError(
            "mpremote is not installed, and flashing needs it; type: pip install mpremote"
        )
    return found


def _not_flashed(port: str, why: str) -> DeviceError:
    return DeviceError(
        f"{port}: not flashed: {why}; hold the two outer keys while you plug it in, check that it"
        " has MicroPython (docs/counter-unit.md), and try again"
    )


def examine(port: str, address: int, *, is_shared: bool) -> None:
    """Try every part of a unit with the technician.

    Raises:
        DeviceError: no unit answers, or the technician saw something that does not work.
    """
    examination = _Examination(port, address, is_shared=is_shared)
    try:
        examination.meet()
        examination.look()
        examination.feel()
    finally:
        examination.close()
    if examination.broken:
        broken = ", ".join(examination.broken)
        raise DeviceError(
            f"{port}: does not work: {broken}; see docs/counter-unit.md for the wires"
        )
    click.echo("Everything works.")


class _Examination:
    """One unit and one technician; the line's thread keeps the unit awake while he thinks."""

    def __init__(self, port: str, address: int, *, is_shared: bool) -> None:
        self.broken: list[str] = []
        self._port, self._address = port, address
        self._news: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._line = UnitLine(
            serial_line(port, BAUD),
            {address: address},
            is_shared=is_shared,
            levels=[button_name(one) for one in range(RATINGS)],
            clock=SystemClock(),
            post=self._post,
        )
        self._unit = self._line.units[address]

    def meet(self) -> None:
        """Wait until the unit says who it is, and repeat it."""
        clock, why = SystemClock(), "the port was not opened"
        deadline = clock.monotonic_ms() + MEET_MS
        while (left_ms := deadline - clock.monotonic_ms()) > 0:
            news = self._next(left_ms / 1000)
            if isinstance(news, UnitChanged) and news.state not in {"silent", "unplugged"}:
                firmware = self._line.firmware(self._address)
                click.echo(f"Unit {self._address}: firmware {firmware}, {news.state}.")
                click.echo(f"  {news.detail}\n" if news.detail else "", nl=False)
                return
            # A unit that was flashed just now goes away and comes back.
            why = news.detail if isinstance(news, UnitChanged) else why
        raise DeviceError(f"{self._port}: no unit {self._address} here: {why}")

    def look(self) -> None:
        """Ask what the technician sees and hears."""
        self._unit.try_out("8888", 0)
        self._ask("number board", "Does the board show 8888, every bar?")
        for lamp in range(RATINGS):
            self._unit.try_out("", 1 << lamp)
            name = f"lamp {lamp + 1}"
            self._ask(name, f"Is {name} from the left lit, and no other?")
        self._unit.try_out("", ALL_LAMPS, chimes=True)
        self._ask("buzzer", "Did it ring?")

    def feel(self) -> None:
        """Have every button and key pressed, in their order."""
        for button in range(RATINGS + len(KEYS)):
            self._unit.try_out(f"P{button + 1:3}", 1 << button & ALL_LAMPS)
            name = button_name(button)
            click.echo(f"Press {name} ... ", nl=False)
            pressed = self._pressed()
            click.echo("good." if pressed == button else _instead(pressed))
            if pressed != button:
                self.broken.append(name)

    def close(self) -> None:
        """Put the unit out and leave it."""
        self._line.close()

    def _post(self, item: object) -> bool:
        self._news.put(item)
        return True

    def _ask(self, part: str, question: str) -> None:
        if not click.confirm(question, default=True):
            self.broken.append(part)

    def _pressed(self) -> int | None:
        while (news := self._next(PRESS_S)) is not None:
            if isinstance(news, UnitTested):
                return news.button
        return None

    def _next(self, timeout: float) -> object | None:
        try:
            return self._news.get(timeout=timeout)
        except queue.Empty:
            return None


def _instead(pressed: int | None) -> str:
    if pressed is None:
        return f"nothing came within {PRESS_S:.0f} s."
    return f"that was {button_name(pressed)}."
