"""Loudspeakers behind the port: one with a thread of its own, and none."""

from __future__ import annotations

import logging
import queue
import threading
from typing import Final, Protocol

from hardware.speaker.port import Post, Saying, Speaker, SpeakerStatus, Spoken
from hardware.speaker.sound import Sound, scaled
from hardware.speaker.voice import Voice

log = logging.getLogger(__name__)

MOST_WAITING: Final = 16
CLOSED: Final = "the loudspeaker was closed"


class Output(Protocol):
    """Where sound goes."""

    def play(self, text: str, sound: Sound) -> None:
        """Play, and return when it has been heard or was broken off.

        Raises:
            DeviceError: it was not heard, or not all of it.
        """

    def stop(self) -> None:
        """Break off what is playing, and play nothing more. Called from another thread."""


class SpeakerThread(Speaker):
    """Owns an output on one thread: sayings wait in a queue, and sound one after the other."""

    def __init__(
        self, output: Output, post: Post, *, voice: Voice, volume_percent: int = 100
    ) -> None:
        """Start the thread; the volume is that of the samples, under the amplifier's own."""
        self._output, self._post = output, post
        self._voice, self._volume = voice, volume_percent / 100
        self._sayings: queue.Queue[Saying | None] = queue.Queue()
        self._status = SpeakerStatus()
        self._told: SpeakerStatus | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    @property
    def status(self) -> SpeakerStatus:
        return self._status

    @property
    def is_alive(self) -> bool:
        """Whether the thread lives: a sound card that is away leaves it alive, a bug does not."""
        return self._thread.is_alive()

    def say(self, saying: Saying) -> None:
        """Queue it; a full or closed queue answers at once that it was not said."""
        if self._closing.is_set():
            self._post(Spoken(saying.id, "unspoken", CLOSED))
        elif self._sayings.qsize() >= MOST_WAITING:
            self._post(Spoken(saying.id, "unspoken", f"{MOST_WAITING} others wait already"))
        else:
            self._sayings.put(saying)

    def close(self) -> None:
        self._closing.set()
        self._output.stop()
        self._sayings.put(None)
        self._thread.join()

    def _run(self) -> None:
        # A moment of silence tells in the morning, not at the first call, that nothing is heard.
        trouble = self._play("", self._voice.opening(has_chime=False))
        self._tell(trouble, self._voice.trouble)
        while (saying := self._sayings.get()) is not None:
            try:
                spoken = self._said(saying)
            except Exception as problem:  # a thread that dies would leave the hall silent unnoticed
                log.exception("%s was not said", saying)
                spoken = Spoken(saying.id, "unspoken", f"a mistake in the program: {problem!r}")
                self._tell(spoken.detail, "")
            self._post(spoken)

    def _said(self, saying: Saying) -> Spoken:
        if self._closing.is_set():
            return Spoken(saying.id, "unspoken", CLOSED)
        text, lacking = "", ""
        try:
            text = self._voice.text(saying)
            sound = self._voice.sound(saying)
        except ValueError as problem:
            # Whoever hears the chime looks at the board.
            lacking, sound = str(problem), self._voice.opening(has_chime=saying.has_chime)
        trouble = self._play(text, sound)
        if self._closing.is_set():
            return Spoken(saying.id, "unspoken", CLOSED)
        self._tell(trouble, "" if saying.is_extra else lacking)
        detail = trouble or lacking
        return Spoken(saying.id, "unspoken" if detail else "spoken", detail)

    def _play(self, text: str, sound: Sound) -> str:
        """Play, and return what went wrong."""
        try:
            self._output.play(text, scaled(sound, self._volume))
        except OSError as problem:  # a DeviceError, or no room for another process or file
            return str(problem)
        return ""

    def _tell(self, trouble: str, lacking: str) -> None:
        if trouble:
            self._status = SpeakerStatus("no-sound", trouble)
        else:
            self._status = SpeakerStatus("no-voice" if lacking else "ready", lacking)
        if self._status != self._told:
            self._told = self._status
            if self._status.state != "ready":
                log.warning("loudspeaker: %s (%s)", *self._status)
            self._post(self._status)


class NoSpeaker(Speaker):
    """An office without a loudspeaker: everything is unspoken, at once."""

    is_alive = True

    def __init__(self, post: Post) -> None:
        self._post = post

    @property
    def status(self) -> SpeakerStatus:
        return SpeakerStatus("none")

    def say(self, saying: Saying) -> None:
        self._post(Spoken(saying.id, "unspoken", "there is no loudspeaker"))

    def close(self) -> None:
        """Let go of nothing."""
