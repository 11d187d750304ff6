"""Buttons and lamps on an MCP23017: sixteen pins at the end of two wires.

Pins 0 to 7 are GPA0 to GPA7, pins 8 to 15 are GPB0 to GPB7. The register map, with IOCON.BANK = 0,
is that of Microchip's data sheet DS20001952, table 3-3.

1. Without its interrupt wire the chip is read every 5 ms, five times within what counts as stable.
2. A dip of the supply resets the chip: every pin is an input without pull-up, and a floating input
   presses buttons by itself. So its settings are read back before a change is believed, and now
   and then; a chip that forgot them is opened anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from periphery import GPIO, I2C

from hardware.attendant import Wake
from hardware.lines import CHIP, PROBLEMS, open_input
from hardware.panel import Edge, Wired
from hardware.trouble import trouble
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

BUS: Final = "/dev/i2c-1"
FIRST_ADDRESS: Final = 0x20
GROUP: Final = "i2c"
POLL_MS: Final = 5
"""Without the interrupt wire."""
LOOK_MS: Final = 100
"""With it."""
CHECK_EVERY: Final = 50
"""Reads between two looks at the settings."""

IODIR: Final = 0x00
IPOL: Final = 0x02
GPINTEN: Final = 0x04
INTCON: Final = 0x08
IOCON: Final = 0x0A
GPPU: Final = 0x0C
PORT: Final = 0x12
OLAT: Final = 0x14
"""The A half of each pair; its B half follows, and the chip counts on by itself."""

ONE_OPEN_INTERRUPT: Final = 0x44
"""IOCON: both halves pull one open-drain wire, which the computer's own pull-up lifts to 3.3 V."""


OUTPUTS_ONLY: Final = 0x8080
"""GPA7 and GPB7: as inputs they can spoil SDA. Source: the data sheet's revision D of 2022."""


class ExpanderContacts:
    """Buttons that close to ground, with the chip's pull-ups; lamps are lit by a high level."""

    edges_late_ms = 0

    def __init__(
        self,
        wired: Sequence[Wired],
        *,
        key: str,
        clock: Clock,
        bus: str = BUS,
        address: int = FIRST_ADDRESS,
        interrupt: int | str | None = None,
        interrupt_chip: str = CHIP,
        open_bus: Callable[[str], Any] = I2C,
        open_line: Callable[..., Any] = GPIO,
    ) -> None:
        """Wire buttons by pin numbers; `key` is that of the table in the office file.

        `interrupt` is the computer's own line that INTA is wired to; None: poll.
        """
        self._wired, self._key, self._clock = wired, key, clock
        self._bus_path, self._address, self._open_bus = bus, address, open_bus
        self._interrupt, self._interrupt_chip = interrupt, interrupt_chip
        self._open_line = open_line
        self._buttons = {one.name: 1 << int(one.pin) for one in wired}
        self._keys = sum(self._buttons.values())
        self._lamps = {one.name: 1 << int(one.lamp) for one in wired if one.lamp is not None}
        self._bus: Any = None
        self._line: Any = None
        self._lit = self._reads = self._port = 0

    @property
    def look_every_ms(self) -> int:
        return POLL_MS if self._interrupt is None else LOOK_MS

    def open(self, wake: Wake) -> None:
        del wake
        try:
            self._bus = self._open_bus(self._bus_path)
        except PROBLEMS as problem:
            what = f"the bus {self._bus_path}"
            cure = "switch it on with dtparam=i2c_arm=on in config.txt"
            key = f"{self._key}.path"
            raise trouble(key, what, problem, group=GROUP, cure=cure) from problem
        try:
            self._set_up()
            if self._interrupt is not None:
                self._line = open_input(
                    self._open_line,
                    self._interrupt_chip,
                    self._interrupt,
                    key=f"{self._key}.interrupt",
                )
            self.levels()  # which also ends an interrupt from before
        except DeviceError:
            self.close()
            raise

    def _set_up(self) -> None:
        """Write every setting; the lamps' latches first, so that none flashes."""
        self._lit = self._reads = self._port = 0
        for register, value in ((OLAT, 0), *self._settings()):
            self._write(register, value)

    def _settings(self) -> tuple[tuple[int, int], ...]:
        keys, lamps = self._keys, sum(self._lamps.values())
        inputs = ~(lamps | OUTPUTS_ONLY) & 0xFFFF
        return (
            (IOCON, ONE_OPEN_INTERRUPT << 8 | ONE_OPEN_INTERRUPT),
            (IODIR, inputs),
            (IPOL, keys),
            (GPPU, inputs),
            (INTCON, 0),
            (GPINTEN, keys),
        )

    def levels(self) -> Mapping[str, bool]:
        port = self._read(PORT) & self._keys
        self._reads += 1
        if port != self._port or self._reads % CHECK_EVERY == 0:
            self._check()
        self._port = port
        return {name: bool(port & mask) for name, mask in self._buttons.items()}

    def _check(self) -> None:
        for register, value in self._settings():
            found = self._read(register)
            if found != value:
                raise DeviceError(
                    f"{self._key}.address: the expander at {self._address:#04x} forgot its settings"
                    f" (register {register:#04x} is {found:#06x}, not {value:#06x}): its supply"
                    " dips; give it 100 nF beside the chip, and lamps a supply of their own"
                )

    def edges(self) -> Sequence[Edge]:
        if self._line is None or not self._has_interrupt():
            return ()
        now = self._clock.monotonic_ms()
        return [Edge(name, is_closed, now) for name, is_closed in self.levels().items()]

    def _has_interrupt(self) -> bool:
        try:
            has_one = False
            while self._line.poll(0):
                has_one = self._line.read_event() is not None
        except PROBLEMS as problem:
            raise DeviceError(f"{self._key}.interrupt: the line is gone ({problem})") from problem
        return has_one

    def descriptors(self) -> Sequence[int]:
        return () if self._line is None else (self._line.fd,)

    def light(self, name: str, *, is_lit: bool) -> None:
        mask = self._lamps.get(name, 0)
        lit = self._lit | mask if is_lit else self._lit & ~mask
        if lit != self._lit:
            self._write(OLAT, lit)
            self._lit = lit

    def close(self) -> None:
        line, self._line = self._line, None
        bus = self._bus
        if bus is not None:
            with suppress(*PROBLEMS):
                self._write(OLAT, 0)
        self._bus = None
        for one in (line, bus):
            if one is not None:
                with suppress(*PROBLEMS):
                    one.close()

    def _write(self, register: int, value: int) -> None:
        self._transfer([I2C.Message([register, value & 0xFF, value >> 8])])

    def _read(self, register: int) -> int:
        answer = I2C.Message([0, 0], read=True)
        self._transfer([I2C.Message([register]), answer])
        return int(answer.data[0] | answer.data[1] << 8)

    def _transfer(self, messages: list[Any]) -> None:
        try:
            self._bus.transfer(self._address, messages)
        except PROBLEMS as problem:
            what = f"the expander at {self._address:#04x} on {self._bus_path}"
            raise trouble(f"{self._key}.address", what, problem, group=GROUP) from problem
