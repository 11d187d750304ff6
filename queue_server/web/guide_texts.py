"""The officers' page of help, in two languages: what is said there, and nothing of how it looks.

In a text, `{next}` is a key of the console with its shortcut, `{recall_after_s}` a number of the
office file, and `*Khóa*` a word that stands on a screen.
"""

from __future__ import annotations

from typing import Final, NamedTuple

Words = tuple[str, str]
"""Vietnamese, English."""

KEYS: Final[dict[str, str]] = {
    "open": "O", "next": "", "start": "S", "finish_next": "Enter", "finish": "F", "undo": "U",
    "recall": "R", "no_show": "V", "return": "A", "hold": "G", "resume": "H", "transfer": "T",
    "next_leg": "J", "find": "L", "issue": "B", "pause": "P", "lend": "M", "close": "C",
}  # fmt: skip
"""The keys that the page speaks of, and their shortcuts; `next` has the longest key of all."""

BOX: Final = ("Gọi tiếp", "Gọi lại", "Vắng", "Xong")
"""What is written on the keys of a call box, in any language."""

TITLE: Final[Words] = ("Hướng dẫn cán bộ quầy", "At the counter")
LEAD: Final[Words] = (
    "Một trang, để cạnh bàn phím. Mọi thao tác đều có phím tắt; phím mờ là chưa dùng được lúc này.",
    "One page, to lie beside the keyboard. Everything is on a key; a pale key does nothing now.",
)
PRINT: Final[Words] = (
    "In trang này: Ctrl+P, khổ A4, một tờ.",
    "Print this page: Ctrl+P, A4, one sheet.",
)


class Section(NamedTuple):
    """One box of the page."""

    name: str
    title: Words
    steps: tuple[Words, ...]
    pictures: tuple[str, ...] = ()


SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        "visit",
        ("Một lượt phục vụ", "One visit"),
        (
            ("Đăng nhập, chọn quầy của mình, bấm {open}.",
             "Sign in, choose your counter, press {open}."),
            ("Bấm {next}: bảng ở sảnh hiện số và quầy, loa đọc số.",
             "Press {next}: the board in the hall shows number and counter, and says them."),
            ("Công dân đến bàn: bấm {start}.",
             "The citizen has come: press {start}."),
            ("Xong việc: bấm {finish_next}. Một phím vừa xong số này vừa gọi số kế. Chỉ muốn xong:"
             " {finish}. Kết quả (phím 1 đến 6) không bắt buộc.",
             "All is done: press {finish_next}, one key for both. To finish only: {finish}. The"
             " outcome (keys 1 to 6) is not required."),
            ("Bấm nhầm: {undo}, trong {undo_call_s} giây sau khi gọi, {undo_finish_s} giây sau"
             " khi xong.",
             "Pressed by mistake: {undo}, within {undo_call_s} s of a call, {undo_finish_s} s of"
             " a finish."),
            ("Xong một lượt, nút đánh giá trước mặt công dân sáng {window_s} giây. Mời công dân tự"
             " bấm. Không bấm thay, không nhìn vào nút: đánh giá là ẩn danh, không ai xem được"
             " từng lượt.",
             "After a finish the rating buttons light up for {window_s} s. Invite the citizen to"
             " press. Never press for them, and look away: nobody can see how one visit was"
             " rated."),
        ),
        ("console",),
    ),
    Section(
        "odd",
        ("Khi không như thường", "When it is not as usual"),
        (
            ("*Không ai đến.* {recall}, cách nhau {recall_after_s} giây. Đủ {calls} lần và"
             " {absent_after_s} giây: {no_show}; diện ưu tiên được chờ lâu hơn.",
             "*Nobody comes.* {recall}, {recall_after_s} s apart. After {calls} calls and"
             " {absent_after_s} s: {no_show}; priority waits longer."),
            ("*Người vắng mặt quay lại.* {return}, một lần, trong {return_within_min} phút.",
             "*Somebody absent is back.* {return}, once, within {return_within_min} min."),
            ("*Phải chờ giấy tờ.* {hold}, gọi người khác; sau đó {resume}.",
             "*A paper is missing.* {hold}, call somebody else; later {resume}."),
            ("*Đến nhầm quầy.* {transfer}: giữ nguyên số và thứ tự.",
             "*The wrong counter.* {transfer}: number and place are kept."),
            ("*Còn việc ở quầy khác.* {next_leg}: vẫn phiếu ấy.",
             "*Another errand elsewhere.* {next_leg}: the same paper."),
            ("*Người già yếu, có hẹn.* {find}, gõ vài chữ số, chọn lý do gọi trước.",
             "*Frail, or expected.* {find}, type some digits, choose why it is called first."),
            ("*Không lấy được phiếu.* {issue}, đọc số cho công dân.",
             "*No paper at all.* {issue}, and tell the number."),
            ("*Rời bàn.* {pause} và chọn lý do, rồi bấm *Khóa*: quầy giữ nguyên. Quay lại: {open}.",
             "*Away from the desk.* {pause} with a reason, then *Lock*: the counter stays as it"
             " is. Back: {open}."),
            ("*Quầy khác đông.* {lend}: chọn quầy và thời gian, hết giờ tự thôi.",
             "*Others are crowded.* {lend}: choose whom and for how long."),
            ("*Muốn tập trước.* Bấm *Tập dùng*: số tưởng tượng, không ghi vào số liệu.",
             "*To try it out.* Press *Practise*: invented numbers, nothing is counted."),
        ),
    ),
    Section(
        "box",
        ("Hộp phím tại quầy", "The call box"),
        (
            ("*Gọi tiếp*: xong số đang ở quầy, rồi gọi số kế.",
             "*Gọi tiếp* (next): finishes the number at the counter, then calls the next one."),
            ("*Gọi lại*, *Vắng*, *Xong*: như các phím {recall}, {no_show}, {finish}.",
             "*Gọi lại*, *Vắng*, *Xong*: like {recall}, {no_show}, {finish}."),
            ("Bảng số hiện `--`: hộp mất liên lạc. Làm việc trên màn hình.",
             "The digits show `--`: the box is cut off. Use the screen."),
        ),
        ("box",),
    ),
    Section(
        "lamps",
        ("Đèn nói gì", "What the lamps say"),
        (
            ("Máy lấy số: sáng là đang in phiếu; nhấp nháy là chưa cấp được số, mời công dân hỏi"
             " bàn hướng dẫn.",
             "Kiosk: lit while the paper comes; blinking when no number was given out, and the"
             " citizen asks the help desk."),
            ("Nút đánh giá: cả hàng sáng dần, tối dần là đang mời đánh giá số trên bảng; một nút"
             " sáng là đã nhận.",
             "Rating buttons: all breathe while a rating is invited; one is lit when it was"
             " taken."),
        ),
        ("lamps", "rating"),
    ),
    Section(
        "paper",
        ("Hết giấy", "Out of paper"),
        (
            ("Trang của quầy báo *Máy in: Hết giấy*. Máy lấy số vẫn cấp số: số hiện trên màn hình,"
             " loa đọc số. Số vẫn có giá trị, gọi như thường.",
             "The console says *Printer: Out of paper*. The kiosk goes on: the number stands on"
             " its screen, and the loudspeaker says it. It is valid; call as usual."),
            ("Nạp cuộn giấy, đóng nắp. Phiếu chưa in: quản trị viên bấm *In lại tất cả* ở trang"
             " *Quản trị*.",
             "Load a roll, close the lid. Papers that are missing: the administrator presses"
             " *Print all* on the page *Administration*."),
        ),
        ("kiosk-paper",),
    ),
    Section(
        "network",
        ("Mất kết nối", "The network is away"),
        (
            ("*Mất kết nối máy chủ*: phím không được thực hiện và không để dành. Trang tự nối lại."
             " Máy lấy số vẫn cấp số.",
             "*Server is away*: no key does anything, now or later. The page comes back by itself."
             " The kiosk goes on giving out numbers."),
            ("Lâu quá: chạm 5 lần góc trên bên trái màn hình máy lấy số để in danh sách; gọi theo"
             " danh sách; có mạng thì nhập ở *Phiếu và gọi tay*.",
             "For long: touch the upper left corner of the kiosk's screen 5 times, call from the"
             " list that it prints, and enter it afterwards: *Papers and calls by hand*."),
            ("Có phiếu mà hàng chờ không có: nhập số trên phiếu, cũng ở trang ấy.",
             "A paper that the queue does not know: type its number on the same page."),
        ),
        ("away",),
    ),
    Section(
        "evening",
        ("16 giờ 55", "At 16:55"),
        (
            ("*Đang chờ* chưa về 0: gọi hết. Quầy rảnh giúp quầy đông: {lend}.",
             "*Waiting* is not 0 yet: call them. Whoever is free helps: {lend}."),
            ("Số đang giữ, đang phục vụ: bấm xong. Lượt máy tự kết thúc không được mời đánh giá.",
             "Numbers on hold or being served: finish them. A visit that the closing ends is not"
             " rated."),
            ("{close}: còn số tại quầy thì đóng sau lượt này. Rồi *Đăng xuất*.",
             "{close}: with a number at the counter it closes afterwards. Then *Sign out*."),
            ("{day_closes} máy tự chốt ngày: số chưa gọi hết giá trị, số liệu không sửa được nữa."
             " Không tắt máy chủ và máy lấy số.",
             "At {day_closes} the day is sealed: numbers not called expire, figures stay as they"
             " are. Leave server and kiosk on."),
        ),
    ),
)  # fmt: skip

PICTURES: Final[dict[str, Words]] = {
    "console": (
        "Trang của quầy; các số chỉ phím của từng bước",
        "A counter's console; the figures show the key of each step",
    ),
    "box": ("Hộp phím bốn phím", "The call box and its four keys"),
    "lamps": ("Nút ở máy lấy số, một đèn đang sáng", "Buttons of the kiosk, one of them lit"),
    "rating": ("Nút đánh giá đang mời", "Rating buttons that invite"),
    "kiosk-paper": ("Máy lấy số khi hết giấy", "The kiosk without paper"),
    "away": ("Trang của quầy khi mất kết nối", "The console without its server"),
}
