"""The mistakes of an office file, each with the text that a technician reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.reader import settings_of
from mot_cua.errors import SettingsError

SMALL = (Path(__file__).parents[1] / "data" / "small-office.toml").read_text(encoding="utf-8")


def mistakes(text: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        settings_of(text, "office.toml")
    return [line.removeprefix("office.toml:") for line in str(raised.value).split("\n")]


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


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


TEN_MISTAKES = """\
[office]
id = "duc-thuong"
name = ""
agency = "UBND xã Đức Thượng"
hotlne = "0200"

[hours]
day_opens = "6:00"
monday = { work = ["11:30-07:30"], issue = ["07:00-11:15"] }
extra_closed = [
    { date = "2026-02-30", reason = "x" },
]

[[service]]
code = "HT"
digit = "one"
letter = "A"
name = "Hộ tịch"

[[counter]]
number = 1
services = ["HT", "CT"]

[[counter]]
number = 1
services = "HT"

[[kiosk]]
id = "kiosk-1"
printer = { kind = "usb", path = "/dev/usb/lp0", roll_mm = "80" }
"""


def test_ten_mistakes_are_ten_lines() -> None:
    assert mistakes(TEN_MISTAKES) == [
        "3: office.name: '' is not a text of 1 to 200 characters",
        "5: office.hotlne: unknown key; did you mean 'hotline'?",
        "8: hours.day_opens: '6:00' is not a time like '07:30'",
        "9: hours.monday.work.0: '11:30-07:30' ends before it begins",
        "11: hours.extra_closed.0.date: '2026-02-30' is no day of the calendar",
        "16: service.0.digit: 'one' is not a whole number from 1 to 9",
        "22: counter.0.services.1: no service 'CT'; possible: HT",
        "25: counter.1.number: 1 is used already (see line 21)",
        '26: counter.1.services: \'HT\' is not a list of services, like ["HT", "CT"]',
        "30: kiosk.0.printer.roll_mm: '80' is not one of 58, 80",
    ]


def test_two_kiosks_share_the_numbers_of_the_day() -> None:
    settings = settings_of(
        SMALL + "last = 449\n[[kiosk]]\nid = 'kiosk-2'\nfirst = 450\n", "office.toml"
    )
    assert [(one.first, one.last) for one in settings.kiosk] == [(1, 449), (450, 899)]


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
        (
            '[[kiosk]]\nid = "kiosk-1"',
            "[[kiosk]]\nid = 'kiosk-1'\nspeaker = { kind = 'also' }",
            "21: kiosk.0.speaker.kind: 'also' is not one of 'alsa', 'simulated', 'none';"
            " did you mean 'alsa'?",
        ),
        (
            '[[kiosk]]\nid = "kiosk-1"',
            "[[kiosk]]\nid = 'kiosk-1'\nspeaker = { volume_percent = 101 }",
            "21: kiosk.0.speaker.volume_percent: 101 is not a whole number from 1 to 100",
        ),
        (
            '[[kiosk]]\nid = "kiosk-1"',
            "[[board]]\nid = 'board-1'\nspeaker = { languages = ['Việt'] }",
            "21: board.0.speaker.languages.0: 'Việt' is not a language's short name, like 'vi' or"
            " 'km'",
        ),
        (
            '[[kiosk]]\nid = "kiosk-1"',
            "[[board]]\nid = 'board-1'\nspeaker = { languages = [] }",
            "21: board.0.speaker.languages: this list is not a list of at least one language, like",
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
            ["22: service.1.code: no counter serves 'CT'; add it to the services of a [[counter]]"],
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
                "23: kiosk.1.first: the numbers 800–950 overlap 900–999 of the desk",
            ],
        ),
        (
            more("[rules]\ndesk_first = 899"),
            [
                "19: kiosk.0.first: the numbers 1–899 overlap 899–999 of the desk (see line 22)",
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
            more("[[board]]\nid = 'above-1'\nkind = 'segments'\ncounter = 9"),
            [
                "24: board.0.counter: a board of kind 'segments' needs the number of its counter;"
                " there are: 1"
            ],
        ),
        (
            more("[[board]]\nid = 'above-9'\ncounter = 9"),
            ["23: board.0.counter: there is no counter 9; there are: 1"],
        ),
        (
            more("[kiosk.screen]\nbacklight = 'gpio18'"),
            ["22: kiosk.0.screen.backlight: 'gpio18' is not a PWM channel, like 'pwmchip0:1'"],
        ),
        (
            more("[kiosk.speaker]\nkind = 'alsa'\ndevice = ''"),
            ["23: kiosk.0.speaker.device: empty; 'default' is the usual one, `aplay -L` lists all"],
        ),
        (
            more("[[board]]\nid = 'a'\n[board.speaker]\nkind = 'alsa'\ndevice = ''"),
            ["25: board.0.speaker.device: empty; 'default' is the usual one, `aplay -L` lists all"],
        ),
        (
            more("[[board]]\nid = 'a'\n[board.speaker]\nlanguages = ['vi', 'en', 'vi']"),
            ["24: board.0.speaker.languages.2: 'vi' is used already (see line 24)"],
        ),
        (
            more("[[bridge]]\nid = 'a'\ncounters = [1, 2]", "[[bridge]]\nid = 'b'\ncounters = [1]"),
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
        (
            DAY + 'extra_open = [{ date = 2026-08-22, work = ["07:30-11:30"] }]',
            "8: hours.extra_open.0.issue: missing; no number would be given out on this day",
        ),
        (
            DAY + 'extra_open = [{ date = 2026-08-22, issue = ["07:30-11:30"] }]',
            "8: hours.extra_open.0.issue: gives out numbers on a day without working hours",
        ),
        (
            DAY + 'extra_open = [{ date = 2026-08-22, work = ["8:00-11:00"] }]',
            "8: hours.extra_open.0.work.0: '8:00-11:00' is not a period like '07:30-11:30'",
        ),
        (
            DAY + 'extra_open = [{ date = 2026-08-22, work = ["11:00-08:00"], issue = [] }]',
            "8: hours.extra_open.0.work.0: '11:00-08:00' ends before it begins",
        ),
    ],
)
def test_hours_that_cannot_be_are_told(lines: str, told: str) -> None:
    assert told in mistakes(hours(lines))


def levels(*counting: bool) -> str:
    return "".join(
        f"[[rating.level]]\nid = 'l{place}'\nlabel = 'x'\n"
        f"counts_as_satisfied = {str(one).lower()}\n"
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
            '3: not TOML: Expected "\'" at the end of the file',
        ),
        ("[office]\nnotices = [\n", "2: not TOML: Invalid value at the end of the file"),
        ("a = 1\na = 2", "2: not TOML: Cannot overwrite a value at the end of the file"),
        (f"a = {'9' * 5000}", " a number in it is far too long"),
        (f"a = {'[' * 5000}", " lists or tables are nested too deeply"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, told: str) -> None:
    assert mistakes(text) == [told]


def test_lines_are_right_in_a_file_of_a_windows_editor() -> None:
    text = changed("digit = 1", "digit = 10").replace("\n", "\r\n")
    assert mistakes(text) == ["11: service.0.digit: 10 is not a whole number from 1 to 9"]
