"""Writing into a register: numbers without gaps, nothing erased, a year that closes.

1. The year of a new entry is that of the server's clock; its number follows the last of that year.
2. A change is another event, with all values before and after. A number is never given up: an entry
   made by mistake is struck out, with its reason, and keeps its place.
3. When its year is over an entry stays as it is, but for what became of the matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from config.settings import Settings
from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.timetable import Timetable
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.registers.checks import Look
from queue_server.core.registers.entries import Entries, Place, next_number
from queue_server.core.registers.fields import Fault, Values, read
from queue_server.core.registers.register import STRUCK, Register
from queue_server.core.registers.tables import REGISTERS
from queue_server.core.situation import Situation


class Wish(NamedTuple):
    """What somebody wants to write, in the kept form as far as it could be read."""

    values: dict[str, str]
    faults: tuple[Fault, ...]


def read_wish(
    register: Register,
    typed: Values,
    *,
    place: Place | None,
    entries: Entries,
    today: str,
    timetable: Timetable,
    settings: Settings,
) -> Wish:
    """Read what was typed and find all that is wrong with it; `place` is None for a new entry."""
    before = entries[place].values if place else {}
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for field in register.fields:
        values[field.name], wrong = read(field, typed.get(field.name, ""), settings)
        faults += wrong
    faults += _unchangeable(register, before, values, is_over=is_closed(register, place, today))
    if not faults and not values[STRUCK.name]:
        others = tuple(_others(register, place, entries))
        ended = register.state is not None and not register.is_open(values)
        look = Look(values, others, today, timetable, ended)
        faults = [fault for check in register.checks for fault in check(look)]
    return Wish(values, tuple(faults))


def is_closed(register: Register, place: Place | None, today: str) -> bool:
    """Tell whether the year of an entry is over, so that only its result may be written."""
    return register.is_yearly and place is not None and place.year < int(today[:4])


def _unchangeable(
    register: Register, before: Values, values: Values, *, is_over: bool
) -> Iterator[Fault]:
    for field in register.fields:
        old = before.get(field.name, "")
        if old == values[field.name]:
            continue
        if field.is_once and old:
            yield Fault(field.name, "set-once", old)
        elif is_over and not field.is_result:
            yield Fault(field.name, "year-closed")


def _others(
    register: Register, place: Place | None, entries: Entries
) -> Iterator[tuple[str, Values]]:
    for one in entries.values():
        if one.place.register == register.name and one.place != place and not one.is_struck:
            yield one.place.label, one.values


def write_entry(now: Situation, command: c.WriteEntry) -> list[e.Event]:
    """Add an entry to a register, or change one.

    Raises:
        Refused: `unknown-register`, `unknown-entry`, `clock-untrusted`, `entry-changed` by somebody
            else meanwhile, `entry-unchanged`, or `entry-wrong`; nothing has changed.
    """
    register = REGISTERS.get(command.register)
    if register is None:
        known = ", ".join(REGISTERS)
        raise Refused("unknown-register", f"no register {command.register!r}; there are: {known}")
    if not now.now.is_trusted:
        raise Refused("clock-untrusted", "the server's clock is wrong; registers go by its dates")
    entries, today = now.office.entries, day_of(now.now.wall_ms)
    place = _place_of(command, entries)
    wish = read_wish(
        register,
        command.values,
        place=place,
        entries=entries,
        today=today,
        timetable=now.timetable,
        settings=now.settings,
    )
    if wish.faults:
        told = "; ".join(f"{one.field}: {one.code} {one.told}".strip() for one in wish.faults)
        raise Refused("entry-wrong", f"this cannot be written into {register.name}: {told}")
    before = dict(entries[place].values) if place else {}
    if place and {**dict.fromkeys(wish.values, ""), **before} == wish.values:
        raise Refused("entry-unchanged", f"{place.label} says this already")
    year = int(today[:4])
    at = place or Place(register.name, year, next_number(register.name, year, entries))
    return [
        e.EntryWritten(
            request=command.request,
            register=at.register,
            year=at.year,
            number=at.number,
            old=before,
            new={name: value for name, value in wish.values.items() if value},
            by=command.by,
        )
    ]


def _place_of(command: c.WriteEntry, entries: Entries) -> Place | None:
    if command.number is None:
        return None
    place = Place(command.register, command.year or 0, command.number)
    known = entries.get(place)
    if known is None:
        raise Refused("unknown-entry", f"{command.register} has no entry {place.label}")
    if known.seq != command.seen:
        raise Refused("entry-changed", f"{place.label} was changed by {known.changed_by} meanwhile")
    return place


def close_years(now: Situation, day: str) -> list[e.Event]:
    """Close the registers of every year that is over when `day` begins, each once."""
    last_sealed = now.office.sealed or day
    years = range(int(last_sealed[:4]), int(day[:4]))
    written = sorted({(one.register, one.year) for one in now.office.entries if one.year in years})
    return [
        e.RegisterClosed(
            register=register,
            year=year,
            entries=next_number(register, year, now.office.entries) - 1,
        )
        for register, year in written
    ]
