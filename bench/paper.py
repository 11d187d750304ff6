"""How many bytes a ticket has, how long it takes to draw, and how long each line needs for it.

python bench/paper.py            bytes, drawing time, limits
python bench/paper.py --print    also prints over throttled pseudo-terminals, about 30 s
"""

import argparse
import itertools
import queue
import statistics
import time
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

BAUDS = (9_600, 19_200, 38_400, 57_600, 115_200)
RUNS = 50
NUMBERS = itertools.count(2000)  # never the same twice, or the cache would do the drawing


def drawing_ms(paper: TicketPaper, width: int) -> float:
    """Return the median time from ticket to bytes, each with a number, time and QR of its own."""
    job_of(strips(paper, width))
    spans = []
    for _ in range(RUNS):
        number = next(NUMBERS)
        fresh = replace(
            paper,
            label=str(number),
            ahead=number,
            taken_at=f"{number // 60 % 24:02}:{number % 60:02} – Thứ Bảy, 21/11/2026",
            qr=f"https://motcua.example.vn/t/7Hk2{number}",
        )
        begun = time.perf_counter()
        job_of(strips(fresh, width))
        spans.append(1000 * (time.perf_counter() - begun))
    return statistics.median(spans)


def print_seconds(job: bytes, width: int, baud: int) -> tuple[float, float]:
    """Return the time from handing a job in to its last byte in the printer, and to the result."""
    clock, news = SystemClock(), queue.SimpleQueue()
    cuts = []
    paper = PaperPrinter(
        width_dots=width,
        baud=baud,
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
    begun = time.perf_counter()
    thread.submit("timed", job)
    while not isinstance(result := news.get(), PrintResult):
        pass
    ended = time.perf_counter()
    thread.close()
    line.close()
    assert result.outcome == "printed", result
    return cuts[-1] - begun, ended - begun


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--print", action="store_true", dest="is_printing")
    is_printing = options.parse_args().is_printing
    print("ticket       dots   bytes  draw ms " + "".join(f"{baud:>9}" for baud in BAUDS))
    for name, paper in (("sample", SAMPLE), ("fullest", FULLEST)):
        for width in WIDTHS.values():
            size = len(job_of(strips(paper, width)))
            limits = "".join(f"{size * 10 / baud:8.2f}s" for baud in BAUDS)
            print(f"{name:10} {width:6} {size:7} {drawing_ms(paper, width):8.1f} {limits}")
    size = len(emergency_text(SAMPLE))
    limits = "".join(f"{size * 10 / baud:8.2f}s" for baud in BAUDS)
    print(f"{'emergency':10} {'':6} {size:7} {'':8} {limits}")
    if not is_printing:
        return
    print("\nbaud      limit   to the cut   over the limit   to the result")
    job = job_of(strips(SAMPLE, 384))
    for baud in BAUDS:
        limit = len(job) * 10 / baud
        cut, result = print_seconds(job, 384, baud)
        print(f"{baud:6} {limit:8.2f}s {cut:10.2f}s {cut - limit:14.2f}s {result:14.2f}s")


if __name__ == "__main__":
    main()
