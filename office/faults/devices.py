"""What people see and touch in the simulated office: screens, units, a printer with bad days."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

import msgspec

from display.view import BoardView
from hardware.offscreen import NoScreen
from hardware.printer.port import Outcome, Printer, PrintResult
from hardware.printer.status import PrinterStatus
from hardware.speaker.port import Saying, SpeakerStatus
from kiosk.printing import Job
from kiosk.service import Kiosk
from kiosk.view import KioskView
from office.faults.network import Later

READY = PrinterStatus(is_connected=True, is_answered=True, is_online=True, paper="ok")


class Paper(NamedTuple):
    """What a paper says, and which it is."""

    kiosk: str
    ticket: str
    token: str
    day: str
    label: str
    is_reprint: bool


class WordKiosk(Kiosk):
    """The product's kiosk, with its papers as words: a thousand pictures of paper take minutes."""

    def _job_of(self, job: Job) -> bytes:
        one = job.issued
        return msgspec.json.encode([one.ticket, one.token, one.day, one.label, job.is_reprint])


class KioskScreen(NoScreen):
    """A screen that people read, and that is never forgotten."""

    is_visible = True

    def __init__(self, saw: Callable[[str, str], object]) -> None:
        self._saw = saw
        self.view: KioskView | None = None

    def show(self, view: KioskView) -> None:  # type: ignore[override]
        """Let people read the number."""
        self.view = view
        if view.label and view.qr:
            self._saw(view.label, view.qr.rsplit("/", 1)[-1])


class BoardScreen:
    """A hall board's picture as data."""

    def __init__(self) -> None:
        self.view: BoardView | None = None

    def show(self, view: BoardView) -> None:
        """Remember the picture."""
        self.view = view

    def poll(self) -> bool:
        """Nobody closes it."""
        return False


class Silence:
    """A loudspeaker that is not there."""

    status = SpeakerStatus("none")

    def say(self, saying: Saying) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Let go of nothing."""


class FrailPrinter(Printer):
    """A printer with a roll, a cover and a cord, that takes seconds and outlives its kiosk."""

    def __init__(self, kiosk: str, random: Random, later: Later) -> None:
        self.papers: list[Paper] = []
        self.post: Callable[[object], object] | None = None
        """The inbox of the present kiosk program; None while there is none."""
        self._kiosk, self._random, self._later = kiosk, random, later
        self._status = READY

    @property
    def status(self) -> PrinterStatus:
        """The status last heard."""
        return self._status

    def become(self, status: PrinterStatus) -> None:
        """Have a fault, or be repaired; the kiosk hears of it."""
        self._status = status
        if self.post is not None:
            self.post(status)

    def submit(self, job_id: str, data: bytes) -> None:
        """Print in some seconds, if nothing is wrong then."""
        post, is_begun = self.post, self._status.problem is None

        def end() -> None:
            outcome = self._end(data, is_begun=is_begun)
            result = PrintResult(
                job_id=job_id, outcome=outcome, status=self._status, is_begun=is_begun
            )
            if post is not None and post is self.post:
                post(result)

        self._later(self._random.randint(300, 3_000), end)

    def _end(self, data: bytes, *, is_begun: bool) -> Outcome:
        if not is_begun or self._status.problem is not None:
            return "failed"
        self.papers.append(Paper(self._kiosk, *msgspec.json.decode(data)))
        return "unconfirmed" if self._random.random() < 0.02 else "printed"

    def close(self) -> None:
        """Let go of it; what it has begun it prints."""
