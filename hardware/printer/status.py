"""What a printer says of itself: the answers to DLE EOT 1..4 and GS r 1.

1. No answer means unknown. It never means that there is paper.
2. A byte without the fixed bits of its answer is noise, and noise means unknown too.

       DLE EOT   0xx1xx10     asked at any time, answered at once, even inside a job
       GS r 1    0xx0xxxx     answered in its turn, after all that was sent before
       others    0xx1xx0x     XON, XOFF and automatic status: not ours
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Paper = Literal["ok", "near_end", "end", "unknown"]
Problem = Literal["disconnected", "silent", "cover_open", "paper_end", "cutter", "error", "offline"]

QUERIES: Final = (1, 2, 3, 4)
"""Printer, cause of being offline, cause of error, paper sensors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """What is known about the printer; everything is unknown until it answers."""

    is_connected: bool = False
    """The device or line is open. Says nothing about who is at its other end."""
    is_answered: bool = False
    is_online: bool = False
    paper: Paper = "unknown"
    is_cover_open: bool = False
    is_cutter_jammed: bool = False
    has_error: bool = False

    @property
    def problem(self) -> Problem | None:
        """Name what most needs a person, or None when the printer said that all is well."""
        found: dict[Problem, bool] = {
            "disconnected": not self.is_connected,
            "silent": not self.is_answered,
            "cover_open": self.is_cover_open,
            "paper_end": self.paper == "end",
            "cutter": self.is_cutter_jammed,
            "error": self.has_error,
            "offline": not self.is_online,
        }
        return next((problem for problem, is_true in found.items() if is_true), None)

    @property
    def is_stopped(self) -> bool:
        """Tell whether the printer itself said that it will not print now."""
        return self.is_connected and self.is_answered and self.problem is not None


def query(number: int) -> bytes:
    """Make the question DLE EOT n."""
    return bytes((0x10, 0x04, number))


def is_live_answer(byte: int) -> bool:
    """Tell whether a byte can be an answer to DLE EOT.

    >>> is_live_answer(0x12), is_live_answer(0x0C), is_live_answer(0x60)
    (True, False, False)
    """
    return byte & 0b1001_0011 == 0b0001_0010


def is_turn_answer(byte: int) -> bool:
    """Tell whether a byte can be an answer to GS r 1.

    >>> is_turn_answer(0x00), is_turn_answer(0x0C), is_turn_answer(0x12)
    (True, True, False)
    """
    return byte & 0b1001_0000 == 0


def paper_of_turn(byte: int) -> Paper:
    """Read the paper sensors from an answer to GS r 1."""
    if not is_turn_answer(byte):
        return "unknown"
    return _paper(is_end=bool(byte & 0b1100), is_near=bool(byte & 0b0011))


def _paper(*, is_end: bool, is_near: bool) -> Paper:
    if is_end:
        return "end"
    return "near_end" if is_near else "ok"


def status_of(answers: Mapping[int, int]) -> PrinterStatus:
    """Combine the answers to DLE EOT n; a missing or damaged one leaves its part unknown.

    Without a valid answer to the first question the whole printer counts as silent.
    """
    valid = {number: byte for number, byte in answers.items() if is_live_answer(byte)}
    if 1 not in valid:
        return PrinterStatus(is_connected=True)
    printer, cause, error, sensor = (valid.get(number, 0) for number in QUERIES)
    is_end = bool(sensor & 0b0110_0000 or cause & 0b0010_0000)
    paper = _paper(is_end=is_end, is_near=bool(sensor & 0b1100))
    return PrinterStatus(
        is_connected=True,
        is_answered=True,
        is_online=not printer & 0b1000,
        paper=paper if is_end or 4 in valid else "unknown",
        is_cover_open=bool(cause & 0b0100),
        is_cutter_jammed=bool(error & 0b1000),
        has_error=bool(cause & 0b0100_0000 or error & 0b0110_0100),
    )
