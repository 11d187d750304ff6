"""The record of a hand-over: what was looked at, what is still to be mended, who took it over."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.printer.slips import texts_vi
from hardware.printer.slips.sheet import Fact, Letterhead, Sheet, Signer
from hardware.printer.strips import Strip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    text: str
    is_ok: bool
    remedy: str = ""
    """What is to be done about it, and until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverPaper:
    """Everything that the record says, in words ready to print."""

    letterhead: Letterhead
    number: str = ""
    dated: str
    """Place and date, `Đức Thượng, ngày 21 tháng 11 năm 2026`."""
    findings: tuple[Finding, ...]
    devices: tuple[Fact, ...] = ()
    """A device and its version, or its serial number."""
    notes: tuple[str, ...] = ()
    """What the two sides agree, for example how many copies there are."""
    signers: tuple[Signer, ...] = ()


def strips(paper: HandOverPaper, width_dots: int) -> list[Strip]:
    """Lay the record out on paper that is `width_dots` wide."""
    sheet = Sheet(width_dots)
    sheet.letterhead(paper.letterhead, is_official=True)
    sheet.title(texts_vi.HAND_OVER, paper.number)
    sheet.dated(paper.dated)
    sheet.heading(texts_vi.FINDINGS)
    for finding in paper.findings:
        remedy = f"{texts_vi.REMEDY}: {finding.remedy}" if finding.remedy else ""
        sheet.item(finding.text, is_ticked=finding.is_ok, under=remedy)
    sheet.strong(
        texts_vi.passed_text(sum(one.is_ok for one in paper.findings), len(paper.findings))
    )
    if paper.devices:
        sheet.heading(texts_vi.DEVICES)
    for device in paper.devices:
        sheet.fact(device)
    sheet.gap(10)
    for note in paper.notes:
        sheet.text(note)
    sheet.signatures(paper.signers)
    return sheet.strips()
