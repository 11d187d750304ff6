"""How many bytes a ticket has, how long it takes to draw, and how long each line needs for it.

python bench/paper.py            bytes, drawing time, limits
python bench/paper.py --print    also prints over throttled pseudo-terminals, about a minute
"""

import argparse
import itertools
import queue
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from hardware.printer.commands import emergency_text, job_of
from hardware.printer.layout import WIDTHS, TicketPaper, strips
from hardware.printer.port import PrintResult
from hardware.printer.printer import PrinterThread
from hardware.printer.sample import FULLEST, SAMPLE
from hardware.printer.transport import SerialTransport
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import PtyPrinter
from mot_cua.clock import SystemClock

Make = Callable[[TicketPaper, int], bytes]

BAUDS = (9_600, 19_200, 38_400, 57_600, 115_200)
RUNS = 50
NUMBERS = itertools.count(2000)  # never the same twice, or the cache would do the drawing
TICKETS = {"sample": SAMPLE, "fullest": FULLEST}
DESIGNS: dict[str, Make] = {
    "bitmap": lambda paper, width: job_of(strips(paper, width)),
    "emergency": lambda paper, _: emergency_text(paper),
}
"""Design → how it makes the bytes of a ticket, for a width in dots. Others are added here."""

MECHANISMS = {"no mechanism": None, "150 mm/s": 150, "60 mm/s": 60}
SHARE, SPARE_S = 0.05, 0.03
"""Target: the last byte is in the printer within bytes x 10 / baud, and so much more."""


def fresh(paper: TicketPaper) -> TicketPaper:
    """Return the ticket with a number, time and QR of its own, as the next citizen gets it."""
    number = next(NUMBERS)
    return replace(
        paper,
        label=str(number),
        ahead=number,
        taken_at=f"{number // 60 % 24:02}:{number % 60:02} – Thứ Bảy, 21/11/2026",
        qr=f"https://motcua.example.vn/t/7Hk2{number}",
    )


def drawing_ms(make: Make, paper: TicketPaper, width: int) -> tuple[float, float]:
    """Return the median and the worst time from ticket to bytes, once the first is drawn."""
    make(paper, width)
    spans = []
    for _ in range(RUNS):
        ticket = fresh(paper)
        begun = time.perf_counter()
        make(ticket, width)
        spans.append(1000 * (time.perf_counter() - begun))
    return statistics.median(spans), max(spans)


def cold_ms(design: str, name: str, width: int) -> float:
    """Return the time for the first ticket of a process: fonts and libraries are loaded for it."""
    command = (sys.executable, __file__, "--cold", design, name, str(width))
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def first_ms(design: str, name: str, width: int) -> float:
    """Return the time for the first ticket of this process."""
    begun = time.perf_counter()
    DESIGNS[design](TICKETS[name], width)
    return 1000 * (time.perf_counter() - begun)


def print_seconds(
    make: Make, width: int, baud: int, mm_per_s: float | None
) -> tuple[float, float, int]:
    """Return the time from a press to the cut and to the result, and the bytes of the ticket.

    The drawing is part of it. Without a mechanism the cut falls with the last byte.
    """
    clock, news, cuts = SystemClock(), queue.SimpleQueue(), []
    paper = PaperPrinter(
        width_dots=width,
        baud=baud,
        mm_per_s=mm_per_s,
        clock=clock,
        on_cut=lambda _: cuts.append(time.perf_counter()),
    )
    line = PtyPrinter(paper)
    thread = PrinterThread(
        SerialTransport(line.path, clock), news.put, clock=clock, starts_clean=True
    )
    thread.submit("warm", b"\x1b@\x1dV\x01\x1dr\x01")
    while not isinstance(news.get(), PrintResult):
        pass
    make(SAMPLE, width)
    ticket = fresh(SAMPLE)
    begun = time.perf_counter()
    job = make(ticket, width)
    thread.submit("timed", job)
    while not isinstance(result := news.get(), PrintResult):
        pass
    ended = time.perf_counter()
    thread.close()
    line.close()
    assert result.outcome == "printed", result
    return cuts[-1] - begun, ended - begun, len(job)


def show_sizes() -> None:
    """Print bytes, drawing times and limits."""
    print("design     ticket      dots   bytes   cold ms  warm ms    worst", end="")
    print("".join(f"{baud:>9}" for baud in BAUDS))
    for (design, make), (name, paper) in itertools.product(DESIGNS.items(), TICKETS.items()):
        for width in WIDTHS.values():
            size = len(make(paper, width))
            median, worst = drawing_ms(make, paper, width)
            cold = cold_ms(design, name, width)
            print(f"{design:10} {name:10} {width:5} {size:7} {cold:9.0f} {median:8.1f}", end="")
            print(f"{worst:9.1f}" + "".join(f"{size * 10 / baud:8.2f}s" for baud in BAUDS))


def show_prints() -> None:
    """Print on throttled lines, and compare with the target."""
    print("\n58 mm, bitmap, from the press: s on the line alone, target; to the cut, to the result")
    print("  baud    line   target" + "".join(f"{name:>22}" for name in MECHANISMS))
    missed = []
    for baud in BAUDS:
        spans = [
            print_seconds(DESIGNS["bitmap"], WIDTHS[58], baud, mm_per_s)
            for mm_per_s in MECHANISMS.values()
        ]
        cut, _, size = spans[0]
        line = size * 10 / baud
        target = line * (1 + SHARE) + SPARE_S
        print(f"{baud:6} {line:7.2f} {target:8.2f}", end="")
        print("".join(f"{cut:14.2f} {result:7.2f}" for cut, result, _ in spans))
        if cut > target:
            missed.append(baud)
    print(f"target missed at {missed}" if missed else "target met at every speed")


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--print", action="store_true", dest="is_printing")
    options.add_argument("--cold", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.cold:
        design, name, width = chosen.cold
        print(first_ms(design, name, int(width)))
        return
    show_sizes()
    if chosen.is_printing:
        show_prints()


if __name__ == "__main__":
    main()
