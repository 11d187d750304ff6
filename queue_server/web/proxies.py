"""Whose word counts about where a request comes from: that of the proxies in the office file.

From anybody else `X-Forwarded-…` and `Forwarded` are removed before a page sees them. A proxy's
last word is believed, and no word before it: that came from outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WORDS: Final = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


class Proxies:
    """An application that hears of proxies only from those it knows."""

    def __init__(self, app: WSGIApplication, known: tuple[str, ...]) -> None:
        self._app, self._known = app, known

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        said = {word: environ.pop(word, "") for word in _WORDS}
        if environ.get("REMOTE_ADDR") in self._known:
            environ.update(_believed(said))
        return self._app(environ, start)


def _believed(said: dict[str, str]) -> dict[str, Any]:
    """Return what changes in the request, by the last word of the nearest proxy.

    >>> _believed({"HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.168.1.7"})
    {'REMOTE_ADDR': '192.168.1.7'}
    """
    last = {word: text.rpartition(",")[2].strip() for word, text in said.items()}
    changes: dict[str, Any] = {}
    if address := last.get("HTTP_X_FORWARDED_FOR"):
        changes["REMOTE_ADDR"] = address
    if last.get("HTTP_X_FORWARDED_PROTO") in ("http", "https"):
        changes["wsgi.url_scheme"] = last["HTTP_X_FORWARDED_PROTO"]
    if host := last.get("HTTP_X_FORWARDED_HOST"):
        changes["HTTP_HOST"] = host
    return changes
