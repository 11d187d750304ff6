"""Strips: a slip of paper as a list of bitmaps, each in the middle, with blank paper between.

1. Text is drawn on a canvas larger than its ink and then cropped, so that no accent is clipped.
2. A strip is as wide as its ink needs, in whole bytes, and symmetrical about the middle.
3. Text wraps, in lines of about the same length; nothing is ever left out.
4. Pure: the same call gives the same bits. What stands on every slip is drawn once and kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal

import segno
from PIL import Image, ImageDraw, ImageFont

from hardware.face import Weight, font_path

MAX_ROWS: Final = 256
"""Rows in one strip: small printers have small buffers."""

MAX_BYTES: Final = 4096
"""Data of one strip: so much blank data brings an interrupted printer back to its commands."""

CAPITALS: Final = 0.7
"""Height of a capital without accent, in ems of the house face."""

MAX_GAP: Final = 255
"""Dots in one line feed: the operand of the command is one byte."""


FINE: Final = 4
"""Text is drawn this many times finer than it prints: shapes and word spaces stay true, which the
hinting of so small a face does not respect."""

_BLACK: Final = [255 * (cover >= 120) for cover in range(256)]

_BREAKS: Final = re.compile(r"[ \t\n]+(?![–—])")

MARGIN: Final = 6
"""Dots on each side that text leaves free: few rolls are cut and loaded exactly."""


Part = Literal["", "header", "number", "service", "qr", "footer"]
"""What a strip is for. Header, service and footer are the same on many slips."""


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
    part: Part = ""
    said: str = field(default="", repr=False)
    """What the ink says, where a printer could say it by itself."""

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


def _extent(text: str, style: Style) -> tuple[int, int]:
    """Return where the ink of a line begins and ends, in fine dots from its origin."""
    scale = 2 if style.is_doubled else 1
    font = _font(style.weight, style.size * FINE // scale)
    left, _, right, _ = font.getbbox(text, anchor="ls")
    return int(left), int(right)


def measure(text: str, style: Style) -> int:
    """Return the width of one line in dots."""
    left, right = _extent(text, style)
    return -(-(right - left) // FINE) * (2 if style.is_doubled else 1)


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
    size = style.size // scale
    baseline = 2 * size
    canvas = Image.new("L", (width // scale * FINE, 3 * size * FINE))
    pen = ImageDraw.Draw(canvas)
    left, right = _extent(text, style)
    # On whole dots, so that a word looks the same wherever it stands.
    start = ((canvas.width - right - left) // 2 // FINE * FINE, baseline * FINE)
    if style.is_reversed:
        pen.rounded_rectangle(_bar(start, left, right, size * FINE), radius=size, fill=255)
    font = _font(style.weight, size * FINE)
    pen.text(start, text, fill=0 if style.is_reversed else 255, font=font, anchor="ls")
    strip, top = crop(_in_dots(canvas), is_doubled=style.is_doubled)
    return Ink(strip, (baseline - top) * scale)


def _bar(start: tuple[int, int], left: int, right: int, em: int) -> tuple[int, int, int, int]:
    """Return the box around a reversed line: room for stacked capitals above, as much below."""
    across, baseline = start
    return (
        across + left - em * 3 // 4,
        baseline - em * 11 // 10,
        across + right + em * 3 // 4,
        baseline + em * 4 // 10,
    )


def _in_dots(canvas: Image.Image) -> Image.Image:
    """Make dots of fine dots: black where nearly half of the dot is covered."""
    return canvas.reduce(FINE).point(_BLACK, mode="1")


@lru_cache(maxsize=512)
def wrap(text: str, style: Style, width: int) -> tuple[str, ...]:
    """Break text into the fewest lines that fit, then make them about equally long."""
    room = width - 2 * MARGIN - (3 * style.size // 2 if style.is_reversed else 0)
    words = tuple(_pieces(_words(unicodedata.normalize("NFC", text)), style, room))
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


def _words(text: str) -> list[str]:
    """Part a text where a line may end: at a blank that may break, and never before a dash."""
    return [one for one in _BREAKS.split(text) if one]


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
    side = int(code.symbol_size(border=0)[0])
    canvas = Image.new("1", (side, side))
    canvas.putdata([255 * dark for row in code.matrix for dark in row])
    side *= module // 2
    # Whole bytes, with the code in their middle.
    sheet = Image.new("1", (-(-side // 8) * 8, side))
    sheet.paste(
        canvas.resize((side, side), Image.Resampling.NEAREST), ((sheet.width - side) // 2, 0)
    )
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
        self._part: Part = ""
        self._placed: list[tuple[int, Strip]] = []

    def begin(self, part: Part) -> None:
        """Say what the ink from here on is for."""
        self._part = part

    def space(self, dots: int) -> None:
        """Go down without printing."""
        self._cursor += dots

    def text(self, text: str, style: Style) -> None:
        """Set a paragraph in the middle, in as many lines as it needs; no text, no lines."""
        pitch = round(style.size * style.pitch)
        for index, line in enumerate(wrap(text, style, self.width)):
            self._cursor += pitch if index else round(style.size * CAPITALS)
            ink = line_of(line, style, self.width)
            top = self._place(self._cursor - ink.above, replace(ink.strip, said=line))
            self._cursor = top + ink.above

    def picture(self, strip: Strip, said: str = "") -> None:
        """Set a drawing in the middle; `said` is what it says, for example of a QR code."""
        self._cursor = self._place(self._cursor, replace(strip, said=said)) + strip.height

    def _place(self, top: int, strip: Strip) -> int:
        """Put a strip where it belongs, or lower if ink stands there already."""
        if self._placed:
            above, last = self._placed[-1]
            top = max(top, above + last.height + 1)
        self._placed.append((max(0, top), replace(strip, part=self._part)))
        return self._placed[-1][0]

    def strips(self) -> list[Strip]:
        """Return the slip from top to bottom, in strips that every printer can hold."""
        found: list[Strip] = []
        bottom = 0
        for top, strip in self._placed:
            found += _split(replace(strip, gap=top - bottom))
            bottom = top + strip.height
        return found


def _split(strip: Strip) -> Iterator[Strip]:
    rows = min(MAX_ROWS, MAX_BYTES // max(1, strip.columns))
    for row in range(0, strip.rows, rows):
        dots = strip.dots[row * strip.columns : (row + rows) * strip.columns]
        yield replace(
            strip,
            rows=len(dots) // strip.columns,
            dots=dots,
            gap=0 if row else strip.gap,
        )
