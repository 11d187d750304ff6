"""What a report says beside its figures: presses that do not count, and what went wrong.

Days and periods, pages and papers say the same, in one order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from mot_cua.vietnamese import figure
from queue_server.core.figures import NOTHING
from queue_server.journal.faults_reader import Fault
from queue_server.reports.fault_words import fault_words


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
    @property
    def faults(self) -> Sequence[Fault]: ...


class Remark(NamedTuple):
    """One thing, and how often it was."""

    label: str
    english: str
    prose: str
    """The label where it stands in running text."""
    value: str
    """How often, or what; nothing is a word."""
    number: int | None
    """The value as a number; None where it is words."""
    is_rare: bool = False
    """Whether a page without room leaves it out when there is nothing to remark."""


def remarks_of(report: Noted) -> tuple[Remark, ...]:
    """List what is to be remarked about a day or a period."""
    return (
        _counted(
            report.stray_presses,
            "Lượt bấm không tính",
            "Presses not counted",
            "Lượt bấm ngoài thời gian đánh giá (không tính)",
        ),
        _counted(
            report.void_windows,
            "Lượt mời bị hủy (mất điện)",
            "Invitations lost to a power cut",
            "lượt mời bị hủy do mất điện",
        ),
        _counted(
            report.by_hand,
            "Số gọi bằng tay",
            "Called by hand while the server was away",
            "số gọi bằng tay khi máy chủ ngừng",
            is_rare=True,
        ),
        _counted(
            report.admitted,
            "Phiếu nhận khi máy lấy số mất liên lạc",
            "Papers admitted while their kiosk was silent",
            "phiếu nhận khi máy lấy số mất liên lạc",
            is_rare=True,
        ),
        _counted(
            report.came_late,
            "Phiếu đến sau khi chốt",
            "Tickets known after closing",
            "phiếu đến sau khi chốt",
        ),
        _faults(report.faults),
    )


def _counted(number: int, label: str, english: str, prose: str, *, is_rare: bool = False) -> Remark:
    return Remark(label, english, prose, figure(number) if number else NOTHING, number, is_rare)


def _faults(faults: Sequence[Fault]) -> Remark:
    words = fault_words(faults)
    number = None if words else 0
    return Remark("Sự cố thiết bị", "Device faults", "sự cố thiết bị", words or NOTHING, number)
