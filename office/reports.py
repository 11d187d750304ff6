"""The subcommands that bring figures out: `report`, `export`, `publish`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import click

from config.house import open_house
from office.options import FILE, FOLDER, house_options, office_of


def document_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add one option for each kind of document; each names its file."""
    for option in (
        click.option("--pdf", type=FILE, help="The report as a document of state, A4."),
        click.option("--docx", type=FILE, help="The same, with fields for people to fill in."),
        click.option("--xlsx", type=FILE, help="The counts as a workbook."),
        click.option("--csv", type=FILE, help="The counts for programs (UTF-8, semicolons)."),
        click.option("--bulletin", type=FILE, help="What is read on the loudspeakers (text)."),
        click.option("--poster", type=FILE, help="The result for the wall (PDF)."),
    ):
        command = option(command)
    return command


@click.command()
@house_options
@document_options
@click.option("--day", default=None, help="YYYY-MM-DD; without it, the last day.")
@click.option("--month", default=None, help="YYYY-MM: a poster of the month instead of the day.")
@click.option(
    "--period",
    default=None,
    help="Instead of a day: a week 2026-W47, a month 2026-11, a quarter 2026-Q4, half a year"
    " 2026-H1, the first months 2026-9M, a year 2026, or days 2026-01-15..2026-02-10.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "a3"]),
    default="a4",
    show_default=True,
    help="The poster's.",
)
def report(  # noqa: PLR0917 - click names them all
    office_file: Path,
    data: Path,
    broker: str | None,
    day: str | None,
    month: str | None,
    period: str | None,
    paper: Literal["a4", "a3"],
    **kinds: Path | None,
) -> None:
    """Print the figures of a day or a longer period, or write them as documents."""
    house = open_house(office_of(office_file, data), data, broker=broker)
    files = {kind: path for kind, path in kinds.items() if path}
    if period and (day or month):
        raise click.UsageError("--period stands alone; leave --day and --month out")
    if month and "poster" not in files:
        raise click.UsageError("--month is for a poster; add --poster FILE")
    if period:
        from office.periods import report_period  # noqa: PLC0415

        report_period(house, files, period, size=paper)
        return
    if not files:
        from office.inspect import print_report  # noqa: PLC0415

        print_report(house, day)
        return
    from office.documents import write_documents  # noqa: PLC0415

    write_documents(house, files, day=day, month=month, size=paper)


@click.command()
@house_options
@click.option("--period", required=True, help="As for a report: 2026-11, 2026-Q4, 2026, …")
@click.option("--to", "path", type=FILE, required=True, help="The archive (ZIP).")
def export(office_file: Path, data: Path, broker: str | None, period: str, path: Path) -> None:
    """Write the events of a period for an inspection, with the means to check them alone."""
    from office.export import export_period  # noqa: PLC0415

    export_period(open_house(office_of(office_file, data), data, broker=broker), period, path)


@click.command()
@house_options
@click.option("--to", "folder", type=FOLDER, required=True, help="Folder for the files.")
def publish(office_file: Path, data: Path, broker: str | None, folder: Path) -> None:
    """Write the public board (today, yesterday, 30 days, the year) for the office's website."""
    from office.publish import publish as publish_to  # noqa: PLC0415

    publish_to(open_house(office_of(office_file, data), data, broker=broker), folder)
