"""The fallback voice: every clip spoken by espeak-ng. It is understood, and nobody's favourite.

espeak-ng reads some numbers wrong (15 as `mười năm`), so it is given words, never digits.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hardware.speaker import languages
from hardware.speaker.languages import OfficeWords
from hardware.speaker.pack import MANIFEST, Manifest, Recording, manifest_text, read_manifest
from hardware.speaker.sentences import Language
from hardware.speaker.sound import FULL_SCALE, Sound, level_db, read_wav, scaled, trimmed, wav_bytes
from mot_cua.errors import DeviceError, SettingsError
from mot_cua.vietnamese import Region

MAKER: Final = "espeak-ng"
RATE: Final = 22_050
WORDS_A_MINUTE: Final = 145
LEVEL_DB: Final = -20.0
"""How loud every clip is made, on average, under full scale; espeak-ng's own levels differ."""
PATIENCE: Final = 30.0
"""Seconds for one clip; it takes some hundredths."""

_VOICES: Final[dict[tuple[str, Region], str]] = {
    ("vi", "bac"): "vi",
    ("vi", "nam"): "vi-vn-x-south",
    ("en", "bac"): "en",
    ("en", "nam"): "en",
}


class FallbackPack:
    """A pack in the making, clip by clip, so that its maker can show how far it is."""

    def __init__(self, folder: Path, code: str, region: Region, office: OfficeWords) -> None:
        """Begin a pack of one language in `folder`, which is made.

        Raises:
            SettingsError: espeak-ng does not speak for us in this language, or somebody's
                recordings are in the folder. Nothing was written.
            DeviceError: espeak-ng is missing.
        """
        spoken = languages.language(code, office, region)
        if spoken is None:
            raise SettingsError(
                f"{code!r}: a voice can be made for vi and en alone; one in another language has"
                " to be recorded, see docs/voice.md"
            )
        if (folder / MANIFEST).exists() and read_manifest(folder).made_by != MAKER:
            raise SettingsError(
                f"{folder}: somebody has recorded the voice that is here; choose another folder"
            )
        program = shutil.which("espeak-ng")
        if program is None:
            raise DeviceError("there is no espeak-ng; type:  sudo apt-get install espeak-ng")
        self._program, self._voice = program, _VOICES[code, region]
        self._folder, self._region, self._language = folder, region, spoken

    @property
    def language(self) -> Language:
        """What it speaks, with the texts of its clips."""
        return self._language

    def record(self, clip: str) -> None:
        """Make one clip.

        Raises:
            DeviceError: espeak-ng failed; the clip was not written.
        """
        text = self._language.texts[clip]
        self._folder.mkdir(parents=True, exist_ok=True)
        sound = trimmed(self._spoken(text))
        if not sound.peak:
            raise DeviceError(f"espeak-ng says nothing for {text!r}; write it otherwise")
        wanted = 10 ** ((LEVEL_DB - level_db(sound)) / 20)
        level = scaled(sound, min(wanted, FULL_SCALE / sound.peak))
        (self._folder / file_of(clip)).write_bytes(wav_bytes(level))

    def finish(self, clips: Iterable[str]) -> None:
        """Write `voice.toml`, last: until then the folder is what it was before."""
        manifest = Manifest(
            language=self._language.code,
            dialect=self._region,
            rate=RATE,
            speaker=self._voice,
            made_by=MAKER,
            clips={
                clip: Recording(file=file_of(clip), text=self._language.texts[clip])
                for clip in clips
            },
        )
        (self._folder / MANIFEST).write_text(manifest_text(manifest), encoding="utf-8")

    def _spoken(self, text: str) -> Sound:
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder) / "clip.wav"
            command = (self._program, "-v", self._voice, "-s", str(WORDS_A_MINUTE))
            try:
                subprocess.run(
                    (*command, "-w", str(wav), "--", text),
                    check=True,
                    capture_output=True,
                    timeout=PATIENCE,
                )
            except subprocess.SubprocessError as problem:
                raise DeviceError(
                    f"espeak-ng could not say {text!r} ({problem}); try:  espeak-ng -v"
                    f" {self._voice} {text!r}"
                ) from None
            return read_wav(wav)


def file_of(clip: str) -> str:
    """Name the file of a clip, as we would have it."""
    return f"{clip}.wav"
