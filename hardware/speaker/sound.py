"""Sound as plain numbers: one channel, 16 bits. Nothing here is played. Pure but for `read_wav`."""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from mot_cua.errors import SettingsError

FULL_SCALE: Final = 32_767
EDGE_MS: Final = 15
"""What `trimmed` leaves at each end: a soft consonant begins below the threshold."""
QUIET_PART: Final = 100
"""Below the loudest sample divided by this (40 dB), there is no voice."""

_CHIME_HZ: Final = (523.25, 659.25, 783.99)
"""C, E, G: three rising tones."""
_TONE_MS: Final = 260
_RING_MS: Final = 900
_CHIME_LOUDNESS: Final = 0.28

EXPORT: Final = "export it as WAV, signed 16-bit PCM, mono"


class Sound(NamedTuple):
    """Samples from -32768 to 32767, `rate` of them a second."""

    rate: int
    samples: array[int]

    @property
    def duration_ms(self) -> int:
        """How long it lasts, rounded up."""
        return -(-len(self.samples) * 1000 // self.rate)

    @property
    def peak(self) -> int:
        """How far the loudest sample is from silence."""
        return max(map(abs, self.samples), default=0)


def read_wav(path: Path) -> Sound:
    """Read a recording.

    Raises:
        SettingsError: there is no such file, or it is not a mono WAV of 16-bit PCM.
    """
    try:
        with wave.open(str(path), "rb") as file:
            shape, rate = (file.getnchannels(), file.getsampwidth()), file.getframerate()
            data = file.readframes(file.getnframes())
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file; record it") from None
    except OSError as problem:
        raise SettingsError(
            f"{path}: cannot be read ({problem.strerror}); check that this user may read it"
        ) from None
    except (wave.Error, EOFError) as problem:
        why = str(problem) or "it is cut off"
        raise SettingsError(f"{path}: is not a WAV file that we know ({why}); {EXPORT}") from None
    if shape != (1, 2):
        raise SettingsError(f"{path}: has {shape[0]} channels of {8 * shape[1]} bits; {EXPORT}")
    samples = array("h", data[: len(data) // 2 * 2])  # a file that was cut off may end within one
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(rate, samples)


def wav_bytes(sound: Sound) -> bytes:
    """Write a sound as a WAV file."""
    samples = array("h", sound.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(samples.tobytes())
    return written.getvalue()


def silence(rate: int, ms: int) -> Sound:
    """Make `ms` milliseconds of nothing."""
    return Sound(rate, array("h", bytes(2 * (rate * ms // 1000))))


def edges(sound: Sound) -> tuple[int, int]:
    """Return where the voice begins and ends, as places of samples; (0, 0) without any."""
    least = max(1, sound.peak // QUIET_PART)
    samples = sound.samples
    first = next((at for at, one in enumerate(samples) if abs(one) >= least), None)
    if first is None:
        return 0, 0
    last = next(at for at in range(len(samples) - 1, -1, -1) if abs(samples[at]) >= least)
    return first, last + 1


def level_db(sound: Sound) -> float:
    """Return how loud the voice is on average, in dB under full scale."""
    first, end = edges(sound)
    voice = sound.samples[first:end]
    power = sum(one * one for one in voice) / max(1, len(voice))
    return 20 * math.log10(max(1.0, math.sqrt(power)) / FULL_SCALE)


def trimmed(sound: Sound) -> Sound:
    """Cut the silence at both ends."""
    first, end = edges(sound)
    margin = sound.rate * EDGE_MS // 1000 if end else 0
    return Sound(sound.rate, sound.samples[max(0, first - margin) : end + margin])


def joined(parts: Iterable[Sound], rate: int) -> Sound:
    """Put sounds of one rate behind one another."""
    whole = array("h")
    for part in parts:
        assert part.rate == rate, "a pack has one rate"
        whole += part.samples
    return Sound(rate, whole)


def scaled(sound: Sound, factor: float) -> Sound:
    """Multiply every sample, and cut what would be too loud."""
    if factor == 1:
        return sound
    most = FULL_SCALE
    return Sound(
        sound.rate,
        array("h", [max(-most, min(most, int(one * factor))) for one in sound.samples]),
    )


def at_rate(sound: Sound, rate: int) -> Sound:
    """Give a sound another number of samples a second, on straight lines between the old ones."""
    if sound.rate == rate or not sound.samples:
        return sound
    old = sound.samples
    step, last = sound.rate / rate, len(old) - 1
    new = array("h")
    for place in range(len(old) * rate // sound.rate):
        at, part = divmod(place * step, 1)
        here = min(int(at), last)
        new.append(int(old[here] + part * (old[min(here + 1, last)] - old[here])))
    return Sound(rate, new)


@cache
def chime(rate: int) -> Sound:
    """Make three rising tones that fade like a bell, 1.4 s."""
    step, ring = rate * _TONE_MS // 1000, rate * _RING_MS // 1000
    mixed = [0.0] * (step * (len(_CHIME_HZ) - 1) + ring)
    for place, tone in enumerate(_CHIME_HZ):
        for at in range(ring):
            moment = at / rate
            # A few milliseconds of rise: a tone that begins at once clicks.
            swell = min(1.0, moment / 0.004) * math.exp(-5 * moment) * (1 - at / ring)
            mixed[place * step + at] += swell * math.sin(2 * math.pi * tone * moment)
    loudness = _CHIME_LOUDNESS * FULL_SCALE
    return Sound(rate, array("h", [int(loudness * one) for one in mixed]))
