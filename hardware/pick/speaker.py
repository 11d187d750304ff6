"""The door to loudspeakers."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol

from hardware.bench import Bench
from hardware.speaker.aplay import Aplay
from hardware.speaker.languages import OfficeWords
from hardware.speaker.player import NoSpeaker, Output, SpeakerThread
from hardware.speaker.port import Post as SpeakerPost
from hardware.speaker.voice import load_voice
from mot_cua.clock import SystemClock
from mot_cua.errors import SettingsError
from mot_cua.vietnamese import Region


class SpeakerWanted(NamedTuple):
    """A loudspeaker as the office file describes it."""

    kind: str
    pack: Path
    """The folder of the voice, or of one voice for each language."""
    device: str = "default"
    volume_percent: int = 100


class SpeakerSection(Protocol):
    """The table of a loudspeaker in the office file."""

    @property
    def kind(self) -> str: ...
    @property
    def pack(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def volume_percent(self) -> int: ...


def speaker_wanted(section: SpeakerSection, data: Path) -> SpeakerWanted:
    """Take a loudspeaker from the office file; by default its voice is in the data folder."""
    return SpeakerWanted(
        kind=section.kind,
        pack=Path(section.pack) if section.pack else data / "voice",
        device=section.device,
        volume_percent=section.volume_percent,
    )


def open_speaker(
    wanted: SpeakerWanted,
    *,
    office: OfficeWords,
    region: Region,
    post: SpeakerPost,
    bench: Bench | None,
) -> SpeakerThread | NoSpeaker:
    """Open the loudspeaker; without a voice that can be used, it only chimes, and says why.

    Raises:
        SettingsError: `kind` is none of alsa, simulated, none.
    """
    if wanted.kind == "none" or (wanted.kind == "simulated" and bench is None):
        return NoSpeaker(post)
    output = _sound_output(wanted, bench)
    voice = load_voice(wanted.pack, office, region)
    return SpeakerThread(output, post, voice=voice, volume_percent=wanted.volume_percent)


def _sound_output(wanted: SpeakerWanted, bench: Bench | None) -> Output:
    if wanted.kind == "alsa":
        return Aplay(wanted.device)
    if wanted.kind != "simulated" or bench is None:
        raise SettingsError(f"speaker.kind: {wanted.kind!r} is no kind of loudspeaker")
    from hardware.simulated.speaker import BenchSpeaker  # noqa: PLC0415

    # As with paper, what takes time in the hall takes the same time here.
    return BenchSpeaker(bench, SystemClock())
