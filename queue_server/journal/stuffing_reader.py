"""What each counter did in a week, for the signals of `queue_server.core.stuffing`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from queue_server.core.habits import Habits, Unusual
from queue_server.core.habits import add as add_habits
from queue_server.core.habits import look as look_at_habits
from queue_server.core.periods import Period
from queue_server.core.stuffing import FAST_MS, WEEKS_BEFORE, Finding, Tell, add, look
from queue_server.journal import schema
from queue_server.journal.habits_reader import NOTHING, read_habits

rating = schema.rating


class CounterWeek(NamedTuple):
    """One counter in one week."""

    counter: int
    now: Tell
    findings: tuple[Finding, ...]
    habits: Habits
    unusual: tuple[Unusual, ...]


def read_week(engine: Engine, week: Period, satisfied: Collection[str]) -> list[CounterWeek]:
    """Look at every counter that served somebody in a week, in the order of their numbers."""
    monday = date.fromisoformat(week.first)
    first = (monday - timedelta(weeks=WEEKS_BEFORE)).isoformat()
    last = (monday - timedelta(days=1)).isoformat()
    with engine.connect() as db:
        now = _tells(db, week.first, week.last, satisfied)
        before = _tells(db, first, last, satisfied)
        habits = read_habits(db, week.first, week.last)
        habits_before = read_habits(db, first, last)
    return [
        CounterWeek(
            counter,
            tell,
            look(
                tell,
                before.get(counter, add([])),
                add(other for number, other in before.items() if number != counter),
            ),
            habits.get(counter, NOTHING),
            look_at_habits(
                habits.get(counter, NOTHING),
                habits_before.get(counter, NOTHING),
                add_habits(one for number, one in habits_before.items() if number != counter),
            ),
        )
        for counter, tell in sorted(now.items())
    ]


def _tells(db: Connection, first: str, last: str, satisfied: Collection[str]) -> dict[int, Tell]:
    is_final = rating.c.state == "final"
    rows = db.execute(
        sa.select(
            rating.c.counter,
            sa.func.count(),
            _how_many(is_final),
            _how_many(is_final & rating.c.level.in_(satisfied)),
            _how_many(is_final & (rating.c.channel != "phone") & (rating.c.press_ms < FAST_MS)),
        )
        .where(rating.c.day.between(first, last))
        .group_by(rating.c.counter)
    )
    return {int(row[0]): Tell(*map(int, row[1:])) for row in rows}


def _how_many(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((which, 1), else_=0))
