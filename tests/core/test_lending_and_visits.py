"""A counter that helps with services of others; what is noted of a visit while it lasts."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.ids import CounterNo, ServiceCode, Ticks
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.decisions import next_due
from queue_server.core.invariants import Watcher
from queue_server.core.office import Office
from queue_server.core.ticket import State

ONE, TWO, THREE = CounterNo(1), CounterNo(2), CounterNo(3)
LAND = ServiceCode("DD")


@pytest.fixture
def play() -> Play:
    made = Play()
    made.open(1, 2)
    return made


def lend(play: Play, *services: str, minutes: int = 30, counter: int = 1) -> c.LendCounter:
    return c.LendCounter(
        request=play.request(),
        counter=CounterNo(counter),
        services=tuple(map(ServiceCode, services)),
        minutes=minutes,
    )


def test_a_lent_counter_calls_the_people_of_another_in_their_order(play: Play) -> None:
    land = play.issue("DD", age_s=60)
    play.issue("HT")
    assert play.refusal(c.CallNext(request=play.request(), counter=TWO)).code == "nobody-waiting"
    play.do(lend(play, "DD"))
    assert play.now.staffed_for(LAND) == [ONE]
    assert play.call(1).id == land.id


def test_the_help_ends_by_itself_and_what_was_called_is_served_to_its_end(play: Play) -> None:
    play.issue("DD")
    play.issue("DD")
    play.do(lend(play, "DD", minutes=30))
    assert next_due(play.now) == Ticks(play.ticks + 30 * 60_000)
    play.call(1)
    play.wait(30 * 60)
    play.do(c.PassTime(request=play.request()))
    assert play.office.counters[ONE].lent == ()
    play.at(c.Finish)
    assert play.refusal(c.CallNext(request=play.request(), counter=ONE)).code == "nobody-waiting"
    assert [type(one) for one, _ in play.history].count(e.LoanEnded) == 1


def test_an_officer_may_stop_helping_and_a_closed_counter_does(play: Play) -> None:
    play.do(lend(play, "DD"))
    play.do(c.EndLoan(request=play.request(), counter=ONE))
    assert play.now.services_of(ONE) == ("HT", "CT")
    refusal = play.refusal(c.EndLoan(request=play.request(), counter=ONE))
    assert (refusal.code, str(refusal)) == ("not-lent", "counter 1 helps with nothing")
    play.do(lend(play, "DD"))
    play.do(c.CloseCounter(request=play.request(), counter=ONE))
    assert play.office.counters[ONE].lent == ()


def test_who_was_sent_to_a_counter_that_no_longer_helps_is_called_by_the_others(play: Play) -> None:
    play.open(3)
    play.issue("HT")
    play.do(lend(play, "DD", counter=2))
    play.call(1)
    play.at(c.Transfer, 1, service=LAND, to_counter=TWO)
    assert play.now.eligible(THREE) == []
    play.do(c.EndLoan(request=play.request(), counter=TWO))
    assert play.call(3).label == "1001"


def test_what_cannot_be_lent_is_refused_by_name(play: Play) -> None:
    for command, code, text in (
        (lend(play, "HT"), "served-here", "counter 1 serves all of that already"),
        (
            lend(play, "DD", minutes=999),
            "loan-length",
            "999 min is no length of help; 1 to 240 are",
        ),
        (lend(play, "DD", counter=3), "counter-closed", "counter 3 is closed; open it first"),
        (lend(play, "XX"), "unknown-service", "there is no service XX; there are: HT, CT, DD"),
    ):
        refusal = play.refusal(command)
        assert (refusal.code, str(refusal)) == (code, text)


def test_the_watcher_knows_what_a_counter_was_lent_to(play: Play) -> None:
    play.issue("DD")
    play.do(lend(play, "DD"))
    play.call(1)
    watcher = Watcher(Office([1, 2, 3]), play.settings)
    assert [one for event, stamp in play.history for one in watcher.apply(event, stamp)] == []


def test_undoing_a_call_gives_back_the_finish_that_could_be_undone_before_it(play: Play) -> None:
    play.issue("HT")
    play.issue("HT")
    first = play.serve(1)
    before = play.office.counters[ONE]
    play.call(1)
    play.at(c.UndoCall)
    assert play.office.counters[ONE].last_finished == before.last_finished == first.id
    play.do(c.UndoFinish(request=play.request(), counter=ONE))
    assert play.office.tickets[first.id].state is State.SERVING


def test_a_long_service_is_confirmed_and_a_called_number_cannot_be(play: Play) -> None:
    ticket = play.issue("HT")
    play.call(1)
    refusal = play.refusal(c.ConfirmService(request=play.request(), counter=ONE))
    assert (refusal.code, str(refusal)) == (
        "not-serving",
        "1001 is called; its service has not begun",
    )
    play.at(c.Start)
    began = play.office.tickets[ticket.id].changed
    play.wait(1500)
    play.at(c.ConfirmService)
    now = play.office.tickets[ticket.id]
    assert (now.confirmed, now.changed) == (Ticks(began + 1_500_000), began)


def test_a_family_brings_several_dossiers_with_one_number(play: Play) -> None:
    ticket = play.issue("HT")
    play.call(1)
    play.at(c.CountDossiers, dossiers=5)
    assert play.office.tickets[ticket.id].dossiers == 5
    refusal = play.refusal(c.CountDossiers(request=play.request(), counter=ONE, dossiers=100))
    assert (refusal.code, str(refusal)) == (
        "dossier-count",
        "100 is no number of dossiers; 1 to 99 are",
    )
    play.at(c.FinishToNext, service=ServiceCode("CT"))
    assert play.office.tickets[ticket.id].dossiers == 1
