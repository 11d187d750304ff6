"""The queue ticket on paper: what stands where, and how large. Pure.

Order and words follow working tickets of Vietnamese one-stop offices. What a citizen looks for
stands largest: the number, then the counter, then the service and the wait. Fine print comes last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hardware.face import Weight
from hardware.printer import texts_vi
from hardware.printer.strips import Page, Strip, Style, measure, qr, rule
from hardware.printer.symbols import symbol_strip

WIDTHS: Final = {58: 384, 80: 576}
"""Millimetres of the roll → dots that its printer can reach."""

NARROW: Final = WIDTHS[58]
_GROWTH: Final = 0.36
"""How much larger the type is on 80 mm paper: less than the paper, so that more fits a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPaper:
    """Everything that one ticket says, in words ready to print; an empty one takes no room."""

    agency: str
    office: str
    label: str
    """The number as people say it, for example `1012`."""
    service: str
    symbol: str = ""
    """The sign of the service, as on its button and above its counter; empty prints none."""
    service_label: str = ""
    """Small print over the service, for example `Lĩnh vực`."""
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


class TicketStyles:
    """The sizes of type and space on paper of one width."""

    def __init__(self, width: int) -> None:
        self._unit = 1 + (width - NARROW) / NARROW * 2 * _GROWTH
        self.agency = self._plain(19, "medium")
        self.office = self._plain(20, "bold")
        self.caption = self._plain(18, "medium")
        self.service = self._plain(30, "bold")
        self.place = self._doubled(48, "bold")
        self.wait = self._plain(26, "medium")
        self.forecast = self._plain(24, "medium")
        self.small = self._plain(19, "medium")
        self.mark = self._doubled(34, "extrabold", is_reversed=True)
        self.module = 2 * round(2 * self._unit)
        self._width = width

    def number(self, label: str) -> Style:
        """Set the number as large as the paper allows, and a little smaller than it could be."""
        style = self._doubled(142, "extrabold")
        room = self._width * 0.9
        size = style.size * min(1.0, room / max(1, measure(label, style)))
        return Style(int(size) // 2 * 2, style.weight, is_doubled=True)

    def dots(self, size: int) -> int:
        """Return a length of the narrow ticket on this one."""
        return round(size * self._unit)

    def _plain(self, size: int, weight: Weight) -> Style:
        return Style(self.dots(size), weight)

    def _doubled(self, size: int, weight: Weight, *, is_reversed: bool = False) -> Style:
        half = round(size * self._unit / 2)
        return Style(2 * half, weight, is_doubled=True, is_reversed=is_reversed)


def strips(paper: TicketPaper, width_dots: int) -> list[Strip]:
    """Lay a ticket out on paper that is `width_dots` wide."""
    styles, page = TicketStyles(width_dots), Page(width_dots)
    _head(page, styles, paper)
    _number(page, styles, paper)
    _wait(page, styles, paper)
    if paper.qr:
        page.space(styles.dots(28))
        page.begin("qr")
        page.picture(qr(paper.qr, module=styles.module), said=paper.qr)
        page.begin("")
    _fine_print(page, styles, paper)
    return page.strips()


def _head(page: Page, styles: TicketStyles, paper: TicketPaper) -> None:
    for mark, is_set in ((texts_vi.TEST, paper.is_test), (texts_vi.REPRINT, paper.is_reprint)):
        if is_set:
            page.text(mark, styles.mark)
            page.space(styles.dots(40))
    page.begin("header")
    page.text(paper.agency, styles.agency)
    page.space(styles.dots(17))
    page.text(paper.office, styles.office)


def _number(page: Page, styles: TicketStyles, paper: TicketPaper) -> None:
    page.space(styles.dots(24))
    page.picture(rule(page.width // 64, 2))
    page.space(styles.dots(26))
    page.text(texts_vi.CAPTION, styles.caption)
    page.space(styles.dots(22))
    page.begin("number")
    page.text(paper.label, styles.number(paper.label))
    page.begin("")
    if paper.is_priority:
        page.space(styles.dots(36))
        page.text(texts_vi.PRIORITY, styles.mark)
        page.space(styles.dots(10))
    if paper.service_label:
        page.space(styles.dots(26))
        page.text(paper.service_label, styles.small)
        page.space(styles.dots(-14))
    page.space(styles.dots(32))
    if paper.symbol:
        page.picture(symbol_strip(paper.symbol, styles.dots(46)))
        page.space(styles.dots(14))
    page.begin("service")
    page.text(paper.service, styles.service)


def _wait(page: Page, styles: TicketStyles, paper: TicketPaper) -> None:
    forecast = paper.forecast or ""
    page.space(styles.dots(34))
    for place in texts_vi.places(paper.counters):
        page.text(place, styles.place)
        page.space(styles.dots(26))
    page.begin("")
    page.text(texts_vi.ahead_text(paper.ahead), styles.wait)
    page.space(styles.dots(18))
    page.text(forecast[:1].upper() + forecast[1:], styles.forecast)


def _fine_print(page: Page, styles: TicketStyles, paper: TicketPaper) -> None:
    page.space(styles.dots(26))
    page.text(" ".join(filter(None, (paper.session, paper.taken_at))), styles.small)
    page.space(styles.dots(22))
    page.begin("footer")
    page.picture(rule(page.width // 64, 2))
    page.space(styles.dots(24))
    _paragraphs(page, styles, filter(None, (*paper.rules, paper.hotline)))
    page.space(styles.dots(8))
    page.text(paper.thanks, styles.small)


def _paragraphs(page: Page, styles: TicketStyles, texts: Iterable[str | None]) -> None:
    for text in texts:
        page.text(text or "", styles.small)
        page.space(styles.dots(14))
