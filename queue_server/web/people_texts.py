"""What the pages of the door and of the accounts say, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mot_cua.errors import Refused
from queue_server.passwords import LONGEST, SHORTEST
from queue_server.web.entrance import TooManyTries
from queue_server.web.texts import Language

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "sign_in": ("Đăng nhập", "Sign in"),
    "sign_in_hint": (
        "Dành cho cán bộ, lãnh đạo, đoàn kiểm tra và quản trị viên.",
        "For officers, leaders, inspectors and administrators.",
    ),
    "sign_out": ("Đăng xuất", "Sign out"),
    "lock": ("Khóa màn hình", "Lock"),
    "locked": ("Màn hình đã khóa", "The screen is locked"),
    "locked_hint": (
        "Quầy vẫn giữ nguyên trạng thái. Nhập mật khẩu để làm tiếp.",
        "The counter is as you left it. Enter your password to go on.",
    ),
    "unlock": ("Mở khóa", "Unlock"),
    "somebody_else": ("Người khác đăng nhập", "Sign in as somebody else"),
    "login": ("Tên đăng nhập", "Login"),
    "password": ("Mật khẩu hoặc mã một lần", "Password or one-time code"),
    "own_password": ("Mật khẩu", "Password"),
    "forgot": (
        "Quên mật khẩu? Quản trị viên cấp cho bạn một mã mới, dùng một lần.",
        "Forgotten? The administrator gives you a new one-time code.",
    ),
    "to_board": ("Xem bảng công khai", "To the public board"),
    "choose": ("Đặt mật khẩu của bạn", "Choose your password"),
    "choose_first": (
        "Mã một lần chỉ dùng để đặt mật khẩu. Không ai khác biết mật khẩu này, kể cả quản trị"
        " viên.",
        "The code only lets you choose a password. Nobody else knows it, not even the"
        " administrator.",
    ),
    "choose_hint": (
        f"Ít nhất {SHORTEST} ký tự. Một câu ngắn dễ nhớ tốt hơn một từ khó nhớ.",
        f"At least {SHORTEST} characters. A short sentence is better than a difficult word.",
    ),
    "now": ("Mật khẩu đang dùng", "Present password"),
    "new": ("Mật khẩu mới", "New password"),
    "again": ("Nhập lại mật khẩu mới", "New password again"),
    "save": ("Lưu", "Save"),
    "accounts": ("Tài khoản", "Accounts"),
    "person": ("Họ và tên", "Name"),
    "role": ("Vai trò", "Role"),
    "last_day": ("Ngày hết hạn (nếu có)", "Last day (if any)"),
    "until": ("đến hết ngày", "until"),
    "disabled": ("Ngừng sử dụng", "Out of use"),
    "add": ("Thêm tài khoản", "Add an account"),
    "add_hint": (
        "Sau khi thêm, trang hiện một mã dùng một lần. Hãy đưa mã cho đúng người; họ tự đặt mật"
        " khẩu khi đăng nhập lần đầu. Tài khoản đoàn kiểm tra phải có ngày hết hạn.",
        "A one-time code is shown afterwards. Give it to its person, who chooses a password at the"
        " first sign-in. An inspector's account needs a last day.",
    ),
    "tokens": ("Mã truy cập cho hệ thống khác (API)", "Tokens of other systems (API)"),
    "new_code": ("Cấp mã mới", "New code"),
    "code_for": ("Mã một lần cho", "One-time code for"),
    "code_hint": (
        "Mã chỉ hiện một lần và có hiệu lực 7 ngày. Mật khẩu cũ, nếu có, không còn dùng được.",
        "It is shown only now and is valid for 7 days. An old password is worth nothing any more.",
    ),
    "role_officer": ("Cán bộ", "Officer"),
    "role_leader": ("Lãnh đạo", "Leader"),
    "role_inspector": ("Đoàn kiểm tra", "Inspector"),
    "role_admin": ("Quản trị viên", "Administrator"),
}

PEOPLE_TEXTS: Final[dict[Language, Mapping[str, str]]] = {
    "vi": {key: vi for key, (vi, _) in _WORDS.items()},
    "en": {key: en for key, (_, en) in _WORDS.items()},
}

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "wrong-password": (
        "Tên đăng nhập hoặc mật khẩu không đúng. Vui lòng kiểm tra phím Caps Lock và bộ gõ"
        " tiếng Việt.",
        "Login or password is wrong. Check Caps Lock and the Vietnamese keyboard.",
    ),
    "account-waits": (
        "Tên này đã nhập sai nhiều lần nên tạm khóa. Vui lòng thử lại sau {minutes} phút, hoặc nhờ"
        " quản trị viên cấp mã mới.",
        "Too many wrong passwords for this login. Try again in {minutes} min, or ask the"
        " administrator for a code.",
    ),
    "address-waits": (
        "Máy tính này đã nhập sai quá nhiều lần. Vui lòng thử lại sau {minutes} phút.",
        "Too many wrong passwords from this computer. Try again in {minutes} min.",
    ),
    "account-ended": (
        "Tài khoản này đã hết hạn hoặc ngừng sử dụng. Vui lòng liên hệ quản trị viên.",
        "This account has ended. Please ask the administrator.",
    ),
    "signed-out": (
        "Đã nhập sai nhiều lần nên phiên làm việc kết thúc. Vui lòng đăng nhập lại.",
        "Too many wrong passwords; you were signed out. Please sign in again.",
    ),
    "busy": (
        "Nhiều người đang đăng nhập cùng lúc; vui lòng thử lại.",
        "Many people sign in at this moment; please try again.",
    ),
    "password-differs": (
        "Hai lần nhập mật khẩu mới không giống nhau.",
        "The two new passwords differ.",
    ),
    "password-short": (
        f"Mật khẩu cần ít nhất {SHORTEST} ký tự.",
        f"A password has at least {SHORTEST} characters.",
    ),
    "password-long": (
        f"Mật khẩu có nhiều nhất {LONGEST} ký tự.",
        f"A password has at most {LONGEST} characters.",
    ),
    "password-common": (
        "Mật khẩu này quá dễ đoán. Hãy chọn một câu ngắn mà chỉ bạn nghĩ ra.",
        "This password is too easy to guess. Choose a short sentence of your own.",
    ),
    "bad-login": (
        "Tên đăng nhập gồm 2 đến 32 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối.",
        "A login has 2 to 32 small letters, digits, dots or hyphens.",
    ),
    "bad-person": (
        "Vui lòng nhập họ và tên (tối đa 80 ký tự).",
        "Enter a name of 1 to 80 characters.",
    ),
    "needs-last-day": (
        "Tài khoản của đoàn kiểm tra phải có ngày hết hạn.",
        "An inspector's account needs a last day.",
    ),
    "bad-day": ("Ngày hết hạn không đúng.", "This is not a date."),
    "login-taken": ("Tên đăng nhập này đã có người dùng.", "This login is taken."),
    "unknown-user": ("Không có tài khoản này.", "There is no such account."),
    "last-admin": (
        "Đây là quản trị viên duy nhất; hãy thêm một quản trị viên khác trước.",
        "This is the only administrator; add another one first.",
    ),
}


def is_known_at_the_door(code: str) -> bool:
    """Whether a code of the door has a sentence of its own."""
    return code in _SENTENCES


def people_sentence(refusal: Refused, language: Language) -> str:
    """Say why something was refused at the door."""
    vi, en = _SENTENCES[refusal.code]
    minutes = refusal.minutes if isinstance(refusal, TooManyTries) else 0
    return (en if language == "en" else vi).format(minutes=minutes)
