"""Ten years of one office: is a day's page as quick as in its first year?

    python -m bench.years --data /var/tmp/years            # ten years, 240 visits a day
    python -m bench.years --data /var/tmp/years --years 1

Some days are lived through the rules, as in the demo's history, and then repeated on every working
day of the years: other dates, other ids, the same kinds of events in a whole chain, and the rows
that the projector makes of them. `--check` rebuilds the tables from the events and compares.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from tqdm import tqdm

from config.house import SAMPLE_OFFICE, House, open_house
from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.business_day import ms_of
from mot_cua.clock import ManualClock
from mot_cua.ids import DeviceId, UnixMs, new_id
from office.demo.seed import Historian, _sample_day
from queue_server.core import commands as c
from queue_server.core.events import DayClosed, Stamp, kind_of
from queue_server.core.periods import period_of
from queue_server.gateway import Gateway
from queue_server.journal import schema
from queue_server.journal.journal import GENESIS, Journal, chain
from queue_server.journal.period_report import PeriodReports
from queue_server.journal.projections import Projector
from queue_server.journal.report import Reports
from queue_server.program import reports_of
from queue_server.reports.period_page import period_page
from queue_server.reports.why_page import why_page
from queue_server.service import QueueServer
from queue_server.web.app import create_app

LAST_DAY = "2026-11-20"
PATTERNS = 20
VISITS_AN_HOUR = 52.0
TIMES = {"opens", "closes", "base_ticks", "pressed", "issued_ms"}


class Pattern:
    """A day that was lived once, as templates of its rows."""

    def __init__(self, house: House, day: str) -> None:
        self.day = day
        historian = Historian(house, day, after=0)
        for at in _sample_day(house, day, VISITS_AN_HOUR).play(historian, until=24 * 3600):
            historian.pass_time_until(at)
        closes = ms_of(day, house.settings.hours.day_closes) - ms_of(day)
        historian.pass_time_until(closes / 1000)
        historian.do(c.CloseDay(request=historian.request()))
        self.events = [
            (one.event, kind_of(one.event), msgspec.to_builtins(one.event), one.wall_ms)
            for one in historian.entries
        ]
        self.tables = _tables_of(historian)

    def visits(self) -> int:
        return len(self.tables["leg"])


def _tables_of(historian: Historian) -> dict[str, list[dict[str, Any]]]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as db:
        schema.metadata.create_all(db)
        Projector(db).project(
            (one.event, Stamp(seq, one.ticks, one.wall_ms))
            for seq, one in enumerate(historian.entries, start=1)
        )
        return {
            table.name: [dict(row) for row in db.execute(sa.select(table)).mappings()]
            for table in schema.PROJECTIONS
        }


def other_id(text: str, mark: str) -> str:
    """Give an id the day's number where its time stands, so that ids grow as they do in life."""
    return f"{mark}{text[8:]}"


def moved(value: Any, key: str, shift: int, mark: str, day: str) -> Any:
    """Move a field of an event to another day."""
    if key in TIMES:
        return value + shift
    if key == "behind" and value:
        return [value[0] + shift, *value[1:]]
    if key == "day":
        return day
    if key in {"ticket", "leg", "request"} and isinstance(value, str):
        return other_id(value, mark)
    if key == "passed":
        return [other_id(one, mark) if isinstance(one, str) else one for one in value]
    return value


def event_rows(
    pattern: Pattern, day: str, number: int, seq: int, head: bytes, office: str
) -> Iterator[tuple[dict[str, Any], bytes]]:
    shift, mark = ms_of(day) - ms_of(pattern.day), f"{number:08x}"
    for event, kind, fields, wall in pattern.events:
        body = {key: moved(value, key, shift, mark, day) for key, value in fields.items()}
        if isinstance(event, DayClosed):
            body["head"] = head.hex()
        seq += 1
        row = {
            "seq": seq, "id": new_id(), "kind": kind, "office": office, "device": "server",
            "ticks": wall + shift, "wall_ms": wall + shift, "recorded_ms": wall + shift,
            "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        }  # fmt: skip
        following = chain(head, row)
        yield row | {"prev": head, "hash": following}, following
        head = following


def table_rows(pattern: Pattern, name: str, day: str, number: int) -> list[dict[str, Any]]:
    shift, mark = ms_of(day) - ms_of(pattern.day), f"{number:08x}"
    rows = []
    for row in pattern.tables[name]:
        new = dict(row)
        for key, value in row.items():
            if key == "day":
                new[key] = day
            elif name != "day" and key in {"id", "ticket", "leg"} and isinstance(value, str):
                new[key] = other_id(value, mark)
            elif key.endswith("_ticks") or key in {
                "issued_ms", "called_ms", "finished_ms", "opened_ms", "closed_ms", "recorded_ms",
            }:  # fmt: skip
                new[key] = value + shift if value is not None else None
        rows.append(new)
    return rows


def write_years(path: Path, house: House, years: int) -> int:
    """Write the journal; return how many visits it has."""
    Journal(path, house.settings.office.id).close()
    patterns = [
        Pattern(house, day)
        for day in tqdm(_working_days(house, LAST_DAY, PATTERNS), desc="days lived")
    ]
    last = date.fromisoformat(LAST_DAY)
    count = (last - last.replace(year=last.year - years)).days
    days = [(last - timedelta(days=back)).isoformat() for back in range(count)]
    days = sorted(day for day in days if date.fromisoformat(day).weekday() < 5)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-300000")
    seq, head, visits = 0, GENESIS, 0
    chance = random.Random(1)
    for number, day in enumerate(tqdm(days, desc="days written"), start=1):
        pattern = chance.choice(patterns)
        rows = []
        opened = seq + 1
        for row, following in event_rows(pattern, day, number, seq, head, house.settings.office.id):
            rows.append(row)
            head = following
        before_seal = rows[-1]["prev"].hex()
        seq = rows[-1]["seq"]
        db.execute("BEGIN")
        _insert(db, "event", rows)
        for table in schema.PROJECTIONS:
            made = table_rows(pattern, table.name, day, number)
            if table.name == "day":
                made[0] |= {"opened_seq": opened, "closed_seq": seq, "head": before_seal}
            if table.name == "stray":
                for one in made:
                    one["seq"] += opened - 1
            _insert(db, table.name, made)
        db.execute("COMMIT")
        visits += pattern.visits()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return visits


def _working_days(house: House, last: str, count: int) -> list[str]:
    days, day = [], date.fromisoformat(last)
    while len(days) < count:
        if house.timetable.work_periods(day.isoformat()):
            days.append(day.isoformat())
        day -= timedelta(days=1)
    return days


def _insert(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = ", ".join(f'"{name}"' for name in rows[0])
        places = ", ".join(f":{name}" for name in rows[0])
        db.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)


def timed(what: str, work: Callable[[], object], times: int = 15) -> float:
    """Print the median, and the processor's time, which other work does not change."""
    work()
    walls, spent = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    middle = statistics.median(walls)
    print(f"{what:32} {middle:8.1f} ms   processor {statistics.median(spent):8.1f} ms")
    return middle


def measure(house: House, path: Path) -> None:
    """Time the pages as a browser asks for them."""
    clock = ManualClock(UnixMs(ms_of(LAST_DAY, "18:00")))
    engine = Journal(path, house.settings.office.id).engine
    reports = PeriodReports(engine, long_wait_min=house.settings.rules.long_wait_min)
    days = Reports(engine, satisfied_levels=frozenset({"very-satisfied", "satisfied"}))
    timed("a day's figures", lambda: days.day(LAST_DAY))

    def of(name: str) -> object:
        found = reports.read(period_of(name))
        assert found is not None
        return period_page(found, reports, house.settings)

    timed("a month's figures", lambda: of("2026-11"))
    timed("a year's figures", lambda: of("2026"))

    def reason() -> object:
        year, before = period_of("2026"), period_of("2025")
        found = reports.read(year)
        assert found is not None
        return why_page(found, reports.read(before), before, house.settings)

    timed("why, a year", reason)
    journal = Journal(path, house.settings.office.id)
    server = QueueServer(
        settings=house.settings,
        timetable=house.timetable,
        journal=journal,
        bus=LocalBus(LocalBroker(), house.settings.office.id, DeviceId("server")),
        clock=clock,
        boot="bench",
        post=lambda _: True,
    )
    gateway = Gateway(server, post=lambda _: True, clock=clock, reports=reports_of(house, journal))
    try:
        client = create_app(gateway).test_client()
        for address in (f"/report/{LAST_DAY}", "/report", "/report/period/2026-11",
                        "/report/period/2026", "/report/period/2026/why", "/public"):  # fmt: skip

            def ask(address: str = address) -> None:
                assert client.get(address).status_code == 200

            timed(f"GET {address}", ask)
    finally:
        journal.close()


def check(house: House, path: Path) -> None:
    """Make the tables again from the events, and compare."""

    def tables(journal: Journal) -> dict[str, list[Any]]:
        with journal.engine.connect() as db:
            return {
                one.name: sorted(map(repr, db.execute(sa.select(one))))
                for one in schema.PROJECTIONS
            }

    journal = Journal(path, house.settings.office.id)
    before = tables(journal)
    count = journal.rebuild()
    after = tables(journal)
    for name in before:
        print(name, "equal" if before[name] == after[name] else "DIFFERENT", len(after[name]))
    print(count, "events")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    house = open_house(SAMPLE_OFFICE, options.data)
    path = options.data / "journal.db"
    if not path.exists():
        began = time.perf_counter()
        visits = write_years(path, house, options.years)
        size = path.stat().st_size / 1e6
        print(f"{visits} visits in {time.perf_counter() - began:.0f} s, {size:.0f} MB")
    if options.check:
        check(house, path)
    measure(house, path)


if __name__ == "__main__":
    main()
