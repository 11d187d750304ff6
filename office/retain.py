"""`mot-cua retain`: let the events of old years go, and keep their totals."""

from __future__ import annotations

from pathlib import Path

import click

from config.house import SAMPLE_OFFICE, open_house
from mot_cua.clock import SystemClock
from mot_cua.vietnamese import figure
from office.options import DATA, FILE, FOLDER, office_of, who


@click.command(
    epilog="""\b
    See what would go:    mot-cua retain --dry-run
    Read on in docs/reliability.md
    """
)
@click.option("--data", type=FOLDER, default=DATA, show_default=True, help="The data folder.")
@click.option("--office", "office_file", type=FILE, default=SAMPLE_OFFICE, help="The office file.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would go, and change nothing.")
def retain(data: Path, office_file: Path, is_dry: bool) -> None:
    """Delete the events of days that are older than `keep_years` of the office file.

    Reports of those days stay, and so does everything that people did to the system. Nothing goes
    that the last verified backup does not have; that backup is then kept for good. Stop the
    programs first (systemctl stop mot-cua.target).
    """
    from office.retention import carry_out, due  # noqa: PLC0415

    house = open_house(office_of(office_file, data), data)
    now = SystemClock().wall_ms()
    wanted = due(house, now)
    if wanted is None:
        click.echo(f"Nothing is older than {house.settings.office.keep_years} years.")
        return
    click.echo(
        f"{figure(wanted.events)} events of {len(wanted.days)} days, {wanted.days[0]} to"
        f" {wanted.days[-1]}; their totals stay."
    )
    if is_dry:
        click.echo("Nothing was changed (--dry-run).")
        return
    archive = carry_out(house, wanted, now, by=who())
    click.echo(f"They are gone from here. The backup that has them is kept: {archive}")
    click.echo("The journal was verified. Start the programs: systemctl start mot-cua.target")
