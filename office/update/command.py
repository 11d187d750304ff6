"""The `mot-cua update` command."""

from __future__ import annotations

from pathlib import Path

import click

from office.options import DATA, FILE, FOLDER


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--back", is_flag=True, help="Go back to the version before this one.")
@click.option("--older", is_flag=True, help="Take a release that is older than what is installed.")
@click.option(
    "--office", type=FILE, default=Path("/etc/mot-cua/office.toml"), show_default=True,
    help="The office file that is in force.",
)  # fmt: skip
@click.option("--data", type=FOLDER, default=DATA, show_default=True, help="The data.")
@click.option(
    "--signers", type=FILE, default=Path("/etc/mot-cua/signers"), show_default=True,
    help="Whose releases this computer takes.",
)  # fmt: skip
def update(  # noqa: PLR0917 - click names them all
    folder: Path | None, back: bool, older: bool, office: Path, data: Path, signers: Path
) -> None:
    """Install the release in FOLDER, and go back by itself if it does not come up well.

    It is checked and rehearsed first; the programs stop for some seconds. docs/updates.md has more.
    """
    from office.update.computer import Computer  # noqa: PLC0415
    from office.update.program import go_back  # noqa: PLC0415
    from office.update.program import update as bring  # noqa: PLC0415

    if back == (folder is not None):
        raise click.UsageError("name the FOLDER of a release, or say --back")
    if folder is None:
        go_back(Computer(), click.echo)
        return
    bring(
        folder, Computer(), signers=signers, office=office, data=data, is_older_ok=older,
        say=click.echo,
    )  # fmt: skip
