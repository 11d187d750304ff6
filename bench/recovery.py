"""How long an office is away after a kill -9: real programs, started anew by a new Python each.

python bench/recovery.py [KILLS]

From the moment of the kill: a program is back when people can use it again. The server answers a
page, the kiosk gives a number, a unit of the bridge shows its counter, a number goes through the
broker to the server. Programs are started again at once; on an installation systemd waits 2 s.
"""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tqdm import trange

from mot_cua.business_day import ms_of
from mot_cua.clock import ANCHOR_VARIABLE, BOOT_VARIABLE, ScaledClock, SystemClock
from mot_cua.ids import UnixMs
from office.faults import siege as besieged
from office.faults.visits import Visits

TARGETS = ("server", "kiosk-1", "bridge-1", "broker")


class Cold:
    """Starts each program with a Python of its own, as systemd does; see `nursery.Nursery`."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self, arguments: tuple[str, ...], log: Path) -> int:
        for old in self._children:
            old.poll()
        with log.open("ab") as out:
            self._children.append(
                subprocess.Popen(
                    (sys.executable, "-m", "office", *arguments),
                    stdout=out, stderr=out, env=self._environment, start_new_session=True,
                )
            )  # fmt: skip
        return self._children[-1].pid

    def close(self) -> None:
        for child in self._children:
            child.kill()
            child.wait()


def is_dead(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


class Office(Visits):
    def is_back(self, target: str) -> None:
        """Wait until people can use it again."""
        match target:
            case "server":
                self._ask(1, "next")
            case "kiosk-1":
                self._press()
            case "bridge-1":
                self.siege.until(self.shows, "no unit shows anything")
            case "broker":
                before = self.numbers()
                self._press()
                self.siege.until(lambda: not self._waiting_facts(), "facts still wait")
                assert self.numbers() > before

    def _seen(self, line: dict) -> None:
        if line["kind"] == "gone":
            self._units.clear()
        super()._seen(line)

    def forget_what_units_show(self) -> None:
        self._units.clear()

    def shows(self) -> bool:
        return any(one["number"] != "--" for one in self._units.values())


def measure(kills: int) -> dict[str, list[float]]:
    clock, pause, times = SystemClock(), threading.Event(), {one: [] for one in TARGETS}
    anchor = ScaledClock(office=UnixMs(ms_of(*besieged.BEGINS)), real=clock.wall_ms(), speed=1.0)
    with tempfile.TemporaryDirectory(prefix="recovery") as folder:
        siege = besieged.Siege(Path(folder), "embedded")
        siege.start_with(Cold({ANCHOR_VARIABLE: anchor.anchor, BOOT_VARIABLE: "siege"}))
        besieged.Program.is_alive = property(lambda one: bool(one.pid) and not is_dead(one.pid))
        office = Office(siege, 1)
        try:
            siege.start()
            office.open()
            for target in TARGETS:
                office.is_back(target)
            for number in trange(kills, unit=" kills", disable=None):
                target = TARGETS[number % len(TARGETS)]
                began = clock.monotonic_ms()
                if target == "broker":
                    os.kill(siege.broker.pid, signal.SIGKILL)
                else:
                    office.forget_what_units_show()
                    program = siege.programs[target]
                    program.send(signal.SIGKILL)
                    siege.until(lambda pid=program.pid: is_dead(pid), "it lives")
                office.is_back(target)
                times[target].append((clock.monotonic_ms() - began) / 1000)
                pause.wait(0.5)
        finally:
            office.close()
            siege.close()
    return times


def main() -> None:
    times = measure(int(sys.argv[1]) if sys.argv[1:] else 40)
    print("| seconds from kill -9 to use | kills | median | p99 | most |")
    print("| --- | --: | --: | --: | --: |")
    for target, all_of in times.items():
        spans = sorted(all_of)
        p99 = spans[min(len(spans) - 1, int(len(spans) * 0.99))]
        print(
            f"| {target} | {len(spans)} | {spans[len(spans) // 2]:.2f} | {p99:.2f} |"
            f" {spans[-1]:.2f} |"
        )


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main()
