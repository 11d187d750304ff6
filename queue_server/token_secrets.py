"""The secrets of tokens, and the notes that the command line leaves about them.

A token is written `motcua_k7qfm2xd_` and 256 random bits. Whoever finds one in a log or a mail sees
what it is and which one to revoke; and scanners of repositories can look for its first letters.

The server's journal has one writer. So `mot-cua token` leaves a note in the data folder, like an
invitation of somebody, and the server takes it over before it looks at that token again.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from mot_cua.private import leave_note, read_note
from queue_server.core.people import Secret
from queue_server.core.tokens import TOKEN_ID, Token

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_WRITTEN: Final = re.compile(r"motcua_([a-z2-7]{8})_[A-Za-z0-9_-]{43}")


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to a token at the command line."""

    token: Token
    secret: Secret | None = None
    """Of a new one; None: it is to be revoked."""


def new_token_id() -> str:
    """Make the name by which people and the journal know a token."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def new_words(token: str) -> str:
    """Make what another system shows; it stands nowhere else."""
    return f"motcua_{token}_{secrets.token_urlsafe(32)}"


def id_in(words: str) -> str | None:
    """Return whose words these say they are; None when they are no token at all.

    >>> id_in("motcua_k7qfm2xd_" + 43 * "x"), id_in("motcua_k7qfm2xd_short")
    ('k7qfm2xd', None)
    """
    found = _WRITTEN.fullmatch(words)
    return found[1] if found else None


def secret_of_token(token: str, words: str) -> Secret:
    """Make the secret of a token. One round is enough: nobody guesses 256 random bits."""
    hashed = hashlib.sha256(b"mot-cua token " + words.encode()).hexdigest()
    return Secret(login=secret_name(token), hash=hashed)


def secret_name(token: str) -> str:
    """Name the secret of a token among those of people; no login has a slash."""
    return f"token/{token}"


def leave_token_note(folder: Path, note: Note) -> None:
    """Tell the server what was done; a later note about the same token replaces this one."""
    leave_note(_path(folder, note.token.id), note)


def find_token_note(folder: Path | None, token: str) -> Note | None:
    """Return the note about a token; one that cannot be read is logged and left alone."""
    if folder is None or TOKEN_ID.fullmatch(token) is None:
        return None
    found = read_note(_path(folder, token), Note, made_by="mot-cua token")
    return found if found and found.token.id == token else None


def token_notes(folder: Path | None) -> Iterator[Note]:
    """Read all notes that wait."""
    for path in sorted(folder.glob("token_*.json")) if folder else ():
        note = find_token_note(folder, path.stem.removeprefix("token_"))
        if note is not None:
            yield note


def forget_token_note(folder: Path | None, token: str) -> None:
    """Remove a note that was taken over."""
    if folder is not None and TOKEN_ID.fullmatch(token):
        _path(folder, token).unlink(missing_ok=True)


def _path(folder: Path, token: str) -> Path:
    # No login has an underscore, so that no note is taken for an invitation.
    return folder / f"token_{token}.json"
