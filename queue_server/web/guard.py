"""What keeps strangers out: who asks, whether they may, where the question comes from, and headers.

1. Nothing is allowed that `permissions.TABLE` does not name.
2. What changes something comes from a page of ours: by its origin, and by a token that only our
   pages can read. A ticket's own page needs none: its address is a secret of 128 bits. Nor does
   the API: no cookie opens it, and no browser sends a token by itself.
3. No answer is kept by anybody, shown inside a foreign page, or allowed a script that is not ours.
"""

from __future__ import annotations

import hmac
from typing import Final

from flask import Flask, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from mot_cua.clock import SystemClock
from queue_server.web import tablet_door, who
from queue_server.web.entrance import Entrance, neighbourhood
from queue_server.web.limits import MOST_GUESSES, Limits
from queue_server.web.page import json, language
from queue_server.web.permissions import Resource, missing, resource_of
from queue_server.web.v1 import bearer

MOST_BYTES: Final = 64 * 1024
MOST_UPLOADED: Final = 2 * 1024 * 1024
"""A province's 300 procedures with all their words make a table of about 300 KB."""
MOST_HEARD_OUT: Final = 32 * 1024 * 1024
UPLOADS: Final = frozenset({"registers_in.preview"})
"""Views that are brought a file."""
FORMS: Final = frozenset(
    {
        "phone.rate",
        "phone.say_why",
        "what_if.begin",
        "what_if.cancel",
        "sign_in.enter",
        "sign_in.leave",
        "sign_in.lock",
        "sign_in.choose",
        "people.add",
        "people.change",
        "people.code",
        "periods.remedy",
        "registers.add",
        "registers.change",
        "registers_in.preview",
        "registers_in.confirm",
        "apologies.slip",
        "machines.set_time",
        "tokens.make",
        "tokens.revoke",
        "hand_over.record",
        "hand_over.print_again",
        "hand_over.begin_trial",
        "alerts.answer",
        "periods.respond",
        "tablet.admit",
        "tablet.rate",
        "tablet.say_why",
    }
)
"""Views that take a plain form, for pages without JavaScript."""
_BEARS_A_SECRET: Final = frozenset({"phone.rate", "phone.say_why"})
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LIMITS: Final = "mot-cua-limits"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-site",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def install(app: Flask, entrance: Entrance, *, frame_ancestors: str) -> None:
    """Check every request, and put the headers on every answer."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.config["MAX_FORM_PARTS"] = 100
    app.extensions[_LIMITS] = Limits(SystemClock())
    who.install(app, entrance)
    app.before_request(_allow_uploads)
    app.before_request(_refuse_floods)
    app.before_request(_refuse_strangers)
    app.before_request(_refuse_who_may_not)
    app.after_request(_hear_out)
    headers = _HEADERS | {"Content-Security-Policy": _policy(frame_ancestors)}

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(headers)
        response.headers.setdefault("Cache-Control", "no-store")
        # With `no-referrer` browsers send `Origin: null` with a form, which we refuse.
        response.headers["Referrer-Policy"] = "same-origin"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


def require_complete(app: Flask) -> None:
    """Fail at the start, and not in an office, when an endpoint stands in no row of the table."""
    forgotten = list(missing(app.view_functions))
    if forgotten:
        raise AssertionError(
            f"{', '.join(forgotten)}: no row of queue_server/web/permissions.py names this; add it"
            " to the row of those who may use it"
        )


def limits(app: Flask) -> Limits:
    """Return what an application counts requests with."""
    found = app.extensions[_LIMITS]
    assert isinstance(found, Limits)
    return found


def require_few_guesses() -> None:
    """Answer 429 to a computer that asks for one ticket after another that does not exist."""
    there = f"guesses of {neighbourhood(request.remote_addr or '')}"
    if limits(who.app()).is_too_much(there, MOST_GUESSES):
        abort(429)


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


def _allow_uploads() -> None:
    if request.endpoint in UPLOADS:
        request.max_content_length = MOST_UPLOADED


def _hear_out(response: Response) -> Response:
    """Read the rest of a file that is too large, of whoever may bring one.

    A browser that is still sending when the connection ends shows its own page, and not ours.
    """
    length = request.content_length or 0
    if request.endpoint in UPLOADS and response.status_code == 413 and length > MOST_UPLOADED:
        rest, body = min(length, MOST_HEARD_OUT), request.environ["wsgi.input"]
        while rest > 0 and (portion := body.read(min(rest, MOST_BYTES))):
            rest -= len(portion)
    return response


def _refuse_floods() -> None:
    # Looks and type are many, small, and kept by browsers.
    # Looks and type are many, small, and kept by browsers; this computer is not a stranger.
    if request.endpoint in ("static", "public.font"):
        return
    there = neighbourhood(request.remote_addr or "")
    if not there.startswith(("127.", "::/")) and limits(who.app()).is_too_much(there):
        abort(429)


def _refuse_strangers() -> None:
    """Refuse what a foreign page has sent: wrong origin, wrong token, wrong kind of body."""
    if request.method in _SAFE_METHODS or request.endpoint is None:
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


def _refuse_who_may_not() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # there is no such page, and everybody may be told so
    row = resource_of(request.endpoint)
    if row is None:
        abort(403)
    if row.is_for_tokens:
        bearer.require(row.name, limits(who.app()))
        return None
    refused = _refused(row)
    if refused is not None:
        return refused
    if request.method not in _SAFE_METHODS and not _has_token():
        return _problem("csrf", 403)
    return None


def _refused(row: Resource) -> ResponseReturnValue | None:
    if row.is_open:
        return None
    if row.is_for_tablets:
        return None if _is_own_tablet() else _problem("no-tablet", 403)
    visitor = who.visitor()
    if visitor.user is None or visitor.session is None:
        return _sign_in_first()
    if visitor.session.stage == "code" and row.name != "own":
        return _sign_in_first()
    if visitor.user.role not in row.roles:
        return _problem("not-yours", 403)
    return None


def _is_own_tablet() -> bool:
    return tablet_door.is_of((request.view_args or {})["number"])


def _has_token() -> bool:
    """Whether a change comes with the token of the page that this browser was given."""
    if request.endpoint in _BEARS_A_SECRET:
        return True
    wanted = who.csrf()
    sent = request.headers.get("X-CSRF-Token") or (
        request.form.get("csrf", "") if request.endpoint in FORMS else ""
    )
    return bool(wanted) and hmac.compare_digest(wanted.encode(), sent.encode())


def _sign_in_first() -> ResponseReturnValue:
    """Lead a reader to the door, and tell a script that its session is over."""
    if _is_for_script():
        return _problem("sign-in", 401)
    return redirect(who.door_address(), 303)


def _is_for_script() -> bool:
    is_page = request.method in _SAFE_METHODS or request.endpoint in FORMS
    return request.path.startswith(("/api/", "/events")) or not is_page


def _problem(code: str, status: int) -> ResponseReturnValue:
    vi, en = _SENTENCES[code]
    message = en if language() == "en" else vi
    if _is_for_script():
        return json({"code": code, "message": message}, status)
    return render_template("problem.html", code=status, message=message), status


_SENTENCES: Final = {
    "sign-in": (
        "Phiên làm việc đã khóa hoặc đã hết; vui lòng đăng nhập lại",
        "The session is locked or over; please sign in again",
    ),
    "not-yours": (
        "Tài khoản của bạn không được mở trang này",
        "Your account may not open this page",
    ),
    "no-tablet": (
        "Máy này không phải là bảng đánh giá của quầy",
        "This is not the tablet of the counter",
    ),
    "csrf": (
        "Trang này đã cũ nên chưa thực hiện; vui lòng tải lại trang rồi thử lại",
        "This page is out of date and nothing was done; reload it and try again",
    ),
}
