"""Connections to the pages: how many one computer may hold, and how long a request may take.

A thread reads a request, and waits for each piece of it. A computer that sends one letter every few
seconds would hold that thread for as long as it likes, and one that opens a hundred lines holds all
of them. So the reading side of a line is closed some seconds after its beginning, whatever it has
sent; an answer that is still under way, such as a stream of events, does not notice.
"""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from typing import Final, NamedTuple, Protocol

from mot_cua.clock import Clock
from mot_cua.ids import Ticks
from queue_server.web.entrance import neighbourhood

REQUEST_MS: Final = 10_000
"""The largest request is 64 KiB; who cannot send it in this time is not on our network."""


class HasSocket(Protocol):
    """A connection of gunicorn's; TLS replaces its socket on the way."""

    sock: socket.socket


class _Line(NamedTuple):
    who: str
    conn: HasSocket
    began: Ticks


class Callers:
    """The open connections; used by the worker's main thread alone."""

    def __init__(self, clock: Clock, *, most: int, trusted: tuple[str, ...] = ()) -> None:
        """`most` connections for each computer, except this one and the `trusted` proxies."""
        self._clock, self._most, self._trusted = clock, most, trusted
        self._lines: dict[int, _Line] = {}
        self._hurried: set[int] = set()

    def join(self, conn: HasSocket, address: str) -> bool:
        """Take note of a connection; False when its computer has too many already."""
        if id(conn) in self._lines:
            return True
        who = neighbourhood(address)
        if not self._is_trusted(address) and self._count(who) >= self._most:
            return False
        self._lines[id(conn)] = _Line(who, conn, self._clock.monotonic_ms())
        return True

    def leave(self, conn: HasSocket) -> None:
        """Forget a connection that is closed."""
        self._lines.pop(id(conn), None)
        self._hurried.discard(id(conn))

    def hurry(self) -> None:
        """Read nothing more from those who have had their time."""
        late = self._clock.monotonic_ms() - REQUEST_MS
        for number, line in tuple(self._lines.items()):
            if line.conn.sock.fileno() == -1:
                self.leave(line.conn)  # gunicorn closed it without a word to us
            elif line.began <= late and number not in self._hurried:
                self._hurried.add(number)
                with suppress(OSError):
                    # Not the socket's own method: with TLS that one would end the encryption too,
                    # and what is still being answered would go out in the clear.
                    socket.socket.shutdown(line.conn.sock, socket.SHUT_RD)

    def _count(self, who: str) -> int:
        return sum(one.who == who for one in self._lines.values())

    def _is_trusted(self, address: str) -> bool:
        if address in self._trusted:
            return True
        try:
            return ipaddress.ip_address(address).is_loopback
        except ValueError:
            return False
