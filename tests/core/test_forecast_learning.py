"""What the forecast learns from an office's own events, and what the live office is told."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_office import DAY, NINE, SETTINGS, TIMETABLE, Play

from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, ServiceCode
from queue_server.core import commands as c
from queue_server.core.forecast.calibration import (
    REMEMBERED,
    Spread,
    is_worth_remembering,
    place_of,
    recalibrated,
)
from queue_server.core.forecast.experience import Experience, end_day
from queue_server.core.forecast.lessons import Lessons
from queue_server.core.forecast.outlooks import hall_of, lessons_for, outlooks
from queue_server.core.forecast.prospect import next_ticket
from queue_server.core.forecast.wording import Outlook, outlook_text
from queue_server.core.ticket import Ticket

MINUTE = 60_000


class Schooled(Play):
    """An office whose every event is heard."""

    def __init__(self, experience: Experience | None = None) -> None:
        super().__init__()
        self.lessons: Lessons = lessons_for(SETTINGS, TIMETABLE, experience)
        self._heard = 0

    def hear(self) -> Experience:
        for event, stamp in self.history[self._heard :]:
            self.lessons.hear(event, stamp)
        self._heard = len(self.history)
        return self.lessons.experience

    def outlooks(self, seed: int = 1) -> dict[str, Outlook]:
        self.hear()
        return outlooks(self.now, self.lessons, seed=seed)

    def of_ticket(self, ticket: Ticket) -> Outlook:
        return self.outlooks()[ticket.id]

    def serve_many(self, count: int, service: str = "HT", *, seconds: float = 300) -> None:
        for _ in range(count):
            self.issue(service)
            self.serve(1, seconds)


@pytest.fixture
def play() -> Schooled:
    play = Schooled()
    play.open(1)
    return play


def test_service_times_are_learnt_from_start_to_finish(play: Schooled) -> None:
    play.serve_many(30, seconds=120)
    learnt = play.hear()
    assert learnt.finished == 30
    assert learnt.times["HT"][1].total / learnt.times["HT"][1].count == pytest.approx(120)
    assert 110 < play.lessons.pace.mean_s["HT", 1] < 200, "ten nominal minutes are nearly forgotten"


def test_a_key_that_was_forgotten_for_a_day_is_not_believed(play: Schooled) -> None:
    play.serve_many(1, seconds=100_000)
    play.serve_many(1, seconds=0.1)
    assert play.hear().times["HT"][1].total == pytest.approx(7205)


def test_a_visit_that_was_laid_aside_teaches_nothing_about_service_times(play: Schooled) -> None:
    ticket = play.issue("HT")
    play.call(1)
    play.at(c.Start, 1)
    play.at(c.Hold, 1)
    play.wait(3000)
    play.of(c.Resume, ticket, counter=CounterNo(1))
    play.at(c.Finish, 1)
    assert play.hear().times == {}


def test_the_time_that_an_officer_takes_before_the_next_call_is_learnt(play: Schooled) -> None:
    first, second = play.issue("HT"), play.issue("HT")
    play.serve(1)
    play.wait(40)
    play.serve(1)
    assert play.hear().think[1].total == pytest.approx(40)
    assert {first.id, second.id} <= set(play.lessons.visits)


def test_an_officer_with_nobody_to_call_is_not_slow(play: Schooled) -> None:
    play.serve_many(1)
    play.wait(1000)
    play.serve_many(1)
    assert play.hear().think == {}


def test_absences_and_returns_are_learnt(play: Schooled) -> None:
    absent = play.issue("HT")
    play.issue("HT")
    play.absent(1)
    play.serve(1)
    play.of(c.Return, absent)
    play.serve(1)
    learnt = play.hear()
    assert (learnt.absences[0].count, learnt.absences[0].total) == (2, 1)
    assert (learnt.returns.count, learnt.returns.total) == (1, 1)
    assert learnt.absent.total == pytest.approx(132)


def test_who_is_sent_on_is_learnt_and_followed(play: Schooled) -> None:
    play.open(2)
    sent = play.issue("HT")
    play.call(1)
    play.at(c.Transfer, 1, service=ServiceCode("CT"))
    learnt = play.hear()
    assert (learnt.onward.count, learnt.onward.total) == (1, 1)
    assert learnt.onward_to == {"CT": 1}
    assert play.lessons.visits[sent.id].service == "CT"


def test_pauses_and_late_openings_are_learnt() -> None:
    play = Schooled()
    play.wall = int(ms_of(DAY, "07:30"))
    play.open()
    play.wait(240)
    play.open(1)
    play.wait(3600)
    play.at(c.PauseCounter, 1, reason="họp")
    play.wait(600)
    play.at(c.OpenCounter, 1)
    learnt = play.hear()
    assert learnt.late.total == pytest.approx(240)
    assert learnt.pauses.total == pytest.approx(600)
    assert (learnt.pause_rate.count, learnt.pause_rate.total) == (1, 1)


def test_a_pause_that_has_begun_is_seen(play: Schooled) -> None:
    play.at(c.PauseCounter, 1, reason="họp")
    play.wait(90)
    play.hear()
    desk = hall_of(play.now, play.lessons).desks[0]
    assert (desk.phase, desk.since_s, desk.has_opened) == ("paused", 90, True)


def test_what_was_learnt_survives_a_restart(play: Schooled) -> None:
    play.serve_many(25, seconds=120)
    play.do(c.CloseDay(request=play.request()))
    kept = msgspec.json.encode(play.hear())
    later = Schooled(msgspec.json.decode(kept, type=Experience))
    assert later.lessons.experience == play.lessons.experience
    assert later.lessons.pace == play.lessons.pace


def test_a_day_weighs_less_from_day_to_day(play: Schooled) -> None:
    play.serve_many(20)
    learnt = play.hear()
    before = learnt.times["HT"][1].count
    end_day(learnt, play.lessons.pace)
    assert learnt.times["HT"][1].count == pytest.approx(0.97 * before)
    assert sum(learnt.arrivals) == 20
    assert sum(learnt.arrivals_today) == 0


def test_before_twenty_services_only_the_place_in_the_line_is_told(play: Schooled) -> None:
    play.serve_many(19, seconds=300)
    play.issue("HT")
    last = play.issue("HT")
    assert outlook_text(play.of_ticket(last), play.now.now.wall_ms) == "Còn 1 người trước"
    play.serve(1, 300)
    text = outlook_text(play.of_ticket(last), play.now.now.wall_ms)
    assert text.startswith("Quý vị là người tiếp theo · dự kiến gọi trong vòng")


def test_with_no_counter_open_for_a_service_that_is_said(play: Schooled) -> None:
    land = play.issue("DD")
    assert outlook_text(play.of_ticket(land), NINE) == "Quý vị là người tiếp theo · chưa có quầy mở"
    play.open(3)
    assert play.of_ticket(land).latest is not None


def test_across_lunch_the_time_of_day_is_told(play: Schooled) -> None:
    play.serve_many(25, seconds=300)
    play.wait((ms_of(DAY, "11:20") - play.wall) / 1000)
    for _ in range(9):
        last = play.issue("HT")
    outlook = play.of_ticket(last)
    assert outlook.is_across_break
    assert wall(outlook) > ms_of(DAY, "13:30")
    assert "dự kiến gọi khoảng 14:" in outlook_text(outlook, play.now.now.wall_ms)


def wall(outlook: Outlook) -> int:
    assert outlook.latest is not None
    return int(outlook.latest)


def test_during_lunch_the_counters_are_expected_back(play: Schooled) -> None:
    play.serve_many(25)
    play.do(c.CloseCounter(request=play.request(), counter=CounterNo(1)))
    play.wait((ms_of(DAY, "13:05") - play.wall) / 1000)
    text = outlook_text(play.of_ticket(play.issue("HT")), play.now.now.wall_ms)
    assert text.startswith("Quý vị là người tiếp theo · dự kiến gọi khoảng 13:30–13:")


def test_people_ahead_are_counted_as_the_discipline_calls_them(play: Schooled) -> None:
    waiting = [play.issue("HT"), play.issue("HT"), play.issue("HT", priority=True)]
    play.issue("CT")
    told = play.outlooks()
    assert [told[one.id].ahead for one in waiting] == [1, 2, 0]
    assert told[next_ticket("HT")].ahead == 3


def test_the_same_state_and_seed_are_told_the_same(play: Schooled) -> None:
    for _ in range(5):
        play.issue("HT")
    assert play.outlooks(seed=5) == play.outlooks(seed=5)


def test_what_was_told_is_compared_with_what_came(play: Schooled) -> None:
    for _ in range(4):
        play.issue("HT")
    play.outlooks()
    for _ in range(4):
        play.serve(1, 600)
    places = play.hear().places
    assert len(places) == 3, "who was called at once proves nothing"
    assert all(0.0 < place < 1.0 for place in places)


def test_one_who_has_waited_already_is_no_proof_of_the_forecast(play: Schooled) -> None:
    for _ in range(3):
        play.issue("HT", age_s=3000)
    play.outlooks()
    for _ in range(3):
        play.serve(1, 600)
    assert play.hear().places == []


def test_only_the_last_three_hundred_waits_are_remembered(play: Schooled) -> None:
    play.lessons.experience.places = [0.5] * REMEMBERED
    for _ in range(2):
        play.issue("HT")
    play.outlooks()
    play.serve(1, 10_000)
    play.serve(1, 60)
    places = play.hear().places
    assert len(places) == REMEMBERED
    assert places[-1] > 0.9


def test_an_office_that_is_always_slower_than_told_is_told_longer_waits() -> None:
    spread = Spread(tuple(float(minute * 60) for minute in range(10, 30)))
    honest = [(i + 0.5) / REMEMBERED for i in range(REMEMBERED)]
    assert spread.at(recalibrated(0.5, honest)) == pytest.approx(spread.at(0.5), rel=0.02)
    assert spread.at(recalibrated(0.5, [0.95] * REMEMBERED)) > spread.at(0.6)
    assert spread.at(recalibrated(0.9, [3.0] * REMEMBERED)) > spread.waits[-1]
    assert spread.at(recalibrated(0.5, [-1.0] * REMEMBERED)) < spread.at(0.4)


@given(st.lists(st.floats(0, 10_000), min_size=20, max_size=60), st.floats(0, 20_000))
def test_the_place_of_a_wait_undoes_the_quantile(waits: list[float], waited: float) -> None:
    spread = Spread(tuple(sorted(waits)))
    points = spread.points()
    place = place_of(points, waited)
    assert -1.0 <= place <= 4.0
    if points[0] < waited < points[-1]:
        assert 0.1 <= place <= 0.9
    assert is_worth_remembering(points) is (points[-1] > 120)
