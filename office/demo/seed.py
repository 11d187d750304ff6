"""What the demo's office begins with: three months of history and a morning, marked as sample.

The history goes straight through the rules into the journal, a day at a time; the morning is played
on a stage by the programs themselves, so that the kiosk's own numbers go on where it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import date, timedelta
from typing import Final

from tqdm import tqdm

from config.house import House
from config.settings import label_of
from hardware.inputs import RatingTouched, ServicePressed, Touched
from mot_cua.business_day import ms_of
from mot_cua.clock import boot_id
from mot_cua.errors import Refused
from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    RequestId,
    ServiceCode,
    TicketId,
    Ticks,
    UnixMs,
    new_id,
)
from office.demo.sample_day import SampleDay
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core.changes import apply
from queue_server.core.decisions import decide, next_due
from queue_server.core.events import Stamp
from queue_server.core.office import Answer, Office
from queue_server.core.rating import RatingState
from queue_server.core.situation import Situation
from queue_server.journal.journal import Entry, Journal
from queue_server.program import open_journal
from queue_server.service import Ask

HISTORY_DAYS: Final = 91
VISITS_AN_HOUR: Final = 9.0
MORNING_VISITS_AN_HOUR: Final = 22.0
ACTIONS: Final[dict[str, type[c.Command]]] = {
    "open": c.OpenCounter,
    "call": c.CallNext,
    "recall": c.Recall,
    "start": c.Start,
    "finish": c.Finish,
    "absent": c.MarkAbsent,
}


def seed_history(house: House, *, before: str) -> None:
    """Write the working days of three months before a day, with a progress bar."""
    first = date.fromisoformat(before) - timedelta(days=HISTORY_DAYS)
    days = [(first + timedelta(days=i)).isoformat() for i in range(HISTORY_DAYS)]
    days = [day for day in days if house.timetable.work_periods(day)]
    journal = open_journal(house)
    try:
        bar = tqdm(days, desc="Ba tháng số liệu mẫu", unit="ngày", file=sys.stderr, disable=None)
        for day in bar:
            journal.append_all(list(_day(house, journal, day)))
    finally:
        journal.close()


def _day(house: House, journal: Journal, day: str) -> Iterator[Entry]:
    historian = Historian(house, day, after=journal.last_seq)
    for at in _sample_day(house, day, VISITS_AN_HOUR).play(historian, until=24 * 3600):
        historian.pass_time_until(at)
    historian.pass_time_until((ms_of(day, house.settings.hours.day_closes) - ms_of(day)) / 1000)
    historian.do(c.CloseDay(request=historian.request()))
    yield from historian.entries


def _sample_day(house: House, day: str, visits_an_hour: float) -> SampleDay:
    def seconds(text: str) -> float:
        return (ms_of(day, text) - ms_of(day)) / 1000

    return SampleDay(
        {one.code: one.nominal_min for one in house.settings.service},
        {one.number: one.services for one in house.settings.counter},
        [(seconds(a), seconds(b)) for a, b in house.timetable.work_periods(day)],
        seed=day,
        visits_an_hour=visits_an_hour,
    )


class Historian:
    """Plays a day through the rules alone and collects the events."""

    def __init__(self, house: House, day: str, *, after: int) -> None:
        self._house, self._day = house, day
        self._midnight = ms_of(day)
        self._wall = self._midnight + 6 * 3600_000
        self._seq = after
        self._numbers: dict[str, int] = {}
        self.entries: list[Entry] = []
        self.office = Office(one.number for one in house.settings.counter)
        self.do(c.OpenDay(request=self.request(), day=DayText(day), is_sample=True))

    def request(self) -> RequestId:
        """Make a request id."""
        return RequestId(new_id())

    def do(self, command: c.Command) -> None:
        """Decide and apply. Raises Refused."""
        # The day's own milliseconds serve as the clock that never goes back.
        now = c.Now(Ticks(self._wall), UnixMs(self._wall))
        situation = Situation(self.office, self._house.settings, self._house.timetable, now)
        for event in decide(situation, command):
            self._seq += 1
            entry = Entry(event, Ticks(self._wall), UnixMs(self._wall))
            apply(self.office, event, Stamp(self._seq, entry.ticks, entry.wall_ms))
            self.entries.append(entry)

    def pass_time_until(self, at: float) -> None:
        """Move to a moment of the day, with all that falls due before it."""
        target = self._midnight + int(at * 1000)
        while True:
            now = c.Now(Ticks(self._wall), UnixMs(self._wall))
            due = next_due(Situation(self.office, self._house.settings, self._house.timetable, now))
            if due is None or due > target:
                break
            self._wall = max(self._wall, due)
            self.do(c.PassTime(request=self.request()))
        self._wall = max(self._wall, target)

    def press(self, service: str, *, is_priority: bool) -> None:
        """Take a number of the first kiosk's range."""
        kiosk = self._house.settings.kiosk[0]
        number = self._numbers.get(service, kiosk.first - 1) + 1
        self._numbers[service] = number
        known = next(one for one in self._house.settings.service if one.code == service)
        self.do(
            c.ReceiveTicket(
                request=self.request(),
                ticket=TicketId(new_id()),
                day=DayText(self._day),
                service=ServiceCode(service),
                number=number,
                label=label_of(known, number, self._house.settings.office.number_style),
                ticket_class="priority" if is_priority else "normal",
                issuer=DeviceId(kiosk.id),
                token="",
                issued_ms=UnixMs(self._wall),
                age_ms=0,
            )
        )

    def officer(self, counter: int, action: str) -> str:
        """Do something at a counter."""
        kind = ACTIONS[action]
        try:
            self.do(kind(request=self.request(), counter=CounterNo(counter)))  # type: ignore[call-arg]  # each has a counter
        except Refused as refusal:
            return refusal.code
        return ""

    def rate(self, counter: int, level: int) -> None:
        """Press, if a window invites."""
        for window in self.office.open_windows(CounterNo(counter)):
            if window.opens <= self._wall and window.state is RatingState.EXPECTED:
                self.do(
                    c.PressRating(
                        request=self.request(),
                        counter=CounterNo(counter),
                        level=self._house.settings.rating.level[level].id,
                        leg=window.leg,
                        pressed=Ticks(self._wall),
                    )
                )
                return


def seed_morning(house: House, day: str, *, until: str, progress: Callable[[], object]) -> None:
    """Play the morning of a day up to `until` (HH:MM) on a stage."""
    begins = UnixMs(ms_of(day) + 6 * 3600_000 + 60_000)
    # Of this boot: the programs that take over here come after no power cut.
    stage = Stage(house, begins=begins, is_sample=True, boot=boot_id())
    try:
        player = StagePlayer(house, stage)
        end = ms_of(day, until)
        for at in _sample_day(house, day, MORNING_VISITS_AN_HOUR).play(
            player, until=(end - ms_of(day)) / 1000
        ):
            stage.advance_to(ms_of(day) + int(at * 1000))
            progress()
        stage.advance_to(end)
    finally:
        stage.close()


class StagePlayer:
    """Touches the edges of the programs on a stage."""

    def __init__(self, house: House, stage: Stage) -> None:
        self._house, self._stage = house, stage

    def press(self, service: str, *, is_priority: bool) -> None:
        """Say that one has priority, if so, and press."""
        if is_priority:
            self._stage.to_kiosk(Touched("priority"))
        self._stage.to_kiosk(ServicePressed(service))

    def officer(self, counter: int, action: str) -> str:
        """Ask the server, as the console does."""
        kind = ACTIONS[action]
        reply: Future[list[Answer]] = Future()
        wish = kind(request=RequestId(new_id()), counter=CounterNo(counter))  # type: ignore[call-arg]  # each has a counter
        self._stage.to_server(Ask((wish,), reply))
        problem = reply.exception(timeout=0)
        return problem.code if isinstance(problem, Refused) else ""

    def rate(self, counter: int, level: int) -> None:
        """Press, if the lamps invite."""
        if self._stage.panels[CounterNo(counter)].label:
            name = self._house.settings.rating.level[level].id
            pressed = self._stage.clock.monotonic_ms()
            self._stage.to_bridge(RatingTouched(counter, name, pressed))
