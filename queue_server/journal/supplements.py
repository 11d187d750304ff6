"""What phones said of a sealed day after its seal: dated, and never part of the sealed figures."""

from __future__ import annotations

from collections import Counter

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queue_server.journal import schema

late = schema.late_rating


class Supplement(msgspec.Struct, frozen=True, kw_only=True):
    """Ratings of one day that came after its seal."""

    days: dict[str, int]
    """How many were recorded on which day."""
    levels: dict[str, int]
    reasons: dict[str, int]

    @property
    def rated(self) -> int:
        """How many there are."""
        return sum(self.levels.values())


def supplement_of(db: Connection, day: str) -> Supplement:
    """Count what came late of the visits of a day; mostly nothing."""
    rows = db.execute(sa.select(late).where(late.c.day == day).order_by(late.c.recorded_day)).all()
    return Supplement(
        days=dict(Counter(str(row.recorded_day) for row in rows)),
        levels=dict(Counter(str(row.level) for row in rows)),
        reasons=dict(Counter(str(row.why) for row in rows if row.why)),
    )
