"""Asking a printer over an open line: what was asked, what is still owed, what may be believed.

1. Answers carry no name. One that comes late would pass for the answer to the next question, so as
   many as are owed are let go by first.
2. One byte of noise looks like any answer. What decides over a paper is asked twice.
3. Many clones know only some questions. What went unanswered twice running, while others were
   answered, is asked no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hardware.printer.commands import CONFIRM
from hardware.printer.status import (
    QUERIES,
    PrinterStatus,
    is_live_answer,
    is_turn_answer,
    query,
    status_of,
)
from hardware.printer.transport import Transport
from mot_cua.clock import Clock

_NO_SIZE: Final = bytes(8)
_FIRST: Final = QUERIES[0]
_PATIENCE: Final = 2


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long to wait for a printer, in milliseconds."""

    answer: int = 250
    """For an answer to DLE EOT, which a printer gives at once."""
    piece: int = 5_000
    """For 2 KiB to leave: they take 2.2 s at 9600 baud."""
    confirm: int = 15_000
    mute: int = 3_000
    """For the confirmation of a printer that has never answered anything."""
    between: int = 400
    """From one question to the next while waiting for the confirmation."""
    quiet: int = 1_000
    """So long after an answer, no older one is on its way any more."""


class Questions:
    """The questions to one printer. Every method raises DeviceError when the line is gone."""

    def __init__(self, transport: Transport, clock: Clock, limits: Deadlines) -> None:
        self._transport, self._clock, self._limits = transport, clock, limits
        self._live: list[int] = []
        self.turns: list[int] = []
        """Answers to GS r 1 since somebody last cleared them."""
        self._owed = self._owed_since = 0
        self._patience_ms = limits.answer
        self._missed: Counter[int] = Counter()
        self._is_greeted = self._has_heard = False
        self.status = PrinterStatus(is_connected=True)

    def ask_status(self) -> PrinterStatus:
        """Ask the printer how it is. One that is silent at first is not asked the rest."""
        if not self._is_greeted:
            # A bitmap command cut short would take our questions for its size: megabytes.
            self._transport.write(_NO_SIZE, within_ms=self._limits.piece)
            self._is_greeted = True
        self._let_late_ones_pass()
        answers: dict[int, int] = {}
        for number in QUERIES:
            if self._missed[number] >= _PATIENCE:
                continue
            answer = self._ask(number)
            if answer is None:
                self._missed[number] += number != _FIRST
                break
            answers[number] = answer
            self._missed[number] = 0
        self.status = status_of(answers)
        return self.status

    def is_stopped(self) -> bool:
        """Tell whether the printer says that it stands still, and says so again."""
        return self.ask_status().is_stopped and self.ask_status().is_stopped

    def confirms(self) -> bool:
        """Ask once more for an answer in turn: what comes when it is asked for is no noise."""
        self.turns.clear()
        self._transport.write(CONFIRM, within_ms=self._limits.answer)
        return any(self.turns for _ in self.listening(self._limits.quiet))

    def listening(self, limit_ms: int, *, step_ms: int | None = None) -> Iterator[None]:
        """Listen again and again until the time is over, also on a clock that stands still."""
        step = step_ms or limit_ms
        deadline = self._clock.monotonic_ms() + limit_ms
        quiet = 0
        while quiet * step < limit_ms and self._clock.monotonic_ms() <= deadline:
            quiet += not self._listen(step)
            yield

    def _ask(self, number: int) -> int | None:
        self._live.clear()  # what was said before the question does not answer it
        self._transport.write(query(number), within_ms=self._limits.answer)
        if any(self._live for _ in self.listening(self._patience_ms)):
            return self._live[-1]
        self._owed, self._owed_since = self._owed + 1, self._clock.monotonic_ms()
        return None

    def _let_late_ones_pass(self) -> None:
        """Wait for what is owed: nobody could tell later which question it belongs to."""
        self._listen(0)
        left_ms = self._owed_since + self._limits.quiet - self._clock.monotonic_ms()
        if self._owed and self._has_heard:
            for _ in self.listening(max(0, left_ms)):
                if not self._owed or self.turns:
                    return
        # One that was never heard is not waited for; should it speak after all, it is too late.
        if left_ms <= 0 or self._has_heard:
            self._owed = 0

    def _listen(self, within_ms: int) -> bool:
        """Sort what arrives into answers; return False if nothing came."""
        data = self._transport.read(within_ms=within_ms)
        live = list(filter(is_live_answer, data))
        late = min(self._owed, len(live))
        if late:
            # It does answer, only later than most: from now on it is given the time.
            self._patience_ms = self._limits.quiet
        self._owed -= late
        self._live += live[late:]
        self.turns += filter(is_turn_answer, data)
        self._has_heard |= bool(live or self.turns)
        return bool(data)
