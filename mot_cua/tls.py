"""TLS as a device sees it: whom it trusts, and what went wrong, in a sentence."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Final, NamedTuple

from mot_cua.clock import Clock
from mot_cua.errors import SettingsError

NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python does not name."""

_NOT_YET_VALID: Final = 9
_EXPIRED: Final = 10
_OTHER_NAME: Final = (62, 64)
"""Verification results of OpenSSL: x509_vfy.h."""


class ServerFiles(NamedTuple):
    """What a server needs to speak TLS."""

    authority: Path
    certificate: Path
    key: Path


class Trust:
    """Whom a device believes to be its server: whoever the office's authority has signed."""

    def __init__(self, authority: str, clock: Clock) -> None:
        """Believe this authority (PEM) and no other. Raises SettingsError when it is not one."""
        self.context, self._clock = trusting(authority), clock

    def mind_the_clock(self) -> None:
        """Leave the dates of certificates unchecked while this computer does not know the date.

        A Pi without a clock cell wakes up in the past. Its tickets must reach the server all the
        same; who the server is, is still checked, and who the device is, its password says.
        """
        flags = int(self.context.verify_flags)
        is_right = self._clock.is_trusted()
        flags = flags & ~NO_CHECK_TIME if is_right else flags | NO_CHECK_TIME
        self.context.verify_flags = ssl.VerifyFlags(flags)


def trusting(authority: str) -> ssl.SSLContext:
    """Make a context that believes this authority (PEM) and no other.

    Raises:
        SettingsError: it is not a certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cadata=authority)
    except (ssl.SSLError, ValueError) as problem:
        raise SettingsError(
            f"the office's certificate authority cannot be read ({problem}); enrol this device"
            " again"
        ) from None
    return context


def sentence_of(problem: OSError, where: str) -> str:
    """Say what a failed handshake means, and what to do."""
    if not isinstance(problem, ssl.SSLCertVerificationError):
        return (
            f"{where} does not speak TLS as we do ({_reason(problem)}); is it the broker's"
            " port, and is it our server?"
        )
    if problem.verify_code == _EXPIRED:
        return (
            f"the certificate of {where} has expired; is this computer's clock right? If it is,"
            " restart the queue server, which renews it"
        )
    if problem.verify_code == _NOT_YET_VALID:
        return f"the certificate of {where} is not valid yet; set this computer's clock"
    if problem.verify_code in _OTHER_NAME:
        return (
            f"the certificate of {where} is for other names; write this address into [broker] host"
            " of the server's office file and restart the queue server"
        )
    return (
        f"{where} is not the server that this device was enrolled at: another authority has signed"
        " its certificate. If the server was set up anew, enrol this device again; if not, somebody"
        " pretends to be the server"
    )


def _reason(problem: OSError) -> str:
    said = problem.reason if isinstance(problem, ssl.SSLError) else problem.strerror
    return str(said or problem)
