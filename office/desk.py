"""Somebody at a page without a browser: signs in at the door, reads, and presses."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any, Final

from config.house import House
from mot_cua.clock import SystemClock
from mot_cua.errors import MotCuaError
from queue_server.core.people import User
from queue_server.invitations import leave_invitation
from queue_server.passwords import new_code

PATIENCE: Final = 5.0
_FORM_TOKEN: Final = re.compile(r'name="csrf" (?:content|value)="([0-9a-f]+)"')


class Desk:
    """One person at the pages of one server; for one thread."""

    def __init__(self, base: str, login: str, password: str, code: str = "") -> None:
        """Sit down; `code` is there once, and lets us choose the password."""
        self._base, self.login, self.password, self._code = base, login, password, code
        self._cookies = CookieJar()
        self._line = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._cookies)
        )
        self._csrf = ""

    @property
    def cookie(self) -> str:
        """The session's cookie; empty while nobody is signed in."""
        return next((one.value or "" for one in self._cookies if one.name == "mot-cua"), "")

    def sign_in(self, password: str = "") -> None:
        """Sign in. Raises MotCuaError when we are not let in, OSError when the server is away."""
        self._cookies.clear()
        self._read_token("/sign-in")
        self._fill_in("/sign-in", login=self.login, password=password or self.password)

    def come_in(self) -> None:
        """Sign in, the first time with the code; errors as of `sign_in`."""
        if self._code:
            try:
                self.sign_in(self._code)
                self._fill_in("/password", new=self.password, again=self.password)
            except urllib.error.HTTPError as problem:
                problem.close()
                if problem.code != 403:
                    raise
                # The server took our password, and died before it could say so.
            self._code = ""
            if self.cookie:
                return
        self.sign_in()

    @property
    def is_in(self) -> bool:
        """Whether we have come in, as far as we know."""
        return bool(self.cookie) and not self._code

    def ask(self, path: str, body: object) -> Any:
        """Press a key, and sign in before when that is needed; errors as of `press`."""
        if not self.is_in:
            self.come_in()
        try:
            return self.press(path, body)
        except urllib.error.HTTPError as problem:
            if problem.code != 401:
                raise
            problem.close()
        self.sign_in()
        return self.press(path, body)

    def read(self, path: str) -> Any:
        """Read JSON. Raises urllib.error.HTTPError with 401 when the session is over."""
        # Somebody who looks at a page is there; without this the session would be locked.
        with self._open(path, headers={"Accept": "text/html, application/json"}) as answer:
            return json.load(answer)

    def press(self, path: str, body: object) -> Any:
        """Post JSON; errors as of `read`."""
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self._csrf}
        with self._open(path, json.dumps(body).encode(), headers) as answer:
            return json.load(answer)

    def _fill_in(self, path: str, **fields: str) -> None:
        form = urllib.parse.urlencode({**fields, "csrf": self._csrf, "next": "/password"})
        with self._open(path, form.encode()) as answer:
            page = answer.read().decode()
            if urllib.parse.urlsplit(answer.url).path == "/sign-in":
                raise MotCuaError(f"{self._base}: {self.login} was not let in")
        self._take_token(page)

    def _read_token(self, path: str) -> None:
        with self._open(path) as answer:
            self._take_token(answer.read().decode())

    def _take_token(self, page: str) -> None:
        found = _FORM_TOKEN.search(page)
        if found is None:
            raise MotCuaError(f"{self._base}: no form on the page of the door; is it our server?")
        self._csrf = found[1]

    def _open(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own server on loopback
            self._base + path, data=body, headers=headers or {}
        )
        return self._line.open(request, timeout=PATIENCE)


def hire(house: House, base: str) -> Desk:
    """Invite the one officer who sits at every counter of an office that is played."""
    user = User(login="mo-phong", person="Mô phỏng", role="officer")
    code = leave_invitation(house.data / "people", user, SystemClock().wall_ms())
    return Desk(base, user.login, new_code().lower(), code)
