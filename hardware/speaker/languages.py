"""The sentences of the house in Vietnamese and English, and a pack's own in any other language.

Source of the Vietnamese wording: what offices and banks say today, the long form first and a short
one when it is repeated. How numbers are read stands in `mot_cua.vietnamese`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import ascii_lowercase
from typing import Final, NamedTuple, Protocol

from hardware.speaker.english_count import english_count
from hardware.speaker.keys import KEYS, key_clip
from hardware.speaker.sentences import Language, service_clip
from mot_cua.vietnamese import Region, read_code, read_number


class ServiceName(NamedTuple):
    """A service, as it is spoken of."""

    code: str
    name: str
    name_en: str = ""


class LevelName(NamedTuple):
    """A level of rating, as it is spoken of."""

    id: str
    name: str
    name_en: str = ""


class OfficeWords(NamedTuple):
    """What the voice must know of the office."""

    citizen_word: str = "công dân"
    """How people are addressed: `công dân` or `quý khách`."""
    services: tuple[ServiceName, ...] = ()
    levels: tuple[LevelName, ...] = ()
    letters: str = ""
    """The letters that begin its numbers; empty where numbers are digits."""


class ServiceSpoken(Protocol):
    """What of a service's settings is spoken."""

    @property
    def code(self) -> str: ...
    @property
    def letter(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class OfficeSection(Protocol):
    """What of `[office]` is spoken."""

    @property
    def citizen_word(self) -> str: ...
    @property
    def number_style(self) -> str: ...


class LevelSpoken(Protocol):
    """What of a level's settings is spoken."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def label_en(self) -> str: ...


class RatingSection(Protocol):
    """What of `[rating]` is spoken."""

    @property
    def level(self) -> Iterable[LevelSpoken]: ...


class OfficeFile(Protocol):
    """What of the office file is spoken."""

    @property
    def office(self) -> OfficeSection: ...
    @property
    def service(self) -> Iterable[ServiceSpoken]: ...
    @property
    def rating(self) -> RatingSection: ...


def words_of(settings: OfficeFile) -> OfficeWords:
    """Collect what the voice must know of the office."""
    services = tuple(settings.service)
    has_letters = settings.office.number_style == "letter"
    return OfficeWords(
        citizen_word=settings.office.citizen_word,
        services=tuple(ServiceName(one.code, one.name, one.name_en) for one in services),
        levels=tuple(LevelName(one.id, one.label, one.label_en) for one in settings.rating.level),
        letters="".join(one.letter for one in services) if has_letters else "",
    )


def language(code: str, office: OfficeWords, region: Region = "bac") -> Language | None:
    """Return a language of the house, `vi` or `en`; None for any other."""
    if code == "vi":
        return vietnamese(office, region)
    return english(office) if code == "en" else None


def vietnamese(office: OfficeWords, region: Region) -> Language:
    """Make the Vietnamese of the north (`bac`) or the south (`nam`)."""

    def count(n: int) -> tuple[str, ...]:
        return tuple(_VI_CLIPS[word] for word in read_number(n, region).split())

    numbers = {clip: word for word, clip in _VI_CLIPS.items() if word not in _ELSEWHERE[region]}
    letters = {f"letter-{letter}": read_code(letter) for letter in ascii_lowercase}
    names = {service_clip(one.code): _spoken(one.name) for one in office.services}
    names |= {f"level-{one.id}": one.name for one in office.levels}
    names |= {key_clip(name): text for name, (text, _) in KEYS.items()}
    phrases = _filled(_VI_PHRASES, office)
    texts = {**phrases, **numbers, **letters, **names}
    return Language(code="vi", texts=texts, sentences=_VI_SENTENCES, count=count)


def english(office: OfficeWords) -> Language:
    """Make the English of the house."""
    numbers = {f"number-{n}": word for n, word in enumerate(_EN_SMALL)}
    numbers |= {f"number-{10 * tens}": word for tens, word in enumerate(_EN_TENS) if word}
    numbers |= {"number-hundred": "hundred", "number-and": "and", "number-thousand": "thousand"}
    letters = {f"letter-{letter}": letter.upper() for letter in ascii_lowercase}
    names = {service_clip(one.code): one.name_en for one in office.services if one.name_en}
    names |= {f"level-{one.id}": one.name_en for one in office.levels if one.name_en}
    names |= {key_clip(name): text for name, (_, text) in KEYS.items()}
    texts = {**_EN_PHRASES, **numbers, **letters, **names}
    return Language(code="en", texts=texts, sentences=_EN_SENTENCES, count=english_count)


def own(code: str, texts: Mapping[str, str], sentences: Mapping[str, tuple[str, ...]]) -> Language:
    """Make a language that a pack brings with it.

    A count that has a clip of its own is one clip; any other is read digit by digit.
    """

    def count(n: int) -> tuple[str, ...]:
        whole = f"number-{n}"
        return (whole,) if whole in texts else tuple(f"number-{digit}" for digit in str(n))

    return Language(code=code, texts=texts, sentences=sentences, count=count)


def _spoken(name: str) -> str:
    """Write a dash as the pause that it is.

    >>> _spoken("Tư pháp – Hộ tịch")
    'Tư pháp, Hộ tịch'
    """
    return name.replace(" – ", ", ").replace(" - ", ", ")


def _filled(phrases: Mapping[str, str], office: OfficeWords) -> dict[str, str]:
    citizen = office.citizen_word
    honour = citizen if citizen.startswith("quý") else f"quý {citizen}"
    return {clip: text.format(citizen=citizen, honour=honour) for clip, text in phrases.items()}


_VI_CLIPS: Final = {
    "không": "number-0", "một": "number-1", "hai": "number-2", "ba": "number-3",
    "bốn": "number-4", "năm": "number-5", "sáu": "number-6", "bảy": "number-7",
    "tám": "number-8", "chín": "number-9", "mười": "number-10", "mươi": "number-tens",
    "mốt": "number-1-after-tens", "tư": "number-4-after-tens", "lăm": "number-5-after-tens",
    "linh": "number-and", "lẻ": "number-and", "trăm": "number-hundred",
    "nghìn": "number-thousand", "ngàn": "number-thousand",
}  # fmt: skip
"""The words of `mot_cua.vietnamese.read_number`, and the clips in which they are heard."""
_ELSEWHERE: Final[dict[Region, tuple[str, ...]]] = {
    "bac": ("lẻ", "ngàn"),
    "nam": ("linh", "nghìn", "tư"),
}
"""What nobody says there when reading a number."""

_VI_PHRASES: Final = {
    "please": "Xin mời {citizen} có số thứ tự",
    "please-priority": "Xin mời số ưu tiên",
    "please-again": "Mời nhắc lại: số",
    "please-short": "Mời số",
    "to-counter": "đến quầy số",
    "to-desk": "đến bàn hướng dẫn",
    "your-number": "Số của {honour} là",
    "people-ahead": "Phía trước còn",
    "people": "người",
    "nobody-ahead": "Không có ai chờ trước",
    "paper-out": "Máy in hết giấy",
    "remember": "Vui lòng ghi nhớ số",
    "ask-desk": "hoặc liên hệ bàn hướng dẫn",
    "welcome": "Kính chào {honour}",
    "choose": "Vui lòng chọn lĩnh vực cần giải quyết",
    "chosen": "Lĩnh vực",
    "take": "Vui lòng nhận phiếu và chờ gọi số",
    "priority": "Nếu thuộc diện ưu tiên, vui lòng chọn ô ưu tiên trước khi lấy số",
    "closed": "Hiện đang ngoài giờ lấy số",
    "help": "Vui lòng đến bàn hướng dẫn để được giúp đỡ",
    "practice": "Đây là thông báo thử",
    "rate": "Mời {honour} đánh giá mức độ hài lòng",
    "counter": "Quầy số",
    "full": "Hôm nay đã hết số",
    "came-out": "Phiếu đã ra chưa?",
    "on-screen": "số hiện trên màn hình",
    "paper-low": "Giấy in sắp hết",
    "printer-fault": "Máy in đang gặp sự cố",
}
_VI_SENTENCES: Final = {
    "call": ("please", "{code}", ",", "to-counter", "{counter}"),
    "call-priority": ("please-priority", "{code}", ",", "to-counter", "{counter}"),
    "recall": ("please-again", "{code}", ",", "to-counter", "{counter}"),
    "call-short": ("please-short", "{code}", ",", "to-counter", "{counter}"),
    "call-desk": ("please-short", "{code}", ",", "to-desk"),
    "issued": ("your-number", "{code}"),
    "ahead": ("people-ahead", "{number}", "people"),
    "nobody-ahead": ("nobody-ahead",),
    "paper-out": ("paper-out", ".", "remember", "{code}", ",", "ask-desk"),
    "remember": ("remember", "{code}"),
    "welcome": ("welcome",),
    "choose": ("choose",),
    "chosen": ("chosen", "{service}"),
    "take": ("take",),
    "priority": ("priority",),
    "closed": ("closed",),
    "help": ("help",),
    "practice": ("practice",),
    "rate": ("rate",),
    "face": ("{level}",),
    "key": ("{key}",),
    "at-counter": ("counter", "{counter}"),
    "full": ("full",),
    "came-out": ("came-out",),
    "no-paper": ("paper-out", ",", "on-screen"),
    "paper-low": ("paper-low",),
    "printer-fault": ("printer-fault", ",", "on-screen"),
}  # fmt: skip

_EN_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_EN_TENS: Final = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_EN_PHRASES: Final = {
    "please": "Number",
    "please-priority": "Priority number",
    "please-again": "Once more: number",
    "to-counter": "please go to counter",
    "to-desk": "please go to the help desk",
    "your-number": "Your number is",
    "people-ahead": "People before you:",
    "nobody-ahead": "Nobody is before you",
    "paper-out": "The printer is out of paper",
    "remember": "Please remember the number",
    "ask-desk": "or ask at the help desk",
    "welcome": "Welcome",
    "choose": "Please choose a service",
    "chosen": "Service:",
    "take": "Please take your ticket and wait for your number",
    "priority": "If you have priority, please choose priority before you take a number",
    "closed": "No numbers are given out at this hour",
    "help": "Please ask at the help desk",
    "practice": "This is a test",
    "rate": "Please rate this visit",
    "counter": "Counter",
    "full": "No numbers are left today",
    "came-out": "Has the ticket come out?",
    "on-screen": "numbers are shown on the screen",
    "paper-low": "The paper is running low",
    "printer-fault": "The printer has a fault",
}
_EN_SENTENCES: Final = {
    **_VI_SENTENCES,
    "call-short": ("please", "{code}", ",", "to-counter", "{counter}"),
    "call-desk": ("please", "{code}", ",", "to-desk"),
    "ahead": ("people-ahead", "{number}"),
}
