"""The day as a table for machines: CSV in the long form, one row for each group and level.

UTF-8 with a mark and semicolons: so Excel, as it is set up in Vietnam, opens it in columns with
whole letters at a double click. Programs read it as `utf-8-sig` with `delimiter=";"`. All numbers
are whole and all dates ISO, so that no comma or dot can be taken for the other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from queue_server.documents.content import Group, ReportDocument

COLUMNS: Final = (
    "day", "is_closed", "is_sample", "seal", "group", "key", "name", "level", "label",
    "is_satisfied", "count", "rated", "served", "dossiers",
)  # fmt: skip
"""Names for programs; `level` is empty in the row of those who were served and did not rate, and
in the rows of the group `reason`, which count why some were not satisfied."""

NOT_RATED: Final = "Không đánh giá"

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str | int, ...]


def report_csv(report: ReportDocument) -> bytes:
    """Write the day as CSV."""
    return csv_of((COLUMNS, *rows_of(report)))


def csv_of(rows: Iterable[Iterable[str | int]]) -> bytes:
    """Write rows, the first of which is the head, as Excel opens them in Vietnam."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def rows_of(report: ReportDocument) -> Iterator[Row]:
    """List the counts of every group, which add up to `served`, and then those of the reasons."""
    day = (report.day, int(report.is_closed), int(report.is_sample), report.seal)
    kinds = (
        ("office", (report.total,)),
        ("service", report.services),
        ("counter", report.counters),
    )
    for kind, groups in kinds:
        for one in groups:
            for rest in _levels(one):
                yield (*day, kind, one.key, one.name, *rest, one.rated, one.served, one.dossiers)
    whole = report.total
    for reason in report.reason_counts:
        counted = ("", "", 0, reason.given, whole.rated, whole.served, whole.dossiers)
        yield (*day, "reason", reason.id, reason.label, *counted)


def _levels(group: Group) -> Iterator[Row]:
    for level in group.levels:
        yield level.id, level.label, int(level.is_satisfied), level.given
    yield "", NOT_RATED, 0, group.unrated


def safe(cell: str | int) -> str | int:
    """Let no text of the office file be run as a formula by a spreadsheet.

    >>> safe("=1+1"), safe("Chứng thực"), safe(-1)
    ("'=1+1", 'Chứng thực', -1)
    """
    if isinstance(cell, str) and cell.startswith(_BEGINS_FORMULA):
        return f"'{cell}"
    return cell
