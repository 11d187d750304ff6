"""The month's sheet of each officer: for the leader alone, of whole months, and never a ranking.

1. Nothing is told of an officer with fewer than `LEAST` ratings in the month, nor so that whoever
   knows the office's total can find it by subtracting.
2. A month that is not over is not told: from one day to the next, single ratings would show.
3. Officers stand in the order of their names, and nobody beside anybody else.

Source: Nghị định 61/2018/NĐ-CP, Điều 9.3 (monthly notice of each officer's work), Điều 27.3
(confidentiality of those who rate).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from config.settings import Settings
from mot_cua.vietnamese import SortKey, sort_key
from queue_server.core.small_numbers import told
from queue_server.journal.report import RatedGroup
from queue_server.web.satisfaction import Satisfaction, said_of

LEAST: Final = 30
"""Ratings in a month."""


class OfficerLine(NamedTuple):
    """One officer's month."""

    name: str
    said: Satisfaction


class OfficerSheet(NamedTuple):
    """All that the leader is told of a month."""

    lines: tuple[OfficerLine, ...]
    too_few: tuple[str, ...]
    """Names of those of whom nothing is told, in their order."""


def officer_sheet(groups: Sequence[RatedGroup], settings: Settings) -> OfficerSheet:
    """Decide of whom something may be told, and say it."""
    alone = told([(one.key, one.rated) for one in groups], LEAST).alone
    # By the given name, as in every list of people; it is the last word.
    named = sorted((one for one in groups if one.key), key=lambda one: _place(one.key))
    shown = [one for one in named if one.key in alone and one.rated >= LEAST]
    return OfficerSheet(
        lines=tuple(_lines(shown, settings)),
        too_few=tuple(one.key for one in named if one not in shown),
    )


def _place(name: str) -> tuple[SortKey, SortKey]:
    *rest, given = name.split()
    return sort_key(given), sort_key(" ".join(rest))


def _lines(groups: Sequence[RatedGroup], settings: Settings) -> Iterator[OfficerLine]:
    for one in groups:
        yield OfficerLine(one.key, said_of(one, settings))
