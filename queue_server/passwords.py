"""Secrets of people: what a password must be, how it is kept, and one-time codes.

The cost of Argon2id is the smaller of OWASP's equal settings in memory, because a Pi has little
and may be asked by several people at once (decision 0015 has what it takes).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mot_cua.errors import Refused
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import nfc
from queue_server.core.people import Secret

SHORTEST: Final = 10
LONGEST: Final = 128
CODE_LIVES_MS: Final = 7 * 24 * 3600 * 1000
"""A one-time code that nobody has used ends after a week."""
AT_ONCE: Final = 2
"""Passwords that are checked at the same moment; each takes 19 MiB and a core."""
PATIENCE: Final = 3.0
"""Seconds to wait for one's turn."""
_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that look like another one on paper."""
_COMMON: Final = ("matkhau", "password", "qwerty", "123456", "abc123", "iloveyou", "admin")


class Passwords:
    """Makes and checks the secrets of accounts; any thread may use it."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Tests give a cheaper `hasher`; an office never does."""
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turns = threading.Semaphore(AT_ONCE)
        # An unknown login takes as long as a known one.
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def password(self, login: str, words: str) -> Secret:
        """Make the secret of a new password.

        Raises:
            Refused: it is `password-short`, `password-long` or `password-common`.
        """
        words = nfc(words)
        if len(words) < SHORTEST:
            raise Refused("password-short", f"a password has at least {SHORTEST} characters")
        if len(words) > LONGEST:
            raise Refused("password-long", f"a password has at most {LONGEST} characters")
        if _is_common(login, words):
            raise Refused("password-common", "this password is among the first that are guessed")
        with _Turn(self._turns):
            return Secret(login=login, hash=self._hasher.hash(words))

    def is_right(self, secret: Secret | None, words: str, now: UnixMs) -> bool:
        """Tell whether somebody typed the password, or the code, of an account.

        Raises:
            Refused: `busy`; too many people sign in at this moment.
        """
        if secret is not None and secret.is_code:
            is_same = hmac.compare_digest(secret.hash, hash_of_code(words))
            return is_same and now < secret.until_ms
        with _Turn(self._turns):
            try:
                return self._hasher.verify(
                    secret.hash if secret else self._nobody, nfc(words[: LONGEST + 1])
                )
            except (VerificationError, InvalidHashError):
                return False

    def is_dated(self, secret: Secret) -> bool:
        """Whether a secret was made with another cost than ours, and is to be made anew."""
        return not secret.is_code and self._hasher.check_needs_rehash(secret.hash)


def new_code() -> str:
    """Make a one-time code of 58 bits, as people read it to each other: `K7QF-M2XD-9RTB`."""
    letters = [secrets.choice(_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))


def code_secret(login: str, code: str, now: UnixMs) -> Secret:
    """Make the secret of a one-time code that was given out now."""
    return Secret(
        login=login, hash=hash_of_code(code), is_code=True, until_ms=UnixMs(now + CODE_LIVES_MS)
    )


def hash_of_code(code: str) -> str:
    """Hash a code as somebody typed it: small letters and forgotten hyphens are forgiven."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(b"mot-cua code " + plain.encode()).hexdigest()


class _Turn:
    """One of the few places in which a password is checked."""

    def __init__(self, turns: threading.Semaphore) -> None:
        self._turns = turns

    def __enter__(self) -> None:
        if not self._turns.acquire(timeout=PATIENCE):
            raise Refused("busy", "many people sign in at this moment; try again")

    def __exit__(self, *_: object) -> None:
        self._turns.release()


def _is_common(login: str, words: str) -> bool:
    plain = "".join(letter for letter in words.lower() if letter.isalnum())
    return (
        len(set(plain)) < 4
        or login.replace("-", "").replace(".", "") in plain
        or any(plain.replace(one, "").isdigit() or plain == one for one in _COMMON if one in plain)
    )
