"""Rows of a table of ratings, with small groups told together (`core/small_numbers.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from config.settings import Settings
from mot_cua.vietnamese import figure
from queue_server.core.small_numbers import told
from queue_server.journal.rated_groups import sum_of
from queue_server.journal.report import RatedGroup
from queue_server.web.satisfaction import Satisfaction, said_of


class Named(NamedTuple):
    """A group with the name that it has in a table."""

    name: str
    group: RatedGroup
    target: int | None = None
    """Percent; None means the office's own."""


class Line(NamedTuple):
    """One row of a table of ratings."""

    name: str
    said: Satisfaction
    key: str
    """Of a service or counter; `HT+CT` when several are told together."""
    is_together: bool = False


def service_lines(groups: Iterable[RatedGroup], settings: Settings) -> tuple[Line, ...]:
    """Describe the services in the order of the office file; what it no longer knows comes last."""
    known, found = {one.code: one for one in settings.service}, {one.key: one for one in groups}
    named = [
        Named(known[code].name, _of(found, code), known[code].target_percent)
        if code in known
        else Named(code, found[code])
        for code in dict.fromkeys((*known, *found))
    ]
    return tuple(lines_of(named, settings))


def counter_lines(groups: Iterable[RatedGroup], settings: Settings) -> tuple[Line, ...]:
    """Describe the counters by their numbers, with those that the office file no longer knows."""
    found = {one.key: one for one in groups}
    numbers = sorted({*(str(one.number) for one in settings.counter), *found}, key=int)
    return tuple(lines_of([Named(f"Quầy {one}", _of(found, one)) for one in numbers], settings))


def _of(found: Mapping[str, RatedGroup], key: str) -> RatedGroup:
    return found.get(key) or RatedGroup(key=key, served=0, levels={})


def lines_of(groups: Sequence[Named], settings: Settings) -> Iterator[Line]:
    """Describe groups in their order; those that are too small come last, in one row."""
    floor = settings.rating.shown_from
    how = told([(one.group.key, one.group.rated) for one in groups], floor)
    for one in groups:
        if one.group.key in how.alone:
            yield Line(one.name, said_of(one.group, settings, one.target), one.group.key)
    small = [one for one in groups if one.group.key in how.together]
    if small:
        names = " · ".join(one.name for one in small)
        name = f"Gộp các dòng ít đánh giá (dưới {figure(floor)} lượt): {names}"
        key = "+".join(how.together)
        yield Line(
            name,
            said_of(sum_of(key, (one.group for one in small)), settings),
            key,
            is_together=True,
        )
