"""What the kiosk says aloud: a number that is not on paper, and what a button is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hardware.speaker.keys import KEYS
from hardware.speaker.port import Saying, Speaker
from hardware.speaker.sentences import SentenceName, Words
from kiosk.series import Issued
from kiosk.view import Language
from mot_cua.ids import NewId


class KioskVoice:
    """A loudspeaker that knows the kiosk's sentences."""

    def __init__(self, speaker: Speaker, *, make_id: NewId) -> None:
        self._speaker, self._make_id = speaker, make_id

    @property
    def can_speak(self) -> bool:
        """Whether people hear a number that is said: sound card and recordings are there."""
        return self._speaker.status.state == "ready"

    def number_without_paper(self, issued: Issued, language: Language, *, printer: str) -> None:
        """Say a number that its owner has to remember, twice."""
        why: SentenceName = "paper-out" if printer == "paper_end" else "remember"
        words = [Words(sentence, language, code=issued.label) for sentence in (why, "remember")]
        self._say(*words)

    def number(
        self, code: str, ahead: int | None, counters: tuple[int, ...], language: Language
    ) -> None:
        """Say a number, how many are before it, and its counters."""
        words = [Words("issued", language, code=code)]
        if ahead is not None:
            words.append(
                Words("ahead", language, number=ahead) if ahead else Words("nobody-ahead", language)
            )
        if len(counters) == 1:
            words.append(Words("call-short", language, code=code, counter=counters[0]))
        self._say(*words)
        if len(counters) > 1:
            self.counters(counters, language)

    def counters(self, counters: Sequence[int], language: Language) -> None:
        """Say which counters serve."""
        self._add(*(Words("at-counter", language, counter=one) for one in counters))

    def printer(self, state: str, language: Language) -> None:
        """Say what is the matter with the printer; nothing while it prints."""
        sentence: SentenceName = _PRINTER.get(state, "printer-fault")
        if state != "ready":
            self._add(Words(sentence, language))

    def sentence(self, name: SentenceName, language: Language) -> None:
        """Say a sentence that needs nothing more."""
        self._add(Words(name, language))

    def keys(self, names: Sequence[str], language: Language) -> None:
        """Say what keys there are; those that have no spoken name are left out."""
        self._add(*(Words("key", language, key=one) for one in names if one in KEYS))

    def services(self, codes: Sequence[str], language: Language) -> None:
        """Say which services there are, in the order of their keys."""
        self._say(
            Words("choose", language),
            *(Words("chosen", language, service=code) for code in codes),
        )

    def service(self, code: str, language: Language) -> None:
        """Say which service a button is for."""
        self._say(Words("chosen", language, service=code))

    def level(self, level: str, language: Language) -> None:
        """Say which level a rating button is for."""
        self._say(Words("face", language, level=level))

    def close(self) -> None:
        """Fall silent."""
        self._speaker.close()

    def _say(self, *words: Words) -> None:
        self._speaker.say(Saying(self._make_id(), words))

    def _add(self, *words: Words) -> None:
        """Say more, each by itself: what a voice has not recorded silences nothing else."""
        for one in words:
            self._speaker.say(Saying(self._make_id(), (one,), is_extra=True))


_PRINTER: Final[dict[str, SentenceName]] = {"paper_end": "no-paper", "near_end": "paper-low"}
