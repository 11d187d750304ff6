"""What the commands of `mot-cua voice` do."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Final, cast

import click
from tqdm import tqdm

from config.reader import read_office
from hardware.speaker import languages
from hardware.speaker.aplay import Aplay
from hardware.speaker.espeak import FallbackPack, file_of
from hardware.speaker.languages import words_of
from hardware.speaker.pack import Manifest, Recording, manifest_text, pack_folders, read_manifest
from hardware.speaker.port import Saying
from hardware.speaker.quality import findings
from hardware.speaker.sentences import SENTENCES, SentenceName, Words, clips_to_record
from hardware.speaker.sound import wav_bytes
from hardware.speaker.voice import load_voice
from mot_cua.errors import MotCuaError, SettingsError
from mot_cua.vietnamese import Region

RECORDING_RATE: Final = 44_100
"""Samples a second that sound editors take unless told otherwise."""


def print_list(office_file: Path, language: str, form: str | None) -> None:
    """Print the clips that an office needs, as text, `csv` or `toml`."""
    settings = read_office(office_file)
    office, region = words_of(settings), settings.office.voice
    spoken = languages.language(language, office, region)
    if spoken is None:
        raise SettingsError(
            f"--language {language}: the house has sentences in vi and en; a voice in another"
            " language brings its own, see docs/voice.md"
        )
    clips = clips_to_record(spoken, office.letters)
    match form:
        case "toml":
            click.echo(_manifest(language, region, clips), nl=False)
        case "csv":
            click.echo(_table(clips), nl=False)
        case _:
            width = max(len(file_of(clip)) for clip in clips)
            lines = [f"{file_of(clip):{width}}  {text}" for clip, text in clips.items()]
            click.echo("\n".join(lines))


def check_voice(folder: Path, office_file: Path) -> None:
    """Print what is wrong with the recordings. Raises MotCuaError (exit 1) when something is."""
    settings = read_office(office_file)
    found: list[str] = []
    for place in pack_folders(folder):
        manifest = read_manifest(place)
        click.echo(f"{place}: {manifest.language}, {len(manifest.clips)} clips")
        found += findings(place, words_of(settings), settings.office.voice)
    if found:
        raise MotCuaError("\n".join(found))
    click.echo("Nothing to mend.")


def make_voices(
    folder: Path, office_file: Path, wanted: tuple[str, ...], dialect: str | None
) -> None:
    """Make a fallback pack for each language that is wanted, or that the office has."""
    settings = read_office(office_file)
    region = cast("Region", dialect or settings.office.voice)
    packs = [
        FallbackPack(folder / code, code, region, words_of(settings))
        for code in wanted or settings.office.languages
    ]
    total = sum(len(pack.language.texts) for pack in packs)
    with tqdm(
        total=total, desc="Giọng đọc", unit=" từ", disable=None, leave=False, file=sys.stderr
    ) as bar:
        for pack in packs:
            for clip in pack.language.texts:
                pack.record(clip)
                bar.update()
            pack.finish(pack.language.texts)
    click.echo(f"{folder}: {total} clips. Hear one:  mot-cua voice say A012 --pack {folder}")


def say_sentence(
    *,
    label: str,
    counter: int,
    sentence: str,
    language: str,
    pack: Path,
    device: str,
    out: Path | None,
    office_file: Path,
) -> None:
    """Print a sentence and play it, or write it to a file; places have the office's own values."""
    if sentence not in SENTENCES:
        raise SettingsError(f"--sentence {sentence}: possible: {', '.join(SENTENCES)}")
    settings = read_office(office_file)
    words = Words(
        cast("SentenceName", sentence),
        language,
        code=label,
        counter=counter,
        number=counter,
        service=settings.service[0].code,
    )
    saying = Saying("say", (words,), has_chime="call" in sentence)
    voice = load_voice(pack, words_of(settings), settings.office.voice)
    try:
        click.echo(voice.text(saying))
        sound = voice.sound(saying)
    except ValueError as problem:
        raise MotCuaError(str(problem)) from None
    if out is None:
        Aplay(device).play("", sound)
        return
    out.write_bytes(wav_bytes(sound))
    click.echo(f"{out}: {sound.duration_ms / 1000:.1f} s")


def _manifest(language: str, dialect: Region, clips: dict[str, str]) -> str:
    recordings = {clip: Recording(file=file_of(clip), text=text) for clip, text in clips.items()}
    return manifest_text(
        Manifest(language=language, dialect=dialect, rate=RECORDING_RATE, clips=recordings)
    )


def _table(clips: dict[str, str]) -> str:
    """Write a CSV that spreadsheets set to Vietnamese open as it is."""
    table = io.StringIO()
    rows = csv.writer(table, delimiter=";", lineterminator="\n")
    rows.writerow(("file", "text"))
    rows.writerows((file_of(clip), text) for clip, text in clips.items())
    return "\ufeff" + table.getvalue()
