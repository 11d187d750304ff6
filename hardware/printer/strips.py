"""Strips: a slip of paper as a list of bitmaps, each in the middle, with blank paper between.

1. Text is drawn on a canvas larger than its ink and then cropped, so that no accent is clipped.
2. A strip is as wide as its ink needs, in whole bytes, and symmetrical about the middle.
3. Text wraps, in lines of about the same length; nothing is ever left out.
4. Pure: the same call gives the same bits. What stands on every slip is drawn once and kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

from hardware.face import Weight, font_path

MAX_ROWS: Final = 256
"""Rows in one strip: small printers have small buffers."""

CAPITALS: Final = 0.7
"""Height of a capital without accent, in ems of the house face."""

MAX_GAP: Final = 255
"""Dots in one line feed: the operand of the command is one byte."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of dots in the middle of the paper, after `gap` dots of blank paper.

    `dots` holds rows x columns bytes, the most significant bit on the left, 1 for black.
    """

    columns: int
    rows: int
    dots: bytes = field(repr=False)
    is_doubled: bool = False
    """Each dot prints as 2 x 2: half the resolution for a quarter of the bytes."""
    gap: int = 0

    @property
    def height(self) -> int:
        """Dots of paper that the ink takes, without the gap."""
        return self.rows * (2 if self.is_doubled else 1)


@dataclass(frozen=True, slots=True)
class Style:
    """How a line of text is set; sizes in dots (8 to the millimetre)."""

    size: int
    weight: Weight = "medium"
    pitch: float = 1.36
    """Baseline to baseline, in ems. Below 1.35 a stacked capital could touch the line above."""
    is_doubled: bool = False
    is_reversed: bool = False
    """White on a black bar."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What a drawing left on the paper, with the baseline it stands on; heights in dots."""

    strip: Strip
    above: int
    """From the top of the ink down to the baseline."""


@lru_cache(maxsize=64)
def _font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    # The basic engine, not raqm: NFC text needs no shaping, and the bits are the same everywhere.
    return ImageFont.truetype(font_path(weight), size, layout_engine=ImageFont.Layout.BASIC)


def measure(text: str, style: Style) -> int:
    """Return the width of one line in dots."""
    scale = 2 if style.is_doubled else 1
    left, _, right, _ = _font(style.weight, style.size // scale).getbbox(text, anchor="ls")
    return int(right - left) * scale


def crop(canvas: Image.Image, *, is_doubled: bool = False) -> tuple[Strip, int]:
    """Cut the ink out of a canvas whose middle is the middle of the paper.

    Returns the strip and the canvas row where it begins; a blank canvas gives an empty strip.
    """
    box = canvas.getbbox()
    if box is None:
        return Strip(0, 0, b"", is_doubled), 0
    left, top, right, bottom = box
    middle = canvas.width // 2
    half = -(-max(middle - left, right - middle) // 4) * 4
    ink = canvas.crop((middle - half, top, middle + half, bottom))
    return Strip(half // 4, bottom - top, ink.tobytes(), is_doubled), top


@lru_cache(maxsize=512)
def line_of(text: str, style: Style, width: int) -> Ink:
    """Draw one line in the middle of paper that is `width` dots wide."""
    scale = 2 if style.is_doubled else 1
    size, width = style.size // scale, width // scale
    font = _font(style.weight, size)
    left, _, right, _ = font.getbbox(text, anchor="ls")
    canvas = Image.new("1", (width, size * 3), 0)
    pen = ImageDraw.Draw(canvas)
    baseline = size * 2
    start = (width - int(right - left)) // 2 - int(left)
    if style.is_reversed:
        # The bar is drawn to the height of the stacked capitals, and a little more.
        bar = (start - size, baseline - size * 5 // 4, start + right - left + size, baseline + size // 2)
        pen.rounded_rectangle(bar, radius=size // 3, fill=1)
    pen.text((start, baseline), text, fill=0 if style.is_reversed else 1, font=font, anchor="ls")
    strip, top = crop(canvas, is_doubled=style.is_doubled)
    return Ink(strip, (baseline - top) * scale)


@lru_cache(maxsize=512)
def wrap(text: str, style: Style, width: int) -> tuple[str, ...]:
    """Break text into the fewest lines that fit, then make them about equally long."""
    room = width - 2 * style.size if style.is_reversed else width
    words = tuple(_pieces(unicodedata.normalize("NFC", text).split(), style, room))
    lines = _fill(words, style, room)
    if len(lines) < 2:
        return lines
    narrow, wide = max(measure(word, style) for word in words), room
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        if len(_fill(words, style, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return _fill(words, style, wide)


def _pieces(words: list[str], style: Style, room: int) -> Iterator[str]:
    """Pass words on, those wider than the paper in pieces that fit."""
    for word in words:
        piece = ""
        for letter in word:
            if piece and measure(piece + letter, style) > room:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _fill(words: tuple[str, ...], style: Style, room: int) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, style) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


@lru_cache(maxsize=64)
def rule(columns: int, thickness: int) -> Strip:
    """Draw a thin line, `columns` bytes long."""
    return Strip(columns, thickness, b"\xff" * (columns * thickness))


@lru_cache(maxsize=8)
def qr(text: str, *, module: int) -> Strip:
    """Draw a QR code at half resolution; `module` is the side of one square in dots, and even."""
    code = segno.make(text, micro=False, error="m")
    side = code.symbol_size(border=0)[0]
    canvas = Image.new("1", (side, side))
    canvas.putdata([255 * dark for row in code.matrix for dark in row])
    side *= module // 2
    # Whole bytes, with the code in their middle.
    sheet = Image.new("1", (-(-side // 8) * 8, side))
    sheet.paste(canvas.resize((side, side), Image.Resampling.NEAREST), ((sheet.width - side) // 2, 0))
    return Strip(sheet.width // 8, side, sheet.tobytes(), is_doubled=True)


class Page:
    """A slip in the making: a cursor that goes down the paper.

    Spaces are measured as the eye does, from a baseline to the top of the next capitals:

        Hòa ────── baseline        ┐ space(30)
        ẪNG ────── top of capitals ┘ accents rise into the space
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._cursor = 0
        self._placed: list[tuple[int, Strip]] = []

    def space(self, dots: int) -> None:
        """Go down without printing."""
        self._cursor += dots

    def text(self, text: str, style: Style) -> None:
        """Set a paragraph in the middle, in as many lines as it needs; no text, no lines."""
        pitch = round(style.size * style.pitch)
        for index, line in enumerate(wrap(text, style, self.width)):
            self._cursor += pitch if index else round(style.size * CAPITALS)
            ink = line_of(line, style, self.width)
            top = self._place(self._cursor - ink.above, ink.strip)
            self._cursor = top + ink.above

    def picture(self, strip: Strip) -> None:
        """Set a drawing in the middle."""
        self._cursor = self._place(self._cursor, strip) + strip.height

    def _place(self, top: int, strip: Strip) -> int:
        """Put a strip where it belongs, or lower if ink stands there already."""
        if self._placed:
            above, last = self._placed[-1]
            top = max(top, above + last.height + 1)
        self._placed.append((max(0, top), strip))
        return self._placed[-1][0]

    def strips(self) -> list[Strip]:
        """Return the slip from top to bottom, in strips that every printer can hold."""
        bottom, found = 0, []
        for top, strip in self._placed:
            found += _split(replace(strip, gap=top - bottom))
            bottom = top + strip.height
        return found


def _split(strip: Strip) -> Iterator[Strip]:
    for row in range(0, strip.rows, MAX_ROWS):
        dots = strip.dots[row * strip.columns : (row + MAX_ROWS) * strip.columns]
        yield replace(
            strip,
            rows=len(dots) // strip.columns,
            dots=dots,
            gap=0 if row else strip.gap,
        )
