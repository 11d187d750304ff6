"""A phone may rate until the next working day is sealed; what comes late is a supplement."""

from __future__ import annotations

import pytest
from core.test_reasons import ASKING
from small_office import Play

from mot_cua.ids import DayText, leg_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.ticket import Ticket


@pytest.fixture
def play() -> Play:
    play = Play(ASKING)
    play.open(1)
    return play


def visit(play: Play) -> Ticket:
    play.issue("HT")
    return play.serve(1)


def seal(play: Play) -> None:
    play.do(c.CloseDay(request=play.request()))


def by_phone(play: Play, ticket: Ticket, level: str) -> c.RateByPhone:
    leg = leg_of(ticket.id, 1)
    return c.RateByPhone(request=play.request(), ticket=ticket.id, leg=leg, level=level)


def why(play: Play, ticket: Ticket, reason: str) -> c.GiveReason:
    return c.GiveReason(
        request=play.request(), leg=leg_of(ticket.id, 1), reason=reason, channel="phone"
    )


def late(play: Play) -> list[str]:
    return [event.level for event, _ in play.history if isinstance(event, e.RatingCameLate)]


def test_a_rating_after_the_seal_names_the_day_of_its_visit(play: Play) -> None:
    ticket = visit(play)
    seal(play)
    play.wait(3600)
    play.do(by_phone(play, ticket, "satisfied"))
    last = play.history[-1][0]
    assert isinstance(last, e.RatingCameLate)
    assert (last.day, last.leg, last.level) == ("2026-11-20", leg_of(ticket.id, 1), "satisfied")
    assert play.office.past.windows[leg_of(ticket.id, 1)].is_late


def test_another_press_within_five_seconds_corrects_it_and_a_later_one_does_not(play: Play) -> None:
    ticket = visit(play)
    seal(play)
    play.do(by_phone(play, ticket, "dissatisfied"))
    play.wait(4)
    play.do(by_phone(play, ticket, "satisfied"))
    play.wait(1)
    assert play.refusal(by_phone(play, ticket, "neutral")).code == "rated-already"
    assert late(play) == ["dissatisfied", "satisfied"]


def test_it_comes_until_the_next_working_day_is_sealed_and_no_longer(play: Play) -> None:
    first, second = visit(play), visit(play)
    seal(play)
    play.wait(3 * 24 * 3600)
    play.do(c.OpenDay(request=play.request(), day=DayText("2026-11-23")))
    play.do(by_phone(play, first, "satisfied"))
    seal(play)
    refusal = play.refusal(by_phone(play, second, "satisfied"))
    assert refusal.code == "not-finished"
    assert str(refusal) == "leg HT-2/1 is not finished; nothing to rate"


def test_what_was_rated_in_time_is_not_rated_again(play: Play) -> None:
    ticket = visit(play)
    play.do(by_phone(play, ticket, "dissatisfied"))
    seal(play)
    assert play.refusal(by_phone(play, ticket, "satisfied")).code == "rated-already"
    # Nor does anybody add a reason to what is sealed.
    assert play.refusal(why(play, ticket, "waiting")).code == "reason-not-asked"


def test_who_was_not_satisfied_is_asked_why_then_too(play: Play) -> None:
    ticket = visit(play)
    seal(play)
    play.do(by_phone(play, ticket, "dissatisfied"))
    play.do(why(play, ticket, "waiting"))
    assert play.office.past.windows[leg_of(ticket.id, 1)].why == "waiting"
    assert isinstance(play.history[-2][0], e.RatingCameLate)
    assert play.refusal(by_phone(play, ticket, "satisfied")).code == "rated-already"
