"""What is wrong with a recorded voice, in sentences that tell how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Final

from hardware.speaker.languages import OfficeWords
from hardware.speaker.pack import (
    MANIFEST,
    Manifest,
    language_of,
    read_clip,
    read_manifest,
    sentence_mistakes,
)
from hardware.speaker.sentences import SENTENCES, clips_to_record
from hardware.speaker.sound import FULL_SCALE, Sound, edges, level_db
from mot_cua.errors import SettingsError
from mot_cua.vietnamese import Region

CLIPPED_RUN: Final = 3
"""So many samples in a row at full scale are no chance: the top of the wave was cut off."""
LOWEST_DB: Final = -35.0
"""A clip that is quieter on average does not reach the last row."""
UNLIKE_DB: Final = 6.0
"""People hear a clip that differs more from the others as another distance."""
LONGEST_EDGE_MS: Final = 300
"""More silence than this is cut, but tells of a recording that nobody trimmed or looked at."""
CUT_IN: Final = 0.25
"""A clip that begins or ends louder than this part of its peak was cut within a sound."""


def findings(folder: Path, office: OfficeWords, region: Region) -> Iterator[str]:
    """Find everything that should be recorded again or put right, one line each.

    Raises:
        SettingsError: `voice.toml` cannot be read.
    """
    manifest = read_manifest(folder)
    yield from sentence_mistakes(folder, manifest, office)
    if manifest.language == "vi" and manifest.dialect != region:
        yield (
            f"{folder / MANIFEST}: dialect is {manifest.dialect!r}, office.voice {region!r}; the"
            " voice keeps its own; make them alike if that is a slip"
        )
    yield from _gaps(folder, manifest, office)
    sounds: dict[str, Sound] = {}
    for name, recording in manifest.clips.items():
        try:
            sounds[recording.file] = read_clip(folder, manifest, recording)
        except SettingsError as problem:
            yield f"{problem} (clip {name!r})"
    levels = {file: level_db(sound) for file, sound in sounds.items()}
    for file, sound in sounds.items():
        for text in (*_cut(sound), *_level(levels[file], levels)):
            yield f"{folder / file}: {text}"


def _gaps(folder: Path, manifest: Manifest, office: OfficeWords) -> Iterator[str]:
    spoken = language_of(manifest, office)
    for name, text in clips_to_record(spoken, office.letters).items():
        recording = manifest.clips.get(name)
        if recording is None:
            yield f"{folder / MANIFEST}: no clip {name!r}; record {text!r}"
        elif recording.text != text:
            yield (
                f"{folder / recording.file}: says {recording.text!r}, and the office now says"
                f" {text!r}; record it again"
            )
    for name in SENTENCES:
        if name not in spoken.sentences:
            yield f"{folder / MANIFEST}: no sentence {name!r}; it will not be said"


def _cut(sound: Sound) -> Iterator[str]:
    run = longest_run_at_full_scale(sound)
    if run >= CLIPPED_RUN:
        yield f"is cut off at the top ({run} samples); record it again, less loud or farther away"
    first, end = edges(sound)
    before = first * 1000 // sound.rate
    behind = (len(sound.samples) - end) * 1000 // sound.rate
    for where, length in (("before", before), ("behind", behind)):
        if length > LONGEST_EDGE_MS:
            yield f"has {length} ms of silence {where} the voice; cut it to about 100 ms"
    loud = CUT_IN * sound.peak
    for where, sample in (("begins", sound.samples[0]), ("ends", sound.samples[-1])):
        if abs(sample) > loud:
            yield f"{where} within a sound; leave about 100 ms of silence there"


def _level(level: float, levels: Mapping[str, float]) -> Iterator[str]:
    usual = median(levels.values())
    if level < LOWEST_DB:
        yield f"is too quiet ({level:.0f} dB); record it nearer, or raise it above {LOWEST_DB:.0f}"
    elif abs(level - usual) > UNLIKE_DB:
        how = "louder" if level > usual else "quieter"
        change = "lower" if level > usual else "raise"
        yield (
            f"is {abs(level - usual):.0f} dB {how} than the others; {change} it to about"
            f" {usual:.0f} dB"
        )


def longest_run_at_full_scale(sound: Sound) -> int:
    """Count the most samples in a row that are as loud as a number can be."""
    longest = run = 0
    for sample in sound.samples:
        run = run + 1 if abs(sample) >= FULL_SCALE else 0
        longest = max(longest, run)
    return longest
