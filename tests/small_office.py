"""A small office for stories about the rules: three services, three counters, a clock by hand."""

from __future__ import annotations

from config.settings import CounterSettings, OfficeSettings, ServiceSettings, Settings
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
)
from mot_cua.timetable import DayHours, Timetable
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.changes import apply
from queue_server.core.decisions import Repeated, decide
from queue_server.core.office import Answer, Office
from queue_server.core.situation import Situation
from queue_server.core.ticket import Ticket

DAY = DayText("2026-11-20")
NINE = UnixMs(1_795_140_000_000)
"""2026-11-20 09:00 in Hanoi, a Friday."""

WEEKDAY = DayHours(
    work=(("07:30", "11:30"), ("13:30", "17:00")), issue=(("07:00", "11:15"), ("13:00", "16:30"))
)
TIMETABLE = Timetable((WEEKDAY,) * 5 + (DayHours(),) * 2)

SETTINGS = Settings(
    office=OfficeSettings(id="duc-thuong", name="Trung tâm", agency="UBND xã Đức Thượng"),
    service=(
        ServiceSettings(code="HT", digit=1, letter="A", name="Tư pháp – Hộ tịch"),
        ServiceSettings(code="CT", digit=2, letter="B", name="Chứng thực"),
        ServiceSettings(code="DD", digit=3, letter="C", name="Đất đai"),
    ),
    counter=(
        CounterSettings(number=1, services=("HT", "CT")),
        CounterSettings(number=2, services=("CT",)),
        CounterSettings(number=3, services=("DD",)),
    ),
)


class Play:
    """An office in which one thing after another is done; time passes when told."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.settings = settings
        self.office = Office(one.number for one in settings.counter)
        self.ticks, self.wall = 10_000_000, int(NINE)
        self.history: list[tuple[e.Event, e.Stamp]] = []
        self._requests = 0
        self._numbers: dict[str, int] = {}

    # Time and deciding

    @property
    def now(self) -> Situation:
        moment = c.Now(Ticks(self.ticks), UnixMs(self.wall))
        return Situation(self.office, self.settings, TIMETABLE, moment)

    def wait(self, seconds: float) -> None:
        self.ticks += int(seconds * 1000)
        self.wall += int(seconds * 1000)

    def request(self) -> RequestId:
        self._requests += 1
        return RequestId(f"request-{self._requests}")

    def do(self, command: c.Command) -> Answer | None:
        """Decide and apply; a repeated request gives its first answer."""
        try:
            events = decide(self.now, command)
        except Repeated as repeated:
            return repeated.answer
        for event in events:
            stamp = e.Stamp(self.office.seq + 1, Ticks(self.ticks), UnixMs(self.wall))
            apply(self.office, event, stamp)
            self.history.append((event, stamp))
        return self.office.answers.get(command.request)

    def refusal(self, command: c.Command) -> Refused:
        """Do what must be refused, and return the refusal; nothing may have changed."""
        before = len(self.history)
        try:
            self.do(command)
        except Refused as refusal:
            assert len(self.history) == before
            return refusal
        raise AssertionError(f"{command} was not refused")

    # Verbs of the office

    def open(self, *counters: int) -> None:
        if self.office.day is None:
            self.do(c.OpenDay(request=self.request(), day=DAY))
        for number in counters:
            self.do(c.OpenCounter(request=self.request(), counter=CounterNo(number)))

    def issue(
        self, service: str = "HT", *, priority: bool = False, age_s: int = 0, kiosk: str = "kiosk-1"
    ) -> Ticket:
        number = self._numbers[service] = self._numbers.get(service, 0) + 1
        prefix = next(s.digit for s in self.settings.service if s.code == service)
        ticket = TicketId(f"{service}-{number}")
        self.do(
            c.ReceiveTicket(
                request=self.request(),
                ticket=ticket,
                day=DAY,
                service=ServiceCode(service),
                number=number,
                label=f"{prefix}{number:03d}",
                ticket_class="priority" if priority else "normal",
                issuer=DeviceId(kiosk),
                token="",
                issued_ms=UnixMs(self.wall - age_s * 1000),
                age_ms=age_s * 1000,
            )
        )
        return self.office.tickets[ticket]

    def call(self, counter: int = 1) -> Ticket:
        answer = self.do(c.CallNext(request=self.request(), counter=CounterNo(counter)))
        assert answer is not None and answer.ticket is not None
        return self.office.tickets[answer.ticket]

    def at(self, kind: type[c.AtCounter], counter: int = 1, **fields: object) -> None:
        self.do(kind(request=self.request(), counter=CounterNo(counter), **fields))  # type: ignore[arg-type]

    def of(self, kind: type[c.OfTicket], ticket: Ticket, **fields: object) -> None:
        self.do(kind(request=self.request(), ticket=ticket.id, **fields))  # type: ignore[arg-type]

    def serve(self, counter: int = 1, seconds: float = 60) -> Ticket:
        """Call the next one, serve it, finish it."""
        ticket = self.call(counter)
        self.at(c.Start, counter)
        self.wait(seconds)
        self.at(c.Finish, counter)
        return self.office.tickets[ticket.id]

    def absent(self, counter: int = 1) -> Ticket:
        """Call the next one three times, and give up."""
        ticket = self.call(counter)
        for _ in range(2):
            self.wait(16)
            self.at(c.Recall, counter)
        self.wait(100)
        self.at(c.MarkAbsent, counter)
        return self.office.tickets[ticket.id]

    def see(self, ticket: Ticket) -> Ticket:
        """Look at a ticket again."""
        return self.office.tickets[ticket.id]

    def press(self, ticket: Ticket, level: str, counter: int = 1, leg: int | None = None) -> None:
        self.do(
            c.PressRating(
                request=self.request(),
                counter=CounterNo(counter),
                level=level,
                leg=f"{ticket.id}/{leg or ticket.leg}",  # type: ignore[arg-type]
                pressed=Ticks(self.ticks),
            )
        )

    def pass_time(self, seconds: float = 0) -> None:
        self.wait(seconds)
        self.do(c.PassTime(request=self.request()))
