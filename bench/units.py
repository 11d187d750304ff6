"""How long a press takes from the contact to the host, how many come through, how full a line is.

python bench/units.py     about 60 s

The real firmware runs on MicroPython for this computer, behind a pseudo-terminal that is throttled
to 115200 bits a second. A Pico's own processor is slower; that part is not measured here.
"""

import queue
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from firmware.pico import Pico
from firmware.wire import Wire

from firmware_bridge.firmware.buttons import LOCKED_MS, STABLE_MS
from firmware_bridge.units import UnitLine
from hardware.inputs import KeyPressed, RatingTouched, UnitChanged
from hardware.serial_line import SerialLine
from mot_cua.clock import SystemClock

PRESSES = 30
LEVELS = ("a", "b", "c", "d")
PAUSE = threading.Event()


class Hall:
    """Units on a line, met, and a queue of what the host was posted."""

    def __init__(self, units: int, *, is_shared: bool) -> None:
        folder = Path(tempfile.mkdtemp())
        self.news: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.wire = Wire(folder, units=units, is_shared=is_shared)
        self.picos = [
            Pico(folder, plug.path, address=number, is_shared=is_shared)
            for number, plug in enumerate(self.wire.units, start=1)
        ]
        clock = SystemClock()
        self.line = UnitLine(
            SerialLine(str(self.wire.path), clock),
            {number: number for number in range(1, units + 1)},
            is_shared=is_shared,
            levels=LEVELS,
            clock=clock,
            post=lambda item: (self.news.put(item), True)[1],
        )
        for _ in range(units):
            self.next(UnitChanged)
        PAUSE.wait(0.5)

    def next(self, kind: type) -> object:
        while not isinstance(item := self.news.get(timeout=10), kind):
            pass
        return item

    def close(self) -> None:
        self.line.close()
        for pico in self.picos:
            pico.power_off()
        self.wire.close()


def latencies(hall: Hall) -> list[float]:
    """Return milliseconds from the closing contact to the posted press."""
    found = []
    for _ in range(PRESSES):
        begun = time.perf_counter()
        hall.picos[0].hold(0)
        hall.next(RatingTouched)
        found.append(1000 * (time.perf_counter() - begun))
        hall.picos[0].free(0)
        PAUSE.wait((LOCKED_MS + 2 * STABLE_MS) / 1000)
    return found


def edges(hall: Hall, rate: int, seconds: float = 5.0) -> tuple[int, int]:
    """Press keys while a bad contact chatters at `rate` edges a second; return made and heard."""
    pico, made, heard = hall.picos[0], 0, 0
    is_over = threading.Event()

    def chatter() -> None:
        while not is_over.wait(1 / rate):
            pico.hold(3)
            PAUSE.wait(1 / rate)
            pico.free(3)

    thread = threading.Thread(target=chatter)
    thread.start()
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        for key in ("next", "recall", "no-show", "finish"):
            pico.press(key)
            made += 1
    is_over.set()
    thread.join()
    PAUSE.wait(1)
    while not hall.news.empty():
        heard += isinstance(hall.news.get(), KeyPressed)
    return made, heard


def main() -> None:
    """Print the tables."""
    print(
        "line                       press to host: median    p95    worst   (25 ms are debouncing)"
    )
    for units, is_shared in ((1, False), (1, True), (4, True), (8, True)):
        hall = Hall(units, is_shared=is_shared)
        spans = sorted(latencies(hall))
        name = f"RS-485, {units} units" if is_shared else "USB, a cable of its own"
        carried = hall.wire.carried
        PAUSE.wait(2)
        load = (hall.wire.carried - carried) / 2 / 11_520
        p95 = spans[int(0.95 * len(spans))]
        print(
            f"{name:26} {'':14} {statistics.median(spans):6.1f} {p95:6.1f} {spans[-1]:8.1f} ms"
            f"   line {load:4.0%} full, {hall.wire.collisions} collisions"
        )
        hall.close()
    print("\nchatter beside it   presses made   posted")
    for rate in (20, 100, 400):
        hall = Hall(1, is_shared=False)
        made, heard = edges(hall, rate)
        print(f"{rate:6} edges/s      {made:8}     {heard:8}")
        hall.close()


if __name__ == "__main__":
    main()
