"""Tập dùng: a counter to practise at, with invented numbers and the real rules.

1. The rules are the office's own, `decide` and `apply`; nothing is recorded and nothing told. No
   event, no board, no figure knows of it.
2. One thread plays all practice counters, apart from the server's; whatever goes wrong here calls
   nobody late.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Final

from config.settings import ServiceSettings, Settings
from mot_cua.business_day import day_of
from mot_cua.ids import CounterNo, DeviceId, RequestId, ServiceCode, TicketId, UnixMs
from mot_cua.timetable import Timetable
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.changes import apply
from queue_server.core.commands import Now
from queue_server.core.decisions import Repeated, decide
from queue_server.core.office import Answer, Office
from queue_server.core.situation import MINUTE, Situation
from queue_server.snapshots import OfficeView, office_view

MOST_ROOMS: Final = 32
"""The one that nobody has used for longest makes room for the next."""
ALWAYS_WAITING: Final = 5
PATIENCE: Final = 5.0
_PRIORITY_EVERY: Final = 4
_USUAL_MIN: Final = 3
"""After so long a visit the console asks whether it still lasts; nobody practises for an hour."""


class Room:
    """One practice office, in which somebody stands at one counter."""

    def __init__(self, settings: Settings, timetable: Timetable, counter: CounterNo) -> None:
        self._settings, self._timetable, self._counter = settings, timetable, counter
        self._office = Office(one.number for one in settings.counter)
        self._numbers = count(1)
        self._requests = count(1)

    def begin(self, now: Now) -> OfficeView:
        """Open the day and every counter, and let people wait."""
        self._do(now, c.OpenDay(request=self._request(), day=day_of(now.wall_ms)))
        for number in self._office.counters:
            self._do(now, c.OpenCounter(request=self._request(), counter=number))
        return self.look(now)

    def look(self, now: Now) -> OfficeView:
        """Let time do its work, let somebody new come in, and show the office."""
        self._do(now, c.PassTime(request=self._request()))
        for service in self._settings.service:
            while self._waiting(service) < self._wanted(service):
                self._arrives(now, service)
        return office_view(self._situation(now), longest=lambda _s, _c: _USUAL_MIN * MINUTE)

    def ask(self, now: Now, commands: Sequence[c.Command]) -> tuple[list[Answer], OfficeView]:
        """Do commands in order, as `Gateway.ask` does. Raises Refused."""
        self.look(now)
        answers = [self._do(now, one) for one in commands]
        return answers, self.look(now)

    def _do(self, now: Now, command: c.Command) -> Answer:
        try:
            events = decide(self._situation(now), command)
        except Repeated as repeated:
            return repeated.answer
        for event in events:
            apply(self._office, event, e.Stamp(self._office.seq + 1, now.ticks, now.wall_ms))
        known = self._office.answers.get(command.request)
        return known or Answer(request=command.request, kind="noted")

    def _situation(self, now: Now) -> Situation:
        return Situation(self._office, self._settings, self._timetable, now)

    def _request(self) -> RequestId:
        return RequestId(f"practice-{next(self._requests)}")

    def _waiting(self, service: ServiceSettings) -> int:
        return sum(one.service == service.code for one in self._office.waiting())

    def _wanted(self, service: ServiceSettings) -> int:
        own = next(one for one in self._settings.counter if one.number == self._counter)
        return ALWAYS_WAITING if service.code in own.services else 1

    def _arrives(self, now: Now, service: ServiceSettings) -> None:
        number = next(self._numbers)
        age_ms = max(0, ALWAYS_WAITING - self._waiting(service)) * MINUTE
        self._do(
            now,
            c.ReceiveTicket(
                request=self._request(),
                ticket=TicketId(f"practice-ticket-{number}"),
                day=day_of(now.wall_ms),
                service=ServiceCode(service.code),
                number=number,
                label=f"T{service.digit}{number:02d}",
                ticket_class="normal" if number % _PRIORITY_EVERY else "priority",
                issuer=DeviceId("practice"),
                token="",
                issued_ms=UnixMs(now.wall_ms - age_ms),
                age_ms=age_ms,
            ),
        )


class Practice:
    """The practice counters of one server, each in a room of its own."""

    def __init__(self, settings: Settings, timetable: Timetable, now: Callable[[], Now]) -> None:
        self._settings, self._timetable, self._now = settings, timetable, now
        self._rooms: OrderedDict[tuple[CounterNo, str], Room] = OrderedDict()
        self._player = ThreadPoolExecutor(max_workers=1, thread_name_prefix="practice")

    def view(self, counter: CounterNo, room: str) -> OfficeView:
        """Show a room; one that is not there, or was forgotten, begins anew."""
        return self._player.submit(self._look, counter, room).result(PATIENCE)

    def ask(
        self, counter: CounterNo, room: str, commands: Sequence[c.Command]
    ) -> tuple[list[Answer], OfficeView]:
        """Have commands done in a room. Raises Refused, as in earnest."""
        return self._player.submit(self._ask, counter, room, commands).result(PATIENCE)

    def _look(self, counter: CounterNo, room: str) -> OfficeView:
        return self._room(counter, room).look(self._now())

    def _ask(
        self, counter: CounterNo, room: str, commands: Sequence[c.Command]
    ) -> tuple[list[Answer], OfficeView]:
        return self._room(counter, room).ask(self._now(), commands)

    def _room(self, counter: CounterNo, name: str) -> Room:
        key = (counter, name)
        if key not in self._rooms:
            self._rooms[key] = Room(self._settings, self._timetable, counter)
            self._rooms[key].begin(self._now())
            if len(self._rooms) > MOST_ROOMS:
                self._rooms.popitem(last=False)
        self._rooms.move_to_end(key)
        return self._rooms[key]
