"""What the demo's page shows of the office: pictures, papers, lamps, figures, tasks done."""

from __future__ import annotations

import base64
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from config.house import House
from hardware.bench import BenchClient, Line
from mot_cua.errors import MotCuaError
from office.demo.staff import Staff

PAPERS_KEPT: Final = 24
TASKS: Final = ("press", "call", "finish", "rate", "report")
LOOK_EVERY: Final = 0.4
"""Seconds between two looks at the server."""


class Speech(NamedTuple):
    """What a loudspeaker said last."""

    number: int
    device: str
    words: str
    wav: bytes
    """Empty when nobody watched in time to hear it."""


class Watch:
    """Collects what the workbenches and the server tell; threads only replace whole values."""

    def __init__(self, house: House, staff: Staff) -> None:
        self._house, self._staff = house, staff
        self.screens: dict[str, bytes] = {}
        self.papers: deque[tuple[int, bytes]] = deque(maxlen=PAPERS_KEPT)
        self.units: dict[str, Line] = {}
        self.lamps: dict[str, bool] = {}
        self.here: dict[str, bool] = {}
        self.speech: Speech | None = None
        self.office: dict[str, Any] | None = None
        self.done: set[str] = set()
        self._paper_number = 0
        self._first: dict[str, int] | None = None
        self._listeners: list[queue.Queue[str]] = []
        self._lock = threading.Lock()  # listeners come and go on the page's threads (decision 0005)
        self._stop = threading.Event()
        names = house.devices()
        self._clients = {
            name: BenchClient(house.bench(name), self._sink_of(name)) for name in names
        }
        self._thread = threading.Thread(target=self._look, name="look", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        for client in self._clients.values():
            client.close()
        self.tell("bye")

    def is_everybody_here(self) -> bool:
        """Whether each device's program runs, and the server knows of all of them."""
        devices = self._clients.keys()
        return self.office is not None and all(self.here.get(one) for one in devices)

    # What the page does

    def send(self, device: str, kind: str, **fields: Any) -> bool:
        """Touch a simulated device; False when its program is away."""
        client = self._clients.get(device)
        return client is not None and client.send(kind, **fields)

    def mark(self, task: str) -> None:
        """Tick off one of the five things to try."""
        if task in TASKS and task not in self.done:
            self.done = self.done | {task}
            self.tell("tasks")

    def listen(self) -> queue.Queue[str]:
        """Hear the names of what has changed."""
        mine: queue.Queue[str] = queue.Queue(maxsize=200)
        with self._lock:
            self._listeners.append(mine)
        return mine

    def leave(self, mine: queue.Queue[str]) -> None:
        """Hear no more."""
        with self._lock:
            self._listeners.remove(mine)

    def tell(self, what: str) -> None:
        """Name something that has changed to every open page."""
        with self._lock:
            for one in self._listeners:
                if not one.full():
                    one.put_nowait(what)

    # What the devices tell

    def _sink_of(self, device: str) -> Callable[[Line], None]:
        def sink(line: Line) -> None:
            self._take(device, line)

        return sink

    def _take(self, device: str, line: Line) -> None:
        match line["kind"]:
            case "screen":
                self.screens = {**self.screens, device: base64.b64decode(line["png"])}
                self.tell(f"screen/{device}")
            case "paper":
                self._paper_number += 1
                self.papers.append((self._paper_number, base64.b64decode(line["png"])))
                self.mark("press")
                self.tell("papers")
            case "speech":
                number = self.speech.number + 1 if self.speech else 1
                wav = base64.b64decode(line["wav"])
                self.speech = Speech(number, device, line["words"], wav)
                self.tell("speech")
            case "unit":
                self.units = {**self.units, line["key"]: {**line, "device": device}}
                self.tell("units")
            case "lamp" if device == self._house.settings.kiosk[0].id:
                self.lamps = {**self.lamps, line["key"]: line["is_lit"]}
                self.tell("lamps")
            case "here" | "gone":
                self._forget(device)
                self.here = {**self.here, device: line["kind"] == "here"}
                self.tell("machine")

    def _forget(self, device: str) -> None:
        """Put out what a device showed: when it comes back it tells only what is lit."""
        self.units = {key: one for key, one in self.units.items() if one["device"] != device}
        if device == self._house.settings.kiosk[0].id:
            self.lamps = {}

    # What the server tells

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            before = self.office
            try:
                self.office = self._staff.read("/api/office")
            except (OSError, ValueError, MotCuaError):
                self.office = None
            if self.office != before:
                self._tick_off()
                self.tell("office")

    def _tick_off(self) -> None:
        """Compare the day's counts with those at the start, to see what the visitor has done."""
        if self.office is None or self.office["day"] is None:
            return  # a server that has just started has not read its journal yet
        totals = self.office["totals"]
        at_counters = totals["called"] + totals["serving"]
        counts = {
            "call": at_counters + totals["done"] + totals["no-show"],
            "finish": totals["legs-finished"],
            "rate": totals["rated"],
        }
        if self._first is None:
            self._first = counts
        for task, count in counts.items():
            if count > self._first[task]:
                self.mark(task)
