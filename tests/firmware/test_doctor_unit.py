"""`mot-cua doctor unit`: flashing, and a technician who looks, listens and presses."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from firmware.pico import Pico
from firmware.wire import Wire

from firmware_bridge.image import image_of
from firmware_bridge.sayings import KEYS
from office.command import commands
from office.doctor import unit as doctor_unit

FAKE_MPREMOTE = """\
#!{python}
# Behaves like the tool as far as we use it: copies into the board's file system, or says why not.
import pathlib, shutil, sys
port, flash = pathlib.Path(sys.argv[2]), pathlib.Path({flash!r})
if not port.exists():
    sys.exit(f"mpremote: failed to access {{port}} (it may be in use by another program)")
words = sys.argv[3:]
assert words[:3] == ["fs", "cp", "-r"] and words[-3:] == [":", "+", "reset"], words
for name in words[3:-3]:
    copy = shutil.copytree if pathlib.Path(name).is_dir() else shutil.copy
    copy(name, flash / name)
"""


class Technician:
    """Reads from the board which button is wanted, and presses it, or another `instead`."""

    def __init__(self, pico: Pico, *, instead: dict[int, int | None] | None = None) -> None:
        self._pico, self._instead = pico, instead or {}
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def leave(self) -> None:
        self._is_done.set()
        self._thread.join()

    def _work(self) -> None:
        done = set()
        while not self._is_done.wait(0.01):
            wanted = self._pico.digits
            if wanted.startswith("P") and wanted not in done:
                done.add(wanted)
                button = int(wanted[1:]) - 1
                button = self._instead.get(button, button)
                if button is not None:
                    self._pico.press(button)


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Callable[..., tuple[Wire, Pico]]]:
    """A unit beside a computer, with power and a cable."""
    made: list[tuple[Wire, Pico]] = []

    def make(**options: int) -> tuple[Wire, Pico]:
        wire = Wire(tmp_path)
        made.append((wire, Pico(tmp_path, wire.units[0].path, **options)))
        made[-1][1].rest()
        return made[-1]

    yield make
    for wire, pico in made:
        pico.power_off()
        wire.close()


def run(wire: Wire, *words: str, answers: str = "\n" * 6) -> tuple[str, BaseException | None]:
    told = CliRunner().invoke(
        commands, ["doctor", "unit", "--port", str(wire.path), *words], input=answers
    )
    return told.output, told.exception


def test_a_good_unit_passes(table: Callable[..., tuple[Wire, Pico]]) -> None:
    wire, pico = table(address=3)
    technician = Technician(pico)
    said, problem = run(wire, "--address", "3")
    technician.leave()
    assert problem is None, said
    assert "Unit 3: firmware 1.0, ready." in said
    for line in (
        "Does the board show 8888, every bar? [Y/n]:",
        "Is lamp 4 from the left lit, and no other? [Y/n]:",
        "Did it ring? [Y/n]:",
        "Press rating button 1 ... good.",
        "Press the key 'finish' ... good.",
        "Everything works.",
    ):
        assert line in said
    assert pico.sounds > len(KEYS)


def test_what_does_not_work_is_named(
    table: Callable[..., tuple[Wire, Pico]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_unit, "PRESS_S", 2.0)
    wire, pico = table()
    technician = Technician(pico, instead={0: 7, 5: None})
    said, problem = run(wire, answers="y\ny\nn\ny\ny\nn\n")
    technician.leave()
    assert "Press rating button 1 ... that was the key 'finish'." in said
    assert "Press the key 'recall' ... nothing came within 2 s." in said
    assert str(problem) == (
        f"{wire.path}: does not work: lamp 2, buzzer, rating button 1, the key 'recall';"
        " see docs/counter-unit.md for the wires"
    )


def test_a_unit_with_another_address_is_told(table: Callable[..., tuple[Wire, Pico]]) -> None:
    wire, _ = table(address=7)
    _, problem = run(wire, "--address", "3")
    assert str(problem) == (
        f"{wire.path}: no unit 3 here: unit 3 does not answer; check its cable, its power and its"
        " address; address 7 answers there, which this bridge does not know"
    )


def test_a_port_without_a_unit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_unit, "MEET_MS", 500)
    told = CliRunner().invoke(commands, ["doctor", "unit", "--port", str(tmp_path / "none")])
    assert str(told.exception).startswith(
        f"{tmp_path}/none: no unit 1 here: {tmp_path}/none: cannot"
    )


@pytest.fixture
def mpremote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A flashing tool with a board's file system; returns the latter."""
    flash, tools = tmp_path / "flash", tmp_path / "tools"
    flash.mkdir()
    tools.mkdir()
    tool = tools / "mpremote"
    tool.write_text(FAKE_MPREMOTE.format(python=sys.executable, flash=str(flash)))
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    return flash


def test_flashing_writes_the_very_files_that_were_tried_here(
    table: Callable[..., tuple[Wire, Pico]], mpremote: Path
) -> None:
    wire, _ = table()
    said, problem = run(wire, "--flash", "--shared", "--address", "12")
    assert problem is None
    assert said == f"{wire.path}: flashed as unit 12 on a shared line.\n"
    written = {
        str(one.relative_to(mpremote)): one.read_text(encoding="utf-8")
        for one in mpremote.rglob("*.py")
    }
    assert written == image_of(12, is_shared=True)
    assert written["firmware_bridge/firmware/place.py"] == "ADDRESS = 12\nIS_SHARED = True\n"


def test_flashing_that_fails_says_why_and_what_to_do(tmp_path: Path, mpremote: Path) -> None:
    told = CliRunner().invoke(
        commands, ["doctor", "unit", "--flash", "--port", str(tmp_path / "none")]
    )
    assert str(told.exception) == (
        f"{tmp_path}/none: not flashed: mpremote: failed to access {tmp_path}/none (it may be in"
        " use by another program); hold the two outer keys while you plug it in, check that it has"
        " MicroPython (docs/counter-unit.md), and try again"
    )
    assert list(mpremote.iterdir()) == []


def test_a_board_that_takes_nothing_is_given_up(
    tmp_path: Path, mpremote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tools" / "mpremote").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    monkeypatch.setattr(doctor_unit, "FLASH_S", 0.2)
    told = CliRunner().invoke(commands, ["doctor", "unit", "--flash", "--port", "/dev/ttyACM0"])
    assert "/dev/ttyACM0: not flashed: it took nothing for 0 s; hold the two" in str(told.exception)


def test_without_mpremote_it_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    told = CliRunner().invoke(commands, ["doctor", "unit", "--flash", "--port", "/dev/ttyACM0"])
    assert str(told.exception) == (
        "mpremote is not installed, and flashing needs it; type: pip install mpremote"
    )
