"""Slips of an office that does not exist: for a test print, the documents, the bench and the tests.

Fees, days and codes are made up, or as they once were; none of them is a source.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hardware.printer.slips import apology, checklist, day_summary, hand_call, hand_over
from hardware.printer.slips.apology import ApologyPaper
from hardware.printer.slips.checklist import Checklist
from hardware.printer.slips.day_summary import DaySummary
from hardware.printer.slips.hand_call import HandCallPaper, Waiting, WaitingLine
from hardware.printer.slips.hand_over import Finding, HandOverPaper
from hardware.printer.slips.sheet import Fact, Letterhead, Signer
from hardware.printer.strips import Strip

LETTERHEAD: Final = Letterhead(
    agency="ỦY BAN NHÂN DÂN XÃ ĐỨC THƯỢNG", office="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
)
_HOTLINE: Final = "Phản ánh, kiến nghị: 0200.000.000"
_DATED: Final = "Đức Thượng, ngày 23 tháng 11 năm 2026"
_LEADER: Final = Signer("GIÁM ĐỐC", "(Ký, ghi rõ họ tên, đóng dấu)")

APOLOGY: Final = ApologyPaper(
    letterhead=LETTERHEAD,
    number="07/2026",
    dossier="H01.23-261109-0042",
    apologist="Trung tâm Phục vụ hành chính công xã Đức Thượng",
    due="25/11/2026",
    reason="Chờ kết quả xác minh của cơ quan phối hợp.",
    new_due="27/11/2026",
    new_due_hours="Thứ Sáu, 07:30–11:30 và 13:30–17:00",
    place="Quầy 5 – Trả kết quả",
    rules=("Ngày trả kết quả chỉ hẹn lại một lần.",),
    basis=("Nghị định số 118/2025/NĐ-CP; Quy chế hoạt động của Trung tâm.",),
    hotline=_HOTLINE,
    dated=_DATED,
    signers=(_LEADER,),
)
"""An apology before the deadline, as the rule wants it; the 24th is a holiday."""

DAY_SUMMARY: Final = DaySummary(
    letterhead=LETTERHEAD,
    day="Ngày 20/11/2026, số liệu chốt lúc 17:30",
    reception=(
        Fact("Lượt lấy số", "62"),
        Fact("Đã phục vụ", "58"),
        Fact("Vắng mặt", "3"),
        Fact("Hết giờ chưa gọi", "1"),
        Fact("Lượt ưu tiên", "7"),
        Fact("Chờ trung bình", "9 phút"),
        Fact("Chờ lâu nhất", "31 phút"),
    ),
    headline="Hài lòng: 100% – trong đó Rất hài lòng: 75,5%",
    response="49/58 lượt phục vụ có đánh giá (84,5%)",
    verdict="Mục tiêu 95%: đạt.",
    levels=(
        Fact("Rất hài lòng", "37"),
        Fact("Hài lòng", "12"),
        Fact("Bình thường", "0"),
        Fact("Không hài lòng", "0"),
        Fact("Không đánh giá", "9"),
    ),
    by_service=(
        Fact("Tư pháp – Hộ tịch", "18/21 · 100% †"),
        Fact("Chứng thực", "14/17 · 100% †"),
        Fact("Đất đai – Nông nghiệp – Môi trường", "9/11 · *"),
        Fact("Lao động – Văn hóa – Xã hội, Người có công", "8/9 · *"),
    ),
    others=(Fact("Lượt bấm không tính", "2"),),
    notes=(
        "Theo lĩnh vực: số lượt đánh giá/số lượt phục vụ · tỷ lệ hài lòng.",
        "(*) Dưới 10 lượt đánh giá: chỉ ghi số lượt.",
        "(†) Dưới 30 lượt đánh giá: mẫu nhỏ.",
        "Tỷ lệ hài lòng = (Rất hài lòng + Hài lòng) : số lượt đánh giá.",
        "Căn cứ: Quyết định số 766/QĐ-TTg; Quy chế hoạt động của Trung tâm.",
    ),
    head="3f9a61c20b7d48e5a1c0f2d49b8e7765c4d3a2910f8e6b5d7c1a0e9f8d2b4c63",
    qr="2026-11-20 3f9a61c20b7d48e5a1c0f2d49b8e7765c4d3a2910f8e6b5d7c1a0e9f8d2b4c63",
    dated="Đức Thượng, ngày 21 tháng 11 năm 2026",
    signers=(Signer("NGƯỜI LẬP BIỂU"), _LEADER),
)
"""A usual day: everybody who rated was satisfied, and the slip says how many did not rate."""

QUIET_DAY: Final = replace(
    DAY_SUMMARY,
    letterhead=replace(LETTERHEAD, marks=("DỮ LIỆU MẪU",)),
    day="Ngày 23/11/2026, số liệu tạm tính đến 10:15",
    reception=(
        Fact("Lượt lấy số", "14"),
        Fact("Đã phục vụ", "12"),
        Fact("Đang chờ", "2"),
        Fact("Lượt ưu tiên", "Không có"),
        Fact("Chờ trung bình", "dưới 1 phút"),
    ),
    headline="Chưa đủ số liệu (8 lượt đánh giá, tối thiểu 10)",
    response="8/12 lượt phục vụ có đánh giá (66,7%)",
    verdict="",
    levels=(
        Fact("Rất hài lòng", "5"),
        Fact("Hài lòng", "2"),
        Fact("Bình thường", "1"),
        Fact("Không hài lòng", "0"),
        Fact("Không đánh giá", "4"),
    ),
    by_service=(),
    others=(),
    notes=("Dưới 10 lượt đánh giá chỉ ghi số lượt, không ghi tỷ lệ.",),
    head="",
    qr="",
    dated=_DATED,
    signers=(Signer("NGƯỜI LẬP BIỂU"),),
)
"""A day that is still open, with too few ratings for a share."""

CHECKLIST: Final = Checklist(
    letterhead=LETTERHEAD,
    field="Chứng thực",
    procedure="Chứng thực bản sao từ bản chính",
    papers=(
        "Bản chính giấy tờ, văn bản cần chứng thực",
        "Bản sao cần chứng thực (nếu đã tự chụp)",
    ),
    steps=(
        "Lấy số tại máy, chọn Chứng thực",
        "Nộp bản chính và bản sao tại quầy",
        "Nộp phí, nhận kết quả cùng bản chính",
    ),
    time_limit="Trong ngày làm việc; nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo.",
    fee="2.000 đồng/trang; từ trang thứ 3 là 1.000 đồng/trang, không quá 200.000 đồng/bản.",
    charge="Không thu",
    basis=("Nghị định số 23/2015/NĐ-CP; Thông tư số 226/2016/TT-BTC.",),
    updated_on="15/07/2026",
    place="Quầy 1, 2",
    qr="https://dichvucong.gov.vn",
    hotline=_HOTLINE,
)
"""A short procedure, freshly reviewed."""

OLD_CHECKLIST: Final = replace(
    CHECKLIST,
    field="Lao động – Văn hóa – Xã hội, Người có công",
    procedure="Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật",
    papers=(
        "Đơn đề nghị xác định, xác định lại mức độ khuyết tật theo mẫu",
        "Bản sao giấy tờ y tế chứng minh khuyết tật: bệnh án, giấy tờ khám, điều trị, phẫu thuật"
        " (nếu có)",
        "Giấy tờ tùy thân để đối chiếu",
    ),
    steps=(),
    time_limit="25 ngày làm việc",
    fee="",
    charge="Không thu",
    basis=(),
    updated_on="15/01/2025",
    is_review_due=True,
    place="Quầy 4",
    qr="",
)
"""A long name, a fee that nobody posted, and a review that is due."""


def _waiting(
    first: int, minutes: range, priority: frozenset[int] = frozenset()
) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(str(first + at), f"{minute // 60:02}:{minute % 60:02}", first + at in priority)
        for at, minute in enumerate(minutes)
    )


HAND_CALL: Final = HandCallPaper(
    letterhead=LETTERHEAD,
    as_of="Lúc 09:40 – Thứ Hai, 23/11/2026",
    lines=(
        WaitingLine(
            "Tư pháp – Hộ tịch",
            (1, 2),
            (Waiting("1019", "09:12", is_priority=True), *_waiting(1014, range(541, 561, 4))),
        ),
        WaitingLine("Chứng thực", (1, 2), ()),
        WaitingLine(
            "Lao động – Văn hóa – Xã hội, Người có công",
            (4, 0),
            _waiting(4003, range(531, 576, 2), frozenset({4003, 4011})),
        ),
        WaitingLine("Trả kết quả", (5,), ()),
    ),
    rules=("Khi hệ thống hoạt động lại: báo các số đã gọi cho người quản trị.",),
)
"""Two services with people, one of them with more than a slip holds; two without."""

HAND_OVER: Final = HandOverPaper(
    letterhead=LETTERHEAD,
    number="Số: 01/BB-TTPVHCC",
    dated=_DATED,
    findings=(
        Finding("Máy lấy số in phiếu rõ, đủ dấu tiếng Việt", is_ok=True),
        Finding("Bảng điện tử hiện đúng số và quầy đang gọi", is_ok=True),
        Finding("Loa gọi số nghe rõ ở cuối phòng chờ", is_ok=True),
        Finding(
            "Nút đánh giá tại quầy 3 sáng đèn khi mời đánh giá",
            is_ok=False,
            remedy="thay dây nối, trước ngày 25/11/2026",
        ),
        Finding("Mất điện 5 phút, số đã cấp vẫn còn", is_ok=True),
        Finding(
            "Đồng hồ máy chủ giữ giờ khi mất mạng",
            is_ok=False,
            remedy="lắp pin đồng hồ, trước ngày 30/11/2026",
        ),
    ),
    devices=(
        Fact("Phần mềm Một Cửa", "1.0.0"),
        Fact("Máy in, khổ 58 mm", "XP-58IIH"),
        Fact("Bộ nút quầy 1", "1.2"),
        Fact("Bộ nút quầy 3", "1.2"),
    ),
    notes=("Biên bản lập thành 02 bản, mỗi bên giữ 01 bản.",),
    signers=(Signer("BÊN GIAO"), Signer("BÊN NHẬN", "(Ký, ghi rõ họ tên, chức vụ)")),
)
"""Six things looked at, two of them to be mended."""


def printed(width_dots: int) -> dict[str, list[list[Strip]]]:
    """Lay every sample out: what it shows → its slips, each to be cut off by itself."""
    return {
        "apology": [apology.strips(APOLOGY, width_dots)],
        "day-summary": [day_summary.strips(DAY_SUMMARY, width_dots)],
        "quiet-day": [day_summary.strips(QUIET_DAY, width_dots)],
        "checklist": [checklist.strips(CHECKLIST, width_dots)],
        "old-checklist": [checklist.strips(OLD_CHECKLIST, width_dots)],
        "hand-call": hand_call.slips(HAND_CALL, width_dots),
        "hand-over": [hand_over.strips(HAND_OVER, width_dots)],
    }
