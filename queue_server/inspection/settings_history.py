"""Which settings were in force during a period: those at its beginning, and every change since.

Settings are events as everything else is, so that an inspector can follow them with the verifiers:
the changes before the period are handed out with their hashes, those within it are among its
events.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queue_server.inspection.hiding import line_of
from queue_server.inspection.kiem_tra import SETTINGS, change
from queue_server.journal import schema


def history(db: Connection, first: int) -> dict[str, Any]:
    """Return the settings in force at event `first`, and the events that made them so."""
    event = schema.event
    rows = db.execute(
        sa.select(event)
        .where(event.c.seq < first, event.c.kind.in_(SETTINGS))
        .order_by(event.c.seq)
    ).all()
    in_force: dict[str, Any] = {}
    for row in rows:
        change(in_force, msgspec.json.decode(row.body))
    return {"in_force": in_force, "events": [line_of(row) for row in rows]}
