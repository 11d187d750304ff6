"""Lines to a simulated printer: in memory, on a pseudo-terminal, on TCP."""

from __future__ import annotations

import os
import select
import socket
import threading
import tty
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Final

from hardware.printer.transport import Transport
from hardware.simulated.printer import PaperPrinter
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError

_TICK_S: Final = 0.002
_CHUNK: Final = 4096


class MemoryTransport(Transport):
    """A plug straight into a simulated printer, in the thread of whoever uses it."""

    def __init__(self, printer: PaperPrinter, clock: Clock, where: str = "simulated") -> None:
        self.where = where
        self.is_plugged_in = True
        self.unplugs_after: int | None = None
        """Bytes that still go through before somebody pulls the cable."""
        self._printer, self._clock = printer, clock
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
            count = self._printer.accept(self._through(data[sent:]))
            sent += count
            if not count:
                self._wait(deadline, sent, len(data))

    def read(self, *, within_ms: int) -> bytes:
        deadline = self._clock.monotonic_ms() + within_ms
        while True:
            self._check()
            said = self._printer.answers()
            step_s = self._clock.real_seconds(min(5, within_ms))
            if said or not step_s or self._clock.monotonic_ms() >= deadline:
                return said
            self._never.wait(step_s)

    def close(self) -> None:
        self._is_open = False

    def _through(self, data: bytes) -> bytes:
        if self.unplugs_after is None:
            return data
        data = data[: self.unplugs_after]
        self.unplugs_after -= len(data)
        if not data:
            self.unplugs_after, self.is_plugged_in = None, False
            self._check()
        return data

    def _wait(self, deadline: int, sent: int, total: int) -> None:
        step_s = self._clock.real_seconds(5)
        if not step_s or self._clock.monotonic_ms() >= deadline:
            raise DeviceError(
                f"{self.where}: the printer took {sent} of {total} bytes and then none for too"
                " long; check that it is not stopped"
            )
        self._never.wait(step_s)

    def _check(self) -> None:
        self._printer.settle()
        if not (self._is_open and self.is_plugged_in and self._printer.is_on):
            self._is_open = False
            raise DeviceError(f"{self.where}: no printer there; check cable and power")


class PrinterServer(ABC):
    """A thread that moves a simulated printer at the far end of a real line."""

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
        waiting = b""
        while not self._is_closing.is_set():
            said = self._printer.answers()
            if said:
                os.write(descriptor, said)
            if not waiting and select.select([descriptor], [], [], _TICK_S)[0]:
                waiting = os.read(descriptor, _CHUNK)
                if not waiting:
                    return
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
