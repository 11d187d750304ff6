"""Finding the line of a key, whatever way its author writes TOML."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.toml_lines import Path, TomlLines

ALL_THAT_TOML_CAN = '''\
# a remark with [brackets] and key = "values"
a.b = 1
"x y" = [ # a remark in a list
  1, "]", [2, 3],
  {z = 1, w.v = "}"}, # more
]
long = """
a "quoted" ""b"""""
[t]   # a table
k = 2024-01-01 00:00:00 # a date
'l' = 'c:\\'
[[kiosk]]
id = 1
  [kiosk.printer]
  baud = 1
[[kiosk]]
[kiosk.printer]
baud = 2
[[kiosk.button]]
pin = 3
[[kiosk.button]]
pin = \'\'\'
x\'\'\'
last = """a\\"""b""" # fooled?
[ u . "v.w" ]
n = true
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 2),
        (("a", "b"), 2),
        (("x y",), 3),
        (("x y", 1), 4),
        (("x y", 2, 1), 4),
        (("x y", 3, "w", "v"), 5),
        (("long",), 7),
        (("t",), 9),
        (("t", "k"), 10),
        (("t", "l"), 11),
        (("kiosk",), 12),
        (("kiosk", 0, "id"), 13),
        (("kiosk", 0, "printer"), 14),
        (("kiosk", 0, "printer", "baud"), 15),
        (("kiosk", 1), 16),
        (("kiosk", 1, "printer", "baud"), 18),
        (("kiosk", 1, "button"), 19),
        (("kiosk", 1, "button", 0, "pin"), 20),
        (("kiosk", 1, "button", 1), 21),
        (("kiosk", 1, "button", 1, "pin"), 22),
        (("kiosk", 1, "button", 1, "last"), 24),
        (("u", "v.w", "n"), 26),
    ],
)
def test_a_key_is_found_on_its_line(path: Path, line: int) -> None:
    tomllib.loads(ALL_THAT_TOML_CAN)
    assert TomlLines(ALL_THAT_TOML_CAN).line_of(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("t", "missing"), 9),
        (("kiosk", 1, "printer", "path"), 17),
        (("kiosk", 0, "screen", "kind"), 12),
        (("office", "id"), 1),
        ((), 1),
    ],
)
def test_a_missing_key_points_at_its_table(path: Path, line: int) -> None:
    assert TomlLines(ALL_THAT_TOML_CAN).line_of(path) == line


def test_a_default_has_no_line() -> None:
    lines = TomlLines(ALL_THAT_TOML_CAN)
    assert lines.has(("kiosk", 1, "printer", "baud"))
    assert lines.has(("kiosk", 1, "first")), "its table is there"
    assert not lines.has(("rules", "desk_first"))


def test_an_empty_text_has_one_line() -> None:
    assert TomlLines("").line_of(("office",)) == 1


def test_windows_line_ends_are_counted_once() -> None:
    assert TomlLines("a = 1\r\nb = [\r\n2,\r\n3]\r\n").line_of(("b", 1)) == 4


VALUES = st.sampled_from(
    [
        "1",
        "true # [x]",
        "-1.5e3",
        "1979-05-27T07:32:00Z",
        "07:32:00",
        '"a # [b] = \\" c"',
        "'a \" b'",
        "''",
        '""',
        '"""\n[k]\na = 1 \\\n  """',
        '"""""a"" """',
        "'''\n[k]\n'' '''",
        "[]",
        "[\n 1, # ]\n\n 2,\n]",
        "[[\"]\", '['], [{a = 1}]]",
        "{}",
        "{ k1 = 1, b.c = [1, {d = '}'}] }",
    ]
)
HEADERS = st.sampled_from(["", "[{}]", "[[{}]]", "[ {} ] # x", "[[t.{}]]", "[t.{}]"])


@given(st.lists(st.tuples(HEADERS, st.lists(VALUES, max_size=4)), max_size=6))
def test_every_key_of_any_file_is_found(tables: list[tuple[str, list[str]]]) -> None:
    text, expected = "", {}
    for place, (header, values) in enumerate(tables):
        table: Path = ()
        if header and place:
            text += header.format(f"h{place}") + "\n"
            table = (*(("t",) if "t." in header else ()), f"h{place}")
            table += (0,) if "[[" in header else ()
        elif place:
            break
        for at, value in enumerate(values):
            expected[*table, f"k{at}"] = text.count("\n") + 1
            text += f"k{at} = {value}\n"
    tomllib.loads(text)
    lines = TomlLines(text)
    assert {path: lines.line_of(path) for path in expected} == expected
