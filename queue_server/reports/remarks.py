"""What a report says beside its figures: presses that do not count, and what went wrong.

Days and periods, pages and papers say the same, in one order.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from mot_cua.vietnamese import figure

NOTHING = "Không có"


class Noted(Protocol):
    """A day's report or a period's, as far as this is about."""

    @property
    def stray_presses(self) -> int: ...
    @property
    def void_windows(self) -> int: ...
    @property
    def by_hand(self) -> int: ...
    @property
    def admitted(self) -> int: ...
    @property
    def came_late(self) -> int: ...


class Remark(NamedTuple):
    """One thing, and how often it was."""

    label: str
    english: str
    times: int
    prose: str
    """The label where it stands in running text."""
    is_rare: bool = False
    """Whether a page without room leaves it out when there is nothing to remark."""

    @property
    def value(self) -> str:
        """The count; nothing is a word."""
        return figure(self.times) if self.times else NOTHING


def remarks_of(report: Noted) -> tuple[Remark, ...]:
    """List what is to be remarked about a day or a period."""
    return (
        Remark(
            "Lượt bấm không tính",
            "Presses not counted",
            report.stray_presses,
            "Lượt bấm ngoài thời gian đánh giá (không tính)",
        ),
        Remark(
            "Lượt mời bị hủy (mất điện)",
            "Invitations lost to a power cut",
            report.void_windows,
            "lượt mời bị hủy do mất điện",
        ),
        Remark(
            "Số gọi bằng tay",
            "Called by hand while the server was away",
            report.by_hand,
            "số gọi bằng tay khi máy chủ ngừng",
            is_rare=True,
        ),
        Remark(
            "Phiếu nhận khi máy lấy số mất liên lạc",
            "Papers admitted while their kiosk was silent",
            report.admitted,
            "phiếu nhận khi máy lấy số mất liên lạc",
            is_rare=True,
        ),
        Remark(
            "Phiếu đến sau khi chốt",
            "Tickets known after closing",
            report.came_late,
            "phiếu đến sau khi chốt",
        ),
    )
