"""A serial port for devices that speak on their own: it waits for bytes and for a wake at once.

One thread owns the port. `wake` alone may be called from others.
"""

from __future__ import annotations

import fcntl
import os
import select
import termios
from contextlib import suppress
from typing import Final

import serial

from hardware.printer.transport import LINE_ERRORS
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

_CHUNK: Final = 4096


class SerialLine:
    """One port, by a path that stays the same after unplugging (`/dev/serial/by-id/…`)."""

    def __init__(self, where: str, clock: Clock, *, baud: int = 115_200) -> None:
        """Take note of the port; `open` opens it. `clock` counts real milliseconds."""
        self.where = where
        self._clock, self._baud = clock, baud
        self._port: serial.Serial | None = None
        self._ear, self._bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def open(self) -> None:
        """Open, after closing what was open. Raises DeviceError: it is then closed."""
        # Close first: a port that comes back while its old self is open gets another name.
        self.close()
        try:
            self._port = serial.Serial(
                self.where, self._baud, timeout=0, write_timeout=0, exclusive=True
            )
            # exclusive=True only keeps out those who ask for it as well; this keeps out everybody.
            fcntl.ioctl(self._port.fileno(), termios.TIOCEXCL)
            self._port.reset_input_buffer()
        except LINE_ERRORS as problem:
            self.close()
            raise self._error("cannot open the port", problem) from problem

    def write(self, data: bytes, *, within_ms: int) -> None:
        """Hand over all bytes. Raises DeviceError: how many arrived is then unknown."""
        deadline = self._clock.monotonic_ms() + within_ms
        sent = 0
        while sent < len(data):
            left_s = self._left_s(deadline)
            try:
                if not select.select([], [self._fd()], [], left_s)[1]:
                    raise DeviceError(
                        f"{self.where}: {len(data) - sent} of {len(data)} bytes did not leave the"
                        f" port within {within_ms} ms; unplug it and plug it in again"
                    )
                sent += os.write(self._fd(), data[sent:])
            except BlockingIOError:
                continue
            except (*LINE_ERRORS, ValueError) as problem:
                raise self._error("cannot write", problem) from problem

    def read(self, *, within_ms: int) -> bytes:
        """Return what has arrived, at once or when something comes.

        Returns b"" when the time is over or somebody woke it. Raises DeviceError: the port is gone.
        """
        left_s = self._left_s(self._clock.monotonic_ms() + within_ms)
        try:
            ready = select.select([self._fd(), self._ear], [], [], left_s)[0]
            if self._ear in ready:
                with suppress(BlockingIOError):
                    os.read(self._ear, _CHUNK)
            if self._fd() not in ready:
                return b""
            data = os.read(self._fd(), _CHUNK)
        except BlockingIOError:
            return b""
        except (*LINE_ERRORS, ValueError) as problem:
            raise self._error("cannot read", problem) from problem
        if not data:
            raise self._error("cannot read", OSError("it was unplugged"))
        return data

    def wake(self) -> None:
        """End the present `read`, or the next one."""
        with suppress(OSError):
            os.write(self._bell, b"\x00")

    def close(self) -> None:
        """Close; what the port still held is thrown away. Never raises, never waits."""
        port, self._port = self._port, None
        if port is None:
            return
        # Each of the three fails in its own way on a port that is gone.
        with suppress(*LINE_ERRORS):
            fcntl.ioctl(port.fileno(), termios.TIOCNXCL)
        with suppress(*LINE_ERRORS):
            port.reset_output_buffer()
        with suppress(*LINE_ERRORS):
            port.close()

    def _fd(self) -> int:
        if self._port is None or self._port.fd is None:
            raise DeviceError(f"{self.where}: the port is not open; open it first")
        return int(self._port.fd)

    def _left_s(self, deadline: int) -> float:
        return self._clock.real_seconds(max(0, deadline - self._clock.monotonic_ms()))

    def _error(self, what: str, problem: BaseException) -> DeviceError:
        if isinstance(problem, DeviceError):
            return problem
        return DeviceError(
            f"{self.where}: {what}: {problem}; check the plug, and that no other program holds it"
        )
