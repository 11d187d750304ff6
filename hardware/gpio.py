"""Buttons and lamps on the header of a Raspberry Pi, by gpiozero.

1. No `bounce_time`: it means something else in each of gpiozero's back ends, and the one of lgpio
   loses short taps. Debouncing is ours.
2. Handlers run on the thread of lgpio, one for all pins: they only enqueue, and wake. They ask how
   old the edge is: when they come late, a short tap must not become shorter still.
"""

from __future__ import annotations

import os
import queue
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from gpiozero import LED, PWMLED, Button
from gpiozero.exc import GPIOZeroError

from hardware.attendant import Wake
from hardware.panel import Edge, Wired, moment
from hardware.trouble import trouble
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

LOOK_MS: Final = 500
LATE_MS: Final = 50
"""A screen that is being drawn can hold up the thread of lgpio for so long."""
BREATH_S: Final = 1.5
GROUP: Final = "gpio"
NO_PI: Final = "it must be a Raspberry Pi, and the program's user a member of the group 'gpio'"
NO_PIN: Final = "another program or an overlay holds it, or there is no such pin; see gpioinfo"


def raspberry_pi() -> Any:
    """Return gpiozero's way to the pins of this computer, through lgpio.

    Raises:
        ImportError: lgpio is not installed.
    """
    # lgpio makes a FIFO in the current folder when it is imported, and dies where it may not.
    os.environ.setdefault("LG_WD", os.environ.get("RUNTIME_DIRECTORY", tempfile.gettempdir()))
    # Imported here: only a Raspberry Pi has it.
    from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415

    return LGPIOFactory()


class GpioContacts:
    """Buttons that close to ground, with the pull-ups of the Pi; lamps are lit by a high level."""

    look_every_ms = LOOK_MS
    edges_late_ms = LATE_MS

    def __init__(
        self,
        wired: Sequence[Wired],
        *,
        key: str,
        clock: Clock,
        breathes: bool = False,
        make_factory: Callable[[], Any] = raspberry_pi,
    ) -> None:
        """Wire buttons by BCM numbers; `key` is the kind's in the office file.

        A lamp that breathes says "press me", and is lit steadily while its ticket is printed.
        """
        self._wired, self._key, self._clock, self._breathes = wired, key, clock, breathes
        self._make_factory = make_factory
        self._factory: Any = None
        self._buttons: dict[str, Any] = {}
        self._lamps: dict[str, Any] = {}
        self._edges: queue.SimpleQueue[Edge] = queue.SimpleQueue()

    def open(self, wake: Wake) -> None:
        try:
            self._open(wake)
        except DeviceError:
            self.close()
            raise

    def _open(self, wake: Wake) -> None:
        try:
            self._factory = self._make_factory()
        except ImportError as problem:
            raise DeviceError(
                f"{self._key}: 'gpio' needs the library lgpio ({problem}): install python3-lgpio"
                " and make the venv with --system-site-packages, or pip install 'mot-cua[pi]'"
            ) from problem
        except _problems() as problem:
            what = "the GPIO of this computer"
            raise trouble(self._key, what, problem, group=GROUP, cure=NO_PI) from problem
        self._edges = queue.SimpleQueue()
        for one in self._wired:
            self._buttons[one.name] = self._made(one.pin_key, one.pin, self._button)
            self._listen(one.name, wake)
            if one.lamp is not None:
                self._lamps[one.name] = self._made(one.lamp_key, one.lamp, self._lamp)
                self.light(one.name, is_lit=False)

    def _made(self, key: str, pin: int | str, make: Callable[[int | str], Any]) -> Any:
        try:
            return make(pin)
        except _problems() as problem:
            error = trouble(key, f"GPIO {pin}", problem, group=GROUP, cure=NO_PIN)
        # Not `from` the problem: whoever kept the error, a log perhaps, would keep the half-made
        # button with it, and gpiozero takes the pin to be in use for as long.
        raise error

    def _button(self, pin: int | str) -> Any:
        return Button(pin, pull_up=True, pin_factory=self._factory)

    def _lamp(self, pin: int | str) -> Any:
        kind = PWMLED if self._breathes else LED
        return kind(pin, pin_factory=self._factory)

    def _listen(self, name: str, wake: Wake) -> None:
        button, edges = self._buttons[name], self._edges

        def moved(age_s: float | None, *, is_closed: bool) -> None:
            edges.put(Edge(name, is_closed, moment(self._clock, age_s or 0.0)))
            wake.set()

        def closed() -> None:
            moved(button.active_time, is_closed=True)

        def opened() -> None:
            moved(button.inactive_time, is_closed=False)

        button.when_pressed, button.when_released = closed, opened

    def levels(self) -> Mapping[str, bool]:
        return {name: bool(one.is_pressed) for name, one in self._buttons.items()}

    def edges(self) -> Sequence[Edge]:
        return [self._edges.get_nowait() for _ in range(self._edges.qsize())]

    def descriptors(self) -> Sequence[int]:
        return ()

    def light(self, name: str, *, is_lit: bool) -> None:
        lamp = self._lamps.get(name)
        if lamp is None:
            return
        if is_lit:
            lamp.on()
        elif self._breathes:
            lamp.pulse(fade_in_time=BREATH_S, fade_out_time=BREATH_S)
        else:
            lamp.off()

    def close(self) -> None:
        for button in self._buttons.values():
            with suppress(*_problems()):
                # gpiozero forgets it: lgpio's thread calls a button that is gone, and dies of it.
                button.pin.when_changed = None
        for one in (*self._lamps.values(), *self._buttons.values()):
            with suppress(*_problems()):
                one.close()
        self._lamps, self._buttons = {}, {}
        factory, self._factory = self._factory, None
        if factory is not None:
            with suppress(*_problems()):
                factory.close()


def _problems() -> tuple[type[Exception], ...]:
    """Name what a pin may raise; lgpio's own error is not one of gpiozero's, and no OSError."""
    lgpio = sys.modules.get("lgpio")
    return (GPIOZeroError, OSError, *([lgpio.error] if lgpio is not None else []))
