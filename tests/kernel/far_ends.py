"""What sits at the device's end of a USB cable: our simulated printer, moved by a thread."""

from __future__ import annotations

import os
import tty
from contextlib import suppress
from typing import Final

from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import PrinterServer

PRINTER: Final = "/dev/g_printer0"
SERIAL: Final = "/dev/ttyGS0"


class GadgetPrinter(PrinterServer):
    """A simulated printer behind one of the gadget's files, `PRINTER` or `SERIAL`."""

    def __init__(self, paper: PaperPrinter, path: str) -> None:
        super().__init__(paper)
        self._path = path
        self._thread.start()

    def _run(self) -> None:
        while not self._is_closing.wait(0.02):
            with suppress(OSError):  # somebody pulled the cable; the next one finds it again
                self._serve_file()

    def _serve_file(self) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            if os.isatty(descriptor):
                tty.setraw(descriptor)
            self._serve(descriptor)
        finally:
            os.close(descriptor)
