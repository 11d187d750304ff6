"""Whoever speaks plain HTTP to a port with TLS is led to the right address, and told why.

Browsers begin with http:// when somebody types `192.168.1.10:8080`. Without this they would say
that the connection was reset, and an officer would call the technician.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from typing import Final

PATIENCE: Final = 2.0
"""Seconds; so long a thread waits for the first line."""
_MOST: Final = 2048
_HANDSHAKE: Final = 0x16
"""The first byte of TLS; no method of HTTP begins with it."""
_ASKED: Final = re.compile(rb"(?:GET|HEAD) (/[!-~]*) HTTP/1\.[01]\r\n")
_HOST: Final = re.compile(rb"\r\n[Hh]ost: *([A-Za-z0-9.:\[\]-]{1,255})\r\n")
_WORDS: Final = (
    "Trang này chỉ mở bằng https://, để mật khẩu không đi qua mạng ở dạng đọc được.\n"
    "This page opens with https:// only, so that no password crosses the network in the clear.\n"
)


def is_plain(line: socket.socket) -> bool:
    """Whether a new connection begins with anything but TLS; nothing is taken off the line."""
    line.settimeout(PATIENCE)
    try:
        first = line.recv(1, socket.MSG_PEEK)
    except OSError:
        return False
    return bool(first) and first[0] != _HANDSHAKE


def lead_to_tls(line: socket.socket) -> None:
    """Answer one plain request; what was posted in the clear is not done."""
    with suppress(OSError):
        line.settimeout(PATIENCE)
        line.sendall(answer_to(line.recv(_MOST)))


def answer_to(request: bytes) -> bytes:
    r"""Return the whole answer to a plain request.

    >>> answer_to(b"GET /x HTTP/1.1\r\nHost: a:8080\r\n\r\n").split(b"\r\n")[1]
    b'Location: https://a:8080/x'
    """
    asked, host = _ASKED.match(request), _HOST.search(request)
    body = _WORDS.encode()
    head = ["HTTP/1.1 400 Bad Request"]
    if asked and host:
        address = f"https://{host[1].decode()}{asked[1].decode()}"
        head = ["HTTP/1.1 307 Temporary Redirect", f"Location: {address}"]
    head += [
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "Cache-Control: no-store",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
