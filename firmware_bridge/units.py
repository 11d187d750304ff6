"""Real counter units: one thread owns a line, and each unit on it is a `CounterUnit`.

1. The program's thread only enqueues what units are to show; the line's thread only posts.
2. A rating is acknowledged when it is on the program's disk, and a key when it was posted. Until
   then the unit keeps it and says it again: a bridge that dies in between has lost nothing.
3. A line that fails is closed, opened again after a pause that grows, and met anew from HELLO on.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from firmware_bridge.health import Health
from firmware_bridge.link import ANSWER_MS, Line, Taken
from firmware_bridge.sayings import HEARING, KEYS, RATINGS, TESTS
from firmware_bridge.serial_unit import Order, SerialUnit
from hardware.inputs import (
    CounterUnit,
    KeyPressed,
    Post,
    RatingHeld,
    RatingTouched,
    UnitChanged,
    UnitTested,
)
from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import DeviceError
from mot_cua.ids import Ticks

log = logging.getLogger(__name__)

FIRST_PAUSE_MS: Final = 200
LONGEST_PAUSE_MS: Final = 4_000
WRITE_MS: Final = 1_000
LATE_KEY_MS: Final = 3_000
"""A key that was pressed longer ago is refused: nobody expects any more what it would do."""
_REMEMBERED: Final = 256


class Port(Protocol):
    """What the thread needs of a serial port; see `hardware.serial_line.SerialLine`."""

    def open(self) -> None: ...
    def write(self, data: bytes, *, within_ms: int) -> None: ...
    def read(self, *, within_ms: int) -> bytes: ...
    def wake(self) -> None: ...
    def close(self) -> None: ...


class UnitLine:
    """The thread that owns one line, and the units on it."""

    def __init__(
        self,
        port: Port,
        addresses: Mapping[int, int],
        *,
        is_shared: bool,
        levels: Sequence[str],
        clock: Clock,
        post: Post,
        is_spoken: bool = False,
    ) -> None:
        """Start; `addresses` is counter → address, `levels` the rating levels, the best first."""
        self._port, self._clock, self._post = port, clock, post
        # Wires follow the real clock, however fast office time runs.
        self._wire_clock = SystemClock()
        self._levels = tuple(levels)
        self._address = dict(addresses)
        self._counter = {address: counter for counter, address in addresses.items()}
        self._line = Line(self._counter, is_shared=is_shared, now=self._now())
        self._labels: dict[tuple[int, int], str] = {}
        self._told: dict[int, Health] = {}
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._awaited: set[Taken] = set()
        """Ratings that were posted, and of which nobody has said yet whether they are kept."""
        self._settled: queue.SimpleQueue[tuple[Taken, bool]] = queue.SimpleQueue()
        self._closing = threading.Event()
        self.units = {
            one: SerialUnit(one, levels=self._levels, order=self._take_order, is_spoken=is_spoken)
            for one in self._address
        }
        self._thread = threading.Thread(target=self._run, name="counter units", daemon=True)
        self._thread.start()

    def firmware(self, counter: int) -> str:
        """Return the version that a unit has told, for example `1.0`; empty before it did."""
        hello = self._line.units[self._address[counter]].hello
        return f"{hello.major}.{hello.minor}" if hello else ""

    @property
    def is_alive(self) -> bool:
        """Whether the thread lives: a line that is away leaves it alive, a bug does not."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Put every unit out, as far as the line allows, and end."""
        self._closing.set()
        self._port.wake()
        self._thread.join()

    def _take_order(self, order: Order) -> None:
        self._orders.put(order)
        self._port.wake()

    def _now(self) -> Ticks:
        return self._wire_clock.monotonic_ms()

    def _run(self) -> None:
        pause_ms = FIRST_PAUSE_MS
        while not self._closing.is_set():
            try:
                self._port.open()
                pause_ms = FIRST_PAUSE_MS
                self._serve()
            except DeviceError as problem:
                self._lose(problem)
            finally:
                self._port.close()
            # Two bridges that lost the same hub do not come back in step.
            jitter = random.uniform(0.7, 1.3)  # noqa: S311 - it keeps no secret
            self._closing.wait(pause_ms * jitter / 1000)
            pause_ms = min(2 * pause_ms, LONGEST_PAUSE_MS)

    def _serve(self) -> None:
        """Talk until this program ends or the line fails."""
        self._line.opened(self._now())
        while not self._closing.is_set():
            self._obey()
            self._thank()
            said = self._line.turn(self._now())
            if said:
                self._port.write(said, within_ms=WRITE_MS)
            wait_ms = max(0, self._line.due() - self._now())
            heard = self._port.read(within_ms=wait_ms)
            now = self._now()
            for taken in self._line.hear(heard, now):
                if self._is_done_with(taken):
                    self._line.took(taken, now)
            self._tell_health()
        self._say_farewell()

    def _say_farewell(self) -> None:
        never = threading.Event()
        never.wait(ANSWER_MS / 1000)  # an answer may be under way
        self._port.write(self._line.farewell(), within_ms=WRITE_MS)
        never.wait(ANSWER_MS / 1000)  # closing throws away what has not left the port

    def _obey(self) -> None:
        """Hand the latest orders to the line."""
        while True:
            try:
                counter, screen, label = self._orders.get_nowait()
            except queue.Empty:
                return
            self._line.show(self._address[counter], screen, self._now())
            self._labels[counter, screen.invitation] = label
            if len(self._labels) > _REMEMBERED:
                del self._labels[next(iter(self._labels))]

    def _thank(self) -> None:
        """Acknowledge the ratings that are on the disk by now; the others are told again."""
        while not self._settled.empty():
            taken, is_kept = self._settled.get_nowait()
            self._awaited.discard(taken)
            if is_kept:
                self._line.took(taken, self._now())

    def _is_done_with(self, taken: Taken) -> bool:
        """Hand a press on; False when the unit is to keep it for the present."""
        counter, press = self._counter[taken.address], taken.press
        if press.flags & TESTS:
            return self._post(UnitTested(counter, press.button))
        if press.button < RATINGS:
            return self._is_done_with_rating(counter, taken)
        action = KEYS[press.button - RATINGS]
        if press.age_ms > LATE_KEY_MS:
            log.warning("counter %s: %s came %s ms late, refused", counter, action, press.age_ms)
            return True
        return self._post(KeyPressed(counter, action))

    def _is_done_with_rating(self, counter: int, taken: Taken) -> bool:
        press = taken.press
        if press.button >= len(self._levels):
            return True  # three levels leave the fourth button without a meaning
        if press.flags & HEARING:
            return self._post(RatingHeld(counter, self._levels[press.button]))
        # Each time it is told it is a little older, and still the same press.
        known = taken._replace(press=press._replace(age_ms=0))
        if known not in self._awaited:
            touched = RatingTouched(
                counter,
                self._levels[press.button],
                Ticks(self._clock.monotonic_ms() - press.age_ms),
                self._labels.get((counter, press.invitation), ""),
                lambda is_kept: self._settle(known, is_kept=is_kept),
            )
            if self._post(touched):
                self._awaited.add(known)
        return False

    def _settle(self, taken: Taken, *, is_kept: bool) -> None:
        self._settled.put((taken, is_kept))
        self._port.wake()

    def _tell_health(self) -> None:
        for address, counter in self._counter.items():
            self._tell(counter, self._line.health(address))

    def _lose(self, problem: DeviceError) -> None:
        self._line.lost()
        for counter in self._address:
            self._tell(counter, Health("unplugged", str(problem)))

    def _tell(self, counter: int, health: Health) -> None:
        """Post how a unit is, when it is no longer as it was told."""
        if health.state == "unknown" or health == self._told.get(counter):
            return
        log.info("counter %s: unit %s %s", counter, health.state, health.detail)
        if self._post(UnitChanged(counter, health.state, health.detail)):
            self._told[counter] = health


def units_of(lines: Iterable[UnitLine]) -> dict[int, CounterUnit]:
    """Return the units of several lines, by counter."""
    return {counter: unit for line in lines for counter, unit in line.units.items()}
