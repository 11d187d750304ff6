"""Alerts to the leader, as the journal's file keeps them; any thread may read."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mot_cua.ids import DayText, UnixMs
from queue_server.core.alerts import Step
from queue_server.journal import schema

table = schema.alert


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One alert, with how far it is."""

    id: str
    day: DayText
    """Of the visit."""
    service: str
    counter: int
    hour: int
    """In which the visit was finished; no finer, because a minute is a person."""
    reason: str
    raised_ms: UnixMs
    due: DayText
    step: Step
    seen_by: str
    seen_ms: UnixMs | None
    handled_by: str
    handled_ms: UnixMs | None
    answer: str


class AlertCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The alerts of a period."""

    raised: int = 0
    handled: int = 0


def read_alerts(engine: Engine) -> list[Alert]:
    """List every alert: first what is not dealt with, the most urgent of it, then the latest."""
    with engine.connect() as db:
        rows = db.execute(sa.select(table)).all()
    found = [msgspec.convert(row, Alert, from_attributes=True) for row in rows]
    found.sort(key=lambda one: -one.raised_ms)
    return sorted(found, key=lambda one: (one.step == "handled", one.due, -one.raised_ms))


def alert_steps(engine: Engine) -> dict[str, Step]:
    """Return how far each alert is."""
    return {one.id: one.step for one in read_alerts(engine)}


def alerts_between(db: Connection, first: str, last: str) -> AlertCounts:
    """Count the alerts about visits of some days, both included, as they are by now."""
    query = sa.select(table.c.step).where(table.c.day.between(first, last))
    steps = list(db.execute(query).scalars())
    return AlertCounts(raised=len(steps), handled=steps.count("handled"))


def alerts_before_seal(db: Connection, day: str, closed_ms: int | None) -> int:
    """Count what was raised of a day until its seal; what is sealed does not change."""
    query = sa.select(sa.func.count()).where(table.c.day == day)
    if closed_ms is not None:
        query = query.where(table.c.raised_ms <= closed_ms)
    return int(db.execute(query).scalar() or 0)
