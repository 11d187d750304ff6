"""The `mot-cua simulate` command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from config.house import SAMPLE_OFFICE, leave_office_file, open_house
from office.options import FILE, FOLDER


@click.command()
@click.option(
    "--replay",
    "replay_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A public queue board's day (CSV: time,service,last_called,waiting,open_counters).",
)
@click.option(
    "--years",
    type=click.IntRange(1, 30),
    help="Instead: years of sample days, to see how reports do with a long history. Needs --data.",
)
@click.option(
    "--office",
    "office_file",
    type=FILE,
    default=None,
    help="The office file: of that day, or of those years.",
)
@click.option(
    "--day",
    default=None,
    help="The date of that day, or the last of the years.  [default: 2020-01-22, or 2026-11-20]",
)
@click.option(
    "--speed",
    default="max",
    show_default=True,
    help="Times real time, for example 120, with real processes; max: one process, no waiting.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of what the board left out.")
@click.option("--data", type=FOLDER, default=None, help="Keep the office's files here.")
def simulate(
    *,
    replay_file: Path | None,
    years: int | None,
    office_file: Path | None,
    day: str | None,
    data: Path | None,
    **options: Any,
) -> None:
    r"""Replay a real office day through the programs, to the closing of the day and its report.

    \b
      mot-cua simulate --replay board.csv --speed 120
      mot-cua simulate --years 10 --data /var/tmp/years
      mot-cua server --data /var/tmp/years --office /var/tmp/years/office.toml
    """
    if (replay_file is None) == (years is None):
        raise click.UsageError("say --replay FILE or --years N")
    if replay_file:
        from office.simulate.program import run_simulation  # noqa: PLC0415

        run_simulation(
            replay_file=replay_file, office_file=office_file, day=day or "2020-01-22",
            data=data, **options,
        )  # fmt: skip
        return
    if data is None:
        raise click.UsageError("--years needs --data FOLDER to keep them in")
    from office.simulate.years import simulate_years  # noqa: PLC0415

    office_file = office_file or SAMPLE_OFFICE
    data.mkdir(parents=True, exist_ok=True)
    house = open_house(office_file, data)
    leave_office_file(office_file, house)
    done = simulate_years(house, years=years or 0, last_day=day or "2026-11-20")
    click.echo(f"{done.days:,} days, {done.visits:,} visits, {done.events:,} events in {data}")
