"""Small groups are told together, so that no table tells how one citizen has rated.

With three ratings a day at a counter, a row of its own says who was displeased. So:

1. A group with fewer ratings than the floor has no row of its own; it is told with others.
2. What is told together is enough in its turn, and never one group alone: the total of the office
   stands below the table, and whoever subtracts must learn nothing.
3. A group without any rating tells nothing about anybody, and keeps its row.

Source: Decree 61/2018/NĐ-CP, art. 27.3 (confidentiality of those who rate); the floor is the
office's own `rating.shown_from`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Told(NamedTuple):
    """How groups are told, by their keys."""

    alone: tuple[str, ...]
    """In the order of the groups."""
    together: tuple[str, ...]
    """Empty, or two and more."""


def told(groups: Sequence[tuple[str, int]], floor: int) -> Told:
    """Decide which groups of (key, ratings) are told alone, and which in one row together.

    >>> told([("1", 12), ("2", 3), ("3", 30), ("4", 0)], 10)
    Told(alone=('3', '4'), together=('1', '2'))
    >>> told([("1", 12), ("2", 11)], 10)
    Told(alone=('1', '2'), together=())
    """
    rated = sorted((count, at, key) for at, (key, count) in enumerate(groups) if count)
    together: set[str] = set()
    sum_of_them = 0
    for count, _, key in rated:
        if count >= floor and (not together or (len(together) > 1 and sum_of_them >= floor)):
            break
        together.add(key)
        sum_of_them += count
    if len(together) < 2:
        together.clear()  # the only group that was rated is the whole office, told as the total
    return Told(
        tuple(key for key, _ in groups if key not in together),
        tuple(key for key, _ in groups if key in together),
    )


def told_beside(
    now: Sequence[tuple[str, int]], before: Sequence[tuple[str, int]], floor: int
) -> Told:
    """Decide the same where two periods stand side by side, each with the same keys.

    Who is too small in either is told with others in both.

    >>> told_beside([("1", 30), ("2", 12), ("3", 40)], [("1", 30), ("2", 3), ("3", 30)], 10)
    Told(alone=('3',), together=('1', '2'))
    """
    hidden = {*told(now, floor).together, *told(before, floor).together}
    return Told(
        tuple(key for key, _ in now if key not in hidden),
        tuple(key for key, _ in now if key in hidden),
    )
