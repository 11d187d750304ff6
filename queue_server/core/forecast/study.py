"""A leader's question and its answer: past days lived as they were, as asked, and as suggested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from queue_server.core.forecast.experience import Experience, Pace, pace_of
from queue_server.core.forecast.hall import Desk, Periods
from queue_server.core.forecast.prospect import habits_of
from queue_server.core.forecast.roster import Shift, merged, suggested
from queue_server.core.forecast.what_if import (
    Outcome,
    PastDay,
    Staffing,
    Waits,
    change_of,
    lived,
    more_desks,
    outcome_of,
    waits_of,
)

ENOUGH_DAYS: Final = 5
"""With fewer days nothing is said: one odd day would decide."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What if there were more counters for a service, between two hours of each day?"""

    service: str
    count: int
    begins_s: float
    """Seconds since midnight."""
    ends_s: float


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an answer is made of."""

    question: Question
    days: tuple[PastDay, ...]
    """With somebody on each, and as many as `ENOUGH_DAYS`."""
    desks: tuple[tuple[int, tuple[str, ...]], ...]
    """Number and services of each counter."""
    nominal_s: dict[str, float]
    duty: Periods
    """When the office works on an ordinary day."""
    cap: int
    learnt: Experience


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the people, in both cases."""

    before: Outcome
    after: Outcome
    change: Outcome


class StudyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was found."""

    days: int
    everybody: Group
    asked: Group | None
    """Those who come for the service in question; None if too few days had any."""
    roster: tuple[Shift, ...]
    with_roster: Outcome
    """Everybody's waits if counters kept to the roster."""
    hours_before: float
    """Hours of all counters on a day, on the mean."""
    hours_roster: float


class Progress(msgspec.Struct, frozen=True):
    """How many of the days to be lived are over."""

    done: int
    of: int


def study(job: Job) -> Iterator[Progress | StudyAnswer]:
    """Answer a question; yield progress after each day, and the answer at last."""
    pace = pace_of(job.learnt, job.nominal_s, dict(job.desks))
    desks = tuple(Desk(number, services, duty=job.duty) for number, services in job.desks)
    roster = suggested(job.days, desks, _takes_s(job, pace), job.duty)
    asked = job.question
    added = more_desks(
        desks, (asked.service,), begins=asked.begins_s, ends=asked.ends_s, count=asked.count
    )
    plan = {desk.number: merged(roster, desk.number) for desk in desks}
    # A counter beside those of the office takes as long as the office does.
    whole = pace_of(job.learnt, job.nominal_s, {one.number: one.services for one in added})
    cases = [Staffing(one, whole, job.learnt, job.cap) for one in (desks, added, desks)]
    seen: list[list[list[tuple[str, float]]]] = [[] for _ in cases]
    total = len(cases) * len(job.days)
    for number, day in enumerate(job.days):
        for case, staffing in enumerate(cases):
            known = day if case < 2 else day._replace(hours=plan)
            seen[case].append(list(lived(known, staffing, number)))
            yield Progress(number * len(cases) + case + 1, total)
    before, after, with_roster = seen
    everybody = _group(before, after, None)
    assert everybody is not None
    yield StudyAnswer(
        days=len(job.days),
        everybody=everybody,
        asked=_group(before, after, asked.service),
        roster=roster,
        with_roster=outcome_of([_waits(day, None) for day in with_roster]),
        hours_before=sum(_hours(day, job) for day in job.days) / len(job.days),
        hours_roster=sum((one.ends_s - one.begins_s) * len(one.counters) for one in roster) / 3600,
    )


def _takes_s(job: Job, pace: Pace) -> dict[str, float]:
    """Return for how long a visit of each service occupies a counter, with walk and thought."""
    habits = habits_of(job.learnt)
    found = {}
    for service in job.nominal_s:
        means = [pace.usual_s[service, number] for number, able in job.desks if service in able]
        if means:
            found[service] = sum(means) / len(means) + habits.walk_s
    return found


def _group(
    before: Sequence[list[tuple[str, float]]],
    after: Sequence[list[tuple[str, float]]],
    service: str | None,
) -> Group | None:
    pairs = [
        (_waits(b, service), _waits(a, service))
        for b, a in zip(before, after, strict=True)
        if service is None or any(one == service for one, _ in b)
    ]
    if len(pairs) < ENOUGH_DAYS:
        return None
    old, new = [b for b, _ in pairs], [a for _, a in pairs]
    return Group(before=outcome_of(old), after=outcome_of(new), change=change_of(old, new))


def _waits(day: Sequence[tuple[str, float]], service: str | None) -> Waits:
    return waits_of([wait for one, wait in day if service in (None, one)])


def _hours(day: PastDay, job: Job) -> float:
    """Return for how many hours the counters of a day worked together."""
    if day.hours is None:
        return sum(ends - begins for begins, ends in job.duty) * len(job.desks) / 3600
    return sum(ends - begins for own in day.hours.values() for begins, ends in own) / 3600
