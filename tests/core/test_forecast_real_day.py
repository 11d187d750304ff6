"""A real office's day, told to its people by a forecast that knows nothing but nominal minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from small_office import Play

from config.house import House, open_house
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo
from office.simulate.director import Step, steps_of
from office.simulate.plan import Sample, plan_day, read_board
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.forecast.calibration import recalibrated
from queue_server.core.forecast.lessons import Lessons
from queue_server.core.forecast.outlooks import hall_of, lessons_for
from queue_server.core.forecast.waits import forecast
from queue_server.core.situation import Situation
from queue_server.core.ticket import Ticket

DAY = "2020-01-22"
FOLDER = Path(__file__).parent.parent / "data" / "municipal-day"
KEYS: dict[str, type[c.AtCounter]] = {
    "call": c.CallNext,
    "recall": c.Recall,
    "start": c.Start,
    "finish": c.Finish,
    "absent": c.MarkAbsent,
}


class Told(NamedTuple):
    """What was said of one wait, and how long it was; in seconds."""

    service: str
    naive: float
    low: float
    median: float
    high: float
    waited: float


class RealDay(Play):
    """The day of the board, with a forecast at each ticket."""

    def __init__(self, house: House, board: dict[str, list[Sample]]) -> None:
        super().__init__(house.settings)
        self.house, self.board = house, board
        self.lessons: Lessons = lessons_for(house.settings, house.timetable)
        self.codes = {one.letter: one.code for one in house.settings.service}
        self.counters = {
            one.letter: [
                desk.number for desk in house.settings.counter if one.code in desk.services
            ]
            for one in house.settings.service
        }
        self.told: dict[str, Told] = {}
        self.durations: dict[str, list[float]] = defaultdict(list)
        self.begun: dict[str, int] = {}
        self.wall = int(ms_of(DAY, "06:00"))
        self.heard = 0

    @property
    def now(self) -> Situation:
        return super().now._replace(timetable=self.house.timetable)

    def do(self, command: c.Command) -> object:  # type: ignore[override]
        answer = super().do(command)
        for event, stamp in self.history[self.heard :]:
            self.lessons.hear(event, stamp)
            self._watch(event, stamp)
        self.heard = len(self.history)
        return answer

    def _watch(self, event: e.Event, stamp: e.Stamp) -> None:
        if isinstance(event, e.TicketCalled):
            self.begun[event.ticket] = stamp.ticks
            told = self.told[event.ticket]
            waited = (stamp.ticks - self.office.tickets[event.ticket].base.ticks) / 1000
            self.told[event.ticket] = told._replace(waited=waited)
        elif isinstance(event, e.ServiceFinished):
            service = self.office.tickets[event.ticket].service
            self.durations[service].append((stamp.ticks - self.begun[event.ticket]) / 1000)

    def live(self, steps: list[Step]) -> None:
        midnight = ms_of(DAY)
        self.open()
        staffing = list(self._staffing())
        for step in steps:
            while staffing and staffing[0][0] <= step.at:
                at, counter, is_open = staffing.pop(0)
                self._go_to(midnight + round(at * 1000))
                self._staff(counter, is_open=is_open)
            self._go_to(midnight + round(step.at * 1000))
            self._play(step)

    def _go_to(self, moment: int) -> None:
        self.wait(max(0, moment - self.wall) / 1000)

    def _staffing(self) -> Iterator[tuple[float, int, bool]]:
        """Yield when each counter opens and closes, as the board's numbers of open ones say."""
        changes = []
        for letter, samples in self.board.items():
            before, begins = 0, 0.0
            for sample in samples:
                for i, counter in enumerate(self.counters[letter]):
                    if (i < before) != (i < sample.counters):
                        changes.append((begins, counter, i < sample.counters))
                before, begins = sample.counters, sample.at
        return iter(sorted(changes))

    def _staff(self, counter: int, *, is_open: bool) -> None:
        kind = c.OpenCounter if is_open else c.CloseCounter
        self.do(kind(request=self.request(), counter=CounterNo(counter)))

    def _play(self, step: Step) -> None:
        if step.action == "arrive":
            self._tell(self.issue(self.codes[step.visit.service]))
        elif step.action in KEYS:
            if self.office.counters[CounterNo(step.visit.counter)].state == "closed":
                self._staff(step.visit.counter, is_open=True)
            self.at(KEYS[step.action], step.visit.counter)

    def _tell(self, ticket: Ticket) -> None:
        hall = hall_of(self.now, self.lessons)
        learnt = self.lessons.experience
        spread = forecast(hall, self.lessons.pace, learnt, seed=self.office.seq)[ticket.id]
        self.lessons.told(ticket.id, spread)
        shares = (recalibrated(share, learnt.places) for share in (0.1, 0.5, 0.9))
        self.told[ticket.id] = Told(
            ticket.service, self._naive(ticket), *(spread.at(one) for one in shares), -1.0
        )

    def _naive(self, ticket: Ticket) -> float:
        """People ahead x mean / counters: what most systems print."""
        ahead = sum(
            one.service == ticket.service and one.base < ticket.base
            for one in self.office.waiting()
        )
        known = self.durations[ticket.service][-50:]
        mean = sum(known) / len(known) if known else 600.0
        return ahead * mean / max(1, len(self.now.staffed_for(ticket.service)))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    """Return what 485 people were told, and how long they waited."""
    house = open_house(FOLDER / "office.toml", tmp_path_factory.mktemp("day"))
    board = read_board((FOLDER / "board.csv").read_text(encoding="utf-8-sig"), where="board.csv")
    day = RealDay(house, board)
    day.live(steps_of(plan_day(board, day.counters, seed=1)))
    return [one for one in day.told.values() if one.waited >= 0]


def mean(values: Iterator[float]) -> float:
    known = list(values)
    return sum(known) / len(known)


def test_the_forecast_is_nearer_to_the_truth_than_people_ahead_times_mean(
    told: list[Told],
) -> None:
    assert len(told) == 485
    ours = mean(abs(one.median - one.waited) for one in told)
    naive = mean(abs(one.naive - one.waited) for one in told)
    assert ours < 0.95 * naive
    assert abs(mean(one.median - one.waited for one in told)) < 0.3 * mean(o.waited for o in told)


def test_the_range_that_was_told_holds_most_of_the_waits(told: list[Told]) -> None:
    # Vehicle registration stood still from 11:19 to 14:09, and then called 45 numbers in a quarter
    # of an hour: nobody could have known.
    foreseeable = [one for one in told if one.service != "RE"]
    inside = mean(one.low - 60 <= one.waited <= one.high + 60 for one in foreseeable)
    assert 0.6 < inside < 0.97
