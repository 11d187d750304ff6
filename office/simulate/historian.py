"""A day of an invented office, straight through the rules: quick enough for years of history."""

from __future__ import annotations

from typing import Final

from config.house import House
from config.settings import label_of
from mot_cua.business_day import ms_of
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
from office.demo.sample_day import sample_day
from queue_server.core import commands as c
from queue_server.core.changes import apply
from queue_server.core.decisions import decide, next_due
from queue_server.core.events import Stamp
from queue_server.core.office import Office
from queue_server.core.rating import RatingState
from queue_server.core.situation import Situation
from queue_server.journal.journal import Entry

ACTIONS: Final[dict[str, type[c.Command]]] = {
    "open": c.OpenCounter,
    "call": c.CallNext,
    "recall": c.Recall,
    "start": c.Start,
    "finish": c.Finish,
    "absent": c.MarkAbsent,
}


def lived(house: House, day: str, *, pace: float, after: int) -> list[Entry]:
    """Live a sample day from its opening to its closing; return its events.

    `pace` is visits an hour of usual business, `after` the last sequence before it.
    """
    historian = Historian(house, day, after=after)
    for at in sample_day(house, day, pace).play(historian, until=24 * 3600):
        historian.pass_time_until(at)
    historian.pass_time_until((ms_of(day, house.settings.hours.day_closes) - ms_of(day)) / 1000)
    historian.do(c.CloseDay(request=historian.request()))
    return historian.entries


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
