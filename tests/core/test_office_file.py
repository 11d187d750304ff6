"""The office file: what is read from it, and that the reader survives any text."""

from __future__ import annotations

import tomllib
import unicodedata
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
from config.settings import ServiceSettings, Settings, label_of
from config.shape import draft, expected
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
    assert len(settings.counter) == 5
    assert "ngày" in settings.rules.basis


def test_the_sample_keeps_the_hours_of_its_weekdays_and_its_exceptions() -> None:
    timetable = timetable_of(read_office(SAMPLE).hours)
    friday = (("07:30", "11:30"), ("13:30", "17:00"))
    assert timetable.work_periods("2026-11-20") == friday
    assert timetable.issue_periods("2026-11-20") == (("07:00", "11:15"), ("13:00", "16:30"))
    assert timetable.work_periods("2026-11-21") == ()  # a Saturday
    assert timetable.work_periods("2026-08-22") == friday  # a Saturday that is made up for
    assert timetable.work_periods("2026-08-31") == ()


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
