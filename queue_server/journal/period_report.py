"""Figures of a period, counted from the projections: sealed days and what came after their seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mot_cua.ids import DayText, UnixMs
from queue_server.core.figures import ninth_place
from queue_server.core.periods import Cutoff, Period, period_of
from queue_server.core.registers.entries import Entries
from queue_server.core.ticket import State
from queue_server.journal import schema
from queue_server.journal.alerts import AlertCounts, alerts_between
from queue_server.journal.faults_reader import Fault, read_faults
from queue_server.journal.rated_groups import (
    added,
    bands_between,
    desks_between,
    groups_between,
    sum_of,
    total_between,
)
from queue_server.journal.reasons import opinions_between, reasons_with_late
from queue_server.journal.registers import read_entries
from queue_server.journal.report import RatedGroup

leg, rating = schema.leg, schema.rating
day_table, remedy = schema.day, schema.remedy
by_hand = schema.by_hand


class Waits(NamedTuple):
    """The waits of all legs that were called, from joining the line to the first call."""

    called: int
    mean_ms: int
    ninth_ms: int
    """Nine of ten waited no longer; a wait that somebody had."""
    longest_ms: int
    over: int
    """How many waited longer than the office's own limit."""


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """What the leader wrote about a period that fell short."""

    id: str
    period: str
    recorded_ms: UnixMs
    changed_ms: UnixMs
    cause: str
    action: str
    owner: str
    due: DayText
    effect: str


class Seals(NamedTuple):
    """What the seals of some days say, added up."""

    issued: int = 0
    served: int = 0
    """Finished legs: each could have been rated once."""
    rated: int = 0


class PeriodReport(msgspec.Struct, frozen=True, kw_only=True):
    """One period in counts; who shows it applies the rules of figures."""

    period: Period
    is_sample: bool
    sealed: tuple[DayText, ...]
    open_days: tuple[DayText, ...]
    """Days whose figures still change: at most the present one."""
    seals: Seals
    came_late: int
    """Papers that became known after the seal of their day; not in `issued`."""
    rated_late: int
    """Ratings by phone after the seal of their day; in `total`, and in none of the seals."""
    issued: int
    open_issued: int
    """Of these, the ones of days that are not closed."""
    states: dict[str, int]
    """Tickets by the state they are, or ended, in. They add up to `issued` (I11)."""
    priority: int
    waits: Waits
    total: RatedGroup
    by_service: tuple[RatedGroup, ...]
    by_counter: tuple[RatedGroup, ...]
    by_desk: dict[tuple[str, str], RatedGroup]
    """By service and counter."""
    by_day: dict[str, RatedGroup]
    by_hour: dict[tuple[int, int], RatedGroup]
    """By weekday (0 is Monday) and hour of the finish."""
    by_wait: tuple[RatedGroup, ...]
    """By `rated_groups.WAIT_BANDS_MIN`; the key is the band's place."""
    outcomes: dict[str, int]
    reasons: dict[str, int]
    """What those gave as their reason who were not satisfied, by reason."""
    alerts: AlertCounts
    opinions: dict[str, int]
    """Presses on kiosks that belong to no visit, by level; never in the figure."""
    void_windows: int
    stray_presses: int
    by_hand: int
    """Numbers called and served while the server was away; no visit that could be rated."""
    admitted: int
    """Papers that officers entered while their kiosk was silent."""
    faults: tuple[Fault, ...]


class PeriodReports:
    """Reads the projections; any thread may use it."""

    def __init__(self, engine: Engine, *, long_wait_min: int, cutoff: Cutoff = "calendar") -> None:
        self._engine, self._long_wait_ms = engine, long_wait_min * 60_000
        self._cutoff = cutoff

    def read(self, period: Period) -> PeriodReport | None:
        """Count a period; None when the office was open on none of its days."""
        with self._engine.connect() as db:
            days = db.execute(_in(day_table, period).order_by(day_table.c.day)).all()
            return self._report(db, period, days) if days else None

    def total(self, first: str, last: str) -> RatedGroup:
        """Count the ratings of some days, for a comparison.

        One day is told as it was sealed; several are told with what phones said after the seals.
        """
        with self._engine.connect() as db:
            return total_between(db, first, last, with_late=first != last)

    def entries(self) -> Entries:
        """Return the lines of the registers as they stand now."""
        return read_entries(self._engine)

    def remedies(self, *, since: str, until: str) -> list[Remedy]:
        """List what was written about periods that lie between two days, oldest first."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(remedy).order_by(remedy.c.recorded_ms, remedy.c.id)).all()
        found = [Remedy(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name
        return [one for one in found if since <= self._last_day(one.period) <= until]

    def _last_day(self, name: str) -> DayText:
        return period_of(name, cutoff=self._cutoff).last

    def _report(self, db: Connection, period: Period, days: Any) -> PeriodReport:
        first, last = period.first, period.last
        states = _states(db, period)
        sealed = [row for row in days if row.closed_seq is not None]
        open_days = tuple(DayText(row.day) for row in days if row.closed_seq is None)
        totals = [msgspec.json.decode(row.totals, type=dict[str, int]) for row in sealed]
        desks = desks_between(db, first, last)
        hours = groups_between(db, lambda of: [of.c.day, of.c.hour], first, last)
        return PeriodReport(
            period=period,
            is_sample=any(row.is_sample for row in days),
            sealed=tuple(DayText(row.day) for row in sealed),
            open_days=open_days,
            seals=_seals(totals),
            open_issued=_count(db, leg, period, leg.c.is_current, leg.c.day.in_(open_days)),
            came_late=_count(db, schema.late, period),
            rated_late=_count(db, schema.late_rating, period),
            issued=sum(states.values()),
            states=states,
            priority=_count(db, leg, period, leg.c.is_current, leg.c.ticket_class == "priority"),
            waits=self._waits(db, period),
            total=sum_of("", desks.values()),
            by_service=tuple(added(desks, lambda key: key[0]).values()),
            by_counter=tuple(added(desks, lambda key: key[1]).values()),
            by_desk={
                (str(service), str(counter)): one for (service, counter), one in desks.items()
            },
            by_day=added(hours, lambda key: key[0]),
            by_hour=added(hours, lambda key: (_weekday(key[0]), key[1])),
            by_wait=bands_between(db, first, last),
            outcomes=_outcomes(db, period),
            reasons=reasons_with_late(db, first, last),
            alerts=alerts_between(db, first, last),
            opinions=opinions_between(db, first, last),
            void_windows=_count(db, rating, period, rating.c.state == "void"),
            stray_presses=_count(db, schema.stray, period),
            by_hand=_count(db, by_hand, period, by_hand.c.what == "called"),
            admitted=_count(db, by_hand, period, by_hand.c.what == "admitted"),
            faults=read_faults(db, days),
        )

    def _waits(self, db: Connection, period: Period) -> Waits:
        wait = leg.c.called_ticks - leg.c.joined_ticks
        called = _within(leg, period) & leg.c.called_ticks.is_not(None)
        count, total, longest, over = db.execute(
            sa.select(
                sa.func.count(),
                sa.func.sum(wait),
                sa.func.max(wait),
                sa.func.sum(sa.case((wait > self._long_wait_ms, 1), else_=0)),
            ).where(called)
        ).one()
        if not count:
            return Waits(0, 0, 0, 0, 0)
        ninth = db.execute(
            sa.select(wait).where(called).order_by(wait).offset(ninth_place(count)).limit(1)
        )
        return Waits(count, int(total) // count, int(ninth.scalar_one()), int(longest), int(over))


def _seals(totals: Sequence[Mapping[str, int]]) -> Seals:
    names = ("issued", "legs-finished", "rated")
    return Seals(*(sum(one[name] for one in totals) for name in names))


def _within(table: sa.Table, period: Period) -> sa.ColumnElement[bool]:
    return table.c.day.between(period.first, period.last)


def _in(table: sa.Table, period: Period) -> sa.Select[Any]:
    return sa.select(table).where(_within(table, period))


def _count(db: Connection, table: sa.Table, period: Period, *where: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(_within(table, period), *where)
    return int(db.execute(query).scalar() or 0)


def _states(db: Connection, period: Period) -> dict[str, int]:
    rows = db.execute(
        sa.select(leg.c.state, sa.func.count())
        .where(_within(leg, period), leg.c.is_current)
        .group_by(leg.c.state)
    )
    return dict.fromkeys((state.value for state in State), 0) | {
        str(state): int(count) for state, count in rows
    }


def _outcomes(db: Connection, period: Period) -> dict[str, int]:
    rows = db.execute(
        sa.select(rating.c.outcome, sa.func.count())
        .where(_within(rating, period))
        .group_by(rating.c.outcome)
    )
    return {str(outcome): int(count) for outcome, count in rows}


def _weekday(day: str) -> int:
    return date.fromisoformat(day).weekday()
