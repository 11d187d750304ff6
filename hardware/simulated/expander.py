"""An I²C bus and MCP23017 expanders on it, by their data sheet, behind python-periphery's calls."""

from __future__ import annotations

import errno
from typing import Any

from periphery.i2c import I2CError

from hardware.simulated.lines import SimulatedGpioChip


class Mcp23017:
    """The registers of an MCP23017, with IOCON.BANK = 0, and what hangs on its pins."""

    def __init__(self) -> None:
        self.grounded: set[int] = set()
        self.interrupt_line: tuple[SimulatedGpioChip, str] | None = None
        """Where INTA is wired to."""
        self.floats_high = False
        """Whether floating pins happen to read high; otherwise they read as noise."""
        self.registers = bytearray(0x16)
        self._last_read = 0
        self._noise = 0
        self._register = 0
        self.power_dips()

    def power_dips(self) -> None:
        """Forget everything, as after power-on: all pins are inputs without pull-ups."""
        self.registers[:] = bytes(0x16)
        self.registers[0:2] = b"\xff\xff"

    def ground(self, pin: int, *, is_grounded: bool = True) -> None:
        """Close a contact between a pin and ground, or open it."""
        (self.grounded.add if is_grounded else self.grounded.discard)(pin)
        self._interrupt()

    def lit(self) -> set[int]:
        """Return the pins that drive a high level."""
        outputs = ~self._pair(0x00) & self._pair(0x14)
        return {pin for pin in range(16) if outputs >> pin & 1}

    def write(self, data: bytes) -> None:
        """Take a register's address, and bytes for it and those that follow."""
        register, *values = data
        for value in values:
            at = 0x14 + (register - 0x12) if register in (0x12, 0x13) else register
            self.registers[at % 0x16] = value
            register += 1
        self._register = register

    def read(self, count: int) -> bytes:
        """Give bytes from the register that was addressed last."""
        self._refresh()
        register = self._register
        answer = bytes(self.registers[(register + at) % 0x16] for at in range(count))
        if register in (0x10, 0x12):
            self._last_read = self._pair(0x12)
            self._drive_interrupt(is_low=False)
        return answer

    def _pair(self, register: int) -> int:
        return int.from_bytes(self.registers[register : register + 2], "little")

    def _refresh(self) -> None:
        """Read the pins: pulled up, grounded, driven, or floating and therefore random."""
        self._noise = (self._noise * 25_173 + 13_849) % 65_536
        inputs, pulled = self._pair(0x00), self._pair(0x0C)
        floating = 0xFFFF if self.floats_high else self._noise
        high = ~sum(1 << pin for pin in self.grounded) & (pulled | floating)
        seen = (high ^ self._pair(0x02)) & inputs | self._pair(0x14) & ~inputs
        self.registers[0x12:0x14] = (seen & 0xFFFF).to_bytes(2, "little")

    def _interrupt(self) -> None:
        self._refresh()
        changed = (self._pair(0x12) ^ self._last_read) & self._pair(0x04)
        if changed:
            self._drive_interrupt(is_low=True)

    def _drive_interrupt(self, *, is_low: bool) -> None:
        if self.interrupt_line is not None:
            chip, name = self.interrupt_line
            chip.ground(name, is_grounded=is_low)


class SimulatedI2c:
    """A bus with chips; `open` stands for `periphery.I2C`."""

    def __init__(self, chips: dict[int, Mcp23017], *, path: str = "/dev/i2c-1") -> None:
        self.chips, self.path = chips, path
        self.transfers = 0
        self.is_closed = True

    def open(self, path: str) -> SimulatedI2c:
        """Open the bus, or refuse as the kernel does."""
        if path != self.path:
            raise I2CError(errno.ENOENT, "Opening I2C device: No such file or directory")
        self.is_closed = False
        return self

    def transfer(self, address: int, messages: list[Any]) -> None:
        """Do what the messages say; an address where nothing answers is an error."""
        self.transfers += 1
        if address not in self.chips:
            raise I2CError(errno.EREMOTEIO, "I2C transfer: Remote I/O error")
        chip = self.chips[address]
        for message in messages:
            if message.read:
                message.data = list(chip.read(len(message.data)))
            else:
                chip.write(bytes(message.data))

    def close(self) -> None:
        """Close the bus."""
        self.is_closed = True
