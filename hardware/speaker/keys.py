"""What the keys of the kiosk's screen are called aloud: as the screen calls them."""

from __future__ import annotations

from typing import Final

KEYS: Final[dict[str, tuple[str, str]]] = {
    "priority": ("Tôi thuộc diện ưu tiên", "I have priority"),
    # On the screen each language calls the other by its own name, which a voice cannot say.
    "language": ("Tiếng Anh", "Vietnamese"),
    "remembered": ("Đã ghi nhớ", "I will remember"),
    "got-it": ("Đã có phiếu", "I have it"),
    "reprint": ("In lại", "Print again"),
    "second": ("Lấy thêm số cho việc khác", "Take a number for a second errand"),
    "wake": ("Chạm vào màn hình để lấy số", "Touch the screen to take a number"),
    "home": ("Trang chủ", "Start"),
    "back": ("Quay lại", "Back"),
    "vote": ("Đánh giá", "Rate"),
    "visit-none": ("Không có số của tôi", "My number is not here"),
    "why-skip": ("Bỏ qua", "Skip"),
    "vote-end": ("Quay lại", "Back"),
    "still-here": ("Cần thêm thời gian", "I need more time"),
    "aids": ("Trợ giúp", "Accessibility"),
    "stark": ("Tương phản cao", "High contrast"),
    "low": ("Nút ở phía dưới", "Keys at the bottom"),
    "speak": ("Nghe hướng dẫn", "Listen"),
    "lookup": ("Tra cứu thủ tục", "Look up procedures"),
    "type": ("Tìm theo tên", "Find by name"),
    "erase": ("Xóa", "Erase"),
    "turn-next": ("Trang sau", "Next page"),
    "turn-previous": ("Trang trước", "Page before"),
    "print-procedure": ("In để mang về", "Print to take home"),
}
"""(Vietnamese, English) by the names of `kiosk.view.TOUCHES`; letters and procedures have none."""


def key_clip(name: str) -> str:
    """Name the clip of a key.

    >>> key_clip("turn-next")
    'key-turn-next'
    """
    return f"key-{name}"
