"""The ratings of a period, counted by any key: service and counter, day and hour, length of wait.

A visit without a final rating counts as served alone. What phones said after the seal of a day is
added to the visits, which the seal has as ones that nobody rated.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queue_server.journal import schema
from queue_server.journal.report import RatedGroup

rating, late = schema.rating, schema.late_rating

WAIT_BANDS_MIN: Final = (5, 15, 30)
"""Waits up to these many minutes are looked at together; the last band has no end."""

Tuple = tuple[Any, ...]
Keys = Callable[[sa.Table], list[sa.ColumnElement[Any]]]
"""By what to count: the columns of `rating`, and those of the same names of what came late."""


def total_between(db: Connection, first: str, last: str, *, with_late: bool = True) -> RatedGroup:
    """Count all visits of some days, both included."""
    return _group("", _counted(db, lambda _: [], first, last, with_late=with_late)[()])


def groups_between(db: Connection, by: Keys, first: str, last: str) -> dict[Tuple, RatedGroup]:
    """Count by any key."""
    cells = _counted(db, by, first, last)
    return {key: _group(str(key[0]), levels) for key, levels in cells.items()}


def desks_between(db: Connection, first: str, last: str) -> dict[Tuple, RatedGroup]:
    """Count by service and counter; these groups alone know their dossiers."""

    def by(of: sa.Table) -> list[sa.ColumnElement[Any]]:
        return [of.c.service, of.c.counter]

    total = sa.func.sum(rating.c.dossiers)
    rows = db.execute(
        sa.select(*by(rating), total).where(rating.c.day.between(first, last)).group_by(*by(rating))
    )
    dossiers = {tuple(desk): int(count) for *desk, count in rows}
    desks = groups_between(db, by, first, last)
    return {key: msgspec.structs.replace(one, dossiers=dossiers[key]) for key, one in desks.items()}


def bands_between(db: Connection, first: str, last: str) -> tuple[RatedGroup, ...]:
    """Count by `WAIT_BANDS_MIN`; the key is the band's place."""

    def band(of: sa.Table) -> list[sa.ColumnElement[Any]]:
        bands = [
            (of.c.wait_ms <= most * 60_000, place) for place, most in enumerate(WAIT_BANDS_MIN)
        ]
        return [sa.case(*bands, else_=len(WAIT_BANDS_MIN)).label("band")]

    cells = _counted(db, band, first, last)
    return tuple(_group(str(place), cells[(place,)]) for place in range(len(WAIT_BANDS_MIN) + 1))


def added(groups: dict[Tuple, RatedGroup], key_of: Callable[[Tuple], Any]) -> dict[Any, RatedGroup]:
    """Add up the groups that have the same part of their keys, in the order of that part."""
    together: defaultdict[Any, list[RatedGroup]] = defaultdict(list)
    for key, one in groups.items():
        together[key_of(key)].append(one)
    return {key: sum_of(str(key), together[key]) for key in sorted(together)}


def sum_of(key: str, groups: Iterable[RatedGroup]) -> RatedGroup:
    """Add up groups, and give the whole a key."""
    levels, served, dossiers = Counter[str](), 0, 0
    for one in groups:
        levels.update(one.levels)
        served += one.served
        dossiers += one.dossiers
    return RatedGroup(key=key, served=served, levels=dict(levels), dossiers=dossiers)


def _group(key: str, levels: Counter[str]) -> RatedGroup:
    rated = {level: count for level, count in levels.items() if level}
    return RatedGroup(key=key, served=levels.total(), levels=rated)


def _counted(
    db: Connection, by: Keys, first: str, last: str, *, with_late: bool = True
) -> defaultdict[Tuple, Counter[str]]:
    """Count by level within each key; a visit without a final rating has the level ''."""
    level = sa.case((rating.c.state == "final", rating.c.level), else_="")
    cells: defaultdict[Tuple, Counter[str]] = defaultdict(Counter)
    for key, shown, count in _grouped(db, [*by(rating), level], rating.c.day.between(first, last)):
        cells[key][shown] += count
    if with_late:
        for key, shown, count in _grouped(
            db, [*by(late), late.c.level], late.c.day.between(first, last)
        ):
            # The visit stands in the seal as one that nobody rated.
            cells[key][shown] += count
            cells[key][""] -= count
    return cells


def _grouped(
    db: Connection, keys: list[sa.ColumnElement[Any]], where: sa.ColumnElement[bool]
) -> Iterator[tuple[Tuple, str, int]]:
    """Count the rows of each key; the last one is the level."""
    *by, level = keys
    # By its place: PostgreSQL does not take a computed column again for the same one.
    rows = db.execute(
        sa.select(*by, level.label("shown"), sa.func.count())
        .where(where)
        .group_by(*(sa.text(str(place + 1)) for place in range(len(keys))))
    )
    for *key, shown, count in rows:
        yield tuple(key), shown, count
