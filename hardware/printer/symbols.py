"""The sign of a service on paper: the strokes of its button, in dots."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

from hardware.printer.strips import Strip, crop
from hardware.strokes import PEN, strokes_of

_FINE = 4
"""Each dot is drawn as 4 x 4 and taken together, so that curves have no stairs."""
_BLACK = [255 * (cover >= 120) for cover in range(256)]


@lru_cache(maxsize=16)
def symbol_strip(name: str, side: int) -> Strip:
    """Draw a sign, `side` dots high and wide."""
    scale = side * _FINE / 24
    canvas = Image.new("L", (side * _FINE, side * _FINE))
    draw = ImageDraw.Draw(canvas)
    for points, radius in strokes_of(name):
        at = [(x * scale, y * scale) for x, y in points]
        for one, other in pairwise(at):
            draw.line((one, other), fill=255, width=round(PEN * scale))
        for x, y in at:
            r = (radius or PEN / 2) * scale
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    dots = canvas.reduce(_FINE).point(_BLACK, mode="1")
    return crop(dots)[0]
