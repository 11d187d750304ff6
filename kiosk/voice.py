"""What the kiosk says aloud: a number that is not on paper, and what a button is."""

from __future__ import annotations

from collections.abc import Sequence

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
        """Say a number, how many are before it, and the counter, when there is one alone."""
        words = [Words("issued", language, code=code)]
        if ahead is not None:
            words.append(
                Words("ahead", language, number=ahead) if ahead else Words("nobody-ahead", language)
            )
        if len(counters) == 1:
            words.append(Words("call-short", language, code=code, counter=counters[0]))
        self._say(*words)

    def services(self, codes: Sequence[str], language: Language) -> None:
        """Say which services there are, in the order of their keys."""
        self._say(
            Words("choose", language),
            *(Words("chosen", language, service=code) for code in codes),
        )

    def what_is(self, target: str, language: Language) -> None:
        """Say what a button is that somebody holds."""
        kind, _, name = target.partition(":")
        if kind == "service":
            self._say(Words("chosen", language, service=name))
        elif kind == "rating":
            self._say(Words("face", language, level=name))

    def close(self) -> None:
        """Fall silent."""
        self._speaker.close()

    def _say(self, *words: Words) -> None:
        self._speaker.say(Saying(self._make_id(), words))
