"""How English says a count: which clips, in which order. Pure."""

from __future__ import annotations


def english_count(n: int) -> tuple[str, ...]:
    """Read a count below a million, as clips.

    >>> english_count(115)
    ('number-1', 'number-hundred', 'number-and', 'number-15')
    """
    thousands, rest = divmod(n, 1000)
    head = (*_below_thousand(thousands), "number-thousand") if thousands else ()
    if not rest and head:
        return head
    link = ("number-and",) if head and rest < 100 else ()
    return (*head, *link, *_below_thousand(rest))


def _below_thousand(n: int) -> tuple[str, ...]:
    hundreds, rest = divmod(n, 100)
    head = (f"number-{hundreds}", "number-hundred") if hundreds else ()
    if not rest and head:
        return head
    return (*head, *(("number-and",) if head else ()), *_below_hundred(rest))


def _below_hundred(n: int) -> tuple[str, ...]:
    tens, unit = divmod(n, 10)
    if n < 20 or not unit:
        return (f"number-{n}",)
    return (f"number-{10 * tens}", f"number-{unit}")
