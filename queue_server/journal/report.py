"""Figures of a day, read from the projections; open and sealed days alike."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mot_cua.ids import DayText, UnixMs
from queue_server.core.ticket import State
from queue_server.journal import schema
from queue_server.journal.alerts import alerts_before_seal
from queue_server.journal.faults_reader import Fault, read_faults
from queue_server.journal.reasons import opinions_between, reasons_between
from queue_server.journal.supplements import Supplement, supplement_of

leg, rating, day_table = schema.leg, schema.rating, schema.day


class RatedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Ratings of one service or one counter."""

    key: str
    """A service code, or a counter's number as text."""
    served: int
    """Finished legs: each could have been rated once."""
    levels: dict[str, int]
    """Final ratings by level id."""
    dossiers: int = 0
    """Hồ sơ of the finished legs: as many as officers noted, and one where they noted none."""

    @property
    def rated(self) -> int:
        """How many were rated."""
        return sum(self.levels.values())


class DayReport(msgspec.Struct, frozen=True, kw_only=True):
    """One business day in counts; who shows it applies the rules of figures."""

    day: DayText
    is_sample: bool
    is_closed: bool
    is_made_up: bool
    closed_ms: UnixMs | None
    head: str
    """Hash of the last event before the seal; empty while the day is open."""
    issued: int
    states: dict[str, int]
    """Tickets by the state they are, or ended, in. They add up to `issued` (I11)."""
    priority: int
    waits_ms: tuple[int, ...]
    """Sorted waits of all legs that were called, from joining the line to the first call."""
    total: RatedGroup
    by_service: tuple[RatedGroup, ...]
    by_counter: tuple[RatedGroup, ...]
    unrated: int
    void_windows: int
    stray_presses: int
    came_late: int
    by_hand: int = 0
    """Numbers called and served while the server was away; no visit that could be rated."""
    admitted: int = 0
    """Papers that officers entered while their kiosk was silent."""
    faults: tuple[Fault, ...] = ()
    reasons: dict[str, int] = {}
    """What those gave as their reason who were not satisfied, by reason."""
    alerts: int = 0
    """Reasons until the seal that the leader was told of at once."""
    opinions: dict[str, int] = {}
    """Presses on kiosks that belong to no visit, by level; never in the figure."""
    supplement: Supplement = Supplement(days={}, levels={}, reasons={})
    """What phones said after the seal; in none of the figures above."""
    outcomes: dict[str, dict[str, int]] = {}
    """How visits ended, by service and outcome; visits without one have the outcome ''."""


class DaySummary(msgspec.Struct, frozen=True, kw_only=True):
    """One line in the list of days."""

    day: DayText
    is_sample: bool
    is_closed: bool
    issued: int
    served: int
    rated: int
    satisfied: int


class Reports:
    """Reads the projections; any thread may use it."""

    def __init__(self, engine: Engine, *, satisfied_levels: frozenset[str]) -> None:
        self.engine, self._satisfied = engine, satisfied_levels

    def days(self, limit: int = 100) -> list[DaySummary]:
        """List the latest days, newest first."""
        with self.engine.connect() as db:
            newest = sa.select(day_table).order_by(day_table.c.day.desc()).limit(limit)
            rows = db.execute(newest).all()
            if not rows:
                return []
            since = rows[-1].day
            issued = _by_day(db, leg, since, leg.c.is_current)
            served = _by_day(db, rating, since)
            rated = _by_day(db, rating, since, rating.c.state == "final")
            good = rating.c.level.in_(self._satisfied)
            satisfied = _by_day(db, rating, since, rating.c.state == "final", good)
        return [
            DaySummary(
                day=row.day,
                is_sample=row.is_sample,
                is_closed=row.closed_seq is not None,
                issued=issued[row.day],
                served=served[row.day],
                rated=rated[row.day],
                satisfied=satisfied[row.day],
            )
            for row in rows
        ]

    def day(self, day: str) -> DayReport | None:
        """Return the figures of one day; None when the office was not open."""
        with self.engine.connect() as db:
            row = db.execute(sa.select(day_table).where(day_table.c.day == day)).first()
            return self._report(db, row) if row else None

    def _report(self, db: Connection, row: Any) -> DayReport:
        day = row.day
        states = dict.fromkeys((state.value for state in State), 0)
        counted = (
            sa.select(leg.c.state, sa.func.count())
            .where(leg.c.day == day, leg.c.is_current)
            .group_by(leg.c.state)
        )
        states |= dict(db.execute(counted).all())
        by_service = _groups(db, day, rating.c.service)
        served = sum(one.served for one in by_service)
        levels = Counter[str]()
        for one in by_service:
            levels.update(one.levels)
        return DayReport(
            day=day,
            is_sample=row.is_sample,
            is_closed=row.closed_seq is not None,
            is_made_up=row.is_made_up,
            closed_ms=row.closed_ms,
            head=row.head,
            issued=sum(states.values()),
            states=states,
            priority=_count(
                db, leg.c.day == day, leg.c.is_current, leg.c.ticket_class == "priority"
            ),
            waits_ms=tuple(
                db.execute(
                    sa.select(leg.c.called_ticks - leg.c.joined_ticks)
                    .where(leg.c.day == day, leg.c.called_ticks.is_not(None))
                    .order_by(leg.c.called_ticks - leg.c.joined_ticks)
                ).scalars()
            ),
            total=RatedGroup(
                key="",
                served=served,
                levels=dict(levels),
                dossiers=sum(one.dossiers for one in by_service),
            ),
            by_service=by_service,
            by_counter=_groups(db, day, rating.c.counter),
            outcomes=_outcomes(db, day),
            reasons=reasons_between(db, day, day),
            alerts=alerts_before_seal(db, day, row.closed_ms),
            opinions=opinions_between(db, day, day),
            supplement=supplement_of(db, day),
            unrated=served - levels.total(),
            void_windows=_count_ratings(db, rating.c.day == day, rating.c.state == "void"),
            stray_presses=_count_of(db, schema.stray.c.day == day),
            came_late=_count_of(db, schema.late.c.day == day),
            by_hand=_count_by_hand(db, day, "called"),
            admitted=_count_by_hand(db, day, "admitted"),
            faults=read_faults(db, [row]),
        )


def _count(db: Connection, *where: sa.ColumnElement[bool]) -> int:
    found = db.execute(sa.select(sa.func.count()).select_from(leg).where(*where)).scalar()
    return int(found or 0)


def _count_ratings(db: Connection, *where: sa.ColumnElement[bool]) -> int:
    found = db.execute(sa.select(sa.func.count()).select_from(rating).where(*where)).scalar()
    return int(found or 0)


def _count_of(db: Connection, where: sa.ColumnElement[bool]) -> int:
    return int(db.execute(sa.select(sa.func.count()).where(where)).scalar() or 0)


def _count_by_hand(db: Connection, day: str, what: str) -> int:
    table = schema.by_hand.c
    return _count_of(db, sa.and_(table.day == day, table.what == what))


def _outcomes(db: Connection, day: str) -> dict[str, dict[str, int]]:
    rows = db.execute(
        sa.select(rating.c.service, rating.c.outcome, sa.func.count())
        .where(rating.c.day == day)
        .group_by(rating.c.service, rating.c.outcome)
        .order_by(rating.c.service, rating.c.outcome)
    )
    found: dict[str, dict[str, int]] = {}
    for service, outcome, count in rows:
        found.setdefault(str(service), {})[str(outcome)] = int(count)
    return found


def _by_day(
    db: Connection, table: sa.Table, since: str, *where: sa.ColumnElement[bool]
) -> Counter[str]:
    rows = db.execute(
        sa.select(table.c.day, sa.func.count())
        .where(table.c.day >= since, *where)
        .group_by(table.c.day)
    )
    return Counter({str(day): int(count) for day, count in rows})


def _levels(db: Connection, where: sa.ColumnElement[bool]) -> Counter[str]:
    rows = db.execute(
        sa.select(rating.c.level, sa.func.count())
        .where(where, rating.c.state == "final")
        .group_by(rating.c.level)
    )
    return Counter({str(level): int(count) for level, count in rows})


def _groups(db: Connection, day: str, by: sa.Column[Any]) -> tuple[RatedGroup, ...]:
    keys = db.execute(
        sa.select(by, sa.func.count(), sa.func.sum(rating.c.dossiers))
        .where(rating.c.day == day)
        .group_by(by)
        .order_by(by)
    )
    return tuple(
        RatedGroup(
            key=str(key),
            served=int(served),
            levels=dict(_levels(db, sa.and_(rating.c.day == day, by == key))),
            dossiers=int(dossiers),
        )
        for key, served, dossiers in keys
    )
