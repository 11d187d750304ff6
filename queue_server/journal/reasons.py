"""What people said beside the figure: reasons, and opinions on kiosks that belong to no visit."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queue_server.journal import schema

rating = schema.rating


def reasons_with_late(db: Connection, first: str, last: str) -> dict[str, int]:
    """Count the reasons of a period: of its days as they were sealed, and what came later."""
    late = schema.late_rating.c
    rows = db.execute(
        sa.select(late.why, sa.func.count())
        .where(late.day.between(first, last), late.why != "")
        .group_by(late.why)
    )
    found = Counter(reasons_between(db, first, last))
    found.update({str(why): int(count) for why, count in rows})
    return dict(found)


def reasons_between(db: Connection, first: str, last: str) -> dict[str, int]:
    """Count the reasons from one day to another, both included, as they were sealed."""
    # Word for word as in the index: SQLite takes it for no other condition.
    given = sa.text("why != ''")
    rows = db.execute(
        sa.select(rating.c.why, sa.func.count())
        .where(rating.c.day.between(first, last), given, rating.c.state == "final")
        .group_by(rating.c.why)
    )
    return {str(why): int(count) for why, count in rows}


def opinions_between(db: Connection, first: str, last: str) -> dict[str, int]:
    """Count the opinions that belong to no visit by level, both days included."""
    table = schema.opinion.c
    rows = db.execute(
        sa.select(table.level, sa.func.count())
        .where(table.day.between(first, last))
        .group_by(table.level)
    )
    return {str(level): int(count) for level, count in rows}
