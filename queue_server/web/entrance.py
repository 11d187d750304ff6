"""Signing in: who is let in, who has to wait, and what is remembered of it.

1. A try is counted before it is checked, so that a hundred at once are a hundred tries.
2. Nobody learns from an answer whether a login exists.
3. An account waits longer after each wrong password, and a computer that tries many names too.
   Whoever unlocks their own screen is counted by that screen: a stranger who types an officer's
   name wrongly elsewhere cannot lock them out at their counter.
"""

from __future__ import annotations

import ipaddress
import logging
from math import ceil
from pathlib import Path
from typing import Final, NamedTuple

from mot_cua.business_day import day_of
from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import Refused
from mot_cua.ids import RequestId, UnixMs, new_id
from queue_server.core import commands as c
from queue_server.core.people import LOGIN, Secret, User
from queue_server.gateway import Gateway
from queue_server.invitations import find_invitation, forget_invitation
from queue_server.passwords import Passwords
from queue_server.web.sessions import Session, Sessions, Waits

log = logging.getLogger(__name__)

ACCOUNT_TRIES: Final = 5
ADDRESS_TRIES: Final = 20
WITHIN_MS: Final = 60 * 60_000
"""So long a failure is remembered after the last one."""
FIRST_WAIT_MS: Final = 60_000
LONGEST_WAIT_MS: Final = 15 * 60_000
"""A wait begins with one minute and doubles with each further failure, up to this."""
MOST_KEPT: Final = 5000
"""Names and addresses whose failures are remembered."""


class TooManyTries(Refused):
    """Somebody has to wait before the next try."""

    def __init__(self, code: str, wait_ms: int) -> None:
        self.minutes = max(1, ceil(wait_ms / 60_000))
        super().__init__(code, f"too many wrong passwords; wait {self.minutes} min")


class Visitor(NamedTuple):
    """Whoever asks for a page."""

    user: User | None = None
    """None for a stranger, and while the screen is locked."""
    session: Session | None = None
    token: str = ""


class Entrance:
    """The one door; any thread may use it."""

    def __init__(
        self,
        gateway: Gateway,
        sessions: Sessions,
        *,
        passwords: Passwords | None = None,
        invitations: Path | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`clock` is people's own time, whatever time the office has.

        `invitations` is the folder of notes that the command line leaves.
        """
        self._gateway, self.sessions, self.notes = gateway, sessions, invitations
        self.passwords, self._clock = passwords or Passwords(), clock or SystemClock()

    def visitor(self, token: str, *, is_active: bool) -> Visitor:
        """Say whose cookie this is. An account that has ended has no sessions any more."""
        session = self.sessions.find(token, is_active=is_active) if token else None
        if session is None:
            return Visitor()
        user = self._gateway.users.get(session.login)
        if user is None or not user.may_sign_in(self._today()):
            self.sessions.end(token)
            return Visitor()
        return Visitor(None if session.is_locked else user, session, token)

    def enter(self, login: str, words: str, *, address: str, old: str = "") -> str:
        """Let somebody in; return the cookie of a new session. The `old` one ends.

        Raises:
            TooManyTries: `account-waits` or `address-waits`.
            Refused: `wrong-password`, `account-ended`, or `busy`.
        """
        login = login.strip().lower()
        mine = (f"login {login}",) if LOGIN.fullmatch(login) else ()
        from_there = f"address {neighbourhood(address)}"
        # The address first: who has to wait there must not make an account wait as well.
        self._count(from_there, ADDRESS_TRIES, "address-waits")
        for one in mine:
            self._count(one, ACCOUNT_TRIES, "account-waits")
        self._take_over(login)
        try:
            secret = self._prove(login, words)
        except Refused as refusal:
            if refusal.code == "wrong-password":
                self._note_lock_outs(login, from_there, mine)
            raise
        self.sessions.forgive(*mine)
        # Only this try: or whoever has an account could guess at others without end.
        self.sessions.take_back(from_there)
        if not self._gateway.users[login].may_sign_in(self._today()):
            raise Refused("account-ended", f"the account {login} is not in force")
        if self.passwords.is_dated(secret):
            self.choose(login, words)
        if old:
            self.sessions.end(old)
        return self.sessions.begin(login, "code" if secret.is_code else "open")

    def unlock(self, visitor: Visitor, words: str) -> None:
        """Open a locked screen again.

        Raises:
            Refused: as `require_own`.
        """
        self.require_own(visitor, words)
        self.sessions.unlock(visitor.token)

    def require_own(self, visitor: Visitor, words: str) -> None:
        """Make sure that it is still the same person; five wrong passwords sign them out.

        Raises:
            Refused: `wrong-password`, `signed-out`, or `busy`.
        """
        assert visitor.session is not None
        who = f"session {visitor.session.csrf}"
        failures, _ = self.sessions.failures(who, within_ms=WITHIN_MS)
        self.sessions.note_failure(who, within_ms=WITHIN_MS, at_most=MOST_KEPT)
        if failures >= ACCOUNT_TRIES:
            self.sessions.end(visitor.token)
            self._note_lock_out(visitor.session.login, "", failures, 0)
            raise Refused("signed-out", "too many wrong passwords in one session")
        self._prove(visitor.session.login, words)
        self.sessions.forgive(who)

    def choose(self, login: str, words: str) -> str:
        """Give somebody the password of their choice; all their sessions end but a new one.

        Raises:
            Refused: the password is too weak, or the server is `busy`.
        """
        secret = self.passwords.password(login, words)
        self._change(login, "password-chosen", self._gateway.users[login], secret)
        self.sessions.end_all(login)
        return self.sessions.begin(login)

    def now_ms(self) -> UnixMs:
        """People's own time."""
        return self._clock.wall_ms()

    def _prove(self, login: str, words: str) -> Secret:
        secret = self._gateway.secret_of(login) if login in self._gateway.users else None
        is_right = self.passwords.is_right(secret, words, self._clock.wall_ms())
        if secret is None or not is_right:
            raise Refused("wrong-password", "login or password is wrong")
        return secret

    def _note_lock_outs(self, login: str, from_there: str, mine: tuple[str, ...]) -> None:
        """Put on record that this failure makes somebody wait: each wait once, when it begins."""
        address = from_there.removeprefix("address ")
        # A name that is no account may be a password in the wrong field.
        known = login if login in self._gateway.users else ""
        named = [(known, one, ACCOUNT_TRIES) for one in mine if known]
        for whose, who, tries in [*named, ("", from_there, ADDRESS_TRIES)]:
            failures, _ = self.sessions.failures(who, within_ms=WITHIN_MS)
            if failures >= tries:
                self._note_lock_out(whose, address, failures, _waits(tries).after(failures))

    def _note_lock_out(self, login: str, address: str, failures: int, wait_ms: int) -> None:
        note = c.NoteLockOut(
            request=RequestId(new_id()),
            login=login,
            address=address,
            failures=failures,
            wait_ms=wait_ms,
        )
        try:
            self._gateway.ask(note)
        except Refused as refusal:
            log.warning("a lock-out of %s is not on record: %s", login or address, refusal)

    def _count(self, who: str, tries: int, code: str) -> None:
        waits = _waits(tries)
        if not self.sessions.may_try(who, within_ms=WITHIN_MS, waits=waits):
            failures, ago = self.sessions.failures(who, within_ms=WITHIN_MS)
            raise TooManyTries(code, max(1, waits.after(max(failures, tries)) - ago))
        self.sessions.forget_oldest(at_most=MOST_KEPT)

    def _take_over(self, login: str) -> None:
        """Take over an account that the command line has left."""
        found = find_invitation(self.notes, login)
        if found is None:
            return
        what = "code-given" if login in self._gateway.users else "added"
        try:
            self._change(login, what, found.user, found.secret, by="console")
        except Refused as refusal:
            if refusal.code == "busy":
                raise
            log.warning("the invitation of %s was refused and is removed: %s", login, refusal)
        forget_invitation(self.notes, login)
        self.sessions.end_all(login)

    def _change(self, login: str, what: str, user: User, secret: Secret, *, by: str = "") -> None:
        request = RequestId(new_id())
        change = c.ChangeUser(
            request=request, by=by or login, what=what, user=user, secret=secret  # type: ignore[arg-type]
        )  # fmt: skip
        self._gateway.ask(change, by=signature(by or login))

    def _today(self) -> str:
        return day_of(self._gateway.now_ms())


def _waits(tries: int) -> Waits:
    return Waits(tries, FIRST_WAIT_MS, LONGEST_WAIT_MS)


def entrance_of(gateway: Gateway, data: Path) -> Entrance:
    """Open the entrance of an office that keeps its data in this folder.

    Raises:
        JournalError: the file of sessions cannot be used.
    """
    clock = SystemClock()
    sessions = Sessions(data / "sessions.db", clock)
    if not any(one.role == "admin" for one in gateway.users.values()):
        log.warning(
            "nobody may administrate yet; run 'mot-cua users add NAME --role admin' on this"
            " computer, and sign in with the code that it prints"
        )
    return Entrance(gateway, sessions, invitations=data / "people", clock=clock)


def signature(login: str) -> str:
    """Write who did something, as the journal has it; no device is named like this."""
    return f"user/{login}"


def neighbourhood(address: str) -> str:
    """Name the computer at an address; one with IPv6 has 2^64 addresses of its own.

    >>> neighbourhood("192.168.1.20"), neighbourhood("2001:db8::7:1")
    ('192.168.1.20', '2001:db8::/64')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
