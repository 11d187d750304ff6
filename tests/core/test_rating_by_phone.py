"""A phone is a second way to rate a visit, under the same rule: one rating for one leg."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, ServiceCode, TicketId, leg_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import RatingState
from queue_server.core.ticket import Ticket
from queue_server.snapshots import rating_window


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(1, 2)
    return play


def visit(play: Play) -> Ticket:
    play.issue("HT")
    return play.serve(1)


def by_phone(ticket: Ticket, level: str, play: Play, leg: int = 1) -> c.RateByPhone:
    return c.RateByPhone(
        request=play.request(), ticket=ticket.id, leg=leg_of(ticket.id, leg), level=level
    )


def strays(play: Play) -> list[str]:
    return [event.reason for event, _ in play.history if isinstance(event, e.PressWasStray)]


def test_a_phone_rates_a_visit_and_the_rating_says_so(play: Play) -> None:
    ticket = visit(play)
    play.do(by_phone(ticket, "satisfied", play))
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1}
    assert play.office.windows[leg_of(ticket.id, 1)].channel == "phone"


def test_a_phone_may_rate_after_the_panel_has_stopped_inviting(play: Play) -> None:
    ticket = visit(play)
    play.pass_time(3600)
    assert play.office.windows[leg_of(ticket.id, 1)].state is RatingState.EXPIRED
    play.do(by_phone(ticket, "dissatisfied", play))
    play.pass_time(5)
    assert play.office.ratings() == {"dissatisfied": 1}


def test_what_the_panel_heard_first_counts(play: Play) -> None:
    ticket = visit(play)
    play.press(ticket, "satisfied")
    refusal = play.refusal(by_phone(ticket, "dissatisfied", play))
    assert refusal.code == "rated-already"
    assert str(refusal) == "this visit of 1001 was rated; the first counts"
    play.pass_time(5)
    assert play.refusal(by_phone(ticket, "dissatisfied", play)).code == "rated-already"
    assert play.office.ratings() == {"satisfied": 1}


def test_what_the_phone_said_first_counts_and_the_panel_no_longer_invites(play: Play) -> None:
    ticket = visit(play)
    assert rating_window(play.now, CounterNo(1)).leg == leg_of(ticket.id, 1)
    play.do(by_phone(ticket, "satisfied", play))
    assert rating_window(play.now, CounterNo(1)).leg is None
    play.press(ticket, "dissatisfied")
    assert strays(play) == ["too-late"]
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1}


def test_a_late_rating_on_a_phone_does_not_disturb_the_panel(play: Play) -> None:
    first = visit(play)
    play.pass_time(120)
    second = visit(play)
    play.do(by_phone(first, "satisfied", play))
    assert rating_window(play.now, CounterNo(1)).leg == leg_of(second.id, 1)
    play.press(second, "neutral")
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1, "neutral": 1}


def test_another_press_within_five_seconds_corrects_and_a_later_one_does_not(play: Play) -> None:
    ticket = visit(play)
    play.do(by_phone(ticket, "dissatisfied", play))
    play.do(by_phone(ticket, "dissatisfied", play))
    play.wait(4)
    play.do(by_phone(ticket, "satisfied", play))
    play.wait(1)
    assert play.refusal(by_phone(ticket, "neutral", play)).code == "rated-already"
    play.pass_time()
    assert play.office.ratings() == {"satisfied": 1}
    given = [event for event, _ in play.history if isinstance(event, e.RatingGiven)]
    assert [event.is_correction for event in given] == [False, True]


def test_only_a_finished_leg_of_this_very_paper_can_be_rated(play: Play) -> None:
    ticket, other = visit(play), visit(play)
    waiting = play.issue("CT")
    refusal = play.refusal(by_phone(waiting, "satisfied", play))
    assert refusal.code == "not-finished"
    assert str(refusal) == f"leg {waiting.id}/1 is not finished; nothing to rate"
    foreign = c.RateByPhone(
        request=play.request(), ticket=ticket.id, leg=leg_of(other.id, 1), level="satisfied"
    )
    assert play.refusal(foreign).code == "not-finished"


def test_a_level_that_the_office_does_not_have_is_refused(play: Play) -> None:
    refusal = play.refusal(by_phone(visit(play), "thrilled", play))
    assert refusal.code == "unknown-level"
    assert str(refusal) == (
        "there is no level thrilled; there are: very-satisfied, satisfied, neutral, dissatisfied"
    )


def test_each_leg_of_one_paper_has_a_rating_of_its_own(play: Play) -> None:
    play.issue("HT")
    ticket = play.call(1)
    play.at(c.Start)
    play.at(c.FinishToNext, service=ServiceCode("CT"))
    play.do(by_phone(ticket, "satisfied", play, leg=1))
    play.serve(2)
    play.do(by_phone(ticket, "neutral", play, leg=2))
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1, "neutral": 1}


def test_a_finish_that_was_rated_on_a_phone_cannot_be_undone(play: Play) -> None:
    ticket = visit(play)
    play.do(by_phone(ticket, "satisfied", play))
    refusal = play.refusal(c.UndoFinish(request=play.request(), counter=CounterNo(1)))
    assert refusal.code == "already-rated"


def test_a_visit_whose_finish_was_undone_cannot_be_rated(play: Play) -> None:
    ticket = visit(play)
    play.at(c.UndoFinish)
    refusal = play.refusal(by_phone(ticket, "satisfied", play))
    assert (refusal.code, str(refusal)) == (
        "rating-void",
        "the rating of 1001 was lost and stays void",
    )


def test_the_seal_counts_what_a_phone_gave_a_moment_ago_and_nothing_after_it(play: Play) -> None:
    ticket = visit(play)
    play.pass_time(120)
    play.do(by_phone(ticket, "satisfied", play))
    play.do(c.CloseDay(request=play.request()))
    seal = play.history[-1][0]
    assert isinstance(seal, e.DayClosed)
    assert seal.totals["rated"] == 1
    with pytest.raises(Refused, match="the first counts"):
        play.do(by_phone(ticket, "neutral", play))


def test_the_papers_of_a_sealed_day_are_kept_as_they_ended_until_the_next_seal(
    play: Play,
) -> None:
    waiting = play.issue("HT")
    play.do(c.CloseDay(request=play.request()))
    kept = play.office.past
    assert kept.day == "2026-11-20"
    assert kept.tickets[TicketId(waiting.id)].state == "expired"
    play.wait(24 * 3600)
    play.do(c.OpenDay(request=play.request(), day="2026-11-21"))  # type: ignore[arg-type]
    assert play.office.past == kept
    play.do(c.CloseDay(request=play.request()))
    assert play.office.past.tickets == {}
