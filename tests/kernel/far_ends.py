"""What sits at the device's end of a USB cable: our simulated printer, moved by a thread."""

from __future__ import annotations

import os
import tty
from contextlib import suppress
from typing import Final

from kernel.usb import UsbDevice

from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import PrinterServer

FILES: Final = {"printer": "/dev/g_printer0", "acm": "/dev/ttyGS0"}


class PrinterOnUsb:
    """A printer, and the cable that it hangs on."""

    def __init__(self, paper: PaperPrinter, cable: UsbDevice) -> None:
        """Let this paper take what comes through a cable that is plugged in."""
        self._paper, self._cable = paper, cable
        self._server = _Server(paper, FILES[cable.function])

    def pull(self) -> None:
        """Pull the cable; the printer stays on."""
        self._server.close()
        self._cable.pull()
        # What it was about to say is lost. Said to the next one who opens a port that still echoes,
        # as a new one does for a moment, it would come back and be printed as text.
        self._paper.answers()

    def plug(self) -> None:
        """Plug the cable in again."""
        self._cable.plug()
        self._server = _Server(self._paper, FILES[self._cable.function])

    def close(self) -> None:
        """Stop the printer."""
        self._server.close()


class _Server(PrinterServer):
    """Moves a simulated printer behind a file of the gadget."""

    def __init__(self, paper: PaperPrinter, path: str) -> None:
        super().__init__(paper)
        self._path = path
        self._thread.start()

    def _run(self) -> None:
        while not self._is_closing.wait(0.02):
            with suppress(OSError):  # nothing to read yet, or nobody at the other end
                self._serve_file()

    def _serve_file(self) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            if os.isatty(descriptor):
                tty.setraw(descriptor)
            self._serve(descriptor)
        finally:
            os.close(descriptor)
