"""When kiosk or server was silent: admit a paper by its number, enter calls made by hand."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, render_template

from mot_cua.business_day import ms_of
from queue_server.web.devices import silence
from queue_server.web.page import gateway, language

papers = Blueprint("papers", __name__)

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Phiếu và gọi tay", "Papers and calls by hand"),
    "to_console": ("Về trang gọi số", "Back to the console"),
    "admit": ("Nhận phiếu chưa có trong hàng chờ", "Admit a paper that the queue does not know"),
    "admit_hint": (
        "Dùng khi máy lấy số không liên lạc được. Nhập số in trên phiếu, hoặc quét mã. Khi máy"
        " lấy số liên lạc lại, phiếu vẫn chỉ là một số.",
        "For a kiosk that is out of reach. Type the number on the paper, or scan its code. When the"
        " kiosk is back, the paper is still one number.",
    ),
    "all_here": ("Mọi máy lấy số đều liên lạc được.", "All kiosks are within reach."),
    "label": ("Số trên phiếu", "Number on the paper"),
    "taken": ("Giờ lấy số trên phiếu", "Time on the paper"),
    "priority": ("Phiếu ghi ƯU TIÊN", "The paper says ƯU TIÊN"),
    "do_admit": ("Nhận phiếu", "Admit"),
    "admitted": ("Đã nhận số {label} vào hàng chờ.", "Number {label} waits now."),
    "by_hand": ("Số đã gọi bằng tay", "Numbers called by hand"),
    "by_hand_hint": (
        "Máy chủ đã ngừng và quầy gọi theo danh sách in: bấm vào từng số đã phục vụ xong. Số được"
        " ghi là gọi tay và đếm riêng trong báo cáo.",
        "The server was away and you called from the printed list: press each number that was"
        " served. It is marked, and counted by itself in the report.",
    ),
    "called": ("Đã gọi tay", "Called by hand"),
    "entered": ("Đã nhập hôm nay", "Entered today"),
    "take_back": ("Nhập nhầm", "By mistake"),
    "done_called": ("Đã ghi số {label} là gọi tay.", "Number {label} is marked as called by hand."),
    "done_back": ("Số {label} chờ lại như trước.", "Number {label} waits as before."),
    "nobody": ("Không có số nào đang chờ.", "Nobody waits."),
    "away": (
        "Máy chủ không trả lời; chưa rõ đã ghi chưa. Vui lòng thử lại.",
        "No answer from the server; try again.",
    ),
}


@papers.get("/counter/<int:number>/papers")
def page(number: int) -> str:
    """Show both, for one counter; its own services first."""
    view = gateway().view
    desk = next((one for one in view.counters if one.number == number), None)
    if desk is None:
        abort(404)
    place = 0 if language() == "vi" else 1
    return render_template(
        "papers.html",
        desk=desk,
        w={key: words[place] for key, words in _WORDS.items()},
        silence=silence(gateway()),
        midnight=ms_of(view.day, "00:00") if view.day else 0,
        waiting=sorted(view.waiting, key=lambda one: one.service not in desk.services),
        by_hand=view.by_hand,
    )


def number_of(text: str) -> str:
    """Return the number of what was typed or scanned: a code that we know says which it is."""
    paper = gateway().book.find(text.rsplit("/", 1)[-1].strip())
    return paper.ticket.label if paper is not None and paper.is_of_today else text
