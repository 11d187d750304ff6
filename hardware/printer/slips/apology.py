"""The slip with which an office apologises for a late result, and names the new day.

1. It names nobody: a dossier code is all that an officer may type.
2. It has room for one new date, because a result is put off once and never again.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.printer.slips import texts_vi
from hardware.printer.slips.sheet import Fact, Letterhead, Sheet, Signer
from hardware.printer.strips import Strip
from mot_cua.errors import Refused
from mot_cua.written import is_dossier_code


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyPaper:
    """Everything that one apology says, in words ready to print; an empty one takes no room.

    Raises:
        Refused: `dossier` is no dossier code. Nothing was printed.
    """

    letterhead: Letterhead
    number: str = ""
    """Of the register of apologies, for example `07/2026`."""
    dossier: str
    apologist: str
    """The office as it stands in a sentence."""
    addressed_as: str = "quý công dân"
    due: str
    """The day that was promised, `20/11/2026`."""
    reason: str = ""
    """One of the office's own sentences, never typed freely: it must name nobody."""
    new_due: str
    """The only new day, `25/11/2026`."""
    new_due_hours: str = ""
    """Weekday and hours, for example `Thứ Tư, 07:30–11:30`."""
    place: str = ""
    rules: tuple[str, ...] = ()
    """For example that a date is put off once; from the office's file."""
    basis: tuple[str, ...] = ()
    """The papers that lay this down; from the office's file."""
    hotline: str = ""
    dated: str
    """Place and date, `Đức Thượng, ngày 21 tháng 11 năm 2026`."""
    signers: tuple[Signer, ...] = ()

    def __post_init__(self) -> None:
        """Let nothing pass that may name a citizen."""
        if not is_dossier_code(self.dossier):
            raise Refused(
                "no-dossier-code",
                f"{self.dossier!r} on the apology slip is no dossier code: type the code that"
                " stands on the receipt, for example H01.23-261118-0042, and nobody's name",
            )


def strips(paper: ApologyPaper, width_dots: int) -> list[Strip]:
    """Lay an apology out on paper that is `width_dots` wide."""
    sheet = Sheet(width_dots)
    sheet.letterhead(paper.letterhead, is_official=True)
    number = f"{texts_vi.APOLOGY_NUMBER}: {paper.number}" if paper.number else ""
    sheet.title(texts_vi.APOLOGY, texts_vi.NEW_APPOINTMENT, number)
    for line in texts_vi.DOSSIER:
        sheet.middle(line, sheet.styles.label, after=14)
    sheet.middle(paper.dossier, sheet.styles.code, after=26)
    sheet.text(texts_vi.late_text(paper.due))
    sheet.said(Fact(texts_vi.REASON, paper.reason))
    sheet.text(texts_vi.apology_text(paper.apologist, paper.addressed_as))
    _new_date(sheet, paper)
    for rule in paper.rules:
        sheet.note(rule)
    for basis in paper.basis:
        sheet.note(f"{texts_vi.BASIS}: {basis}")
    sheet.note(paper.hotline)
    sheet.gap(14)
    sheet.dated(paper.dated)
    sheet.signatures(paper.signers)
    return sheet.strips()


def _new_date(sheet: Sheet, paper: ApologyPaper) -> None:
    sheet.gap(14)
    sheet.middle(texts_vi.NEW_DATE, sheet.styles.heading, after=20)
    sheet.middle(paper.new_due, sheet.styles.big, after=22)
    sheet.middle(paper.new_due_hours, sheet.styles.strong, after=30)
    sheet.said(Fact(texts_vi.PLACE, paper.place))
