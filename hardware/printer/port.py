"""The printer as programs see it: hand in a job, hear what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from hardware.printer.status import PrinterStatus

Outcome = Literal["printed", "unconfirmed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintResult:
    """What became of one job.

    `printed`: the printer confirmed everything up to the cut. `failed`: no whole paper came out.
    `unconfirmed`: all was sent and nobody knows; a person has to look.
    """

    job_id: str
    outcome: Outcome
    status: PrinterStatus
    is_begun: bool = True
    """Whether any of it was handed to the printer: if not, nobody can have read it."""
    detail: str = ""
    """For a technician: what happened, in one sentence."""


News = PrintResult | PrinterStatus
Post = Callable[[News], object]
"""Takes results and changes of status. It is called on the printer's thread and only enqueues."""


class Printer(Protocol):
    """One printer. Each job gets exactly one PrintResult, in the order of the jobs."""

    @property
    def status(self) -> PrinterStatus:
        """The status last heard; nothing is asked."""

    def submit(self, job_id: str, data: bytes) -> None:
        """Hand in a job. Never raises for the printer's sake; its result says what went wrong."""

    def close(self) -> None:
        """Let go of the printer. Jobs not begun are reported as failed."""
