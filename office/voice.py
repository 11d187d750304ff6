"""`mot-cua voice`: what to record, whether it was recorded well, a voice to begin with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from config.house import SAMPLE_OFFICE
from office.options import FILE, FOLDER

DEFAULT_VOICE: Final = Path("/var/lib/mot-cua/voice")


def office_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the office, whose services, letters and dialect are spoken."""
    return click.option(
        "--office",
        "office_file",
        type=FILE,
        default=SAMPLE_OFFICE,
        show_default="the sample office",
        help="The office file (TOML): its services, letters, dialect.",
    )(command)


@click.group(
    epilog="""\b
    Begin with:  mot-cua voice make data/voice
                 mot-cua voice say A012 --counter 3 --pack data/voice
    Read on in docs/voice.md
    """
)
def voice() -> None:
    """Record, make and check the voice that calls the numbers.

    A voice is a folder with a recording for each word (một, hai, đến quầy số) and a voice.toml,
    which says what is heard in each. `make` lets the computer speak all of them, at once and
    without a microphone; a person's voice is better liked, and `record-list` says what to read.
    """


@voice.command("record-list")
@office_option
@click.option("--language", default="vi", show_default=True, help="vi or en.")
@click.option("--csv", "form", flag_value="csv", help="As a table for a spreadsheet.")
@click.option("--toml", "form", flag_value="toml", help="As the voice.toml of the recordings.")
def record_list(office_file: Path, language: str, form: str | None) -> None:
    """Print what to record for this office.

    A line has the name of the file and what is to be read.
    """
    from office.recording import print_list  # noqa: PLC0415

    print_list(office_file, language, form)


@voice.command()
@click.argument("folder", type=FOLDER)
@office_option
def check(folder: Path, office_file: Path) -> None:
    """Check the recordings in FOLDER.

    Finds clips that are missing, too quiet, unlike the others, cut off, or full of silence; one
    line each, with what to do. Exit 1 if there are any.
    """
    from office.recording import check_voice  # noqa: PLC0415

    check_voice(folder, office_file)


@voice.command()
@click.argument("folder", type=FOLDER)
@office_option
@click.option("--language", multiple=True, help="vi or en, or both; default: as in the file.")
@click.option("--dialect", type=click.Choice(["bac", "nam"]), help="Default: as in the file.")
def make(folder: Path, office_file: Path, language: tuple[str, ...], dialect: str | None) -> None:
    """Let the computer speak a voice into FOLDER.

    One folder for each language is made in it. Needs espeak-ng.
    """
    from office.recording import make_voices  # noqa: PLC0415

    make_voices(folder, office_file, language, dialect)


@voice.command()
@click.argument("label")
@click.option("--counter", type=click.IntRange(1, 99), default=1, show_default=True)
@click.option(
    "--sentence", default="call", show_default=True, help="call, recall, issued, paper-out ..."
)
@click.option("--language", default="vi", show_default=True, help="vi, en, or the voice's own.")
@click.option("--pack", type=FOLDER, default=DEFAULT_VOICE, show_default=True, help="The voice.")
@click.option("--device", default="default", show_default=True, help="A sound card of `aplay -L`.")
@click.option("--out", type=FILE, help="Write a WAV file instead of playing.")
@office_option
def say(**options: Any) -> None:
    """Say the number LABEL, and print the sentence.

    LABEL is a number as it stands on paper, `1012` or `A012`.
    """
    from office.recording import say_sentence  # noqa: PLC0415

    say_sentence(**options)
