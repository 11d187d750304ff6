"""Past days as a simulation lives them again: who came when, and when each counter worked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mot_cua.business_day import ms_of
from mot_cua.ids import DayText
from queue_server.core import events as e
from queue_server.core.forecast.hall import Periods
from queue_server.core.forecast.what_if import Arrival, PastDay
from queue_server.journal import schema

MOST_DAYS: Final = 20
"""Four weeks: enough to see how days differ, and not yet another season."""
_DAY_S: Final = 24 * 3600.0
_KINDS: Final = tuple(
    str(kind.__struct_config__.tag) for kind in (e.CounterOpened, e.CounterPaused, e.CounterClosed)
)
_DECODER: Final = msgspec.json.Decoder(e.CounterOpened | e.CounterPaused | e.CounterClosed)


class KnownDay(NamedTuple):
    """A sealed day, and how long its people really waited."""

    day: DayText
    past: PastDay
    waited_s: tuple[float, ...]
    """Of everybody who was called; first legs only, as in the arrivals."""


class PastDays:
    """Reads them; any thread may use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self, counters: Sequence[int], *, limit: int = MOST_DAYS) -> list[KnownDay]:
        """Return the last sealed days on which somebody came, oldest first.

        Days of sample data are left out, unless the newest day is one: then they are all there is.
        """
        table = schema.day
        with self._engine.connect() as db:
            newest = db.execute(sa.select(table).order_by(table.c.opened_seq.desc())).first()
            if newest is None:
                return []
            query = (
                sa.select(table)
                .where(table.c.closed_seq.is_not(None), table.c.is_sample == newest.is_sample)
                .order_by(table.c.opened_seq.desc())
                .limit(limit)
            )
            found = [_day(db, row, counters) for row in reversed(db.execute(query).all())]
        return [one for one in found if one.past.arrivals]


def _day(db: Connection, row: Any, counters: Sequence[int]) -> KnownDay:
    leg, midnight = schema.leg, ms_of(row.day)
    query = sa.select(
        leg.c.issued_ms, leg.c.service, leg.c.ticket_class, leg.c.called_ticks, leg.c.joined_ticks
    ).where(leg.c.day == row.day, leg.c.leg == 1, leg.c.state != "cancelled")
    rows = db.execute(query.order_by(leg.c.joined_ticks)).all()
    arrivals = tuple(
        Arrival((one.issued_ms - midnight) / 1000, one.service, one.ticket_class == "priority")
        for one in rows
        # A paper that a kiosk with a wrong clock gave out says nothing about when people come.
        if 0 <= one.issued_ms - midnight < _DAY_S * 1000
    )
    waited = tuple(
        (one.called_ticks - one.joined_ticks) / 1000 for one in rows if one.called_ticks is not None
    )
    hours = dict.fromkeys(counters, ()) | _hours(db, row, midnight)
    return KnownDay(row.day, PastDay(arrivals, hours), waited)


def _hours(db: Connection, row: Any, midnight: int) -> dict[int, Periods]:
    """Return when each counter was open, without its pauses, in seconds since midnight."""
    event = schema.event
    query = (
        sa.select(event.c.wall_ms, event.c.body)
        .where(event.c.seq > row.opened_seq, event.c.seq < row.closed_seq)
        .where(event.c.kind.in_(_KINDS))
        .order_by(event.c.seq)
    )
    changes = [((at - midnight) / 1000, _DECODER.decode(body)) for at, body in db.execute(query)]
    return open_hours(changes, (row.closed_ms - midnight) / 1000)


def open_hours(
    changes: Iterable[tuple[float, e.CounterOpened | e.CounterPaused | e.CounterClosed]],
    ends_s: float,
) -> dict[int, Periods]:
    """Make periods of openings and closings; what is open at the end closes then."""
    periods: dict[int, list[tuple[float, float]]] = defaultdict(list)
    since: dict[int, float] = {}
    for at, event in changes:
        if isinstance(event, e.CounterOpened):
            since.setdefault(event.counter, at)
        elif event.counter in since:
            periods[event.counter].append((since.pop(event.counter), at))
    for counter, begun in since.items():
        periods[counter].append((begun, ends_s))
    return {
        counter: tuple((begins, ends) for begins, ends in own if ends > begins)
        for counter, own in periods.items()
    }
