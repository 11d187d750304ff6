"""Accounts that the command line makes: left as a file, and taken over by the server.

The server's journal has one writer. So `mot-cua users` leaves an invitation in the data folder,
which only the server's own user may write, and the next sign-in with that name takes it over.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from mot_cua.ids import UnixMs
from mot_cua.private import leave_note, read_note
from queue_server.core.people import LOGIN, Secret, User
from queue_server.passwords import code_secret, new_code


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An account that waits for its person, with the hash of their one-time code."""

    user: User
    secret: Secret


def leave_invitation(folder: Path, user: User, now: UnixMs) -> str:
    """Invite somebody, or give them a new code; return the code, which stands nowhere else."""
    code = new_code()
    invitation = Invitation(user=user, secret=code_secret(user.login, code, now))
    leave_note(folder / f"{user.login}.json", invitation)
    return code


def find_invitation(folder: Path | None, login: str) -> Invitation | None:
    """Return the invitation of a login; one that cannot be read is logged and left alone."""
    if folder is None or LOGIN.fullmatch(login) is None:
        return None
    found = read_note(folder / f"{login}.json", Invitation, made_by="mot-cua users")
    return found if found and found.user.login == found.secret.login == login else None


def forget_invitation(folder: Path | None, login: str) -> None:
    """Remove an invitation that was taken over."""
    if folder is not None and LOGIN.fullmatch(login):
        (folder / f"{login}.json").unlink(missing_ok=True)
