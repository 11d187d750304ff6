"""From a wish to a number in somebody's hand: store, print, record what came of it.

    wish ─▶ issuing (disk, and the fact) ─▶ printer ─▶ its answer (disk, and the fact) ─▶ flow

1. Nothing is printed that is not stored; if the disk fails, no number is given out.
2. If the process died between printing and hearing of it, people are asked; nobody gets a second
   number.
3. A kiosk that could not tell anybody the number without paper gives none without a ready printer.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Protocol

from hardware.printer.port import PrintResult
from kiosk.day import KioskDay
from kiosk.flow import Flow, HasPaper, PrintAgain, Shown, TakeNumber, Wish
from kiosk.issuing import Issuing
from kiosk.lamps import ServiceLamps
from kiosk.paper import Wait
from kiosk.printing import Job, Printing
from kiosk.series import Issued, Series
from kiosk.voice import KioskVoice
from mot_cua.clock import Clock
from mot_cua.errors import Refused
from mot_cua.ids import ServiceCode, TicketId
from mot_cua.messages import QueueState

log = logging.getLogger(__name__)


class Front(Protocol):
    """The kiosk around this: what is known, what is shown, what is sent."""

    @property
    def queue(self) -> QueueState | None:
        """The queue as the server last told it; None while that may be old."""

    def complain(self, code: str, service: ServiceCode | None = None) -> None:
        """Say for a while why nothing came of it."""

    def is_well_again(self) -> None:
        """Forget the last complaint."""

    def draw(self) -> None:
        """Show the present picture now, before the printer begins."""

    def wake(self) -> None:
        """Have the new facts sent."""


class HandingOut:
    """The papers of one kiosk, from the press to the hand."""

    def __init__(
        self,
        front: Front,
        *,
        series: Series,
        issuing: Issuing,
        printing: Printing,
        day: KioskDay,
        flow: Flow,
        lamps: ServiceLamps,
        voice: KioskVoice,
        clock: Clock,
        is_screen_visible: Callable[[], bool],
    ) -> None:
        self._front, self._series, self._issuing, self._printing = front, series, issuing, printing
        self._day, self._flow, self._lamps, self._voice = day, flow, lamps, voice
        self._clock, self._is_screen_visible = clock, is_screen_visible

    def grant(self, wish: Wish | None) -> None:
        """Do what a person at the kiosk has asked for."""
        match wish:
            case TakeNumber():
                self._take_number(wish)
            case PrintAgain(ticket=ticket):
                self._print_again(ticket)
            case HasPaper(ticket=ticket):
                self._series.printed(ticket, "printed", detail="told by the citizen")
                self._front.wake()
            case None:
                return

    def print_for_staff(self, issued: Issued) -> None:
        """Print a ticket again that was ordered from elsewhere."""
        self._print(Job(issued, is_reprint=True, by_staff=True))

    def printed(self, result: PrintResult) -> None:
        """Record what the printer answered, and tell whoever waits for the paper."""
        job = self._printing.ended(result, is_told=self._can_tell_without_paper)
        if job is None:
            return
        self._lamps.light(job.issued.service, is_lit=False)
        if job.is_taken_back:
            self._front.complain("no-paper", job.issued.service)
        elif result.outcome == "failed" and not job.by_staff:
            self._voice.number_without_paper(
                job.issued, self._flow.language, printer=self._printing.state
            )
        self._front.wake()
        if job.by_staff:
            self._flow.printed_by_staff(job.issued.ticket, result.outcome)
        else:
            now = self._clock.monotonic_ms()
            self._flow.print_ended(shown_of(job.issued, job.wait.ahead), result.outcome, now)

    def ask_about_last_papers(self) -> None:
        """After a crash between printing and hearing of it, nobody knows; so people are asked.

        Whoever had a paper of another day has gone home: of those it is only recorded.
        """
        today, now = self._day.today, self._clock.monotonic_ms()
        for issued in self._series.unanswered():
            self._series.printed(issued.ticket, "unconfirmed", detail="the kiosk was interrupted")
            if issued.day == today:
                self._flow.print_ended(shown_of(issued), "unconfirmed", now)

    def _take_number(self, wish: TakeNumber) -> None:
        service = wish.service
        if not (self._can_tell_without_paper or self._printing.is_ready):
            log.warning("no number for %s: the printer is %s", service, self._printing.state)
            self._front.complain("no-paper", service)
            return
        try:
            issued = self._issuing.issue(service, wish.ticket_class, wish.first)
        except Refused as refusal:
            log.warning("no number for %s: %s", service, refusal)
            self._front.complain(refusal.code, service)
            return
        except sqlite3.Error:
            log.exception("the disk failed; no number was given out")
            self._front.complain("disk", service)
            return
        self._front.is_well_again()
        self._front.wake()
        self._print(Job(issued, self._wait(service)))

    def _wait(self, service: ServiceCode) -> Wait:
        """Say what the paper tells about the wait; nothing rather than something old."""
        return self._issuing.wait(service, self._front.queue)

    def _print_again(self, ticket: TicketId) -> None:
        if self._printing.claim(ticket):
            return
        issued = self._series.ticket(ticket)
        assert issued is not None, "the flow shows tickets of this kiosk only"
        self._print(Job(issued, is_reprint=True))

    def _print(self, job: Job) -> None:
        if not job.by_staff:
            self._flow.issued(shown_of(job.issued, job.wait.ahead))
        self._lamps.light(job.issued.service, is_lit=True)
        self._front.draw()
        self._printing.submit(job)

    @property
    def _can_tell_without_paper(self) -> bool:
        return self._is_screen_visible() or self._voice.can_speak


def shown_of(issued: Issued, ahead: int | None = None) -> Shown:
    """Make of a ticket what the screen shows of it."""
    return Shown(issued.ticket, issued.label, issued.service, issued.token, ahead, "printing")
