"""Years of one office in minutes: some days are lived, and then repeated on every working day.

Other dates, other ids, the same kinds of events in one whole chain; the tables are made from the
events as always. Nothing of it passes for a real office: every day is marked as sample.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from tqdm import tqdm

from config.house import House
from mot_cua.business_day import ms_of
from mot_cua.errors import SettingsError
from mot_cua.ids import new_id
from office.simulate.historian import lived
from queue_server.core.events import DayClosed, Event, TicketReceived, kind_of
from queue_server.journal import schema
from queue_server.journal.journal import GENESIS, chain
from queue_server.program import open_journal

T = TypeVar("T")
PATTERNS: Final = 20
VISITS_AN_HOUR: Final = 52.0
TIMES: Final = {"opens", "closes", "base_ticks", "pressed", "issued_ms"}
NAMES: Final = {"ticket", "leg", "request"}


class Written(NamedTuple):
    """What was put into a journal."""

    days: int
    visits: int
    events: int


class Pattern:
    """A day that was lived once; its events are repeated."""

    def __init__(self, house: House, day: str, pace: float) -> None:
        self._midnight = ms_of(day)
        self._events = [
            (one.event, msgspec.to_builtins(one.event), one.wall_ms)
            for one in lived(house, day, pace=pace, after=0)
        ]
        self.visits = sum(isinstance(event, TicketReceived) for event, _, _ in self._events)

    def on(self, day: str, number: int) -> Iterator[tuple[Event, dict[str, Any], int]]:
        """Repeat it as day `number` of a journal: event, its moved fields, wall ms."""
        shift = ms_of(day) - self._midnight
        for event, fields, wall in self._events:
            moved = {name: _moved(name, value, shift, number) for name, value in fields.items()}
            if "day" in moved:
                moved["day"] = day
            yield event, moved, wall + shift


def simulate_years(house: House, *, years: int, last_day: str) -> Written:
    """Fill an empty folder with the working days of so many years up to `last_day` (YYYY-MM-DD).

    Raises:
        SettingsError: the folder has a journal already.
    """
    last = date.fromisoformat(last_day)
    return simulate_days(house, working_days(house, last - timedelta(round(365.25 * years)), last))


def simulate_days(
    house: House, days: Sequence[str], *, patterns: int = PATTERNS, pace: float = VISITS_AN_HOUR
) -> Written:
    """Fill an empty folder with these days, oldest first. Raises SettingsError as above."""
    path = house.data / "journal.db"
    if path.exists():
        raise SettingsError(f"{house.data}: already has a journal; choose an empty folder")
    open_journal(house).close()
    known = [Pattern(house, day, pace) for day in _bar(days[-patterns:], "days lived")]
    written = _write(path, house.settings.office.id, days, known)
    journal = open_journal(house)
    try:
        journal.rebuild(_bar(journal.read(), "events counted", total=written.events))
    finally:
        journal.close()
    return written


def working_days(house: House, after: date, until: date) -> list[str]:
    """Return the days on which the office works, oldest first."""
    days = ((after + timedelta(days=i + 1)).isoformat() for i in range((until - after).days))
    return [day for day in days if house.timetable.work_periods(day)]


def _write(path: Path, office: str, days: Sequence[str], patterns: Sequence[Pattern]) -> Written:
    chance = random.Random(1)  # noqa: S311 - repeatable years, not a secret
    insert = str(schema.event.insert().compile())
    seq, head, visits = 0, GENESIS, 0
    db = sqlite3.connect(path, isolation_level=None)
    # A folder that is not finished is thrown away: these events have happened to nobody.
    db.execute("PRAGMA synchronous=OFF")
    try:
        for number, day in enumerate(_bar(days, "days written"), start=1):
            pattern, rows = chance.choice(patterns), []
            for event, fields, wall in pattern.on(day, number):
                if isinstance(event, DayClosed):
                    fields["head"] = head.hex()
                seq += 1
                row = {
                    "seq": seq, "id": new_id(), "kind": kind_of(event), "office": office,
                    "device": "server", "ticks": wall, "wall_ms": wall, "recorded_ms": wall,
                    "body": json.dumps(fields, ensure_ascii=False, separators=(",", ":")),
                }  # fmt: skip
                following = chain(head, row)
                rows.append(row | {"prev": head, "hash": following})
                head = following
            db.execute("BEGIN")
            db.executemany(insert, rows)
            db.execute("COMMIT")
            visits += pattern.visits
    finally:
        db.close()
    return Written(len(days), visits, seq)


def _moved(name: str, value: Any, shift: int, number: int) -> Any:
    if name in TIMES:
        return value + shift
    if name == "behind" and value:
        return [value[0] + shift, *value[1:]]
    if name == "passed":
        return [_other(one, number) for one in value]
    return _other(value, number) if name in NAMES else value


def _other(name: Any, number: int) -> Any:
    """Put the day's number where an id has its time, so that ids grow as they do in life."""
    return f"{number:08x}{name[8:]}" if isinstance(name, str) else name


def _bar(items: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    bar: Iterable[T] = tqdm(
        items, desc=what, total=total, file=sys.stderr, disable=None, mininterval=0.5
    )
    return bar
