"""Rows: text that begins at the left edge, with something before it or after it.

1. Every piece of text is a line of `strips`, moved and never drawn anew: no accent is clipped.
2. What stands in one row shares a baseline.
3. Text goes on under its own beginning; nothing is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from hardware.printer.strips import CAPITALS, MARGIN, Ink, Page, Style, crop, line_of, measure, wrap

APART: Final = 16
"""Dots that at least stay free between two pieces of a row."""

_LEADER_STEP: Final = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """Ink without blank paper around it; lengths in dots."""

    image: Image.Image = field(repr=False)
    """Mode `1`, ink is set; at half the resolution if doubled."""
    above: int
    """From the top of the ink down to the baseline."""
    is_doubled: bool = False

    @property
    def width(self) -> int:
        """Dots across the paper."""
        return self.image.width * (2 if self.is_doubled else 1)

    @property
    def below(self) -> int:
        """Dots from the baseline down to the end of the ink."""
        return self.image.height * (2 if self.is_doubled else 1) - self.above

    def at(self, scale: int) -> Image.Image:
        """Return the ink for a canvas on which a dot stands for `scale` dots."""
        if self.is_doubled and scale == 1:
            return self.image.resize(
                (2 * self.image.width, 2 * self.image.height), Image.Resampling.NEAREST
            )
        return self.image


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph, and what stands beside it."""

    text: str
    style: Style
    before: Piece | None = None
    """Stands at the left edge, before the first line."""
    indent: int = 0
    """Dots from the left edge to the text."""
    after: Piece | None = None
    """Stands at the right edge, behind the last line, or under it if it has no room there."""
    is_led: bool = False
    """Dots lead the eye from the text to what comes after it."""


@lru_cache(maxsize=256)
def piece_of(line: str, style: Style) -> Piece:
    """Return one line of text in NFC as a piece; one without ink takes no room."""
    # Room on both sides, also for the bar around a reversed line.
    ink = line_of(line, style, measure(line, style) + 4 * style.size)
    image = Image.frombytes("1", (8 * ink.strip.columns, ink.strip.rows), ink.strip.dots)
    inked = image.getbbox()
    return Piece(image.crop(inked or (0, 0, 0, 0)), ink.above if inked else 0, style.is_doubled)


@lru_cache(maxsize=16)
def box(side: int, style: Style, *, is_ticked: bool = False) -> Piece:
    """Draw a box to tick, `side` dots large, its middle in the middle of the capitals beside it."""
    scale = 2 if style.is_doubled else 1
    above = (side + round(style.size * CAPITALS)) // 2 // scale * scale
    side //= scale
    image = Image.new("1", (side, side))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, side - 1, side - 1), outline=255, width=max(1, side // 12))
    if is_ticked:
        corners = ((0.2, 0.5), (0.42, 0.72), (0.8, 0.24))
        points = [(round(side * x), round(side * y)) for x, y in corners]
        pen.line(points, fill=255, width=max(2, side // 6), joint="curve")
    return Piece(image, above, style.is_doubled)


def set_row(page: Page, row: Row) -> None:
    """Set a row at the cursor, in as many lines as it needs; no text, no row."""
    lines = list(_lines(row, page.width))
    drop = round(row.style.size * CAPITALS)
    for pieces in lines:
        _set_line(page, pieces, drop)
        drop = round(row.style.size * row.style.pitch)


def _lines(row: Row, width: int) -> Iterator[list[tuple[int, Piece]]]:
    """Yield the pieces of each line with the dots from the paper's edge to each."""
    left, right = MARGIN + row.indent, width - MARGIN
    stop = right - row.after.width - APART if row.after else right
    texts = _texts(row, right - left, stop - left)
    for number, text in enumerate(texts, start=1):
        line = [(left, piece_of(text, row.style))]
        if row.before and number == 1:
            line.append((MARGIN, row.before))
        yield line + (_end(row, line[0], stop) if number == len(texts) else [])


def _texts(row: Row, room: int, beside: int) -> tuple[str, ...]:
    """Break the text of a row so that the last line, be it an empty one, has room for the end."""
    texts = _wrapped(row, room)
    if not row.after or not texts or measure(texts[-1], row.style) <= beside:
        return texts
    narrower = _wrapped(row, beside) if beside >= room // 3 else ()
    return narrower if 0 < len(narrower) <= len(texts) + 1 else (*texts, "")


def _wrapped(row: Row, room: int) -> tuple[str, ...]:
    # wrap() leaves the margins of the paper free; here they have been taken off already.
    return wrap(row.text, row.style, room + 2 * MARGIN)


def _end(row: Row, last: tuple[int, Piece], stop: int) -> list[tuple[int, Piece]]:
    """Return what stands at the right edge, and the dots that lead to it, in step on every line."""
    if not row.after:
        return []
    end = [(stop + APART, row.after)]
    start = last[0] + last[1].width + APART
    first = -(-start // _LEADER_STEP) * _LEADER_STEP
    if not row.is_led or stop - first < 2 * _LEADER_STEP:
        return end
    image = Image.new("1", (stop - first, 2))
    pen = ImageDraw.Draw(image)
    for at in range(0, image.width - 1, _LEADER_STEP):
        pen.rectangle((at, 0, at + 1, 1), fill=255)
    return [*end, (first, Piece(image, 2))]


def _set_line(page: Page, pieces: list[tuple[int, Piece]], drop: int) -> None:
    """Put pieces on a baseline `drop` dots below the cursor, which then stands on it."""
    ink = _together(pieces, page.width)
    page.space(drop - ink.above)
    page.picture(ink.strip)
    page.space(ink.above - ink.strip.height)


def _together(pieces: list[tuple[int, Piece]], width: int) -> Ink:
    """Make one strip of pieces; at half the resolution if all of them are."""
    scale = 2 if all(piece.is_doubled for _, piece in pieces) else 1
    above = max(piece.above for _, piece in pieces)
    below = max(piece.below for _, piece in pieces)
    canvas = Image.new("1", (width // scale, (above + below) // scale))
    for left, piece in pieces:
        ink = piece.at(scale)
        canvas.paste(ink, (left // scale, (above - piece.above) // scale), ink)
    strip, top = crop(canvas, is_doubled=scale == 2)
    return Ink(strip, above - top * scale)
