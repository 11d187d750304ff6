"""How visits were rated, by who had served them."""

from __future__ import annotations

from collections import Counter, defaultdict

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from queue_server.core.periods import Period
from queue_server.journal import schema
from queue_server.journal.report import RatedGroup

rating = schema.rating


def read_officers(engine: Engine, period: Period) -> list[RatedGroup]:
    """Count by officer; the key is a name, and empty where nobody had signed in at the counter."""
    level = sa.case((rating.c.state == "final", rating.c.level), else_="").label("shown")
    query = (
        sa.select(rating.c.officer, level, sa.func.count())
        .where(rating.c.day.between(period.first, period.last))
        .group_by(sa.text("1"), sa.text("2"))
    )
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with engine.connect() as db:
        for officer, shown, count in db.execute(query):
            found[officer][shown] += count
    return [
        RatedGroup(
            key=officer,
            served=levels.total(),
            levels={one: count for one, count in levels.items() if one},
        )
        for officer, levels in found.items()
    ]
