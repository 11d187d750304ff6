"""A plan played in a running office: real processes, a real broker, real pages, a faster clock.

A person who is at the door of an office in which something has just been killed does what people
do: waits a moment and presses again. That is all the patience there is in here.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import urllib.error
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, Final

from config.house import House
from hardware.bench import BenchClient, Line
from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import MotCuaError
from mot_cua.ids import UnixMs, new_id
from office.desk import hire
from office.launch import OneMachine

ACTIONS: Final = {
    "call": "next",
    "recall": "recall",
    "start": "start",
    "finish": "finish",
    "absent": "no-show",
}
PAPERS_A_ROLL: Final = 150
"""A roll has room for twice as many; whoever waits for its end keeps people waiting."""
PATIENCE: Final = 30.0
"""Real seconds that people wait for a thing to work before the simulation gives up."""
TRY_AGAIN: Final = 0.05
TOO_SOON: Final = frozenset(
    {"nobody-waiting", "recall-too-soon", "absent-too-soon", "absent-needs-calls", "busy"}
)
"""Refusals that a little patience cures, when a message is still on its way."""


class Live:
    """The theatre of a OneMachine."""

    def __init__(self, house: House, machine: OneMachine, *, clock: Clock, port: int) -> None:
        self._house, self._machine, self._clock = house, machine, clock
        self._desk = hire(house, f"http://127.0.0.1:{port}")
        self._codes = {one.letter: one.code for one in house.settings.service}
        self._panels: dict[str, str] = {}
        self._open: set[int] = set()
        self._pause = threading.Event()
        kiosk, bridge = house.settings.kiosk[0].id, house.settings.bridge[0].id
        self._kiosk_file = house.data / f"{kiosk}.db"
        self._kiosk = BenchClient(house.bench(kiosk), lambda _line: None)
        self._bridge = BenchClient(house.bench(bridge), self._seen)

    def close(self) -> None:
        """Leave the workbenches."""
        self._kiosk.close()
        self._bridge.close()

    def _seen(self, line: Line) -> None:
        if line["kind"] == "unit":
            self._panels[line["key"]] = "" if line["given"] else line["label"]

    def wait_until(self, moment: UnixMs) -> None:
        """Wait, and look after the programs meanwhile."""
        while True:
            self._machine.tend()
            left = self._clock.real_seconds(moment - self._clock.wall_ms())
            if left <= 0:
                return
            self._pause.wait(min(left, 0.2))

    def press(self, service: str) -> None:
        """Press until the kiosk has stored one number more; somebody minds the roll meanwhile."""
        before = self._numbers()
        if before % PAPERS_A_ROLL == 0:
            self._kiosk.send("printer", do="load")

        def try_once() -> bool:
            if self._numbers() > before:
                return True
            self._kiosk.send("press", service=self._codes[service])
            return self._soon(lambda: self._numbers() > before)

        self._insist(try_once, f"no number for {service}")

    def _numbers(self) -> int:
        """Count the numbers on the kiosk's disk; 0 while it has not made its file yet."""
        try:
            with closing(sqlite3.connect(f"file:{self._kiosk_file}?mode=ro", uri=True)) as db:
                count: int = db.execute("SELECT count(*) FROM ticket").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
        return count

    def officer(self, counter: int, action: str) -> None:
        """Press a key; the same request goes out again until it is answered."""
        if counter not in self._open:
            self._open.add(counter)
            self._key(counter, "open")
        self._key(counter, ACTIONS[action])

    def _key(self, counter: int, action: str) -> None:
        request = new_id()

        def try_once() -> bool:
            code = self._post(counter, {"request": request, "actions": [action]})
            if code and code not in TOO_SOON | {"unreachable", "open-while-open"}:
                raise MotCuaError(f"counter {counter}: {action} was refused: {code}")
            return code in ("", "open-while-open")

        self._insist(try_once, f"counter {counter}: {action} was not done")

    def _post(self, counter: int, body: dict[str, Any]) -> str:
        """Return the code of a refusal, `unreachable`, or nothing when it was done."""
        try:
            self._desk.ask(f"/api/counter/{counter}", body)
        except urllib.error.HTTPError as problem:
            with problem, suppress(ValueError):
                return str(json.load(problem).get("code", problem.code))
            return "unreachable"  # the door answers with a page
        except (OSError, ValueError):
            return "unreachable"
        return ""

    def rate(self, counter: int, level: int, number: int) -> None:
        """Press, if the lamps invite this number."""
        if self._panels.get(str(counter), "").endswith(f"{number:03d}"):
            name = self._house.settings.rating.level[level].id
            self._bridge.send("rate", counter=counter, level=name)

    def progress(self) -> tuple[int, int]:
        """Count what the kiosk has given out; how many wait is on the pages."""
        return self._numbers(), -1

    def _soon(self, is_done: Callable[[], bool]) -> bool:
        clock = SystemClock()
        deadline = clock.monotonic_ms() + 2000
        while clock.monotonic_ms() < deadline:
            if is_done():
                return True
            self._pause.wait(0.005)
        return False

    def _insist(self, try_once: Callable[[], bool], otherwise: str) -> None:
        clock = SystemClock()
        deadline = clock.monotonic_ms() + PATIENCE * 1000
        while not try_once():
            if clock.monotonic_ms() > deadline:
                raise MotCuaError(f"{otherwise} within {PATIENCE:g} s; see {self._machine.logs}")
            self._machine.tend()
            self._pause.wait(TRY_AGAIN)
