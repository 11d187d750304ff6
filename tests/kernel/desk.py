"""A printer's thread and everything it told, whatever line the printer is on."""

from __future__ import annotations

import queue
from typing import Final

from hardware.printer.commands import job_of
from hardware.printer.layout import strips
from hardware.printer.port import News, PrintResult
from hardware.printer.printer import PrinterThread
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.printer.status import PrinterStatus
from hardware.printer.transport import Transport
from hardware.simulated.printer import PaperPrinter
from mot_cua.clock import SystemClock

CLOCK: Final = SystemClock()
TICKET: Final = job_of(strips(SAMPLE, 384))
OTHER: Final = job_of(strips(FULLEST, 384))


class Desk:
    """One printer's thread, and a person who waits for what it says."""

    def __init__(self, transport: Transport) -> None:
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self.printer = PrinterThread(transport, self._news.put, clock=CLOCK, starts_clean=True)

    def print(self, job: bytes) -> PrintResult:
        """Have a job printed; return what became of it."""
        self.printer.submit("1012", job)
        return self.result()

    def result(self) -> PrintResult:
        """Wait for what became of the job under way."""
        while not isinstance(told := self._news.get(timeout=60), PrintResult):
            pass
        return told

    def hears(self, problem: str | None, *, within_s: float = 20) -> None:
        """Wait for a status; queue.Empty when none comes."""
        deadline = CLOCK.monotonic_ms() + within_s * 1000
        while True:
            left_s = max(0, deadline - CLOCK.monotonic_ms()) / 1000
            told = self._news.get(timeout=left_s)
            if isinstance(told, PrinterStatus) and told.problem == problem:
                return

    def close(self) -> None:
        """End the thread."""
        self.printer.close()


def picture(job: bytes) -> bytes:
    """Return what a job looks like from a printer that was never disturbed."""
    paper = PaperPrinter()
    paper.accept(job)
    return paper.cut[0].png
