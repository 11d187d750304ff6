"""The words that a ticket says of itself; all others come from the office's file."""

from __future__ import annotations

from typing import Final

CAPTION: Final = "SỐ THỨ TỰ"
PRIORITY: Final = "ƯU TIÊN"
REPRINT: Final = "IN LẠI"
TEST: Final = "THỬ NGHIỆM"
HELP_DESK: Final = "Bàn hướng dẫn"
"""Counter 0."""
NOBODY_AHEAD: Final = "Không có ai chờ trước"


def places(counters: tuple[int, ...]) -> tuple[str, ...]:
    """Say where to go.

    >>> places((1, 2)), places((4, 0)), places(())
    (('Quầy 1, 2',), ('Quầy 4', 'Bàn hướng dẫn'), ())
    """
    numbers = ", ".join(str(counter) for counter in counters if counter)
    named = (f"Quầy {numbers}",) if numbers else ()
    return (*named, HELP_DESK) if 0 in counters else named


def ahead_text(ahead: int | None) -> str:
    """Say how many people come first.

    >>> ahead_text(3), ahead_text(0), ahead_text(None)
    ('Còn 3 người trước', 'Không có ai chờ trước', '')
    """
    if ahead is None:
        return ""
    return f"Còn {ahead} người trước" if ahead else NOBODY_AHEAD
