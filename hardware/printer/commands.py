"""ESC/POS jobs: strips or plain text in, one buffer of bytes out.

1. A job trusts nothing that came before it: it begins by resetting the printer.
2. A job is one buffer, cut at its end, with the request for a confirmation behind the cut.
3. python-escpos names the commands; what it lacks stands in the table below.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from hardware.printer.layout import TicketPaper, strips
from hardware.printer.modes import (
    KEPT,
    fingerprint,
    in_parts,
    keeping,
    letters,
    native_qr,
    picture_of,
    recall,
)
from hardware.printer.profile import BITMAPS, Profile
from hardware.printer.strips import MAX_GAP, Part, Strip

LEAVE_KANJI: Final = b"\x1c."
"""Many clones start in Kanji mode, and ESC @ brings it back; so this goes after it."""

CONFIRM: Final = b"\x1dr\x01"
"""GS r 1 is carried out in its turn: an answer means that everything before it was done."""

_RASTER: Final = b"\x1dv0"
_TAIL_LINES: Final = 4
"""Lines of 1/6 inch from the head to the knife and a little more: 17 mm."""


def ticket_job(paper: TicketPaper, width: int, profile: Profile = BITMAPS) -> bytes:
    """Make the bytes that print one ticket on paper that is `width` dots wide."""
    if profile.text_only:
        return emergency_text(paper, profile)
    return job_of(strips(paper, width), width, profile)


def job_of(slip: Iterable[Strip], width: int = 0, profile: Profile = BITMAPS) -> bytes:
    """Make the bytes that print one slip, cut it and ask for a confirmation.

    `width` in dots is needed for the faster modes of a profile alone.
    """
    parts = (_part(part, group, width, profile) for part, group in in_parts(slip))
    return b"".join((_opening(), *parts, _ending(has_cutter=profile.has_cutter)))


def _part(part: Part, group: tuple[Strip, ...], width: int, profile: Profile) -> bytes:
    first, gap = group[0], _gap(group[0].gap)
    if part in KEPT:
        return _kept(group, width, profile) or _bitmaps(group)
    if profile.ascii_number and part == "number" and first.said.isascii():
        return gap + letters(first, width)
    if profile.native_qr and part == "qr":
        return gap + native_qr(first)
    return b"".join(map(_printed, group))


def _kept(group: tuple[Strip, ...], width: int, profile: Profile) -> bytes:
    """Recall a part from the printer's memory; nothing when it does not keep this one."""
    if not profile.graphics:
        return b""
    known = fingerprint(picture_of(group, width))
    if known not in profile.graphics:
        return b""
    return _gap(group[0].gap) + recall(profile.graphics.index(known))


@lru_cache(maxsize=16)
def _bitmaps(group: tuple[Strip, ...]) -> bytes:
    """Make the bytes of what stands on every slip, once."""
    return b"".join(map(_printed, group))


def store_job(slips: Iterable[Iterable[Strip]], width: int) -> tuple[bytes, tuple[str, ...]]:
    """Make the bytes that have a printer keep what these slips share, and the fingerprints.

    For a technician's command alone: the printer's memory wears out. It prints nothing.
    """
    groups = (group for slip in slips for part, group in in_parts(slip) if part in KEPT)
    pictures = tuple(dict.fromkeys(picture_of(group, width) for group in groups))
    job = _opening() + keeping(pictures) + CONFIRM
    return job, tuple(map(fingerprint, pictures))


def emergency_text(paper: TicketPaper, profile: Profile = BITMAPS) -> bytes:
    """Make a ticket of plain ASCII letters, for a printer whose bitmaps come out wrong."""
    counters = ", ".join(str(counter) for counter in paper.counters)
    words = [
        (paper.office, False),
        (f"SO {paper.label}", True),
        ("UU TIEN" if paper.is_priority else "", True),
        (paper.service, False),
        (f"QUAY {counters}" if counters else "", True),
        (f"CON {paper.ahead} NGUOI TRUOC" if paper.ahead is not None else "", False),
        (paper.taken_at or "", False),
        ("IN LAI" if paper.is_reprint else "", False),
        ("THU NGHIEM" if paper.is_test else "", False),
    ]
    lines = [_text_lines(ascii_of(text), is_large=large) for text, large in words if text]
    return b"".join((_opening(), *lines, _ending(has_cutter=profile.has_cutter)))


def ascii_of(text: str) -> str:
    """Write Vietnamese without its marks, as on a telegram.

    >>> ascii_of("Đức Thượng – 1")
    'Duc Thuong - 1'
    """
    plain = text.translate({ord("đ"): "d", ord("Đ"): "D", ord("–"): "-", ord("—"): "-"})
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    # What a name brings along besides letters would be orders to the printer.
    return "".join(one if one.isprintable() else " " for one in letters)


def _text_lines(text: str, *, is_large: bool) -> bytes:
    # GS ! 0x11: twice as wide and high, so half as many letters in a line.
    size, columns = (b"\x1d!\x11", 16) if is_large else (b"\x1d!\x00", 32)
    return size + b"".join(line.encode("ascii") + b"\n" for line in textwrap.wrap(text, columns))


def _printed(strip: Strip) -> bytes:
    return _gap(strip.gap) + raster(strip)


def raster(strip: Strip) -> bytes:
    """Make the bytes of one bitmap, without the gap before it."""
    if not strip.rows:
        return b""
    mode = b"\x03" if strip.is_doubled else b"\x00"
    size = strip.columns.to_bytes(2, "little") + strip.rows.to_bytes(2, "little")
    return _RASTER + mode + size + strip.dots


def _gap(dots: int) -> bytes:
    """Feed blank paper by empty lines; some printers ignore ESC J after data."""
    full, rest = divmod(dots, MAX_GAP)
    lengths = [MAX_GAP] * full + ([rest] if rest else [])
    return b"".join(
        line_height(length) + b"\n" * len(list(same)) for length, same in groupby(lengths)
    )


def line_height(dots: int) -> bytes:
    """Set how far a line feed goes."""
    return b"\x1b3" + bytes((dots,))


@cache
def _opening() -> bytes:
    # Imported when the first paper is made: 0.2 s that a starting kiosk has no use for.
    from escpos.printer import Dummy  # noqa: PLC0415

    builder = Dummy()
    builder.hw("INIT")
    reset = bytes(builder.output)
    builder.clear()
    builder.set(align="center")
    return reset + LEAVE_KANJI + bytes(builder.output)


@cache
def _ending(*, has_cutter: bool) -> bytes:
    from escpos.constants import PAPER_PART_CUT  # noqa: PLC0415
    from escpos.printer import Dummy  # noqa: PLC0415

    builder = Dummy()
    # The printer's own line: the unit of ESC 3 differs between models, and the knife is far away.
    builder.line_spacing()
    builder.print_and_feed(_TAIL_LINES)
    knife = bytes(PAPER_PART_CUT) if has_cutter else b""
    return bytes(builder.output) + knife + CONFIRM
