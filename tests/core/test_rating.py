"""A rating belongs to one visit: windows, presses, corrections, and what does not count."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.ids import CounterNo, RequestId, ServiceCode, TicketId
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import RatingState
from queue_server.core.ticket import Ticket


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(1, 2)
    return play


def state_of(play: Play, ticket: Ticket, leg: int = 1) -> RatingState:
    return play.office.windows[f"{ticket.id}/{leg}"].state  # type: ignore[index]


def strays(play: Play) -> list[str]:
    return [event.reason for event, _ in play.history if isinstance(event, e.PressWasStray)]


def visit(play: Play) -> Ticket:
    play.issue("HT")
    return play.serve(1)


def test_the_first_press_counts_and_is_final_after_five_seconds(play: Play) -> None:
    ticket = visit(play)
    play.press(ticket, "satisfied")
    assert state_of(play, ticket) is RatingState.GIVEN
    assert play.office.ratings() == {}
    play.pass_time(5)
    assert state_of(play, ticket) is RatingState.FINAL
    assert play.office.ratings() == {"satisfied": 1}


def test_another_press_within_five_seconds_corrects_the_first(play: Play) -> None:
    ticket = visit(play)
    play.press(ticket, "dissatisfied")
    play.wait(4)
    play.press(ticket, "very-satisfied")
    play.pass_time(1)
    assert play.office.ratings() == {"very-satisfied": 1}


def test_a_press_after_the_correction_time_is_stray_and_changes_nothing(play: Play) -> None:
    ticket = visit(play)
    play.press(ticket, "satisfied")
    play.pass_time(6)
    play.press(ticket, "dissatisfied")
    assert play.office.ratings() == {"satisfied": 1}
    assert strays(play) == ["too-late"]


def test_a_hammered_button_is_one_rating(play: Play) -> None:
    ticket = visit(play)
    for _ in range(20):
        play.press(ticket, "satisfied")
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1}
    assert play.office.stray_presses == 0


def test_a_window_expires_after_a_minute_without_a_press(play: Play) -> None:
    ticket = visit(play)
    play.pass_time(59)
    assert state_of(play, ticket) is RatingState.EXPECTED
    play.pass_time(1)
    assert state_of(play, ticket) is RatingState.EXPIRED


def test_calling_the_next_number_closes_no_window_but_its_service_does(play: Play) -> None:
    ticket = visit(play)
    play.issue("HT")
    play.call(1)
    play.wait(40)
    assert state_of(play, ticket) is RatingState.EXPECTED
    play.at(c.Start, 1)
    play.pass_time()
    assert state_of(play, ticket) is RatingState.EXPIRED


def test_no_window_is_shorter_than_half_a_minute_however_quick_the_officer(play: Play) -> None:
    ticket = visit(play)
    play.issue("HT")
    play.call(1)
    play.at(c.Start, 1)
    play.pass_time(29)
    assert state_of(play, ticket) is RatingState.EXPECTED
    play.press(ticket, "neutral")
    play.pass_time(5)
    assert play.office.ratings() == {"neutral": 1}


def test_two_quick_visits_never_share_the_panel(play: Play) -> None:
    first = visit(play)
    play.issue("HT")
    second = play.serve(1, seconds=3)
    window = play.office.windows[f"{second.id}/1"]  # type: ignore[index]
    play.press(second, "satisfied")
    assert strays(play) == ["too-early"]
    play.pass_time(27)
    assert state_of(play, first) is RatingState.EXPIRED
    assert window.opens == play.ticks
    play.press(second, "satisfied")
    play.pass_time(5)
    assert play.office.ratings() == {"satisfied": 1}


def test_a_transferred_leg_is_not_rated(play: Play) -> None:
    ticket = play.issue("HT")
    play.call(1)
    play.at(c.Transfer, 1, service=ServiceCode("CT"))
    play.press(ticket, "satisfied", leg=1)
    assert strays(play) == ["not-invited"]
    assert play.office.windows == {}


def test_presses_that_belong_to_nothing_are_kept_and_never_counted(play: Play) -> None:
    ticket = visit(play)
    play.press(ticket, "satisfied", counter=2)
    play.press(ticket, "wonderful")
    play.do(
        c.PressRating(
            request=RequestId("bare"),
            counter=CounterNo(1),
            level="satisfied",
            leg=None,
            pressed=play.now.now.ticks,
        )
    )
    assert strays(play) == ["wrong-counter", "unknown-level", "not-invited"]
    play.pass_time(60)
    assert play.office.ratings() == {}
    assert play.office.stray_presses == 3


def test_a_power_cut_voids_the_open_window_and_keeps_what_was_pressed(play: Play) -> None:
    play.do(c.StartServer(request=play.request(), boot="monday", version="1"))
    lost = visit(play)
    play.issue("CT")
    kept = play.serve(2)
    play.press(kept, "satisfied", counter=2)
    play.do(c.StartServer(request=play.request(), boot="tuesday", version="1"))
    assert state_of(play, lost) is RatingState.VOID
    assert state_of(play, kept) is RatingState.FINAL
    assert play.office.void_windows == {"power-cut": 1}


def test_a_restart_without_a_power_cut_keeps_the_windows(play: Play) -> None:
    play.do(c.StartServer(request=play.request(), boot="monday", version="1"))
    ticket = visit(play)
    play.do(c.StartServer(request=play.request(), boot="monday", version="2"))
    assert state_of(play, ticket) is RatingState.EXPECTED


def test_closing_time_ends_everything_and_the_totals_add_up(play: Play) -> None:
    done = visit(play)
    play.press(done, "satisfied")
    play.issue("HT"), play.issue("HT"), play.issue("HT")
    play.call(1)
    play.at(c.Start, 1)
    play.at(c.Hold, 1)
    play.call(1)
    play.issue("CT")
    play.call(2)
    play.at(c.Start, 2)
    play.do(c.CloseDay(request=play.request()))
    seal = play.history[-1][0]
    assert isinstance(seal, e.DayClosed)
    assert seal.totals == {
        "issued": 5,
        "waiting": 0,
        "called": 0,
        "serving": 0,
        "held": 0,
        "no-show": 1,
        "done": 3,
        "cancelled": 0,
        "expired": 1,
        "legs-finished": 1,
        "rated": 1,
    }
    assert play.office.day is None
    refusal = play.refusal(c.CloseDay(request=play.request()))
    assert (refusal.code, str(refusal)) == ("day-closed", "no business day is open")


def test_a_sealed_day_is_never_opened_again_and_late_papers_go_to_its_supplement(
    play: Play,
) -> None:
    play.do(c.CloseDay(request=play.request()))
    refusal = play.refusal(c.OpenDay(request=play.request(), day=play.history[0][0].day))  # type: ignore[attr-defined]
    assert (refusal.code, str(refusal)) == (
        "day-sealed",
        "2026-11-20 is sealed; its figures do not change",
    )
    play.do(
        c.ReceiveTicket(
            request=play.request(),
            ticket=TicketId("late"),
            day=play.history[0][0].day,  # type: ignore[attr-defined]
            service=ServiceCode("HT"),
            number=1,
            label="1001",
            ticket_class="normal",
            issuer="kiosk-1",  # type: ignore[arg-type]
            token="",
            issued_ms=play.now.now.wall_ms,
            age_ms=0,
        )
    )
    assert isinstance(play.history[-1][0], e.TicketCameLate)
    assert play.office.tickets == {}


def test_a_day_is_not_opened_twice(play: Play) -> None:
    refusal = play.refusal(c.OpenDay(request=play.request(), day="2026-11-21"))  # type: ignore[arg-type]
    assert (refusal.code, str(refusal)) == ("day-open", "2026-11-20 is still open; close it first")
