"""Who is called next: "ưu tiên có trần", priority with a ceiling.

People with priority go first, but nobody in the normal class is passed by more than `cap` tickets
that came later. Source: the office's own quy chế (`rules.basis` in the office file). The calls and
the forecast use this one function, so that they can never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from queue_server.core.ticket import Base


class Waiting(Protocol):
    """What the discipline looks at."""

    @property
    def base(self) -> Base: ...
    @property
    def overtaken(self) -> int: ...
    @property
    def is_priority(self) -> bool: ...


T = TypeVar("T", bound=Waiting)


class Choice(NamedTuple):
    """The ticket to call, and those senior to it that it passes."""

    pick: int
    passed: tuple[int, ...]


def choose(eligible: Sequence[Waiting], *, cap: int) -> Choice | None:
    """Choose among the eligible tickets of one counter; positions in `eligible`, or None if empty.

    1. If a normal ticket was already overtaken `cap` times: the earliest normal one.
    2. Else the earliest with priority, if there is one.
    3. Else the earliest of all.
    """
    if not eligible:
        return None
    is_capped = any(not one.is_priority and one.overtaken >= cap for one in eligible)
    has_priority = any(one.is_priority for one in eligible)
    if is_capped:
        candidates: Iterable[int] = (i for i, one in enumerate(eligible) if not one.is_priority)
    elif has_priority:
        candidates = (i for i, one in enumerate(eligible) if one.is_priority)
    else:
        candidates = range(len(eligible))
    pick = min(candidates, key=lambda i: eligible[i].base)
    chosen = eligible[pick].base
    return Choice(pick, tuple(i for i, one in enumerate(eligible) if one.base < chosen))
