"""A slip in the making, in the words of forms: title, paragraph, figure, box to tick, signature.

Prose and lists begin at the left, as on every form; what must be found at a glance stands in the
middle. What is for reading is set larger than the fine print of a ticket.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from hardware.printer import texts_vi as ticket_texts
from hardware.printer.layout import TicketStyles
from hardware.printer.slips import texts_vi
from hardware.printer.slips.rows import Row, box, piece_of, set_row
from hardware.printer.strips import MARGIN, Page, Strip, Style, measure, qr, rule
from mot_cua.vietnamese import one_line

SIGN_HERE: Final = "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Whose slip it is."""

    agency: str
    office: str
    marks: tuple[str, ...] = ()
    """White on black over everything else, for example `THỬ NGHIỆM`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure and what it counts; both in words ready to print."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and how."""

    title: str
    hint: str = SIGN_HERE
    name: str = ""
    """Printed below, where it is known."""


class SlipStyles(TicketStyles):
    """The sizes of type on slips: those of the ticket, and some for reading."""

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.country = self._plain(17, "bold")
        self.motto = self._plain(18, "semibold")
        self.title = self._plain(28, "extrabold")
        self.heading = self._plain(23, "bold")
        self.body = self._plain(24, "medium")
        self.strong = self._plain(24, "bold")
        self.label = self._plain(20, "medium")
        self.code = self._plain(30, "extrabold")
        self.big = self._doubled(56, "extrabold")
        self.badge = self._doubled(32, "extrabold", is_reversed=True)
        self.tag = self._doubled(26, "extrabold", is_reversed=True)
        self.time = self._doubled(34, "bold")


class Sheet:
    """One slip from top to bottom."""

    def __init__(self, width: int) -> None:
        self.page = Page(width)
        self.styles = SlipStyles(width)

    def letterhead(self, letterhead: Letterhead, *, is_official: bool = False) -> None:
        """Begin the slip; an official paper carries the country and its motto.

        Source: Nghị định 30/2020/NĐ-CP, Phụ lục I (parts of a document; country and motto first).
        """
        for mark in letterhead.marks:
            self.middle(mark, self.styles.mark, after=40)
        if is_official:
            self.middle(texts_vi.COUNTRY, self._fitting(texts_vi.COUNTRY, self.styles.country))
            self.middle(texts_vi.MOTTO, self.styles.motto, after=16)
            self.line(after=22)
        self.middle(letterhead.agency, self.styles.agency)
        self.middle(letterhead.office, self.styles.office, after=22)
        self.line(after=28)

    def middle(self, text: str, style: Style, *, after: int = 17) -> None:
        """Set a paragraph in the middle and leave `after` dots free; no text, no paragraph."""
        if text:
            self.page.text(text, style)
            self.gap(after)

    def line(self, *, after: int = 24) -> None:
        """Draw a short line."""
        self.page.picture(rule(self.page.width // 64, 2))
        self.gap(after)

    def title(self, text: str, *unders: str) -> None:
        """Say what the slip is, and under it more closely."""
        self.middle(text, self.styles.title, after=20)
        for under in unders:
            self.middle(under, self.styles.label, after=18)
        self.gap(12)

    def heading(self, text: str) -> None:
        """Begin a part of the slip."""
        self.gap(12)
        self._row(Row(text=text, style=self.styles.heading), after=20)

    def text(self, text: str) -> None:
        """Set a paragraph for reading."""
        self._row(Row(text=text, style=self.styles.body), after=18)

    def strong(self, text: str) -> None:
        """Set what matters most in a part of the slip."""
        self._row(Row(text=text, style=self.styles.strong), after=18)

    def note(self, text: str) -> None:
        """Set a paragraph of small print."""
        self._row(Row(text=text, style=self.styles.small), after=14)

    def fact(self, fact: Fact) -> None:
        """Set a figure at the right edge, and what it counts at the left."""
        value = one_line(fact.value)
        room = self.page.width - 2 * MARGIN
        if value and measure(value, self.styles.strong) <= room // 2:
            end = piece_of(value, self.styles.strong)
            self._row(
                Row(text=fact.label, style=self.styles.body, after=end, is_led=True), after=15
            )
        else:
            self.said(fact)

    def said(self, fact: Fact) -> None:
        """Set words under what they answer; no words, nothing."""
        if fact.value:
            self.gap(4)
            self._row(Row(text=fact.label, style=self.styles.label), after=12)
            self._row(Row(text=fact.value, style=self.styles.strong), after=22)

    def item(self, text: str, *, is_ticked: bool = False, under: str = "") -> None:
        """Set a box to tick and what it is for; `under` stands below it, in smaller type."""
        side = self.styles.dots(26)
        indent = side + self.styles.dots(14)
        mark = box(side, self.styles.body, is_ticked=is_ticked)
        after = 12 if under else 18
        self._row(Row(text=text, style=self.styles.body, before=mark, indent=indent), after=after)
        self._row(Row(text=under, style=self.styles.label, indent=indent), after=18)

    def number(self, label: str, time: str, mark: str) -> None:
        """Set a number to be called: a box before it, its time behind it, its mark below it."""
        side = self.styles.dots(40) // 4 * 4
        indent = side + self.styles.dots(18)
        row = Row(
            text=label,
            style=self.styles.place,
            before=box(side, self.styles.place),
            indent=indent,
            after=piece_of(time, self.styles.time) if time else None,
        )
        self._row(row, after=22)
        self._row(Row(text=mark, style=self.styles.tag, indent=indent), after=34)

    def qr(self, text: str, *, after: int = 22) -> None:
        """Set a QR code in the middle."""
        self.page.picture(qr(text, module=self.styles.module))
        self.gap(after)

    def dated(self, text: str) -> None:
        """Set place and date, in one line unless that would be too small to read."""
        self.middle(text, self._fitting(text, self.styles.small), after=12)

    def signatures(self, signers: Iterable[Signer]) -> None:
        """Leave 20 mm for each to sign, one under another: half of a narrow roll is too little."""
        for signer in signers:
            self.gap(16)
            self.middle(signer.title, self.styles.heading, after=12)
            self.middle(signer.hint, self.styles.label, after=0)
            self.page.space(160)
            self.page.picture(rule(self.page.width // 16, 1))
            self.middle(signer.name, self.styles.label, after=0)
            self.gap(12)

    def gap(self, dots: int) -> None:
        """Leave paper free, in dots of the narrow slip."""
        self.page.space(self.styles.dots(dots))

    def strips(self) -> list[Strip]:
        """Return the slip."""
        return self.page.strips()

    def _row(self, row: Row, *, after: int) -> None:
        if row.text:
            set_row(self.page, row)
            self.gap(after)

    def _fitting(self, text: str, style: Style) -> Style:
        """Set a line a little smaller if it would be broken otherwise."""
        room = self.page.width - 2 * MARGIN
        size = style.size * room // max(1, measure(text, style))
        return style if size < style.size * 0.85 else replace(style, size=min(style.size, size))


def places_of(counters: tuple[int, ...]) -> str:
    """Say in one line where to go.

    >>> places_of((4, 0))
    'Quầy 4 · Bàn hướng dẫn'
    """
    return " · ".join(ticket_texts.places(counters))
