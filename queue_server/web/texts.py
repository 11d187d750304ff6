"""The words of the pages, Vietnamese and English. Refusals have a catalogue of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["vi", "en"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # Every page
    "product": ("Một Cửa", "Một Cửa"),
    "counter": ("Quầy", "Counter"),
    "sample": ("DỮ LIỆU MẪU", "SAMPLE DATA"),
    "other_language": ("English", "Tiếng Việt"),
    "home": ("Trang chủ", "Home"),
    "no_day": ("Chưa mở ngày làm việc", "No business day is open"),
    # Front page
    "front_title": ("Các trang làm việc", "Pages"),
    "consoles": ("Quầy tiếp nhận", "Counters"),
    "consoles_hint": ("Mỗi công chức mở trang của quầy mình.", "Each officer opens one."),
    "public_page": ("Bảng công khai hài lòng", "Public satisfaction board"),
    "public_hint": ("Kết quả đánh giá hôm nay, cho người dân xem.", "Today's ratings, for all."),
    "guide": ("Hướng dẫn", "Help"),
    "guide_hint": ("Một trang cho cán bộ quầy, để in.", "One page for officers, to print."),
    "admin_page": ("Quản trị", "Administration"),
    "admin_hint": ("Số liệu trong ngày, quầy và thiết bị.", "Today, counters and devices."),
    "report_page": ("Báo cáo ngày", "Daily report"),
    "report_hint": ("Báo cáo hôm nay và các ngày trước, để in.", "Today and earlier, to print."),
    "registers_page": ("Sổ theo dõi", "Registers"),
    "registers_hint": (
        "Phản ánh, xin lỗi, xếp hạng, chỉ tiêu, phân công, thủ tục niêm yết.",
        "Petitions, apologies, ranks, indicators, the roster, posted procedures.",
    ),
    "hours_page": ("Lịch làm việc", "Working hours"),
    "hours_hint": ("Giờ trong tuần, ngày nghỉ, ngày làm bù.", "The week, days off and exchanged."),
    "period_page": ("Báo cáo kỳ", "Reports of periods"),
    "period_hint": (
        "Tuần, tháng, quý, năm: so sánh, diễn biến, nguyên nhân.",
        "Week to year: compared, drawn, explained.",
    ),
    "machines_page": ("Máy và thiết bị", "Computers and devices"),
    "machines_hint": ("Tình trạng từng máy và cách xử lý.", "How each is, and the remedy."),
    "hand_over_page": ("Bàn giao", "Hand-over"),
    "hand_over_hint": ("Những việc cần thử, và biên bản.", "What to try, and the record."),
    # States of a counter and of a number
    "state_open": ("Đang mở", "Open"),
    "state_paused": ("Tạm dừng", "Paused"),
    "state_closed": ("Đang đóng", "Closed"),
    "then_paused": ("Tạm dừng sau lượt này", "Pauses after this number"),
    "then_closed": ("Đóng sau lượt này", "Closes after this number"),
    "is_called": ("Đang gọi", "Called"),
    "is_serving": ("Đang phục vụ", "Serving"),
    "is_free": ("Sẵn sàng", "Free"),
    "priority": ("ƯU TIÊN", "PRIORITY"),
    "calls": ("Lần gọi", "Call"),
    "waited": ("Đã chờ", "Waited"),
    "since_call": ("Từ lúc gọi", "Since call"),
    "since_start": ("Đã phục vụ", "Serving for"),
    "nobody_here": ("Chưa có số tại quầy", "No number at this counter"),
    "leg": ("Lượt thứ", "Service no."),
    # Keys
    "next": ("Gọi số tiếp theo", "Call next number"),
    "finish_next": ("Hoàn thành + gọi tiếp", "Finish + call next"),
    "finish": ("Hoàn thành", "Finish"),
    "start": ("Bắt đầu phục vụ", "Start serving"),
    "recall": ("Gọi lại", "Recall"),
    "no_show": ("Vắng mặt", "Absent"),
    "hold": ("Giữ số", "Hold"),
    "transfer": ("Chuyển", "Transfer"),
    "undo": ("Hoàn tác", "Undo"),
    "undo_call": ("Hoàn tác gọi", "Undo call"),
    "undo_finish": ("Hoàn tác hoàn thành", "Undo finish"),
    "resume": ("Tiếp tục", "Resume"),
    "return": ("Khôi phục", "Restore"),
    "open": ("Mở quầy", "Open counter"),
    "pause": ("Tạm dừng", "Pause"),
    "close": ("Đóng quầy", "Close counter"),
    "find": ("Tìm số…", "Find a number…"),
    "next_leg": ("Xong, sang quầy khác", "Done, next service"),
    "issue": ("Cấp số tại bàn", "Number at the desk"),
    "cancel_choice": ("Bỏ qua", "Cancel"),
    "key_space": ("Cách", "Space"),
    "officer": ("Công chức tiếp nhận", "Officer"),
    "outcome": ("Kết quả", "Outcome"),
    "outcome_hint": ("không bắt buộc", "optional"),
    "dossiers": ("Số hồ sơ", "Dossiers"),
    "still_yes": ("Còn phục vụ", "Still here"),
    "lend": ("Giúp quầy khác", "Help another counter"),
    "end_loan": ("Thôi giúp quầy khác", "Stop helping"),
    "second": ("Giữ thêm quầy", "Second counter"),
    # Choices
    "type_to_find": ("Gõ vài chữ, không cần dấu", "Type some letters"),
    "busy_next": ("Quầy đang có số {label}", "This counter still holds {label}"),
    "undo_both": ("Hoàn tác: {done} xong, gọi {label}", "Undo: {done} done, {label} called"),
    "undo_call_of": ("Hoàn tác gọi {label}", "Undo the call of {label}"),
    "undo_finish_of": ("Hoàn tác: {label} xong", "Undo: {label} done"),
    "undo_cancel_of": ("Khôi phục số đã hủy {label}", "Undo: {label} cancelled"),
    "seconds_left": ("{seconds} s", "{seconds} s"),
    "still_there": ("Số {label} vẫn đang phục vụ?", "Is {label} still being served?"),
    "dossiers_of": ("Số {label} có mấy hồ sơ?", "How many dossiers has {label}?"),
    "dossiers_unit": ("hồ sơ", "dossiers"),
    "lend_to": ("Giúp quầy nào?", "Help which counter?"),
    "lend_for": ("Trong bao lâu? Hết giờ tự thôi.", "For how long? It ends by itself."),
    "lent_until": ("Đang giúp {services} đến {time}", "Helping with {services} until {time}"),
    "second_which": ("Giữ thêm quầy nào?", "Which counter besides?"),
    "second_none": ("Chỉ quầy này", "This one only"),
    "my_counters": ("Các quầy của tôi", "My counters"),
    "resume_which": ("Tiếp tục số nào?", "Which number is back?"),
    "return_which": ("Khôi phục số nào?", "Which number came back?"),
    "at_counter": ("tại quầy", "at counter"),
    "closed_now": (
        "Quầy đang đóng hoặc tạm dừng: nhấn O để mở quầy trước.",
        "The counter is closed or paused: press O to open it first.",
    ),
    "nobody_yet": (
        "Quầy chưa có số: nhấn phím cách để gọi số tiếp theo.",
        "There is no number here: press Space to call the next one.",
    ),
    "unserved": ("{waiting} người chờ {service}", "{waiting} wait for {service}"),
    "unserved_closed": (
        ": chưa có quầy nào mở. Quầy khác có thể nhấn M để giúp.",
        ": no counter is open. Another one may press M to help.",
    ),
    "unserved_paused": (": quầy {counters} đang tạm dừng.", ": counter {counters} is paused."),
    "practice": ("TẬP DÙNG", "PRACTICE"),
    "practice_open": ("Tập dùng", "Practise"),
    "practice_close": ("Thôi tập, về quầy thật", "Back to the real counter"),
    "practice_note": (
        "Số ở đây là số tưởng tượng, không ai được gọi và không ghi vào số liệu.",
        "These numbers are invented: nobody is called and nothing is counted.",
    ),
    "next_leg_to": ("Xong việc ở đây, chuyển tiếp sang", "Done here, goes on to"),
    "pause_why": ("Lý do tạm dừng", "Why the counter pauses"),
    "issue_for": ("Cấp số cho lĩnh vực", "A number for which service?"),
    "issue_priority": ("Diện ưu tiên", "Priority"),
    "issued": ("Đã cấp số {label}. Mời công dân chờ gọi số.", "Number {label} was given out."),
    "find_title": ("Số đang chờ", "Numbers waiting"),
    "find_hint": ("Nhập vài chữ số", "Type some digits"),
    "find_none": ("Không có số nào như vậy đang chờ", "No such number is waiting"),
    "call_this": ("Gọi", "Call"),
    "call_why": ("Lý do gọi trước", "Why it is called first"),
    "more": ("Khác", "More"),
    "cancel_number": ("Hủy số", "Cancel it"),
    "cancelled": ("Đã hủy số {label}.", "Number {label} was cancelled."),
    "undo_cancel": ("Khôi phục", "Undo"),
    "to_priority": ("Cho ưu tiên", "Give priority"),
    "to_normal": ("Bỏ ưu tiên", "No priority"),
    "other_service": ("Đổi lĩnh vực", "Other service"),
    "other_service_to": ("Đổi sang lĩnh vực", "Change to service"),
    # Lists
    "waiting": ("Đang chờ", "Waiting"),
    "people": ("người", "people"),
    "longest": ("Chờ lâu nhất", "Longest wait"),
    "held": ("Số đang giữ", "Numbers on hold"),
    "absent": ("Vắng mặt", "Absent"),
    "nobody_waits": ("Không còn số chờ", "Nobody is waiting"),
    "none": ("Không có", "None"),
    "transfer_to": ("Chuyển sang lĩnh vực", "Transfer to service"),
    "nobody_serves": ("chưa có quầy mở", "no open counter"),
    "minutes": ("phút", "min"),
    "under_minute": ("dưới 1 phút", "under 1 min"),
    "hours": ("giờ", "h"),
    # Connection
    "live": ("Trực tuyến", "Online"),
    "polling": ("Trực tuyến (cập nhật 2 giây)", "Online (every 2 s)"),
    "away": ("Mất kết nối máy chủ", "Server is away"),
    "key_while_away": (
        "Mất kết nối máy chủ: phím chưa được thực hiện. Vui lòng thử lại khi có kết nối.",
        "The server is away: nothing was done. Try again when it is back.",
    ),
    "outcome_unknown": (
        "Máy chủ không trả lời. Trang sẽ đọc lại trạng thái khi có kết nối.",
        "No answer from the server. The page will read the state again when it is back.",
    ),
    "back_again": (
        "Đã kết nối lại; trạng thái đã được cập nhật.",
        "Connected again; the state is up to date.",
    ),
    "asking_again": ("Máy chủ chậm, đang hỏi lại…", "The server is slow; asking again…"),
    "click_first": (
        "Bấm vào trang này để dùng phím tắt.",
        "Click this page to use the keys.",
    ),
    "not_now": ("Phím này chưa dùng được lúc này.", "This key does nothing right now."),
    # Papers
    "unprinted": ("Phiếu chưa in được", "Papers not printed"),
    "print_all": ("In lại tất cả", "Print all"),
    "print_one": ("In lại", "Print"),
    "print_failed": ("chưa in được", "not printed"),
    "print_unconfirmed": ("không rõ đã in chưa", "not known"),
    "needs_script": (
        "Trang này cần JavaScript để gọi số.",
        "This page needs JavaScript to call numbers.",
    ),
}

OUTCOMES: Final[dict[str, tuple[str, str]]] = {
    "accepted": ("Tiếp nhận", "Accepted"),
    "supplement": ("Yêu cầu bổ sung", "To be completed"),
    "rejected": ("Từ chối", "Rejected"),
    "returned": ("Trả kết quả", "Result given"),
    "returned-at-once": ("Trả kết quả ngay", "Result at once"),
    "guided": ("Hướng dẫn", "Guided"),
}
"""How a visit ended."""

PAUSES: Final[tuple[tuple[str, str], ...]] = (
    ("Nghỉ giải lao", "Break"),
    ("Trình ký hồ sơ", "Papers to be signed"),
    ("Họp", "Meeting"),
    ("Hỗ trợ quầy khác", "Helps another counter"),
    ("Sự cố thiết bị", "Technical trouble"),
)
"""Why a counter pauses; the Vietnamese is what the boards show."""

CALL_REASONS: Final[tuple[tuple[str, str], ...]] = (
    ("Người già yếu, khuyết tật", "Frail or disabled"),
    ("Phụ nữ mang thai, có con nhỏ", "Pregnant, or with a small child"),
    ("Hẹn trước", "Appointment"),
    ("Bổ sung hồ sơ", "Brings a missing paper"),
    ("Khác", "Other"),
)
"""Why a number is called out of order; the Vietnamese goes into the journal."""

_LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")

TEXTS: Final[dict[Language, Mapping[str, str]]] = {
    language: {key: words[index] for key, words in _WORDS.items()}
    for index, language in enumerate(_LANGUAGES)
}

TICKET_STATES: Final[dict[str, str]] = {
    "waiting": "đang chờ",
    "called": "đang gọi",
    "serving": "đang phục vụ",
    "held": "đang giữ",
    "no-show": "vắng mặt",
    "done": "đã phục vụ",
    "cancelled": "đã hủy",
    "expired": "hết giờ chưa gọi",
}

PARTS: Final[dict[str, tuple[str, str]]] = {
    "printer": ("Máy in", "Printer"),
    "unit": ("Bộ nút quầy", "Counter unit"),
    "buttons": ("Nút bấm", "Buttons"),
    "button": ("Nút", "Button"),
    "button cable": ("Dây nút bấm", "Cable of the buttons"),
    "scanner": ("Đầu đọc mã", "Scanner"),
    "speaker": ("Loa", "Speaker"),
    "digits": ("Bảng số", "Digits"),
    "backlight": ("Đèn nền", "Back-light"),
    "server": ("Máy chủ", "Server"),
    "numbers": ("Số đã cấp", "Numbers given out"),
    "facts": ("Tin của thiết bị", "What a device tells"),
    "outbox": ("Tin chờ gửi", "What waits to be told"),
    "line": ("Đường truyền", "The line"),
}
"""A part of a device, as its health names it."""

PART_STATES: Final[dict[str, tuple[str, str]]] = {
    "ready": ("Sẵn sàng", "Ready"),
    "away": ("Mất kết nối", "Away"),
    "near_end": ("Sắp hết giấy", "Paper runs low"),
    "disconnected": ("Mất kết nối máy in", "Not connected"),
    "silent": ("Không trả lời", "Does not answer"),
    "cover_open": ("Nắp máy in đang mở", "Cover open"),
    "paper_end": ("Hết giấy", "Out of paper"),
    "cutter": ("Kẹt dao cắt", "Cutter stuck"),
    "error": ("Báo lỗi", "Reports an error"),
    "offline": ("Tạm ngừng", "Off line"),
    "gone": ("Không kết nối được", "Cannot be reached"),
    "unplugged": ("Đã rút dây", "Unplugged"),
    "stuck": ("Bị kẹt", "Stuck"),
    "noisy": ("Bị nhiễu", "Disturbed"),
    "no-sound": ("Không có tiếng", "No sound"),
    "no-voice": ("Thiếu giọng đọc, chỉ có chuông", "Recordings are missing, chime only"),
    "starting": ("Đang khởi động", "Starting"),
    "testing": ("Đang thử, không tính", "Being tested, not counted"),
    "restarted": ("Khởi động lại", "Started again"),
    "forgotten": ("Mất số đã cấp", "Forgotten"),
    "forged": ("Không thể đúng, không tính", "Cannot be true, not counted"),
    "shed": ("Bỏ bớt tin về tình trạng máy", "Health left out"),
    "gap": ("Thiếu tin", "Missing"),
    "flood": ("Quá tải", "Flooded"),
}

KIOSK_SILENT: Final = (
    "Máy lấy số không liên lạc được: {names}. Có thể còn người cầm phiếu mà hàng chờ chưa có.",
    "Kiosk out of reach: {names}. People may hold numbers that the queue does not know yet.",
)
SINCE: Final = ("(từ {})", "(since {})")
NOT_SEEN: Final = ("(chưa thấy từ khi máy chủ khởi động)", "(not seen since the server started)")

GRADES: Final[dict[str, tuple[str, str]]] = {
    "ok": ("Ổn", "Fine"),
    "look": ("Nên xem", "Look at it"),
    "bad": ("Hỏng", "Bad"),
}
"""How bad a finding of the doctor is."""
ROLES: Final[dict[str, tuple[str, str]]] = {
    "server": ("Máy chủ", "Queue server"),
    "kiosk": ("Máy lấy số", "Kiosk"),
    "display": ("Bảng hiển thị", "Hall board"),
    "bridge": ("Bộ nối quầy", "Bridge"),
    "unit": ("Bộ nút quầy", "Counter unit"),
}

PROBLEMS: Final[dict[int, tuple[str, str]]] = {
    400: ("Yêu cầu không đúng", "Bad request"),
    403: ("Yêu cầu đến từ trang khác nên không được thực hiện", "Not from this site; not done"),
    404: ("Không có trang này", "There is no such page"),
    405: ("Trang này không nhận yêu cầu như vậy", "Not possible here"),
    413: (
        "Dữ liệu gửi lên quá lớn nên chưa ghi gì; tệp nhập vào sổ tối đa 2 MB",
        "Too long, and nothing was written; a table for a register has at most 2 MB",
    ),
    415: ("Chỉ nhận JSON (application/json)", "Only JSON is accepted (application/json)"),
    429: ("Máy này hỏi quá nhiều lần; vui lòng chờ vài giây", "Too many requests; wait a little"),
    500: ("Máy chủ gặp lỗi; vui lòng thử lại", "The server made a mistake; try again"),
    503: ("Đã hết chỗ; trang sẽ tự hỏi lại", "No place left; the page will ask again"),
}
