"""From sentences to one sound: the clips of the packs, with gaps and pauses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hardware.speaker import languages
from hardware.speaker.languages import OfficeWords
from hardware.speaker.pack import Pack, load_packs
from hardware.speaker.port import Saying
from hardware.speaker.sentences import PAUSES_MS, Language, Words, clips_of, text_of
from hardware.speaker.sound import Sound, at_rate, chime, joined, silence
from mot_cua.errors import SettingsError
from mot_cua.vietnamese import Region

LEAD_MS: Final = 150
"""Of silence before everything: amplifiers and HDMI swallow the first moment."""
GAP_MS: Final = 40
"""Between two clips."""
AFTER_CHIME_MS: Final = 150
BETWEEN_SENTENCES_MS: Final = 500
PLAIN_RATE: Final = 22_050
"""Samples a second of the chime, where there is no voice."""


class Voice:
    """Everything that an office can say, and the packs in which some of it is recorded."""

    def __init__(
        self,
        office: OfficeWords,
        region: Region = "bac",
        packs: Mapping[str, Pack] | None = None,
        *,
        trouble: str = "",
    ) -> None:
        """Make a voice; `trouble` says why there are no packs, and what to do."""
        self._house: dict[str, Language] = {
            "vi": languages.vietnamese(office, region),
            "en": languages.english(office),
        }
        self._packs = packs or {}
        self.trouble = trouble or ("" if packs else "there is no voice pack")

    def opening(self, *, has_chime: bool, rate: int = PLAIN_RATE) -> Sound:
        """Return what sounds before the words."""
        lead = silence(rate, LEAD_MS)
        if not has_chime:
            return lead
        return joined((lead, chime(rate), silence(rate, AFTER_CHIME_MS)), rate)

    def text(self, saying: Saying) -> str:
        """Write what is said.

        Raises:
            ValueError: it cannot be said in its language; a SettingsError says what to do.
        """
        return " ".join(text_of(words, self._language(words)) for words in saying.words)

    def sound(self, saying: Saying) -> Sound:
        """Put the clips together.

        Raises:
            ValueError: it cannot be said, or a clip is not recorded; nothing is left out.
        """
        sentences = [self._sentence(words) for words in saying.words]
        rate = sentences[0].rate if sentences else PLAIN_RATE
        opening = self.opening(has_chime=saying.has_chime, rate=rate)
        return joined((opening, *(at_rate(one, rate) for one in sentences)), rate)

    def _sentence(self, words: Words) -> Sound:
        pack = self._pack(words)
        if pack is None:
            raise SettingsError(self.trouble)
        parts = [part for clip in clips_of(words, pack.language) for part in _parts(clip, pack)]
        return joined((*parts, silence(pack.rate, BETWEEN_SENTENCES_MS)), pack.rate)

    def _language(self, words: Words) -> Language:
        pack = self._pack(words)
        return pack.language if pack else self._house.get(words.language, self._house["vi"])

    def _pack(self, words: Words) -> Pack | None:
        """Return the pack of the language; without it, people hear Vietnamese, or any other."""
        for code in (words.language, "vi", *self._packs):
            if code in self._packs:
                return self._packs[code]
        return None


def _parts(clip: str, pack: Pack) -> tuple[Sound, ...]:
    if clip in PAUSES_MS:
        return (silence(pack.rate, PAUSES_MS[clip]),)
    if clip not in pack.clips:
        raise SettingsError(
            f"the voice {pack.language.code!r} has no recording of {clip!r}"
            f" ({pack.language.texts[clip]}); record it, or type:  mot-cua voice make"
        )
    return pack.clips[clip], silence(pack.rate, GAP_MS)


def load_voice(folder: Path, office: OfficeWords, region: Region) -> Voice:
    """Load the packs in a folder; a voice without any knows the words, and why they are unheard."""
    try:
        return Voice(office, region, load_packs(folder, office))
    except SettingsError as problem:
        return Voice(office, region, trouble=str(problem))
