"""A loudspeaker on the workbench: it shows words and sound, and takes as long as they do."""

from __future__ import annotations

import threading

from hardware.bench import Bench, Line
from hardware.speaker.player import Output
from hardware.speaker.sound import Sound, wav_bytes
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError


class BenchSpeaker(Output):
    """Sound for whoever watches; its plug can be pulled."""

    def __init__(self, bench: Bench, clock: Clock) -> None:
        self._bench, self._clock = bench, clock
        self._stopped = threading.Event()
        self._is_plugged = True
        bench.on("speaker", self._order)

    def play(self, text: str, sound: Sound) -> None:
        if not self._is_plugged:
            raise DeviceError("the simulated loudspeaker is unplugged; plug it in on the bench")
        if text:
            # Late watchers do not hear what was said before they came.
            self._bench.show(
                "speech",
                is_kept=False,
                words=text,
                duration_ms=sound.duration_ms,
                wav=wav_bytes(sound) if self._bench.is_watched else b"",
            )
        self._stopped.wait(self._clock.real_seconds(sound.duration_ms))

    def stop(self) -> None:
        self._stopped.set()

    def _order(self, line: Line) -> None:
        self._is_plugged = line["do"] == "plug"
