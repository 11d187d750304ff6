"""GPIO lines and a PWM channel behind the calls of python-periphery; they refuse as Linux."""

from __future__ import annotations

import errno
import os
from collections import deque
from typing import Any, Final

from periphery.gpio import EdgeEvent, GPIOError
from periphery.pwm import PWMError

from mot_cua.clock import Clock

KERNEL_KEEPS: Final = 16
"""Events of one line that nobody has read; the next ones push the oldest out."""


class SimulatedGpioChip:
    """One gpiochip whose lines have names; `open` stands for `periphery.GPIO`."""

    def __init__(self, names: list[str], *, clock: Clock, path: str = "/dev/gpiochip0") -> None:
        self.path, self.names, self.clock = path, names, clock
        self.grounded: set[int] = set()
        self.levels: dict[int, bool] = {}
        """What output lines give."""
        self.held: dict[int, SimulatedLine] = {}
        self.is_allowed = True

    def open(self, path: str, line: int | str, direction: str, **options: Any) -> SimulatedLine:
        """Open a line, or refuse as the kernel does."""
        if path != self.path:
            raise GPIOError(errno.ENOENT, "Opening GPIO chip: No such file or directory")
        if not self.is_allowed:
            raise GPIOError(errno.EACCES, "Opening GPIO chip: Permission denied")
        if isinstance(line, str):
            if line not in self.names:
                raise LookupError(f'Opening GPIO line: GPIO line "{line}" not found by name.')
            line = self.names.index(line)
        if line >= len(self.names):
            raise GPIOError(errno.EINVAL, "Opening input line handle: Invalid argument")
        if line in self.held:
            raise GPIOError(errno.EBUSY, "Opening input line handle: Device or resource busy")
        self.held[line] = SimulatedLine(self, line, direction, **options)
        return self.held[line]

    def ground(self, name: str, *, is_grounded: bool = True) -> None:
        """Close a contact between a line and ground, or open it."""
        number = self.names.index(name)
        before = number in self.grounded
        (self.grounded.add if is_grounded else self.grounded.discard)(number)
        if before != is_grounded and number in self.held:
            self.held[number].happened(is_closed=is_grounded)

    def release(self, name: str) -> None:
        """Open the contact."""
        self.ground(name, is_grounded=False)

    def unplug(self) -> None:
        """Take the chip away, as a USB bridge goes away: every call from now on fails."""
        self.path = "nowhere"
        for line in self.held.values():
            line.is_gone = True
            line.ring()


class SimulatedLine:
    """An open line."""

    def __init__(
        self,
        chip: SimulatedGpioChip,
        number: int,
        direction: str,
        *,
        edge: str = "none",
        bias: str = "default",
        inverted: bool = False,
        label: str = "",
    ) -> None:
        self._chip, self._number, self._inverted = chip, number, inverted
        self._has_edges, self.bias, self.label = edge == "both", bias, label
        self.is_gone = False
        self._events: deque[EdgeEvent] = deque(maxlen=KERNEL_KEEPS)
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        if direction in ("high", "low"):
            chip.levels[number] = direction == "high"

    @property
    def fd(self) -> int:
        """Becomes readable with every event."""
        return self._bell

    def read(self) -> bool:
        """Return the level; without a pull-up, an open line floats and reads as noise."""
        self._need_chip("Getting line value")
        if self._number in self._chip.levels:
            return self._chip.levels[self._number]
        is_low = self._number in self._chip.grounded or self.bias != "pull_up"
        return is_low if self._inverted else not is_low

    def write(self, value: bool) -> None:
        """Give a level."""
        self._need_chip("Setting line value")
        self._chip.levels[self._number] = value

    def poll(self, timeout: float | None = None) -> bool:
        """Tell whether an event waits."""
        del timeout
        self._need_chip("Polling")
        return bool(self._events)

    def read_event(self) -> EdgeEvent:
        """Return the oldest event."""
        event = self._events.popleft()
        if not self._events:
            os.eventfd_read(self._bell)
        return event

    def happened(self, *, is_closed: bool) -> None:
        """Note an edge, with the time of day as the kernel notes it."""
        if self._has_edges:
            edge = "rising" if is_closed == self._inverted else "falling"
            self._events.append(EdgeEvent(edge, self._chip.clock.wall_ms() * 1_000_000))
            self.ring()

    def ring(self) -> None:
        """Make the descriptor readable."""
        os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """Give the line back; its level stays as it was."""
        if self._chip.held.get(self._number) is self:
            del self._chip.held[self._number]
            os.close(self._bell)

    def _need_chip(self, what: str) -> None:
        if self.is_gone:
            raise GPIOError(errno.ENODEV, f"{what}: No such device")


class SimulatedPwm:
    """A PWM channel as sysfs has it; calling it stands for `periphery.PWM`."""

    def __init__(self, *, chip: int = 0, channels: int = 2) -> None:
        self._chip, self._channels = chip, channels
        self.enabled = False
        self._period = self._duty = 0

    def __call__(self, chip: int, channel: int) -> SimulatedPwm:
        if chip != self._chip:
            raise LookupError(f"Opening PWM: PWM chip {chip} not found.")
        if channel >= self._channels:
            raise PWMError(errno.ENODEV, "Exporting PWM channel: No such device")
        return self

    @property
    def light(self) -> float:
        """How much light comes out, from 0.0 to 1.0."""
        return self._duty / self._period if self.enabled else 0.0

    def _set_period(self, period: int) -> None:
        if period < self._duty:
            raise PWMError(errno.EINVAL, "Setting PWM period: Invalid argument")
        self._period = period

    def _set_duty_ns(self, duty: int) -> None:
        if duty > self._period:
            raise PWMError(errno.EINVAL, "Setting PWM duty cycle: Invalid argument")
        self._duty = duty

    def _set_duty(self, share: float) -> None:
        if not 0 <= share <= 1:
            raise ValueError("Invalid duty cycle value, should be between 0.0 and 1.0.")
        self._set_duty_ns(round(share * self._period))

    period_ns = property(fset=_set_period)
    duty_cycle_ns = property(fset=_set_duty_ns)
    duty_cycle = property(fset=_set_duty)

    def enable(self) -> None:
        """Begin; a channel without a period cannot."""
        if not self._period:
            raise PWMError(errno.EINVAL, "Enabling PWM: Invalid argument")
        self.enabled = True

    def disable(self) -> None:
        """End: the line is low."""
        self.enabled = False

    def close(self) -> None:
        """Give the channel back."""
