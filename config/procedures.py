"""The register of posted procedures: a CSV file that the office keeps in its spreadsheet program.

    code;service;name;time;fee
    HT-01;HT;Đăng ký khai sinh;Trong ngày làm việc;Không thu

1. The head names the columns, in any order; `code`, `service`, `name` and `time` must be there.
2. Cells are separated by ; or , or tabs, whichever the head has. UTF-8, with a mark or without.
3. Several papers or steps stand in one cell, on lines of their own or with | between them.
4. All mistakes are named at once, each with its line, as in the office file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from config.mistakes import did_you_mean, quoted
from mot_cua.errors import SettingsError
from mot_cua.vietnamese import nfc

LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 2000
MOST: Final = 1000
"""An office posts about a hundred procedures, a province some hundreds."""


class Procedure(NamedTuple):
    """What an office posts of one procedure; what is not known is empty.

    Source: Nghị định 61/2018/NĐ-CP, Điều 8 (công khai thủ tục hành chính).
    """

    code: str
    service: str
    """Code of its lĩnh vực."""
    name: str
    time: str
    """Thời gian giải quyết, in words."""
    fee: str = ""
    """Phí, in words."""
    charge: str = ""
    """Lệ phí, in words."""
    papers: tuple[str, ...] = ()
    """Thành phần hồ sơ."""
    steps: tuple[str, ...] = ()
    """Quy trình."""
    basis: str = ""
    """Căn cứ pháp lý."""
    valid_from: str = ""
    """`2026-07-01`; a procedure is not shown before."""
    updated_on: str = ""
    """`2026-07-01`: when somebody last compared it with the law."""


_NEEDED: Final = ("code", "service", "name", "time")
_LISTS: Final = ("papers", "steps")
_DATES: Final = ("valid_from", "updated_on")


def read_procedures(path: Path, services: Collection[str]) -> tuple[Procedure, ...]:
    """Read a register; `services` are the codes of the office file.

    Raises:
        SettingsError: the file cannot be read or has mistakes; the text has one line for each.
    """
    mistakes: list[str] = []
    rows = list(csv.reader(io.StringIO(text := _text_of(path)), delimiter=_separator(text)))
    head = [nfc(cell.strip()).lower() for cell in rows[0]] if rows else []
    mistakes += (f"{path}:1: {text}" for text in _head_mistakes(head))
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    found, seen = [], dict[str, int]()
    for line, row in _filled(rows):
        cells = {name: nfc(cell.strip()) for name, cell in zip(head, row, strict=False)}
        wrong = [*_row_mistakes(head, row), *_cell_mistakes(cells, services, seen)]
        mistakes += (f"{path}:{line}: {text}" for text in wrong)
        seen.setdefault(cells.get("code", ""), line)
        found.append(_procedure(cells))
    if len(found) > MOST:
        mistakes.append(f"{path}: {len(found)} procedures; at most {MOST} can be shown")
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return tuple(found)


def in_force(procedures: tuple[Procedure, ...], day: str) -> tuple[Procedure, ...]:
    """Leave out what is not valid yet on a day."""
    return tuple(one for one in procedures if one.valid_from <= day)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            f"{path}: there is no such file; put the register of procedures there, or leave out"
            " `procedures` in [office]"
        ) from None
    except OSError as problem:
        raise SettingsError(
            f"{path}: cannot be read ({problem.strerror}); check that it is a file and that"
            " this user may read it"
        ) from None
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise SettingsError(
            f"{path}:{line}: a letter is not UTF-8; save the table as 'CSV UTF-8'"
        ) from None


def _separator(text: str) -> str:
    head = text.partition("\n")[0]
    return max(";,\t", key=head.count)


def _filled(rows: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Give rows with their lines; spreadsheets leave empty ones at the end."""
    line = 1
    for place, row in enumerate(rows):
        if place and any(cell.strip() for cell in row):
            yield line, row
        line += 1 + sum(cell.count("\n") for cell in row)


def _head_mistakes(head: list[str]) -> Iterator[str]:
    for name in _NEEDED:
        if name not in head:
            needed = ", ".join(_NEEDED)
            yield f"the column {name!r} is missing; the first line must name: {needed}"
    for name in dict.fromkeys(head):
        if name not in Procedure._fields:
            yield f"the column {name!r} is unknown{did_you_mean(name, Procedure._fields)}"
        elif head.count(name) > 1:
            yield f"the column {name!r} stands there twice"


def _row_mistakes(head: list[str], row: list[str]) -> Iterator[str]:
    if len(row) > len(head):
        yield (
            f"{len(row)} cells, but {len(head)} columns; put a text that contains the separator"
            ' between quotation marks, "like; this"'
        )


def _cell_mistakes(
    cells: Mapping[str, str], services: Collection[str], seen: Mapping[str, int]
) -> Iterator[str]:
    for name in _NEEDED:
        if not cells.get(name):
            yield f"{name}: empty; every procedure needs one"
    service = cells.get("service", "")
    if service and service not in services:
        yield f"service: no service {service!r}{did_you_mean(service, services)}"
    if cells.get("code") and cells["code"] in seen:
        yield f"code: {cells['code']!r} stands in line {seen[cells['code']]} already"
    for name, text in cells.items():
        longest = LONGEST_NAME if name in ("code", "name", "time") else LONGEST_TEXT
        if len(text) > longest:
            yield f"{name}: {len(text)} letters; at most {longest} can be shown"
        elif name in _DATES and text and not _is_date(text):
            yield f"{name}: {quoted(text)} is not a date like 2026-11-24"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _procedure(cells: Mapping[str, str]) -> Procedure:
    lists = {
        name: tuple(
            part for one in re.split(r"[|\n]", cells.get(name, "")) if (part := one.strip())
        )
        for name in _LISTS
    }
    texts = {name: cells.get(name, "") for name in Procedure._fields if name not in _LISTS}
    return Procedure(**texts, **lists)  # type: ignore[arg-type]  # each name has its own kind
