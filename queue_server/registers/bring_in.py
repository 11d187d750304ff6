"""A table brought into a register: what was understood of it, before anything is written.

A row whose key stands in the register corrects that entry; any other row is a new one. Nothing may
be written while one row has a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from config.settings import Settings
from mot_cua.ids import UnixMs
from mot_cua.timetable import Timetable
from mot_cua.vietnamese import search_key
from queue_server.core.registers.entries import Entries, Entry, Place, next_number
from queue_server.core.registers.fields import Field, Values, read
from queue_server.core.registers.register import Register
from queue_server.core.registers.rules import Wish, read_wish
from queue_server.registers.table_file import BadTable, Rows
from queue_server.registers.wording import fault_sentence, shown

MOST_PROBLEMS: Final = 30
"""Named at once; whoever has more has the wrong file."""
_OURS: Final = frozenset(
    map(search_key, ("Số", "Thời hạn", "Tình trạng hạn", "Lưu ý", "STT", "TT"))
)
"""Columns of our own tables, and of everybody's, that say nothing about an entry."""


class Cell(NamedTuple):
    """One value as it was understood, and as it was typed where that differs."""

    shown: str
    typed: str = ""


class Row(NamedTuple):
    """One row of the table."""

    line: int
    """In the file; the head is line 1."""
    place: Place | None
    """The entry that it corrects; None adds one."""
    seen: int
    values: dict[str, str]
    cells: tuple[Cell, ...]
    is_unchanged: bool


class Brought(NamedTuple):
    """What was understood of a table."""

    fields: tuple[Field, ...]
    """Those that it has columns for."""
    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    """One sentence each; with any, nothing may be written."""

    @property
    def changes(self) -> tuple[Row, ...]:
        """The rows that say something new."""
        return tuple(one for one in self.rows if not one.is_unchanged)


class Bringing:
    """Reads one table row by row; each row sees those before it as if they were written."""

    def __init__(
        self,
        register: Register,
        entries: Entries,
        *,
        today: str,
        timetable: Timetable,
        settings: Settings,
    ) -> None:
        self._register, self._entries = register, dict(entries)
        self._today, self._timetable, self._settings = today, timetable, settings
        self._problems: list[str] = []

    def read(self, table: Rows) -> Brought:
        """Read a table.

        Raises:
            BadTable: its head names other columns, or there is no row.
        """
        columns = self._columns(table[0])
        if len(table) == 1:
            raise BadTable("Tệp chỉ có dòng tên cột, chưa có số liệu nào.")
        rows = [self._row(line, cells, columns) for line, cells in enumerate(table[1:], start=2)]
        fields = tuple(one for one in columns if one)
        shown = self._problems[:MOST_PROBLEMS]
        rest = len(self._problems) - len(shown)
        more = [f"Còn {rest} lỗi nữa."] if rest else []
        return Brought(fields, tuple(rows), (*shown, *more))

    def _columns(self, head: list[str]) -> list[Field | None]:
        """Find each column's field; None for a column that is left out."""
        known = {key: field for field in self._register.own for key in _heads(field)}
        unknown = [one for one in head if search_key(one) not in (known.keys() | _OURS)]
        found = [known.get(search_key(one)) for one in head]
        missing = [one for one in self._register.own if one.is_needed and one not in found]
        twice = {one.label for one in found if one and found.count(one) > 1}
        told = [
            *(f"Cột “{one[:40] or 'không tên'}” không có trong sổ." for one in unknown),
            *(f"Cột “{one}” có hai lần." for one in sorted(twice)),
            *(f"Thiếu cột “{one.label}”." for one in missing),
        ]
        if told:
            names = ", ".join(one.label for one in self._register.own)
            raise BadTable(f"{' '.join(told[:8])} Các cột của sổ: {names}.")
        return found

    def _row(self, line: int, cells: list[str], columns: list[Field | None]) -> Row:
        if len(cells) > len(columns):
            self._problems.append(
                f'Dòng {line}: nhiều ô hơn số cột; ô có dấu phân cách phải để trong ngoặc kép " ".'
            )
        typed = {one.name: cell for one, cell in zip(columns, cells, strict=False) if one}
        known = self._known(typed)
        before = dict(known.values) if known else {}
        wish = read_wish(
            self._register,
            before | typed,
            place=known.place if known else None,
            entries=self._entries,
            today=self._today,
            timetable=self._timetable,
            settings=self._settings,
        )
        self._problems += (
            f"Dòng {line} – {fault_sentence(self._register, one)}" for one in wish.faults
        )
        if not wish.faults:
            self._remember(wish, known)
        kept = {name: value for name, value in wish.values.items() if value}
        return Row(
            line=line,
            place=known.place if known else None,
            seen=known.seq if known else 0,
            values=wish.values,
            cells=tuple(self._cells(typed, wish, columns)),
            is_unchanged=kept == before,
        )

    def _known(self, typed: Values) -> Entry | None:
        """Return the entry that a row is about, by the register's key."""
        field = next((one for one in self._register.own if one.name == self._register.key), None)
        key, _ = read(field, typed.get(field.name, ""), self._settings) if field else ("", [])
        if not field or not key:
            return None
        mine = (one for one in self._entries.values() if one.place.register == self._register.name)
        written = (one for one in mine if one.seq and not one.is_struck)
        return next((one for one in written if one.values.get(field.name) == key), None)

    def _remember(self, wish: Wish, known: Entry | None) -> None:
        """Let the rows below see this one; a new one has no event yet."""
        name, year = self._register.name, int(self._today[:4])
        place = known.place if known else Place(name, year, next_number(name, year, self._entries))
        self._entries[place] = Entry(
            place=place,
            values=wish.values,
            seq=0,
            entered_ms=UnixMs(0),
            changed_ms=UnixMs(0),
            entered_by="",
            changed_by="",
        )

    def _cells(self, typed: Values, wish: Wish, columns: list[Field | None]) -> Iterator[Cell]:
        faulty = {one.field for one in wish.faults}
        for field in columns:
            if field is None:
                continue
            was, value = typed.get(field.name, ""), wish.values[field.name]
            now = was if field.name in faulty else shown(field, value, self._settings)
            yield Cell(now, "" if now == was else was)


def _heads(field: Field) -> set[str]:
    names = (field.name, field.label, field.label.removesuffix(" (%)"), *field.also)
    return {search_key(one) for one in names}
