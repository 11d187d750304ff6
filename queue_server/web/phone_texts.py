"""The words of a ticket's own page, Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from queue_server.web.texts import Language

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "your_number": ("Số của quý vị", "Your number"),
    "counters": ("Quầy phục vụ", "Counters"),
    "call_count": ("Lần gọi {n}", "Call {n}"),
    "paper_of": ("Phiếu ngày {day}", "Ticket of {day}"),
    "privacy": (
        "Trang này không thu thập thông tin cá nhân. Ai có phiếu đều xem được trang này.",
        "This page collects no personal data. Whoever has the ticket can open it.",
    ),
    "complain": ("Phản ánh, kiến nghị: {hotline}", "Complaints and proposals: {hotline}"),
    # Where the number is
    "ahead": ("Còn {n} người trước", "{n} ahead of you"),
    "next": ("Quý vị là người tiếp theo", "You are next"),
    "waiting": (
        "Vui lòng chờ gọi số. Trang này tự cập nhật.",
        "Please wait for your call. This page updates itself.",
    ),
    "called": (
        "Mời số {label} đến quầy\u00a0{counter}",
        "Number {label}, please go to counter\u00a0{counter}",
    ),
    "called_number": ("Mời số", "Number"),
    "called_counter": ("đến quầy", "go to counter"),
    "serving": ("Đang phục vụ tại quầy\u00a0{counter}", "Being served at counter\u00a0{counter}"),
    "held": ("Quầy\u00a0{counter} đang giữ số này", "Counter\u00a0{counter} keeps this number"),
    "held_hint": (
        "Khi đã sẵn sàng, mời quý vị quay lại quầy\u00a0{counter}; không cần lấy số mới.",
        "When you are ready, go back to counter\u00a0{counter}; no new number is needed.",
    ),
    "no-show": ("Vắng mặt", "Absent"),
    "no-show_hint": (
        "Số này đã được gọi mà chưa thấy quý vị. Vui lòng giữ phiếu, đến máy lấy số quét lại mã"
        " trên phiếu hoặc báo công chức trong {minutes} phút làm việc; mỗi số được quay lại một"
        " lần.",
        "This number was called and nobody came. Keep the ticket and scan it at the ticket machine,"
        " or tell an officer, within {minutes} working minutes; a number may come back once.",
    ),
    "no-show_again_hint": (
        "Số này đã quay lại một lần và lại vắng mặt. Vui lòng lấy số mới.",
        "This number had come back once and was absent again. Please take a new number.",
    ),
    "no-show_past_hint": (
        "Số này đã được gọi mà không có người đến. Vui lòng lấy số mới.",
        "This number was called and nobody came. Please take a new number.",
    ),
    "done": ("Đã phục vụ xong", "Done"),
    "done_hint": ("Xin cảm ơn quý vị.", "Thank you."),
    "cancelled": ("Số này đã được hủy", "This number was cancelled"),
    "cancelled_hint": (
        "Nếu có nhầm lẫn, vui lòng báo công chức hoặc lấy số mới.",
        "If that is a mistake, please tell an officer or take a new number.",
    ),
    "expired": ("Hết giờ, số này chưa được gọi", "Closing time came before this number"),
    "expired_hint": (
        "Phiếu không còn hiệu lực. Rất xin lỗi quý vị; vui lòng lấy số mới vào ngày làm việc tới.",
        "The ticket is no longer valid. We are sorry; please take a new number on a working day.",
    ),
    # Attention
    "sound": ("Bật âm báo", "Turn the sound on"),
    "sound_on": ("Âm báo đã bật", "The sound is on"),
    "sound_hint": (
        "Điện thoại sẽ kêu và rung khi đến lượt, nếu trang này đang mở.",
        "The phone sounds and vibrates at your call while this page is open.",
    ),
    "away": (
        "Mất kết nối. Vui lòng nghe loa và nhìn bảng gọi số.",
        "No connection. Please listen and watch the boards.",
    ),
    # Rating
    "rate": (
        "Mời quý công dân đánh giá mức độ hài lòng",
        "How satisfied are you with the service?",
    ),
    "rate_before": ("Đánh giá lượt vừa phục vụ xong", "Rate the service that was just finished"),
    "rate_hint": (
        "Đánh giá là ẩn danh; công chức không xem được từng lượt. Mỗi lượt chỉ đánh giá một lần.",
        "Anonymous; officers cannot see single ratings. Each visit is rated once.",
    ),
    "rated": ("Số này đã được đánh giá", "This visit was rated"),
    "rated_hint": (
        "Xin cảm ơn! Ý kiến của quý công dân đã được ghi nhận.",
        "Thank you! Your opinion was noted.",
    ),
    "why": (
        "Điều gì làm quý vị chưa hài lòng?",
        "What were you not satisfied with?",
    ),
    "why_hint": (
        "Không bắt buộc. Đánh giá đã được ghi nhận, dù quý vị có chọn lý do hay không.",
        "Optional. Your rating was noted, whether you choose a reason or not.",
    ),
    "why_skip": ("Bỏ qua", "Skip"),
    "where_to_complain": (
        "Góp ý này là ẩn danh. Phản ánh, kiến nghị cần trả lời: {hotline}.",
        "This is anonymous. For a complaint that is to be answered: {hotline}.",
    ),
    "busy_why": (
        "Máy chủ đang bận, lý do chưa được ghi nhận. Vui lòng bấm lại.",
        "The server is busy and your reason was not noted. Please press again.",
    ),
    "rate_late": (
        "Ngày phục vụ đã chốt số liệu: đánh giá được ghi vào phần bổ sung.",
        "The day of your visit is sealed: your rating will stand in its supplement.",
    ),
    "busy": (
        "Máy chủ đang bận, đánh giá chưa được ghi nhận. Vui lòng bấm lại.",
        "The server is busy and your rating was not noted. Please press again.",
    ),
    # No page
    "gone": ("Không tìm thấy phiếu này", "This ticket was not found"),
    "gone_hint": (
        "Mã trên phiếu, kể cả để đánh giá, chỉ dùng được đến hết ngày làm việc tiếp theo. Vui lòng"
        " kiểm tra lại phiếu hoặc hỏi công chức.",
        "The code on a ticket works until the end of the next working day, for rating too. Please"
        " check the ticket or ask an officer.",
    ),
}

PHONE_TEXTS: Final[dict[Language, Mapping[str, str]]] = {
    "vi": {key: words[0] for key, words in _WORDS.items()},
    "en": {key: words[1] for key, words in _WORDS.items()},
}
