"""What must fit together in a kiosk's buttons, lamps and scanner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from config.devices import ButtonsSettings, KioskSettings
from config.mistakes import Mistake, did_you_mean, quoted
from config.names import repeated
from config.toml_lines import Path

KEY_NAMES: Final = (
    *"0123456789",
    *"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    *(f"KP{digit}" for digit in range(10)),
    *(f"F{number}" for number in range(1, 11)),
    *("ENTER", "KPENTER", "KPPLUS", "KPMINUS", "KPASTERISK", "KPSLASH", "KPDOT"),
    *("BACKSPACE", "SPACE"),
)
"""Keys that a keypad may have; `hardware.keypad` knows their codes."""

OUTPUTS_ONLY: Final = (7, 15)
"""Pins of an MCP23017 that may drive a lamp and read no button.

Source: Microchip's data sheet DS20001952, revision D of 2022.
"""


class _Pins(NamedTuple):
    """What a pin may be, for one kind of buttons."""

    is_one: Callable[[object], bool]
    expected: str


def _upto(last: int, meaning: str) -> _Pins:
    def is_one(pin: object) -> bool:
        return isinstance(pin, int) and pin <= last

    return _Pins(is_one, f"a whole number from 0 to {last}, {meaning}")


_GPIO: Final = _upto(27, "the BCM number of a GPIO")
_PINS: Final = {
    "simulated": _GPIO,
    "none": _GPIO,
    "gpio": _GPIO,
    "mcp23017": _upto(15, "a pin of the expander"),
    "keypad": _Pins(lambda pin: pin in KEY_NAMES, "the name of a key, like 'KP1' or 'F1'"),
}

_Wired = tuple[Path, object]


def check_hands(path: Path, kiosk: KioskSettings) -> Iterator[Mistake]:
    """Find what cannot be wired so; `path` is the kiosk's."""
    inputs, lamps = list(_inputs(path, kiosk)), list(_lamps(path, kiosk))
    yield from repeated([*inputs, *lamps])
    yield from _wiring(kiosk.buttons, inputs, lamps)
    yield from _something_to_press(path, kiosk, inputs)
    yield from _paths(path, kiosk)


def _inputs(path: Path, kiosk: KioskSettings) -> Iterator[_Wired]:
    for place, button in enumerate(kiosk.button):
        yield (*path, "button", place, "pin"), button.pin
    for place, rating in enumerate(kiosk.rating_pin):
        yield (*path, "rating_pin", place, "pin"), rating.pin


def _lamps(path: Path, kiosk: KioskSettings) -> Iterator[_Wired]:
    for place, button in enumerate(kiosk.button):
        yield (*path, "button", place, "lamp_pin"), button.lamp_pin


def _wiring(
    buttons: ButtonsSettings, inputs: list[_Wired], lamps: list[_Wired]
) -> Iterator[Mistake]:
    pins = _PINS.get(buttons.kind)
    for path, pin in (*inputs, *lamps):
        if pin is not None and pins is not None and not pins.is_one(pin):
            yield Mistake(path, f"{quoted(pin)} is not {pins.expected}{_hint(pin, buttons)}")
    if buttons.kind == "mcp23017":
        for path, pin in inputs:
            if pin in OUTPUTS_ONLY:
                yield Mistake(path, f"pin {pin} of an MCP23017 reads no button; give it to a lamp")
    if buttons.kind == "keypad":
        yield from (
            Mistake(path, "a keypad has no lamps that can be wired; leave it out")
            for path, pin in lamps
            if pin is not None
        )


def _hint(pin: object, buttons: ButtonsSettings) -> str:
    near = did_you_mean(pin, KEY_NAMES)
    return near if buttons.kind == "keypad" and "did you mean" in near else ""


def _something_to_press(
    path: Path, kiosk: KioskSettings, inputs: list[_Wired]
) -> Iterator[Mistake]:
    kind = kiosk.buttons.kind
    is_wired = any(pin is not None for _, pin in inputs)
    if kind in ("gpio", "line", "mcp23017", "keypad") and not is_wired:
        text = f"buttons of kind {kind!r} need a pin in some [[kiosk.button]]"
        yield Mistake((*path, "buttons", "kind"), text)
    if kiosk.screen.kind != "none":
        return
    if kind == "none":
        yield Mistake((*path, "buttons", "kind"), "without a screen there must be buttons")
    elif all(one.pin is None for one in kiosk.button):
        text = "without a screen, some [[kiosk.button]] needs a pin"
        yield Mistake((*path, "screen", "kind"), text)


def _paths(path: Path, kiosk: KioskSettings) -> Iterator[Mistake]:
    buttons, scanner = kiosk.buttons, kiosk.scanner
    if buttons.kind == "keypad" and buttons.path == "":
        yield Mistake((*path, "buttons", "path"), "missing; buttons of kind 'keypad' need it")
    if scanner.kind in ("keypad", "serial") and scanner.path == "":
        text = f"missing; a scanner of kind {scanner.kind!r} needs it"
        yield Mistake((*path, "scanner", "path"), text)
    used = {"printer": kiosk.printer.path, "buttons": buttons.path, "scanner": scanner.path}
    yield from repeated(((*path, part, "path"), one or None) for part, one in used.items())
