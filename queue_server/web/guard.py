"""What keeps strangers out of the pages: headers, and a check of who posts.

Offices reach the server by plain HTTP on their own network. A foreign page that an officer has open
must not be able to press keys, nor to show a console inside itself.
"""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, abort, request

MOST_BYTES: Final = 64 * 1024
FORMS: Final = frozenset({"phone.rate", "periods.remedy"})
"""Views that take a plain form, for pages without JavaScript; their address holds a secret."""
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask, *, frame_ancestors: str) -> None:
    """Check every request, and put the headers on every answer."""
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.before_request(_refuse_strangers)
    headers = {
        "Content-Security-Policy": _policy(frame_ancestors),
        "X-Content-Type-Options": "nosniff",
    }

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(headers)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response


def _policy(frame_ancestors: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


def _refuse_strangers() -> None:
    if request.method in _SAFE_METHODS:
        return
    if not _is_same_origin():
        abort(403)
    if request.mimetype != "application/json" and request.endpoint not in FORMS:
        abort(415)


def _is_same_origin() -> bool:
    """Tell whether a page of ours, or no page at all, sent this.

    Browsers send Sec-Fetch-Site only over HTTPS and to localhost; Origin they send with every post.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
