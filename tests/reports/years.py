"""Days of an invented office in a real journal: visits as a story needs them, rated as it says."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path

import msgspec
from small_office import SETTINGS, TIMETABLE

from config.settings import KioskSettings
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
)
from queue_server.core import commands as c
from queue_server.core.changes import apply
from queue_server.core.decisions import decide
from queue_server.core.events import Stamp
from queue_server.core.office import Office
from queue_server.core.situation import Situation
from queue_server.journal.journal import Entry, Journal
from queue_server.journal.period_report import PeriodReports

WITH_KIOSK = msgspec.structs.replace(SETTINGS, kiosk=(KioskSettings(id="kiosk-1"),))

GOOD, BAD = "satisfied", "dissatisfied"

Ratings = Mapping[tuple[str, int], str]
"""By service and counter: one letter a visit, `+` satisfied, `-` not, `.` not rated."""


class Years:
    """Writes day after day through the rules; each visit waits a minute and takes two."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.db"
        self.journal = Journal(self.path, SETTINGS.office.id)
        self._ids = count(1)

    def day(
        self,
        day: str,
        ratings: Ratings,
        *,
        hour: str = "08:00",
        seal: bool = True,
        admitted: int = 0,
        by_hand: int = 0,
        officer: str = "",
        serve_s: int = 120,
    ) -> None:
        """Live a day: all visits of a counter one after the other, from `hour` on.

        So many papers are `admitted` while the kiosk is silent, and nobody calls them; so many
        numbers are called `by_hand`.
        """
        live = _Day(day, hour, self._ids, after=self.journal.last_seq, serve_s=serve_s)
        live.do(c.OpenDay, day=DayText(day))
        for number in sorted({counter for _, counter in ratings}):
            live.do(c.OpenCounter, counter=CounterNo(number), officer=officer)
        for (service, counter), letters in ratings.items():
            for letter in letters:
                live.visit(service, CounterNo(counter), letter)
        for number in range(800, 800 + admitted):
            live.admit(number)
        for _ in range(by_hand):
            live.serve_by_hand(CounterNo(1))
        if seal:
            live.wait(60)
            live.do(c.CloseDay)
        self.journal.append_all(live.entries)

    @property
    def reports(self) -> PeriodReports:
        return PeriodReports(self.journal.engine, long_wait_min=SETTINGS.rules.long_wait_min)

    def append(self, *events: object, day: str) -> None:
        at = ms_of(day, "18:00")
        self.journal.append(list(events), ticks=Ticks(at), wall_ms=at)  # type: ignore[arg-type]


class _Day:
    def __init__(self, day: str, hour: str, ids: count[int], *, after: int, serve_s: int) -> None:
        self.office = Office(one.number for one in SETTINGS.counter)
        self.entries: list[Entry] = []
        self._day, self._ids, self._seq = day, ids, after
        self._serve_s = serve_s
        self._wall = ms_of(day, hour)
        self._numbers: dict[str, int] = {}

    def wait(self, seconds: float) -> None:
        self._wall = UnixMs(self._wall + int(seconds * 1000))
        self.do(c.PassTime)

    def do(self, kind: type[c.Command], **fields: object) -> None:
        now = c.Now(Ticks(self._wall), self._wall)
        command = kind(request=RequestId(f"r{next(self._ids)}"), **fields)
        for event in decide(Situation(self.office, WITH_KIOSK, TIMETABLE, now), command):
            self._seq += 1
            apply(self.office, event, Stamp(self._seq, now.ticks, now.wall_ms))
            self.entries.append(Entry(event, now.ticks, now.wall_ms))

    def admit(self, number: int) -> None:
        ticket = TicketId(f"a{next(self._ids)}")
        silent = (DeviceId("kiosk-1"),)
        self.do(c.AdmitPaper, ticket=ticket, label=f"1{number}", silent=silent)

    def serve_by_hand(self, counter: CounterNo) -> None:
        self.do(c.EnterHandCall, counter=counter, ticket=self._issue("HT"))

    def visit(self, service: str, counter: CounterNo, letter: str) -> None:
        ticket = self._issue(service)
        self._wall = UnixMs(self._wall + 60_000)
        self.do(c.CallNumber, counter=counter, ticket=ticket, reason="story")
        self.do(c.Start, counter=counter)
        self._wall = UnixMs(self._wall + self._serve_s * 1000)
        self.do(c.Finish, counter=counter)
        window = self.office.windows[f"{ticket}/1"]  # type: ignore[index]
        if letter != ".":
            self._wall = UnixMs(max(self._wall, window.opens) + 5000)
            self.do(
                c.PressRating,
                counter=counter,
                level=GOOD if letter == "+" else BAD,
                leg=window.leg,
                pressed=Ticks(self._wall),
            )
        self.wait(90)

    def _issue(self, service: str) -> TicketId:
        number = self._numbers[service] = self._numbers.get(service, 0) + 1
        ticket = TicketId(f"t{next(self._ids)}")
        self.do(
            c.ReceiveTicket,
            ticket=ticket,
            day=DayText(self._day),
            service=ServiceCode(service),
            number=number,
            label=f"{service}{number}",
            ticket_class="normal",
            issuer=DeviceId("kiosk-1"),
            token="",
            issued_ms=self._wall,
            age_ms=0,
        )
        return ticket
