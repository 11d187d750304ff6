"""Which counter unit hangs on which line, and whether the line can tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from config.devices import BridgeSettings
from config.fields import HIGHEST_UNIT_ADDRESS
from config.mistakes import Mistake
from config.names import is_right, repeated, unknown
from config.settings import Settings
from config.toml_lines import Path

RATING_BUTTONS: Final = 4
"""Of a counter unit; kiosks and phones may have more levels."""


class UnitPlace(NamedTuple):
    """Where the unit of one counter is found."""

    counter: int
    address: int
    path: str
    """The port of its own cable; empty when it hangs on the bridge's line."""


def places_of(bridge: BridgeSettings, counters: Iterable[int]) -> list[UnitPlace]:
    """Return the units of a bridge; `counters` are all of the office."""
    told = {one.counter: one for one in bridge.unit}
    return [
        UnitPlace(number, number, "")
        if number not in told
        else UnitPlace(number, told[number].address or number, told[number].path)
        for number in bridge.counters or counters
    ]


def check_units(path: Path, bridge: BridgeSettings, settings: Settings) -> Iterator[Mistake]:
    """Find units that no line leads to, or that a line cannot tell apart."""
    numbers = [one.number for one in settings.counter]
    if not is_right(*_all_of(bridge), *numbers):
        return
    named = [((*path, "unit", at, "counter"), one.counter) for at, one in enumerate(bridge.unit)]
    yield from unknown(named, bridge.counters or numbers, "counter of this bridge")
    yield from repeated(named)
    if not is_right(*(value for _, value in named)):
        return
    if bridge.kind == "serial":
        yield from _lines(path, bridge, places_of(bridge, numbers))
        yield from _levels(path, settings)
    elif bridge.path or bridge.unit:
        key = "path" if bridge.path else "unit"
        yield Mistake((*path, key), "has no effect while kind is 'simulated'")


def _all_of(bridge: BridgeSettings) -> Iterator[object]:
    """Yield every value that the checks lean on; of a draft, some are None."""
    yield from (bridge.kind, bridge.path, bridge.is_shared_line, bridge.counters, bridge.unit)
    yield from bridge.counters or ()
    yield from (one.path for one in bridge.unit or ())


def _lines(path: Path, bridge: BridgeSettings, units: list[UnitPlace]) -> Iterator[Mistake]:
    on_line = [one for one in units if not one.path]
    if on_line and not bridge.path:
        counters = ", ".join(str(one.counter) for one in on_line)
        yield Mistake(
            (*path, "path"),
            f"missing; nothing says where the unit of counter {counters} is plugged in",
        )
    if len(on_line) > 1 and bridge.is_shared_line is False:
        yield Mistake(
            (*path, "is_shared_line"),
            f"{len(on_line)} units on one port; write true if they share a line (RS-485),"
            " or give each a [[bridge.unit]] with its own path",
        )
    yield from _addresses(path, on_line)
    yield from repeated(
        ((*path, "unit", at, "path"), one.path) for at, one in enumerate(bridge.unit) if one.path
    )


def _addresses(path: Path, on_line: list[UnitPlace]) -> Iterator[Mistake]:
    taken: dict[int, int] = {}
    for unit in on_line:
        if unit.address in taken:
            yield Mistake(
                path,
                f"the units of counters {taken[unit.address]} and {unit.counter} both have address"
                f" {unit.address}; give one of them another in a [[bridge.unit]], and flash it so",
            )
        elif unit.address > HIGHEST_UNIT_ADDRESS:
            yield Mistake(
                path,
                f"counter {unit.counter} cannot be its unit's address, which is at most"
                f" {HIGHEST_UNIT_ADDRESS}; give it one in a [[bridge.unit]]",
            )
        taken.setdefault(unit.address, unit.counter)


def _levels(path: Path, settings: Settings) -> Iterator[Mistake]:
    levels = settings.rating.level
    if is_right(levels) and len(levels) > RATING_BUTTONS:
        yield Mistake(
            (*path, "kind"),
            f"counter units have {RATING_BUTTONS} rating buttons, and there are {len(levels)}"
            " rating levels",
        )
