"""What many subcommands of `mot-cua` ask for: the office, its data, its broker."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from config.house import SAMPLE_OFFICE

FILE: Final = click.Path(dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
DATA: Final = Path("/var/lib/mot-cua")


def house_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every program needs to know: the office, its data, its broker."""
    for option in (
        click.option(
            "--broker",
            metavar="HOST:PORT",
            help="A broker that runs already; without it, as in the file.",
        ),
        click.option(
            "--data",
            type=FOLDER,
            default=DATA,
            show_default=True,
            help="Folder for the journal, the kiosk's numbers and the passwords.",
        ),
        click.option(
            "--office",
            "office_file",
            type=FILE,
            default=SAMPLE_OFFICE,
            show_default="the sample office",
            help="The office file (TOML).",
        ),
    ):
        command = option(command)
    return command


def office_of(office_file: Path, data: Path) -> Path:
    """Prefer the office file that a demo or a simulation has left with its data."""
    left = data / "office.toml"
    return left if office_file == SAMPLE_OFFICE and left.exists() else office_file


def who() -> str:
    """Name the user who types, also behind sudo."""
    return os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name
