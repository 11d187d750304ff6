"""Talking with one printer: ask how it is, bring it back to its senses, print one job.

       status? ──► dots, GS r 1 ──► answer ──► cut, GS r 1 ──► answer, and again: printed
         │              │   └ stopped: failed     │   ├ the knife is stuck: failed
         │              └ line lost: failed       │   └ stopped, or silent: unconfirmed
         └ stopped:                               └ line lost: unconfirmed
           failed, nothing sent

1. A write that returns proves nothing: the bytes lie in a buffer of ours, the line's, or its own.
2. The knife is held back until the printer has said that everything before it is on the paper. So
   whatever happens before that moment, no whole ticket came out; and after it, nobody knows until
   the printer says so.
3. A printer that never answers in its turn gets everything at once, and proves nothing.
4. After a job that was not confirmed, the next one begins behind a cut, so that half a ticket never
   hangs on somebody else's.
5. A serial printer whose power blinks inside a ticket prints the rest as letters and confirms it.
   On a line that does not notice power no question tells that; the next ticket is clean.
6. With the line, everything known about the printer is forgotten, but not that half a ticket hangs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

from hardware.printer.commands import CONFIRM
from hardware.printer.port import Outcome, PrintResult
from hardware.printer.questions import Deadlines, Questions
from hardware.printer.status import PrinterStatus, paper_of_turn
from hardware.printer.strips import MAX_BYTES
from hardware.printer.transport import Transport
from mot_cua.clock import Clock

CUT_OFF: Final = b"\x1b@\x1b2\x1bd\x04\x1dV\x01"
"""Feed to the knife and cut."""

FORGET: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: throw away what was sent. A printer that lacks it sees control codes without effect,
and prints the rest when it can; the cut before the next ticket separates it."""

_BLANK: Final = bytes(256)
_PIECE: Final = 2048
_ENDS: Final = ((b"\x1dV", 4), (b"\x1bd", 3))
"""Commands that end a job, cut and feed, with the most bytes that they take."""

Sign = Literal["answered", "stopped", "silent"]


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
        is_wanted: Callable[[], bool] = lambda: False,
    ) -> None:
        """Begin to talk; `is_wanted` tells whether another job waits for this printer."""
        self._transport, self._limits = transport, deadlines
        self._questions = Questions(transport, clock, deadlines)
        self._is_wanted = is_wanted
        self._is_in_order = False
        """The printer is known to read commands, and owes no answer."""
        self._answers_in_turn = False
        self.has_half_paper = has_half_paper
        """A job was begun and never confirmed: outlives the line, because paper does."""
        self.is_begun = False
        """The present job left us, or a part of it: somebody may read a number on the paper."""
        self.may_be_whole = False
        """The knife of the present job left us: a whole ticket may have come out."""

    @property
    def status(self) -> PrinterStatus:
        """What the printer last said of itself."""
        return self._questions.status

    def ask_status(self) -> PrinterStatus:
        """Ask the printer how it is."""
        was_silent = not self.status.is_answered
        status = self._questions.ask_status()
        if was_silent and status.is_answered and not self._answers_in_turn:
            self._is_in_order = False  # it has found its voice, perhaps also for confirmations
        return status

    def print_job(self, job_id: str, job: bytes) -> PrintResult:
        """Print one job and wait until the printer confirms it, or cannot."""
        self.is_begun = self.may_be_whole = False
        self.ask_status()
        if self.status.is_stopped and self._questions.is_stopped():
            return self._result(job_id, "failed", f"nothing was sent: {self.status.problem}")
        self._restore()
        self._is_in_order, self.has_half_paper, self.is_begun = False, True, True
        dots, end = parted(job)
        if not self._answers_in_turn:
            return self._unproven(job_id, dots, end)
        limit = self._limits.confirm if self.status.is_answered else self._limits.mute
        self._send(dots + CONFIRM)
        sign = self._awaited(limit)
        if sign == "stopped":
            return self._failed(job_id)
        self._finish(end)
        return self._confirmed(job_id, limit if sign == "answered" else self._limits.mute)

    def _send(self, data: bytes) -> None:
        self._questions.turns.clear()
        for start in range(0, len(data), _PIECE):
            self._transport.write(data[start : start + _PIECE], within_ms=self._limits.piece)

    def _finish(self, end: bytes) -> None:
        self.may_be_whole = True
        self._send(end + CONFIRM)

    def _awaited(self, limit_ms: int) -> Sign:
        """Wait for an answer in turn, and ask now and then whether there is a reason for none."""
        for _ in self._questions.listening(limit_ms, step_ms=self._limits.between):
            is_stopped = not self._questions.turns and self._questions.is_stopped()
            if self._questions.turns:
                return "answered"
            if is_stopped:
                return "stopped"
        return "silent"

    def _confirmed(self, job_id: str, limit_ms: int) -> PrintResult:
        while (sign := self._awaited(limit_ms)) == "answered":
            if self._questions.confirms():
                return self._printed(job_id)
        if sign == "silent":
            detail = f"all was sent, no answer within {limit_ms} ms"
        elif self.status.is_cutter_jammed:
            return self._failed(job_id)
        else:
            detail = f"all was sent, then it stopped: {self.status.problem}"
        return self._result(job_id, "unconfirmed", detail)

    def _unproven(self, job_id: str, dots: bytes, end: bytes) -> PrintResult:
        """Print on a printer that confirms nothing; wait for it, but let no other job wait."""
        self._send(dots)
        self._finish(end)
        limit = self._limits.mute
        for _ in self._questions.listening(limit, step_ms=self._limits.between):
            if self._questions.turns or self._is_wanted():
                break
        # Else a printer that never answers would get a needless cut before each ticket. One that
        # does answer now may answer older requests, which prove nothing; the next job asks anew.
        is_silent = not self._questions.turns
        is_stopped = self.status.is_answered and self._questions.is_stopped()
        self._is_in_order = is_silent and not is_stopped
        self.has_half_paper = not self._is_in_order
        reason = f"it stopped: {self.status.problem}" if is_stopped else "it confirms nothing"
        return self._result(job_id, "unconfirmed", f"all was sent, {reason}")

    def _failed(self, job_id: str) -> PrintResult:
        self._transport.write(FORGET, within_ms=self._limits.answer)
        return self._result(job_id, "failed", f"stopped before the cut: {self.status.problem}")

    def _printed(self, job_id: str) -> PrintResult:
        self._is_in_order, self.has_half_paper = True, False
        paper = paper_of_turn(self._questions.turns[-1])
        # The sensors sit before the head: a roll may end with a whole ticket on it.
        self._questions.status = replace(self.status, is_answered=True, is_online=True, paper=paper)
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
        # At 9600 baud the blank data alone take 0.27 s; only the first answer is so far away.
        self._answers_in_turn = self._hears(self._limits.quiet)
        if not self._answers_in_turn:
            tries = range(MAX_BYTES // len(_BLANK))
            self._answers_in_turn = any(self._hears(self._limits.answer) for _ in tries)
            self.has_half_paper |= self._answers_in_turn
        if self.has_half_paper and self._answers_in_turn:
            # Answers that are still owed would pass for the confirmation of the next job.
            for _ in self._questions.listening(self._limits.quiet):
                pass

    def _hears(self, within_ms: int) -> bool:
        """Send some blank data; tell whether the printer answered the request behind it."""
        self._send(_BLANK + CONFIRM)
        return any(self._questions.turns for _ in self._questions.listening(within_ms))


def parted(job: bytes) -> tuple[bytes, bytes]:
    r"""Part a job before its knife, or, if it has none, its last feed; leave its request away.

    A job that ends otherwise is all end: nothing of it can be held back.

    >>> parted(b"dots" + b"\x1dV\x01" + CONFIRM)
    (b'dots', b'\x1dV\x01')
    >>> parted(b"dots" + b"\x1bd\x04" + CONFIRM)
    (b'dots', b'\x1bd\x04')
    >>> parted(b"dots" + CONFIRM)
    (b'', b'dots')
    """
    bare = job.removesuffix(CONFIRM)
    for command, length in _ENDS:
        at = bare.rfind(command, max(0, len(bare) - length))
        if at >= 0:
            return bare[:at], bare[at:]
    return b"", bare


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
