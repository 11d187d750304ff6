"""The page about the counter unit says where the wires go; the firmware knows it too."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from config.reader import settings_of
from firmware_bridge.sayings import KEYS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/counter-unit.md").read_text(encoding="utf-8")
SMALL = (ROOT / "tests/data/small-office.toml").read_text(encoding="utf-8")
PICO_PIN = {0: 1, 1: 2, 2: 4, 3: 5, 4: 6, 5: 7, 6: 9, 7: 10, 8: 11, 9: 12} | {
    10: 14, 11: 15, 12: 16, 13: 17, 14: 19, 15: 20, 16: 21, 17: 22
}  # fmt: skip


def pins() -> dict[str, Any]:
    """Read the constants of a module that only MicroPython can import."""
    path = ROOT / "firmware_bridge/firmware/board.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: dict[str, Any] = {}
    for one in tree.body:
        if isinstance(one, ast.Assign):
            [target] = one.targets
            if isinstance(target, ast.Tuple):
                assert isinstance(one.value, ast.Tuple)
                pairs = zip(target.elts, one.value.elts, strict=True)
                found |= {ast.unparse(name): ast.literal_eval(value) for name, value in pairs}
            elif isinstance(one.value, ast.Constant | ast.Tuple):
                found[ast.unparse(target)] = ast.literal_eval(one.value)
    return found


def test_every_wire_of_the_table_goes_where_the_firmware_expects_it() -> None:
    board = pins()
    keys = ["absent" if one == "no-show" else one for one in KEYS]
    wanted = {
        board["LINE_OUT"]: "transceiver DI",
        board["LINE_IN"]: "transceiver RO",
        board["SEGMENT_CLOCK"]: "TM1637 CLK",
        board["SEGMENT_DATA"]: "TM1637 DIO",
        board["BUZZER_PIN"]: "ULN2003A 5B; buzzer",
        board["LINE_DRIVE"]: "transceiver DE",
    }
    wanted |= {pin: f"rating button {n}" for n, pin in enumerate(board["RATING_BUTTONS"], start=1)}
    wanted |= {pin: f"key *{name}*" for pin, name in zip(board["KEY_BUTTONS"], keys, strict=True)}
    wanted |= {pin: f"ULN2003A {n}B; lamp {n}" for n, pin in enumerate(board["LAMP_PINS"], 1)}
    rows = re.findall(r"^\| (\d+) \| GP(\d+) \| \w+ \| (.+) \|$", PAGE, re.MULTILINE)
    assert {int(gpio) for _, gpio, _ in rows} == set(wanted) == set(PICO_PIN)
    for pin, gpio, to in rows:
        assert int(pin) == PICO_PIN[int(gpio)]
        assert to.startswith(wanted[int(gpio)]), f"GP{gpio}"


def test_the_vietnamese_page_has_the_same_pins_and_the_same_parts() -> None:
    vietnamese = (ROOT / "docs/counter-unit.vi.md").read_text(encoding="utf-8")
    pins_of = re.compile(r"^\| ([\d, ]+) \| (\w+) \|", re.MULTILINE)
    assert len(pins_of.findall(PAGE)) > len(PICO_PIN)
    assert pins_of.findall(vietnamese) == pins_of.findall(PAGE)
    for part in ("TM1637", "ULN2003A", "MAX3485", "120 Ω", "220 Ω", "100 Ω", "10 kΩ", "100 nF"):
        assert vietnamese.count(part) == PAGE.count(part), part


def test_the_drawing_has_the_same_wires() -> None:
    drawing = (ROOT / "docs/drawings/counter-unit-wiring.svg").read_text(encoding="utf-8")
    assert {int(one) for one in re.findall(r">GP(\d+)<", drawing)} == set(PICO_PIN)


@pytest.mark.parametrize("sample", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_the_samples_of_the_office_file_are_right(sample: str) -> None:
    [bridge] = settings_of(SMALL + sample, "office.toml").bridge
    assert bridge.kind == "serial"
