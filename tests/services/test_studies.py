"""A leader's question is worked out beside the office, which does not notice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from lived_days import WEEK, write_days
from small_office import SETTINGS
from web.pages_office import PagesOffice

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.forecast.experience import Experience
from queue_server.core.forecast.study import Job, Progress, Question, StudyAnswer, study
from queue_server.core.forecast.what_if import Arrival, PastDay
from queue_server.journal.journal import Journal
from queue_server.journal.past_days import KnownDay, PastDays, open_hours
from queue_server.studies import Studies, Study
from queue_server.study_worker import LOWEST

HOUR = 3600.0
DUTY = ((7.5 * HOUR, 11.5 * HOUR), (13.5 * HOUR, 17 * HOUR))


def job(days: list[PastDay], hour: float = 8.0) -> Job:
    return Job(
        question=Question(service="HT", count=1, begins_s=hour * HOUR, ends_s=(hour + 2) * HOUR),
        days=tuple(days),
        desks=tuple((one.number, tuple(one.services)) for one in SETTINGS.counter),
        nominal_s={one.code: 600.0 for one in SETTINGS.service},
        duty=DUTY,
        cap=3,
        learnt=Experience(),
    )


def rush(count: int = 6, people: int = 20) -> list[PastDay]:
    """Days on which more come than counter 1 can serve, while the others have nothing to do."""
    hours = {1: DUTY, 2: (), 3: DUTY}
    return [
        PastDay(tuple(Arrival(8 * HOUR + i * 450.0 + day, "HT") for i in range(people)), hours)
        for day in range(count)
    ]


@pytest.fixture
def known(tmp_path: Path) -> list[KnownDay]:
    write_days(tmp_path)
    journal = Journal(tmp_path / "journal.db", "duc-thuong")
    found = PastDays(journal.engine).last([1, 2, 3])
    journal.close()
    return found


@pytest.fixture
def studies() -> Iterator[Studies]:
    made = Studies()
    yield made
    made.close()


def over(one: Study) -> Study:
    assert one.is_over.wait(60)
    return one


# What is read from the journal


def test_past_days_come_with_arrivals_hours_and_the_waits_that_were(known: list[KnownDay]) -> None:
    assert [one.day for one in known] == list(WEEK)
    first = known[0]
    assert [one.at_s / HOUR for one in first.past.arrivals[:3]] == [8.0, 8.1, 8.2]
    assert first.past.hours is not None
    assert first.past.hours[2] == first.past.hours[3] == ()
    [(begins, ends)] = first.past.hours[1]
    assert begins == 7.5 * HOUR
    assert ends > 10 * HOUR
    assert len(first.waited_s) == 16
    assert max(first.waited_s) > 40 * 60


def test_pauses_are_no_hours_and_what_nobody_closed_ends_with_the_day() -> None:
    def change(at: float, kind: type, number: int = 1) -> tuple[float, object]:
        more = {"reason": ""} if kind.__name__ == "CounterPaused" else {}
        return at, kind(request=f"{at}", counter=number, **more)

    changes = [
        change(100, e.CounterOpened), change(150, e.CounterOpened), change(200, e.CounterPaused),
        change(300, e.CounterOpened), change(400, e.CounterClosed), change(410, e.CounterClosed),
        change(500, e.CounterOpened, 2),
    ]  # fmt: skip
    assert open_hours(changes, 900) == {1: ((100, 200), (300, 400)), 2: ((500, 900),)}  # type: ignore[arg-type]


# The answer


def test_an_answer_has_before_after_change_and_how_sure_it_is() -> None:
    *steps, answer = study(job(rush()))
    assert isinstance(answer, StudyAnswer)
    assert steps == [Progress(number, 18) for number in range(1, 19)]
    for group in (answer.everybody, answer.asked):
        assert group is not None
        assert group.change.mean_s.is_sure
        assert group.change.mean_s.mean < -10 * 60
        assert group.change.p90_s.mean < group.change.mean_s.mean
        assert group.change.long_share.mean < -0.2
        assert group.after.mean_s.mean < group.before.mean_s.mean
    assert answer.hours_before == pytest.approx(15)


def test_counters_at_the_wrong_time_change_nothing_that_is_sure() -> None:
    *_, answer = study(job(rush(), hour=14.0))
    assert isinstance(answer, StudyAnswer)
    change = answer.everybody.change.mean_s
    assert not change.is_sure
    assert abs(change.mean) < 120


def test_the_roster_opens_counters_when_people_come_and_shortens_the_wait() -> None:
    days = [day._replace(hours={1: DUTY, 2: (), 3: DUTY}) for day in rush()]
    two_help = msgspec.structs.replace(
        job(days), desks=((1, ("HT", "CT")), (2, ("HT", "CT")), (3, ("DD",)))
    )
    *_, answer = study(two_help)
    assert isinstance(answer, StudyAnswer)
    by_hour = {one.begins_s / HOUR: one.counters for one in answer.roster}
    assert by_hour[8.0] == (1, 2)
    assert len(by_hour[14.0]) == 1
    assert answer.with_roster.mean_s.mean < 0.5 * answer.everybody.before.mean_s.mean
    assert answer.hours_roster < answer.hours_before


def test_of_a_service_that_hardly_anybody_asks_for_nothing_is_said() -> None:
    days = rush()
    days[0] = days[0]._replace(arrivals=(*days[0].arrivals, Arrival(9 * HOUR, "DD")))
    asked = Question(service="DD", count=1, begins_s=8 * HOUR, ends_s=10 * HOUR)
    *_, answer = study(msgspec.structs.replace(job(days), question=asked))
    assert isinstance(answer, StudyAnswer)
    assert answer.asked is None


# The process


def test_the_worker_answers_as_the_simulation_does_and_tells_of_each_step(studies: Studies) -> None:
    asked = job(rush())
    one = over(studies.begin(asked))
    *_, expected = study(asked)
    assert one.answer == expected
    assert one.progress == Progress(18, 18)
    assert (one.problem, one.is_cancelled, studies.running) == ("", False, None)
    assert studies.find(one.id) is one


def test_there_is_one_at_a_time_and_it_can_be_cancelled(studies: Studies) -> None:
    one = studies.begin(job(rush(count=400, people=60)))
    with pytest.raises(Refused, match="another study is running; wait for it, or cancel it") as no:
        studies.begin(job(rush()))
    assert no.value.code == "study-running"
    one.cancel()
    assert over(one).is_cancelled
    assert one.answer is None
    assert over(studies.begin(job(rush()))).answer is not None
    one.cancel()
    assert one.is_cancelled, "what is over stays as it is"


def test_a_worker_that_dies_is_told_to_a_technician(
    studies: Studies, caplog: pytest.LogCaptureFixture
) -> None:
    one = over(studies.begin(job([*rush(), PastDay(())])))
    assert one.answer is None
    assert one.problem == (
        "queue_server.study_worker ended with 1 and without an answer; look into the server's log,"
        " and ask again"
    )
    assert one.problem in caplog.text


def test_calls_are_answered_while_a_study_runs_with_the_lowest_priority(
    tmp_path: Path, studies: Studies
) -> None:
    office = PagesOffice(tmp_path)
    office.open(1)
    one = studies.begin(job(rush(count=400, people=60)))
    while not one.progress.done:
        assert not one.is_over.wait(0.05)
    assert os.getpriority(os.PRIO_PROCESS, one.pid) == LOWEST
    for _ in range(20):
        office.issue("HT")
        office.do(c.CallNext, counter=1)
        office.do(c.Start, counter=1)
        office.do(c.Finish, counter=1)
    assert not one.is_over.is_set(), "all twenty were served while it ran"
    one.cancel()
    over(one)
    office.switch_off()
