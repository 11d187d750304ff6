"""The line to a printer: bytes out, bytes in, each within a time. No call waits for ever.

Every transport here is a file descriptor that never blocks, with its own way of opening.
"""

from __future__ import annotations

import fcntl
import os
import select
import socket
import sys
import termios
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import serial

from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

LINE_ERRORS: Final = (OSError, serial.SerialException, termios.error)
"""termios.error is no OSError; an unplugged port raises it even from close()."""

CONNECT_MS: Final = 3000
_CHUNK: Final = 4096


class Transport(Protocol):
    """A line to one printer."""

    where: str
    """What a technician calls it: a path or an address."""

    def open(self) -> None:
        """Open, after closing what was open. Raises DeviceError: it is then closed."""

    def write(self, data: bytes, *, within_ms: int) -> None:
        """Hand over all bytes. Raises DeviceError: how many arrived is then unknown."""

    def read(self, *, within_ms: int) -> bytes:
        """Return what has arrived, at once or when something comes; b"" when the time is over.

        Raises DeviceError: the line is gone.
        """

    def close(self) -> None:
        """Close. Bytes that the line still held are thrown away; never raises, never waits."""


class _Descriptor(ABC):
    """The half that all transports share: an open, non-blocking descriptor and its deadlines."""

    hint = "check cable and power"
    empty_is_end = True

    def __init__(self, where: str, clock: Clock) -> None:
        self.where = where
        self._clock = clock
        self._fd: int | None = None

    def open(self) -> None:
        self.close()
        try:
            self._fd = self._open()
        except LINE_ERRORS as problem:
            self.close()
            raise self._error("cannot open the printer", problem) from problem

    def write(self, data: bytes, *, within_ms: int) -> None:
        deadline = self._clock.monotonic_ms() + within_ms
        sent = 0
        while sent < len(data):
            if not self._wait(deadline, to_write=True):
                raise DeviceError(
                    f"{self.where}: the printer took {sent} of {len(data)} bytes and then none"
                    f" for too long; {self.hint}"
                )
            sent += self._put(data[sent : sent + _CHUNK])

    def read(self, *, within_ms: int) -> bytes:
        if not self._wait(self._clock.monotonic_ms() + within_ms, to_write=False):
            return b""
        try:
            data = os.read(self._need_fd(), _CHUNK)
        except BlockingIOError:
            return b""
        except LINE_ERRORS as problem:
            raise self._error("cannot read from the printer", problem) from problem
        if not data and self.empty_is_end:
            raise DeviceError(f"{self.where}: the printer hung up; {self.hint}")
        return data

    def close(self) -> None:
        descriptor, self._fd = self._fd, None
        if descriptor is not None:
            with suppress(*LINE_ERRORS):
                self._close(descriptor)

    @abstractmethod
    def _open(self) -> int:
        """Open the line; return its descriptor."""

    def _close(self, descriptor: int) -> None:
        os.close(descriptor)

    def _need_fd(self) -> int:
        if self._fd is None:
            raise DeviceError(f"{self.where}: the printer is not open; open it first")
        return self._fd

    def _wait(self, deadline: int, *, to_write: bool) -> bool:
        """Wait until the descriptor is ready; return False when the time is over."""
        descriptor = self._need_fd()
        left_s = self._clock.real_seconds(max(0, deadline - self._clock.monotonic_ms()))
        wanted = ([], [descriptor]) if to_write else ([descriptor], [])
        try:
            ready = select.select(*wanted, [], left_s)
        except (*LINE_ERRORS, ValueError) as problem:
            raise self._error("lost the printer", problem) from problem
        return any(ready)

    def _put(self, data: bytes) -> int:
        try:
            return os.write(self._need_fd(), data)
        except BlockingIOError:
            return 0
        except LINE_ERRORS as problem:
            raise self._error("cannot write to the printer", problem) from problem

    def _error(self, what: str, problem: BaseException) -> DeviceError:
        return DeviceError(f"{self.where}: {what}: {problem}; {self.hint}")


class UsbTransport(_Descriptor):
    """A USB printer through the kernel's usblp, for example /dev/usb/lp0."""

    hint = "check that it is plugged in and that no other program holds it"
    empty_is_end = False

    def _open(self) -> int:
        return os.open(self.where, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


class SerialTransport(_Descriptor):
    """A printer on a serial port; `rtscts` where the cable has the two wires."""

    hint = "check cable, power and that no other program holds the port"

    def __init__(
        self, where: str, clock: Clock, *, baud: int = 115200, rtscts: bool = False
    ) -> None:
        super().__init__(where, clock)
        self._baud, self._rtscts = baud, rtscts
        self._port: serial.Serial | None = None
        self._tick = threading.Event()

    def _open(self) -> int:
        port = serial.Serial(
            self.where,
            self._baud,
            timeout=0,
            write_timeout=0,
            exclusive=True,
            rtscts=self._rtscts,
        )
        self._port = port
        # exclusive=True only keeps out those who ask for it as well; this keeps out everybody.
        fcntl.ioctl(port.fileno(), termios.TIOCEXCL)
        return int(port.fileno())

    def write(self, data: bytes, *, within_ms: int) -> None:
        deadline = self._clock.monotonic_ms() + within_ms
        super().write(data, within_ms=within_ms)
        # The kernel took them, the line not yet: a question asked now would be answered too late.
        while waiting := self._waiting():
            left_ms = deadline - self._clock.monotonic_ms()
            if left_ms <= 0 or self._tick.wait(self._clock.real_seconds(min(5, left_ms))):
                raise DeviceError(
                    f"{self.where}: {waiting} bytes do not leave the port; {self.hint},"
                    " also its flow control"
                )

    def _waiting(self) -> int:
        """Return how many bytes have not left the port."""
        try:
            count = fcntl.ioctl(self._need_fd(), termios.TIOCOUTQ, bytes(4))
        except LINE_ERRORS as problem:
            raise self._error("lost the printer", problem) from problem
        return int.from_bytes(count, sys.byteorder)

    def close(self) -> None:
        self._fd = None
        port, self._port = self._port, None
        if port is not None:
            with suppress(*LINE_ERRORS):
                # Or close() waits up to 30 s for bytes that a stopped printer does not take.
                port.reset_output_buffer()
            with suppress(*LINE_ERRORS):
                port.close()


class NetworkTransport(_Descriptor):
    """A printer on the network, at the usual port 9100."""

    hint = "check its cable, power and address"

    def __init__(self, host: str, clock: Clock, *, port: int = 9100) -> None:
        super().__init__(f"{host}:{port}", clock)
        self._address = (host, port)
        self._socket: socket.socket | None = None

    def _open(self) -> int:
        limit_s = max(0.1, self._clock.real_seconds(CONNECT_MS))
        self._socket = socket.create_connection(self._address, timeout=limit_s)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket.fileno()

    def close(self) -> None:
        self._fd = None
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()


class FileTransport(_Descriptor):
    """Jobs appended to a file, which never answers."""

    hint = "check that the folder exists and may be written"

    def _open(self) -> int:
        Path(self.where).touch()
        return os.open(self.where, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC)

    def read(self, *, within_ms: int) -> bytes:
        del within_ms
        return b""
