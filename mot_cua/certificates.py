"""The office's own certificate authority, and the certificate of its server.

1. Made at the first start, for this office alone; the authority's key never leaves the server.
2. The server's certificate is renewed when a third of its life is left, or when the server has got
   another name or address. Devices know the authority, and notice nothing.
3. Nothing is renewed by a clock that cannot be right; and everything is valid from the build date
   on, because a device whose clock lags must still reach its server.

Keys are ECDSA on P-256, as every TLS of today speaks it.
"""

from __future__ import annotations

import datetime
import ipaddress
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mot_cua.clock import BUILD_DATE, Clock
from mot_cua.errors import SettingsError
from mot_cua.ids import UnixMs
from mot_cua.private import write_private
from mot_cua.tls import ServerFiles

CA_DAYS: Final = 20 * 365
"""Longer than the computers live; a new authority means that every device is enrolled again."""
SERVER_DAYS: Final = 825
RENEW_DAYS: Final = SERVER_DAYS // 3
DAY_MS: Final = 86_400_000

_ALWAYS: Final = ("localhost", "127.0.0.1", "::1")


class Certificates:
    """The certificates of one office, in a folder that only its owner can read."""

    def __init__(self, folder: Path, *, office: str) -> None:
        self._office = office
        self._ca_key = folder / "ca.key"
        self.files = ServerFiles(folder / "ca.pem", folder / "server.pem", folder / "server.key")

    def ensure(self, names: Sequence[str], clock: Clock) -> bool:
        """Make what is missing, renew what grows old; tell whether the server has another one.

        `names` are what devices may call the server: host names and addresses, the first of
        which is its own.

        Raises:
            SettingsError: a file is damaged, or the authority's key is gone while devices know it.
        """
        authority = self._authority(clock)
        wanted = tuple(dict.fromkeys((*names, *_ALWAYS)))
        if self.files.certificate.exists() and self.files.key.exists():
            present = read_certificate(self.files.certificate)
            is_ours = present.issuer == authority.subject
            if is_ours and names_of(present) >= set(wanted) and not is_old(present, clock):
                return False
        self._issue(authority, wanted, clock)
        return True

    def _authority(self, clock: Clock) -> x509.Certificate:
        if self._ca_key.exists() and self.files.authority.exists():
            return read_certificate(self.files.authority)
        if self.files.authority.exists():
            raise SettingsError(
                f"{self._ca_key} is gone, and without it no certificate can be renewed; restore it"
                f" from the last backup, or take {self.files.authority} away too and enrol every"
                " device again"
            )
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"Một Cửa {self._office}")
        # The moment of making tells two authorities of one office apart.
        made = x509.Name(
            [
                *name,
                x509.NameAttribute(NameOID.SERIAL_NUMBER, f"{x509.random_serial_number():x}"[:16]),
            ]
        )
        certificate = (
            _draft(made, made, key.public_key(), CA_DAYS, clock)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .sign(key, hashes.SHA256())
        )
        write_private(self._ca_key, _pem_of_key(key))
        write_private(self.files.authority, _pem(certificate))
        return certificate

    def _issue(self, authority: x509.Certificate, names: Sequence[str], clock: Clock) -> None:
        signer = self._signer()
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _draft(_name(names[0]), authority.subject, key.public_key(), SERVER_DAYS, clock)
            .add_extension(x509.SubjectAlternativeName([_alternative(one) for one in names]), False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
            )
            .sign(signer, hashes.SHA256())
        )
        # A broker that reads them between the two lines keeps what it has; it is told afterwards.
        write_private(self.files.key, _pem_of_key(key))
        write_private(self.files.certificate, _pem(certificate))

    def _signer(self) -> ec.EllipticCurvePrivateKey:
        try:
            key = serialization.load_pem_private_key(self._ca_key.read_bytes(), password=None)
        except (OSError, ValueError) as problem:
            raise SettingsError(
                f"{self._ca_key}: cannot be used ({problem}); restore it from the last backup"
            ) from None
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key


def read_certificate(path: Path) -> x509.Certificate:
    """Read a certificate. Raises SettingsError when the file cannot be used as one."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise SettingsError(
            f"{path}: cannot be used as a certificate ({problem}); restore it from the last backup"
        ) from None


def names_of(certificate: x509.Certificate) -> set[str]:
    """Return the host names and addresses that a certificate is for."""
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return {str(one.value) for one in extension.value}


def days_left(certificate: x509.Certificate, clock: Clock) -> int:
    """Return for how many whole days a certificate is still valid; negative when it is not."""
    ends = int(certificate.not_valid_after_utc.timestamp() * 1000)
    return (ends - clock.wall_ms()) // DAY_MS


def is_old(certificate: x509.Certificate, clock: Clock) -> bool:
    """Tell whether it is time to renew a certificate; never by a clock that cannot be right."""
    return clock.is_trusted() and days_left(certificate, clock) < RENEW_DAYS


def names_of_this_computer(*more: str) -> tuple[str, ...]:
    """Name this computer as its neighbours may: by its name, with `.local`, and by `more`."""
    own = socket.gethostname().lower()
    return tuple(dict.fromkeys((own, f"{own}.local", *more, *_addresses(own))))


def _addresses(name: str) -> list[str]:
    """The addresses that this computer has under its own name, and on its way out."""
    found: set[str] = set()
    try:
        found |= {str(one[4][0]) for one in socket.getaddrinfo(name, None)}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.connect(("192.0.2.1", 9))  # nothing is sent: it only chooses an address
            found.add(str(line.getsockname()[0]))
    except OSError:
        pass
    return sorted(one for one in found if not ipaddress.ip_address(one.split("%")[0]).is_loopback)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int, clock: Clock
) -> x509.CertificateBuilder:
    now = max(clock.wall_ms(), BUILD_DATE)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_moment(BUILD_DATE))
        .not_valid_after(_moment(UnixMs(now + days * DAY_MS)))
    )


def _moment(ms: UnixMs) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(ms // 1000, datetime.UTC)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
