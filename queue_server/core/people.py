"""Who may sign in, and the rules of their accounts.

1. An account is what the journal says of it. Its secret is kept beside the journal, never in it.
2. There is always somebody who can administrate, once there was.
3. An inspector comes for a while; so their account has a last day.

Source of the roles: the words of the state's own forms (công chức, lãnh đạo, đoàn kiểm tra).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, get_args

import msgspec

from mot_cua.errors import Refused
from mot_cua.ids import DayText, UnixMs

Role = Literal["officer", "leader", "inspector", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
LOGIN: Final = re.compile(r"[a-z][a-z0-9.-]{1,31}")
"""Two to 32 characters that every keyboard has, and that are no path on any disk."""
LONGEST_NAME: Final = 80


class User(msgspec.Struct, frozen=True, kw_only=True):
    """One person's account. There is no password in it."""

    login: str
    person: str
    """Their name, as it is shown and recorded at a counter."""
    role: Role
    last_day: DayText | None = None
    """The account ends with this day; None: it does not."""
    is_disabled: bool = False

    def may_sign_in(self, today: str) -> bool:
        """Whether the account is in force on a day, which is written as `2026-11-21`."""
        return not self.is_disabled and (self.last_day is None or today <= self.last_day)


def require_sound(users: Mapping[str, User], after: User, *, is_new: bool) -> None:
    """Refuse an account that must not become so; the code says why."""
    if LOGIN.fullmatch(after.login) is None:
        raise Refused("bad-login", f"login {after.login!r}: expected 2 to 32 of a-z 0-9 . -")
    if not after.person.strip() or len(after.person) > LONGEST_NAME:
        raise Refused("bad-person", f"a name has 1 to {LONGEST_NAME} characters")
    if after.role == "inspector" and after.last_day is None:
        raise Refused("needs-last-day", "an inspector's account needs a last day")
    before = users.get(after.login)
    if is_new == (before is not None):
        code = "login-taken" if is_new else "unknown-user"
        raise Refused(code, f"{after.login}: {'is taken' if is_new else 'no such account'}")
    if before is not None:
        _require_an_admin(users, before, after)


def _require_an_admin(users: Mapping[str, User], before: User, after: User) -> None:
    """Refuse to end the last account that can administrate; one with a last day does not count."""
    if not _is_steward(before) or _is_steward(after):
        return
    if not any(_is_steward(one) for one in users.values() if one.login != after.login):
        raise Refused("last-admin", f"{after.login} is the only administrator left")


def _is_steward(user: User) -> bool:
    return user.role == "admin" and not user.is_disabled and user.last_day is None


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """What proves that somebody is who they say; kept beside the journal, never in it."""

    login: str
    hash: str
    """Of a password by Argon2id; of a one-time code by SHA-256, since it is random itself."""
    is_code: bool = False
    """A code lets its holder choose a password, and nothing else."""
    until_ms: UnixMs = UnixMs(0)
    """When a code ends; 0 for a password."""
