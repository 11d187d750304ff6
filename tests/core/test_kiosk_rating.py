"""A kiosk with rating buttons: each press is bound to a visit, or told by itself."""

from __future__ import annotations

import msgspec
import pytest
from core.test_reasons import ASKING
from small_office import SETTINGS, Play

from config.settings import CounterSettings
from mot_cua.ids import CounterNo, LegId, TicketId, Ticks, leg_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.kiosk_rating import pickable
from queue_server.core.rating import RatingState
from queue_server.core.ticket import Ticket
from queue_server.snapshots import rating_window

SMALL = msgspec.structs.replace(
    SETTINGS, counter=(CounterSettings(number=1, services=("HT", "CT", "DD")),)
)


@pytest.fixture
def play() -> Play:
    play = Play(ASKING)
    play.open(1, 2)
    return play


def visit(play: Play) -> Ticket:
    play.issue("HT")
    return play.serve(1)


def press(
    play: Play,
    level: str,
    *,
    ticket: TicketId | None = None,
    leg: LegId | None = None,
    ago_s: int = 0,
) -> e.Event | None:
    """Press on the kiosk, `ago_s` seconds ago; return what came of it."""
    before = len(play.history)
    pressed = Ticks(play.ticks - ago_s * 1000)
    play.do(
        c.PressAtKiosk(request=play.request(), level=level, ticket=ticket, leg=leg, pressed=pressed)
    )
    return play.history[-1][0] if len(play.history) > before else None


def strays(play: Play) -> list[str]:
    return [event.reason for event, _ in play.history if isinstance(event, e.PressWasStray)]


def opinions(play: Play) -> list[str]:
    return [event.level for event, _ in play.history if isinstance(event, e.OpinionGiven)]


def test_a_scanned_paper_says_whose_press_it_is(play: Play) -> None:
    ticket = visit(play)
    play.pass_time(3600)
    press(play, "satisfied", ticket=ticket.id)
    play.pass_time(5)
    window = play.office.windows[leg_of(ticket.id, 1)]
    assert (window.state, window.channel) == (RatingState.FINAL, "kiosk")
    assert play.office.ratings() == {"satisfied": 1}


def test_a_number_is_picked_among_those_finished_in_the_last_ten_minutes(play: Play) -> None:
    first = visit(play)
    play.pass_time(300)
    second = visit(play)
    assert [one.label for one in pickable(play.now)] == ["1002", "1001"]
    press(play, "neutral", leg=leg_of(second.id, 1))
    assert [one.label for one in pickable(play.now)] == ["1001"]
    play.pass_time(241)
    assert pickable(play.now) == []
    press(play, "satisfied", leg=leg_of(first.id, 1))
    assert opinions(play) == ["satisfied"]
    assert play.office.ratings() == {"neutral": 1}


def test_a_press_that_was_under_way_counts_from_its_own_moment(play: Play) -> None:
    ticket = visit(play)
    play.pass_time(620)
    press(play, "satisfied", leg=leg_of(ticket.id, 1), ago_s=60)
    assert play.office.windows[leg_of(ticket.id, 1)].level == "satisfied"


def test_in_an_office_with_one_counter_its_last_finish_is_meant() -> None:
    play = Play(SMALL)
    play.open(1)
    visit(play)
    play.pass_time(120)
    last = visit(play)
    press(play, "satisfied")
    assert play.office.windows[leg_of(last.id, 1)].level == "satisfied"
    play.pass_time(660)
    press(play, "satisfied")
    assert opinions(play) == ["satisfied"]


def test_with_several_counters_a_press_alone_is_an_opinion_and_no_figure(play: Play) -> None:
    visit(play)
    press(play, "dissatisfied")
    assert opinions(play) == ["dissatisfied"]
    play.pass_time(60)
    assert play.office.ratings() == {}
    assert strays(play) == []


def test_one_visit_has_one_rating_whatever_the_channel(play: Play) -> None:
    at_panel = visit(play)
    play.press(at_panel, "satisfied")
    press(play, "dissatisfied", ticket=at_panel.id)
    play.pass_time(61)
    at_kiosk = visit(play)
    press(play, "neutral", ticket=at_kiosk.id)
    by_phone = c.RateByPhone(
        request=play.request(), ticket=at_kiosk.id, leg=leg_of(at_kiosk.id, 1), level="satisfied"
    )
    assert play.refusal(by_phone).code == "rated-already"
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1, "neutral": 1}
    assert strays(play) == ["too-late"]
    assert opinions(play) == []


def test_what_the_kiosk_has_rated_the_panel_no_longer_invites(play: Play) -> None:
    ticket = visit(play)
    assert rating_window(play.now, CounterNo(1)).leg == leg_of(ticket.id, 1)
    press(play, "satisfied", ticket=ticket.id)
    assert rating_window(play.now, CounterNo(1)).leg is None
    play.press(ticket, "dissatisfied")
    assert strays(play) == ["too-late"]


def test_another_press_within_five_seconds_corrects(play: Play) -> None:
    ticket = visit(play)
    press(play, "dissatisfied", ticket=ticket.id)
    assert press(play, "dissatisfied", ticket=ticket.id) is None
    play.wait(4)
    press(play, "satisfied", ticket=ticket.id)
    play.wait(1)
    press(play, "dissatisfied", ticket=ticket.id)
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1}
    assert strays(play) == ["too-late"]


def test_a_kiosk_asks_why_too(play: Play) -> None:
    ticket = visit(play)
    press(play, "dissatisfied", ticket=ticket.id)

    def why(reason: str, ticket: TicketId | None) -> None:
        moment = Ticks(play.ticks)
        play.do(
            c.ReasonAtKiosk(request=play.request(), reason=reason, ticket=ticket, pressed=moment)
        )

    why("weather", ticket.id)
    why("waiting", None)
    why("waiting", TicketId("nobody"))
    assert play.office.windows[leg_of(ticket.id, 1)].why == ""
    why("waiting", ticket.id)
    assert play.office.windows[leg_of(ticket.id, 1)].why == "waiting"


def test_what_is_no_level_or_comes_without_a_day_is_stray(play: Play) -> None:
    press(play, "thrilled")
    play.do(c.CloseDay(request=play.request()))
    press(play, "satisfied")
    assert strays(play) == ["unknown-level", "not-invited"]


def test_a_finish_that_was_taken_back_is_nobodys_visit(play: Play) -> None:
    ticket = visit(play)
    play.do(c.UndoFinish(request=play.request(), counter=CounterNo(1)))
    press(play, "satisfied", ticket=ticket.id)
    assert opinions(play) == ["satisfied"]
