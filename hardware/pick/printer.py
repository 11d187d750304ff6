"""The door to ticket printers."""

from __future__ import annotations

from typing import NamedTuple

from hardware.bench import Bench, Line
from hardware.inputs import Post
from hardware.printer.layout import WIDTHS
from hardware.printer.printer import PrinterThread
from hardware.printer.transport import (
    FileTransport,
    NetworkTransport,
    SerialTransport,
    Transport,
    UsbTransport,
)
from mot_cua.clock import Clock, SystemClock
from mot_cua.errors import SettingsError


class PrinterWanted(NamedTuple):
    """A printer as the office file describes it."""

    kind: str
    path: str = ""
    host: str = ""
    baud: int = 115_200
    roll_mm: int = 80

    @property
    def dots(self) -> int:
        """How many dots its head has."""
        return WIDTHS[self.roll_mm]


def open_printer(wanted: PrinterWanted, *, post: Post, bench: Bench | None) -> PrinterThread:
    """Open the printer; paper and wire follow the real clock, however fast office time runs.

    Raises:
        SettingsError: `kind` is none of simulated, usb, serial, network, file.
    """
    clock = SystemClock()
    # A real printer may hold half a ticket of a process that died; a simulated one begins whole.
    is_new = wanted.kind == "simulated"
    return PrinterThread(_transport(wanted, clock, bench), post, clock=clock, starts_clean=is_new)


def _transport(wanted: PrinterWanted, clock: Clock, bench: Bench | None) -> Transport:
    match wanted.kind:
        case "simulated":
            return _simulated(wanted, clock, bench)
        case "usb":
            return UsbTransport(wanted.path, clock)
        case "serial":
            return SerialTransport(wanted.path, clock, baud=wanted.baud)
        case "network":
            return NetworkTransport(wanted.host, clock)
        case "file":
            return FileTransport(wanted.path, clock)
        case _:
            raise SettingsError(f"kiosk.printer.kind: {wanted.kind!r} is no kind of printer")


def _simulated(wanted: PrinterWanted, clock: Clock, bench: Bench | None) -> Transport:
    from hardware.simulated.printer import CutPaper, PaperPrinter  # noqa: PLC0415
    from hardware.simulated.printer_lines import MemoryTransport  # noqa: PLC0415

    paper = PaperPrinter(width_dots=wanted.dots)
    if bench is not None:

        def on_cut(cut: CutPaper) -> None:
            bench.show("paper", is_kept=False, number=cut.number, png=cut.png)

        paper = PaperPrinter(width_dots=wanted.dots, on_cut=on_cut)
        faults = {
            "out": paper.paper_out,
            "load": paper.load_roll,
            "open": paper.open_cover,
            "close": paper.close_cover,
        }

        def order(line: Line) -> None:
            faults[line["do"]]()

        bench.on("printer", order)
    return MemoryTransport(paper, clock)
