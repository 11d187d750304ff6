"""A table that somebody brings: CSV or XLSX, read into rows of texts and nothing else.

A formula stays the text that begins with =, and is refused by whoever reads the cell.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from mot_cua.errors import MotCuaError
from mot_cua.vietnamese import nfc

MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 60
_MOST_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of an XLSX without its compression; 300 procedures have less than one million."""

Rows = list[list[str]]


class BadTable(MotCuaError):
    """A file that is no table of ours; the text is for whoever brought it."""


def read_table(content: bytes) -> Rows:
    """Return the rows of a file, the head first; empty rows and cells at the ends are left out.

    Raises:
        BadTable: it is neither CSV nor XLSX, or far too large.
    """
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise BadTable("Tệp trống; chọn tệp CSV hoặc Excel (.xlsx) có dòng đầu là tên các cột.")
    is_xlsx = content.startswith(b"PK")
    rows = list(_trimmed(_of_xlsx(content) if is_xlsx else _of_csv(content)))
    if not rows:
        raise BadTable("Tệp không có dòng nào; dòng đầu phải là tên các cột.")
    return rows


def _trimmed(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for row in rows:
        cells = [nfc(cell).strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise BadTable(f"Tệp có quá nhiều cột; tối đa {MOST_COLUMNS}.")
        if cells:
            yield cells


def _of_csv(content: bytes) -> Rows:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadTable(
            "Tệp không phải CSV UTF-8; trong Excel chọn Lưu thành “CSV UTF-8”, hoặc gửi tệp .xlsx."
        ) from None
    head = text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=head.count)))
    except csv.Error:
        raise BadTable("Tệp này không phải bảng CSV; chọn tệp khác.") from None
    return _few(rows)


def _few(rows: Rows) -> Rows:
    if len(rows) > MOST_ROWS:
        raise BadTable(f"Tệp có quá nhiều dòng; tối đa {MOST_ROWS}.")
    return rows


def _of_xlsx(content: bytes) -> Rows:
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415 - few servers need it

    try:
        _require_small(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS + 1)
        rows = _few([[_text_of(cell) for cell in row] for row in sheet])
    except BadTable:
        raise
    except Exception:  # noqa: BLE001 - a damaged workbook fails in any way, and nothing else is here
        raise BadTable(
            "Không đọc được tệp Excel này; mở bằng Excel, lưu lại dạng .xlsx hoặc “CSV UTF-8”."
        ) from None
    return rows


def _require_small(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _MOST_UNPACKED:
            raise BadTable("Tệp Excel quá lớn sau khi giải nén; chỉ để lại bảng cần nhập.")


def _text_of(cell: Any) -> str:
    """Write a cell as its sheet shows it, as far as it matters here."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        if "%" in (cell.number_format or ""):
            return f"{round(value * 100, 2):g}%".replace(".", ",")
        return f"{value:.0f}" if value.is_integer() else f"{value:g}".replace(".", ",")
    if isinstance(value, int) and "%" in (cell.number_format or ""):
        return f"{value * 100}%"
    return str(value)
