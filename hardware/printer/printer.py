"""Printers behind the port: one with a thread of its own, one that prints where it is called."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from hardware.printer.dialogue import Dialogue
from hardware.printer.port import Post, Printer, PrintResult
from hardware.printer.questions import Deadlines
from hardware.printer.status import PrinterStatus
from hardware.printer.transport import Transport
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

log = logging.getLogger(__name__)

POLL_MS: Final = 2_000
FIRST_PAUSE_MS: Final = 200
LONGEST_PAUSE_MS: Final = 4_000
MOST_JOBS: Final = 64


class Job(NamedTuple):
    """Bytes to print, under the name that their result will carry."""

    job_id: str
    data: bytes


class DirectPrinter(Printer):
    """Prints at once, on the thread that calls: for simulated days, and inside PrinterThread."""

    def __init__(
        self,
        transport: Transport,
        post: Post,
        *,
        clock: Clock,
        deadlines: Deadlines | None = None,
        starts_clean: bool = False,
        is_wanted: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take a line over; `starts_clean` when nothing half-printed can hang from the printer.

        Otherwise the first ticket begins behind a cut, for 17 mm of paper. `is_wanted` tells
        whether another job waits: one that proves nothing is then waited for no longer.
        """
        self._transport, self._post, self._clock = transport, post, clock
        self._deadlines = deadlines or Deadlines()
        self._is_wanted = is_wanted
        self._dialogue: Dialogue | None = None
        self._has_half_paper = not starts_clean
        self._told: PrinterStatus | None = None
        self._status = PrinterStatus()

    @property
    def status(self) -> PrinterStatus:
        return self._status

    def submit(self, job_id: str, data: bytes) -> None:
        try:
            result = self._connected().print_job(job_id, data)
        except DeviceError as problem:
            lost = self._dialogue
            self._lose(problem)
            result = PrintResult(
                job_id=job_id,
                outcome="unconfirmed" if lost is not None and lost.may_be_whole else "failed",
                status=self._status,
                is_begun=lost is not None and lost.is_begun,
                detail=str(problem),
            )
        self._post(result)
        self._tell(result.status)

    def poll(self) -> bool:
        """Ask for the status and post it if it changed; return False if the line is gone."""
        try:
            status = self._connected().ask_status()
        except DeviceError as problem:
            self._lose(problem)
            status = self._status
        self._tell(status)
        return status.is_connected

    def close(self) -> None:
        if self._dialogue is not None:
            self._has_half_paper = self._dialogue.has_half_paper
        self._dialogue = None
        self._transport.close()

    def _connected(self) -> Dialogue:
        if self._dialogue is None:
            self._transport.open()
            self._dialogue = Dialogue(
                self._transport,
                self._clock,
                self._deadlines,
                has_half_paper=self._has_half_paper,
                is_wanted=self._is_wanted,
            )
        return self._dialogue

    def _lose(self, problem: DeviceError) -> None:
        if self._status.is_connected or self._told is None:
            log.warning("lost the printer, trying again: %s", problem)
        self.close()
        self._status = PrinterStatus()

    def _tell(self, status: PrinterStatus) -> None:
        self._status = status
        if status != self._told:
            self._told = status
            self._post(status)


class PrinterThread(Printer):
    """Owns a printer on one thread: jobs wait in a queue, and the status is asked in between."""

    def __init__(
        self,
        transport: Transport,
        post: Post,
        *,
        clock: Clock,
        deadlines: Deadlines | None = None,
        starts_clean: bool = False,
    ) -> None:
        """Start the thread; the other arguments are those of DirectPrinter."""
        self._jobs: queue.Queue[Job] = queue.Queue(MOST_JOBS)
        self._is_closing = False
        self._printer = DirectPrinter(
            transport,
            post,
            clock=clock,
            deadlines=deadlines,
            starts_clean=starts_clean,
            is_wanted=lambda: self._is_closing or not self._jobs.empty(),
        )
        self._post, self._clock = post, clock
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
        self._thread.start()

    @property
    def status(self) -> PrinterStatus:
        return self._printer.status

    @property
    def is_alive(self) -> bool:
        """Whether the thread lives: a printer that is away leaves it alive, a bug does not."""
        return self._thread.is_alive()

    def submit(self, job_id: str, data: bytes) -> None:
        """Queue a job; a full or closed queue answers at once that it failed."""
        if self._is_closing:
            self._refuse(job_id, "the printer was closed")
            return
        try:
            self._jobs.put_nowait(Job(job_id, data))
        except queue.Full:
            self._refuse(job_id, f"{MOST_JOBS} jobs are waiting already")
        self._wake.set()

    def close(self) -> None:
        """Finish the job under way, which its deadlines bound, and report the rest as failed."""
        self._is_closing = True
        self._wake.set()
        self._thread.join()
        self._refuse_waiting()

    def _run(self) -> None:
        pause_ms = FIRST_PAUSE_MS
        while not self._is_closing:
            if self._printer.poll():
                pause_ms = FIRST_PAUSE_MS
                self._print_waiting()
                self._rest(POLL_MS)
            else:
                # A job for a printer that is away is answered now, not when it comes back.
                self._print_waiting()
                self._rest(pause_ms)
                pause_ms = min(2 * pause_ms, LONGEST_PAUSE_MS)
        self._printer.close()

    def _rest(self, span_ms: int) -> None:
        """Wait, or until a job comes; a clock that stands still must not make this a busy loop."""
        self._wake.wait(max(0.01, self._clock.real_seconds(span_ms)))
        self._wake.clear()

    def _print_waiting(self) -> None:
        while not self._is_closing:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            self._printer.submit(job.job_id, job.data)

    def _refuse_waiting(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            self._refuse(job.job_id, "the printer was closed")

    def _refuse(self, job_id: str, detail: str) -> None:
        self._post(
            PrintResult(
                job_id=job_id, outcome="failed", status=self.status, is_begun=False, detail=detail
            )
        )
