"""What the page of tokens says, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mot_cua.errors import Refused
from queue_server.core.tokens import LONGEST_NAME
from queue_server.web.texts import Language

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "tokens": ("Mã truy cập cho hệ thống khác", "Tokens of other systems"),
    "hint": (
        "Một hệ thống khác của cơ quan (cổng dịch vụ công, trang thông tin, phần mềm báo cáo) đọc"
        " hàng chờ hoặc gọi số bằng mã này, không cần tài khoản. Mỗi hệ thống một mã riêng; mã lộ"
        " thì thu hồi mã đó, các hệ thống khác không bị ảnh hưởng.",
        "Another system of the agency (a portal, a web site, a reporting tool) reads the queue or"
        " calls numbers with a token and without an account. Give each system its own: when one"
        " leaks, revoke that one, and nobody else is disturbed.",
    ),
    "manual": ("Mô tả giao diện (OpenAPI)", "Description of the interface (OpenAPI)"),
    "none": ("Chưa có mã nào.", "There are no tokens yet."),
    "fresh": ("Mã truy cập cho", "Token for"),
    "fresh_hint": (
        "Mã chỉ hiện lần này. Hãy chép ngay vào cấu hình của hệ thống kia; nếu mất thì thu hồi và"
        " tạo mã khác. Hệ thống gửi mã trong dòng  Authorization: Bearer …",
        "It is shown only now. Put it into the other system's settings at once; if it is lost,"
        " revoke it and make another. It is sent as  Authorization: Bearer …",
    ),
    "rates_at": ("Chỉ để công dân đánh giá tại quầy", "Nothing but rating at counter"),
    "tablets": ("Máy tính bảng đánh giá tại quầy", "Tablets to rate on at a counter"),
    "tablets_hint": (
        "Trên chính máy tính bảng đó, mở địa chỉ của quầy dưới đây, đăng nhập một lần bằng tài"
        " khoản quản trị và bấm nút trên trang. Máy hiện trong danh sách ở trên; mất máy thì thu"
        " hồi tại đó.",
        "On that very tablet open the counter's address below, sign in once as an administrator,"
        " and press the button there. The tablet then stands in the list above; when it is lost,"
        " revoke it there.",
    ),
    "make": ("Tạo mã", "Make a token"),
    "name": ("Dùng cho hệ thống nào", "For which system"),
    "name_hint": ("Ví dụ: Cổng dịch vụ công của tỉnh", "For example: the province's portal"),
    "last_day": ("Ngày hết hạn (trong vòng một năm)", "Last day (within a year)"),
    "scopes": ("Được phép làm gì", "What it may do"),
    "revoke": ("Thu hồi mã", "Revoke"),
    "revoked": ("Đã thu hồi", "Revoked"),
    "expired": ("Hết hạn", "Ended"),
    "until": ("đến hết ngày", "until"),
    "made": ("Tạo bởi", "Made by"),
    "on": ("ngày", "on"),
    "taken_back": ("Thu hồi bởi", "Revoked by"),
    "queue:read": (
        "Xem hàng chờ: số đang gọi, số người chờ, dự kiến (như bảng ở sảnh)",
        "Read the queue: who is called, how many wait, the forecast (as in the hall)",
    ),
    "figures:read": (
        "Xem số liệu ngày và kỳ (gộp các dòng ít đánh giá)",
        "Read figures of days and periods (small groups told together)",
    ),
    "devices:read": ("Xem tình trạng thiết bị", "Read how the devices are"),
    "tickets:write": ("Cấp số tại bàn", "Give out numbers of the desk"),
    "counters:write": (
        "Gọi số và hoàn thành ở mọi quầy",
        "Call and finish at every counter",
    ),
}

TOKEN_TEXTS: Final[dict[Language, Mapping[str, str]]] = {
    "vi": {key: vi for key, (vi, _) in _WORDS.items()},
    "en": {key: en for key, (_, en) in _WORDS.items()},
}

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "bad-token-name": (
        f"Vui lòng ghi mã dùng cho hệ thống nào (tối đa {LONGEST_NAME} ký tự).",
        f"Say which system it is for, in 1 to {LONGEST_NAME} characters.",
    ),
    "no-scope": (
        "Vui lòng chọn ít nhất một việc mà mã được phép làm.",
        "Choose at least one thing that it may do.",
    ),
    "bad-token-end": (
        "Ngày hết hạn phải từ hôm nay đến một năm sau.",
        "The last day is between today and a year from now.",
    ),
    "bad-token-id": (
        "Chưa cấp được mã; vui lòng thử lại.",
        "The token was not made; please try again.",
    ),
    "unknown-token": ("Không có mã này.", "There is no such token."),
    "busy": ("Máy chủ đang bận, vui lòng thử lại.", "The server is busy; please try again."),
    "disk-failed": (
        "Máy chủ không ghi được vào ổ đĩa; chưa có gì thay đổi. Vui lòng báo kỹ thuật.",
        "The server cannot write to its disk; nothing was changed. Please tell the technician.",
    ),
}


def is_known_of_tokens(code: str) -> bool:
    """Whether `token_sentence` has words for a refusal."""
    return code in _SENTENCES


def token_sentence(refusal: Refused, language: Language) -> str:
    """Say why a token was not made or revoked."""
    return _SENTENCES[refusal.code][1 if language == "en" else 0]
