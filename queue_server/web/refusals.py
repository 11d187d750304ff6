"""What an officer reads when a rule forbids a step: one calm sentence for each code of the core."""

from __future__ import annotations

from typing import Final

from config.settings import Rules
from queue_server.web.texts import Language

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "busy": ("Máy chủ đang bận, vui lòng thử lại.", "The server is busy; please try again."),
    "disk-failed": (
        "Máy chủ không ghi được vào ổ đĩa; chưa có gì thay đổi. Vui lòng báo kỹ thuật.",
        "The server cannot write to its disk; nothing was changed. Please tell the technician.",
    ),
    "citizen-elsewhere": (
        "Công dân đang được phục vụ ở quầy khác với một số nữa; số này sẽ chờ.",
        "This citizen is being served elsewhere with another number; this one waits.",
    ),
    "study-running": (
        "Đang tính một câu hỏi khác; vui lòng chờ hoặc hủy.",
        "Another question is being worked out; wait for it, or cancel it.",
    ),
    "nobody-waiting": ("Không còn số chờ cho quầy này.", "Nobody is waiting for this counter."),
    "counter-busy": (
        "Quầy đang có một số; vui lòng hoàn thành số đó trước.",
        "This counter still holds a number; finish it first.",
    ),
    "counter-empty": ("Quầy chưa có số nào.", "This counter holds no number."),
    "counter-closed": (
        "Quầy đang đóng; vui lòng mở quầy trước.",
        "This counter is closed; open it first.",
    ),
    "counter-paused": (
        "Quầy đang tạm dừng; vui lòng mở quầy trước.",
        "This counter is paused; open it first.",
    ),
    "open-while-open": ("Quầy đang mở rồi.", "This counter is open already."),
    "pause-while-closed": ("Quầy đang đóng.", "This counter is closed."),
    "pause-while-paused": ("Quầy đang tạm dừng rồi.", "This counter is paused already."),
    "close-while-closed": ("Quầy đã đóng rồi.", "This counter is closed already."),
    "recall-limit": (
        "Đã gọi đủ {calls} lần; có thể báo vắng mặt.",
        "Already called {calls} times; you may mark it absent.",
    ),
    "recall-too-soon": (
        "Vừa gọi xong; mỗi lần gọi cách nhau {recall_after_s} giây.",
        "Called just now; calls are {recall_after_s} s apart.",
    ),
    "absent-needs-calls": (
        "Cần gọi đủ {calls} lần trước khi báo vắng mặt.",
        "Call {calls} times before marking it absent.",
    ),
    "absent-too-soon": (
        "Công dân có thể đang đi tới quầy; vui lòng chờ đủ {absent_after_s} giây từ lần gọi đầu"
        " (người ưu tiên gấp {absent_priority_factor}).",
        "The citizen may still be walking; wait {absent_after_s} s from the first call"
        " ({absent_priority_factor} times that for priority).",
    ),
    "undo-too-late": (
        "Đã quá thời gian hoàn tác.",
        "It is too late to undo this.",
    ),
    "nothing-to-undo": ("Không có gì để hoàn tác.", "There is nothing to undo."),
    "already-rated": (
        "Lượt này đã có đánh giá nên không hoàn tác được.",
        "This visit was already rated; the finish stands.",
    ),
    "not-here": ("Số này do quầy khác giữ.", "Another counter holds this number."),
    "not-served-here": (
        "Quầy này không phục vụ lĩnh vực của số đó; vui lòng chuyển số.",
        "This counter does not serve that number; transfer it.",
    ),
    "calendar-impossible": (
        "Lịch làm việc này có chỗ chưa đúng; vui lòng xem lại.",
        "These hours cannot be kept; please look again.",
    ),
    "calendar-unchanged": ("Lịch làm việc không có gì thay đổi.", "Nothing was changed."),
    "loan-length": (
        "Thời gian giúp quầy khác phải từ 1 đến 240 phút.",
        "Help lasts between 1 and 240 minutes.",
    ),
    "served-here": ("Quầy này vốn đã phục vụ lĩnh vực đó.", "This counter serves that already."),
    "not-lent": ("Quầy này không giúp lĩnh vực nào.", "This counter helps with nothing now."),
    "not-serving": (
        "Số này mới được gọi, chưa bắt đầu phục vụ.",
        "This number was called; its service has not begun.",
    ),
    "dossier-count": ("Số hồ sơ phải từ 1 đến 99.", "A number brings 1 to 99 dossiers."),
    "hold-not-over": (
        "Quầy kia vẫn đang giữ số này; số được trả lại hàng chờ sau {hold_limit_min} phút.",
        "The other counter still holds this number; it is released after {hold_limit_min} min.",
    ),
    "target-closed": (
        "Chưa có quầy mở cho lĩnh vực đó nên chưa chuyển được.",
        "No open counter serves that; the number stays here.",
    ),
    "returned-already": (
        "Số này đã được khôi phục một lần; mời công dân lấy số mới.",
        "This number has already come back once; please take a new one.",
    ),
    "return-too-late": (
        "Vắng mặt quá {return_within_min} phút; mời công dân lấy số mới.",
        "Absent for more than {return_within_min} min; please take a new number.",
    ),
    "class-unchanged": ("Số này đã ở diện đó rồi.", "It is of that class already."),
    "service-unchanged": (
        "Số này đang chờ đúng lĩnh vực đó rồi.",
        "It waits for that service already.",
    ),
    "unknown-counter": ("Không có quầy này.", "There is no such counter."),
    "unknown-service": ("Không có lĩnh vực này.", "There is no such service."),
    "unknown-ticket": ("Hôm nay không có số này.", "No such number is known today."),
    "not-waiting": ("Số này không còn chờ.", "This number is not waiting."),
    "not-finished": (
        "Lượt này chưa phục vụ xong nên chưa đánh giá được.",
        "This visit is not finished; it cannot be rated yet.",
    ),
    "rated-already": ("Số này đã được đánh giá.", "This visit was rated already."),
    "rating-void": (
        "Lượt này không nhận đánh giá do sự cố mất điện.",
        "This visit cannot be rated: the power was cut.",
    ),
    "unknown-reason": ("Không có lý do này.", "There is no such reason."),
    "reason-not-asked": (
        "Lượt này không hỏi lý do, hoặc đã quá thời gian chọn lý do.",
        "No reason is asked for this visit, or no longer.",
    ),
    "not-a-month": ("Chỉ ghi cho từng tháng.", "This is written for a month."),
    "response-too-long": (
        "Nội dung công khai tối đa 400 ký tự.",
        "The board has room for 400 letters.",
    ),
    "unknown-alert": ("Không có cảnh báo này.", "There is no such alert."),
    "alert-unanswered": (
        "Vui lòng ghi đã làm gì trước khi kết thúc cảnh báo.",
        "Say what was done before the alert is closed.",
    ),
    "alert-too-long": (
        "Nội dung ghi tối đa 2.000 ký tự.",
        "At most 2,000 letters.",
    ),
    "unknown-level": ("Không có mức đánh giá này.", "There is no such level."),
    "day-closed": ("Chưa mở ngày làm việc.", "No business day is open."),
    "day-open": ("Ngày làm việc đang mở.", "A business day is still open."),
    "day-sealed": ("Ngày này đã chốt số liệu.", "This day is sealed."),
    "nothing-to-print": (
        "Mọi số còn hiệu lực đều đã in phiếu.",
        "Every valid number is on paper.",
    ),
    "not-of-this-kiosk": (
        "Số này không do máy lấy số đó cấp.",
        "This number was not given out by that kiosk.",
    ),
    "kiosk-is-here": (
        "Máy lấy số đang kết nối và chưa cấp số này; vui lòng xem lại số trên phiếu.",
        "The kiosk is connected and has not given out this number; look at the paper again.",
    ),
    "no-such-number": (
        "Không có số như vậy; vui lòng nhập đủ số in trên phiếu, ví dụ 1012.",
        "There is no such number; type it as on the paper, for example 1012.",
    ),
    "number-not-of-today": (
        "Máy lấy số đã báo các số sau mà không có số này; có thể là phiếu của ngày khác.",
        "The kiosk told of later numbers and not of this one; the paper may be of another day.",
    ),
    "not-by-hand": (
        "Số này không phải số gọi tay.",
        "This number was not called by hand.",
    ),
    "reprint-limit": (
        "Số này đã in lại {reprints} lần; vui lòng ghi số ra giấy và kiểm tra máy in.",
        "This number was printed again {reprints} times; write it by hand and check the printer.",
    ),
    "device-away": (
        "Máy lấy số đang mất kết nối; chưa gửi được lệnh in.",
        "The kiosk is away; it cannot be told to print.",
    ),
    "series-exhausted": (
        "Đã hết số cấp tại bàn cho lĩnh vực này.",
        "All desk numbers of this service are used.",
    ),
    "remedy-incomplete": (
        "Vui lòng ghi đủ nguyên nhân, biện pháp và người thực hiện.",
        "Name the cause, the action and who does it.",
    ),
    "remedy-too-long": (
        "Mỗi mục ghi tối đa 2.000 ký tự.",
        "Each field has at most 2,000 letters.",
    ),
    "entry-wrong": (
        "Dòng này chưa ghi được vào sổ; vui lòng xem lại từng ô.",
        "This line cannot be written into the register; look at each field again.",
    ),
    "entry-changed": (
        "Người khác vừa sửa dòng này; chưa ghi gì. Vui lòng mở lại dòng và sửa tiếp.",
        "Somebody else has just changed this line; nothing was written. Open it again.",
    ),
    "entry-unchanged": ("Dòng này không có gì thay đổi.", "This line says that already."),
    "unknown-register": ("Không có sổ này.", "There is no such register."),
    "unknown-entry": ("Sổ không có dòng này.", "The register has no such line."),
    "clock-untrusted": (
        "Đồng hồ máy chủ đang sai nên chưa ghi sổ được; vui lòng báo kỹ thuật.",
        "The server's clock is wrong, and registers go by its dates; tell the technician.",
    ),
    "unknown-period": ("Không có kỳ báo cáo này.", "There is no such period."),
    "on-trial": ("Đang chạy thử rồi.", "The office is being tried out already."),
    "hand-over-names": (
        "Vui lòng ghi tên bên giao và bên nhận.",
        "Say who hands over and who takes over.",
    ),
    "hand-over-open": (
        "Việc nào chưa đạt thì ghi còn phải làm gì, trước ngày nào.",
        "For everything that is not well say what is to be done, and until when.",
    ),
    "bad-moment": (
        "Vui lòng nhập đủ ngày và giờ.",
        "Give a date and a time.",
    ),
    "clock-impossible": (
        "Hôm nay không thể là ngày đó; vui lòng xem lại.",
        "That cannot be today; look again.",
    ),
    "clock-behind": (
        "Nhật ký đã có ghi chép muộn hơn giờ đó; vui lòng xem lại ngày và giờ.",
        "The journal has records later than that; look at date and time again.",
    ),
    "clock-in-service": (
        "Còn quầy đang mở nên chưa chỉnh quá 10 phút; vui lòng đóng các quầy trước.",
        "While counters are open the time moves by at most 10 minutes; close them first.",
    ),
    "clock-kept": (
        "Đồng hồ này đang được máy chủ thời gian giữ đúng, không cần chỉnh.",
        "A time server keeps this clock right; there is nothing to set.",
    ),
    "clock-not-ours": (
        "Máy chủ này chưa được cài phần chỉnh giờ; kỹ thuật viên chạy lại scripts/install-pi.",
        "This server may not set its clock; a technician runs scripts/install-pi again.",
    ),
    "bad-date": ("Ngày không hợp lệ.", "That is no date."),
}

_STATES: Final[dict[str, tuple[str, str]]] = {
    "waiting": ("đang chờ", "waiting"),
    "called": ("đang được gọi", "being called"),
    "serving": ("đang được phục vụ", "being served"),
    "held": ("đang được giữ", "on hold"),
    "no-show": ("đã vắng mặt", "absent"),
    "done": ("đã phục vụ xong", "done"),
    "cancelled": ("đã hủy", "cancelled"),
    "expired": ("đã hết hiệu lực", "expired"),
}
_WHILE: Final = (
    "Số này {state}, nên chưa làm được việc đó.",
    "This number is {state}; that cannot be done now.",
)
_OTHERWISE: Final = ("Chưa làm được việc đó.", "That cannot be done now.")


def sentence(code: str, rules: Rules, language: Language) -> str:
    """Say why something was not done.

    >>> sentence("recall-while-serving", Rules(), "vi")
    'Số này đang được phục vụ, nên chưa làm được việc đó.'
    >>> sentence("recall-limit", Rules(), "en")
    'Already called 3 times; you may mark it absent.'
    """
    index = 0 if language == "vi" else 1
    if code in _SENTENCES:
        return _SENTENCES[code][index].format_map(_values(rules))
    _, separator, state = code.rpartition("-while-")
    if separator and state in _STATES:
        return _WHILE[index].format(state=_STATES[state][index])
    return _OTHERWISE[index]


def is_known(code: str) -> bool:
    """Tell whether a code has a sentence of its own."""
    return code in _SENTENCES or code.rpartition("-while-")[2] in _STATES


def _values(rules: Rules) -> dict[str, int]:
    return {
        name: value
        for name in rules.__struct_fields__
        if isinstance(value := getattr(rules, name), int)
    }
