"""The pages that show a technician which ways of printing a printer knows.

Each page is a whole test ticket with one faster mode on, below a large letter. What is seen there
becomes the printer's profile.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from hardware.printer.commands import emergency_text, job_of
from hardware.printer.layout import TicketPaper, TicketStyles, strips
from hardware.printer.profile import BITMAPS, Profile
from hardware.printer.strips import Page, Strip, Style

SAMPLE_LETTERS: Final = "ĂÂĐÊÔƠƯ ẪẶỆỖỢỰ ằẫậễộữỷ"
"""Stacked and hooked accents: what bad printing loses first."""


class TestPage(NamedTuple):
    """One page of the self-test."""

    letter: str
    title: str
    """What is tried, on the paper and at the technician's terminal; Vietnamese, then English."""
    job: bytes


_TITLES: Final = {
    "A": ("Chữ in bằng hình", "pictures, as every ticket is printed until you know more"),
    "B": ("Số do máy in viết", "the number in the printer's own letters"),
    "C": ("Mã QR do máy in vẽ", "the QR code drawn by the printer; scan it"),
    "D": ("Đầu và cuối phiếu do máy in nhớ", "head, service and foot kept by the printer"),
    "E": ("Chữ không dấu", "plain letters, for a printer on which A is wrong"),
}


def pages(
    paper: TicketPaper, width: int, *, graphics: tuple[str, ...], has_cutter: bool = True
) -> list[TestPage]:
    """Make the pages; `graphics` are the fingerprints of what the printer was told to keep."""
    plain = msgspec.structs.replace(BITMAPS, has_cutter=has_cutter)
    tried = {
        "A": plain,
        "B": msgspec.structs.replace(plain, ascii_number=True),
        "C": msgspec.structs.replace(plain, native_qr=True),
        "D": msgspec.structs.replace(plain, graphics=graphics),
    }
    first, *others = strips(replace(paper, is_test=True), width)
    slip = [replace(first, gap=TicketStyles(width).dots(40)), *others]
    found = [
        TestPage(letter, _title(letter), job_of([*_heading(letter, width), *slip], width, profile))
        for letter, profile in tried.items()
    ]
    text = emergency_text(replace(paper, office=f"E: {_TITLES['E'][0]}", is_test=True), plain)
    return [*found, TestPage("E", _title("E"), text)]


def profile_of(right: str, *, graphics: tuple[str, ...], has_cutter: bool = True) -> Profile | None:
    """Turn the letters of the pages that came out right into a profile; None when none did.

    >>> profile_of("AC", graphics=())
    Profile(ascii_number=False, native_qr=True, graphics=(), text_only=False, has_cutter=True)
    """
    letters = set(right)
    if not letters & {"A", "E"}:
        return None
    if "A" not in letters:
        return Profile(text_only=True, has_cutter=has_cutter)
    return Profile(
        ascii_number="B" in letters,
        native_qr="C" in letters,
        graphics=graphics if "D" in letters else (),
        has_cutter=has_cutter,
    )


def _title(letter: str) -> str:
    return " – ".join(_TITLES[letter])


def _heading(letter: str, width: int) -> list[Strip]:
    page, styles = Page(width), TicketStyles(width)
    page.text(letter, Style(styles.number("0").size, "extrabold", is_doubled=True))
    page.space(styles.dots(30))
    page.text(_TITLES[letter][0], styles.wait)
    page.space(styles.dots(20))
    page.text(SAMPLE_LETTERS, styles.wait)
    return page.strips()
