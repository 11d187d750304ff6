"""What is said, as the names of the clips that it is made of. Pure.

1. A clip is one recorded word or phrase; its name is the same in every language.
2. A sentence is a row of clips, of places for numbers, and of pauses: `,` and `.`.
3. The number on a paper is read sign by sign; a count is read as a number. Whoever is called must
   hear what stands on the paper.
4. What cannot be said completely is not said: a number with a digit missing is another number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

from hardware.speaker.keys import key_clip
from mot_cua.errors import SettingsError

SentenceName = Literal[
    "call", "call-priority", "recall", "call-short", "call-desk",
    "issued", "ahead", "nobody-ahead", "paper-out", "remember",
    "welcome", "choose", "chosen", "take", "priority", "closed", "help", "practice",
    "rate", "face",
    "key", "at-counter", "full", "came-out", "no-paper", "paper-low", "printer-fault",
]  # fmt: skip

SENTENCES: Final[tuple[str, ...]] = get_args(SentenceName)
PLACES: Final = ("{code}", "{counter}", "{number}", "{service}", "{level}", "{key}")
PAUSES_MS: Final = {",": 200, ".": 450}
"""How long the voice rests at a sign, in milliseconds."""


class Words(NamedTuple):
    """One sentence to say, and what stands in its places."""

    sentence: SentenceName
    language: str = "vi"
    code: str = ""
    """A number as it stands on the paper, `1012` or `A012`."""
    counter: int = 0
    number: int = 0
    """A count, of people for example."""
    service: str = ""
    """The code of a service, `HT`."""
    level: str = ""
    """The id of a rating level, `very-satisfied`."""
    key: str = ""
    """A name of `hardware.speaker.keys.KEYS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How one language says the sentences."""

    code: str
    texts: Mapping[str, str]
    """What is heard in each clip."""
    sentences: Mapping[str, tuple[str, ...]]
    count: Callable[[int], tuple[str, ...]]
    """Reads a count, as clips."""


def clips_of(words: Words, language: Language) -> tuple[str, ...]:
    """Return the clips and pauses of a sentence, in order.

    Raises:
        SettingsError: the language has no such sentence, or no clip for a part of it.
    """
    elements = language.sentences.get(words.sentence)
    if elements is None:
        raise SettingsError(
            f"the voice {language.code!r} has no sentence {words.sentence!r}; add it to"
            " [sentences] of its voice.toml"
        )
    clips = tuple(clip for element in elements for clip in _clips(element, words, language))
    for clip in clips:
        if clip not in PAUSES_MS and clip not in language.texts:
            raise SettingsError(
                f"the voice {language.code!r} has no clip {clip!r}, which the sentence"
                f" {words.sentence!r} needs; record it"
            )
    return clips


def _clips(element: str, words: Words, language: Language) -> tuple[str, ...]:
    match element:
        case "{code}":
            return tuple(code_clips(words.code))
        case "{counter}" | "{number}":
            return language.count(words.counter if element == "{counter}" else words.number)
        case "{service}":
            return (service_clip(words.service),)
        case "{level}":
            return (f"level-{words.level}",)
        case "{key}":
            return (key_clip(words.key),)
        case _:
            return (element,)


def code_clips(code: str) -> Iterator[str]:
    """Name the clips of a number on paper, sign by sign; hyphens, dots and blanks are silent.

    >>> list(code_clips("A-015"))
    ['letter-a', 'number-0', 'number-1', 'number-5']
    """
    for sign in code.casefold():
        if sign not in "-. ":
            yield f"number-{sign}" if sign in "0123456789" else f"letter-{sign}"


def service_clip(code: str) -> str:
    """Name the clip of a service.

    >>> service_clip("HT")
    'service-ht'
    """
    return f"service-{code.casefold()}"


def text_of(words: Words, language: Language) -> str:
    """Write a sentence as it is heard.

    Raises:
        SettingsError: as `clips_of`.
    """
    text = "".join(
        clip if clip in PAUSES_MS else f" {language.texts[clip]}"
        for clip in clips_of(words, language)
    )
    return f"{text.strip()}."


def clips_to_record(language: Language, letters: Iterable[str]) -> dict[str, str]:
    """List the clips that an office needs, with their texts; `letters` begin its numbers.

    Other letters are never heard there, and nobody need record them.
    """
    spoken = {f"letter-{letter.casefold()}" for letter in letters}
    return {
        clip: text
        for clip, text in language.texts.items()
        if not clip.startswith("letter-") or clip in spoken
    }
