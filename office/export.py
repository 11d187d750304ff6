"""`mot-cua export`: the archive of a period for an inspection."""

from __future__ import annotations

from pathlib import Path

import click

from config.house import House
from mot_cua.clock import clock_from_environment
from mot_cua.errors import MotCuaError
from office.inspect import journal_of
from office.periods import page_of
from queue_server.documents.kinds import KINDS
from queue_server.inspection.archive import write_archive


def export_period(house: House, name: str, path: Path) -> None:
    """Write the archive of a period to a file.

    Raises:
        MotCuaError: the name is of no period, or the file cannot be written; then none is left.
        JournalError: the office was not open in the period, or a day of it is not closed yet.
    """
    page = page_of(house, name)
    now_ms = clock_from_environment().wall_ms()
    make = KINDS["csv"].make_period
    assert make is not None, "a table of a period is among the kinds"
    journal = journal_of(house)
    try:
        with path.open("wb") as file:
            events = write_archive(
                file,
                journal.engine,
                page.report.period,
                settings=house.settings,
                report=make(page, house.settings, now_ms),
                now_ms=now_ms,
            )
    except OSError as problem:
        raise MotCuaError(
            f"{path}: cannot be written ({problem.strerror}); choose another file"
        ) from None
    except MotCuaError:
        path.unlink(missing_ok=True)
        raise
    finally:
        journal.close()
    click.echo(f"{path}: {events} events. Unpack it and open kiem-tra.html, or run kiem_tra.py.")
