"""The office file: what is read from it, and that the reader survives any text."""

from __future__ import annotations

import tomllib
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import config
from config.checks import check
from config.fields import Section
from config.hours import timetable_of
from config.mistakes import Mistake
from config.reader import read_office, settings_of
from config.settings import Rules, ServiceSettings, Settings, label_of
from config.shape import draft, expected
from mot_cua.business_day import ms_of
from mot_cua.errors import SettingsError

SAMPLE = Path(config.__file__).with_name("office.toml")

SMALL = (Path(__file__).parents[1] / "data" / "small-office.toml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def test_the_sample_is_the_office_of_the_demo() -> None:
    settings = read_office(SAMPLE)
    assert settings.office.name == "Trung tâm Phục vụ hành chính công xã Đức Thượng"
    assert [one.code for one in settings.service] == ["HT", "CT", "DD", "XH", "KT", "KQ"]
    assert [(one.digit, one.letter) for one in settings.service] == [
        (1, "A"),
        (2, "B"),
        (3, "C"),
        (4, "D"),
        (5, "E"),
        (7, "H"),
    ]
    assert [one.symbol for one in settings.service] == [
        "family",
        "stamp",
        "land",
        "people",
        "shop",
        "result",
    ]
    assert all(one.name_en for one in settings.service)
    assert {one.number: one.services for one in settings.counter} == {
        1: ("HT", "CT"),
        2: ("CT",),
        3: ("DD",),
        4: ("XH",),
        5: ("KT", "KQ"),
    }
    assert (settings.kiosk[0].first, settings.kiosk[0].last) == (1, 899)
    assert (settings.rules.desk_first, settings.rules.desk_last) == (900, 999)


def test_the_sample_names_its_quy_che_and_one_target_of_its_own() -> None:
    settings = read_office(SAMPLE)
    assert settings.rules.basis == (
        "Quy chế hoạt động ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 15/07/2025"
    )
    assert settings.rating.target_percent == 95
    targets = {one.code: one.target_percent for one in settings.service if one.target_percent}
    assert targets == {"DD": 90}
    assert settings.office.ticket_rules == (
        "Vui lòng giữ phiếu và chờ gọi số. Phiếu chỉ có giá trị trong ngày.",
        "Gọi 3 lần không có mặt, số sẽ bị bỏ qua.",
    )


def test_the_sample_lays_down_every_rule_and_means_the_defaults() -> None:
    """Whoever deletes a line of the sample changes nothing."""
    written = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))["rules"]
    assert set(written) == {one.name for one in msgspec.structs.fields(Rules)}
    assert read_office(SAMPLE).rules == Rules(basis=written["basis"])


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_white_text_is_easy_to_read_on_every_colour_of_the_sample() -> None:
    colours = [one.colour for one in read_office(SAMPLE).service]
    assert len(set(colours)) == len(colours)
    for colour in [*colours, ServiceSettings(code="X", digit=9, letter="X", name="x").colour]:
        assert 1.05 / (luminance(colour) + 0.05) >= 7, colour


def test_the_four_lines_that_the_sample_teaches_add_a_service() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    lesson = text[text.index("#     [[service]]") : text.index("# then write")]
    lines = [line.removeprefix("#").strip() for line in lesson.splitlines()]
    lines = [line for line in lines if line]
    assert len(lines) == 5, "a header and four lines"
    text = text.replace('services = ["HT", "CT"]', 'services = ["HT", "CT", "CA"]')
    text = text.replace("# Quầy.", "\n".join(lines) + "\n# Quầy.")
    added = settings_of(text, "my-office.toml").service[-1]
    assert (added.code, added.name) == ("CA", "Cư trú – Căn cước")
    assert label_of(added, 1, "digit") == "6001"
    assert label_of(added, 1, "letter") == "G001"


def test_the_sample_keeps_the_hours_of_its_weekdays_and_its_exceptions() -> None:
    timetable = timetable_of(read_office(SAMPLE).hours)
    friday = (("07:30", "11:30"), ("13:30", "17:00"))
    assert timetable.work_periods("2026-11-20") == friday
    assert timetable.issue_periods("2026-11-20") == (("07:00", "11:15"), ("13:00", "16:30"))
    assert timetable.work_periods("2026-11-21") == ()  # a Saturday
    assert timetable.work_periods("2026-08-22") == friday  # a Saturday that is made up for
    assert timetable.work_periods("2026-08-31") == ()
    assert timetable.work_periods("2026-11-24") == ()  # Ngày Văn hóa Việt Nam


def test_a_holiday_of_the_sample_falls_on_a_working_day_and_has_a_reason() -> None:
    hours = read_office(SAMPLE).hours
    assert {one.date[:4] for one in hours.extra_closed} == {"2026", "2027"}
    for one in hours.extra_closed:
        assert date.fromisoformat(one.date).weekday() < 5, one.date
        assert one.reason
    assert [one.date for one in hours.extra_closed] == sorted(
        one.date for one in hours.extra_closed
    )


def test_a_day_that_is_made_up_for_may_have_hours_of_its_own() -> None:
    own = '{ date = 2026-08-22, work = ["08:00-11:00"], issue = ["07:45-10:45"] }'
    settings = settings_of(changed("[hours]\n", f"[hours]\nextra_open = [{own}]\n"), "office.toml")
    timetable = timetable_of(settings.hours)
    assert timetable.work_periods("2026-08-22") == (("08:00", "11:00"),)
    assert timetable.issue_periods("2026-08-22") == (("07:45", "10:45"),)
    assert timetable.next_issuing(ms_of("2026-08-21", "20:00")) == ms_of("2026-08-22", "07:45")


def test_a_small_file_is_enough_and_the_rest_has_defaults() -> None:
    settings = settings_of(SMALL, "office.toml")
    assert settings.rules.overtaking_cap == 3
    assert [one.label for one in settings.rating.level] == [
        "Rất hài lòng",
        "Hài lòng",
        "Bình thường",
        "Không hài lòng",
    ]
    assert settings.kiosk[0].printer.kind == "simulated"
    assert (settings.kiosk[0].first, settings.kiosk[0].last) == (1, 899)


def test_an_office_is_silent_until_its_file_says_otherwise() -> None:
    silent = settings_of(SMALL + "[[board]]\nid = 'board-1'\n", "office.toml")
    assert (silent.kiosk[0].speaker.kind, silent.board[0].speaker.kind) == ("none", "none")
    sample = read_office(SAMPLE)
    assert (sample.kiosk[0].speaker.kind, sample.board[0].speaker.kind) == ("simulated",) * 2
    assert sample.board[0].speaker.languages == ("vi",)


def test_a_number_is_written_in_the_style_of_the_office() -> None:
    service = ServiceSettings(code="HT", digit=1, letter="A", name="Hộ tịch")
    assert label_of(service, 12, "digit") == "1012"
    assert label_of(service, 12, "letter") == "A012"


def test_letters_are_composed_whatever_the_editor_wrote() -> None:
    settings = settings_of(unicodedata.normalize("NFD", SMALL), "office.toml")
    assert settings.office.agency == unicodedata.normalize("NFC", "UBND xã Đức Thượng")


def test_a_date_may_stand_with_or_without_quotes() -> None:
    dates = 'extra_closed = [{ date = 2027-01-01 }, { date = "2027-02-05" }]\n'
    settings = settings_of(changed("[hours]\n", f"[hours]\n{dates}"), "office.toml")
    assert [one.date for one in settings.hours.extra_closed] == ["2027-01-01", "2027-02-05"]


def test_a_missing_file_says_where_a_sample_is(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        read_office(tmp_path / "office.toml")
    assert str(raised.value) == (
        f"{tmp_path}/office.toml: there is no such file; copy the sample config/office.toml there,"
        " or name another file"
    )
    assert raised.value.exit_code == 78


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        read_office(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path}: cannot be read (Is a directory); check that it is a file and that this user"
        " may read it"
    )


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_bytes(b"[office]\nname = 'Tr\xf9ng'\n")
    with pytest.raises(SettingsError) as raised:
        read_office(file)
    assert str(raised.value) == (
        f"{file}:2: a letter is not UTF-8; save the file with the encoding UTF-8"
    )


def test_a_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert read_office(file) == settings_of(SMALL, "office.toml")


def leaves(section: type[Section]) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for field in msgspec.structs.fields(section):
        kind = get_args(field.type)[0] if get_origin(field.type) is tuple else field.type
        if isinstance(kind, type) and issubclass(kind, Section):
            found += leaves(kind)
        else:
            found.append((f"{section.__name__}.{field.name}", kind))
    return found


@pytest.mark.parametrize(("name", "kind"), leaves(Settings))
def test_every_key_says_in_words_what_it_may_be(name: str, kind: object) -> None:
    assert expected(kind) != "a table", name


def test_every_default_passes_its_own_rule() -> None:
    settings = settings_of(SMALL, "office.toml")
    assert msgspec.convert(msgspec.to_builtins(settings), Settings) == settings


@given(st.text())
@example("\r")
@example('"" = 1')
@example('[office]\n"\\u0301" = 1')
def test_no_text_makes_the_reader_fail_in_another_way(text: str) -> None:
    with pytest.raises(SettingsError):
        settings_of(text, "office.toml")


@given(st.data())
def test_no_change_of_a_good_file_makes_the_reader_fail_in_another_way(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SMALL)))
    cut = data.draw(st.integers(0, 12))
    put = data.draw(st.text("[]{}\"'=.,#\n\t -:_\\01aHT\u0301", max_size=6))
    try:
        settings_of(SMALL[:at] + put + SMALL[at + cut :], "office.toml")
    except SettingsError as problem:
        assert str(problem).startswith("office.toml:")


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text("aĐ-0 \n", max_size=3),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


PLACES: list[tuple[str | int, ...]] = [
    ("office",),
    ("office", "name"),
    ("hours",),
    ("hours", "monday"),
    ("hours", "monday", "work"),
    ("hours", "monday", "work", 0),
    ("hours", "day_opens"),
    ("hours", "extra_open"),
    ("rating",),
    ("rating", "level"),
    ("rating", "shown_from"),
    ("service",),
    ("service", 0),
    ("service", 0, "code"),
    ("counter", 0, "services"),
    ("counter", 0, "services", 0),
    ("kiosk", 0, "first"),
    ("kiosk", 0, "button"),
    ("kiosk", 0, "buttons"),
    ("kiosk", 0, "scanner"),
    ("kiosk", 0, "printer"),
    ("kiosk", 0, "rating_pin"),
]


@given(st.sampled_from(PLACES), VALUES | st.just({}) | st.just([{}]))
def test_anything_in_any_place_is_told_in_its_place(
    place: tuple[str | int, ...], value: object
) -> None:
    table: Any = tomllib.loads(SMALL)
    inner = table
    for key in place[:-1]:
        inner = inner.setdefault(key, {}) if isinstance(key, str) else inner[key]
    inner[place[-1]] = value
    found: list[Mistake] = []
    settings = draft(Settings, table, (), found)
    found += check(settings)
    if not found:
        assert msgspec.convert(msgspec.to_builtins(settings), Settings) == settings
