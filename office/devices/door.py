"""The door of the office: open for one device and some minutes, while a technician stands by.

It exists only while `mot-cua enroll` runs. One knock is answered at a time, each within seconds; so
many wrong ones, and the code is worth nothing.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
from collections.abc import Callable
from typing import Final

from mot_cua.clock import Clock
from mot_cua.enrolment import (
    DOOR_PORT,
    LONGEST_LINE,
    Knock,
    Refusal,
    Welcome,
    is_right,
    key_of,
    line_of,
    read_line,
    signed,
)
from mot_cua.errors import BadMessage, MotCuaError, Refused
from mot_cua.tls import ServerFiles

log = logging.getLogger(__name__)

KNOCK_PATIENCE: Final = 5.0
LOOK_EVERY: Final = 0.5
"""Seconds, both of them."""
WRONG_KNOCKS: Final = 20


class Door:
    """A TLS listener that lets one device in."""

    def __init__(self, files: ServerFiles, *, host: str = "", port: int = DOOR_PORT) -> None:
        """Open it. Raises MotCuaError: the port is taken."""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(files.certificate, files.key)
        self._certificate = ssl.PEM_cert_to_DER_cert(files.certificate.read_text(encoding="ascii"))
        try:
            self._listener = socket.create_server((host, port))
        except OSError as problem:
            # create_server appends the address to `strerror`.
            why = os.strerror(problem.errno) if problem.errno else str(problem)
            raise MotCuaError(
                f"cannot open the door for devices on port {port} ({why}); is another"
                " mot-cua enroll running? Wait for it, or choose another with --port"
            ) from None
        self._listener.settimeout(LOOK_EVERY)
        self.port: int = self._listener.getsockname()[1]

    def close(self) -> None:
        """Shut it."""
        self._listener.close()

    def wait(
        self, code: str, let_in: Callable[[], Welcome], *, clock: Clock, minutes: float
    ) -> str:
        """Wait for whoever knows the code; let them in, once, and return their address.

        `let_in` is called when the proof was right, and before the device is told.

        Raises:
            Refused: nobody came in time (`nobody-came`), or too many knew it wrong (`void`).
        """
        key, wrong = key_of(code), 0
        deadline = clock.monotonic_ms() + int(minutes * 60_000)
        while clock.monotonic_ms() < deadline:
            try:
                line, (address, *_) = self._listener.accept()
            except TimeoutError:
                continue
            is_in = self._answer(line, key, let_in)
            if is_in:
                return str(address)
            wrong += is_in is False
            if wrong >= WRONG_KNOCKS:
                raise Refused(
                    "void",
                    f"{wrong} wrong codes, the last from {address}: this code is void. Who is at"
                    " that address? Then type the command again for another code",
                )
        raise Refused(
            "nobody-came", f"nobody came within {minutes:g} minutes; type the command again"
        )

    def _answer(self, raw: socket.socket, key: bytes, let_in: Callable[[], Welcome]) -> bool | None:
        """Tell whether the code was known; None when nothing was said."""
        raw.settimeout(KNOCK_PATIENCE)
        try:
            with self._context.wrap_socket(raw, server_side=True) as line, line.makefile("rb") as f:
                said = read_line(f.readline(LONGEST_LINE))
                if not (isinstance(said, Knock) and is_right(key, self._certificate, said)):
                    line.sendall(line_of(Refusal(reason=WRONG_CODE)))
                    return False
                welcome = signed(key, self._certificate, let_in())
                line.sendall(line_of(welcome))
        except (OSError, BadMessage) as problem:
            log.info("somebody came to the door and said nothing of use: %s", problem)
            raw.close()
            return None
        return True


WRONG_CODE: Final = (
    "the code is wrong, or somebody stands between this device and the server; compare it with what"
    " the server shows"
)
