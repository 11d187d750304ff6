"""A MAX7219 and the digits behind it, by its data sheet, behind python-periphery's calls."""

from __future__ import annotations

import errno
from typing import NamedTuple

from periphery.spi import SPIError


class Picture(NamedTuple):
    """What a person sees of a row of digits, from the left: segments of each, 0 is dark."""

    digits: tuple[int, ...]
    brightness: int


class SimulatedMax7219:
    """A MAX7219 and the digits behind it; `open` stands for `periphery.SPI`."""

    def __init__(self, *, digits: int = 4, path: str = "/dev/spidev0.0") -> None:
        self._digits, self._path = digits, path
        self.registers = bytearray(range(16))
        """Random at power-on, and shut down."""
        self.registers[0x0C] = self.registers[0x0F] = 0
        self.is_unplugged = False

    def open(self, path: str, mode: int, max_speed: float) -> SimulatedMax7219:
        """Open the bus, or refuse as the kernel does."""
        if path != self._path:
            raise SPIError(errno.ENOENT, "Opening SPI device: No such file or directory")
        if mode != 0 or max_speed > 10_000_000:
            raise SPIError(errno.EINVAL, "the chip takes mode 0 and at most 10 MHz")
        return self

    def transfer(self, data: list[int]) -> list[int]:
        """Shift sixteen bits in, as each LOAD takes them."""
        if self.is_unplugged:
            raise SPIError(errno.ENODEV, "SPI transfer: No such device")
        register, value = data
        self.registers[register & 0x0F] = value
        return data

    def spark(self) -> None:
        """Write nonsense, as a spark beside the cable does."""
        for register in (0x09, 0x0B, 0x0F):
            self.registers[register] = 1

    def seen(self) -> Picture:
        """Return what is seen, with the leftmost digit first."""
        if self.registers[0x0F] & 1:
            return Picture((0xFF,) * self._digits, 15)
        if not self.registers[0x0C] & 1:
            return Picture((0,) * self._digits, 0)
        last = self.registers[0x0B] & 7
        digits = (
            self.registers[1 + place] if place <= last else 0
            for place in reversed(range(self._digits))
        )
        return Picture(tuple(digits), self.registers[0x0A] & 0x0F)

    def close(self) -> None:
        """Close the bus; what is seen stays."""
