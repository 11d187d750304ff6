"""Figures of a period, counted from the projections: sealed days and what came after their seal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

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
from queue_server.journal.reasons import opinions_between, reasons_with_late
from queue_server.journal.registers import read_entries
from queue_server.journal.report import RatedGroup

leg, rating, late = schema.leg, schema.rating, schema.late_rating
day_table, remedy = schema.day, schema.remedy
by_hand = schema.by_hand

WAIT_BANDS_MIN: Final = (5, 15, 30)
"""Waits up to these many minutes are looked at together; the last band has no end."""

Tuple = tuple[Any, ...]
Keys = Callable[[sa.Table], list[sa.ColumnElement[Any]]]
"""By what to count: the columns of `rating`, and those of the same names of what came late."""


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
    """By `WAIT_BANDS_MIN`; the key is the band's place."""
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
            cells = _counted(db, lambda _: [], first, last, with_late=first != last)
        return _group("", cells[()])

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
        desks = _desks(db, period)
        hours = _counted(db, lambda of: [of.c.day, of.c.hour], first, last)
        by_service = _added(desks, lambda key: key[0])
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
            total=_sum("", desks.values()),
            by_service=tuple(by_service[key] for key in sorted(by_service)),
            by_counter=_by_counter(desks),
            by_desk={
                (str(service), str(counter)): one for (service, counter), one in desks.items()
            },
            by_day=_added(_groups(hours), lambda key: key[0]),
            by_hour=_added(_groups(hours), lambda key: (_weekday(key[0]), key[1])),
            by_wait=_by_wait(db, period),
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


def _counted(
    db: Connection, by: Keys, first: str, last: str, *, with_late: bool = True
) -> defaultdict[Tuple, Counter[str]]:
    """Count by level within each key; a visit without a final rating has the level ''."""
    level = sa.case((rating.c.state == "final", rating.c.level), else_="")
    cells: defaultdict[Tuple, Counter[str]] = defaultdict(Counter)
    for key, shown, count in _grouped(db, [*by(rating), level], rating.c.day.between(first, last)):
        cells[key][shown] += count
    if with_late:
        for key, shown, count in _grouped(
            db, [*by(late), late.c.level], late.c.day.between(first, last)
        ):
            # The visit stands in the seal as one that nobody rated.
            cells[key][shown] += count
            cells[key][""] -= count
    return cells


def _grouped(
    db: Connection, keys: list[sa.ColumnElement[Any]], where: sa.ColumnElement[bool]
) -> Iterator[tuple[Tuple, str, int]]:
    """Count the rows of each key; the last one is the level."""
    *by, level = keys
    # By its place: PostgreSQL does not take a computed column again for the same one.
    rows = db.execute(
        sa.select(*by, level.label("shown"), sa.func.count())
        .where(where)
        .group_by(*(sa.text(str(place + 1)) for place in range(len(keys))))
    )
    for *key, shown, count in rows:
        yield tuple(key), shown, count


def _group(key: str, levels: Counter[str]) -> RatedGroup:
    rated = {level: count for level, count in levels.items() if level}
    return RatedGroup(key=key, served=levels.total(), levels=rated)


def _groups(cells: dict[Tuple, Counter[str]]) -> dict[Tuple, RatedGroup]:
    return {key: _group(str(key[0]), levels) for key, levels in cells.items()}


def _desks(db: Connection, period: Period) -> dict[Tuple, RatedGroup]:
    """Count by service and counter; these groups alone know their dossiers."""

    def by(of: sa.Table) -> list[sa.ColumnElement[Any]]:
        return [of.c.service, of.c.counter]

    total = sa.func.sum(rating.c.dossiers)
    rows = db.execute(
        sa.select(*by(rating), total).where(_within(rating, period)).group_by(*by(rating))
    )
    dossiers = {tuple(desk): int(count) for *desk, count in rows}
    desks = _groups(_counted(db, by, period.first, period.last))
    return {key: msgspec.structs.replace(one, dossiers=dossiers[key]) for key, one in desks.items()}


def _sum(key: str, groups: Iterable[RatedGroup]) -> RatedGroup:
    levels, served, dossiers = Counter[str](), 0, 0
    for one in groups:
        levels.update(one.levels)
        served += one.served
        dossiers += one.dossiers
    return RatedGroup(key=key, served=served, levels=dict(levels), dossiers=dossiers)


def _added(groups: dict[Tuple, RatedGroup], key_of: Any) -> dict[Any, RatedGroup]:
    together: defaultdict[Any, list[RatedGroup]] = defaultdict(list)
    for key, one in groups.items():
        together[key_of(key)].append(one)
    return {key: _sum(str(key), ones) for key, ones in together.items()}


def _by_counter(desks: dict[Tuple, RatedGroup]) -> tuple[RatedGroup, ...]:
    found = _added(desks, lambda key: key[1])
    return tuple(found[number] for number in sorted(found))


def _by_wait(db: Connection, period: Period) -> tuple[RatedGroup, ...]:
    def band(of: sa.Table) -> list[sa.ColumnElement[Any]]:
        bands = [
            (of.c.wait_ms <= most * 60_000, place) for place, most in enumerate(WAIT_BANDS_MIN)
        ]
        return [sa.case(*bands, else_=len(WAIT_BANDS_MIN)).label("band")]

    cells = _counted(db, band, period.first, period.last)
    return tuple(_group(str(place), cells[(place,)]) for place in range(len(WAIT_BANDS_MIN) + 1))


def _weekday(day: str) -> int:
    return date.fromisoformat(day).weekday()
