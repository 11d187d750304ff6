"""What each counter did in a week, for the signals of `queue_server.core.stuffing`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from queue_server.core.periods import Period
from queue_server.core.stuffing import FAST_MS, WEEKS_BEFORE, Finding, Tell, add, look
from queue_server.journal import schema

leg, rating = schema.leg, schema.rating

SHORT_MS: Final = 20_000
"""A service that took less was perhaps none."""
LATE_MS: Final = 120_000
"""A transfer after so long had been a service, and would have been rated."""


class CounterWeek(NamedTuple):
    """One counter in one week."""

    counter: int
    now: Tell
    findings: tuple[Finding, ...]
    short: int
    """Services of less than `SHORT_MS`."""
    late_transfers: int
    """Sent on after more than `LATE_MS` of service, so that nobody was asked to rate."""


def read_week(engine: Engine, week: Period, satisfied: Collection[str]) -> list[CounterWeek]:
    """Look at every counter that served somebody in a week, in the order of their numbers."""
    monday = date.fromisoformat(week.first)
    first = (monday - timedelta(weeks=WEEKS_BEFORE)).isoformat()
    last = (monday - timedelta(days=1)).isoformat()
    with engine.connect() as db:
        now = _tells(db, week.first, week.last, satisfied)
        before = _tells(db, first, last, satisfied)
        short, late = _short(db, week), _late_transfers(db, week)
    return [
        CounterWeek(
            counter,
            tell,
            look(
                tell,
                before.get(counter, add([])),
                add(other for number, other in before.items() if number != counter),
            ),
            short.get(counter, 0),
            late.get(counter, 0),
        )
        for counter, tell in sorted(now.items())
    ]


def _tells(db: Connection, first: str, last: str, satisfied: Collection[str]) -> dict[int, Tell]:
    is_final = rating.c.state == "final"
    rows = db.execute(
        sa.select(
            rating.c.counter,
            sa.func.count(),
            _how_many(is_final),
            _how_many(is_final & rating.c.level.in_(satisfied)),
            _how_many(is_final & (rating.c.channel != "phone") & (rating.c.press_ms < FAST_MS)),
        )
        .where(rating.c.day.between(first, last))
        .group_by(rating.c.counter)
    )
    return {int(row[0]): Tell(*map(int, row[1:])) for row in rows}


def _how_many(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((which, 1), else_=0))


def _short(db: Connection, week: Period) -> dict[int, int]:
    rows = db.execute(
        sa.select(rating.c.counter, sa.func.count())
        .where(rating.c.day.between(week.first, week.last), rating.c.serve_ms < SHORT_MS)
        .group_by(rating.c.counter)
    )
    return {int(counter): int(count) for counter, count in rows}


def _late_transfers(db: Connection, week: Period) -> dict[int, int]:
    rows = db.execute(
        sa.select(leg.c.counter, sa.func.count())
        .where(
            leg.c.day.between(week.first, week.last),
            leg.c.state == "transferred",
            leg.c.finished_ticks - leg.c.started_ticks > LATE_MS,
        )
        .group_by(leg.c.counter)
    )
    return {int(counter): int(count) for counter, count in rows}
