"""What each counter did with its numbers besides serving them, for `queue_server.core.habits`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queue_server.core.habits import Habits
from queue_server.journal import schema

leg, rating = schema.leg, schema.rating

SHORT_MS: Final = 20_000
"""A service that took less was perhaps none."""
LATE_MS: Final = 120_000
"""What had lasted so long had been a service, and would have been rated."""
NOTHING: Final = Habits(0, 0, 0, 0, 0, 0)

_SENT_ON: Final = (leg.c.state == "transferred") & (
    leg.c.finished_ticks - leg.c.started_ticks > LATE_MS
)
# Taken up again and finished, a hold has kept nobody from rating.
_LAID_ASIDE: Final = (
    (leg.c.held_after_ms > LATE_MS)
    & leg.c.finished_ms.is_(None)
    & leg.c.state.not_in(("transferred", "held", "serving"))
)


def read_habits(db: Connection, first: str, last: str) -> dict[int, Habits]:
    """Count by counter what happened on some days."""
    rated = _counts(
        db,
        rating,
        first,
        last,
        {
            "served": sa.true(),
            "skipped": rating.c.is_shortened & (rating.c.state == "expired"),
            "short": rating.c.serve_ms < SHORT_MS,
        },
    )
    called = _counts(
        db,
        leg,
        first,
        last,
        {
            "sent_on": _SENT_ON,
            "laid_aside": _LAID_ASIDE,
            "out_of_order": leg.c.is_out_of_order,
        },
    )
    empty = dict.fromkeys(
        ("served", "skipped", "short", "sent_on", "laid_aside", "out_of_order"), 0
    )
    counters = sorted({*rated, *called})
    return {
        counter: _habits(empty | rated.get(counter, {}) | called.get(counter, {}))
        for counter in counters
    }


def _habits(counts: dict[str, int]) -> Habits:
    handled = counts.pop("served") + counts["sent_on"] + counts["laid_aside"]
    return Habits(handled=handled, **counts)


def _counts(
    db: Connection,
    table: sa.Table,
    first: str,
    last: str,
    what: Mapping[str, sa.ColumnElement[bool]],
) -> dict[int, dict[str, int]]:
    sums = [sa.func.sum(sa.case((which, 1), else_=0)) for which in what.values()]
    rows = db.execute(
        sa.select(table.c.counter, *sums)
        .where(table.c.day.between(first, last), table.c.counter.is_not(None))
        .group_by(table.c.counter)
    )
    return {int(row[0]): dict(zip(what, map(int, row[1:]), strict=True)) for row in rows}
