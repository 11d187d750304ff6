"""The queue ticket on paper: what stands where, and how large. Pure.

Source of the order and the words: working tickets of Vietnamese one-stop offices. What a citizen
looks for stands large and in the middle of the slip: the number, then where to go and how long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.printer.strips import Page, Strip, Style, measure, qr, rule

WIDTHS: Final = {58: 384, 80: 576}
"""Millimetres of the roll → dots that the printer can reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPaper:
    """Everything that one ticket says; texts are ready to print, in any Unicode form."""

    agency: str
    office: str
    label: str
    service: str
    line: str = "Lĩnh vực"
    is_priority: bool = False
    counters: tuple[int, ...] = ()
    ahead: int | None = None
    forecast: str | None = None
    taken_at: str | None = None
    """None when the clock is not trusted: the ticket then carries no time."""
    session: str = ""
    qr: str | None = None
    rules: tuple[str, ...] = ()
    hotline: str | None = None
    thanks: str = ""
    is_reprint: bool = False
    is_test: bool = False


class _Styles:
    """The type sizes of one paper width."""

    def __init__(self, width: int) -> None:
        self.unit = 1 + (width - 384) / 192 * 0.36
        self.agency = self._of(19, "medium")
        self.office = self._of(21, "bold")
        self.caption = self._of(20, "medium")
        self.service = self._of(32, "bold")
        self.mark = Style(2 * round(self.unit * 17), "extrabold", is_doubled=True, is_reversed=True)
        self.place = self._of(34, "bold")
        self.body = self._of(26, "medium")
        self.small = self._of(20, "medium")

    def _of(self, size: int, weight: str) -> Style:
        return Style(round(size * self.unit), weight)  # type: ignore[arg-type]

    def dots(self, size: float) -> int:
        return round(size * self.unit)


def ticket(paper: TicketPaper, width: int) -> list[Strip]:
    styles, page = _Styles(width), Page(width)
    page.text(paper.agency, styles.agency)
    page.space(styles.dots(16))
    page.text(paper.office, styles.office)
    page.space(styles.dots(20))
    page.picture(rule(6, 2))
    page.space(styles.dots(20))
    page.text("SỐ THỨ TỰ", styles.caption)
    page.space(styles.dots(18))
    size = 2*round(width*.38/2)
    st = Style(size, "extrabold", is_doubled=True)
    page.text(paper.label, st)
    page.space(styles.dots(28))
    page.text(paper.service, styles.service)
    if paper.is_priority:
        page.space(styles.dots(30))
        page.text("ƯU TIÊN", styles.mark)
    page.space(styles.dots(30))
    page.text("Quầy " + ", ".join(map(str, paper.counters)), styles.place)
    page.space(styles.dots(22))
    page.text(f"Còn {paper.ahead} người trước", styles.body)
    page.space(styles.dots(20))
    page.text(paper.forecast or "", styles.body)
    page.space(styles.dots(26))
    if paper.qr:
        page.picture(qr(paper.qr, module=6))
    page.space(styles.dots(24))
    page.text(f"{paper.session} {paper.taken_at}", styles.small)
    page.space(styles.dots(20))
    for text in paper.rules:
        page.text(text, styles.small)
        page.space(styles.dots(16))
    page.text(paper.hotline or "", styles.small)
    page.space(styles.dots(20))
    page.text(paper.thanks, styles.small)
    return page.strips()
