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
CONNECTING_HINT: Final = "Số được gọi sẽ hiện lại ngay khi có kết nối"

FRESH: Final = "Mời đến quầy"
SERVING: Final = "Đang phục vụ"
AGAIN: Final = "Gọi lần {n}"
