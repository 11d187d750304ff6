"""The hall board's own words. Marks of calls and sentences of figures come with the view."""

from __future__ import annotations

from typing import Final

CALLED: Final = "MỜI SỐ"
TO_COUNTER: Final = "ĐẾN QUẦY"
RECENT: Final = "SỐ ĐÃ GỌI"
COUNTER: Final = "QUẦY"
WAITING: Final = "SỐ NGƯỜI ĐANG CHỜ"
WAITING_AND_WHEN: Final = "SỐ NGƯỜI ĐANG CHỜ · DỰ KIẾN GỌI"
UNSTAFFED: Final = "chưa có quầy mở"
SATISFACTION: Final = "ĐÁNH GIÁ SỰ HÀI LÒNG HÔM NAY"
SAMPLE: Final = "DỮ LIỆU MẪU"

WELCOME: Final = "Kính chào quý công dân"
WELCOME_HINT: Final = "Vui lòng lấy số và chờ gọi tại đây"
CLOSED: Final = "Ngoài giờ làm việc"
CLOSED_HINT: Final = "Kính chào và hẹn gặp lại quý công dân"
CONNECTING: Final = "Đang kết nối…"
CONNECTING_HINT: Final = "Số đã lấy vẫn được giữ nguyên và sẽ hiện lại ngay khi có kết nối"

BREAK: Final = "Nghỉ giữa giờ"
BREAK_HINT: Final = "Số đã lấy vẫn được giữ nguyên. Gọi tiếp từ {until}."
BEFORE: Final = "Chưa đến giờ gọi số"
BEFORE_HINT: Final = "Quý công dân đã lấy số vui lòng chờ. Bắt đầu gọi từ {until}."
POSTED: Final = "THỦ TỤC NIÊM YẾT"
TIME: Final = "Thời gian"
FEE: Final = "Phí"
CHARGE: Final = "Lệ phí"

FRESH: Final = "Mời đến quầy"
SERVING: Final = "Đang phục vụ"
AGAIN: Final = "Gọi lần {n}"

COME: Final = "Mời vào quầy"
FREE: Final = "Vui lòng chờ gọi số"
FREE_HINT: Final = "Số được mời sẽ hiện tại đây"
PAUSED: Final = "Quầy tạm dừng"
PAUSED_HINT: Final = "Vui lòng chờ trong ít phút"
NOT_OPEN: Final = "Quầy chưa mở"
NOT_OPEN_HINT: Final = "Vui lòng xem bảng ở sảnh chờ"
