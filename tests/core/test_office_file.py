"""The office file: what a technician reads when something in it is wrong."""

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

SMALL = """\
[office]
id = "duc-thuong"
name = "Trung tâm"
agency = "UBND xã Đức Thượng"

[hours]
monday = { work = ["07:30-11:30"], issue = ["07:00-11:15"] }

[[service]]
code = "HT"
digit = 1
letter = "A"
name = "Hộ tịch"

[[counter]]
number = 1
services = ["HT"]

[[kiosk]]
id = "kiosk-1"
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        settings_of(text, "office.toml")
    return [line.removeprefix("office.toml:") for line in str(raised.value).split("\n")]


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


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        SMALL.replace('id = "duc-thuong"\n', "")
        .replace("digit = 1", "digit = 0")
        .replace("number = 1", "number = true")
        .replace('services = ["HT"]', 'services = ["HT", "CT"]')
        + "[kiosk.printer]\nbuad = 9600\nroll_mm = 57\n"
    )
    assert mistakes(text) == [
        "1: office.id: missing; expected a name of at most 32 small letters, digits and hyphens,"
        " like 'kiosk-1'",
        "10: service.0.digit: 0 is not a whole number from 1 to 9",
        "15: counter.0.number: true is not a whole number from 1 to 99",
        "16: counter.0.services.1: no service 'CT'; possible: HT",
        "21: kiosk.0.printer.buad: unknown key; did you mean 'baud'?",
        "22: kiosk.0.printer.roll_mm: 57 is not one of 58, 80",
    ]


def test_an_empty_file_says_what_an_office_needs() -> None:
    hours = 'monday = { work = ["07:30-11:30"], issue = ["07:00-11:15"] }'
    assert mistakes("") == [
        "1: office: missing; expected a table",
        "1: service: missing; an office needs at least one [[service]]",
        "1: counter: missing; an office needs at least one [[counter]]",
        f"1: hours: no weekday has working hours; write for example {hours}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # Values by themselves
        ('"duc-thuong"', '"Đức Thượng"', "2: office.id: 'Đức Thượng' is not a name of at most 32"),
        ('"Trung tâm"', '""', "3: office.name: '' is not a text of 1 to 200 characters"),
        ('"HT"\nd', '"ht"\nd', "10: service.0.code: 'ht' is not two capital letters, for example"),
        ('letter = "A"', 'letter = "Đ"', "12: service.0.letter: 'Đ' is not one capital letter"),
        ('"07:30-11:30"', '"7h30-11h30"', "7: hours.monday.work.0: '7h30-11h30' is not a period l"),
        ("number = 1", "number = 100", "16: counter.0.number: 100 is not a whole number from 1 to"),
        ('["HT"]', '"HT"', "17: counter.0.services: 'HT' is not a list of services, like [\"HT\""),
        ('["HT"]', "[1]", "17: counter.0.services.0: 1 is not two capital letters, for example"),
        ("[hours]", "[hours]\nday_opens = 6", "7: hours.day_opens: 6 is not a time like '07:30'"),
        (
            'name = "Hộ tịch"',
            'name = "x"\nsymbol = "famly"',
            "14: service.0.symbol: 'famly' is not one of 'family', 'stamp', 'land', 'people',"
            " 'shop', 'id-card', 'result', 'help'; did you mean 'family'?",
        ),
        (
            'name = "Hộ tịch"',
            'name = "x"\ncolour = "red"',
            "14: service.0.colour: 'red' is not a colour like '#1f4e79', in small letters",
        ),
        (
            'name = "Trung tâm"',
            'name = "x"\nurl = "motcua.vn/"',
            "4: office.url: 'motcua.vn/' is not an address like 'http://192.168.1.10:8080',"
            " without a slash at its end",
        ),
        # Keys and tables
        (
            "digit = 1",
            "digit = 1\ndigits = 1",
            "12: service.0.digits: unknown key; did you mean 'digit'?",
        ),
        (
            '[[kiosk]]\nid = "kiosk-1"',
            '[kiosk]\nid = "kiosk-1"',
            "19: kiosk: this table is not a list of tables; write [[kiosk]]",
        ),
        (
            '[[kiosk]]\nid = "kiosk-1"',
            "[[kiosk]]\nid = 'kiosk-1'\nprinter = 'usb'",
            "21: kiosk.0.printer: 'usb' is not a table",
        ),
        (
            '[[kiosk]]\nid = "kiosk-1"',
            "[server]\nprot = 1\n",
            "20: server.prot: unknown key; did you mean 'port'?",
        ),
        (
            '[[kiosk]]\nid = "kiosk-1"',
            "[server]\nxyz = 1\n",
            "20: server.xyz: unknown key; possible: host, port",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_would_be_right(
    old: str, new: str, told: str
) -> None:
    assert mistakes(changed(old, new))[0].startswith(told)


SECOND_SERVICE = '[[service]]\ncode = "CT"\ndigit = 2\nletter = "B"\nname = "Chứng thực"\n'


def more(*tables: str) -> str:
    """Return the small office with more tables behind; the first of them is line 21."""
    return SMALL + "\n".join(tables)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            more(SECOND_SERVICE.replace("CT", "HT").replace("2", "1").replace("B", "A")),
            [
                "22: service.1.code: 'HT' is used already (see line 10)",
                "23: service.1.digit: 1 is used already (see line 11)",
                "24: service.1.letter: 'A' is used already (see line 12)",
            ],
        ),
        (
            more(SECOND_SERVICE),
            [
                "22: service.1.code: no counter serves 'CT'; add it to the services of a"
                " [[counter]]"
            ],
        ),
        (
            more('[[counter]]\nnumber = 1\nservices = ["HT", "HT"]'),
            [
                "22: counter.1.number: 1 is used already (see line 16)",
                "23: counter.1.services.1: 'HT' is used already (see line 23)",
            ],
        ),
        (
            more("[[counter]]\nnumber = 2\nservices = []"),
            ["23: counter.1.services: a counter must serve at least one service"],
        ),
        (
            more('[[kiosk]]\nid = "kiosk-1"\nfirst = 800\nlast = 950'),
            [
                "22: kiosk.1.id: 'kiosk-1' is used already (see line 20)",
                "23: kiosk.1.first: the numbers 800–950 overlap 1–899 of kiosk 'kiosk-1'"
                " (see line 19)",
                "1: rules.desk_first: the numbers 900–999 overlap 800–950 of kiosk 'kiosk-1'"
                " (see line 23)",
            ],
        ),
        (
            more('[[board]]\nid = "kiosk-1"', '[[bridge]]\nid = "server"'),
            [
                "22: board.0.id: 'kiosk-1' is used already (see line 20)",
                "24: bridge.0.id: 'server' is the name of the queue server; choose another",
            ],
        ),
        (
            more("[rules]\ndesk_first = 990\ndesk_last = 980"),
            ["22: rules.desk_first: the first number 990 is above the last, 980"],
        ),
        (
            more('[[kiosk.button]]\nservice = "XX"\npin = 5', "[[kiosk.button]]\nservice = 'HT'"),
            ["22: kiosk.0.button.0.service: no service 'XX'; possible: HT"],
        ),
        (
            more(
                "[[kiosk.button]]\nservice = 'HT'\npin = 5\nlamp_pin = 6",
                "[[kiosk.rating_pin]]\nlevel = 'neutral'\npin = 5",
                "[[kiosk.rating_pin]]\nlevel = 'neutrale'\npin = 7",
            ),
            [
                "25: kiosk.0.rating_pin: has no effect while rating_buttons is false",
                "27: kiosk.0.rating_pin.0.pin: 5 is used already (see line 23)",
                "29: kiosk.0.rating_pin.1.level: no rating level 'neutrale'; did you mean"
                " 'neutral'?",
            ],
        ),
        (
            more("[kiosk.screen]\nkind = 'none'"),
            ["22: kiosk.0.screen.kind: without a screen, some [[kiosk.button]] needs a pin"],
        ),
        (
            more("[kiosk.printer]\nkind = 'usb'"),
            ["21: kiosk.0.printer.path: missing; a printer of kind 'usb' needs it"],
        ),
        (
            more("[kiosk.printer]\nkind = 'network'"),
            ["21: kiosk.0.printer.host: missing; a printer of kind 'network' needs it"],
        ),
        (
            more(
                "[[bridge]]\nid = 'a'\ncounters = [1, 2]", "[[bridge]]\nid = 'b'\ncounters = [1]"
            ),
            [
                "23: bridge.0.counters.1: no counter 2; possible: 1",
                "26: bridge.1.counters.0: 1 is used already (see line 23)",
            ],
        ),
    ],
)
def test_what_does_not_fit_together_is_told_beside_what_it_collides_with(
    text: str, told: list[str]
) -> None:
    assert sorted(mistakes(text)) == sorted(told)


def hours(lines: str) -> str:
    return changed('monday = { work = ["07:30-11:30"], issue = ["07:00-11:15"] }', lines)


DAY = 'monday = { work = ["07:30-11:30"], issue = ["07:00-11:15"] }\n'


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            'monday = { work = ["11:30-07:30"], issue = ["07:00-11:15"] }',
            "7: hours.monday.work.0: '11:30-07:30' ends before it begins",
        ),
        (
            'monday = { work = ["13:30-17:00", "07:30-11:30"], issue = ["07:00-11:15"] }',
            "7: hours.monday.work.1: '07:30-11:30' begins before '13:30-17:00' has ended;"
            " put them in order",
        ),
        (
            DAY + 'day_opens = "07:15"',
            "7: hours.monday.issue.0: '07:00-11:15' begins before the day is opened, at 07:15"
            " (see line 8)",
        ),
        (
            DAY + 'day_closes = "11:20"',
            "7: hours.monday.work.0: '07:30-11:30' ends after the day is closed, at 11:20"
            " (see line 8)",
        ),
        (
            DAY + 'day_opens = "18:00"',
            "6: hours.day_closes: '17:30' is not after day_opens, '18:00' (see line 8)",
        ),
        (
            DAY + 'tuesday = { issue = ["07:00-11:15"] }',
            "8: hours.tuesday.issue: gives out numbers on a day without working hours",
        ),
        (
            DAY + 'tuesday = { work = ["07:00-11:15"] }',
            "8: hours.tuesday.issue: missing; no number would be given out on this day",
        ),
        (
            DAY + 'extra_closed = [{ date = "2026-02-30" }]',
            "8: hours.extra_closed.0.date: '2026-02-30' is no day of the calendar",
        ),
        (
            DAY + 'extra_closed = [{ date = "2/9/2026" }]',
            "8: hours.extra_closed.0.date: '2/9/2026' is not a date like \"2026-11-24\"",
        ),
        (
            DAY + "extra_closed = [{ date = 2026-09-02 }]\n"
            'extra_open = [{ date = 2026-09-02, like = "monday" }]',
            "9: hours.extra_open.0.date: '2026-09-02' is used already (see line 8)",
        ),
        (
            DAY + "extra_open = [{ date = 2026-09-02 }]",
            "8: hours.extra_open.0.like: friday has no working hours; name the weekday whose"
            " hours this day has",
        ),
    ],
)
def test_hours_that_cannot_be_are_told(lines: str, told: str) -> None:
    assert told in mistakes(hours(lines))


def levels(*counting: bool) -> str:
    return "".join(
        f"[[rating.level]]\nid = 'l{place}'\nlabel = 'x'\ncounts_as_satisfied = {str(one).lower()}\n"
        for place, one in enumerate(counting)
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (levels(True, False), "21: rating.level: 2 levels; there must be 3, 4 or 5"),
        (levels(*[True] * 6), "21: rating.level: 6 levels; there must be 3, 4 or 5"),
        (levels(*[False] * 3), "21: rating.level: no level has counts_as_satisfied = true"),
        (
            levels(False, True, False),
            "28: rating.level.1.counts_as_satisfied: counts, but the level above it does not;"
            " the best level comes first",
        ),
        (
            levels(True, False, False).replace("l1", "l0"),
            "26: rating.level.1.id: 'l0' is used already (see line 22)",
        ),
        (
            "[rating]\nwindow_s = 20",
            "21: rating.window_least_s: 30 is above window_s, which is 20",
        ),
        (
            "[rating]\nshown_from = 40",
            "22: rating.shown_from: 40 is above shaded_below, which is 30",
        ),
    ],
)
def test_a_scale_that_cannot_be_counted_is_told(text: str, told: str) -> None:
    assert mistakes(more(text)) == [told]


def test_one_slip_is_told_once_and_not_again_by_those_who_lean_on_it() -> None:
    assert mistakes(changed('"HT"\nd', '"ht"\nd')) == [
        "10: service.0.code: 'ht' is not two capital letters, for example 'HT'"
    ]
    assert mistakes(changed('["07:30-11:30"]', '["7:30-11:30"]')) == [
        "7: hours.monday.work.0: '7:30-11:30' is not a period like '07:30-11:30'"
    ]
    assert mistakes(changed('id = "kiosk-1"', "id = 'k'\nfirst = -1")) == [
        "21: kiosk.0.first: -1 is not a whole number from 1 to 999"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[office]\nid = duc-thuong\n", "2: not TOML: Invalid value in column 6"),
        (
            "[office]\n\nname = 'x\n",
            "3: not TOML: Expected \"'\" in column 10",
        ),
        ("[office]\nnotices = [\n", "2: not TOML: Invalid value at the end of the file"),
        ("a = 1\na = 2", "2: not TOML: Cannot overwrite a value at the end of the file"),
        (f"a = {'9' * 5000}", " a number in it is far too long"),
        (f"a = {'[' * 5000}", " lists or tables are nested too deeply"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, told: str) -> None:
    assert mistakes(text) == [told]


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


def test_lines_are_right_in_a_file_of_a_windows_editor() -> None:
    text = changed("digit = 1", "digit = 10").replace("\n", "\r\n")
    assert mistakes(text) == ["11: service.0.digit: 10 is not a whole number from 1 to 9"]


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
        assert str(problem).startswith("office.toml:")  # noqa: PT017 - it may also be right


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
