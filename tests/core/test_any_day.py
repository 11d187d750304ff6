"""Any sequence of commands: no day that people can make breaks an invariant.

Hypothesis plays officers, citizens, kiosks and time. `--hypothesis-profile=deep` plays for longer.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from small_office import SETTINGS, Play

from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, ServiceCode, Ticks
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.invariants import Watcher
from queue_server.core.office import Office
from queue_server.core.rating import RatingState
from queue_server.core.ticket import State

COUNTERS = st.sampled_from([CounterNo(1), CounterNo(2), CounterNo(3)])
SERVICES = st.sampled_from([ServiceCode("HT"), ServiceCode("CT"), ServiceCode("DD")])
LEVELS = st.sampled_from(["very-satisfied", "satisfied", "neutral", "dissatisfied", "unknown"])


class AnyDay(RuleBasedStateMachine):
    """One business day, lived in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play()
        self.watched = Watcher(Office(one.number for one in SETTINGS.counter), SETTINGS)
        self.seen = 0
        self.broken: list[str] = []
        self.last: tuple[c.Command, Any] | None = None
        self.play.open(1, 2, 3)

    def attempt(self, command: c.Command) -> bool:
        """Do a command; a refusal is fine as long as it changes nothing."""
        before = self.snapshot()
        try:
            answer = self.play.do(command)
        except Refused as refusal:
            assert self.snapshot() == before, f"{refusal.code} changed something"
            if refusal.code == "nobody-waiting":
                assert isinstance(command, c.CallNext)
                assert not self.anybody_for(command.counter)
            return False
        self.last = (command, answer)
        return True

    def snapshot(self) -> tuple[object, ...]:
        office = self.play.office
        return (office.seq, dict(office.tickets), dict(office.counters), dict(office.windows))

    def anybody_for(self, counter: CounterNo) -> bool:
        """Say by hand, apart from the rules' own code, whether anyone waits for a counter."""
        return any(
            self.serves(counter, one.service)
            and (
                one.counter is None
                or one.counter == counter
                or self.play.office.counters[one.counter].state == "closed"
                or not self.serves(one.counter, one.service)
            )
            for one in self.play.office.tickets_in(State.WAITING)
        )

    def serves(self, counter: CounterNo, service: str) -> bool:
        own = next(one.services for one in SETTINGS.counter if one.number == counter)
        return service in own or service in self.play.office.counters[counter].lent

    def some(self, data: st.DataObject, *states: State) -> Any:
        tickets = [t for t in self.play.office.tickets.values() if not states or t.state in states]
        return data.draw(st.sampled_from(tickets)) if tickets else None

    # What people do

    @rule(service=SERVICES, priority=st.booleans(), age=st.integers(0, 600))
    def somebody_takes_a_number(self, service: str, priority: bool, age: int) -> None:
        self.play.issue(service, priority=priority, age_s=age)

    @rule(service=SERVICES, pattern=st.text("np", min_size=2, max_size=8))
    def a_crowd_arrives(self, service: str, pattern: str) -> None:
        for letter in pattern:
            self.play.issue(service, priority=letter == "p")

    @rule(counter=COUNTERS, visits=st.integers(1, 6))
    def a_busy_quarter_of_an_hour(self, counter: CounterNo, visits: int) -> None:
        for _ in range(visits):
            for kind in (c.CallNext, c.Start, c.Finish):
                self.attempt(kind(request=self.play.request(), counter=counter))

    @rule(seconds=st.sampled_from([1, 4, 12, 31, 61, 400, 3601]))
    def time_passes(self, seconds: int) -> None:
        self.play.pass_time(seconds)

    @rule(counter=COUNTERS, service=SERVICES, minutes=st.sampled_from([1, 30, 240]))
    def a_counter_helps(self, counter: CounterNo, service: ServiceCode, minutes: int) -> None:
        self.attempt(
            c.LendCounter(
                request=self.play.request(), counter=counter, services=(service,), minutes=minutes
            )
        )

    @rule(counter=COUNTERS)
    def a_counter_helps_no_longer(self, counter: CounterNo) -> None:
        self.attempt(c.EndLoan(request=self.play.request(), counter=counter))

    @rule(counter=COUNTERS)
    def next_please(self, counter: CounterNo) -> None:
        self.attempt(c.CallNext(request=self.play.request(), counter=counter))

    @rule(counter=COUNTERS)
    def call_is_undone_at_once(self, counter: CounterNo) -> None:
        """I16: calling and undoing leaves everything as it was."""
        before = (dict(self.play.office.tickets), dict(self.play.office.counters))
        if self.attempt(c.CallNext(request=self.play.request(), counter=counter)):
            assert self.attempt(c.UndoCall(request=self.play.request(), counter=counter))
            after_tickets = dict(self.play.office.tickets)
            assert after_tickets == before[0]
            assert self.play.office.counters[counter] == before[1][counter]

    @rule(counter=COUNTERS)
    def finish_is_undone_at_once(self, counter: CounterNo) -> None:
        before = dict(self.play.office.tickets)
        if self.attempt(c.Finish(request=self.play.request(), counter=counter)) and self.attempt(
            c.UndoFinish(request=self.play.request(), counter=counter)
        ):
            assert dict(self.play.office.tickets) == before

    @rule(counter=COUNTERS, data=st.data())
    def this_number_please(self, counter: CounterNo, data: st.DataObject) -> None:
        ticket = self.some(data)
        if ticket:
            self.attempt(
                c.CallNumber(request=self.play.request(), counter=counter, ticket=ticket.id)
            )

    @rule(
        counter=COUNTERS,
        kind=st.sampled_from([c.Recall, c.UndoCall, c.Start, c.MarkAbsent, c.Finish, c.Hold]),
    )
    def something_at_the_counter(self, counter: CounterNo, kind: type[c.AtCounter]) -> None:
        self.attempt(kind(request=self.play.request(), counter=counter))

    @rule(counter=COUNTERS)
    def three_calls_and_absent(self, counter: CounterNo) -> None:
        for _ in range(2):
            self.play.wait(16)
            self.attempt(c.Recall(request=self.play.request(), counter=counter))
        self.play.pass_time(90)
        self.attempt(c.MarkAbsent(request=self.play.request(), counter=counter))

    @rule(counter=COUNTERS, service=SERVICES, leg=st.booleans())
    def send_on(self, counter: CounterNo, service: ServiceCode, leg: bool) -> None:
        kind = c.FinishToNext if leg else c.Transfer
        self.attempt(kind(request=self.play.request(), counter=counter, service=service))

    @rule(counter=COUNTERS, desk=COUNTERS, service=SERVICES)
    def send_to_a_desk(self, counter: CounterNo, desk: CounterNo, service: ServiceCode) -> None:
        request = self.play.request()
        self.attempt(c.Transfer(request=request, counter=counter, service=service, to_counter=desk))

    @rule(data=st.data(), kind=st.sampled_from([c.Release, c.Return, c.Cancel, c.UndoCancel]))
    def something_about_a_ticket(self, data: st.DataObject, kind: type[c.OfTicket]) -> None:
        ticket = self.some(data)
        if ticket:
            self.attempt(kind(request=self.play.request(), ticket=ticket.id))

    @rule(data=st.data(), counter=COUNTERS)
    def the_held_one_is_back(self, data: st.DataObject, counter: CounterNo) -> None:
        ticket = self.some(data, State.HELD)
        if ticket:
            self.attempt(c.Resume(request=self.play.request(), ticket=ticket.id, counter=counter))

    @rule(data=st.data(), priority=st.booleans())
    def change_class(self, data: st.DataObject, priority: bool) -> None:
        ticket = self.some(data)
        if ticket:
            self.attempt(
                c.ChangeClass(
                    request=self.play.request(),
                    ticket=ticket.id,
                    ticket_class="priority" if priority else "normal",
                )
            )

    @rule(data=st.data(), service=SERVICES)
    def change_service(self, data: st.DataObject, service: ServiceCode) -> None:
        ticket = self.some(data)
        if ticket:
            request = self.play.request()
            self.attempt(c.ChangeService(request=request, ticket=ticket.id, service=service))

    @rule(data=st.data(), level=LEVELS, counter=COUNTERS, late=st.integers(0, 30_000))
    def press(self, data: st.DataObject, level: str, counter: CounterNo, late: int) -> None:
        windows = list(self.play.office.windows.values())
        window = data.draw(st.sampled_from(windows)) if windows else None
        at = window.counter if window and data.draw(st.booleans()) else counter
        self.attempt(
            c.PressRating(
                request=self.play.request(),
                counter=at,
                level=level,
                leg=window.leg if window else None,
                pressed=Ticks(self.play.ticks - late),
            )
        )

    @rule(data=st.data(), first=LEVELS, second=LEVELS, gap=st.integers(0, 20))
    def a_citizen_rates_and_thinks_again(
        self, data: st.DataObject, first: str, second: str, gap: int
    ) -> None:
        windows = self.play.office.open_windows()
        if not windows:
            return
        window = data.draw(st.sampled_from(windows))
        for level in (first, second):
            self.attempt(
                c.PressRating(
                    request=self.play.request(),
                    counter=window.counter,
                    level=level,
                    leg=window.leg,
                    pressed=Ticks(self.play.ticks),
                )
            )
            self.play.pass_time(gap)

    @rule(counter=COUNTERS, kind=st.sampled_from([c.OpenCounter, c.PauseCounter, c.CloseCounter]))
    def doors(self, counter: CounterNo, kind: type[c.Command]) -> None:
        self.attempt(kind(request=self.play.request(), counter=counter))  # type: ignore[call-arg]

    @rule(service=SERVICES)
    def a_number_at_the_desk(self, service: ServiceCode) -> None:
        request = self.play.request()
        self.attempt(
            c.IssueAtDesk(request=request, ticket=f"desk-{request}", service=service)  # type: ignore[arg-type]
        )

    @rule(boot=st.sampled_from(["a", "b"]))
    def the_server_restarts(self, boot: str) -> None:
        self.attempt(c.StartServer(request=self.play.request(), boot=boot, version="1"))

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_same_request_comes_again(self) -> None:
        """I3: the same answer, and nothing happens."""
        assert self.last is not None
        command, answer = self.last
        if answer is None or self.play.office.answers.get(command.request) is None:
            return
        before = self.snapshot()
        assert self.play.do(command) == answer
        assert self.snapshot() == before

    # What must hold

    @invariant()
    def nothing_is_broken(self) -> None:
        for event, stamp in self.play.history[self.seen :]:
            self.broken += self.watched.apply(event, stamp)
        self.seen = len(self.play.history)
        assert self.broken == []

    @invariant()
    def one_final_rating_per_leg(self) -> None:
        finals = [
            event.leg for event, _ in self.play.history if isinstance(event, e.RatingBecameFinal)
        ]
        assert len(finals) == len(set(finals))
        assert all(self.play.office.windows[leg].state is RatingState.FINAL for leg in finals)

    def teardown(self) -> None:
        """I4: the history replays to the same state; I11: the sealed day adds up."""
        assert self.watched.office.tickets == self.play.office.tickets
        assert self.watched.office.counters == self.play.office.counters
        assert self.watched.office.windows == self.play.office.windows
        self.play.do(c.CloseDay(request=self.play.request()))
        seal = self.play.history[-1][0]
        assert isinstance(seal, e.DayClosed)
        ended = sum(seal.totals[state.value] for state in State)
        assert seal.totals["issued"] == ended
        assert all(seal.totals[s] == 0 for s in ("waiting", "called", "serving", "held"))


AnyDay.TestCase.settings = settings(
    max_examples=1000 if os.environ.get("CI") else settings.default.max_examples,
    stateful_step_count=40,
)
TestAnyDay = AnyDay.TestCase
