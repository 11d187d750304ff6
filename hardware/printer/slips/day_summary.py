"""The day on one slip: reception, ratings, and the code that seals both.

The sentences about ratings are made where the figures are made, which knows when there are too few
for a share; this slip prints them beside the counts and works nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hardware.printer.slips import texts_vi
from hardware.printer.slips.sheet import Fact, Letterhead, Sheet, Signer
from hardware.printer.strips import Strip

_SHORT: Final = 8
"""Signs of the head that people compare; pages and the command line show as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySummary:
    """Everything that the slip of a day says, in words ready to print."""

    letterhead: Letterhead
    day: str
    """For example `Ngày 20/11/2026, số liệu chốt lúc 17:30`."""
    reception: tuple[Fact, ...]
    """Tickets by how they ended, waits, priority."""
    headline: str
    """The satisfied and the very satisfied, or why no share is published."""
    response: str
    """How many of the served rated, which stands beside every share."""
    verdict: str = ""
    """About the target, or that the sample is small."""
    levels: tuple[Fact, ...] = ()
    """Ratings by level, and those served who did not rate."""
    by_service: tuple[Fact, ...] = ()
    others: tuple[Fact, ...] = ()
    """What was not counted, and why."""
    notes: tuple[str, ...] = ()
    """How the share is worked out, and the papers that lay it down."""
    head: str = ""
    """Hash of the last event before the seal; empty while the day is open."""
    qr: str = ""
    """What the QR carries: day and whole head, or where they can be compared."""
    dated: str = ""
    signers: tuple[Signer, ...] = ()


def strips(paper: DaySummary, width_dots: int) -> list[Strip]:
    """Lay a day's summary out on paper that is `width_dots` wide."""
    sheet = Sheet(width_dots)
    sheet.letterhead(paper.letterhead, is_official=True)
    sheet.title(texts_vi.RATINGS, paper.day)
    sheet.heading(texts_vi.RECEPTION)
    _facts(sheet, paper.reception)
    sheet.heading(texts_vi.RESULT)
    sheet.strong(paper.headline)
    sheet.text(paper.response)
    sheet.text(paper.verdict)
    _facts(sheet, paper.levels)
    if paper.by_service:
        sheet.heading(texts_vi.BY_SERVICE)
        _facts(sheet, paper.by_service)
    sheet.heading(texts_vi.OTHER_NOTES)
    if not paper.others:
        sheet.text(f"{texts_vi.NONE}.")
    _facts(sheet, paper.others)
    sheet.gap(8)
    for note in paper.notes:
        sheet.note(note)
    _seal(sheet, paper)
    sheet.dated(paper.dated)
    sheet.signatures(paper.signers)
    return sheet.strips()


def _facts(sheet: Sheet, facts: Iterable[Fact]) -> None:
    for fact in facts:
        sheet.fact(fact)


def _seal(sheet: Sheet, paper: DaySummary) -> None:
    sheet.gap(20)
    if not paper.head:
        sheet.middle(texts_vi.NOT_SEALED, sheet.styles.badge, after=30)
        sheet.middle(texts_vi.NOT_SEALED_NOTE, sheet.styles.small, after=20)
        return
    sheet.middle(texts_vi.SEAL, sheet.styles.label, after=16)
    sheet.middle(paper.head[:_SHORT], sheet.styles.code, after=20)
    if paper.qr:
        sheet.qr(paper.qr, after=26)
