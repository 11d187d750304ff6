"""From a number on the disk to paper in somebody's hand: jobs under way, and what became of them.

    number ──▶ job ──▶ printer ──▶ printed | unconfirmed | failed ──▶ disk, and the fact

1. A ticket stays valid whatever its paper does.
2. `failed` before anything was sent, at a kiosk that cannot tell people their number otherwise,
   takes the number back: nobody has learnt it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple

from hardware.printer.port import Printer, PrintResult
from hardware.printer.status import PrinterStatus
from kiosk.paper import Wait
from kiosk.series import Issued, Series
from mot_cua.ids import NewId, TicketId

log = logging.getLogger(__name__)

MakeJob = Callable[["Job"], bytes]


class Job(NamedTuple):
    """A ticket on its way to paper."""

    issued: Issued
    wait: Wait = Wait()
    """What the paper says about it."""
    is_reprint: bool = False
    by_staff: bool = False
    """Ordered from the administrator's page: whoever stands at the kiosk has no part in it."""
    is_taken_back: bool = False
    """Nobody could learn the number, and it was given up."""


class Printing:
    """What one kiosk has given to its printer."""

    def __init__(
        self, printer: Printer, series: Series, *, make_job: MakeJob, make_id: NewId
    ) -> None:
        """`make_job` makes the bytes that print a ticket."""
        self._printer, self._series = printer, series
        self._make_job, self._make_id = make_job, make_id
        self._under_way: dict[str, Job] = {}
        self._slips: dict[str, str] = {}
        """Papers under way that are no tickets, and what they are."""

    @property
    def state(self) -> str:
        """The printer in one word; the screen and the admin page have a text for each."""
        return word_of(self._printer.status)

    @property
    def is_ready(self) -> bool:
        """Whether the printer has said that it can print now."""
        return self._printer.status.problem is None

    def submit(self, job: Job) -> None:
        """Give a ticket to the printer; `ended` hears what became of it."""
        name = self._make_id()
        self._under_way[name] = job
        self._printer.submit(name, self._make_job(job))

    def submit_slip(self, what: str, data: bytes) -> None:
        """Give a paper to the printer that is no ticket."""
        name = self._make_id()
        self._slips[name] = what
        self._printer.submit(name, data)

    def ended(self, result: PrintResult, *, is_told: bool) -> Job | None:
        """Record what the printer answered; None when it was no ticket of ours.

        `is_told` says that people learn their number without paper too: then none is taken back.
        """
        if what := self._slips.pop(result.job_id, ""):
            log.info("%s: %s %s", what, result.outcome, result.detail)
            return None
        job = self._under_way.pop(result.job_id, None)
        if job is None:
            log.warning("the printer answered for job %s, which nobody sent", result.job_id)
            return None
        if not (result.is_begun or job.is_reprint or is_told):
            self._series.take_back(job.issued, result.detail)
            return job._replace(is_taken_back=True)
        self._series.printed(
            job.issued.ticket, result.outcome, detail=result.detail, is_reprint=job.is_reprint
        )
        return job

    def is_under_way(self, ticket: TicketId) -> bool:
        """Tell whether a ticket is at the printer already, so that nobody need send it again."""
        return any(job.issued.ticket == ticket for job in self._under_way.values())

    def claim(self, ticket: TicketId) -> bool:
        """Let the person at the kiosk have the paper that somebody else ordered a moment ago.

        False when none is under way.
        """
        for name, job in self._under_way.items():
            if job.issued.ticket == ticket:
                self._under_way[name] = job._replace(by_staff=False)
                return True
        return False

    def unprinted(self, tickets: tuple[TicketId, ...]) -> list[Issued]:
        """Choose those of these tickets that are ours and not on paper, in the given order."""
        known = map(self._series.ticket, tickets)
        return [
            one
            for one in known
            if one and one.print not in ("printed", "voided") and not self.is_under_way(one.ticket)
        ]

    def close(self) -> None:
        """Let go of the printer."""
        self._printer.close()


def word_of(status: PrinterStatus) -> str:
    """Say in one word how a printer is."""
    if status.problem is not None:
        return status.problem
    return "near_end" if status.paper == "near_end" else "ready"
