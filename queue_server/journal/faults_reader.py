"""What did not work on some days, put together by device, part and trouble."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queue_server.journal import schema

fault, event = schema.fault, schema.event


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of trouble of one part of a device."""

    device: str
    part: str
    state: str
    times: int
    """How often it began; 0 when it only goes on from the day before."""
    lasted_ms: int
    """Within the business days; 0 for what was over at once."""
    is_over: bool = True
    """Whether it had ended when the last of these days closed."""


def read_faults(db: Connection, days: Sequence[Any]) -> tuple[Fault, ...]:
    """Read the faults of some rows of the table of days, in the order in which they began.

    What goes on when its day closes counts until then, and says the same whenever it is read.
    """
    ends = _ends(db, days)
    found: defaultdict[tuple[str, str, str], list[Fault]] = defaultdict(list)
    rows = db.execute(sa.select(fault).where(fault.c.day.in_(ends)).order_by(fault.c.seq))
    for row in rows:
        one = _fault(row, ends[row.day])
        found[one.device, one.part, one.state].append(one)
    return tuple(_together(ones) for ones in found.values())


class _End(NamedTuple):
    ticks: int
    is_closed: bool


def _ends(db: Connection, days: Sequence[Any]) -> dict[str, _End]:
    """Return until when each day counts: its closing; for an open one, the newest event."""
    newest = sa.select(event.c.ticks).order_by(event.c.seq.desc()).limit(1)
    now = int(db.execute(newest).scalar_one())
    return {
        row.day: _End(now, is_closed=False)
        if row.closed_ticks is None
        else _End(row.closed_ticks, is_closed=True)
        for row in days
    }


def _fault(row: Any, end: _End) -> Fault:
    ended = row.ended_ticks
    is_over = ended is not None and (ended < end.ticks or not end.is_closed)
    return Fault(
        device=row.device,
        part=row.part,
        state=row.state,
        times=0 if row.is_from_before else 1,
        lasted_ms=max(0, (ended if is_over else end.ticks) - row.began_ticks),
        is_over=is_over or ended == row.began_ticks,
    )


def _together(ones: Sequence[Fault]) -> Fault:
    return msgspec.structs.replace(
        ones[-1],
        times=sum(one.times for one in ones),
        lasted_ms=sum(one.lasted_ms for one in ones),
    )
