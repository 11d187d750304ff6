"""Why somebody was not satisfied: asked after the rating, of the hand that gave it."""

from __future__ import annotations

import msgspec
import pytest
from small_office import SETTINGS, Play

from config.settings import Reason
from mot_cua.ids import leg_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import RatingState
from queue_server.core.ticket import Ticket
from queue_server.reports.reasons import reasons_of

REASONS = (
    Reason(id="attitude", label="Thái độ phục vụ"),
    Reason(id="waiting", label="Thời gian chờ"),
    Reason(id="harassment", label="Nhũng nhiễu, gây phiền hà", alerts_leader=True),
)
RATING = msgspec.structs.replace(SETTINGS.rating, reason=REASONS)
ASKING = msgspec.structs.replace(SETTINGS, rating=RATING)


@pytest.fixture
def play() -> Play:
    play = Play(ASKING)
    play.open(1)
    play.issue("HT")
    return play


def rated(play: Play, level: str) -> Ticket:
    ticket = play.serve(1)
    leg = leg_of(ticket.id, 1)
    play.do(c.RateByPhone(request=play.request(), ticket=ticket.id, leg=leg, level=level))
    return ticket


def why(play: Play, ticket: Ticket, reason: str, channel: str = "phone") -> c.GiveReason:
    leg = leg_of(ticket.id, 1)
    return c.GiveReason(request=play.request(), leg=leg, reason=reason, channel=channel)


def test_a_reason_belongs_to_its_rating_which_is_final_from_then_on(play: Play) -> None:
    ticket = rated(play, "dissatisfied")
    play.do(why(play, ticket, "waiting"))
    window = play.office.windows[leg_of(ticket.id, 1)]
    assert (window.state, window.why) == (RatingState.FINAL, "waiting")
    assert [type(event) for event, _ in play.history[-2:]] == [e.RatingBecameFinal, e.ReasonGiven]
    play.pass_time(10)
    assert play.office.ratings() == {"dissatisfied": 1}


def test_a_rating_counts_when_nobody_says_why(play: Play) -> None:
    rated(play, "neutral")
    play.pass_time(600)
    assert play.office.ratings() == {"neutral": 1}


@pytest.mark.parametrize("level", ["very-satisfied", "satisfied"])
def test_who_was_satisfied_is_not_asked(play: Play, level: str) -> None:
    ticket = rated(play, level)
    refusal = play.refusal(why(play, ticket, "waiting"))
    assert refusal.code == "reason-not-asked"
    assert str(refusal) == "nobody is asked now why leg HT-1/1 was rated so"


def test_the_hand_is_asked_that_has_just_rated_and_once(play: Play) -> None:
    ticket = rated(play, "dissatisfied")
    assert play.refusal(why(play, ticket, "waiting", "kiosk")).code == "reason-not-asked"
    play.pass_time(119)
    play.do(why(play, ticket, "waiting"))
    assert play.refusal(why(play, ticket, "attitude")).code == "reason-not-asked"


def test_after_two_minutes_nobody_can_find_out_on_the_page_how_it_was_rated(play: Play) -> None:
    ticket = rated(play, "dissatisfied")
    play.pass_time(120)
    assert play.refusal(why(play, ticket, "waiting")).code == "reason-not-asked"


def test_what_is_no_reason_and_what_was_not_rated_are_refused(play: Play) -> None:
    play.issue("HT")
    ticket = play.serve(1)
    assert play.refusal(why(play, ticket, "waiting")).code == "reason-not-asked"
    refusal = play.refusal(why(play, ticket, "weather"))
    assert refusal.code == "unknown-reason"
    assert str(refusal) == ("there is no reason weather; there are: attitude, waiting, harassment")


def test_an_office_without_a_list_asks_nobody() -> None:
    play = Play()
    play.open(1)
    play.issue("HT")
    ticket = rated(play, "dissatisfied")
    assert str(play.refusal(why(play, ticket, "waiting"))) == (
        "there is no reason waiting; there are: none"
    )


def test_reports_tell_the_most_frequent_first_and_keep_what_the_file_no_longer_names() -> None:
    told = reasons_of({"waiting": 1, "parking": 2, "attitude": 2}, 40, RATING)
    assert told.words == "Thái độ phục vụ: 2; parking: 2; Thời gian chờ: 1"
    assert [one.share for one in told.lines] == ["40%", "40%", "20%"]


def test_beside_few_ratings_no_reason_is_told_by_itself() -> None:
    told = reasons_of({"attitude": 1}, 9, RATING)
    assert told.lines == ()
    assert told.words == ("1 lượt nêu lý do; dưới 10 lượt đánh giá nên không ghi riêng từng lý do")
    assert reasons_of({"attitude": 1}, 10, RATING).words == "Thái độ phục vụ: 1"
    assert reasons_of({}, 0, RATING).words == "Không có"
