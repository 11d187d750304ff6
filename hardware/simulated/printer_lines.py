"""Lines to a simulated printer: in memory, on a pseudo-terminal, on TCP."""

from __future__ import annotations

import os
import select
import socket
import threading
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from hardware.printer.transport import Transport
from hardware.simulated.pace import LOOK_MS
from hardware.simulated.printer import PaperPrinter
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

_TICK_S: Final = LOOK_MS / 1000
_CHUNK: Final = 4096


class MemoryTransport(Transport):
    """A plug straight into a simulated printer, in the thread of whoever uses it."""

    def __init__(
        self,
        printer: PaperPrinter,
        clock: Clock,
        where: str = "simulated",
        *,
        pass_ms: Callable[[int], object] | None = None,
    ) -> None:
        """Plug in; `pass_ms` lets time pass while we wait, for example ManualClock.advance.

        Without it we wait on the clock given, and on one that stands still not at all.
        """
        self.where = where
        self.is_plugged_in = True
        self.unplugs_after: int | None = None
        """Bytes that still go through before somebody pulls the cable."""
        self.notices_power = True
        """A USB printer without power vanishes from the line; a serial one falls silent."""
        self._printer, self._clock, self._pass_ms = printer, clock, pass_ms
        self._is_open = False
        self._never = threading.Event()

    def open(self) -> None:
        self._is_open = True
        self._check()

    def write(self, data: bytes, *, within_ms: int) -> None:
        deadline = self._clock.monotonic_ms() + within_ms
        sent = 0
        while sent < len(data):
            self._check()
            count = self._printer.accept(self._let_through(data[sent:]))
            sent += count
            if self.unplugs_after is not None:
                self.unplugs_after -= count
            if not count and not self._wait(deadline):
                raise DeviceError(
                    f"{self.where}: the printer took {sent} of {len(data)} bytes and then none"
                    " for too long; check that it is not stopped"
                )

    def read(self, *, within_ms: int) -> bytes:
        deadline = self._clock.monotonic_ms() + within_ms
        while True:
            self._check()
            said = self._printer.answers()
            if said or not self._wait(deadline):
                return said

    def close(self) -> None:
        self._is_open = False

    def _let_through(self, data: bytes) -> bytes:
        if self.unplugs_after == 0:
            self.unplugs_after, self.is_plugged_in = None, False
            self._check()
        return data[: self.unplugs_after]

    def _wait(self, deadline: int) -> bool:
        """Let a little time pass; return False when the time is over, or stands still."""
        left_ms = deadline - self._clock.monotonic_ms()
        if left_ms <= 0:
            return False
        if self._pass_ms is not None:
            self._pass_ms(min(LOOK_MS, left_ms))
            return True
        step_s = self._clock.real_seconds(min(LOOK_MS, left_ms))
        self._never.wait(step_s)
        return step_s > 0

    def _check(self) -> None:
        self._printer.settle()
        is_there = self._printer.is_on or not self.notices_power
        if not (self._is_open and self.is_plugged_in and is_there):
            self._is_open = False
            raise DeviceError(f"{self.where}: no printer there; check cable and power")


class PrinterServer(ABC):
    """A thread that moves a simulated printer at the far end of a real line."""

    ends_with_power = False
    """A printer that starts again knows nothing of connections from before."""

    def __init__(self, printer: PaperPrinter) -> None:
        self._printer = printer
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated printer", daemon=True)

    def close(self) -> None:
        """Stop serving."""
        self._is_closing.set()
        self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """Serve until `close`."""

    def _serve(self, descriptor: int) -> None:
        """Move bytes between a descriptor and the printer until either side ends it."""
        waiting, boots = b"", self._printer.boots
        while not self._is_closing.is_set():
            said = self._printer.answers()
            if self.ends_with_power and not self._printer.is_on:
                waiting = b""
                self._is_closing.wait(_TICK_S)
                continue
            if self.ends_with_power and self._printer.boots != boots:
                return
            if said:
                os.write(descriptor, said)
            # Read on while bytes wait: a line that looks idle would begin to count anew.
            pause_s = 0.0 if waiting else _TICK_S
            if len(waiting) < _CHUNK and select.select([descriptor], [], [], pause_s)[0]:
                found = os.read(descriptor, _CHUNK)
                if not found:
                    return
                waiting += found
            taken = self._printer.accept(waiting) if waiting else 0
            waiting = waiting[taken:]
            if waiting and not taken:
                self._is_closing.wait(_TICK_S)


class PtyPrinter(PrinterServer):
    """A simulated printer on a pseudo-terminal; `path` is what a program opens as its port."""

    def __init__(self, printer: PaperPrinter) -> None:
        super().__init__(printer)
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._ours)
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)
        self._thread.start()

    def close(self) -> None:
        super().close()
        os.close(self._ours)
        os.close(self._theirs)

    def _run(self) -> None:
        with suppress(OSError):
            self._serve(self._ours)


class NetworkPrinter(PrinterServer):
    """A simulated printer on a TCP port of this computer, one connection after the other."""

    ends_with_power = True

    def __init__(self, printer: PaperPrinter, port: int = 0) -> None:
        """Listen on loopback; port 0 takes any free one."""
        super().__init__(printer)
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._thread.start()

    def close(self) -> None:
        super().close()
        self._listener.close()

    def _run(self) -> None:
        while not self._is_closing.is_set():
            if not select.select([self._listener], [], [], 0.05)[0]:
                self._printer.settle()
                continue
            connection, _ = self._listener.accept()
            with connection, suppress(OSError):
                self._serve(connection.fileno())
