"""What a simulated printer says over its line, and the ways in which clones get that wrong."""

from __future__ import annotations

import queue
from typing import Final

from mot_cua.clock import Clock

IN_TURN: Final = 0
"""The question GS r 1, which is answered in its turn; the others are those of DLE EOT, 1 to 4."""


class Voice:
    """The way out of a printer. Its faults may be set from any thread, and act on what comes."""

    def __init__(self, clock: Clock | None) -> None:
        self.is_mute = False
        self.silent_to: frozenset[int] = frozenset()
        """Questions that are never answered; many clones know only DLE EOT 1."""
        self.wrong_answers: dict[int, int] = {}
        """Question → the byte that this clone gives for it, whatever is true."""
        self.delay_ms = 0
        """From a question to its answer."""
        self._clock = clock
        self._noise: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._said: list[tuple[int, int]] = []

    def answer(self, question: int, byte: int) -> None:
        """Say one byte, if this printer answers that question at all."""
        if not self.is_mute and question not in self.silent_to:
            self._said.append((self._now() + self.delay_ms, self.wrong_answers.get(question, byte)))

    def disturb(self, data: bytes) -> None:
        """Let the line say something that the printer did not."""
        self._noise.put(data)

    def hush(self) -> None:
        """Forget what was about to be said."""
        self._said.clear()

    def heard(self) -> bytes:
        """Return what has come out since the last time."""
        now = self._now()
        noise = b"".join(self._noise.get() for _ in range(self._noise.qsize()))
        said = bytes(byte for at, byte in self._said if at <= now)
        self._said = [(at, byte) for at, byte in self._said if at > now]
        return noise + said

    def _now(self) -> int:
        return self._clock.monotonic_ms() if self._clock else 0
