"""The device's side of an enrolment: knock, believe only a proof, keep the login."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Final

from mot_cua.enrolment import (
    DOOR_PORT,
    LONGEST_LINE,
    Refusal,
    Welcome,
    is_genuine,
    key_of,
    knock,
    line_of,
    read_line,
)
from mot_cua.errors import BadMessage, DeviceError, Refused
from mot_cua.login import Login, write_login

PATIENCE: Final = 10.0


def join(server: str, code: str, data: Path) -> Welcome:
    """Enrol this computer at `server`, HOST or HOST:PORT, and keep its login in `data`.

    Raises:
        BadMessage: the code cannot be one, or the other side is no server of ours.
        Refused: the server does not take the code, or cannot prove that it knows it.
        DeviceError: it cannot be reached.
    """
    host, port = _place(server)
    key = key_of(code)
    said, certificate = _ask(host, port, key)
    if isinstance(said, Refusal):
        raise Refused("refused", f"the server at {host} says: {said.reason}")
    if not (isinstance(said, Welcome) and is_genuine(key, certificate, said)):
        raise Refused(
            "not-genuine",
            f"what answers at {host}:{port} does not know the code: it is not our server. Nothing"
            " was kept; look who is on this network, and try again with another code",
        )
    login = Login(
        device=said.device, password=said.password, host=host, port=said.port, ca=said.authority
    )
    write_login(data, login)
    return said


def _ask(host: str, port: int, key: bytes) -> tuple[object, bytes]:
    # Nothing is believed of the certificate: the proof is over it, and comes first.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=PATIENCE) as raw,
            context.wrap_socket(raw) as line,
            line.makefile("rb") as answers,
        ):
            certificate = line.getpeercert(binary_form=True)
            assert certificate is not None
            line.sendall(line_of(knock(key, certificate)))
            return read_line(answers.readline(LONGEST_LINE)), certificate
    except OSError as problem:
        raise DeviceError(
            f"the server at {host}:{port} does not answer ({problem.strerror or problem}); does"
            " mot-cua enroll still wait there, and is this the address that it shows?"
        ) from None


def _place(server: str) -> tuple[str, int]:
    host, colon, port = server.rpartition(":")
    if not colon:
        return server, DOOR_PORT
    if not (host and port.isdigit()):
        raise BadMessage(f"{server!r} is not HOST or HOST:PORT, for example 192.168.1.10")
    return host, int(port)
