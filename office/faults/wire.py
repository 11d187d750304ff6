"""A real line to a real broker that can be cut: at once, or just before a PUBACK comes back.

program ──▶ Wire ──▶ broker
        ◀── │   ◀──
            └── cut here: the broker has the message, its sender does not know
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Final

PUBACK: Final = 4
CHUNK: Final = 65_536

Read = Callable[[int], bytes]


class Wire:
    """Listens on loopback and carries every connection to the broker's port."""

    def __init__(self, broker_port: int) -> None:
        self._broker_port = broker_port
        self._door = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[_Pair] = []
        threading.Thread(target=self._accept, name="wire", daemon=True).start()

    @property
    def port(self) -> int:
        """Where programs find what they take for the broker."""
        number: int = self._door.getsockname()[1]
        return number

    @property
    def lines(self) -> int:
        """How many connections there are."""
        self._pairs = [one for one in self._pairs if not one.is_cut]
        return len(self._pairs)

    def cut(self, line: int) -> None:
        """Cut a connection; `line` counts from 0."""
        self._pairs[line].cut()

    def cut_before_puback(self, line: int) -> None:
        """Cut a connection when the broker next confirms a message, without passing that on."""
        self._pairs[line].is_armed = True

    def close(self) -> None:
        """Cut everything and listen no more."""
        self._door.close()
        for one in self._pairs:
            one.cut()

    def _accept(self) -> None:
        while True:
            try:
                program, _ = self._door.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection(("127.0.0.1", self._broker_port), timeout=2)
            except OSError:
                program.close()
                continue
            broker.settimeout(None)
            self._pairs.append(_Pair(program, broker))


class _Pair:
    """One connection, carried by a thread each way."""

    def __init__(self, program: socket.socket, broker: socket.socket) -> None:
        self._program, self._broker = program, broker
        self.is_armed = self.is_cut = False
        for carry in (self._up, self._down):
            threading.Thread(target=carry, name=carry.__name__, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for one in (self._program, self._broker):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _up(self) -> None:
        with contextlib.suppress(OSError), self._program:
            while data := self._program.recv(CHUNK):
                self._broker.sendall(data)
        self.cut()

    def _down(self) -> None:
        with (
            contextlib.suppress(OSError, EOFError),
            self._broker,
            self._broker.makefile("rb") as stream,
        ):
            while True:
                packet = _packet(stream.read)
                if self.is_armed and packet[0] >> 4 == PUBACK:
                    break
                self._program.sendall(packet)
        self.cut()


def _packet(read: Read) -> bytes:
    """Read one packet of MQTT: a type, a length in sevens of bits, and so many bytes."""
    head = bytearray(_exactly(read, 1))
    length, shift = 0, 0
    while True:
        head += _exactly(read, 1)
        length |= (head[-1] & 0x7F) << shift
        shift += 7
        if not head[-1] & 0x80:
            return bytes(head) + _exactly(read, length)


def _exactly(read: Read, count: int) -> bytes:
    data = read(count)
    if len(data) < count:
        raise EOFError
    return data
