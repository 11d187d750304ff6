"""A line with physics: bytes take their time, noise turns them over, two talkers collide.

program ── pty ──┐
                 ├── Wire ──┬── pty ── unit
                 │          └── pty ── unit
"""

from __future__ import annotations

import os
import random
import select
import threading
import tty
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mot_cua.clock import SystemClock

HOST = -1
CLOCK = SystemClock()


class Plug:
    """One end of a pseudo-terminal that stays open while nobody uses it."""

    def __init__(self) -> None:
        self.ours, self._theirs = os.openpty()
        tty.setraw(self.ours)
        tty.setraw(self._theirs)
        os.set_blocking(self.ours, False)
        self.path = os.ttyname(self._theirs)

    def close(self) -> None:
        os.close(self.ours)
        os.close(self._theirs)


class Flight(NamedTuple):
    """Bytes on their way."""

    talker: int
    begins: float
    ends: float
    data: bytes


class Wire:
    """A cable between one program and some units; a thread moves the bytes."""

    def __init__(
        self,
        folder: Path,
        *,
        units: int = 1,
        is_shared: bool = False,
        baud: int = 115_200,
        noise: float = 0.0,
    ) -> None:
        """Make a cable; `noise` is the share of bytes that arrive as others."""
        self.path = folder / "usb-unit"
        """What the program opens; follows the plug, as links of /dev/serial/by-id do."""
        self.units = [Plug() for _ in range(units)]
        self.noise = noise
        self.collisions = self.carried = 0
        self._byte_ms, self._is_shared = 10_000 / baud, is_shared
        self._host: Plug | None = None
        self._flights: list[Flight] = []
        self._busy: dict[int, float] = {}
        self._random = random.Random(7)
        self._ear, self._bell = os.pipe()
        self._wishes: list[str] = []
        self._done = threading.Event()
        self._is_closing = False
        self._plug_in()
        self._thread = threading.Thread(target=self._run, name="wire", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Pull the program's plug."""
        self._ask("unplug")

    def plug_in(self) -> None:
        """Put it in again; the port has another name then, and the same link."""
        self._ask("plug in")

    def inject(self, data: bytes) -> None:
        """Play bytes to the program, as if a unit had sent them."""
        self._ask(f"inject {data.hex()}")

    def close(self) -> None:
        self._is_closing = True
        os.write(self._bell, b"!")
        self._thread.join()
        for plug in [*self.units, *([self._host] if self._host else [])]:
            plug.close()
        os.close(self._ear)
        os.close(self._bell)

    def _ask(self, wish: str) -> None:
        self._done.clear()
        self._wishes.append(wish)
        os.write(self._bell, b"!")
        assert self._done.wait(5)

    def _run(self) -> None:
        while not self._is_closing:
            talkers = {plug.ours: number for number, plug in enumerate(self.units)}
            if self._host is not None:
                talkers[self._host.ours] = HOST
            ready = select.select([self._ear, *talkers], [], [], self._patience())[0]
            if self._ear in ready:
                os.read(self._ear, 1)
                self._obey()
                continue
            for descriptor in ready:
                with suppress(OSError):
                    self._send(talkers[descriptor], os.read(descriptor, 4096))
            self._land()

    def _patience(self) -> float | None:
        if not self._flights:
            return None
        return max(0.0, (min(one.ends for one in self._flights) - _now_ms()) / 1000)

    def _obey(self) -> None:
        while self._wishes:
            wish = self._wishes.pop(0)
            if wish == "unplug" and self._host is not None:
                self._host.close()
                self._host = None
                self.path.unlink()
            elif wish == "plug in":
                self._plug_in()
            elif wish.startswith("inject"):
                self._deliver(HOST, bytes.fromhex(wish.removeprefix("inject ")))
        self._done.set()

    def _plug_in(self) -> None:
        self._host = Plug()
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(self._host.path)

    def _send(self, talker: int, data: bytes) -> None:
        begins = max(_now_ms(), self._busy.get(talker, 0.0))
        ends = begins + len(data) * self._byte_ms
        self._busy[talker] = ends
        flight = Flight(talker, begins, ends, data)
        if self._is_shared:
            flight = self._collide(flight)
        self._flights.append(flight)

    def _collide(self, flight: Flight) -> Flight:
        """Spoil what two talkers send at once; on a line of one's own each way has its wires."""
        for place, other in enumerate(self._flights):
            if other.talker != flight.talker and other.ends > flight.begins:
                self.collisions += 1
                self._flights[place] = other._replace(data=self._garbled(other.data, 1.0))
                flight = flight._replace(data=self._garbled(flight.data, 1.0))
        return flight

    def _land(self) -> None:
        now = _now_ms()
        landed = sorted((one for one in self._flights if one.ends <= now), key=lambda f: f.ends)
        self._flights = [one for one in self._flights if one.ends > now]
        for one in landed:
            self.carried += len(one.data)
            data = self._garbled(one.data, self.noise)
            ears = {*range(len(self.units)), HOST} - {one.talker}
            for ear in ears if self._is_shared else ({HOST} if one.talker >= 0 else {0}):
                self._deliver(ear, data)

    def _deliver(self, ear: int, data: bytes) -> None:
        plug = self._host if ear == HOST else self.units[ear]
        if plug is not None:
            with suppress(OSError):
                os.write(plug.ours, data)

    def _garbled(self, data: bytes, share: float) -> bytes:
        if not share:
            return data
        chance = self._random
        return bytes(
            one ^ chance.randrange(1, 256) if chance.random() < share else one for one in data
        )


def _now_ms() -> float:
    return float(CLOCK.monotonic_ms())
