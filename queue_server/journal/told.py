"""The log of forecasts: what was told with each number, beside the chain and not in it.

1. It is no evidence of anything that happened, so it is not hashed; losing it costs a judgement.
2. It waits for the next events and is written in their transaction: it never costs a commit.
3. It is kept for `KEPT_WEEKS`; what a week was worth is in the chain, as one event.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mot_cua.ids import DayText
from queue_server.core.forecast.judgement import Given, Past, Verdict, week_of, weeks_before
from queue_server.journal import schema

KEPT_WEEKS: Final = 10
_MOST_WAITING: Final = 1000
"""Rows that wait for a disk that does not take them."""


class Told:
    """The journal's side: forecasts to be written with the next events."""

    def __init__(self) -> None:
        self._waiting: list[dict[str, Any]] = []

    def add(self, day: str, given: Sequence[Given]) -> None:
        """Take forecasts that were given on a day."""
        self._waiting += [{"day": day} | one._asdict() for one in given]
        del self._waiting[:-_MOST_WAITING]

    def write(self, db: Connection) -> None:
        """Write what waits, in the transaction of somebody else."""
        if self._waiting:
            known = sa.select(schema.told.c.ticket)
            tickets = [one["ticket"] for one in self._waiting]
            written = set(db.execute(known.where(schema.told.c.ticket.in_(tickets))).scalars())
            fresh = {one["ticket"]: one for one in self._waiting if one["ticket"] not in written}
            if fresh:
                db.execute(sa.insert(schema.told), list(fresh.values()))

    def forget(self, db: Connection, week: str) -> None:
        """Let go of what is too old in this week."""
        oldest = weeks_before(week, KEPT_WEEKS)
        db.execute(sa.delete(schema.told).where(schema.told.c.day < oldest))

    def is_written(self) -> None:
        """Hear that the transaction was committed."""
        self._waiting.clear()


class JudgedWeek(NamedTuple):
    """A week, what its forecasts were worth, and how spreads were mended by it."""

    week: DayText
    """Its Monday."""
    verdict: Verdict
    stretch: float
    """By what spreads were stretched from then on."""
    stretch_before: float


class PastForecasts:
    """Reads what was told and what came of it; any thread may use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_week(self, week: str) -> list[Past]:
        """Return the forecasts of a week whose holders were called, in no order."""
        leg, told = schema.leg, schema.told
        waited = (leg.c.called_ticks - leg.c.joined_ticks) / 1000.0
        query = (
            sa.select(told.c.low_s, told.c.middle_s, told.c.high_s, waited)
            .join(leg, sa.and_(leg.c.ticket == told.c.ticket, leg.c.leg == 1))
            .where(told.c.day >= week, told.c.day < weeks_before(week, -1))
            .where(leg.c.called_ticks.is_not(None))
        )
        with self._engine.connect() as db:
            return [Past(*row) for row in db.execute(query)]

    def weeks_told(self, *, after: str, before: str) -> list[DayText]:
        """Return the weeks between two others in which forecasts were given, oldest first."""
        query = sa.select(schema.told.c.day).distinct().where(schema.told.c.day < before)
        with self._engine.connect() as db:
            weeks = {week_of(day) for day in db.execute(query).scalars()}
        return sorted(week for week in weeks if week > after)

    def weeks(self, limit: int) -> list[JudgedWeek]:
        """Return the last weeks that were judged, oldest first."""
        table = schema.forecast_week
        query = sa.select(table).order_by(table.c.week.desc()).limit(limit)
        with self._engine.connect() as db:
            rows = db.execute(query).all()
        return [
            JudgedWeek(
                row.week,
                Verdict(row.waits, row.inside, row.off_s, row.bias_s, row.waited_s),
                row.stretch,
                row.stretch_before,
            )
            for row in reversed(rows)
        ]
