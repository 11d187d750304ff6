"""From the office as it is to what everybody in it may be told.

The server keeps one `Lessons`, lets it hear every event that it applies, and asks `outlooks` after
each change. At a start it lets it hear the last weeks of the journal again, or an `Experience` that
it kept and the events since.
"""

from __future__ import annotations

from typing import Final

from config.settings import Settings
from mot_cua.business_day import day_of, ms_of
from mot_cua.ids import CounterNo, ServiceCode, Ticks, UnixMs
from mot_cua.timetable import Timetable
from queue_server.core.errands import elsewhere
from queue_server.core.forecast.calibration import Lens, Spread, lens_of
from queue_server.core.forecast.experience import Experience
from queue_server.core.forecast.hall import Desk, Hall, Periods, Person, Phase
from queue_server.core.forecast.judgement import Given
from queue_server.core.forecast.lessons import Lessons
from queue_server.core.forecast.prospect import NEVER, next_ticket
from queue_server.core.forecast.waits import forecast
from queue_server.core.forecast.wording import ENOUGH_HISTORY, Outlook
from queue_server.core.office import Counter
from queue_server.core.situation import MINUTE, SECOND, Situation
from queue_server.core.ticket import State, Ticket

LOW: Final = 0.1
SOONEST: Final = 0.3
LATEST: Final = 0.9
_JUST_COME_S: Final = 30.0
_PHASES: Final[dict[State, Phase]] = {State.CALLED: "calling", State.SERVING: "serving"}


def lessons_for(
    settings: Settings, timetable: Timetable, experience: Experience | None = None
) -> Lessons:
    """Make lessons for an office; every counter is on duty while the office works."""
    return Lessons(
        {one.code: one.nominal_min * MINUTE / SECOND for one in settings.service},
        {one.number: tuple(one.services) for one in settings.counter},
        lambda _counter, day: duty_of(timetable, day),
        experience,
    )


def duty_of(timetable: Timetable, day: str) -> Periods:
    """Return when the office works on a day, in seconds since midnight."""
    midnight = ms_of(day)
    return tuple(
        ((ms_of(day, begins) - midnight) / 1000, (ms_of(day, ends) - midnight) / 1000)
        for begins, ends in timetable.work_periods(day)
    )


def outlooks(now: Situation, lessons: Lessons, *, seed: int) -> dict[str, Outlook]:
    """Return the outlook of every waiting ticket, and of the `next_ticket` of each service.

    The first outlook of a ticket is what `lessons` learns from when it is called. The same state
    and the same seed (the office's commit sequence will do) give the same outlooks.
    """
    hall = hall_of(now, lessons)
    spreads = forecast(hall, lessons.pace, lessons.experience, seed=seed)
    learnt = lessons.experience
    lens = lens_of(learnt)
    asked = [(one.ticket, one.service, _ahead(hall, one)) for one in hall.people]
    for service in lessons.nominal_s:
        waiting = sum(one.service == service for one in hall.people)
        asked.append((next_ticket(service), service, waiting))
    said = {
        ticket: _outlook(now, lens, spreads.get(ticket), service, ahead)
        for ticket, service, ahead in asked
    }
    for one in hall.people:
        # What is told to somebody who has waited already (after a restart, or a kiosk without its
        # line) is no forecast of the whole wait.
        if one.ticket in spreads and one.waited_s < _JUST_COME_S:
            lessons.told(one.ticket, spreads[one.ticket])
            if said[one.ticket].latest is not None and lens.history >= ENOUGH_HISTORY:
                lessons.gave(_given(one, spreads[one.ticket], lens))
    return said


def _given(one: Person, spread: Spread, lens: Lens) -> Given:
    low, middle, high = (round(one.waited_s + lens.at(spread, q)) for q in (LOW, 0.5, LATEST))
    return Given(one.ticket, low, middle, high)


def _ahead(hall: Hall, me: Person) -> int:
    """Count those of the same service whom the discipline prefers, as things stand."""
    mine = (not me.is_priority, me.base)
    return sum(
        one.service == me.service and (not one.is_priority, one.base) < mine for one in hall.people
    )


def _outlook(
    now: Situation, lens: Lens, spread: Spread | None, service: str, ahead: int
) -> Outlook:
    nobody = now.timetable.is_working(now.now.wall_ms) and not now.staffed_for(ServiceCode(service))
    if spread is None or nobody:
        return Outlook(ahead, None, None, history=lens.history)
    soonest, latest = (lens.at(spread, share) for share in (SOONEST, LATEST))
    if latest == NEVER:
        return Outlook(ahead, None, None, history=lens.history)
    begins = now.now.wall_ms
    ends = UnixMs(begins + int(latest * 1000))
    return Outlook(
        ahead,
        UnixMs(begins + int(soonest * 1000)),
        ends,
        _is_across_break(now, ends),
        lens.history,
    )


def _is_across_break(now: Situation, latest: UnixMs) -> bool:
    """Tell whether the counters begin to work anew before `latest`: after lunch, or at last."""
    day = day_of(now.now.wall_ms)
    beginnings = (ms_of(day, begins) for begins, _ in now.timetable.work_periods(day))
    return any(now.now.wall_ms < begins <= latest for begins in beginnings)


def hall_of(now: Situation, lessons: Lessons) -> Hall:
    """Describe the present moment."""
    day = day_of(now.now.wall_ms)
    now_s = (now.now.wall_ms - ms_of(day)) / 1000
    people = tuple(_person(now, one) for one in now.office.waiting())
    desks = tuple(_desk(now, lessons, desk, day, now_s) for desk in now.office.counters.values())
    return Hall(now_s, people, desks, now.settings.rules.overtaking_cap)


def _person(now: Situation, ticket: Ticket) -> Person:
    other = elsewhere(now.office, ticket)
    return Person(
        ticket.id,
        ticket.service,
        ticket.base,
        ticket.overtaken,
        ticket.is_priority,
        now.kept_for(ticket),
        max(0, now.now.ticks - ticket.base.ticks) / 1000,
        after=other.counter if other is not None else None,
    )


def _desk(now: Situation, lessons: Lessons, desk: Counter, day: str, now_s: float) -> Desk:
    ticket = now.office.tickets[desk.ticket] if desk.ticket is not None else None
    phase: Phase = "closed" if desk.state == "closed" else "paused"
    if ticket is not None:
        phase = _PHASES[ticket.state]
    elif desk.state == "open":
        phase = "idle"
    return Desk(
        desk.number,
        tuple(now.services_of(desk.number)),
        phase,
        now.since(_since(lessons, desk, ticket, now.now.ticks)) / 1000,
        ticket.service if ticket is not None else None,
        lessons.duty(desk.number, day),
        lessons.has_opened(desk.number, day, now_s),
        desk.then,
    )


def _since(lessons: Lessons, desk: Counter, ticket: Ticket | None, ticks: Ticks) -> int:
    """Return when a desk's phase began: a recall changes a ticket, but not how long it is here."""
    if ticket is None:
        paused = lessons.sitting(CounterNo(desk.number)).paused_since
        return ticks if paused is None else round(paused * 1000)
    return ticket.first_called if ticket.state is State.CALLED else ticket.changed
