"""Who asks for this page: the cookie, the session behind it, and the token of its forms."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, request

from queue_server.core.people import Role, User
from queue_server.web.entrance import Entrance, Visitor
from queue_server.web.page import language
from queue_server.web.permissions import may
from queue_server.web.sessions import csrf_of

_ENTRANCE: Final = "mot-cua-entrance"
_COOKIE: Final = "mot-cua"
_LONGEST: Final = timedelta(days=400)
"""No browser keeps a cookie longer."""


def install(app: Flask, entrance: Entrance) -> None:
    """Give an application its entrance, and its templates whoever reads them."""
    app.extensions[_ENTRANCE] = entrance
    app.context_processor(
        lambda: {"user": visitor().user, "csrf": csrf(), "may": lambda name: may(role(), name)}
    )


def app() -> Flask:
    """Return the present application itself."""
    found = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    assert isinstance(found, Flask)
    return found


def entrance() -> Entrance:
    """Return the present application's entrance."""
    found = current_app.extensions[_ENTRANCE]
    assert isinstance(found, Entrance)
    return found


def visitor() -> Visitor:
    """Say who sent this request; a stranger is a visitor without a user."""
    if "visitor" not in g:
        g.visitor = entrance().visitor(_cookie(""), is_active=_is_somebody_there())
    found = g.visitor
    assert isinstance(found, Visitor)
    return found


def user() -> User:
    """Return who is signed in, on a page that only such people may ask for."""
    found = visitor().user
    assert found is not None
    return found


def welcome() -> Callable[[], bool]:
    """Make a question that a stream asks later, outside of any request: may this reader stay?"""
    door, me = entrance(), visitor()
    if me.user is None:
        return lambda: True
    return lambda: door.visitor(me.token, is_active=False).user == me.user


def role() -> Role | None:
    """Return the role of who sent this request; None for a stranger."""
    user = visitor().user
    return user.role if user else None


def csrf() -> str:
    """Return the token that our pages send along with a change; empty before the first page."""
    token = visitor().token or _cookie("-door") or tablet_words()
    return csrf_of(token) if token else ""


def open_door(answer: Response) -> str:
    """Give a stranger the cookie that the sign-in form is checked against; return its token."""
    if not csrf():
        fresh = secrets.token_urlsafe(32)
        _set(answer, "-door", fresh)
        return csrf_of(fresh)
    return csrf()


def let_in(answer: Response, token: str) -> Response:
    """Hand out the cookie of a session; it ends with the browser, and on the server sooner."""
    _set(answer, "", token)
    return answer


def see_off(answer: Response) -> Response:
    """Take the cookie away."""
    for kind in ("", "-door"):
        answer.delete_cookie(
            _name(kind), secure=request.is_secure, httponly=True, samesite="Strict"
        )
    return answer


def tablet_words() -> str:
    """Return what a tablet shows to be let in; empty for any other browser."""
    return _cookie("-tablet")


def keep_tablet(answer: Response, words: str) -> None:
    """Hand out the cookie of a tablet, which survives its browser's restart."""
    _set(answer, "-tablet", words, max_age=_LONGEST)


def door_address() -> str:
    """Name the sign-in page that leads back to this one; a form is not sent again by itself."""
    is_page = request.method in ("GET", "HEAD")
    return address("/sign-in", request.full_path.rstrip("?") if is_page else "/")


def address(page: str, onward: str) -> str:
    """Name a page of the door in the reader's language; `onward` is where it leads to."""
    asked = {"next": onward} if onward != "/" else {}
    if language() == "en":
        asked["lang"] = "en"
    return f"{page}?{urlencode(asked)}" if asked else page


def safe_next(address: str) -> str:
    r"""Return an address of ours, or `/`: nobody is led to a foreign site by signing in.

    >>> [safe_next(one) for one in ("/counter/1?lang=en", "//evil", "/\\\\evil", "http://evil")]
    ['/counter/1?lang=en', '/', '/', '/']
    """
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    is_plain = "\\" not in address and address.isprintable() and not address.startswith("//")
    return address if is_ours and is_plain else "/"


def _is_somebody_there() -> bool:
    """Whether a person did this, and not a page that reads itself again.

    A browser asks for text/html when somebody opens a page, and for anything when a script does.
    """
    return request.method == "POST" or "text/html" in request.headers.get("Accept", "")


def _cookie(kind: str) -> str:
    return request.cookies.get(_name(kind), "")


def _set(answer: Response, kind: str, value: str, *, max_age: timedelta | None = None) -> None:
    answer.set_cookie(
        _name(kind),
        value,
        max_age=max_age,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def _name(kind: str) -> str:
    """Name a cookie; over TLS so that no other host and no plain page can set it."""
    return f"__Host-{_COOKIE}{kind}" if request.is_secure else f"{_COOKIE}{kind}"
