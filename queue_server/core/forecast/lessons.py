"""Learning from the journal's own events: each is heard once, in order, as it is committed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from mot_cua.business_day import day_of, ms_of
from queue_server.core import events as e
from queue_server.core.forecast.calibration import (
    REMEMBERED,
    Spread,
    is_worth_remembering,
    place_of,
)
from queue_server.core.forecast.experience import (
    SLOT_S,
    SLOTS,
    Experience,
    Mean,
    Pace,
    Times,
    believable,
    end_day,
    pace_of,
)
from queue_server.core.forecast.hall import Periods
from queue_server.core.forecast.judgement import ENOUGH_WAITS, Given, Verdict
from queue_server.core.forecast.today import Sitting, Visit

DutyOf = Callable[[int, str], Periods]
"""When a counter is to work on a day."""

_LONGEST_THINKING_S: Final = 900.0
"""Officers leave without pressing *pause*; but what kept one for hours will not keep the next."""
_LATEST_S: Final = 2400.0
_EARLIEST_S: Final = 1800.0
"""Before its period; who opens earlier opens for something else."""
_REFIT_AFTER: Final = 10
"""Services after which the estimates are made anew; today's factor moves slowly."""
_THINKING_FADES: Final = 0.97
"""With each call: what keeps an officer from calling is often over in an hour."""


class Lessons:
    """Hears events, and keeps an `Experience` of them."""

    def __init__(
        self,
        nominal_s: dict[str, float],
        counters: dict[int, tuple[str, ...]],
        duty: DutyOf,
        experience: Experience | None = None,
    ) -> None:
        """Begin with what an earlier life has learnt, or with the nominal minutes alone."""
        self.experience = experience or Experience()
        self.nominal_s, self.counters, self.duty = nominal_s, counters, duty
        self.visits: dict[str, Visit] = {}
        self.sittings: dict[int, Sitting] = {number: Sitting() for number in counters}
        self.given: list[Given] = []
        """Forecasts to be logged; whoever logs them empties the list."""
        self._pace: Pace | None = None
        self._heard = 0

    def hear(self, event: e.Event, stamp: e.Stamp) -> None:
        """Learn from one event; what teaches nothing is passed over."""
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event, stamp)

    @property
    def pace(self) -> Pace:
        """Return the present estimates of service times."""
        if self._pace is None:
            self._pace = pace_of(self.experience, self.nominal_s, self.counters)
        return self._pace

    def told(self, ticket: str, spread: Spread) -> None:
        """Remember what a citizen was told with the ticket, to learn how good it was."""
        visit, points = self.visits.get(ticket), spread.points()
        if visit is not None and not visit.told and is_worth_remembering(points):
            visit.told = points

    def gave(self, given: Given) -> None:
        """Remember for the log what was said with a ticket; what is said later is not judged."""
        visit = self.visits.get(given.ticket)
        if visit is not None and not visit.is_logged:
            visit.is_logged = True
            self.given.append(given)

    def sitting(self, counter: int) -> Sitting:
        """Return what is remembered of a counter."""
        return self.sittings.setdefault(counter, Sitting())

    def refit(self) -> None:
        """Let the estimates be made anew."""
        self._pace = None

    def has_opened(self, counter: int, day: str, moment_s: float) -> bool:
        """Tell whether a counter was open in the period of its duty that goes on then."""
        begins = _began(self.duty(counter, day), moment_s)
        opened = self.sitting(counter).opened_s
        return begins is not None and any(one >= begins - _EARLIEST_S for one in opened)

    def took(self, service: str, counter: int, seconds: float) -> None:
        """Take in a service time."""
        today = self.experience.today.setdefault(service, {})
        today.setdefault(counter, Mean()).add(believable(seconds))
        times = self.experience.times.setdefault(service, {})
        times.setdefault(counter, Times()).add(believable(seconds))
        self._heard += 1
        if self._heard % _REFIT_AFTER == 0 or self.experience.finished < 100:
            self._pace = None


def _opened(to: Lessons, event: e.CounterOpened, stamp: e.Stamp) -> None:
    sitting, now = to.sitting(event.counter), stamp.ticks / 1000
    if sitting.paused_since is not None:
        to.experience.pauses.add(min(now - sitting.paused_since, 2 * 3600.0))
    elif sitting.open_since is None:
        moment = _of_day(stamp)
        begins = _began(to.duty(event.counter, day_of(stamp.wall_ms)), moment)
        if begins is not None and not any(one >= begins - _EARLIEST_S for one in sitting.opened_s):
            to.experience.late.add(min(max(0.0, moment - begins), _LATEST_S))
        sitting.opened_s = (*sitting.opened_s, moment)
    sitting.open_since, sitting.paused_since = sitting.open_since or now, None
    sitting.freed = None


def _began(duty: Periods, moment: float) -> float | None:
    """Return when the period of duty began that a counter opens for."""
    begun = (begins for begins, ends in duty if begins - _EARLIEST_S <= moment < ends)
    return max(begun, default=None)


def _paused(to: Lessons, event: e.CounterPaused, stamp: e.Stamp) -> None:
    _count_open_hours(to, to.sitting(event.counter), stamp)
    to.experience.pause_rate.total += 1
    to.sitting(event.counter).paused_since = stamp.ticks / 1000


def _closed(to: Lessons, event: e.CounterClosed, stamp: e.Stamp) -> None:
    sitting = to.sitting(event.counter)
    _count_open_hours(to, sitting, stamp)
    sitting.paused_since = None


def _count_open_hours(to: Lessons, sitting: Sitting, stamp: e.Stamp) -> None:
    if sitting.open_since is not None:
        to.experience.pause_rate.count += (stamp.ticks / 1000 - sitting.open_since) / 3600
    sitting.open_since = sitting.freed = None


def _received(to: Lessons, event: e.TicketReceived, stamp: e.Stamp) -> None:
    is_priority = event.ticket_class == "priority"
    to.visits[event.ticket] = Visit(event.service, is_priority, event.base_ticks / 1000)
    learnt = to.experience
    learnt.arrivals_today[min(SLOTS - 1, int(_of_day(stamp) // SLOT_S))] += 1
    learnt.by_service[event.service] = learnt.by_service.get(event.service, 0.0) + 1
    learnt.priority.add(float(is_priority))


def _called(to: Lessons, event: e.TicketCalled, stamp: e.Stamp) -> None:
    visit, now = to.visits.get(event.ticket), stamp.ticks / 1000
    sitting = to.sitting(event.counter)
    freed, sitting.freed = sitting.freed, None
    if visit is None:
        return
    visit.called, visit.started, visit.counter = now, None, event.counter
    if visit.told and visit.leg == 1 and not visit.is_back:
        places = to.experience.places
        places.append(place_of(visit.told, now - visit.joined))
        del places[:-REMEMBERED]
    if freed is not None and visit.joined <= freed:
        thought = min(now - freed, _LONGEST_THINKING_S)
        usual = to.experience.think.setdefault(event.counter, Mean())
        usual.fade(_THINKING_FADES)
        usual.add(thought)


def _call_undone(to: Lessons, event: e.CallUndone, _: e.Stamp) -> None:
    if event.ticket in to.visits:
        to.visits[event.ticket].called = None


def _came(to: Lessons, visit: Visit, *, is_absent: bool) -> None:
    """Take note of whether somebody came; who comes back, or is sent on, is here already."""
    if visit.called is not None and visit.leg == 1 and not visit.is_back:
        waited = visit.called - visit.joined
        to.experience.absences[wait_class(waited)].add(float(is_absent))


def wait_class(waited_s: float) -> int:
    """Return which of three classes a wait is in; the longer, the more have gone home."""
    return 0 if waited_s < 900 else 1 if waited_s < 2700 else 2


def _started(to: Lessons, event: e.ServiceStarted, stamp: e.Stamp) -> None:
    visit = to.visits.get(event.ticket)
    if visit is None or visit.called is None:
        return
    visit.started = stamp.ticks / 1000
    to.experience.walk.add(min(visit.started - visit.called, 300.0))


def _finished(to: Lessons, event: e.ServiceFinished, stamp: e.Stamp) -> None:
    visit, now = to.visits.get(event.ticket), stamp.ticks / 1000
    to.sitting(event.counter).freed = now
    to.experience.finished += 1
    if visit is None:
        return
    _came(to, visit, is_absent=False)
    begun = visit.started if visit.started is not None else visit.called
    if begun is not None:
        to.took(visit.service, event.counter, now - begun)
    _go_on(to, visit, event.next_service, now)


def _transferred(to: Lessons, event: e.TicketTransferred, stamp: e.Stamp) -> None:
    visit, now = to.visits.get(event.ticket), stamp.ticks / 1000
    to.sitting(event.counter).freed = now
    if visit is not None:
        _came(to, visit, is_absent=False)
        _go_on(to, visit, event.service, now)


def _go_on(to: Lessons, visit: Visit, service: str | None, now: float) -> None:
    """Take note of whether a first leg leads to another service, and follow it there."""
    if visit.leg == 1:
        to.experience.onward.add(float(service is not None))
    if service is not None:
        table = to.experience.onward_to
        table[service] = table.get(service, 0.0) + 1
        visit.service, visit.leg, visit.joined = service, visit.leg + 1, now
        visit.called = visit.started = None


def _marked_absent(to: Lessons, event: e.MarkedAbsent, stamp: e.Stamp) -> None:
    visit, now = to.visits.get(event.ticket), stamp.ticks / 1000
    to.sitting(event.counter).freed = now
    if visit is None or visit.called is None:
        return
    _came(to, visit, is_absent=True)
    to.experience.absent.add(min(now - visit.called, 900.0))
    to.experience.returns.count += 1


def _returned(to: Lessons, event: e.TicketReturned, stamp: e.Stamp) -> None:
    to.experience.returns.total += 1
    if event.ticket in to.visits:
        visit = to.visits[event.ticket]
        visit.joined, visit.called, visit.is_back = stamp.ticks / 1000, None, True


def _held(to: Lessons, event: e.TicketHeld, stamp: e.Stamp) -> None:
    to.sitting(event.counter).freed = stamp.ticks / 1000
    if event.ticket in to.visits:
        # How long a visit takes that was laid aside says nothing of others.
        to.visits[event.ticket].called = to.visits[event.ticket].started = None


def _class_changed(to: Lessons, event: e.ClassChanged, _: e.Stamp) -> None:
    if event.ticket in to.visits:
        to.visits[event.ticket].is_priority = event.ticket_class == "priority"


def _service_changed(to: Lessons, event: e.ServiceChanged, _: e.Stamp) -> None:
    if event.ticket in to.visits:
        to.visits[event.ticket].service = event.service


def _day_opened(to: Lessons, _event: e.DayOpened, _stamp: e.Stamp) -> None:
    to.visits.clear()
    to.sittings = {number: Sitting() for number in to.counters}


def _day_closed(to: Lessons, event: e.DayClosed, _stamp: e.Stamp) -> None:
    for number, sitting in to.sittings.items():
        mean = to.experience.attendance.setdefault(number, Mean())
        for begins, ends in to.duty(number, event.day):
            came = any(begins - _EARLIEST_S <= one < ends for one in sitting.opened_s)
            mean.add(float(came))
    end_day(to.experience, to.pace)
    to.refit()


def _judged(to: Lessons, event: e.ForecastJudged, _: e.Stamp) -> None:
    verdict = Verdict(event.waits, event.inside, event.off_s, event.bias_s, event.waited_s)
    if event.stretch != event.stretch_before:
        to.experience.strayed = 0
    elif verdict.waits >= ENOUGH_WAITS:
        to.experience.strayed = verdict.side
    to.experience.stretch, to.experience.judged_week = event.stretch, event.week


def _of_day(stamp: e.Stamp) -> float:
    """Return the wall time in seconds since midnight in Hanoi."""
    return (stamp.wall_ms - ms_of(day_of(stamp.wall_ms))) / 1000


_HANDLERS: Final[dict[type[e.Event], Callable[[Lessons, Any, e.Stamp], None]]] = {
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.CounterOpened: _opened,
    e.CounterPaused: _paused,
    e.CounterClosed: _closed,
    e.TicketReceived: _received,
    e.TicketCalled: _called,
    e.CallUndone: _call_undone,
    e.ServiceStarted: _started,
    e.ServiceFinished: _finished,
    e.TicketTransferred: _transferred,
    e.MarkedAbsent: _marked_absent,
    e.TicketReturned: _returned,
    e.TicketHeld: _held,
    e.ClassChanged: _class_changed,
    e.ServiceChanged: _service_changed,
    e.ForecastJudged: _judged,
}
