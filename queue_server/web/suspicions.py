"""What the administrator is told of floods, forged facts and guessed passwords, and what to do."""

from __future__ import annotations

from typing import Final

from mot_cua.business_day import local
from mot_cua.vietnamese import time_text
from queue_server.journal.suspicions import suspicions
from queue_server.web.page import gateway, language

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "flood": (
        "{who} gửi dồn dập nên bị ngắt 1 phút ({times} lần, lần cuối {time}). Nếu lặp lại, hãy khởi"
        " động lại máy đó; vẫn còn thì loại máy: mot-cua devices revoke {who}",
        "{who} flooded the broker and was kept out for a minute ({times}×, last at {time}). If"
        " it does so again, restart it; if that does not help: mot-cua devices revoke {who}",
    ),
    "forged": (
        "{who} báo dữ liệu không thể có, máy chủ đã bỏ ({times} lần, lần cuối {time}). Hãy xem lại"
        " máy đó; nếu nghi bị can thiệp: mot-cua devices revoke {who}",
        "{who} told what it cannot know; it was not believed ({times}×, last at {time}). Look"
        " at it; if somebody tampered with it: mot-cua devices revoke {who}",
    ),
    "account": (
        "Tài khoản {who} bị nhập sai mật khẩu nhiều lần nên tạm khóa ({times} lần, lần cuối"
        " {time}). Hãy hỏi chủ tài khoản; nếu không phải họ thì có người đang dò mật khẩu.",
        "Wrong passwords locked the account {who} for a while ({times}×, last at {time}). Ask"
        " its owner; if it was not them, somebody guesses.",
    ),
    "address": (
        "Máy tính {who} thử nhiều tên đăng nhập nên tạm bị chặn ({times} lần, lần cuối {time}). Hãy"
        " xem ai đang dùng máy đó.",
        "The computer {who} tried many logins and has to wait ({times}×, last at {time}). See"
        " who uses it.",
    ),
}


def suspicion_sentences() -> tuple[str, ...]:
    """Say what was odd today, the latest first."""
    place = 1 if language() == "en" else 0
    return tuple(
        _SENTENCES[one.kind][place].format(
            who=one.who, times=one.times, time=time_text(local(one.last_ms))
        )
        for one in suspicions(gateway().reports.engine)
    )
