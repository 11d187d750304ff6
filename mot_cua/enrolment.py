"""How a device proves to the server, and the server to the device, that both know one code.

1. A code is twelve letters and digits, 60 random bits, and worth something once, for minutes.
2. It never travels. Each side sends a proof: an HMAC over the certificate that it sees, with a key
   made from the code. Whoever stands between them shows another certificate, so that a proof that
   he passes on is wrong; and to find the code from a proof within its minutes, he would have to try
   2^60 codes, each of which costs a run of scrypt.
3. Until the server's proof has been checked, the device believes nothing that it has heard.

One JSON line each way::

    device → server   Knock    proof
    server → device   Welcome  name, password, authority, address; and its proof over all of it
    server → device   Refusal  a sentence, instead
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

import msgspec

from mot_cua.errors import BadMessage
from mot_cua.ids import DeviceId

DOOR_PORT: Final = 8884
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, none of which is taken for another: no 0 and O, no 1 and I."""
CODE_LENGTH: Final = 12
GROUP: Final = 4
LONGEST_LINE: Final = 64 * 1024

_SALT: Final = b"mot-cua enrolment 1"
_SCRYPT: Final = {"n": 2**14, "r": 8, "p": 1}
"""16 MiB and some tens of milliseconds for each code that is tried."""


class Knock(msgspec.Struct, frozen=True, kw_only=True, tag="knock"):
    """The device knows the code."""

    proof: str


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome"):
    """The server knows it too, and lets the device in."""

    office: str
    device: DeviceId
    role: str
    password: str
    authority: str
    """The office's own certificate authority, as PEM."""
    port: int
    """Of the broker; its address is where the device has knocked."""
    proof: str = ""


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refusal"):
    """The door stays closed."""

    reason: str


def new_code() -> str:
    """Make a code, as people read and type it: `K7QF-3MZR-9TVD`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(signs[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def read_code(text: str) -> str:
    """Read what somebody typed: small letters, blanks and other dashes are forgiven.

    >>> read_code("k7qf 3mzr–9tvd")
    'K7QF3MZR9TVD'

    Raises:
        BadMessage: it cannot be a code.
    """
    signs = "".join(one for one in text.upper() if one.isalnum())
    if len(signs) != CODE_LENGTH or set(signs) - set(ALPHABET):
        raise BadMessage(
            f"{text!r} is not a code: it has {CODE_LENGTH} letters and digits, like"
            " K7QF-3MZR-9TVD, and never 0, 1, I or O; type what the server shows"
        )
    return signs


def key_of(code: str) -> bytes:
    """Make the key of a code; slow on purpose."""
    return hashlib.scrypt(read_code(code).encode(), salt=_SALT, maxmem=2**26, **_SCRYPT)


def knock(key: bytes, certificate: bytes) -> Knock:
    """Make the device's proof over the certificate (DER) that it sees."""
    return Knock(proof=_proof(key, b"device", certificate))


def is_right(key: bytes, certificate: bytes, said: Knock) -> bool:
    """Tell whether a device that knows the code sees our certificate (DER)."""
    return hmac.compare_digest(_proof(key, b"device", certificate), said.proof)


def signed(key: bytes, certificate: bytes, welcome: Welcome) -> Welcome:
    """Add the server's proof over its certificate (DER) and everything else."""
    return msgspec.structs.replace(welcome, proof=_proof_of(key, certificate, welcome))


def is_genuine(key: bytes, certificate: bytes, welcome: Welcome) -> bool:
    """Tell whether a welcome comes from whoever knows the code and has this certificate (DER)."""
    return hmac.compare_digest(_proof_of(key, certificate, welcome), welcome.proof)


def line_of(message: Knock | Welcome | Refusal) -> bytes:
    """Write a message as it travels."""
    return msgspec.json.encode(message) + b"\n"


def read_line(line: bytes) -> Knock | Welcome | Refusal:
    """Read a message. Raises BadMessage when it is none of ours."""
    try:
        return msgspec.json.decode(line, type=Knock | Welcome | Refusal)
    except msgspec.MsgspecError as problem:
        raise BadMessage(f"the other side does not speak of enrolment ({problem})") from None


def _proof_of(key: bytes, certificate: bytes, welcome: Welcome) -> str:
    body = msgspec.json.encode(msgspec.structs.replace(welcome, proof=""))
    return _proof(key, b"server", certificate + body)


def _proof(key: bytes, side: bytes, what: bytes) -> str:
    return hmac.new(key, side + b"\0" + what, hashlib.sha256).hexdigest()
