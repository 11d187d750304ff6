"""`mot-cua publish`: the public board as files for the office's website."""

from __future__ import annotations

from pathlib import Path

import click

from config.house import House
from mot_cua.business_day import day_of
from mot_cua.clock import clock_from_environment
from mot_cua.errors import MotCuaError
from office.documents import write_file
from office.inspect import journal_of
from queue_server.journal.period_report import PeriodReports
from queue_server.program import reports_of
from queue_server.reports.board import board_files, spans
from queue_server.reports.heard import heard


def publish(house: House, folder: Path) -> None:
    """Write the page and the file for programs into a folder, which is made if need be.

    Raises:
        MotCuaError: the folder cannot be written to; what stood there stays.
    """
    journal = journal_of(house)
    try:
        days = reports_of(house, journal).days(limit=2)
        reports = PeriodReports(journal.engine, long_wait_min=house.settings.rules.long_wait_min)
        now_ms = clock_from_environment().wall_ms()
        today = day_of(now_ms)
        before = next((one.day for one in days if one.day < today), None)
        made = spans(today, before, reports.total, house.settings)
        is_sample = any(one.is_sample for one in days)
        files = board_files(
            made,
            house.settings,
            is_sample=is_sample,
            now_ms=now_ms,
            heard=heard(journal.engine, today, house.settings),
        )
    finally:
        journal.close()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise MotCuaError(
            f"{folder}: cannot be made ({problem.strerror}); choose another folder"
        ) from None
    for name, content in files.items():
        write_file(folder / name, content)
    click.echo(f"Open {folder / 'index.html'}, or copy both files to the website.")
