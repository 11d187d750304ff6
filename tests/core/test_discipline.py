"""Who is called next: priority with a ceiling."""

from __future__ import annotations

from small_office import Play

from mot_cua.ids import CounterNo, ServiceCode
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.ticket import State


def test_without_priority_the_first_to_come_is_the_first_to_be_called() -> None:
    play = Play()
    play.open(1)
    tickets = [play.issue("HT") for _ in range(3)]
    assert [play.serve(1).id for _ in range(3)] == [one.id for one in tickets]


def test_people_with_priority_go_first_but_nobody_is_passed_by_more_than_three() -> None:
    play = Play()
    play.open(1)
    normal = play.issue("HT")
    hurried = [play.issue("HT", priority=True) for _ in range(5)]
    called = [play.serve(1).id for _ in range(6)]
    assert called == [
        *(one.id for one in hurried[:3]),
        normal.id,
        *(one.id for one in hurried[3:]),
    ]


def test_a_kiosk_that_was_cut_off_brings_its_people_in_where_they_belong() -> None:
    play = Play()
    play.open(1)
    here = play.issue("HT", kiosk="kiosk-1")
    older = play.issue("HT", kiosk="kiosk-2", age_s=3600)
    assert [play.serve(1).id, play.serve(1).id] == [older.id, here.id]


def test_a_device_cannot_claim_an_age_beyond_a_day() -> None:
    play = Play()
    play.open(1)
    liar = play.issue("HT", age_s=10 * 24 * 3600)
    assert play.ticks - liar.base.ticks == 24 * 3600 * 1000


def test_a_counter_gets_only_what_it_serves() -> None:
    play = Play()
    play.open(2)
    play.issue("HT")
    certified = play.issue("CT")
    assert play.call(2).id == certified.id
    play.at(c.Finish, 2)
    refusal = play.refusal(c.CallNext(request=play.request(), counter=CounterNo(2)))
    assert (refusal.code, str(refusal)) == ("nobody-waiting", "nobody is waiting for counter 2")


def test_a_number_called_out_of_order_passes_nobody_and_says_so() -> None:
    play = Play()
    play.open(1)
    first, second = play.issue("HT"), play.issue("HT")
    play.do(
        c.CallNumber(
            request=play.request(), counter=CounterNo(1), ticket=second.id, reason="mẹ bế con nhỏ"
        )
    )
    assert play.see(second).reason == "chosen"
    called, _ = play.history[-1]
    assert isinstance(called, e.TicketCalled)
    assert (called.is_out_of_order, called.why) == (True, "mẹ bế con nhỏ")
    assert play.see(first).overtaken == 0


def test_who_comes_back_after_being_absent_goes_behind_the_next_two() -> None:
    play = Play()
    play.open(1)
    absent = play.issue("HT")
    others = [play.issue("HT") for _ in range(4)]
    play.absent(1)
    play.of(c.Return, absent)
    order = [play.serve(1).id for _ in range(5)]
    assert order == [others[0].id, others[1].id, absent.id, others[2].id, others[3].id]


def test_two_who_come_back_keep_the_order_in_which_they_came_back() -> None:
    play = Play()
    play.open(1)
    gone = [play.issue("HT"), play.issue("HT")]
    for _ in gone:
        play.absent(1)
    others = [play.issue("HT") for _ in range(3)]
    play.of(c.Return, gone[1])
    play.of(c.Return, gone[0])
    order = [play.serve(1).id for _ in range(5)]
    assert order == [others[0].id, others[1].id, gone[1].id, gone[0].id, others[2].id]


def test_a_transferred_citizen_keeps_the_place_that_the_paper_has() -> None:
    play = Play()
    play.open(1, 2)
    moved = play.issue("HT")
    play.wait(60)
    waiting = play.issue("CT")
    play.call(1)
    play.at(c.Transfer, 1, service=ServiceCode("CT"))
    assert play.see(moved).leg == 2
    assert play.call(2).id == moved.id
    assert play.see(moved).reason == "transferred"
    assert play.see(waiting).state is State.WAITING


def test_a_ticket_sent_to_one_counter_waits_for_that_counter_until_it_closes() -> None:
    play = Play()
    play.open(1, 2)
    play.issue("HT")
    sent = play.call(1)
    play.at(c.Transfer, 1, service=ServiceCode("CT"), to_counter=CounterNo(2))
    refusal = play.refusal(c.CallNext(request=play.request(), counter=CounterNo(1)))
    assert refusal.code == "nobody-waiting"
    play.do(c.CloseCounter(request=play.request(), counter=CounterNo(2)))
    assert play.call(1).id == sent.id


def test_one_that_loses_priority_joins_the_normal_line_at_the_ceiling_at_most() -> None:
    play = Play()
    play.open(1)
    claimed = play.issue("HT", priority=True)
    play.of(c.ChangeClass, claimed, ticket_class="normal", reason="không thuộc diện")
    assert not play.see(claimed).is_priority
    refusal = play.refusal(
        c.ChangeClass(request=play.request(), ticket=claimed.id, ticket_class="normal")
    )
    assert (refusal.code, str(refusal)) == ("class-unchanged", "1001 is already normal")
