"""How many bytes each slip has, how long it takes to draw, how much paper, how long each line.

python bench/slips.py
"""

import statistics
import time

from hardware.printer.commands import job_of
from hardware.printer.layout import WIDTHS
from hardware.printer.slips import rows, samples
from hardware.printer.strips import line_of, wrap

BAUDS = (9_600, 38_400, 115_200)
DOTS_PER_MM = 8
RUNS = 5


def drawing_ms(width: int) -> float:
    """Return the median time for all samples together, with nothing drawn before."""
    spans = []
    for _ in range(RUNS):
        for drawn in (line_of, wrap, rows.piece_of, rows.box):
            drawn.cache_clear()
        begun = time.perf_counter()
        for slips in samples.printed(width).values():
            for strips in slips:
                job_of(strips)
        spans.append(1000 * (time.perf_counter() - begun))
    return statistics.median(spans)


def main() -> None:
    """Print the table."""
    print("slip             dots   bytes  paper mm" + "".join(f"{baud:>9}" for baud in BAUDS))
    for width in WIDTHS.values():
        for name, slips in samples.printed(width).items():
            for number, strips in enumerate(slips, start=1):
                label = f"{name} {number}" if len(slips) > 1 else name
                size = len(job_of(strips))
                paper = sum(strip.gap + strip.height for strip in strips) / DOTS_PER_MM
                lines = "".join(f"{size * 10 / baud:8.1f}s" for baud in BAUDS)
                print(f"{label:15} {width:5} {size:7} {paper:9.0f}{lines}")
        print(f"all of them, drawn cold: {drawing_ms(width):.0f} ms\n")


if __name__ == "__main__":
    main()
