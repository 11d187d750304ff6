"""Where the office file says the counter units are, and what it may not say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.reader import settings_of
from config.unit_checks import UnitPlace, places_of
from mot_cua.errors import SettingsError

SMALL = (Path(__file__).parents[1] / "data" / "small-office.toml").read_text(encoding="utf-8")
COUNTERS = "".join(
    f'[[counter]]\nnumber = {one}\nservices = ["HT"]\n' for one in (2, 3)
)  # counter 1 is in the small office; what is added begins at line 27


def office(text: str) -> str:
    return SMALL + COUNTERS + text


def mistakes(text: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        settings_of(office(text), "office.toml")
    return [line.removeprefix("office.toml:") for line in str(raised.value).split("\n")]


def places(text: str) -> list[UnitPlace]:
    [bridge] = settings_of(office(text), "office.toml").bridge
    return places_of(bridge, [1, 2, 3])


SERIAL = "[[bridge]]\nid = 'b'\nkind = 'serial'\n"
SHARED = SERIAL + "path = '/dev/rs485'\nis_shared_line = true\n"


def test_units_on_a_shared_line_have_their_counter_s_number_as_address() -> None:
    assert places(SHARED) == [UnitPlace(one, one, "") for one in (1, 2, 3)]
    assert places(SHARED + "counters = [3]\n") == [UnitPlace(3, 3, "")]


def test_a_unit_may_have_another_address_or_a_cable_of_its_own() -> None:
    text = (
        SHARED
        + "[[bridge.unit]]\ncounter = 2\naddress = 30\n"
        + "[[bridge.unit]]\ncounter = 3\npath = '/dev/usb3'\n"
    )
    assert places(text) == [
        UnitPlace(1, 1, ""),
        UnitPlace(2, 30, ""),
        UnitPlace(3, 3, "/dev/usb3"),
    ]


LEVELS = "".join(
    f"[[rating.level]]\nid = 'l{one}'\nlabel = 'x'\ncounts_as_satisfied = true\n"
    for one in range(5)
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            SERIAL + "counters = [1]",
            "27: bridge.0.path: missing; nothing says where the unit of counter 1 is plugged in",
        ),
        (
            SERIAL + "path = '/dev/ttyUSB0'",
            "27: bridge.0.is_shared_line: 3 units on one port; write true if they share a line"
            " (RS-485), or give each a [[bridge.unit]] with its own path",
        ),
        (
            SHARED + "[[bridge.unit]]\ncounter = 3\naddress = 1",
            "27: bridge.0: the units of counters 1 and 3 both have address 1; give one of them"
            " another in a [[bridge.unit]], and flash it so",
        ),
        (
            SHARED + "[[bridge.unit]]\ncounter = 3\naddress = 31",
            "34: bridge.0.unit.0.address: 31 is not a whole number from 1 to 30",
        ),
        (
            SHARED + "counters = [1, 2]\n[[bridge.unit]]\ncounter = 3",
            "34: bridge.0.unit.0.counter: no counter of this bridge 3; possible: 1, 2",
        ),
        (
            SHARED + "[[counter]]\nnumber = 44\nservices = ['HT']",
            "27: bridge.0: counter 44 cannot be its unit's address, which is at most 30; give it"
            " one in a [[bridge.unit]]",
        ),
        (
            SERIAL.replace("serial", "simulated") + "path = '/dev/ttyUSB0'",
            "30: bridge.0.path: has no effect while kind is 'simulated'",
        ),
        (
            SHARED + LEVELS,
            "29: bridge.0.kind: counter units have 4 rating buttons, and there are 5 rating levels",
        ),
    ],
)
def test_units_that_no_line_leads_to_or_can_tell_apart_are_told(text: str, told: str) -> None:
    assert mistakes(text) == [told]


def test_two_units_cannot_have_one_cable() -> None:
    text = SHARED + "".join(
        f"[[bridge.unit]]\ncounter = {one}\npath = '/dev/usb'\n" for one in (2, 3)
    )
    assert mistakes(text) == ["37: bridge.0.unit.1.path: '/dev/usb' is used already (see line 34)"]
