"""Ten years of one office: is a day's page as quick as in its first year?

mot-cua simulate --years 10 --data /var/tmp/years
python -m bench.years --data /var/tmp/years
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from config.house import SAMPLE_OFFICE, House, open_house
from mot_cua.bus.local import LocalBroker, LocalBus
from mot_cua.business_day import ms_of
from mot_cua.clock import ManualClock
from mot_cua.ids import DeviceId, UnixMs
from queue_server.core.people import User
from queue_server.core.periods import period_of
from queue_server.gateway import Gateway
from queue_server.journal.period_report import PeriodReports
from queue_server.program import open_journal, reports_of
from queue_server.reports.period_page import period_page
from queue_server.reports.why_page import why_page
from queue_server.service import QueueServer
from queue_server.web.app import create_app
from queue_server.web.entrance import entrance_of

LAST_DAY = "2026-11-20"
LEADER = User(login="bench", person="bench", role="leader")


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


def measure(house: House) -> None:
    """Time the figures, and the pages as a browser asks for them."""
    clock = ManualClock(UnixMs(ms_of(LAST_DAY, "18:00")))
    journal = open_journal(house)
    reports = PeriodReports(journal.engine, long_wait_min=house.settings.rules.long_wait_min)
    days = reports_of(house, journal)
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
        server.office.users[LEADER.login] = LEADER
        entrance = entrance_of(gateway, house.data)
        client = create_app(gateway, entrance).test_client()
        client.set_cookie("mot-cua", entrance.sessions.begin(LEADER.login))
        for address in (f"/report/{LAST_DAY}", "/report", "/report/period/2026-11",
                        "/report/period/2026", "/report/period/2026/why", "/public"):  # fmt: skip

            def ask(address: str = address) -> None:
                assert client.get(address).status_code == 200

            timed(f"GET {address}", ask)
    finally:
        journal.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    house = open_house(SAMPLE_OFFICE, parser.parse_args().data)
    measure(house)


if __name__ == "__main__":
    main()
