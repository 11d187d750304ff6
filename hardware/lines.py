"""Buttons and lamps on the lines of any GPIO chip, and a dimmer, by python-periphery.

For boards that are no Raspberry Pi, and for chips beside its header. Lines are named by the
board's device tree, or numbered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from periphery import GPIO, PWM

from hardware.attendant import Wake
from hardware.panel import Edge, Wired, moment
from hardware.trouble import trouble
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

CHIP: Final = "/dev/gpiochip0"
GROUP: Final = "gpio"
CURE: Final = "give a line that gpioinfo lists"
PROBLEMS: Final = (OSError, LookupError)
"""What periphery raises; an unknown name is a LookupError, and no OSError as the rest."""

LOOK_MS: Final = 500
MOST_EVENTS: Final = 64
"""Of one line in one turn; the kernel keeps 16, and a line that sings must not hold the thread."""


class LineContacts:
    """Buttons that close to ground, with the chip's pull-ups; lamps are lit by a high level."""

    look_every_ms = LOOK_MS
    edges_late_ms = 0

    def __init__(
        self,
        wired: Sequence[Wired],
        *,
        chip: str = CHIP,
        clock: Clock,
        open_line: Callable[..., Any] = GPIO,
    ) -> None:
        """Wire buttons by names or numbers of lines; `clock` is the computer's own.

        The kernel stamps edges with the time of day, so that must be the clock's wall time.
        """
        self._wired, self._chip, self._clock, self._open_line = wired, chip, clock, open_line
        self._buttons: dict[str, Any] = {}
        self._lamps: dict[str, Any] = {}

    def open(self, wake: Wake) -> None:
        del wake  # the lines are descriptors themselves
        try:
            for one in self._wired:
                self._buttons[one.name] = open_input(
                    self._open_line, self._chip, one.pin, key=one.pin_key
                )
                if one.lamp is not None:
                    self._lamps[one.name] = self._lamp(one.lamp, one.lamp_key)
        except DeviceError:
            self.close()
            raise

    def _lamp(self, line: int | str, key: str) -> Any:
        try:
            return self._open_line(self._chip, line, "low", label="mot-cua")
        except PROBLEMS as problem:
            raise _trouble(key, self._chip, line, problem) from problem

    def levels(self) -> Mapping[str, bool]:
        return {one.name: self._read(one) for one in self._wired}

    def _read(self, one: Wired) -> bool:
        try:
            return bool(self._buttons[one.name].read())
        except PROBLEMS as problem:
            raise _trouble(one.pin_key, self._chip, one.pin, problem) from problem

    def edges(self) -> Sequence[Edge]:
        found: list[Edge] = []
        for one in self._wired:
            try:
                found += self._events(one.name)
            except PROBLEMS as problem:
                raise _trouble(one.pin_key, self._chip, one.pin, problem) from problem
        return sorted(found, key=lambda edge: edge.at)

    def _events(self, name: str) -> list[Edge]:
        line = self._buttons[name]
        found: list[Edge] = []
        while len(found) < MOST_EVENTS and line.poll(0):
            event = line.read_event()
            # A late thread must not shorten a tap to nothing. The kernel stamps by the wall clock.
            age_s = self._clock.wall_ms() / 1e3 - event.timestamp / 1e9
            found.append(Edge(name, event.edge == "rising", moment(self._clock, age_s)))
        return found

    def descriptors(self) -> Sequence[int]:
        return [one.fd for one in self._buttons.values()]

    def light(self, name: str, *, is_lit: bool) -> None:
        if name not in self._lamps:
            return
        try:
            self._lamps[name].write(is_lit)
        except PROBLEMS as problem:
            raise DeviceError(f"{self._chip}: the lamp of {name} is gone ({problem})") from problem

    def close(self) -> None:
        for name, lamp in self._lamps.items():
            with suppress(*PROBLEMS):
                self.light(name, is_lit=False)
            with suppress(*PROBLEMS):
                lamp.close()
        for button in self._buttons.values():
            with suppress(*PROBLEMS):
                button.close()
        self._lamps, self._buttons = {}, {}


def open_input(open_line: Callable[..., Any], chip: str, line: int | str, *, key: str) -> Any:
    """Open a line that something pulls to ground, with both edges. Raises DeviceError."""
    try:
        return open_line(
            chip, line, "in", edge="both", bias="pull_up", inverted=True, label="mot-cua"
        )
    except PROBLEMS as problem:
        raise _trouble(key, chip, line, problem) from problem


def _trouble(key: str, chip: str, line: int | str, problem: Exception) -> DeviceError:
    return trouble(key, f"the line {line} of {chip}", problem, group=GROUP, cure=CURE)


class Dimmer:
    """A light that a PWM channel dims: the back-light of a screen, or the ring of a panel."""

    def __init__(
        self,
        chip: int,
        channel: int,
        *,
        frequency: int = 1_000,
        open_pwm: Callable[[int, int], Any] = PWM,
    ) -> None:
        """Open a channel of /sys/class/pwm, dark; at 1,000 Hz nobody sees it flicker.

        Raises:
            DeviceError: there is no such channel, or this user may not.
        """
        self._what = f"PWM channel {channel} of pwmchip{chip}"
        try:
            self._pwm = open_pwm(chip, channel)
            # First the period, while it is dark: no duty may be longer than its period.
            self._pwm.duty_cycle_ns = 0
            self._pwm.period_ns = 1_000_000_000 // frequency
            self._pwm.enable()
        except PROBLEMS as problem:
            cure = "switch it on with dtoverlay=pwm in config.txt"
            raise trouble("pwm", self._what, problem, group=GROUP, cure=cure) from problem

    def set(self, share: float) -> None:
        """Shine with a share from 0.0 to 1.0. Raises DeviceError: the channel is gone."""
        try:
            self._pwm.duty_cycle = share
        except PROBLEMS as problem:
            raise trouble("pwm", self._what, problem, group=GROUP) from problem

    def close(self) -> None:
        """Go dark and give the channel back."""
        with suppress(*PROBLEMS):
            self.set(0.0)
        with suppress(*PROBLEMS):
            self._pwm.disable()
        with suppress(*PROBLEMS):
            self._pwm.close()
