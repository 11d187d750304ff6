"""One posted procedure to take home: what to bring, with boxes to tick, how long, how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.printer.slips import texts_vi
from hardware.printer.slips.sheet import Fact, Letterhead, Sheet
from hardware.printer.strips import Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A procedure as it is posted, in words ready to print.

    Time limit, fee and charge have to be posted; an empty one prints that it is not, which is not
    the same as `Không thu`.
    """

    letterhead: Letterhead
    field: str
    procedure: str
    papers: tuple[str, ...]
    steps: tuple[str, ...] = ()
    time_limit: str
    fee: str
    charge: str
    basis: tuple[str, ...] = ()
    """The papers that lay this down; from the posting."""
    updated_on: str = ""
    """`15/07/2026`."""
    is_review_due: bool = False
    """Nobody has looked at this posting for longer than the office allows itself."""
    place: str = ""
    """Where to bring it, for example `Quầy 1, 2`."""
    qr: str = ""
    hotline: str = ""
    rules: tuple[str, ...] = ()


def strips(paper: Checklist, width_dots: int) -> list[Strip]:
    """Lay a procedure out on paper that is `width_dots` wide."""
    sheet = Sheet(width_dots)
    sheet.letterhead(paper.letterhead)
    sheet.middle(texts_vi.CHECKLIST, sheet.styles.heading, after=24)
    sheet.middle(f"{texts_vi.FIELD}: {paper.field}" if paper.field else "", sheet.styles.label)
    sheet.middle(paper.procedure, sheet.styles.title, after=26)
    if paper.is_review_due:
        sheet.gap(12)
        sheet.middle(texts_vi.REVIEW_DUE, sheet.styles.badge, after=28)
        sheet.middle(texts_vi.REVIEW_DUE_NOTE, sheet.styles.small, after=10)
    _items(sheet, texts_vi.PAPERS, paper.papers)
    _items(sheet, texts_vi.STEPS, paper.steps)
    sheet.gap(14)
    for label, value in (
        (texts_vi.TIME_LIMIT, paper.time_limit),
        (texts_vi.FEE, paper.fee),
        (texts_vi.CHARGE, paper.charge),
    ):
        sheet.said(Fact(label, value or texts_vi.NOT_POSTED))
    sheet.said(Fact(texts_vi.SUBMIT_AT, paper.place))
    _fine_print(sheet, paper)
    return sheet.strips()


def _items(sheet: Sheet, heading: str, texts: Iterable[str]) -> None:
    for number, text in enumerate(texts):
        if not number:
            sheet.heading(heading)
        sheet.item(text)


def _fine_print(sheet: Sheet, paper: Checklist) -> None:
    for basis in paper.basis:
        sheet.note(f"{texts_vi.BASIS}: {basis}")
    sheet.note(f"{texts_vi.UPDATED} {paper.updated_on}" if paper.updated_on else "")
    if paper.qr:
        sheet.gap(14)
        sheet.qr(paper.qr)
    for rule in paper.rules:
        sheet.note(rule)
    sheet.note(paper.hotline)
