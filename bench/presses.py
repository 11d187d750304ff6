"""How long a press takes until the server has it on its disk.

    python bench/presses.py [presses]

Three ways: the programs in one thread on the in-process bus; the bridge and the server as they run,
with the embedded broker between them; and the same with a counter unit, whose real firmware runs on
MicroPython behind a pseudo-terminal throttled to 115200 bits a second (its 25 ms of debouncing are
in it). Both commits, the bridge's and the server's, are durable ones of this computer's disk.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from firmware.pico import Pico
from firmware.wire import Wire

from config.house import SAMPLE_OFFICE, House, open_house
from firmware_bridge.firmware.buttons import LOCKED_MS, STABLE_MS
from firmware_bridge.service import Bridge
from firmware_bridge.units import UnitLine, units_of
from hardware.inputs import CounterUnit, RatingTouched
from hardware.serial_line import SerialLine
from mot_cua.business_day import ms_of
from mot_cua.clock import SystemClock
from mot_cua.ids import CounterNo, DeviceId, UnixMs
from mot_cua.program import Inbox, run
from mot_cua.store import open_store
from office.launch import free_port
from office.simulate.stage import Stage
from queue_server.program import RunningServer, embedded_broker

CLOCK = SystemClock()
LEVELS = ("very-satisfied", "satisfied", "neutral", "dissatisfied")
BRIDGE = DeviceId("bridge-1")
PAUSE = threading.Event()


def a_house(folder: str) -> House:
    return open_house(SAMPLE_OFFICE, Path(folder), broker=f"127.0.0.1:{free_port()}")


@contextmanager
def an_office(
    house: House, units: dict[int, CounterUnit], inbox: Inbox
) -> Iterator[Callable[[], int]]:
    """Run broker, server and bridge; yields what tells how many events are on the server's disk."""
    broker, stop = embedded_broker(house), threading.Event()
    broker.start()
    server = RunningServer(house, clock=CLOCK, is_sample=True)

    def bridge() -> None:
        run(  # whoever opens a database closes it: all of it in this thread
            Bridge(
                device=BRIDGE,
                units={CounterNo(number): unit for number, unit in units.items()},
                db=open_store(house.data / "bridge-1.db"),
                bus=house.bus(BRIDGE),
                clock=CLOCK,
                boot="bench",
                post=inbox.post,
            ),
            inbox,
            clock=CLOCK,
            stop=stop,
        )

    thread = threading.Thread(target=bridge)
    thread.start()
    journal = server.gateway._server.journal  # noqa: SLF001 - pages may not, a bench may
    try:
        PAUSE.wait(2)  # everybody has met
        yield lambda: journal.last_seq
    finally:
        stop.set()
        inbox.wake()
        thread.join()
        server.stop()
        broker.stop()


def spent(press: Callable[[], None], stored: Callable[[], int]) -> float:
    """Return the milliseconds from a press to one more event on the server's disk."""
    before, begun = stored(), time.perf_counter()
    press()
    while stored() == before:
        assert time.perf_counter() - begun < 5, "no press within 5 s"
        PAUSE.wait(0.0002)
    return (time.perf_counter() - begun) * 1000


def in_one_thread(count: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(a_house(folder), begins=UnixMs(ms_of("2026-11-20", "09:00")))
        touched = RatingTouched(1, LEVELS[0], stage.clock.monotonic_ms())
        found = [
            spent(lambda: stage.to_bridge(touched), lambda: stage.server.journal.last_seq)
            for _ in range(count)
        ]
        stage.close()
        return found


def over_the_broker(count: int) -> list[float]:
    inbox = Inbox()
    with tempfile.TemporaryDirectory() as folder, an_office(a_house(folder), {}, inbox) as stored:

        def press() -> None:
            inbox.post(RatingTouched(1, LEVELS[0], CLOCK.monotonic_ms()))

        return [spent(press, stored) for _ in range(count)]


def from_the_contact(count: int) -> list[float]:
    inbox, folder = Inbox(), Path(tempfile.mkdtemp())
    wire = Wire(folder, units=1, is_shared=False)
    pico = Pico(folder, wire.units[0].path, address=1, is_shared=False)
    line = UnitLine(
        SerialLine(str(wire.path), CLOCK),
        {1: 1},
        is_shared=False,
        levels=LEVELS,
        clock=CLOCK,
        post=inbox.post,
    )
    found = []
    with an_office(a_house(str(folder)), units_of([line]), inbox) as stored:
        for _ in range(count):
            found.append(spent(lambda: pico.hold(0), stored))
            pico.free(0)
            PAUSE.wait((LOCKED_MS + 2 * STABLE_MS) / 1000)
        line.close()
    pico.power_off()
    wire.close()
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print("| way                                  |  presses | p50 ms | p99 ms |")
    print("|---|--:|--:|--:|")
    for name, ways, presses in (
        ("one thread, in-process bus", in_one_thread, count),
        ("bridge and server, embedded broker", over_the_broker, count),
        ("from the contact of a unit at 115200", from_the_contact, max(20, count // 10)),
    ):
        found = ways(presses)
        p99 = statistics.quantiles(found, n=100)[98]
        print(f"| {name:37}| {presses:8} | {statistics.median(found):6.1f} | {p99:6.1f} |")


if __name__ == "__main__":
    main()
