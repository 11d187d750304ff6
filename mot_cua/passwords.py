"""Passwords of devices: made by us, never chosen by people, kept by brokers as hashes only.

1. A password is 192 random bits. Nobody guesses it, from however fast a hash; so the hashes are
   cheap on purpose: at bcrypt's usual cost of 12 each CONNECT takes a computer 0.2 to 1 s, and a
   stranger who connects in a loop would hold the office.
2. Each broker has a hash of its own kind, made when the password is.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final

import msgspec

PASSWORD_BYTES: Final = 24
BCRYPT_COST: Final = 4
PBKDF2_ROUNDS: Final = 101
"""What Mosquitto itself uses."""

SALT_BYTES: Final = 12


class Lock(msgspec.Struct, frozen=True):
    """What brokers keep of a password; it opens nothing."""

    nats: str
    """bcrypt."""
    mosquitto: str
    """`$7$`: PBKDF2 with SHA-512."""


def new_password() -> str:
    """Make a password: 32 letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def lock_of(password: str) -> Lock:
    """Make what brokers keep of a password; each call gives another salt."""
    # Imported where a password is made: devices only read theirs.
    import bcrypt  # noqa: PLC0415

    hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(BCRYPT_COST)).decode()
    salt = secrets.token_bytes(SALT_BYTES)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, PBKDF2_ROUNDS)
    words = ("", "7", str(PBKDF2_ROUNDS), _base64(salt), _base64(key))
    return Lock(nats=hashed, mosquitto="$".join(words))


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
