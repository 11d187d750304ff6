"""Past days for a journal: people come from eight on, every few minutes, and one counter serves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mot_cua.business_day import ms_of
from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    RequestId,
    ServiceCode,
    TicketId,
    Ticks,
    UnixMs,
    leg_of,
)
from queue_server.core import events as e
from queue_server.journal.journal import Entry, Journal

WEEK = tuple(DayText(f"2026-11-{number:02}") for number in (11, 12, 13, 16, 17, 18, 19))
MINUTE = 60_000


def write_days(folder: Path, days: tuple[DayText, ...] = WEEK, people: int = 16) -> None:
    """Leave a journal of a small office with these days, all sealed."""
    journal = Journal(folder / "journal.db", "duc-thuong")
    for number, day in enumerate(days):
        journal.append_all(sorted(_day(day, people, 6 + number / 10), key=lambda one: one.wall_ms))
    journal.close()


def _day(day: DayText, people: int, every_min: float) -> Iterator[Entry]:
    """One day: each visit takes nine minutes, so that a queue grows until nobody comes any more."""

    def at(moment: float, event: e.Event) -> Entry:
        return Entry(event, Ticks(int(moment) - ms_of("2026-11-01")), UnixMs(int(moment)))

    one, free = CounterNo(1), ms_of(day, "07:30")
    yield at(ms_of(day, "06:30"), e.DayOpened(day=day))
    yield at(free, e.CounterOpened(request=RequestId(f"{day}-open"), counter=one))
    for number in range(people):
        came = ms_of(day, "08:00") + number * every_min * MINUTE
        ticket = TicketId(f"{day}-{number}")
        called = max(came, free) + 15_000
        free = called + 9 * MINUTE
        request = RequestId(f"{ticket}-came")
        yield at(came, e.TicketReceived(
            request=request, ticket=ticket, day=day, service=ServiceCode("HT"), number=number + 1,
            label=f"1{number + 1:03}", ticket_class="normal", issuer=DeviceId("kiosk-1"),
            token=f"token-{ticket}", issued_ms=UnixMs(int(came)),
            base_ticks=Ticks(int(came) - ms_of("2026-11-01")),
        ))  # fmt: skip
        of = {"ticket": ticket, "counter": one}
        yield at(called, e.TicketCalled(request=RequestId(f"{ticket}-c"), **of))
        yield at(called + 20_000, e.ServiceStarted(request=RequestId(f"{ticket}-s"), **of))
        moment = Ticks(int(free) - ms_of("2026-11-01"))
        yield at(free, e.ServiceFinished(
            request=RequestId(f"{ticket}-f"), leg=leg_of(ticket, 1), opens=moment,
            closes=moment, **of,
        ))  # fmt: skip
    yield at(free + MINUTE, e.CounterClosed(request=RequestId(f"{day}-close"), counter=one))
    yield at(ms_of(day, "17:30"), e.DayClosed(day=day, totals={}))
