"""Vietnamese on paper, screens and loudspeakers: letters, spoken numbers, figures, dates.

1. Text is stored and compared in NFC; every input normalises with `nfc`.
2. Nothing here asks the operating system: the locale `vi_VN` is missing on a lean computer.
3. A percentage never says more than the count behind it (`percent`).
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from fractions import Fraction
from math import ceil, floor
from typing import Final, Literal

Region = Literal["bac", "nam"]
"""Whose words a number is read in: the north's (linh, tư, nghìn) or the south's (lẻ, bốn, ngàn)."""

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Dictionary order of the tones: ngang (none), huyền, hỏi, ngã, sắc, nặng.
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LETTER_NAMES: Final = {
    "a": "a", "b": "bê", "c": "xê", "d": "dê", "đ": "đê", "e": "e", "f": "ép phờ", "g": "giê",
    "h": "hát", "i": "i", "j": "gi", "k": "ca", "l": "e lờ", "m": "em mờ", "n": "en nờ", "o": "o",
    "p": "pê", "q": "cu", "r": "e rờ", "s": "ét sì", "t": "tê", "u": "u", "v": "vê",
    "w": "vê kép", "x": "ích xì", "y": "i dài", "z": "dét",
}  # fmt: skip
_SILENT: Final = "-. "
_AND: Final[dict[Region, str]] = {"bac": "linh", "nam": "lẻ"}
_FOUR: Final[dict[Region, str]] = {"bac": "tư", "nam": "bốn"}
_THOUSAND: Final[dict[Region, str]] = {"bac": "nghìn", "nam": "ngàn"}
_TOO_LARGE: Final = 1_000_000

_WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_MINUTE_MS: Final = 60_000


def nfc(text: str) -> str:
    r"""Return the text with every letter as one code point, as it is stored and compared.

    >>> nfc("Mo\u031b\u0300i") == "Mời"
    True
    """
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    r"""Return what somebody typed as it is kept: without spaces at the ends, and one between words.

    >>> one_line("  Phòng chờ\n nóng ")
    'Phòng chờ nóng'
    """
    return nfc(" ".join(text.split()))


def search_key(text: str) -> str:
    """Return what is compared when somebody types without marks.

    >>> search_key("Đức Thượng")
    'duc thuong'
    >>> search_key("hoà") == search_key("hòa")
    True
    """
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return bare.replace("đ", "d")  # đ is a letter of its own and does not decompose


def sort_key(text: str) -> SortKey:
    """Return a key that sorts like a Vietnamese dictionary: all letters first, then all tones.

    Signs and digits come before the letters, other alphabets after them. Capitals do not count.

    >>> sorted(["Đặng", "Dương", "Ân", "An", "Ấn", "Ăn"], key=sort_key)
    ['An', 'Ăn', 'Ân', 'Ấn', 'Dương', 'Đặng']
    """
    split = [_without_tone(letter) for letter in nfc(nfc(text).casefold())]
    ranks = tuple(_rank(letter) for letter, _ in split)
    return ranks, tuple(tone for _, tone in split), nfc(text)


def _without_tone(letter: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", letter)
    tone = sum(_TONES.get(mark, 0) for mark in marks)
    return nfc("".join(mark for mark in marks if mark not in _TONES)), tone


def _rank(letter: str) -> tuple[int, int]:
    if not letter:  # a tone mark that stands alone
        return (0, 0)
    if letter in _LETTERS:
        return (1, _LETTERS.index(letter))
    return (2 if letter[0].isalpha() else 0, ord(letter[0]))


def read_number(n: int, region: Region = "bac") -> str:
    """Return a count as it is spoken.

    Packages for this read 1.015 as "một nghìn lẻ mười lăm"; school says "không trăm mười lăm".

    >>> read_number(1015)
    'một nghìn không trăm mười lăm'
    >>> read_number(104, "nam")
    'một trăm lẻ bốn'

    Raises:
        ValueError: below zero, or a million and more, which no office counts to.
    """
    if not 0 <= n < _TOO_LARGE:
        raise ValueError(f"cannot read {n}: numbers from 0 to {_TOO_LARGE - 1} have words here")
    thousands, rest = divmod(n, 1000)
    if not thousands:
        return _below_thousand(rest, region)
    head = f"{_below_thousand(thousands, region)} {_THOUSAND[region]}"
    return f"{head} {_after_thousands(rest, region)}" if rest else head


def _after_thousands(n: int, region: Region) -> str:
    """Empty hundreds are spoken here, so that 1.032 is not heard as 132."""
    return _below_thousand(n, region) if n >= 100 else f"không trăm {_after_hundreds(n, region)}"


def _below_thousand(n: int, region: Region) -> str:
    hundreds, rest = divmod(n, 100)
    if not hundreds:
        return _below_hundred(rest, region)
    head = f"{_DIGITS[hundreds]} trăm"
    return f"{head} {_after_hundreds(rest, region)}" if rest else head


def _after_hundreds(n: int, region: Region) -> str:
    return f"{_AND[region]} {_DIGITS[n]}" if n < 10 else _below_hundred(n, region)


def _below_hundred(n: int, region: Region) -> str:
    tens, unit = divmod(n, 10)
    if not tens:
        return _DIGITS[unit]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    return f"{head} {_unit(unit, tens, region)}" if unit else head


def _unit(unit: int, tens: int, region: Region) -> str:
    """Return a last digit as it sounds behind tens: mốt and tư only from twenty on, lăm always."""
    if unit == 5:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: _FOUR[region]}.get(unit, _DIGITS[unit])
    return _DIGITS[unit]


def read_code(code: str) -> str:
    """Return a ticket number as it is called: sign by sign, every digit plain.

    >>> read_code("A012")
    'a không một hai'
    >>> read_code("1105")
    'một một không năm'

    Raises:
        ValueError: a sign in the code has no name.
    """
    return " ".join(_sign(sign, code) for sign in nfc(code).casefold() if sign not in _SILENT)


def _sign(sign: str, code: str) -> str:
    if sign in "0123456789":
        return _DIGITS[int(sign)]
    if sign not in _LETTER_NAMES:
        raise ValueError(f"cannot read {sign!r} in {code!r}: a code has the digits and A to Z")
    return _LETTER_NAMES[sign]


def figure(n: int) -> str:
    """Return a count with a dot between the thousands.

    >>> figure(1032)
    '1.032'
    """
    return f"{n:,}".replace(",", ".")


def percent(
    numerator: int, denominator: int, *, decimals: int = 1, target: Fraction | None = None
) -> str:
    """Return a share by the house rule; `target` is a share too, 95 % is `Fraction(95, 100)`.

    1. Half is rounded up; an exact whole value has no decimals.
    2. "100%" means all: anything less is cut at 99,9 (or 99,99), however large the count.
    3. Rounding moves nothing across the target: then two decimals are printed, cut if need be.

    >>> percent(37, 49), percent(9, 10), percent(0, 12)
    ('75,5%', '90%', '0%')
    >>> percent(9997, 10000), percent(9997, 10000, decimals=2)
    ('99,9%', '99,97%')
    >>> percent(2374, 2500, target=Fraction(95, 100))
    '94,96%'

    Raises:
        ValueError: a share of nothing, or of less than nothing; the caller has words for that.
    """
    if numerator < 0 or denominator <= 0:
        raise ValueError(f"{numerator} of {denominator} is no share")
    exact = Fraction(100 * numerator, denominator)
    if exact.denominator == 1:
        return f"{exact.numerator}%"
    limits = [Fraction(100)] if target is None else [Fraction(100), 100 * target]
    if target is not None and _crosses(_half_up(exact, decimals), exact, 100 * target):
        decimals = max(decimals, 2)
    return f"{_decimal_comma(_on_its_side(exact, decimals, limits), decimals)}%"


def _half_up(exact: Fraction, decimals: int) -> Fraction:
    """Round on whole numbers: a Decimal division would round once before we do."""
    scale = 10**decimals
    return Fraction(floor(exact * scale + Fraction(1, 2)), scale)


def _crosses(rounded: Fraction, exact: Fraction, limit: Fraction) -> bool:
    return (rounded >= limit) != (exact >= limit)


def _on_its_side(exact: Fraction, decimals: int, limits: list[Fraction]) -> Fraction:
    """Round half up, or away from a limit that this would cross."""
    rounded = _half_up(exact, decimals)
    if not any(_crosses(rounded, exact, limit) for limit in limits):
        return rounded
    scale = 10**decimals
    cut = floor if rounded > exact else ceil
    return Fraction(cut(exact * scale), scale)


def _decimal_comma(value: Fraction, decimals: int) -> str:
    whole, rest = divmod(int(value * 10**decimals), 10**decimals)
    return f"{whole},{rest:0{decimals}}" if decimals else f"{whole}"


def date_text(moment: datetime) -> str:
    """Return the date as in tables and on tickets, `21/11/2026`."""
    return f"{moment.day:02}/{moment.month:02}/{moment.year:04}"


def date_of(day: str) -> str:
    """Return a business day as in tables.

    >>> date_of("2026-11-20")
    '20/11/2026'
    """
    return date_text(datetime.fromisoformat(day))


def date_prose(moment: datetime) -> str:
    """Return the date as in a document: days below 10 and the months 1 and 2 lead with a zero.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I (place and date of a document).

    >>> date_prose(datetime(2026, 3, 2)), date_prose(datetime(2026, 2, 21))
    ('ngày 02 tháng 3 năm 2026', 'ngày 21 tháng 02 năm 2026')
    """
    month = f"{moment.month:02}" if moment.month <= 2 else f"{moment.month}"
    return f"ngày {moment.day:02} tháng {month} năm {moment.year}"


def weekday(moment: datetime) -> str:
    """Return the day of the week, `Thứ Bảy`."""
    return _WEEKDAYS[moment.weekday()]


def time_text(moment: datetime) -> str:
    """Return the time of day, `08:05`."""
    return f"{moment.hour:02}:{moment.minute:02}"


def minutes_text(ms: int) -> str:
    """Return a wait in whole minutes, half rounded up: cutting would flatter the office.

    >>> minutes_text(59_999), minutes_text(720_000), minutes_text(3_900_000)
    ('dưới 1 phút', '12 phút', '1 giờ 5 phút')
    """
    if ms < _MINUTE_MS:
        return "dưới 1 phút"
    hours, minutes = divmod((ms + _MINUTE_MS // 2) // _MINUTE_MS, 60)
    parts = [f"{hours} giờ"] * bool(hours) + [f"{minutes} phút"] * bool(minutes)
    return " ".join(parts)
