"""Buttons, lamps and scanners in the office file: what is right, and each mistake by its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.hands_checks import KEY_NAMES
from config.reader import settings_of
from config.settings import KioskSettings
from hardware.keypad import KEYS
from mot_cua.errors import SettingsError

SMALL = (Path(__file__).parents[1] / "data" / "small-office.toml").read_text(encoding="utf-8")
BUTTON = "[[kiosk.button]]\nservice = 'HT'\n"


def kiosk(*tables: str) -> KioskSettings:
    return settings_of(SMALL + "\n".join(tables), "office.toml").kiosk[0]


def mistakes(*tables: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        kiosk(*tables)
    return [line.removeprefix("office.toml:") for line in str(raised.value).split("\n")]


def test_an_old_file_says_nothing_of_buttons_and_has_simulated_ones() -> None:
    assert kiosk().buttons.kind == "simulated"
    assert kiosk().scanner.kind == "simulated"
    old = kiosk(BUTTON + "pin = 5\nlamp_pin = 6")
    assert (old.buttons.kind, old.button[0].pin, old.button[0].lamp_pin) == ("simulated", 5, 6)


@pytest.mark.parametrize(
    ("buttons", "pin", "lamp"),
    [
        ("kind = 'gpio'\nlamps_breathe = true", "27", "0"),
        ("kind = 'line'", "'BTN_HT'", "117"),
        ("kind = 'line'\npath = '/dev/gpiochip3'", "117", "'LAMP_HT'"),
        ("kind = 'mcp23017'\naddress = 0x27\ninterrupt = 17", "14", "15"),
        ("kind = 'gpio'\nstable_ms = 30\nlockout_ms = 300\npalm_keys = 0", "5", "6"),
    ],
)
def test_buttons_and_lamps_are_wired_to_what_their_kind_has(buttons, pin, lamp) -> None:
    found = kiosk(f"[kiosk.buttons]\n{buttons}", f"{BUTTON}pin = {pin}\nlamp_pin = {lamp}")
    assert [str(found.button[0].pin), str(found.button[0].lamp_pin)] == [
        pin.strip("'"),
        lamp.strip("'"),
    ]


def test_a_keypad_is_named_by_its_keys() -> None:
    found = kiosk("[kiosk.buttons]\nkind = 'keypad'\npath = '/dev/input/x'", BUTTON + "pin = 'KP1'")
    assert found.button[0].pin == "KP1"


def test_the_file_knows_the_keys_that_the_driver_knows() -> None:
    assert sorted(KEY_NAMES) == sorted(KEYS)


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (
            ["[kiosk.buttons]\nkind = 'gpoi'"],
            ["22: kiosk.0.buttons.kind: 'gpoi' is not one of 'simulated', 'gpio', 'line',"
             " 'mcp23017', 'keypad', 'none'; did you mean 'gpio'?"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'gpio'"],
            ["22: kiosk.0.buttons.kind: buttons of kind 'gpio' need a pin in some"
             " [[kiosk.button]]"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'gpio'", BUTTON + "pin = 5\nlamp_pin = 5"],
            ["26: kiosk.0.button.0.lamp_pin: 5 is used already (see line 25)"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'gpio'", BUTTON + "pin = 28\nlamp_pin = 'LAMP'"],
            ["25: kiosk.0.button.0.pin: 28 is not a whole number from 0 to 27, the BCM number of"
             " a GPIO",
             "26: kiosk.0.button.0.lamp_pin: 'LAMP' is not a whole number from 0 to 27, the BCM"
             " number of a GPIO"],
        ),
        (
            [BUTTON + "pin = true\nlamp_pin = 'two words'"],
            ["23: kiosk.0.button.0.pin: true is not a number, or the name of a line or of a key",
             "24: kiosk.0.button.0.lamp_pin: 'two words' is not a number, or the name of a line or"
             " of a key"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'line'",
             BUTTON + "pin = 'BTN'",
             "[[kiosk.rating_pin]]\nlevel = 'neutral'\npin = 'BTN'"],
            ["26: kiosk.0.rating_pin: has no effect while rating_buttons is false",
             "28: kiosk.0.rating_pin.0.pin: 'BTN' is used already (see line 25)"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'mcp23017'\naddress = 0x28",
             BUTTON + "pin = 16\nlamp_pin = 7"],
            ["23: kiosk.0.buttons.address: 40 is not a whole number from 32 to 39",
             "26: kiosk.0.button.0.pin: 16 is not a whole number from 0 to 15, a pin of the"
             " expander"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'mcp23017'", BUTTON + "pin = 7\nlamp_pin = 15"],
            ["25: kiosk.0.button.0.pin: pin 7 of an MCP23017 reads no button; give it to a lamp"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'keypad'", BUTTON + "pin = 'KP_1'\nlamp_pin = 'F2'"],
            ["21: kiosk.0.buttons.path: missing; buttons of kind 'keypad' need it",
             "25: kiosk.0.button.0.pin: 'KP_1' is not the name of a key, like 'KP1' or 'F1'; did"
             " you mean 'KP1'?",
             "26: kiosk.0.button.0.lamp_pin: a keypad has no lamps that can be wired; leave it"
             " out"],
        ),
        (
            ["[kiosk.buttons]\nkind = 'none'", "[kiosk.screen]\nkind = 'none'"],
            ["22: kiosk.0.buttons.kind: without a screen there must be buttons"],
        ),
        (
            ["[kiosk.buttons]\nstable_ms = 500\nlockout_ms = 50\npalm_keys = 10"],
            ["22: kiosk.0.buttons.stable_ms: 500 is not a whole number from 5 to 100",
             "23: kiosk.0.buttons.lockout_ms: 50 is not a whole number from 100 to 3000",
             "24: kiosk.0.buttons.palm_keys: 10 is not a whole number from 0 to 9"],
        ),
        (
            ["[kiosk.scanner]\nkind = 'serial'"],
            ["21: kiosk.0.scanner.path: missing; a scanner of kind 'serial' needs it"],
        ),
        (
            ["[kiosk.printer]\nkind = 'serial'\npath = '/dev/ttyACM0'",
             "[kiosk.scanner]\nkind = 'serial'\npath = '/dev/ttyACM0'"],
            ["26: kiosk.0.scanner.path: '/dev/ttyACM0' is used already (see line 23)"],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_wired_is_told_by_its_key(tables: list[str], told: list[str]) -> None:
    assert mistakes(*tables) == told


WIRING = Path(__file__).parents[2] / "docs" / "kiosk-wiring.md"
SAMPLE = Path(__file__).parents[2] / "config" / "office.toml"
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", WIRING.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_wiring_page_is_right(example: str) -> None:
    begun, _, rest = SAMPLE.read_text(encoding="utf-8").partition("# Nút bấm và đèn thật")
    _, board, rest = rest.partition("# Bảng điện tử")
    settings = settings_of(begun + example + board + rest, "office.toml")
    wanted = {settings.kiosk[0].buttons.kind, settings.kiosk[0].scanner.kind}
    assert wanted != {"simulated"}
