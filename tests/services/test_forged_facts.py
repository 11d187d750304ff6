"""A kiosk that was taken over tells lies under its own name, or tells the truth again and again."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from on_the_stage import ask

from config.house import House
from hardware.inputs import ServicePressed
from mot_cua.bus.port import Arrived
from mot_cua.ids import CounterNo, DeviceId, TicketId, UnixMs
from mot_cua.messages import (
    AnyFact,
    Fact,
    Facts,
    NumberVoided,
    PaperScanned,
    RatingPressed,
    TicketIssued,
    TicketPrinted,
)
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.ticket import State
from queue_server.journal.verify import verify
from queue_server.program import open_journal
from queue_server.turnstile import Turnstile

ONE = CounterNo(1)
MAD, BRIDGE = DeviceId("kiosk-9"), DeviceId("bridge-1")


def batch(*bodies: AnyFact, stream: str = "stream-9", first: int = 1) -> Facts:
    facts = tuple(
        Fact(seq=n, id=f"{stream}-{n}", boot="b", wall_ms=UnixMs(1), mono_ms=1, body=body)
        for n, body in enumerate(bodies, start=first)
    )
    return Facts(stream=stream, boot="b", sent_wall_ms=UnixMs(1), sent_mono_ms=1, facts=facts)


def tell(stage: Stage, device: DeviceId, facts: Facts) -> None:
    stage.to_server(Arrived(facts, device, None))


def honest_ticket(stage: Stage) -> Any:
    stage.to_kiosk(ServicePressed("HT"))
    return next(iter(stage.server.office.tickets.values()))


def reports_of(house: House) -> list[e.DeviceReported]:
    journal = open_journal(house)
    events = [row.event for row in journal.read(after_seq=0)]
    assert verify(journal, house.settings).problems == []
    journal.close()
    return [one for one in events if isinstance(one, e.DeviceReported)]


def test_nobody_takes_back_a_number_that_another_kiosk_gave_out(
    house: House, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = honest_ticket(stage)
    lie = NumberVoided(
        ticket=ticket.id, day=ticket.day, service=ticket.service, number=ticket.number, reason="ha"
    )
    with caplog.at_level(logging.ERROR):
        tell(stage, MAD, batch(lie))
    assert stage.server.office.tickets[ticket.id].state is State.WAITING
    assert (
        "kiosk-9 tells what it cannot know: 1001 is of kiosk-1. Look at that device, or shut it"
        " out: mot-cua devices revoke kiosk-9"
    ) in caplog.text
    stage.close()
    [report] = [one for one in reports_of(house) if one.part == "facts"]
    assert (report.state, report.detail) == ("forged", "1001 is of kiosk-1")


def test_nobody_says_that_another_kiosks_paper_did_not_come(stage: Stage) -> None:
    ticket = honest_ticket(stage)
    tell(stage, MAD, batch(TicketPrinted(ticket=ticket.id, outcome="failed")))
    assert stage.server.office.printing[ticket.id] == "printed"


def test_a_kiosk_rates_no_counter_and_a_bridge_gives_out_no_number(
    house: House, stage: Stage
) -> None:
    ticket = honest_ticket(stage)
    ask(stage, c.OpenCounter, ONE)
    ask(stage, c.CallNext, ONE)
    ask(stage, c.Finish, ONE)
    [window] = stage.server.office.open_windows()
    press = RatingPressed(counter=1, level="dissatisfied", leg=window.leg)
    tell(stage, DeviceId("kiosk-1"), batch(press, stream="a-second-card"))
    lie = TicketIssued(
        ticket=TicketId("t-66"), request=ticket.id, day=ticket.day, service=ticket.service,
        number=66, label="1066",
    )  # fmt: skip
    tell(stage, BRIDGE, batch(lie))
    assert "t-66" not in stage.server.office.tickets
    stage.close()
    journal = open_journal(house)
    events = [row.event for row in journal.read(after_seq=0)]
    journal.close()
    assert not [one for one in events if isinstance(one, (e.RatingGiven, e.PressWasStray))]
    assert [one.detail for one in reports_of(house) if one.part == "facts"] == [
        "a rating at counter 1, told by a kiosk",
        "ticket t-66, told by a bridge, which has no paper",
    ]


def test_a_paper_may_be_scanned_at_another_kiosk(house: House, stage: Stage) -> None:
    ticket = honest_ticket(stage)
    tell(stage, MAD, batch(PaperScanned(ticket=ticket.id)))
    stage.close()
    assert not [one for one in reports_of(house) if one.part == "facts"]


def test_facts_that_are_played_again_change_nothing(house: House, stage: Stage) -> None:
    ticket = honest_ticket(stage)
    outbox = stage.server.journal.last_seq
    told = TicketIssued(
        ticket=TicketId("t-9"), request=ticket.id, day=ticket.day, service=ticket.service,
        number=9, label="1009",
    )  # fmt: skip
    recorded = batch(told)
    tell(stage, MAD, recorded)
    after = stage.server.journal.last_seq
    assert after > outbox
    for _ in range(5):
        tell(stage, MAD, recorded)
    assert stage.server.journal.last_seq == after
    # The same paper under the name of another card: known already.
    tell(stage, MAD, batch(told, stream="another-card"))
    assert sum(one.number == 9 for one in stage.server.office.tickets.values()) == 1


def test_a_long_batch_is_taken_in_slices_and_wholly(house: House, stage: Stage) -> None:
    lies = [RatingPressed(counter=1, level="x", channel="panel") for _ in range(45)]
    tell(stage, DeviceId("kiosk-1"), batch(*lies, stream="long-batch"))
    assert stage.server.journal.heard("kiosk-1", "long-batch") == 45
    stage.close()
    assert len([one for one in reports_of(house) if one.part == "facts"]) == 45


def test_what_is_left_of_a_batch_waits_behind_the_others() -> None:
    inbox: list[Arrived] = []

    def post(item: object) -> bool:
        assert isinstance(item, Arrived)
        inbox.append(item)
        return True

    turnstile = Turnstile(post)
    long = batch(*[PaperScanned(ticket=TicketId("t-1"))] * 25)
    turnstile(Arrived(long, MAD, None))
    turnstile(Arrived(batch(), BRIDGE, None))
    assert turnstile.is_for_later(MAD, long, 10)
    assert [one.device for one in inbox] == [MAD, BRIDGE, MAD]
    rest = inbox[-1].message
    assert isinstance(rest, Facts)
    assert [one.seq for one in rest.facts] == list(range(11, 26))
    turnstile(Arrived(long, MAD, None))
    assert turnstile.turned_away == 1, "its first one is not done"


def test_a_device_has_one_batch_in_the_house_at_a_time() -> None:
    inbox: list[object] = []
    has_room = [True]

    def post(item: object) -> bool:
        if has_room[0]:
            inbox.append(item)
        return has_room[0]

    turnstile = Turnstile(post)
    first = Arrived(batch(), MAD, None)
    for _ in range(1000):
        turnstile(first)
    turnstile(Arrived(batch(), BRIDGE, None))
    assert len(inbox) == 2
    assert turnstile.turned_away == 999
    assert not turnstile.is_for_later(MAD, batch(), 10)
    turnstile(first)
    assert len(inbox) == 3
    has_room[0] = False
    assert not turnstile.is_for_later(MAD, batch(), 10)
    turnstile(first)
    has_room[0] = True
    turnstile(first)
    assert len(inbox) == 4, "what found no room may come again"
