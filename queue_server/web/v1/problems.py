"""How the API says no: a JSON problem with a code for programs and a sentence for people.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from flask import Response, request

from mot_cua.errors import Refused
from queue_server.web.devices import silence
from queue_server.web.limits import PERIOD_MS
from queue_server.web.page import gateway
from queue_server.web.refusals import sentence

ADDRESS: Final = "/api/v1/"
MEDIA_TYPE: Final = "application/problem+json"
_AGAIN_S: Final = {429: PERIOD_MS // 1000, 503: 2}
"""When to ask again."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not answered or not done. When it was not done, nothing has changed."""

    type: Annotated[str, msgspec.Meta(description="`urn:mot-cua:` and the code of the problem.")]
    title: Annotated[str, msgspec.Meta(description="A sentence in English, the same for a code.")]
    status: int
    detail: Annotated[str, msgspec.Meta(description="What it was this time, for a technician.")]
    message: Annotated[str, msgspec.Meta(description="A sentence in Vietnamese, for a screen.")]


class Problems(Exception):
    """Raised by whoever answers a request of the API; becomes the answer."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code, self.detail = code, detail


_OWN: Final[dict[str, tuple[int, str, str]]] = {
    "token-missing": (
        401,
        "This address asks for a token.",
        "Địa chỉ này cần mã truy cập; quản trị viên cấp mã ở trang Mã truy cập.",
    ),
    "token-wrong": (
        401,
        "This is no token of this office.",
        "Mã truy cập không đúng; vui lòng kiểm tra mã đã sao chép đủ chưa.",
    ),
    "token-revoked": (
        401,
        "This token was revoked.",
        "Mã truy cập đã bị thu hồi; vui lòng xin quản trị viên mã mới.",
    ),
    "token-expired": (
        401,
        "This token has ended.",
        "Mã truy cập đã hết hạn; vui lòng xin quản trị viên mã mới.",
    ),
    "scope-missing": (
        403,
        "This token may not do that.",
        "Mã truy cập này không được phép làm việc đó.",
    ),
    "foreign-page": (
        403,
        "A page of another site may not ask this.",
        "Yêu cầu đến từ trang khác nên không được thực hiện.",
    ),
    "malformed": (
        400,
        "The request cannot be read.",
        "Yêu cầu không đúng dạng.",
    ),
    "no-such-address": (
        404,
        "There is no such address.",
        "Không có địa chỉ này.",
    ),
    "no-such-day": (
        404,
        "The office was not open on this day.",
        "Không có số liệu của ngày này.",
    ),
    "no-such-period": (
        404,
        "There are no figures of this period.",
        "Không có số liệu của kỳ này.",
    ),
    "method": (
        405,
        "This address does not answer that method.",
        "Địa chỉ này không nhận yêu cầu như vậy.",
    ),
    "too-long": (
        413,
        "The body is too long.",
        "Yêu cầu quá dài.",
    ),
    "not-json": (
        415,
        "A body is JSON (application/json).",
        "Chỉ nhận JSON (application/json).",
    ),
    "too-many": (
        429,
        "Too many requests; wait some seconds.",
        "Gửi quá nhiều yêu cầu; vui lòng chờ vài giây.",
    ),
    "mistake": (
        500,
        "The server made a mistake; its log says which.",
        "Máy chủ gặp lỗi; vui lòng thử lại.",
    ),
}
_OF_STATUS: Final = {
    400: "malformed", 401: "token-missing", 403: "foreign-page", 404: "no-such-address",
    405: "method", 413: "too-long", 414: "too-long", 415: "not-json", 429: "too-many",
    431: "too-long",
}  # fmt: skip
_LACKS: Final = {"busy": 503, "disk-failed": 503}


def own_codes() -> list[tuple[str, int, str]]:
    """List the problems of the API itself: code, status, title."""
    return [(code, status, title) for code, (status, title, _) in _OWN.items()]


def is_own(path: str) -> bool:
    """Whether an address is one of the API, whose refusals are problems."""
    return path.startswith(ADDRESS)


def of_code(problem: Problems) -> Response:
    """Answer with a problem of the API itself."""
    status, title, message = _OWN[problem.code]
    return _answer(problem.code, status, title, problem.detail or title, message)


def of_status(status: int, headers: Mapping[str, str]) -> Response:
    """Answer with what Flask or the guard refused."""
    answer = of_code(Problems(_OF_STATUS.get(status, "mistake")))
    if "Allow" in headers:
        answer.headers["Allow"] = headers["Allow"]
    return answer


def of_refusal(refusal: Refused) -> Response:
    """Answer with what a rule of the office forbids."""
    house, code = gateway(), refusal.code
    rules = house.settings.rules
    status = 404 if code.startswith("unknown-") else _LACKS.get(code, 409)
    # With a kiosk out of reach nobody can say that nobody waits.
    said = silence(house) if code == "nobody-waiting" else ""
    message = said or sentence(code, rules, "vi")
    return _answer(code, status, sentence(code, rules, "en"), str(refusal), message)


def _answer(code: str, status: int, title: str, detail: str, message: str) -> Response:
    body = Problem(
        type=f"urn:mot-cua:{code}", title=title, status=status, detail=detail, message=message
    )
    answer = Response(msgspec.json.encode(body), status, mimetype=MEDIA_TYPE)
    if status == 401:
        # Source: RFC 6750, section 3: which error there was is told only to who showed a token.
        error = ', error="invalid_token"' if "Authorization" in request.headers else ""
        answer.headers["WWW-Authenticate"] = f'Bearer realm="mot-cua"{error}'
    if status in _AGAIN_S:
        answer.headers["Retry-After"] = str(_AGAIN_S[status])
    return answer
