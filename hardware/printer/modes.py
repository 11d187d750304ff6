"""The faster ways to print a part of a slip, for printers that were seen to know them.

| part                    | as a bitmap, 58 mm | by the printer itself         |
| ----------------------- | ------------------ | ----------------------------- |
| number                  | 1,100 bytes        | its own letters, magnified    |
| QR code                 | 500 bytes          | GS ( k: it draws the code     |
| header, service, footer | 6,400 bytes        | FS p: it keeps them, 4 bytes  |

What is the same every day is kept by FS q and not by GS ( L, which many cheap printers lack, nor by
GS *, which ESC @ forgets at the beginning of each job. FS q writes a memory that wears out after
some thousand times; so it is done by the technician's command alone. A picture is known by its
fingerprint: where the office has changed a name since, the bitmap is sent as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

import segno
from PIL import Image

from hardware.printer.strips import Part, Strip

_CELL: Final = (12, 24)
"""Width and height of the printer's own letters, before they are magnified."""
_MOST: Final = 8
_USED: Final = 0.95
"""Share of the paper's width that magnified letters may take: few rolls are loaded exactly."""
_PLAIN: Final = b"\x1d!\x00"
KEPT: Final[tuple[Part, ...]] = ("header", "service", "footer")
"""The parts that a printer can keep."""


def letters(strip: Strip, width: int) -> bytes:
    """Print what a strip says in the printer's own letters, as large as the paper allows.

    The letters are narrow; a little less high than wide they look as they should.
    """
    across = min(_MOST, max(1, int(width * _USED) // (_CELL[0] * len(strip.said))))
    down = max(1, across - 1)
    size = bytes((across - 1 << 4 | down - 1,))
    return b"\x1d!" + size + strip.said.encode("ascii") + b"\n" + _PLAIN


@lru_cache(maxsize=8)
def native_qr(strip: Strip) -> bytes:
    """Have the printer draw the code that a strip shows, in about the same size."""
    from escpos.constants import QR_ECLEVEL_M, QR_MODEL_2  # noqa: PLC0415 - slow, see commands
    from escpos.printer import Dummy  # noqa: PLC0415

    squares = int(segno.make(strip.said, micro=False, error="m").symbol_size(border=0)[0])
    builder = Dummy()
    side = max(1, min(16, strip.height // squares))
    builder.qr(strip.said, ec=QR_ECLEVEL_M, size=side, model=QR_MODEL_2, native=True)
    return bytes(builder.output)


def recall(place: int) -> bytes:
    """Print the picture that the printer keeps in this place, counted from 0."""
    return b"\x1cp" + bytes((place + 1, 0))


def keeping(pictures: Sequence[Strip]) -> bytes:
    """Make the command that writes pictures into the printer's own memory, instead of all others.

    Raises:
        ValueError: more than 255 pictures.
    """
    return b"\x1cq" + bytes((len(pictures),)) + b"".join(map(_as_columns, pictures))


@lru_cache(maxsize=64)
def picture_of(group: tuple[Strip, ...], width: int) -> Strip:
    """Join the strips of a part to one picture as wide as the paper, without the gap before."""
    height = sum(one.gap + one.height for one in group) - group[0].gap
    sheet = Image.new("1", (width, -(-height // 8) * 8))
    top = -group[0].gap
    for one in group:
        top += one.gap
        ink = Image.frombytes("1", (8 * one.columns, one.rows), one.dots)
        if one.is_doubled:
            ink = ink.resize((2 * ink.width, 2 * ink.height))
        sheet.paste(ink, ((width - ink.width) // 2, top))
        top += one.height
    return Strip(width // 8, sheet.height, sheet.tobytes())


@lru_cache(maxsize=64)
def fingerprint(picture: Strip) -> str:
    """Tell a picture from all others, in 16 hexadecimal digits."""
    size = picture.columns.to_bytes(2) + picture.rows.to_bytes(2)
    return hashlib.sha256(size + picture.dots).hexdigest()[:16]


def _as_columns(picture: Strip) -> bytes:
    """Turn rows into the columns, from left to right, that FS q takes."""
    image = Image.frombytes("1", (8 * picture.columns, picture.rows), picture.dots)
    turned = image.transpose(Image.Transpose.TRANSPOSE)
    size = picture.columns.to_bytes(2, "little") + (picture.rows // 8).to_bytes(2, "little")
    return size + turned.tobytes()


def in_parts(strips: Iterable[Strip]) -> Iterator[tuple[Part, tuple[Strip, ...]]]:
    """Group strips that follow each other in one part."""
    for part, group in groupby(strips, key=lambda one: one.part):
        yield part, tuple(group)
