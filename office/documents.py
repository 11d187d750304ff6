"""The documents of a day, or of a month, written to files from the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from config.house import House
from mot_cua.clock import clock_from_environment
from mot_cua.errors import JournalError, MotCuaError
from mot_cua.ids import UnixMs
from office.inspect import journal_of, report_of
from queue_server.documents.compose import compose_poster
from queue_server.documents.kinds import KINDS
from queue_server.documents.pdf import Size, poster_pdf
from queue_server.journal.report import DayReport, Reports
from queue_server.program import reports_of

_ALL: Final = 100_000
"""Days of some centuries: a poster of any month."""


def write_documents(
    house: House, files: Mapping[str, Path], *, day: str | None, month: str | None, size: Size
) -> None:
    """Write the files asked for, and name each.

    Raises:
        JournalError: there is no such day, or no day in the month.
        MotCuaError: the month is no month, or a file cannot be written.
    """
    journal = journal_of(house)
    reports, now_ms = reports_of(house, journal), clock_from_environment().wall_ms()
    try:
        made = _made(house, reports, files, day=day, month=month, size=size, now_ms=now_ms)
    finally:
        journal.close()
    for path, content in made.items():
        write_file(path, content)


def _made(
    house: House,
    reports: Reports,
    files: Mapping[str, Path],
    *,
    day: str | None,
    month: str | None,
    size: Size,
    now_ms: UnixMs,
) -> dict[Path, bytes]:
    made: dict[Path, bytes] = {}
    for kind, path in files.items():
        if kind == "poster":
            days = _month(reports, month) if month else [report_of(reports, day)]
            content = compose_poster(days, house.settings, now_ms=now_ms, month=month or "")
            made[path] = poster_pdf(content, size)
        else:
            made[path] = KINDS[kind].make(report_of(reports, day), house.settings, now_ms)
    return made


def _month(reports: Reports, month: str) -> list[DayReport]:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise MotCuaError(f"--month {month}: expected a month like 2026-11")
    days = [one.day for one in reports.days(limit=_ALL) if one.day.startswith(f"{month}-")]
    found = [report for day in sorted(days) if (report := reports.day(day))]
    if not found:
        raise JournalError(f"{month}: the office was not open in this month; no poster")
    return found


def write_file(path: Path, content: bytes) -> None:
    """Write a file and name it. Raises MotCuaError when it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise MotCuaError(
            f"{path}: cannot be written ({problem.strerror}); choose another file"
        ) from None
    click.echo(f"{path}: {len(content):,} bytes".replace(",", "."))
