"""What must fit together in the devices of the office file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from config.devices import KioskSettings, PrinterSettings, SpeakerSettings
from config.hands_checks import check_hands
from config.mistakes import Mistake
from config.names import repeated, unknown
from config.settings import Settings
from config.toml_lines import Path
from config.unit_checks import check_units

SERVER: Final = "server"
"""The queue server's own name at the broker."""


def check_devices(settings: Settings) -> Iterator[Mistake]:
    """Find devices that cannot be told apart or do not fit the rest of the office."""
    yield from _names(settings)
    for place, one in enumerate(settings.kiosk):
        yield from _kiosk(("kiosk", place), one, settings)
    yield from _boards(settings)
    yield from _bridges(settings)


def _names(settings: Settings) -> Iterator[Mistake]:
    """Each device has an account of its own at the broker, named after it."""
    names: list[tuple[Path, str]] = [
        ((key, place, "id"), name)
        for key, ids in (
            ("kiosk", [one.id for one in settings.kiosk]),
            ("board", [one.id for one in settings.board]),
            ("bridge", [one.id for one in settings.bridge]),
        )
        for place, name in enumerate(ids)
    ]
    yield from repeated(names)
    for path, name in names:
        if name == SERVER:
            yield Mistake(path, f"{name!r} is the name of the queue server; choose another")


def _kiosk(path: Path, kiosk: KioskSettings, settings: Settings) -> Iterator[Mistake]:
    yield from _printer((*path, "printer"), kiosk.printer)
    yield from _speaker((*path, "speaker"), kiosk.speaker)
    buttons = [
        ((*path, "button", place, "service"), one.service) for place, one in enumerate(kiosk.button)
    ]
    yield from unknown(buttons, [one.code for one in settings.service], "service")
    yield from repeated(buttons)
    levels = [
        ((*path, "rating_pin", place, "level"), one.level)
        for place, one in enumerate(kiosk.rating_pin)
    ]
    yield from unknown(levels, [one.id for one in settings.rating.level], "rating level")
    if kiosk.rating_pin and kiosk.rating_buttons is False:
        yield Mistake((*path, "rating_pin"), "has no effect while rating_buttons is false")
    yield from check_hands(path, kiosk)


def _printer(path: Path, printer: PrinterSettings) -> Iterator[Mistake]:
    if printer.kind in ("usb", "serial", "file") and printer.path == "":
        yield Mistake((*path, "path"), f"missing; a printer of kind {printer.kind!r} needs it")
    if printer.kind == "network" and printer.host == "":
        yield Mistake((*path, "host"), "missing; a printer of kind 'network' needs it")


def _speaker(path: Path, speaker: SpeakerSettings) -> Iterator[Mistake]:
    if speaker.kind == "alsa" and speaker.device == "":
        yield Mistake((*path, "device"), "empty; 'default' is the usual one, `aplay -L` lists all")


def _boards(settings: Settings) -> Iterator[Mistake]:
    known = [one.number for one in settings.counter]
    for place, one in enumerate(settings.board):
        path: Path = ("board", place, "speaker")
        numbers = ", ".join(map(str, known))
        if one.kind != "segments" and one.counter is not None and one.counter not in known:
            yield Mistake(
                ("board", place, "counter"),
                f"there is no counter {one.counter}; there are: {numbers}",
            )
        if one.kind == "segments" and one.counter not in known:
            yield Mistake(
                ("board", place, "counter"),
                f"a board of kind 'segments' needs the number of its counter; there are: {numbers}",
            )
        yield from _speaker(path, one.speaker)
        yield from repeated(
            ((*path, "languages", at), code) for at, code in enumerate(one.speaker.languages or ())
        )


def _bridges(settings: Settings) -> Iterator[Mistake]:
    counters = [
        (("bridge", place, "counters", at), number)
        for place, one in enumerate(settings.bridge)
        for at, number in enumerate(one.counters or ())
    ]
    yield from unknown(counters, [one.number for one in settings.counter], "counter")
    yield from repeated(counters)
    for place, one in enumerate(settings.bridge):
        yield from check_units(("bridge", place), one, settings)
