"""How long the screens take to draw: all of one, and one row of the board, in milliseconds.

python bench/screens.py     about 5 s; drawn off-screen, without the way to the panel
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import msgspec
from screen_views import MODES, board_view, kiosk_view

from display.screen import BoardScreen
from kiosk.screen import KioskScreen

RUNS = 40
replace = msgspec.structs.replace


def spans(draw: Callable[[], object]) -> list[float]:
    """Return the milliseconds of each run."""
    found = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        draw()
        found.append(1000 * (time.perf_counter() - begun))
    return found


def told(name: str, measured: list[float]) -> None:
    """Print the first run, the median and the worst of the rest."""
    first, rest = measured[0], sorted(measured[1:])
    print(f"{name:42} {first:8.2f} {statistics.median(rest):8.2f} {rest[-1]:8.2f}")


def board(width: int, height: int) -> None:
    """Measure one size of the board."""
    screen, view = BoardScreen(width, height), board_view()
    calm = replace(view.featured, is_fresh=False)
    other = board_view(clock="", featured=calm, calls=view.calls[1:], services=(), notices=())
    pictures = cycle([view, other])
    told(f"board {width}x{height}, all", spans(lambda: screen.draw(next(pictures))))
    numbers = iter(range(1000, 1000 + RUNS))

    def row() -> None:
        changed = replace(view.calls[1], label=str(next(numbers)))
        screen.draw(replace(view, calls=(view.calls[0], changed, *view.calls[2:])))

    told(f"board {width}x{height}, one row, new number", spans(row))
    labels = iter(range(1000, 1000 + RUNS))
    told(
        f"board {width}x{height}, the pair, new number",
        spans(
            lambda: screen.draw(
                replace(view, featured=replace(view.featured, label=str(next(labels))))
            )
        ),
    )
    told(f"board {width}x{height}, nothing new", spans(lambda: screen.draw(view)))


def kiosk(width: int, height: int) -> None:
    """Measure one size of the kiosk."""
    screen = KioskScreen(width, height)
    for mode in MODES:
        minutes = iter(range(RUNS))
        told(
            f"kiosk {width}x{height}, {mode}",
            spans(lambda: screen.draw(kiosk_view(mode, clock=f"08:{next(minutes):02}"))),  # noqa: B023
        )


def main() -> None:
    """Measure and print."""
    print(f"{'milliseconds':42} {'first':>8} {'median':>8} {'worst':>8}")
    for size in ((1920, 1080), (1280, 720), (1080, 1920)):
        board(*size)
    for size in ((1024, 600), (1280, 800)):
        kiosk(*size)


if __name__ == "__main__":
    main()
