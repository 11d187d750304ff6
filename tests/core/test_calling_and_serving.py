"""What officers do at their counters, and what they are told when they may not."""

from __future__ import annotations

import pytest
from small_office import Play

from mot_cua.ids import CounterNo, DayText, DeviceId, RequestId, ServiceCode, TicketId, UnixMs
from queue_server.core import commands as c
from queue_server.core.ticket import State

ONE, TWO, NINE = CounterNo(1), CounterNo(2), CounterNo(9)


@pytest.fixture
def play() -> Play:
    play = Play()
    play.open(1, 2)
    return play


def refused(play: Play, command: c.Command) -> tuple[str, str]:
    refusal = play.refusal(command)
    return refusal.code, str(refusal)


def test_a_second_call_of_the_same_request_gets_the_same_answer_and_calls_nobody(
    play: Play,
) -> None:
    play.issue("HT"), play.issue("HT")
    request = play.request()
    first = play.do(c.CallNext(request=request, counter=ONE))
    again = play.do(c.CallNext(request=request, counter=ONE))
    assert first == again
    assert len(play.office.tickets_in(State.CALLED)) == 1


def test_a_number_is_called_three_times_and_given_time_before_it_is_absent(play: Play) -> None:
    ticket = play.issue("HT")
    play.call(1)
    absent = c.MarkAbsent(request=play.request(), counter=ONE)
    assert refused(play, absent) == (
        "absent-needs-calls",
        "1001 was called 1 of 3 times; recall it first",
    )
    again = c.Recall(request=play.request(), counter=ONE)
    assert refused(play, again) == ("recall-too-soon", "1001 was called just now; wait 15 s")
    play.wait(15)
    play.at(c.Recall, 1)
    play.wait(15)
    play.at(c.Recall, 1)
    assert refused(play, c.MarkAbsent(request=play.request(), counter=ONE)) == (
        "absent-too-soon",
        "1001 may still be walking; wait 10 s",
    )
    play.wait(15)
    assert refused(play, c.Recall(request=play.request(), counter=ONE)) == (
        "recall-limit",
        "1001 was already called 3 times",
    )
    play.at(c.MarkAbsent, 1)
    assert play.see(ticket).state is State.NO_SHOW
    assert play.office.counters[ONE].ticket is None


def test_people_with_priority_get_twice_the_time_to_walk(play: Play) -> None:
    play.issue("HT", priority=True)
    play.call(1)
    for _ in range(2):
        play.wait(20)
        play.at(c.Recall, 1)
    play.wait(5)
    refusal = refused(play, c.MarkAbsent(request=play.request(), counter=ONE))
    assert refusal == ("absent-too-soon", "1001 may still be walking; wait 35 s")


def test_a_call_can_be_undone_for_ten_seconds_and_then_never_was(play: Play) -> None:
    older, hurried = play.issue("HT"), play.issue("HT", priority=True)
    before = dict(play.office.tickets)
    play.call(1)
    assert play.see(older).overtaken == 1
    play.wait(9)
    play.at(c.UndoCall, 1)
    assert play.office.tickets == before
    assert play.office.recent == []
    assert play.call(1).id == hurried.id
    play.wait(11)
    assert refused(play, c.UndoCall(request=play.request(), counter=ONE)) == (
        "undo-too-late",
        "the call of 1002 can be undone within 10 s only",
    )


def test_an_undone_overtaking_does_not_outlive_the_line_it_happened_in(play: Play) -> None:
    """1001 is passed, absent and back again before the call that passed it is undone."""
    older = play.issue("CT")
    play.issue("CT", priority=True)
    play.call(2)
    assert play.see(older).overtaken == 1
    play.do(c.CallNumber(request=play.request(), counter=ONE, ticket=older.id))
    play.at(c.Transfer, 1, service=ServiceCode("CT"))
    assert play.see(older).overtaken == 0
    play.at(c.UndoCall, 2)
    assert play.see(older).overtaken == 0


def test_a_finish_can_be_undone_until_the_citizen_has_answered(play: Play) -> None:
    ticket = play.serve(1) if play.issue("HT") else None
    assert ticket is not None
    play.wait(5)
    play.do(c.UndoFinish(request=play.request(), counter=ONE))
    assert play.see(ticket).state is State.SERVING
    play.at(c.Finish, 1)
    play.press(ticket, "satisfied")
    assert refused(play, c.UndoFinish(request=play.request(), counter=ONE)) == (
        "already-rated",
        "1001 was already rated; the finish stands",
    )


def test_a_finish_is_not_undone_after_half_a_minute(play: Play) -> None:
    play.issue("HT")
    play.serve(1)
    play.wait(31)
    assert refused(play, c.UndoFinish(request=play.request(), counter=ONE)) == (
        "undo-too-late",
        "the finish of 1001 can be undone within 30 s only",
    )
    assert refused(play, c.UndoFinish(request=play.request(), counter=TWO)) == (
        "nothing-to-undo",
        "counter 2 has no finish to undo",
    )


def test_a_held_ticket_is_resumed_by_its_own_counter_or_released_when_that_closes(
    play: Play,
) -> None:
    ticket = play.issue("CT")
    play.call(1)
    play.at(c.Start, 1)
    play.at(c.Hold, 1)
    assert refused(play, c.Resume(request=play.request(), counter=TWO, ticket=ticket.id)) == (
        "not-here",
        "2001 is held by counter 1",
    )
    assert refused(play, c.Release(request=play.request(), ticket=ticket.id)) == (
        "hold-not-over",
        "counter 1 still holds 2001; it is released after 60 min",
    )
    play.do(c.CloseCounter(request=play.request(), counter=ONE))
    released = play.see(ticket)
    assert (released.state, released.base) == (State.WAITING, ticket.base)


def test_a_ticket_held_for_an_hour_waits_again_by_itself(play: Play) -> None:
    ticket = play.issue("HT")
    play.call(1)
    play.at(c.Start, 1)
    play.at(c.Hold, 1)
    play.pass_time(3599)
    assert play.see(ticket).state is State.HELD
    play.pass_time(1)
    assert play.see(ticket).state is State.WAITING


def test_a_paper_can_go_on_to_another_service_and_each_leg_is_rated(play: Play) -> None:
    ticket = play.issue("HT")
    play.call(1)
    play.at(c.FinishToNext, 1, service=ServiceCode("CT"))
    moved = play.see(ticket)
    assert (moved.state, moved.leg, moved.label, moved.base) == (
        State.WAITING,
        2,
        "1001",
        ticket.base,
    )
    play.press(ticket, "very-satisfied", leg=1)
    play.serve(2)
    play.press(ticket, "neutral", counter=2, leg=2)
    play.pass_time(5)
    assert play.office.ratings() == {"very-satisfied": 1, "neutral": 1}


def test_a_transfer_is_refused_where_nobody_would_serve_it(play: Play) -> None:
    play.issue("HT")
    play.call(1)
    there = c.Transfer(request=play.request(), counter=ONE, service=ServiceCode("DD"))
    assert refused(play, there) == ("target-closed", "no open counter serves DD")
    desk = c.Transfer(
        request=play.request(),
        counter=ONE,
        service=ServiceCode("CT"),
        to_counter=CounterNo(3),
    )
    assert refused(play, desk) == ("target-closed", "counter 3 is closed or does not serve CT")


def test_one_comes_back_once_and_within_half_an_hour_of_open_time(play: Play) -> None:
    ticket = play.issue("HT")
    play.absent(1)
    play.of(c.Return, ticket)
    play.absent(1)
    back = c.Return(request=play.request(), ticket=ticket.id)
    assert refused(play, back) == ("returned-already", "1001 has already come back once")
    late = play.issue("HT")
    play.absent(1)
    play.wait(31 * 60)
    assert refused(play, c.Return(request=play.request(), ticket=late.id)) == (
        "return-too-late",
        "1002 was absent for more than 30 minutes; take a new number",
    )


def test_the_lunch_break_does_not_use_up_the_time_to_come_back(play: Play) -> None:
    play.wait(2 * 3600 + 20 * 60)  # it is 11:20, and the office rests from 11:30 to 13:30
    ticket = play.issue("HT")
    play.absent(1)
    play.wait(2 * 3600 + 15 * 60)
    play.of(c.Return, ticket)
    assert play.see(ticket).state is State.WAITING


def test_a_cancelled_number_can_be_put_back_for_a_minute(play: Play) -> None:
    ticket = play.issue("HT")
    play.of(c.Cancel, ticket, reason="về sớm")
    play.wait(60)
    play.of(c.UndoCancel, ticket)
    assert play.see(ticket) == ticket
    play.of(c.Cancel, ticket)
    play.wait(61)
    assert refused(play, c.UndoCancel(request=play.request(), ticket=ticket.id)) == (
        "undo-too-late",
        "the cancelling of 1001 can be undone within 60 s only",
    )


def test_counters_open_pause_and_close_and_a_busy_one_ends_after_its_ticket(play: Play) -> None:
    assert refused(play, c.OpenCounter(request=play.request(), counter=ONE)) == (
        "open-while-open",
        "counter 1 is already open",
    )
    play.issue("HT")
    play.call(1)
    play.do(c.PauseCounter(request=play.request(), counter=ONE, reason="nghỉ giữa giờ"))
    assert play.office.counters[ONE].state == "open"
    play.at(c.Finish, 1)
    desk = play.office.counters[ONE]
    assert (desk.state, desk.reason) == ("paused", "nghỉ giữa giờ")
    assert refused(play, c.CallNext(request=play.request(), counter=ONE)) == (
        "counter-paused",
        "counter 1 is paused; open it first",
    )
    assert refused(play, c.PauseCounter(request=play.request(), counter=ONE)) == (
        "pause-while-paused",
        "counter 1 is paused",
    )
    play.do(c.CloseCounter(request=play.request(), counter=ONE))
    assert refused(play, c.CloseCounter(request=play.request(), counter=ONE)) == (
        "close-while-closed",
        "counter 1 is already closed",
    )


def test_what_the_office_does_not_have_is_refused_by_name(play: Play) -> None:
    play.issue("HT")
    assert refused(play, c.CallNext(request=play.request(), counter=NINE)) == (
        "unknown-counter",
        "there is no counter 9; there are: 1, 2, 3",
    )
    play.call(1)
    assert refused(play, c.CallNext(request=play.request(), counter=ONE)) == (
        "counter-busy",
        "counter 1 still holds 1001; finish it first",
    )
    away = c.Transfer(request=play.request(), counter=ONE, service=ServiceCode("ZZ"))
    assert refused(play, away) == (
        "unknown-service",
        "there is no service ZZ; there are: HT, CT, DD",
    )
    assert refused(play, c.Cancel(request=play.request(), ticket=TicketId("x"))) == (
        "unknown-ticket",
        "no ticket x is known today",
    )
    assert refused(play, c.Finish(request=play.request(), counter=TWO)) == (
        "counter-empty",
        "counter 2 holds no ticket to finish",
    )
    other = play.issue("HT")
    chosen = c.CallNumber(request=play.request(), counter=TWO, ticket=other.id)
    assert refused(play, chosen) == (
        "not-served-here",
        "counter 2 does not serve HT; transfer 1002",
    )
    same = c.ChangeService(request=play.request(), ticket=other.id, service=ServiceCode("HT"))
    assert refused(play, same) == ("service-unchanged", "1002 already waits for HT")


def test_the_desk_gives_out_numbers_of_its_own_range(play: Play) -> None:
    def wish(ticket: str) -> c.IssueAtDesk:
        return c.IssueAtDesk(
            request=play.request(), ticket=TicketId(ticket), service=ServiceCode("HT")
        )

    play.do(wish("a"))
    play.do(wish("b"))
    assert [play.office.tickets[TicketId(t)].label for t in "ab"] == ["1900", "1901"]
    for number in range(98):
        play.do(wish(f"t{number}"))
    assert refused(play, wish("last")) == (
        "series-exhausted",
        "all desk numbers of HT (900–999) are used",
    )
    closed = Play()
    desk = c.IssueAtDesk(request=closed.request(), ticket=TicketId("t"), service=ServiceCode("HT"))
    assert refused(closed, desk) == (
        "day-closed",
        "no business day is open; numbers are given out from its start",
    )


def test_a_paper_that_a_kiosk_has_printed_is_never_refused(play: Play) -> None:
    """Whatever is odd about it is flagged, and the citizen waits."""
    play.do(
        c.ReceiveTicket(
            request=RequestId("odd"),
            ticket=TicketId("odd"),
            day=DayText("2026-11-25"),
            service=ServiceCode("ZZ"),
            number=7,
            label="9007",
            ticket_class="normal",
            issuer=DeviceId("kiosk-1"),
            token="",
            issued_ms=UnixMs(0),
            age_ms=-5,
            is_clock_trusted=False,
        )
    )
    event = play.history[-1][0]
    assert getattr(event, "flags", None) == ("unknown-service", "other-day", "clock-untrusted")
    assert play.office.tickets[TicketId("odd")].state is State.WAITING


def test_a_number_that_two_papers_carry_is_flagged(play: Play) -> None:
    play.issue("HT")
    play._numbers["HT"] = 0
    play.do(
        c.ReceiveTicket(
            request=play.request(),
            ticket=TicketId("twin"),
            day=DayText("2026-11-20"),
            service=ServiceCode("HT"),
            number=1,
            label="1001",
            ticket_class="normal",
            issuer=DeviceId("kiosk-1"),
            token="",
            issued_ms=UnixMs(play.wall),
            age_ms=0,
        )
    )
    assert getattr(play.history[-1][0], "flags", None) == ("number-twice",)
