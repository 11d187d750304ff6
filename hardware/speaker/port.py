"""The loudspeaker as programs see it: hand in what is to be said, hear that it was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, Protocol

from hardware.speaker.sentences import Words


class Saying(NamedTuple):
    """Something to be said in one breath, under the name that its result will carry."""

    id: str
    words: tuple[Words, ...]
    has_chime: bool = False
    is_extra: bool = False
    """A convenience: a voice that lacks it is no worse for that, and is not reported."""


class SpeakerStatus(NamedTuple):
    """How the loudspeaker is."""

    state: Literal["starting", "ready", "no-voice", "no-sound", "none"] = "starting"
    """`no-voice`: a recording was lacking, and it only chimed. `no-sound`: it is not heard.
    `none`: the office file gives this place no loudspeaker."""
    detail: str = ""
    """For a technician: why, and what to do."""


class Spoken(NamedTuple):
    """What became of one saying; `spoken` means that all of it went out of the computer."""

    id: str
    outcome: Literal["spoken", "unspoken"]
    detail: str = ""


News = Spoken | SpeakerStatus
Post = Callable[[News], object]
"""Takes results and changes of status. It is called on the speaker's thread and only enqueues."""


class Speaker(Protocol):
    """One loudspeaker. Each saying gets exactly one Spoken, in order; two never sound at once."""

    @property
    def status(self) -> SpeakerStatus:
        """The status as it was at the last saying."""

    def say(self, saying: Saying) -> None:
        """Hand something in. Never raises for the loudspeaker's sake; its result says more."""

    def close(self) -> None:
        """Fall silent at once, even within a word. What was not said is reported as unspoken."""
