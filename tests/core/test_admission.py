"""Papers of silent kiosks, and calls by hand: one paper is one ticket, and nothing is hidden."""

from __future__ import annotations

import msgspec
import pytest
from small_office import DAY, SETTINGS, Play

from config.settings import KioskSettings
from mot_cua.errors import Refused
from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    RequestId,
    ServiceCode,
    TicketId,
    UnixMs,
    digest_of,
)
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.invariants import Watcher
from queue_server.core.office import Office
from queue_server.core.ticket import State, Ticket

TWO_KIOSKS = msgspec.structs.replace(
    SETTINGS,
    kiosk=(
        KioskSettings(id="kiosk-1", first=1, last=449),
        KioskSettings(id="kiosk-2", first=450, last=899),
    ),
)
SILENT = (DeviceId("kiosk-1"),)
KEY = digest_of("token-1")


class Desk(Play):
    """An office whose first kiosk is silent."""

    def admit(self, label: str, *, minutes_ago: int = 0, priority: bool = False) -> Ticket:
        answer = self.do(self.wish(label, minutes_ago=minutes_ago, priority=priority))
        assert answer is not None
        assert answer.ticket is not None
        assert answer.label == label.strip().upper()
        return self.office.tickets[answer.ticket]

    def wish(
        self,
        label: str,
        *,
        minutes_ago: int = 0,
        priority: bool = False,
        silent: tuple[DeviceId, ...] = SILENT,
    ) -> c.AdmitPaper:
        request = self.request()
        return c.AdmitPaper(
            request=request,
            ticket=TicketId(f"admitted-{request}"),
            label=label,
            ticket_class="priority" if priority else "normal",
            taken_ms=UnixMs(self.wall - minutes_ago * 60_000) if minutes_ago else None,
            silent=silent,
        )

    def told(self, number: int, *, age_s: int, day: str = DAY) -> list[e.Event]:
        """Let the kiosk be heard at last."""
        before = len(self.history)
        self.do(
            c.ReceiveTicket(
                request=self.request(),
                ticket=TicketId(f"kiosk-{number}"),
                day=DayText(day),
                service=ServiceCode("HT"),
                number=number,
                label=f"1{number:03d}",
                ticket_class="normal",
                issuer=DeviceId("kiosk-1"),
                token=f"token-{number}",
                issued_ms=UnixMs(self.wall - age_s * 1000),
                age_ms=age_s * 1000,
            )
        )
        return [event for event, _ in self.history[before:]]

    def broken(self) -> list[str]:
        """What the history breaks, in the eyes of whoever verifies it."""
        watcher = Watcher(Office(one.number for one in self.settings.counter), self.settings)
        return [broken for event, stamp in self.history for broken in watcher.apply(event, stamp)]


@pytest.fixture
def desk() -> Desk:
    desk = Desk(TWO_KIOSKS)
    desk.open(1, 2)
    return desk


def test_an_admitted_paper_waits_by_the_time_that_stands_on_it(desk: Desk) -> None:
    young = desk.issue("HT", age_s=600, kiosk="kiosk-2")
    old = desk.admit(" 1012 ", minutes_ago=30)
    newest = desk.admit("1013")
    assert [one.id for one in desk.office.waiting()] == [old.id, young.id, newest.id]
    assert desk.call(1).label == "1012"
    assert desk.broken() == []


def test_the_late_fact_joins_the_admitted_paper_and_never_makes_a_second_ticket(
    desk: Desk,
) -> None:
    admitted = desk.admit("1001")
    [merged] = desk.told(1, age_s=1800)
    assert isinstance(merged, e.PaperMerged)
    ticket = desk.see(admitted)
    assert (ticket.paper, ticket.token_digest, ticket.state) == ("kiosk-1", KEY, State.WAITING)
    assert ticket.base.ticks == desk.ticks - 1_800_000, "its kiosk knows its true age"
    assert len(desk.office.tickets) == 1
    assert desk.told(1, age_s=1800) == [], "what comes twice changes nothing"
    assert desk.office.visits().tokens == {KEY: admitted.id}
    assert desk.broken() == []


def test_a_paper_that_was_called_and_served_meanwhile_keeps_its_place_in_history(
    desk: Desk,
) -> None:
    admitted = desk.admit("1001")
    desk.serve(1)
    desk.told(1, age_s=3600)
    assert desk.see(admitted).state is State.DONE
    assert desk.office.totals()["issued"] == 1
    assert desk.broken() == []


def test_an_undo_after_the_merge_keeps_what_the_kiosk_told(desk: Desk) -> None:
    admitted = desk.admit("1001")
    desk.call(1)
    desk.told(1, age_s=3600)
    desk.at(c.UndoCall, 1)
    ticket = desk.see(admitted)
    assert (ticket.state, ticket.token_digest, ticket.paper) == (State.WAITING, KEY, "kiosk-1")


def test_later_facts_of_the_kiosk_are_about_the_admitted_ticket(desk: Desk) -> None:
    admitted = desk.admit("1001")
    desk.told(1, age_s=60)
    paper = TicketId("kiosk-1")
    desk.do(c.RecordPrint(request=desk.request(), ticket=paper, outcome="failed"))
    assert desk.office.printing == {admitted.id: "failed"}
    desk.do(c.OrderReprint(request=desk.request(), kiosk=SILENT[0], ticket=admitted.id))
    ordered = desk.history[-1][0]
    assert isinstance(ordered, e.ReprintOrdered)
    assert ordered.tickets == (paper,), "the kiosk knows it by its own name"
    assert desk.office.reprints == {admitted.id: 1}
    desk.absent(1)
    desk.do(c.ScanPaper(request=desk.request(), ticket=paper))
    assert desk.see(admitted).state is State.WAITING
    assert desk.broken() == []


def test_a_mistyped_number_that_was_cancelled_waits_when_its_kiosk_tells_of_it(desk: Desk) -> None:
    wrong = desk.admit("1001")
    desk.of(c.Cancel, wrong)
    events = desk.told(1, age_s=60)
    assert [type(one) for one in events] == [e.CancelUndone, e.PaperMerged]
    ticket = desk.see(wrong)
    assert (ticket.state, ticket.token_digest) == (State.WAITING, KEY)
    assert desk.broken() == []


def test_numbers_before_an_admitted_one_arrive_without_a_gap(desk: Desk) -> None:
    desk.admit("1003")
    for number in (1, 2, 3, 4):
        desk.told(number, age_s=600 - number)
    assert [one.label for one in desk.office.waiting()] == ["1001", "1002", "1003", "1004"]
    assert desk.broken() == []


def test_what_is_admitted_and_never_told_of_again_is_one_ticket_of_the_day(desk: Desk) -> None:
    desk.admit("1001")
    desk.do(c.CloseDay(request=desk.request()))
    assert desk.broken() == []
    assert desk.office.past.tickets.keys() == {"admitted-request-4"}
    [late] = desk.told(1, age_s=80_000)
    assert isinstance(late, e.TicketCameLate)
    assert late.was_admitted, "its own day has counted it"
    [other] = desk.told(2, age_s=80_000)
    assert isinstance(other, e.TicketCameLate)
    assert not other.was_admitted
    assert desk.broken() == []


def test_a_paper_that_was_admitted_days_ago_is_still_no_supplement(desk: Desk) -> None:
    desk.admit("1001")
    desk.do(c.CloseDay(request=desk.request()))
    for later in ("2026-11-23", "2026-11-24"):
        desk.wait(24 * 3600)
        desk.do(c.OpenDay(request=desk.request(), day=DayText(later)))
        desk.do(c.CloseDay(request=desk.request()))
    [late] = desk.told(1, age_s=300_000)
    assert isinstance(late, e.TicketCameLate)
    assert late.was_admitted, "the day before last has counted it"
    assert desk.broken() == []


@pytest.mark.parametrize(
    ("label", "code", "text"),
    [
        (
            "1002",
            "admit-while-waiting",
            "1002 is waiting already",
        ),
        (
            "1001",
            "number-not-of-today",
            "kiosk-1 has told of later numbers and not of 1001: it was taken back, or the paper is"
            " of another day",
        ),
        (
            "1450",
            "kiosk-is-here",
            "kiosk-2 is connected and has not given out 1450; look at the paper again",
        ),
        ("1900", "no-such-number", "1900 is in the range of no kiosk of this office"),
        (
            "9012",
            "no-such-number",
            "'9012' is no number of this office; they look like 1012",
        ),
        ("12", "no-such-number", "'12' is no number of this office; they look like 1012"),
        ("", "no-such-number", "'' is no number of this office; they look like 1012"),
    ],
)
def test_what_cannot_be_a_paper_of_a_silent_kiosk_is_refused(
    desk: Desk, label: str, code: str, text: str
) -> None:
    desk.told(2, age_s=5)
    refusal = desk.refusal(desk.wish(label))
    assert (refusal.code, str(refusal)) == (code, text)


def test_nothing_is_admitted_while_no_day_is_open() -> None:
    desk = Desk(TWO_KIOSKS)
    refusal = desk.refusal(desk.wish("1001"))
    assert (refusal.code, str(refusal)) == (
        "day-closed",
        "no business day is open; a paper is valid on its day only",
    )


def test_two_tickets_of_one_admitted_paper_are_noticed_by_whoever_verifies(desk: Desk) -> None:
    desk.admit("1001")
    event, stamp = desk.history[-1]
    twice = msgspec.structs.replace(event, ticket="another", request=RequestId("another"))
    desk.history.append((twice, e.Stamp(stamp.seq + 1, stamp.ticks, stamp.wall_ms)))
    assert "I1: 1001 is two tickets, one of them admitted by an officer" in desk.broken()


def test_a_call_by_hand_is_marked_and_rated_by_nobody(desk: Desk) -> None:
    ticket = desk.issue("HT")
    desk.do(c.EnterHandCall(request=desk.request(), counter=CounterNo(2), ticket=ticket.id))
    served = desk.see(ticket)
    assert (served.state, served.is_by_hand) == (State.DONE, True)
    assert desk.office.finished_legs == 0
    assert desk.office.windows == {}
    assert desk.office.totals()["done"] == 1
    refusal = desk.refusal(
        c.EnterHandCall(request=desk.request(), counter=CounterNo(2), ticket=ticket.id)
    )
    assert refusal.code == "call-by-hand-while-done"
    assert desk.broken() == []


def test_a_call_by_hand_that_was_entered_by_mistake_is_as_if_it_had_not_been(desk: Desk) -> None:
    ticket = desk.issue("HT")
    desk.do(c.EnterHandCall(request=desk.request(), counter=CounterNo(1), ticket=ticket.id))
    desk.wait(3600)
    desk.of(c.UndoHandCall, ticket)
    assert desk.see(ticket) == ticket
    assert desk.call(1).id == ticket.id
    desk.at(c.Finish, 1)
    refusal = desk.refusal(c.UndoHandCall(request=desk.request(), ticket=ticket.id))
    assert (refusal.code, str(refusal)) == (
        "not-by-hand",
        "1001 was not called by hand, but by its counter",
    )
    assert desk.broken() == []


def test_a_counter_that_is_not_there_has_called_nobody(desk: Desk) -> None:
    ticket = desk.issue("HT")
    with pytest.raises(Refused, match="there is no counter 9; there are: 1, 2, 3"):
        desk.do(c.EnterHandCall(request=desk.request(), counter=CounterNo(9), ticket=ticket.id))
