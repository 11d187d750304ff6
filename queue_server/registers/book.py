"""One year of a register as a list, newest first, and as a table to take home."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from config.settings import Settings
from mot_cua.timetable import Timetable
from queue_server.core.registers.entries import Entries, Entry
from queue_server.core.registers.register import Register
from queue_server.documents.table import csv_of
from queue_server.registers.wording import Standing, remark_of, shown, standing_of


class Line(NamedTuple):
    """One line of the list."""

    entry: Entry
    label: str
    cells: tuple[str, ...]
    """As people write them, in the order of the listed fields."""
    standing: Standing
    remark: str


class Book(NamedTuple):
    """One year of one register."""

    register: Register
    year: int
    is_closed: bool
    years: tuple[int, ...]
    """Those that have entries, and the present one; newest first."""
    lines: tuple[Line, ...]
    open: int
    """How many entries of any year still wait for their end."""
    late: int


def book_of(
    register: Register,
    year: int,
    entries: Entries,
    *,
    today: str,
    timetable: Timetable,
    settings: Settings,
) -> Book:
    """Lay out a year of a register."""
    mine = [one for one in entries.values() if one.place.register == register.name]
    this_year = int(today[:4])
    waiting = waiting_in(register, mine, today, timetable, settings)
    of_year = (one for one in mine if one.place.year == year or not register.is_yearly)
    listed = sorted(of_year, key=lambda one: one.place, reverse=True)
    return Book(
        register=register,
        year=year,
        is_closed=register.is_yearly and year < this_year,
        years=tuple(
            sorted({this_year, *(one.place.year for one in mine)}, reverse=True)
            if register.is_yearly
            else ()
        ),
        lines=tuple(_line(register, one, today, timetable, settings) for one in listed),
        open=len(waiting) if register.due else 0,
        late=sum(one.is_late for one in waiting),
    )


def waiting_in(
    register: Register,
    entries: Iterable[Entry],
    today: str,
    timetable: Timetable,
    settings: Settings,
) -> list[Standing]:
    """Say how each matter stands about which somebody has to do something one day."""
    return [
        standing_of(register, one, today, timetable, settings)
        for one in entries
        if one.place.register == register.name
        and (register.is_open(one.values) or (register.review and not one.is_struck))
    ]


def _line(
    register: Register, entry: Entry, today: str, timetable: Timetable, settings: Settings
) -> Line:
    listed = (one for one in register.fields if one.is_listed)
    return Line(
        entry=entry,
        label=entry.place.label,
        cells=tuple(shown(one, entry.values.get(one.name, ""), settings) for one in listed),
        standing=standing_of(register, entry, today, timetable, settings),
        remark=remark_of(register, entry),
    )


def book_csv(book: Book, settings: Settings) -> bytes:
    """Write a year with all its fields, oldest first."""
    fields = book.register.fields
    head = ("Số", *(one.label for one in fields), "Tình trạng hạn", "Lưu ý")
    rows = (
        (
            line.label,
            *(shown(one, line.entry.values.get(one.name, ""), settings) for one in fields),
            line.standing.words,
            line.remark,
        )
        for line in reversed(book.lines)
    )
    return csv_of((head, *rows))
