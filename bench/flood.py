"""One kiosk floods the broker with facts; how long does the other wait until its own are stored?

    python bench/flood.py [seconds]

A real queue server with its embedded broker; the flood comes from a process of its own, as fast as
paho can: one kiosk with small messages, then another with batches of two hundred facts. Printed
apart: the seconds until the server has cut it off, and those after.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from config.house import House, open_house
from mot_cua.bus.port import Arrived, BusEvent, Interest
from mot_cua.clock import SystemClock
from mot_cua.ids import DeviceId, UnixMs, new_id
from mot_cua.messages import DeviceFault, DeviceStatus, Fact, Facts, FactsStored, encode
from office.launch import free_port

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "data" / "small-office.toml"
GOOD, MAD = DeviceId("kiosk-1"), (DeviceId("kiosk-2"), DeviceId("kiosk-3"))
EVERY = 0.1
PATIENCE = 10.0


def batch(stream: str, first: int, count: int) -> Facts:
    facts = tuple(
        Fact(
            seq=n, id=new_id(), boot="b", wall_ms=UnixMs(1), mono_ms=1,
            body=DeviceFault(part="bench", state="ready"),
        )
        for n in range(first, first + count)
    )  # fmt: skip
    return Facts(stream=stream, boot="b", sent_wall_ms=UnixMs(1), sent_mono_ms=1, facts=facts)


class Kiosk:
    """Sends one fact after the other, and measures until each is stored."""

    def __init__(self, house: House) -> None:
        self.stream, self.sent = new_id(), 0
        self._stored = threading.Event()
        self.bus = house.bus(GOOD)
        will = DeviceStatus(online=False, boot="b", role="kiosk")
        self.bus.start(self._hear, interests=(Interest(FactsStored, device=GOOD),), will=will)

    def _hear(self, event: BusEvent) -> None:
        if not (isinstance(event, Arrived) and isinstance(event.message, FactsStored)):
            return
        if event.message.stream == self.stream and event.message.upto >= self.sent:
            self._stored.set()

    def round_trip(self) -> float:
        """Return the ms that one fact took; infinite when it was not stored in time."""
        clock, self.sent = SystemClock(), self.sent + 1
        self._stored.clear()
        begin = clock.monotonic_ms()
        self.bus.publish(batch(self.stream, self.sent, 1), device=GOOD)
        return clock.monotonic_ms() - begin if self._stored.wait(PATIENCE) else float("inf")

    def measure_until(self, process: subprocess.Popen[str]) -> list[float]:
        times, pause = [], threading.Event()
        while process.poll() is None:
            times.append(self.round_trip())
            pause.wait(EVERY)
        return times

    def measure(self, seconds: float) -> list[float]:
        clock, pause = SystemClock(), threading.Event()
        end = clock.monotonic_ms() + seconds * 1000
        times = []
        while clock.monotonic_ms() < end:
            times.append(self.round_trip())
            pause.wait(EVERY)
        return times


def flood(port: int, mad: str, password: str, count: int, seconds: float) -> None:
    """Publish as fast as the line takes it, until cut off, and print how much that was."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="mad")
    client.username_pw_set(mad, password)
    client.connect("127.0.0.1", port)
    client.loop_start()
    clock = SystemClock()
    end, sent, first = clock.monotonic_ms() + seconds * 1000, 0, 1
    stream, topic = new_id(), f"motcua/v1/duc-thuong/device/{mad}/facts"
    bodies = [encode(batch(stream, 1 + n * count, count)) for n in range(20)]
    while clock.monotonic_ms() < end:
        info = client.publish(topic, bodies[sent % len(bodies)], qos=1)
        sent, first = sent + 1, first + count
        if sent % 200 == 0:
            try:
                info.wait_for_publish(1)
            except RuntimeError:
                break
    lasted = seconds - (end - clock.monotonic_ms()) / 1000
    print(
        f"    {mad} was cut off after {lasted:.1f} s; until then {sent / lasted:.0f} messages/s of"
        f" {len(bodies[0])} bytes"
    )
    client.disconnect()


def report(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p99 = ordered[int(len(ordered) * 0.99)]
    print(
        f"{name:34} {len(times):4} facts   p50 {statistics.median(ordered):6.1f}"
        f"   p99 {p99:6.1f}   max {ordered[-1]:6.1f} ms",
        flush=True,
    )


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        office, data = folder / "office.toml", folder / "data"
        office.write_text(
            SMALL.read_text(encoding="utf-8")
            + f'last = 299\n[[kiosk]]\nid = "{MAD[0]}"\nfirst = 300\nlast = 599\n'
            + f'[[kiosk]]\nid = "{MAD[1]}"\nfirst = 600\n[broker]\nport = {port}\n',
            encoding="utf-8",
        )
        place = ("--office", str(office), "--data", str(data))
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                (sys.executable, "-m", "office", "server", *place, "--port", str(free_port())),
                stderr=log, cwd=ROOT,
            )  # fmt: skip
        try:
            run(open_house(office, data), folder / "log", port, seconds)
        finally:
            server.terminate()
            server.wait(30)


def run(house: House, log: Path, port: int, seconds: float) -> None:
    pause = threading.Event()
    while "server: connected" not in log.read_text():
        pause.wait(0.1)
    kiosk = Kiosk(house)
    while not kiosk.bus.is_connected:
        pause.wait(0.1)
    report("alone", kiosk.measure(seconds))
    for mad, count in zip(MAD, (1, 200), strict=True):
        words = ("flood", port, mad, house.login(mad).password, count, seconds)
        flooder = subprocess.Popen(
            (sys.executable, __file__, *map(str, words)), cwd=ROOT, text=True
        )
        pause.wait(0.7)
        report(f"beside a flood, {count} facts each", kiosk.measure_until(flooder))
        report("after it was cut off", kiosk.measure(seconds))
    kiosk.bus.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["flood"]:
        flood(int(sys.argv[2]), *sys.argv[3:5], int(sys.argv[5]), float(sys.argv[6]))
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 15.0)
