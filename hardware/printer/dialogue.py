"""Talking with one printer: ask how it is, bring it back to its senses, print one job.

       status? ──► bytes ──► cut, GS r 1 ──► answer: printed
         │           │           └─ no answer, how are you? ──► stopped: failed
         │           │                                     └──► well, or silent: unconfirmed
         └ stopped:  └ line lost, or stuck: failed
           failed, nothing sent

1. A write that returns proves nothing: the bytes lie in a buffer of ours, the line's, or its own.
2. After a job that was not confirmed, the next one begins behind a cut, so that half a ticket never
   hangs on somebody else's.
3. With the line, everything known about the printer is forgotten, but not that half a ticket hangs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hardware.printer.commands import CONFIRM
from hardware.printer.port import Outcome, PrintResult
from hardware.printer.status import (
    QUERIES,
    PrinterStatus,
    is_live_answer,
    is_turn_answer,
    paper_of_turn,
    query,
    status_of,
)
from hardware.printer.strips import MAX_BYTES
from hardware.printer.transport import Transport
from mot_cua.clock import Clock

CUT_OFF: Final = b"\x1b@\x1b2\x1bd\x04\x1dV\x01"
"""Feed to the knife and cut."""

FORGET: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: throw away what was sent. A printer that lacks it sees control codes without effect,
and prints the rest when it can; the cut before the next ticket separates it."""

_BLANK: Final = bytes(256)
_NO_SIZE: Final = bytes(8)
_PIECE: Final = 2048


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


class Dialogue:
    """One conversation with a printer over an open line, from its opening to its loss.

    Every method raises DeviceError when the line is gone; this object is then of no more use.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        deadlines: Deadlines,
        *,
        has_half_paper: bool = False,
    ) -> None:
        self._transport, self._clock, self._limits = transport, clock, deadlines
        self._live: list[int] = []
        self._turns: list[int] = []
        self._is_greeted = False
        self._owes_answer = False
        self._is_in_order = False
        """The printer is known to read commands, and owes no answer."""
        self.has_half_paper = has_half_paper
        """A job was begun and never confirmed: outlives the line, because paper does."""
        self.is_begun = self.is_all_sent = False
        """The present job left us: its first byte, its last."""
        self.status = PrinterStatus(is_connected=True)

    def ask_status(self) -> PrinterStatus:
        """Ask the printer how it is. One that is silent at first is not asked the rest."""
        if not self._is_greeted:
            # A bitmap command cut short would take our questions for its size: megabytes.
            self._transport.write(_NO_SIZE, within_ms=self._limits.piece)
            self._is_greeted = True
        self._listen()
        if self._owes_answer:
            self._let_pass()
        answers: dict[int, int] = {}
        for number in QUERIES:
            self._live.clear()  # answers to older questions would pass for answers to this one
            self._transport.write(query(number), within_ms=self._limits.answer)
            self._owes_answer = not any(self._live for _ in self._listening(self._limits.answer))
            if self._owes_answer:
                break
            answers[number] = self._live[-1]
        self.status = status_of(answers)
        return self.status

    def print_job(self, job_id: str, job: bytes) -> PrintResult:
        """Print one job and wait until the printer confirms it, or cannot."""
        self.is_begun = self.is_all_sent = False
        status = self.ask_status()
        if status.is_stopped:
            return self._result(job_id, "failed", f"nothing was sent: {status.problem}")
        self._restore()
        self._turns.clear()
        self._is_in_order, self.has_half_paper, self.is_begun = False, True, True
        for start in range(0, len(job), _PIECE):
            self._transport.write(job[start : start + _PIECE], within_ms=self._limits.piece)
        self.is_all_sent = True
        return self._confirmed(job_id)

    def _confirmed(self, job_id: str) -> PrintResult:
        limit = self._limits.confirm if self.status.is_answered else self._limits.mute
        for _ in self._listening(limit, step_ms=self._limits.between):
            is_stopped = not self._turns and self.ask_status().is_stopped
            if self._turns:
                return self._printed(job_id)
            if is_stopped:
                self._transport.write(FORGET, within_ms=self._limits.answer)
                detail = f"stopped before the cut: {self.status.problem}"
                return self._result(job_id, "failed", detail)
        if not self.status.is_answered:
            # A printer that never answers would get a needless cut before each ticket.
            self._is_in_order, self.has_half_paper = True, False
        return self._result(job_id, "unconfirmed", f"all was sent, no answer within {limit} ms")

    def _printed(self, job_id: str) -> PrintResult:
        self._is_in_order, self.has_half_paper = True, False
        paper = paper_of_turn(self._turns[-1])
        # The sensors sit before the head: a roll may end with a whole ticket on it.
        self.status = replace(self.status, is_answered=True, is_online=True, paper=paper)
        return self._result(job_id, "printed", "")

    def _result(self, job_id: str, outcome: Outcome, detail: str) -> PrintResult:
        where = f"{self._transport.where}: {detail}" if detail else ""
        return PrintResult(
            job_id=job_id,
            outcome=outcome,
            status=self.status,
            is_begun=self.is_begun,
            detail=where,
        )

    def _restore(self) -> None:
        """Bring a printer of unknown state back to reading commands, at a clean edge of paper.

        It may still wait for the rest of a bitmap whose sender died. Blank data ends any bitmap of
        ours; a printer that was not interrupted ignores it and answers the first request.
        """
        if not self._is_in_order:
            self._wake()
        if self.has_half_paper:
            self._transport.write(CUT_OFF, within_ms=self._limits.piece)
        self._is_in_order, self.has_half_paper = True, False

    def _wake(self) -> None:
        self._turns.clear()
        if not self._hears():
            if not any(self._hears() for _ in range(MAX_BYTES // len(_BLANK))):
                return
            self.has_half_paper = True
        if self.has_half_paper:
            # Answers that are still owed would pass for the confirmation of the next job.
            for _ in self._listening(self._limits.quiet):
                self._turns.clear()

    def _hears(self) -> bool:
        """Send some blank data; tell whether the printer answered the request behind it."""
        self._transport.write(_BLANK + CONFIRM, within_ms=self._limits.piece)
        return any(self._turns for _ in self._listening(self._limits.answer))

    def _let_pass(self) -> None:
        """Let late answers go by: nobody can tell which question they belong to."""
        for _ in self._listening(self._limits.quiet):
            if self._turns:
                return

    def _listening(self, limit_ms: int, *, step_ms: int | None = None) -> Iterator[None]:
        """Listen again and again until the time is over, also on a clock that stands still."""
        step = step_ms or limit_ms
        deadline = self._clock.monotonic_ms() + limit_ms
        quiet = 0
        while quiet * step < limit_ms and self._clock.monotonic_ms() <= deadline:
            quiet += not self._listen(step)
            yield

    def _listen(self, within_ms: int = 0) -> bool:
        """Sort what arrives into answers; return False if nothing came."""
        data = self._transport.read(within_ms=within_ms)
        self._live += filter(is_live_answer, data)
        self._turns += filter(is_turn_answer, data)
        return bool(data)


def print_job(
    transport: Transport,
    job: bytes,
    *,
    clock: Clock,
    deadlines: Deadlines | None = None,
    job_id: str = "",
) -> PrintResult:
    """Print one job on an open line, for programs that print once.

    Raises:
        DeviceError: the line is gone; nobody knows what is on the paper.
    """
    return Dialogue(transport, clock, deadlines or Deadlines()).print_job(job_id, job)
