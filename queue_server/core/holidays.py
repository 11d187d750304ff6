"""Which working days of a year are probably off: a proposal, which somebody compares and confirms.

Source: Bộ luật Lao động 2019, Điều 112: 1/1, Tết (5 days), Giỗ Tổ, 30/4, 1/5, 2/9 (2 days), and a
day off in place of one that falls on a weekend; 24/11 since 2026. The days of the moon calendar and
the day beside 2/9 are named by the notice of each year and are not computed here; they stand here
for the years whose notice was known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

_FIXED: Final = (
    (1, 1, "Tết Dương lịch"),
    (4, 30, "Ngày Chiến thắng 30/4"),
    (5, 1, "Quốc tế lao động 1/5"),
    (9, 2, "Quốc khánh 2/9"),
    (11, 24, "Ngày Văn hóa Việt Nam 24/11"),
)
_OF_THE_NOTICE: Final[Mapping[int, tuple[tuple[int, int, str], ...]]] = {
    2027: (
        (2, 4, "Tết Nguyên đán"),
        (2, 5, "Tết Nguyên đán"),
        (2, 8, "Tết Nguyên đán"),
        (2, 9, "Tết Nguyên đán"),
        (2, 10, "Tết Nguyên đán"),
        (4, 16, "Giỗ Tổ Hùng Vương"),
        (9, 3, "Quốc khánh 2/9"),
    ),
}
_FRIDAY: Final = 4


class Holiday(NamedTuple):
    """One working day that is off."""

    date: str
    reason: str


def proposed(year: int) -> list[Holiday]:
    """List the days of a year, in their order.

    >>> [one.date for one in proposed(2027)][-3:]
    ['2027-09-02', '2027-09-03', '2027-11-24']
    """
    named = [(date(year, *day), why) for *day, why in _OF_THE_NOTICE.get(year, ())]
    fixed = [(date(year, month, day), why) for month, day, why in _FIXED]
    taken = {day for day, _ in (*named, *fixed)}
    days = [*named, *_with_days_in_place(fixed, taken)]
    return [Holiday(day.isoformat(), why) for day, why in sorted(days)]


def is_complete(year: int) -> bool:
    """Tell whether the days of the moon calendar are among those proposed."""
    return year in _OF_THE_NOTICE


def _with_days_in_place(
    fixed: list[tuple[date, str]], taken: set[date]
) -> Iterator[tuple[date, str]]:
    for day, why in fixed:
        if day.weekday() <= _FRIDAY:
            yield day, why
            continue
        instead = day + timedelta(days=1)
        while instead.weekday() > _FRIDAY or instead in taken:
            instead += timedelta(days=1)
        taken.add(instead)
        yield instead, f"Nghỉ bù {why}"
