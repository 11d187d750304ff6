"""The words that slips say of themselves; all others come from the office."""

from __future__ import annotations

from typing import Final

COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
NONE: Final = "Không có"
NOT_POSTED: Final = "Chưa niêm yết"
BASIS: Final = "Căn cứ"

APOLOGY: Final = "PHIẾU XIN LỖI"
NEW_APPOINTMENT: Final = "và hẹn lại ngày trả kết quả"
APOLOGY_NUMBER: Final = "Số"
DOSSIER: Final = ("Kính gửi tổ chức, cá nhân", "có hồ sơ mã số")
REASON: Final = "Lý do"
NEW_DATE: Final = "NGÀY HẸN TRẢ MỚI"
PLACE: Final = "Nơi nhận kết quả"

RATINGS: Final = "BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ MỨC ĐỘ HÀI LÒNG"
RECEPTION: Final = "I. TÌNH HÌNH TIẾP ĐÓN"
RESULT: Final = "II. KẾT QUẢ ĐÁNH GIÁ"
OTHER_NOTES: Final = "III. GHI NHẬN KHÁC"
BY_SERVICE: Final = "Theo lĩnh vực"
SEAL: Final = "MÃ CHỐT NGÀY"
NOT_SEALED: Final = "CHƯA CHỐT"
NOT_SEALED_NOTE: Final = "Số liệu còn thay đổi đến khi chốt ngày."

CHECKLIST: Final = "HỒ SƠ CẦN CHUẨN BỊ"
FIELD: Final = "Lĩnh vực"
PAPERS: Final = "Giấy tờ"
STEPS: Final = "Các bước"
TIME_LIMIT: Final = "Thời gian giải quyết"
FEE: Final = "Phí"
CHARGE: Final = "Lệ phí"
UPDATED: Final = "Cập nhật ngày"
SUBMIT_AT: Final = "Nơi nộp hồ sơ"
REVIEW_DUE: Final = "QUÁ HẠN RÀ SOÁT"
REVIEW_DUE_NOTE: Final = "Thông tin có thể đã thay đổi. Vui lòng hỏi lại trước khi nộp hồ sơ."

HAND_CALL: Final = "DANH SÁCH GỌI SỐ"
HAND_CALL_NOTE: Final = "Gọi lần lượt từ trên xuống, gọi xong đánh dấu vào ô."
PRIORITY: Final = "ƯU TIÊN"
NOBODY: Final = "Không có số chờ"

HAND_OVER: Final = "BIÊN BẢN BÀN GIAO"
FINDINGS: Final = "I. NỘI DUNG KIỂM TRA"
DEVICES: Final = "II. THIẾT BỊ, PHIÊN BẢN"
REMEDY: Final = "Khắc phục"


def late_text(due: str) -> str:
    """Say what was due; true on the day before as well, when an apology is due itself.

    >>> late_text("20/11/2026")
    'Hồ sơ hẹn trả kết quả ngày 20/11/2026 nhưng không hoàn thành đúng hẹn.'
    """
    return f"Hồ sơ hẹn trả kết quả ngày {due} nhưng không hoàn thành đúng hẹn."


def apology_text(apologist: str, addressed_as: str) -> str:
    """Apologise in the office's name.

    >>> apology_text("Trung tâm", "quý công dân")
    'Trung tâm chân thành xin lỗi quý công dân vì sự chậm trễ này.'
    """
    return f"{apologist} chân thành xin lỗi {addressed_as} vì sự chậm trễ này."


def sheet_text(number: int, total: int) -> str:
    """Say which of several slips this is; a single one says nothing.

    >>> sheet_text(2, 3), sheet_text(1, 1)
    ('Tờ 2/3', '')
    """
    return f"Tờ {number}/{total}" if total > 1 else ""


def passed_text(passed: int, total: int) -> str:
    """Count what was in order.

    >>> passed_text(12, 12), passed_text(10, 12)
    ('Đạt 12/12 nội dung.', 'Đạt 10/12 nội dung; còn 2 nội dung phải khắc phục.')
    """
    rest = f"; còn {total - passed} nội dung phải khắc phục" if passed < total else ""
    return f"Đạt {passed}/{total} nội dung{rest}."
