"""The numbers that wait, to be called by hand while the server is away.

1. A slip belongs to one service, so that it can be handed to the counter that serves it.
2. A slip has so many rows at most; a longer line of people goes on on the next one.
3. The order is the order of calling, which the queue worked out; here nothing is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hardware.printer.slips import texts_vi
from hardware.printer.slips.sheet import Letterhead, Sheet, places_of
from hardware.printer.strips import Strip


@dataclass(frozen=True, slots=True)
class Waiting:
    """One number that waits."""

    label: str
    taken_at: str
    """`08:05`; empty when the clock was not trusted."""
    is_priority: bool = False


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Everybody who waits for one service, in the order of calling."""

    service: str
    counters: tuple[int, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCallPaper:
    """Everybody who waits, when that was known, and what to do with the list."""

    letterhead: Letterhead
    as_of: str
    """The moment of the last known queue, `Lúc 09:40 – Thứ Hai, 23/11/2026`."""
    lines: tuple[WaitingLine, ...]
    rows_on_a_slip: int = 20
    """20 rows take 20 cm of paper."""
    rules: tuple[str, ...] = ()


def slips(paper: HandCallPaper, width_dots: int) -> list[list[Strip]]:
    """Lay the lists out on paper that is `width_dots` wide: slips, each to be cut off by itself.

    Services for which nobody waits are named on the first one, so that none seems forgotten.
    """
    pieces = list(_pieces(paper))
    idle = ", ".join(line.service for line in paper.lines if not line.waiting)
    found = []
    for number, piece in enumerate(pieces or [None], start=1):
        sheet = Sheet(width_dots)
        sheet.letterhead(paper.letterhead)
        under = " · ".join(filter(None, (paper.as_of, texts_vi.sheet_text(number, len(pieces)))))
        sheet.title(texts_vi.HAND_CALL, under)
        if piece:
            _list(sheet, piece)
        if number == 1 and (idle or not piece):
            sheet.text(f"{texts_vi.NOBODY}{': ' * bool(idle)}{idle}.")
        for rule in paper.rules:
            sheet.note(rule)
        found.append(sheet.strips())
    return found


def _pieces(paper: HandCallPaper) -> Iterator[WaitingLine]:
    """Pass the lines on, those that are too long for a slip in pieces."""
    rows = paper.rows_on_a_slip
    for line in paper.lines:
        for first in range(0, len(line.waiting), rows):
            yield replace(line, waiting=line.waiting[first : first + rows])


def _list(sheet: Sheet, line: WaitingLine) -> None:
    sheet.middle(line.service, sheet.styles.service, after=22)
    sheet.middle(places_of(line.counters), sheet.styles.strong, after=22)
    sheet.middle(texts_vi.HAND_CALL_NOTE, sheet.styles.small, after=34)
    for one in line.waiting:
        sheet.number(one.label, one.taken_at, texts_vi.PRIORITY if one.is_priority else "")
    sheet.gap(16)
