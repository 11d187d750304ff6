"""What the voice says: every clip in its place, numbers as school reads them, nothing left out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.speaker.languages import OfficeWords, ServiceName, english, language, own, vietnamese
from hardware.speaker.sentences import (
    PAUSES_MS,
    PLACES,
    SENTENCES,
    Language,
    Words,
    clips_of,
    clips_to_record,
    text_of,
)
from mot_cua.errors import SettingsError
from mot_cua.vietnamese import Region

VECTORS = Path(__file__).parents[1] / "data" / "number_reading_vectors.csv"
OFFICE = OfficeWords(
    services=(
        ServiceName("HT", "Tư pháp – Hộ tịch", "Justice and civil status"),
        ServiceName("CT", "Chứng thực"),
    ),
    letters="AB",
)
BAC, NAM, EN = vietnamese(OFFICE, "bac"), vietnamese(OFFICE, "nam"), english(OFFICE)


def vectors() -> tuple[list[list[str]], list[list[str]]]:
    """Split the file: counts first, then, from A012 on, codes that are read sign by sign."""
    with VECTORS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    codes = next(place for place, row in enumerate(rows) if row[0] == "A012")
    return rows[:codes], rows[codes:]


NUMBERS, CODES = vectors()


def heard(clips: tuple[str, ...], spoken: Language) -> str:
    return " ".join(spoken.texts[clip] for clip in clips)


@pytest.mark.parametrize(("n", "bac", "nam"), NUMBERS)
def test_the_clips_of_a_count_say_what_school_teaches(n: str, bac: str, nam: str) -> None:
    assert heard(BAC.count(int(n)), BAC) == bac
    assert heard(NAM.count(int(n)), NAM) == nam


@pytest.mark.parametrize(("code", "bac", "nam"), CODES)
def test_the_clips_of_a_code_say_it_sign_by_sign(code: str, bac: str, nam: str) -> None:
    for spoken, expected in ((BAC, bac), (NAM, nam)):
        clips = clips_of(Words("remember", code=code), spoken)
        assert heard(clips, spoken) == f"{spoken.texts['remember']} {expected}"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            Words("call", code="1012", counter=3),
            "Xin mời công dân có số thứ tự một không một hai, đến quầy số ba.",
        ),
        (Words("key", key="second"), "Lấy thêm số cho việc khác."),
        (Words("at-counter", counter=2), "Quầy số hai."),
        (Words("no-paper"), "Máy in hết giấy, số hiện trên màn hình."),
        (
            Words("call-priority", code="A015", counter=15),
            "Xin mời số ưu tiên a không một năm, đến quầy số mười lăm.",
        ),
        (
            Words("recall", code="1012", counter=21),
            "Mời nhắc lại: số một không một hai, đến quầy số hai mươi mốt.",
        ),
        (
            Words("call-short", code="1012", counter=3),
            "Mời số một không một hai, đến quầy số ba.",
        ),
        (Words("call-desk", code="1012"), "Mời số một không một hai, đến bàn hướng dẫn."),
        (Words("issued", code="1012"), "Số của quý công dân là một không một hai."),
        (Words("ahead", number=24), "Phía trước còn hai mươi tư người."),
        (
            Words("paper-out", code="1012"),
            "Máy in hết giấy. Vui lòng ghi nhớ số một không một hai, hoặc liên hệ bàn hướng dẫn.",
        ),
        (Words("chosen", service="HT"), "Lĩnh vực Tư pháp, Hộ tịch."),
        (Words("welcome"), "Kính chào quý công dân."),
        (Words("practice"), "Đây là thông báo thử."),
    ],
)
def test_a_sentence_is_what_an_officer_would_say(words: Words, text: str) -> None:
    assert text_of(words, BAC) == text


def test_the_south_counts_in_its_own_words() -> None:
    assert text_of(Words("ahead", number=104), NAM) == "Phía trước còn một trăm lẻ bốn người."
    assert text_of(Words("ahead", number=24), NAM) == "Phía trước còn hai mươi bốn người."


def test_an_office_may_say_quy_khach() -> None:
    polite = vietnamese(OfficeWords(citizen_word="quý khách"), "bac")
    assert text_of(Words("issued", code="7"), polite) == "Số của quý khách là bảy."
    assert text_of(Words("call", code="7", counter=1), polite) == (
        "Xin mời quý khách có số thứ tự bảy, đến quầy số một."
    )


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (85, "eighty five"),
        (100, "one hundred"),
        (115, "one hundred and fifteen"),
        (1000, "one thousand"),
        (1015, "one thousand and fifteen"),
        (21_342, "twenty one thousand three hundred and forty two"),
    ],
)
def test_english_counts_in_english(n: int, text: str) -> None:
    assert heard(EN.count(n), EN) == text


def test_english_says_the_same_sentences() -> None:
    assert text_of(Words("call", code="A012", counter=12), EN) == (
        "Number A zero one two, please go to counter twelve."
    )
    assert text_of(Words("ahead", number=24), EN) == "People before you: twenty four."


@pytest.mark.parametrize("spoken", [BAC, NAM, EN], ids=["bac", "nam", "en"])
def test_every_sentence_of_the_house_can_be_said_completely(spoken: Language) -> None:
    assert set(spoken.sentences) == set(SENTENCES)
    for elements in spoken.sentences.values():
        for element in elements:
            assert element in spoken.texts or element in PAUSES_MS or element in PLACES


@given(st.integers(0, 999_999), st.sampled_from(["bac", "nam"]))
def test_every_count_below_a_million_has_its_clips(n: int, region: Region) -> None:
    spoken = vietnamese(OFFICE, region)
    assert set(spoken.count(n)) <= set(spoken.texts)
    assert set(EN.count(n)) <= set(EN.texts)


KM = own(
    "km",
    {"head": "លេខ", "tail": "តុ", "number-1": "មួយ", "number-2": "ពីរ", "number-12": "ដប់ពីរ"},
    {"call": ("head", "{code}", "tail", "{counter}")},
)


def test_a_language_of_the_site_has_its_own_order_and_reads_what_it_has_recorded() -> None:
    assert clips_of(Words("call", "km", code="21", counter=12), KM) == (
        "head", "number-2", "number-1", "tail", "number-12",
    )  # fmt: skip
    assert clips_of(Words("call", "km", code="2", counter=21), KM)[-2:] == ("number-2", "number-1")


def test_the_house_speaks_two_languages() -> None:
    assert language("vi", OFFICE) is not None
    assert language("en", OFFICE) is not None
    assert language("km", OFFICE) is None


def test_a_number_with_a_sign_that_has_no_clip_is_not_said_without_it() -> None:
    with pytest.raises(SettingsError) as raised:
        text_of(Words("call", "km", code="23", counter=1), KM)
    assert str(raised.value) == (
        "the voice 'km' has no clip 'number-3', which the sentence 'call' needs; record it"
    )


def test_a_sentence_that_the_voice_does_not_have_is_named() -> None:
    with pytest.raises(SettingsError) as raised:
        text_of(Words("welcome", "km"), KM)
    assert str(raised.value) == (
        "the voice 'km' has no sentence 'welcome'; add it to [sentences] of its voice.toml"
    )


def test_a_service_without_an_english_name_is_not_spoken_of_in_english() -> None:
    with pytest.raises(SettingsError, match="no clip 'service-ct'"):
        text_of(Words("chosen", "en", service="CT"), EN)


def test_only_the_letters_of_the_office_need_be_recorded() -> None:
    needed = clips_to_record(BAC, "AB")
    assert [clip for clip in needed if clip.startswith("letter-")] == ["letter-a", "letter-b"]
    assert needed["letter-b"] == "bê"
    assert needed["service-ht"] == "Tư pháp, Hộ tịch"
    assert "number-4-after-tens" in needed
    assert "number-4-after-tens" not in clips_to_record(NAM, "")
