"""`mot-cua backup` and `mot-cua restore`: copies of an office's files, and putting one back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from config.house import SAMPLE_OFFICE, House, open_house
from mot_cua.clock import SystemClock
from mot_cua.errors import JournalError
from office.options import DATA, FILE, FOLDER

if TYPE_CHECKING:
    from queue_server.journal.verify import Findings


@click.command(
    epilog="""\b
    Every evening, onto a stick:   mot-cua backup --to /mnt/stick
    Put the last one back:         mot-cua restore --from /mnt/stick
    Read on in docs/reliability.md
    """
)
@click.option("--data", type=FOLDER, default=DATA, show_default=True, help="The data folder.")
@click.option("--office", "office_file", type=FILE, default=SAMPLE_OFFICE, help="The office file.")
@click.option(
    "--to", "place", type=FOLDER, help="Where backups lie; best another disk. [data/backups]"
)
@click.option(
    "--keep", type=click.IntRange(1), default=30, show_default=True, help="Older ones are removed."
)
def backup(data: Path, office_file: Path, place: Path | None, keep: int) -> None:
    """Copy the office's files while it works, and verify the copy.

    What is damaged is not kept as a backup: it is said which file, row or page. So a backup that
    is listed can be put back.
    """
    from office.safekeeping import back_up, backups  # noqa: PLC0415

    house = _house(data, office_file)
    place = place or data / "backups"
    folder, findings = back_up(house, place, SystemClock().wall_ms(), keep=keep)
    click.echo(f"{folder}: {_whole(findings)}")
    click.echo(f"{len(backups(place))} backups in {place}; of them the last {keep} are kept.")


@click.command(
    epilog="""\b
    See what there is:    mot-cua restore --list
    Try one, change nothing:    mot-cua restore --try 2026-11-21T17-40-00
    Read on in docs/reliability.md
    """
)
@click.argument("name", required=False)
@click.option("--data", type=FOLDER, default=DATA, show_default=True, help="The data folder.")
@click.option("--office", "office_file", type=FILE, default=SAMPLE_OFFICE, help="The office file.")
@click.option("--from", "place", type=FOLDER, help="Where backups lie. [data/backups]")
@click.option("--list", "is_list", is_flag=True, help="Only list the backups.")
@click.option("--try", "is_try", is_flag=True, help="Open and verify it, and change nothing.")
def restore(  # noqa: PLR0917 - click names them all
    name: str | None,
    data: Path,
    office_file: Path,
    place: Path | None,
    is_list: bool,
    is_try: bool,
) -> None:
    """Put a backup in the place of the office's files: NAME, or the last one.

    Stop the programs first (systemctl stop mot-cua.target). What is replaced is moved beside,
    not deleted. Numbers that were given out after the backup are not given out again, as long as
    the kiosk's second place of numbers is there.
    """
    from office.safekeeping import backups, examine_copy, put_back  # noqa: PLC0415

    house = _house(data, office_file)
    place = place or data / "backups"
    found = backups(place)
    if is_list:
        for one in found:
            click.echo(one.name)
        if not found:
            click.echo(f"No backups in {place}.")
        return
    if name is None and not found:
        raise JournalError(f"{place}: no backups here; say where they lie with --from")
    folder = place / name if name else found[-1]
    now = SystemClock().wall_ms()
    if is_try:
        click.echo(f"{folder}: {_whole(examine_copy(house, folder, now))}")
        return
    aside = put_back(house, folder, now)
    click.echo(f"{folder} is in place. What was there before: {aside}")
    click.echo("Start the programs: systemctl start mot-cua.target")


def _house(data: Path, office_file: Path) -> House:
    left = data / "office.toml"
    is_left = office_file == SAMPLE_OFFICE and left.exists()
    return open_house(left if is_left else office_file, data)


def _whole(findings: Findings) -> str:
    sealed = f", {findings.days} sealed days" if findings.days else ""
    return f"whole: {findings.events} events, {findings.tickets} tickets{sealed}"
