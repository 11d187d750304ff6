"""Two tickets of an office that does not exist: for the self-test, the bench and the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hardware.printer.layout import TicketPaper

SAMPLE: Final = TicketPaper(
    agency="UBND XÃ ĐỨC THƯỢNG",
    office="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    label="1012",
    service="Tư pháp – Hộ tịch",
    counters=(1, 2),
    ahead=3,
    forecast="dự kiến gọi sau 10–25 phút",
    taken_at="08:05 – Thứ Bảy, 21/11/2026",
    session="Sáng",
    qr="https://motcua.example.vn/t/7Hk2Q9xZ",
    rules=("Vui lòng giữ phiếu và chờ gọi số.", "Phiếu chỉ có giá trị trong ngày."),
    thanks="Xin trân trọng cảm ơn!",
)
"""An ordinary ticket."""

FULLEST: Final = replace(
    SAMPLE,
    agency="ỦY BAN NHÂN DÂN XÃ ĐỨC THƯỢNG",
    label="4012",
    service_label="Lĩnh vực",
    service="Lao động – Văn hóa – Xã hội, Người có công",
    is_priority=True,
    counters=(4, 0),
    ahead=0,
    rules=(
        "Vui lòng giữ phiếu và chờ gọi số.",
        "Phiếu chỉ có giá trị trong ngày. Gọi 3 lần không có mặt, số sẽ bị hủy.",
    ),
    hotline="Phản ánh, kiến nghị: 0200.000.000",
    is_reprint=True,
    is_test=True,
)
"""A ticket on which everything stands that can."""
