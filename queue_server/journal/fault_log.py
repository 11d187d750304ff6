"""The table of what did not work: written as devices tell it, day by day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queue_server.core import events as e
from queue_server.core.device_faults import INCIDENTS, SERVER, is_fault
from queue_server.journal import schema

fault = schema.fault


def reported(db: Connection, event: e.DeviceReported, stamp: e.Stamp, day: str) -> None:
    """Take note of a part that broke down, changed its trouble, or is well again."""
    ours = (fault.c.device == stamp.device) & (fault.c.part == event.part)
    lasting = ours & fault.c.ended_ticks.is_(None)
    if db.execute(sa.select(fault.c.seq).where(lasting, fault.c.state == event.state)).first():
        return
    db.execute(sa.update(fault).where(lasting).values(ended_ticks=stamp.ticks))
    if is_fault(event.part, event.state):
        ended = stamp.ticks if event.part in INCIDENTS else None
        row = {"device": stamp.device, "part": event.part, "state": event.state}
        _insert(db, [row | {"ended_ticks": ended}], stamp, day)


def started(db: Connection, stamp: e.Stamp, day: str) -> None:
    """Take note that the server was away."""
    row = {"device": SERVER, "part": SERVER, "state": "restarted", "ended_ticks": stamp.ticks}
    _insert(db, [row], stamp, day)


def day_opened(db: Connection, stamp: e.Stamp, day: str) -> None:
    """Take over into a new day what still does not work."""
    lasting = fault.c.ended_ticks.is_(None)
    rows = db.execute(
        sa.select(fault.c.device, fault.c.part, fault.c.state)
        .where(lasting)
        .order_by(fault.c.device, fault.c.part)
    ).all()
    db.execute(sa.update(fault).where(lasting).values(ended_ticks=stamp.ticks))
    taken = [{**row._mapping, "ended_ticks": None, "is_from_before": True} for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name
    _insert(db, taken, stamp, day)


def _insert(db: Connection, rows: list[dict[str, Any]], stamp: e.Stamp, day: str) -> None:
    beside = {"seq": stamp.seq, "day": day, "began_ticks": stamp.ticks, "is_from_before": False}
    if rows:
        db.execute(sa.insert(fault), [beside | row for row in rows])
