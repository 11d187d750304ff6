"""The computer that is updated: where its programs stand, and what its systemd says.

1. Every version has a folder of its own, `/opt/mot-cua-0.2.0`. `/opt/mot-cua`, which the units
   name, is a link to one of them: changing versions is one rename, and so is going back.
2. A program is well when systemd has heard from it that it is ready and it stays so; a version is
   well when all programs are, for long enough to have read what is on the disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import UpdateError

PROGRAMS: Final = Path("opt/mot-cua")
WANTED: Final = Path("etc/systemd/system/mot-cua.target.wants")
TARGET: Final = "mot-cua.target"

PATIENCE_MS: Final = 120_000
"""A Pi with a slow card needs most of a minute to have everything up."""

CALM_MS: Final = 10_000
"""So long must all be up without one being started again."""


class Computer:
    """One computer of an office; `root` is a folder that stands for it in tests."""

    def __init__(
        self,
        root: Path = Path("/"),
        *,
        clock: Clock | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.root = root
        self._clock, self._wait = clock or SystemClock(), wait or threading.Event().wait

    @property
    def link(self) -> Path:
        """What the units call the programs."""
        return self.root / PROGRAMS

    def home(self, version: str) -> Path:
        """Name the folder of one version."""
        return self.link.with_name(f"{PROGRAMS.name}-{version}")

    def running(self) -> Path:
        """Return the folder of the version that is installed. Raises UpdateError: there is none."""
        if not self.link.exists():
            raise UpdateError(f"{self.link}: nothing is installed here yet; see docs/install.md")
        return self.link.resolve()

    def version_in(self, home: Path) -> str:
        """Ask the programs in a folder which version they are. Raises UpdateError: they fail."""
        said = self.run(str(home / "bin/mot-cua"), "--version")
        return said.split()[-1]

    def turn_to(self, home: Path) -> None:
        """Let the units find this version from now on: all of it or, if the power fails, not."""
        half = self.link.with_name(f".{PROGRAMS.name}.new")
        half.unlink(missing_ok=True)
        half.symlink_to(home.name)
        half.replace(self.link)
        folder = os.open(self.link.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def give_a_folder(self, version: str) -> None:
        """Let a first installation, which stands in `/opt/mot-cua` itself, be one version of many.

        Only with the programs stopped: between the two renames there are none.
        """
        if not self.link.is_symlink():
            self.link.rename(self.home(version))
            self.turn_to(self.home(version))

    def run(self, *command: str) -> str:
        """Run a command and return what it printed. Raises UpdateError with its last lines."""
        try:
            said = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=1800
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise UpdateError(f"{command[0]}: could not be run: {problem}") from None
        if said.returncode != 0:
            lines = (said.stderr or said.stdout).strip().splitlines()[-3:]
            raise UpdateError(f"{' '.join(command)}: {' / '.join(lines) or said.returncode}")
        return said.stdout

    def make_venv(self, home: Path) -> None:
        """Make an empty home for a version, with the Python that this one runs on."""
        shutil.rmtree(home, ignore_errors=True)  # left by an update that broke off
        sees = ("--system-site-packages",) if sys.version_info >= (3, 13) else ()
        self.run(str(Path(sys.base_prefix) / "bin/python3"), "-m", "venv", *sees, str(home))

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the programs, and start them again whatever happens in between."""
        self.run("systemctl", "stop", TARGET)
        try:
            yield
        finally:
            self.run("systemctl", "start", "--no-block", TARGET)

    def units(self) -> list[str]:
        """Name the programs that this computer runs."""
        return sorted(one.name for one in (self.root / WANTED).glob("mot-cua-*.service"))

    def falls(self) -> str:
        """Wait until all programs are well; return "" then, or what is wrong with which."""
        begun = calm = self._clock.monotonic_ms()
        before: list[str] = []
        while (now := self._clock.monotonic_ms()) - begun < PATIENCE_MS:
            states = [self._state(unit) for unit in self.units()]
            if states != before or any(not one.startswith("active ") for one in states):
                before, calm = states, now
            elif now - calm >= CALM_MS:
                return ""
            self._wait(1.0)
        return "; ".join(
            f"{unit}: {state}" for unit, state in zip(self.units(), before, strict=True)
        )

    def _state(self, unit: str) -> str:
        asked = ("--property=ActiveState", "--property=NRestarts", "--value")
        state, restarts = self.run("systemctl", "show", *asked, unit).split()
        return f"{state} ({restarts} restarts)"
