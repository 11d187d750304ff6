"""Real counter units: one thread owns a line, and each unit on it is a `CounterUnit`.

1. The program's thread only enqueues what units are to show; the line's thread only posts.
2. A press is acknowledged after it was posted. When the inbox is full the unit keeps it, and says
   it again.
3. A line that fails is closed, opened again after a pause that grows, and met anew from HELLO on.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from firmware_bridge.health import Health
from firmware_bridge.link import ANSWER_MS, Line, Taken
from firmware_bridge.sayings import (
    BREATHING,
    CHIMES,
    DARK,
    HEARING,
    KEYS,
    RATINGS,
    STEADY,
    TESTS,
    Press,
    Screen,
)
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


class _Order(NamedTuple):
    counter: int
    screen: Screen
    label: str


class SerialUnit(CounterUnit):
    """One unit; it remembers what it was told, and says it to the line when it changes."""

    def __init__(
        self,
        counter: int,
        *,
        levels: Sequence[str],
        order: Callable[[_Order], None],
        is_spoken: bool = False,
    ) -> None:
        """`is_spoken`: somebody says aloud what a button is that is held."""
        self._counter, self._levels, self._order = counter, levels, order
        self._flags = CHIMES | (HEARING if is_spoken else 0)
        self._number, self._label, self._given = "", "", ""
        # Begins anywhere, so that a unit's old press names no invitation of this process.
        self._invitation = random.randrange(1, 0x10000)  # noqa: S311 - it keeps no secret

    def show_number(self, text: str) -> None:
        if text != self._number:
            self._number = text
            self._tell()

    def invite(self, label: str, given: str) -> None:
        if (label, given) == (self._label, self._given):
            return
        if label != self._label:
            self._invitation = self._invitation % 0xFFFF + 1
        self._label, self._given = label, given
        self._tell()

    def try_out(self, text: str, lamps: int, *, chimes: bool = False) -> None:
        """Show this to a technician; until something else is shown, presses are but tests."""
        self._invitation = self._invitation % 0xFFFF + 1
        flags = TESTS | (CHIMES if chimes else 0)
        screen = Screen(_four(text), lamps, STEADY, self._invitation, _four(""), flags)
        self._order(_Order(self._counter, screen, ""))

    def close(self) -> None:
        self._number, self._label, self._given = "", "", ""
        self._tell()

    def _tell(self) -> None:
        lamps, lighting = self._lamps()
        screen = Screen(
            _four(self._number),
            lamps,
            lighting,
            self._invitation,
            _four(self._label),
            self._flags if self._label else 0,
        )
        self._order(_Order(self._counter, screen, self._label))

    def _lamps(self) -> tuple[int, int]:
        if not self._label:
            return 0, DARK
        if self._given in self._levels:
            return 1 << self._levels.index(self._given), STEADY
        return (1 << len(self._levels)) - 1, BREATHING


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
        self._orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()
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

    def close(self) -> None:
        """Put every unit out, as far as the line allows, and end."""
        self._closing.set()
        self._port.wake()
        self._thread.join()

    def _take_order(self, order: _Order) -> None:
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
            said = self._line.turn(self._now())
            if said:
                self._port.write(said, within_ms=WRITE_MS)
            wait_ms = max(0, self._line.due() - self._now())
            heard = self._port.read(within_ms=wait_ms)
            now = self._now()
            for taken in self._line.hear(heard, now):
                if self._post_press(taken):
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

    def _post_press(self, taken: Taken) -> bool:
        """Hand a press on; False when the inbox is full, so that the unit keeps it."""
        counter, press = self._counter[taken.address], taken.press
        if press.flags & TESTS:
            return self._post(UnitTested(counter, press.button))
        if press.button < RATINGS:
            return self._post_rating(counter, press)
        action = KEYS[press.button - RATINGS]
        if press.age_ms > LATE_KEY_MS:
            log.warning("counter %s: %s came %s ms late, refused", counter, action, press.age_ms)
            return True
        return self._post(KeyPressed(counter, action))

    def _post_rating(self, counter: int, press: Press) -> bool:
        if press.button >= len(self._levels):
            return True  # three levels leave the fourth button without a meaning
        if press.flags & HEARING:
            return self._post(RatingHeld(counter, self._levels[press.button]))
        pressed = Ticks(self._clock.monotonic_ms() - press.age_ms)
        invited = self._labels.get((counter, press.invitation), "")
        return self._post(RatingTouched(counter, self._levels[press.button], pressed, invited))

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


def _four(text: str) -> bytes:
    """Make four characters of it that a unit can show.

    >>> _four("--"), _four("A012"), _four("")
    (b' -- ', b'A012', b'    ')
    """
    return text.encode("ascii", "replace")[:4].decode().center(4).encode()
