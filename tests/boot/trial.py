"""What a technician tries on a computer that was just installed; it runs on that computer.

Each step is a line: what was done, the seconds until all was well again, and what was seen. The
first that does not come to its end is told, with the log, and ends the trial.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from hardware.bench import BenchClient
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import PtyPrinter
from mot_cua.clock import SystemClock

CLOCK: Final = SystemClock()
DATA: Final = Path("/var/lib/mot-cua")
OFFICE: Final = Path("/root/office/office.toml")
INSTALL: Final = "/usr/src/mot-cua/scripts/install-pi"
PLUG: Final = Path("/dev/mot-cua/printer")
UNITS: Final = {
    "queue server": "mot-cua-server.service",
    "kiosk": "mot-cua-kiosk@kiosk-1.service",
    "hall board": "mot-cua-display@board-1.service",
    "bridge": "mot-cua-bridge@bridge-1.service",
}
PATIENCE_S: Final = 120
PAUSE_S: Final = 0.2
AGAIN_MS: Final = 3_500
"""Presses of a button that follow each other sooner may count as one."""


class TrialError(Exception):
    """Something did not come to be, or is not as it must be."""


def until(is_so: Callable[[], object], what: str) -> float:
    """Wait for something; return the seconds that it took. Raises TrialError: it did not come."""
    pause, began = threading.Event(), CLOCK.monotonic_ms()
    while not is_so():
        if CLOCK.monotonic_ms() - began > PATIENCE_S * 1000:
            raise TrialError(f"not within {PATIENCE_S} s: {what}")
        pause.wait(PAUSE_S)
    return (CLOCK.monotonic_ms() - began) / 1000


def require(is_so: object, what: str) -> None:
    """Raise TrialError unless something is so."""
    if not is_so:
        raise TrialError(what)


def say(what: str, seconds: float, seen: str) -> None:
    """Print one line of the table."""
    sys.stdout.write(f"{what:58} {seconds:6.1f} s  {seen}\n")
    sys.stdout.flush()


def run(*command: str) -> str:
    """Run a command, and return what it printed. Raises TrialError: it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    require(done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def show(unit: str, *properties: str) -> list[str]:
    """Ask systemd about a unit."""
    asked = [f"--property={one}" for one in properties]
    told = dict(line.split("=", 1) for line in run("systemctl", "show", unit, *asked).splitlines())
    return [told[one] for one in properties]


class Life:
    """The programs as systemd sees them, and how they were when this was made."""

    def __init__(self) -> None:
        self._began_us = CLOCK.monotonic_ms() * 1000
        self._restarts = {unit: self._restarts_of(unit) for unit in UNITS.values()}

    def returns(self, what: str, *, by: str) -> None:
        """Wait until each program was started again and said READY; a line for each."""
        for name, unit in UNITS.items():
            until(lambda unit=unit: self._ready_us(unit) > self._began_us, f"{unit} is ready again")
            seconds = (self._ready_us(unit) - self._began_us) / 1e6
            count = self._restarts_of(unit) - self._restarts[unit]
            require(count >= 1, f"{unit} is ready, and systemd has not restarted it")
            require(by in log_of(unit), f"{unit}: nothing in its log about {by!r}")
            say(
                f"{what}: {name}",
                seconds,
                f"by systemd, {count} x; its log: {by}",
            )

    @staticmethod
    def _ready_us(unit: str) -> int:
        state, since = show(unit, "ActiveState", "ActiveEnterTimestampMonotonic")
        return int(since) if state == "active" else 0

    @staticmethod
    def _restarts_of(unit: str) -> int:
        return int(show(unit, "NRestarts")[0])


def log_of(unit: str) -> str:
    """Return the log of a unit, with what systemd says of it."""
    return run("journalctl", "--no-pager", "--output=short-monotonic", f"--unit={unit}")


def is_active(unit: str) -> bool:
    """Tell whether a unit runs."""
    return show(unit, "ActiveState") == ["active"]


def everything_starts() -> None:
    """Each program says READY; what the installer promised is there."""
    began_us = int(show("sysinit.target", "ActiveEnterTimestampMonotonic")[0])
    for name, unit in UNITS.items():
        until(lambda unit=unit: is_active(unit), f"{unit} is ready")
        ready_us, restarts, kind = show(unit, "ActiveEnterTimestampMonotonic", "NRestarts", "Type")
        require(kind == "notify", f"{unit}: Type={kind}, and not notify")
        seen = f"READY=1; restarts until it had its login: {restarts}"
        say(f"first start of the computer: {name}", (int(ready_us) - began_us) / 1e6, seen)
    require(is_active("mot-cua-backup.timer"), "the evening's backup is not planned")
    require(DATA.stat().st_mode & 0o777 == 0o700, f"{DATA} can be read by others")
    require(DATA.owner() == "mot-cua", f"{DATA} belongs to {DATA.owner()}")


def another_office_file() -> None:
    """Give the kiosk a printer, and install the file; the second time there is nothing to do."""
    simulated = '[kiosk.printer]\nkind = "simulated"'
    text = OFFICE.read_text(encoding="utf-8")
    require(simulated in text, f"{OFFICE}: no {simulated!r}")
    port = f'[kiosk.printer]\nkind = "serial"\npath = "{PLUG}"\nbaud = 115200'
    OFFICE.write_text(text.replace(simulated, port), encoding="utf-8")
    before = {unit: show(unit, "MainPID") for unit in UNITS.values()}
    began = CLOCK.monotonic_ms()
    run(INSTALL, "--role", "all", "--office", str(OFFICE))
    for unit in UNITS.values():
        until(
            lambda unit=unit: is_active(unit) and show(unit, "MainPID") != before[unit],
            f"{unit} runs with the new office file",
        )
    seconds = (CLOCK.monotonic_ms() - began) / 1000
    say("install-pi with a changed office file", seconds, "all four started again, and ready")
    began = CLOCK.monotonic_ms()
    again = run(INSTALL, "--role", "all")
    require(again.startswith("Nothing to do"), again)
    say("once more", (CLOCK.monotonic_ms() - began) / 1000, "nothing to do")


class Hall:
    """A citizen before the kiosk, and a printer that somebody plugs in and pulls."""

    def __init__(self) -> None:
        self.paper = PaperPrinter()
        self._printer: PtyPrinter | None = None
        self._buttons = BenchClient(DATA / "bench/kiosk-1.sock", lambda _line: None)

    def plug(self) -> None:
        """Plug the printer in: a file appears in /dev, with the name that the office file has."""
        self._printer = PtyPrinter(self.paper)
        run("chgrp", "dialout", self._printer.path)
        Path(self._printer.path).chmod(0o660)
        PLUG.symlink_to(self._printer.path)

    def pull(self) -> None:
        """Pull the printer's cable."""
        require(self._printer, "there is no printer")
        PLUG.unlink()
        self._printer.close()

    def free_the_port(self) -> None:
        """Take back what a program that died has claimed, as a real port does with its last file.

        This one is open at its other end all the time.
        """
        port = os.open(PLUG, os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(port, termios.TIOCNXCL)
        os.close(port)

    def press(self, what: str) -> None:
        """Press the first service until there is paper for it; a line with the number.

        A kiosk without a printer gives out none, and one that is pressed twice gives out one.
        """
        pressed_ms, count = 0, len(self.paper.cut)

        def is_cut() -> bool:
            nonlocal pressed_ms
            waited_ms = CLOCK.monotonic_ms() - pressed_ms
            if waited_ms > AGAIN_MS and self._buttons.send("press", service="HT"):
                pressed_ms = CLOCK.monotonic_ms()
            return len(self.paper.cut) > count

        began = CLOCK.monotonic_ms()
        until(is_cut, "a ticket on paper")
        seconds = (CLOCK.monotonic_ms() - began) / 1000
        until(lambda: numbers()[-1][1] == "printed", "the kiosk knows of the paper")
        say(what, seconds, f"ticket {numbers()[-1][0]} is cut")


def numbers() -> list[tuple[str, str]]:
    """Return every number that the kiosk gave out, and what became of its paper."""
    with closing(sqlite3.connect(f"file:{DATA}/kiosk-1.db?mode=ro", uri=True)) as db:
        return list(db.execute("SELECT label, print FROM ticket ORDER BY number"))


def programs_of(unit: str) -> list[int]:
    """Return the processes of a unit that are ours, the broker left out."""
    group = Path("/sys/fs/cgroup") / show(unit, "ControlGroup")[0].lstrip("/")
    found = [int(pid) for pid in (group / "cgroup.procs").read_text().split()]
    return [pid for pid in found if "nats" not in Path(f"/proc/{pid}/comm").read_text()]


def programs_hang() -> None:
    """Stop every program where it stands, as a driver that never returns would."""
    life = Life()
    for unit in UNITS.values():
        for pid in programs_of(unit):
            os.kill(pid, signal.SIGSTOP)
    life.returns("hangs (SIGSTOP)", by="Watchdog timeout")


def programs_die() -> None:
    """Kill every program, as the kernel does when memory is short."""
    life = Life()
    for unit in UNITS.values():
        os.kill(int(show(unit, "MainPID")[0]), signal.SIGKILL)
    life.returns("dies (kill -9)", by="status=9/KILL")


def evening() -> None:
    """Make the evening's backup by its unit, and verify the journal."""
    began = CLOCK.monotonic_ms()
    run("systemctl", "start", "mot-cua-backup.service")
    [copy] = (DATA / "backups").iterdir()
    say("the evening's backup, by its unit", (CLOCK.monotonic_ms() - began) / 1000, copy.name)
    began = CLOCK.monotonic_ms()
    told = run("setpriv", "--reuid=mot-cua", "--regid=mot-cua", "--init-groups",
               "mot-cua", "verify", "--office", "/etc/mot-cua/office.toml")  # fmt: skip
    say("mot-cua verify", (CLOCK.monotonic_ms() - began) / 1000, told.strip().splitlines()[-1])


def everything_goes() -> None:
    """Take the programs away; the data and the office file stay."""
    before = sorted(one.name for one in DATA.iterdir() if one.suffix == ".db")
    began = CLOCK.monotonic_ms()
    run(INSTALL, "--uninstall")
    for unit in (*UNITS.values(), "mot-cua-backup.timer"):
        require(not is_active(unit), f"{unit} still runs")
    require(not Path("/opt/mot-cua").exists(), "/opt/mot-cua is still there")
    left = sorted(str(one) for one in Path("/etc").rglob("*mot-cua*") if one.name != "mot-cua")
    require(not left, f"left behind: {left}")
    after = sorted(one.name for one in DATA.iterdir() if one.suffix == ".db")
    require(after == before, f"of {before} there are {after}")
    require(Path("/etc/mot-cua/office.toml").exists(), "the office file is gone")
    say("--uninstall", (CLOCK.monotonic_ms() - began) / 1000, f"stays: {', '.join(after)}")


def trial() -> None:
    """Try all of it."""
    until(lambda: is_active("sysinit.target"), "systemd")
    everything_starts()
    another_office_file()
    hall = Hall()
    hall.plug()
    hall.press("printer is plugged in: until a ticket is cut")
    hall.pull()
    lost = "lost the printer"
    seconds = until(lambda: lost in log_of(UNITS["kiosk"]), f"{lost!r} in the kiosk's log")
    say("printer is pulled", seconds, f"{lost!r} in the kiosk's log")
    hall.plug()
    hall.press("printer is plugged in again: until a ticket is cut")
    programs_hang()
    hall.free_the_port()
    hall.press("press after that")
    programs_die()
    hall.free_the_port()
    hall.press("press after that")
    labels = [label for label, _paper in numbers()]
    require(labels == [str(1001 + at) for at in range(len(labels))], f"numbers: {labels}")
    evening()
    everything_goes()


def main(steps: Callable[[], None] = trial) -> int:
    """Try, and tell what failed, with the last lines of the log."""
    try:
        steps()
    except TrialError as problem:
        sys.stdout.write(f"FAILED: {problem}\n")
        sys.stderr.write(run("journalctl", "--no-pager", "--lines=60"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
