"""What a counter did besides serving is counted from what happened, each thing once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_office import SETTINGS
from web.pages_office import PagesOffice

from mot_cua.ids import CounterNo, ServiceCode, TicketId
from queue_server.core import commands as c
from queue_server.core.habits import Habits
from queue_server.journal.habits_reader import NOTHING, read_habits
from queue_server.journal.verify import verify

ONE = CounterNo(1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PagesOffice]:
    made = PagesOffice(tmp_path)
    made.open(1)
    for _ in range(2):
        made.issue("HT")
    yield made
    made.switch_off()


def begin(office: PagesOffice, minutes: float) -> None:
    office.do(c.CallNext, counter=ONE)
    office.do(c.Start, counter=ONE)
    office.wait(minutes * 60)


def habits(office: PagesOffice) -> Habits:
    with office.server.journal.engine.connect() as db:
        return read_habits(db, "2026-11-20", "2026-11-20").get(1, NOTHING)


def test_an_ordinary_visit_is_no_habit(office: PagesOffice) -> None:
    office.serve(1, "satisfied")
    assert habits(office) == Habits(1, 0, 0, 0, 0, 0)


def test_a_number_that_is_sent_on_after_a_service_is_counted_and_one_at_once_is_not(
    office: PagesOffice,
) -> None:
    for minutes in (3, 0.5):
        begin(office, minutes)
        office.do(c.Transfer, counter=ONE, service=ServiceCode("CT"))
    assert habits(office) == Habits(1, 0, 1, 0, 0, 0)


def test_a_number_laid_aside_after_a_service_is_counted_unless_it_is_taken_up_and_finished(
    office: PagesOffice,
) -> None:
    begin(office, 3)
    office.do(c.Hold, counter=ONE)
    assert habits(office).laid_aside == 0, "the citizen may have gone to fetch a paper"
    held = TicketId("paper-1001")
    begin(office, 3)
    office.do(c.Hold, counter=ONE)
    office.do(c.Resume, counter=ONE, ticket=held)
    office.do(c.Finish, counter=ONE)
    office.do(c.CloseDay)
    assert habits(office).laid_aside == 1
    assert verify(office.server.journal, SETTINGS).problems == []


def test_an_invitation_that_the_next_service_cut_short_is_counted_when_nobody_answers(
    office: PagesOffice,
) -> None:
    begin(office, 3)
    office.do(c.Finish, counter=ONE)
    begin(office, 3)
    assert habits(office).skipped == 1


def test_short_services_and_picked_numbers_are_counted(office: PagesOffice) -> None:
    office.do(c.CallNumber, counter=ONE, ticket=TicketId("paper-1002"), reason="x")
    office.do(c.Start, counter=ONE)
    office.wait(5)
    office.do(c.Finish, counter=ONE)
    found = habits(office)
    assert (found.short, found.out_of_order) == (1, 1)


def test_a_pick_that_was_taken_back_is_no_pick(office: PagesOffice) -> None:
    office.do(c.CallNumber, counter=ONE, ticket=TicketId("paper-1002"), reason="x")
    office.do(c.UndoCall, counter=ONE)
    office.serve(1, "satisfied")
    assert habits(office).out_of_order == 0
