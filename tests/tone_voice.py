"""A voice of whistles: each clip is a tone of its own, so that a recording can be read back."""

from __future__ import annotations

import math
from array import array
from itertools import pairwise
from pathlib import Path

from config.settings import RatingSettings
from hardware.speaker import languages
from hardware.speaker.languages import LevelName, OfficeWords, ServiceName
from hardware.speaker.pack import MANIFEST, Manifest, Recording, manifest_text
from hardware.speaker.sound import Sound, wav_bytes

OFFICE = OfficeWords(
    services=(ServiceName("HT", "Hộ tịch", "Civil status"),),
    levels=tuple(LevelName(one.id, one.label, one.label_en) for one in RatingSettings().level),
)
RATE = 16_000
TONE_MS = 100
LOUD = 9_000

BAC = languages.vietnamese(OFFICE, "bac")
CLIPS = [clip for clip in BAC.texts if clip == "letter-a" or not clip.startswith("letter-")]


def tone(clip: str, *, edge_ms: int = 50, loud: int = LOUD, rate: int = RATE) -> Sound:
    """Whistle a clip, with silence around it."""
    hertz = 300 + 60 * CLIPS.index(clip)
    edge = array("h", bytes(2 * (rate * edge_ms // 1000)))
    whistle = [
        int(loud * math.sin(2 * math.pi * hertz * at / rate))
        for at in range(rate * TONE_MS // 1000)
    ]
    return Sound(rate, edge + array("h", whistle) + edge)


def make_tone_pack(folder: Path, *, language: str = "vi", rate: int = RATE) -> Path:
    """Record the whole voice; return its folder."""
    folder.mkdir(parents=True)
    for clip in CLIPS:
        (folder / f"{clip}.wav").write_bytes(wav_bytes(tone(clip, rate=rate)))
    clips = {clip: Recording(file=f"{clip}.wav", text=BAC.texts[clip]) for clip in CLIPS}
    manifest = Manifest(language=language, rate=rate, clips=clips)
    (folder / MANIFEST).write_text(manifest_text(manifest), encoding="utf-8")
    return folder


def heard(samples: array[int]) -> list[str]:
    """Read the whistles back, by their pitch, in the order in which they sounded."""
    told: list[str] = []
    for whistle in _bursts(samples):
        turns = sum((one < 0) != (two < 0) for one, two in pairwise(whistle))
        hertz = turns * RATE / (2 * len(whistle))
        told.append(CLIPS[round((hertz - 300) / 60)])
    return told


def _bursts(samples: array[int]) -> list[array[int]]:
    """Cut at every 20 ms of silence."""
    quiet = RATE * 20 // 1000
    bursts: list[array[int]] = []
    begin = last = -1
    for at, one in enumerate(samples):
        if abs(one) < 200:
            continue
        if begin >= 0 and at - last > quiet:
            bursts.append(samples[begin:last])
            begin = at
        begin, last = (at if begin < 0 else begin), at
    return [*bursts, samples[begin:last]] if begin >= 0 else bursts
