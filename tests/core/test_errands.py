"""One citizen with two errands, and with one body for both."""

from __future__ import annotations

import msgspec
import pytest
from small_office import DAY, Play

from mot_cua.ids import CounterNo, DeviceId, ServiceCode, TicketId, UnixMs
from queue_server.core import commands as c
from queue_server.core.forecast.outlooks import hall_of, lessons_for
from queue_server.core.invariants import Watcher
from queue_server.core.office import Office
from queue_server.core.ticket import State, Ticket


@pytest.fixture
def play() -> Play:
    made = Play()
    made.open(1, 2, 3)
    return made


def second(play: Play, service: str, first: Ticket, *, number: int = 77) -> Ticket:
    """Take a number after holding the first before the scanner."""
    ticket = TicketId(f"{service}-{number}")
    play.do(
        c.ReceiveTicket(
            request=play.request(),
            ticket=ticket,
            day=DAY,
            service=ServiceCode(service),
            number=number,
            label=f"9{number:03d}",
            ticket_class="normal",
            issuer=DeviceId("kiosk-1"),
            token="",
            issued_ms=UnixMs(play.wall),
            age_ms=0,
            first=first.id,
        )
    )
    return play.office.tickets[ticket]


def test_while_one_errand_is_served_the_other_waits_and_others_are_called(play: Play) -> None:
    land = play.issue("DD")
    papers = second(play, "CT", land)
    somebody = play.issue("CT")
    assert play.call(3).id == land.id
    assert play.call(2).id == somebody.id
    assert play.see(papers).state is State.WAITING
    assert play.see(papers).overtaken == 0


def test_it_keeps_its_place_and_is_next_when_the_first_is_done(play: Play) -> None:
    land = play.issue("DD")
    papers = second(play, "CT", land)
    play.issue("CT")
    play.call(3)
    play.at(c.Start, 3)
    play.at(c.Finish, 3)
    assert play.call(2).id == papers.id


def test_nobody_else_waiting_means_nobody_is_called(play: Play) -> None:
    land = play.issue("DD")
    second(play, "CT", land)
    play.call(3)
    refusal = play.refusal(c.CallNext(request=play.request(), counter=CounterNo(2)))
    assert refusal.code == "nobody-waiting"


def test_an_officer_who_calls_it_by_its_number_learns_where_its_citizen_is(play: Play) -> None:
    land = play.issue("DD")
    papers = second(play, "CT", land)
    play.call(3)
    refusal = play.refusal(
        c.CallNumber(request=play.request(), counter=CounterNo(2), ticket=papers.id, reason="x")
    )
    assert refusal.code == "citizen-elsewhere"
    assert str(refusal) == ("whoever has 9077 is at counter 3 with 3001; call it when that is done")


def test_a_third_errand_joins_whichever_paper_was_shown(play: Play) -> None:
    land = play.issue("DD")
    papers = second(play, "CT", land)
    family = second(play, "HT", papers, number=78)
    assert play.see(family).party == land.id
    assert play.call(1).id in (papers.id, family.id)
    assert play.now.eligible(CounterNo(3)) == []


def test_two_strangers_have_nothing_to_do_with_each_other(play: Play) -> None:
    play.issue("DD")
    stranger = play.issue("CT")
    play.call(3)
    assert play.call(2).id == stranger.id


def test_a_paper_that_was_admitted_under_another_name_is_the_first_errand_all_the_same(
    play: Play,
) -> None:
    land = play.issue("DD")
    play.office.papers[TicketId("as the kiosk calls it")] = land.id
    papers = second(play, "CT", msgspec.structs.replace(land, id=TicketId("as the kiosk calls it")))
    assert papers.party == land.id


def test_the_forecast_lets_the_other_errand_wait_for_the_first(play: Play) -> None:
    land = play.issue("DD")
    papers = second(play, "CT", land)
    play.issue("CT")
    lessons = lessons_for(play.settings, play.now.timetable)
    assert [one.after for one in hall_of(play.now, lessons).people] == [None, None, None]
    play.call(3)
    after = {one.ticket: one.after for one in hall_of(play.now, lessons).people}
    assert after.pop(papers.id) == 3
    assert set(after.values()) == {None}


def test_the_watcher_finds_no_queue_jumping_in_it(play: Play) -> None:
    land = play.issue("DD")
    second(play, "CT", land)
    play.issue("CT", kiosk="kiosk-2")
    play.call(3)
    play.call(2)
    watcher = Watcher(Office(one.number for one in play.settings.counter), play.settings)
    broken = [one for event, stamp in play.history for one in watcher.apply(event, stamp)]
    assert broken == []
