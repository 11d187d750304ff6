"""Vietnamese as people read, hear and sort it."""

from __future__ import annotations

import csv
import unicodedata
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mot_cua.business_day import HANOI, local, ms_of
from mot_cua.vietnamese import (
    Region,
    date_prose,
    date_text,
    figure,
    minutes_text,
    nfc,
    percent,
    read_code,
    read_number,
    search_key,
    sort_key,
    time_text,
    weekday,
)

TARGET = Fraction(95, 100)
VECTORS = Path(__file__).parents[1] / "data" / "number_reading_vectors.csv"
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = [nfc(vowel + tone) for vowel in VOWELS for tone in TONES] + list("bcdđghklmnpqrstvx")
words = st.text(st.sampled_from(LETTERS + [letter.upper() for letter in LETTERS] + [" "]))


def vectors() -> tuple[list[list[str]], list[list[str]]]:
    """Split the file: counts first, then, from A012 on, codes that are read sign by sign."""
    with VECTORS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    codes = next(place for place, row in enumerate(rows) if row[0] == "A012")
    return rows[:codes], rows[codes:]


NUMBERS, CODES = vectors()
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
CLIPS = {*DIGITS, "mười", "mươi", "mốt", "tư", "lăm", "linh", "trăm", "nghìn"}


@pytest.mark.parametrize(("n", "bac", "nam"), NUMBERS)
def test_a_count_is_read_as_school_teaches_it(n: str, bac: str, nam: str) -> None:
    assert read_number(int(n)) == bac
    assert read_number(int(n), "bac") == bac
    assert read_number(int(n), "nam") == nam


@pytest.mark.parametrize(("code", "bac", "nam"), CODES)
def test_a_ticket_number_is_read_sign_by_sign_alike_in_both_regions(
    code: str, bac: str, nam: str
) -> None:
    assert read_code(code) == bac == nam


def test_the_vectors_were_all_read() -> None:
    assert (len(NUMBERS), len(CODES)) == (75, 7)


@pytest.mark.parametrize("region", ["bac", "nam"])
def test_no_two_counts_sound_the_same(region: Region) -> None:
    assert len({read_number(n, region) for n in range(20_000)}) == 20_000


@given(st.integers(0, 999_999))
def test_the_regions_differ_in_three_words_only(n: int) -> None:
    north_to_south = {"linh": "lẻ", "tư": "bốn", "nghìn": "ngàn"}
    north = read_number(n, "bac").split()
    assert [north_to_south.get(word, word) for word in north] == read_number(n, "nam").split()


@given(st.integers(0, 999_999))
def test_every_word_of_a_count_has_a_clip(n: int) -> None:
    assert set(read_number(n).split()) <= CLIPS


@pytest.mark.parametrize("n", [-1, 1_000_000])
def test_a_count_that_no_office_reaches_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match=f"cannot read {n}: numbers from 0 to 999999 have words"):
        read_number(n)


def test_every_latin_letter_and_digit_has_a_name() -> None:
    code = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ0123456789"
    names = [read_code(sign) for sign in code]
    assert len(set(names)) == len(code)
    assert read_code(code) == " ".join(names)


@pytest.mark.parametrize("code", ["A#1", "١٢", "1²"])
def test_a_sign_without_a_name_is_refused_and_named(code: str) -> None:
    with pytest.raises(ValueError, match=r"cannot read .* a code has the digits and A to Z"):
        read_code(code)


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0"), (999, "999"), (1032, "1.032"), (3_539_762, "3.539.762")]
)
def test_thousands_have_a_dot(n: int, text: str) -> None:
    assert figure(n) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (37, 49, "75,5%"),
        (755, 1000, "75,5%"),
        (49, 49, "100%"),
        (9, 9, "100%"),
        (9, 10, "90%"),
        (0, 12, "0%"),
        (49, 58, "84,5%"),
        (18, 21, "85,7%"),
        (1, 3, "33,3%"),
        (2, 3, "66,7%"),
        (1, 16, "6,3%"),  # 6,25: half goes up, where round() would go to the even digit
        (1, 3000, "0,0%"),  # not "0%", which means nobody
        (25, 24, "104,2%"),
    ],
)
def test_a_share_has_a_decimal_comma_and_no_space(
    numerator: int, denominator: int, text: str
) -> None:
    assert percent(numerator, denominator) == text


@pytest.mark.parametrize("all_", [2000, 3000, 10_000, 10**9])
def test_one_missing_is_never_all(all_: int) -> None:
    assert percent(all_ - 1, all_) == "99,9%"
    assert percent(all_, all_) == "100%"


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (9997, 10_000, "99,97%"),
        (99_999, 100_000, "99,99%"),
        (151, 200, "75,50%"),
        (10_000, 10_000, "100%"),
    ],
)
def test_two_decimals_on_request(numerator: int, denominator: int, text: str) -> None:
    assert percent(numerator, denominator, decimals=2) == text


def test_no_decimals_on_request() -> None:
    assert percent(1, 8, decimals=0) == "13%"
    assert percent(999, 1000, decimals=0) == "99%"


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (2374, 2500, "94,96%"),  # not "95,0% – chưa đạt"
        (94_999, 100_000, "94,99%"),  # two decimals would cross as well
        (2371, 2500, "94,8%"),  # 94,84 crosses nothing
        (95, 100, "95%"),
        (9501, 10_000, "95,0%"),  # on its own side already
        (9999, 10_000, "99,9%"),
    ],
)
def test_rounding_carries_nobody_across_the_target(
    numerator: int, denominator: int, text: str
) -> None:
    assert percent(numerator, denominator, target=TARGET) == text


def test_rounding_drops_nobody_below_a_target_either() -> None:
    assert percent(9494, 10_000, target=Fraction(9494, 10_000)) == "94,94%"


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (-1, 5), (1, -5)])
def test_a_share_of_nothing_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match=f"^{numerator} of {denominator} is no share$"):
        percent(numerator, denominator)


def value_of(text: str) -> Fraction:
    return Fraction(text.removesuffix("%").replace(",", ".")) / 100


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    denominator = draw(st.integers(1, 200_000))
    near = st.integers(denominator * 94 // 100, denominator)
    return draw(st.one_of(st.integers(0, denominator), near)), denominator


@given(shares(), st.integers(0, 2), st.none() | st.integers(0, 100))
def test_what_is_read_and_what_is_true_are_on_one_side_of_the_target(
    share: tuple[int, int], decimals: int, target_percent: int | None
) -> None:
    target = None if target_percent is None else Fraction(target_percent, 100)
    text, exact = percent(*share, decimals=decimals, target=target), Fraction(*share)
    assert (text == "100%") == (exact == 1)
    assert (text == "0%") == (exact == 0) or decimals == 0
    assert abs(value_of(text) - exact) <= Fraction(1, 100 * 10**decimals)
    if target is not None:
        assert (value_of(text) >= target) == (exact >= target)


@given(shares(), shares())
def test_more_never_reads_as_less(one: tuple[int, int], other: tuple[int, int]) -> None:
    assume(Fraction(*one) <= Fraction(*other))
    assert value_of(percent(*one)) <= value_of(percent(*other))


def test_a_date_reads_as_on_a_ticket() -> None:
    moment = local(ms_of("2026-11-21", "08:05"))
    assert f"{time_text(moment)} – {weekday(moment)}, {date_text(moment)}" == (
        "08:05 – Thứ Bảy, 21/11/2026"
    )


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-11-21", "ngày 21 tháng 11 năm 2026"),
        ("2026-02-03", "ngày 03 tháng 02 năm 2026"),
        ("2026-03-09", "ngày 09 tháng 3 năm 2026"),
    ],
)
def test_a_date_in_prose_follows_the_decree_on_documents(day: str, text: str) -> None:
    assert date_prose(local(ms_of(day))) == text


def test_the_week_has_seven_names_and_begins_with_the_second() -> None:
    names = [weekday(datetime(2026, 11, day, tzinfo=HANOI)) for day in range(16, 23)]
    assert names[0] == "Thứ Hai"
    assert names[5:] == ["Thứ Bảy", "Chủ nhật"]
    assert len(set(names)) == 7


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "dưới 1 phút"),
        (59_999, "dưới 1 phút"),
        (60_000, "1 phút"),
        (12 * 60_000, "12 phút"),
        (12 * 60_000 + 30_000, "13 phút"),
        (59 * 60_000 + 29_999, "59 phút"),
        (59 * 60_000 + 30_000, "1 giờ"),
        (65 * 60_000, "1 giờ 5 phút"),
        (120 * 60_000, "2 giờ"),
    ],
)
def test_a_wait_is_told_in_whole_minutes(ms: int, text: str) -> None:
    assert minutes_text(ms) == text


def test_two_spellings_of_a_letter_are_one() -> None:
    assert nfc(unicodedata.normalize("NFD", "Mời số")) == "Mời số"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đức Thượng", "duc thuong"),
        ("ĐẤT ĐAI", "dat dai"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("Ẫ", "a"),
    ],
)
def test_who_types_without_marks_finds_it(text: str, key: str) -> None:
    assert search_key(text) == key


@given(words)
def test_a_search_key_is_plain_and_does_not_depend_on_the_spelling(text: str) -> None:
    key = search_key(text)
    assert key.isascii()
    assert len(key) == len(text)
    assert search_key(key) == search_key(text.upper()) == key
    assert search_key(unicodedata.normalize("NFD", text)) == key


def test_the_alphabet_is_in_its_own_order() -> None:
    alphabet = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    by_code_point = sorted(alphabet)
    assert "".join(sorted(by_code_point, key=sort_key)) == alphabet


def test_the_tones_are_in_the_order_of_the_dictionary() -> None:
    assert sorted("ạãảáàa", key=sort_key) == list("aàảãáạ")


def test_names_sort_as_in_a_register() -> None:
    register = ["An", "Ân", "Bùi", "Dương", "Đặng", "Đỗ", "Lê", "Ly", "Lý", "Phạm", "Phan", "Vũ"]
    by_code_point = sorted(register)
    assert sorted(by_code_point, key=sort_key) == register


def test_a_letter_weighs_more_than_a_tone_before_it() -> None:
    assert sorted(["má", "man", "mà", "ma"], key=sort_key) == ["ma", "mà", "má", "man"]
    assert sorted(["hòa bình", "hoa cúc", "hoa"], key=sort_key) == ["hoa", "hòa bình", "hoa cúc"]


def test_spaces_and_digits_come_first_and_other_alphabets_last() -> None:
    texts = ["яблоко", "y", "Quầy 2", "Quầy", "Quầy A", "1"]
    assert sorted(texts, key=sort_key) == ["1", "Quầy", "Quầy 2", "Quầy A", "y", "яблоко"]


@given(words)
def test_sorting_does_not_depend_on_the_spelling(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


@given(st.lists(st.text(max_size=8)))
def test_any_text_at_all_can_be_sorted_and_searched(texts: list[str]) -> None:
    in_order = sorted(texts, key=sort_key)
    assert all(sort_key(one) <= sort_key(other) for one, other in pairwise(in_order))
    assert all(isinstance(search_key(text), str) for text in texts)
