"""Citizens and officers: they press, call, serve, rate, and repeat what was not answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Final

from hardware.inputs import (
    KeyPressed,
    KioskRatingTouched,
    RatingTouched,
    Scanned,
    ServicePressed,
    Touched,
)
from mot_cua.errors import Refused
from mot_cua.ids import SERVER, CounterNo, RequestId, ServiceCode, TicketId
from office.faults.log import Operation, Press
from office.faults.world import World
from queue_server.core import commands as c
from queue_server.core.office import Answer
from queue_server.core.ticket import State
from queue_server.service import Ask, QueueServer

LOST_ANSWER: Final = 0.08
"""Share of the server's answers that a page does not get."""
DOUBLE_CLICK: Final = 0.1
"""Share of the answered questions that a page asks again."""
PRIORITY: Final = 0.4
"""Share of citizens who press priority first: enough to reach its ceiling."""
HELD: Final[dict[State, Sequence[type[c.AtCounter]]]] = {
    State.CALLED: (
        c.Start,
        c.Start,
        c.Finish,
        c.Recall,
        c.Recall,
        c.MarkAbsent,
        c.UndoCall,
        c.Hold,
    ),
    State.SERVING: (c.Finish, c.Finish, c.Finish, c.Finish, c.Hold),
}


class People:
    """Everybody in one office."""

    def __init__(self, world: World) -> None:
        self._world, self._random, self._log = world, world.random, world.log
        self._unanswered: dict[CounterNo, Operation] = {}
        self._rated: set[Press] = set()
        self.is_gone = False
        """Set when people have left; nobody begins anything new."""

    def come(self) -> None:
        """Begin to do all that people do."""
        self.is_gone = False
        world = self._world
        for name in world.kiosks:
            self._soon(partial(self._citizen, name), 5_000)
        for number in world.panels:
            self._soon(partial(self._officer, number), 5_000)
            self._soon(partial(self._rater, number), 20_000)

    def _soon(self, deed: Callable[[], object], at_most: int) -> None:
        def unless_gone() -> None:
            if not self.is_gone:
                deed()

        self._world.later(self._random.randint(1_000, at_most), unless_gone)

    # ── Citizens ─────────────────────────────────────────────────────────────────────────────

    def _citizen(self, kiosk: str) -> None:
        roll = self._random.random()
        services = [one.code for one in self._world.house.settings.service]
        item: object = ServicePressed(self._random.choice(services))
        if roll < 0.05 and self._log.numbers:
            item = Scanned(self._random.choice(list(self._log.numbers)))
        elif roll < 0.2:
            item = Touched(self._random.choice(("got-it", "reprint", "remembered", "priority")))
        elif roll < 0.22:
            pressed = self._world.computers[kiosk].clock.monotonic_ms()
            item = KioskRatingTouched("satisfied", pressed)
        if self._random.random() < PRIORITY:
            self._world.touch(kiosk, Touched("priority"))
        self._world.touch(kiosk, item)
        self._soon(lambda: self._citizen(kiosk), 60_000)

    def _rater(self, counter: CounterNo) -> None:
        world = self._world
        label = world.panels[counter].label
        if label:
            levels = [one.id for one in world.house.settings.rating.level]
            press = Press(counter, label, self._random.choice(levels))
            if press not in self._rated:
                self._rate(press)
        self._soon(lambda: self._rater(counter), 10_000)

    def _rate(self, press: Press) -> None:
        clock = self._world.computers[self._world.bridge].clock
        touched = RatingTouched(press.counter, press.level, clock.monotonic_ms(), press.label)
        done = self._world.touch(self._world.bridge, touched)
        if done is False:
            return
        self._rated.add(press)
        (self._log.thanked if done else self._log.doubtful).append(press)

    # ── Officers ─────────────────────────────────────────────────────────────────────────────

    def _officer(self, counter: CounterNo) -> None:
        server = self._world.server
        operation = self._unanswered.pop(counter, None)
        if operation is None and server is not None:
            if self._random.random() < 0.1:
                action = self._random.choice(("next", "recall", "finish", "no-show"))
                self._world.touch(self._world.bridge, KeyPressed(counter, action))
            else:
                operation = Operation(command=self._wish(server, counter))
                self._log.operations.append(operation)
        if operation is not None:
            self.ask(operation)
            # A refused wish may be granted later; whoever was refused asks under a new name.
            is_doubled = operation.outcome == "ok" and self._random.random() < DOUBLE_CLICK
            if operation.outcome == "unknown" or is_doubled:
                self._unanswered[counter] = operation
        self._soon(lambda: self._officer(counter), 16_000)

    def ask(self, operation: Operation) -> None:
        """Ask the server, as a page does; the answer may be lost on its way."""
        server = self._world.server
        reply: Future[list[Answer]] = Future()
        done = self._world.touch(SERVER, Ask((operation.command,), reply))
        if not done or server is None or self._random.random() < LOST_ANSWER:
            return
        try:
            operation.answers += reply.result(timeout=0)
            operation.outcome = "ok"
        except Refused as refusal:
            if operation.outcome == "unknown":
                operation.outcome, operation.code = "refused", refusal.code
                operation.seq = server.journal.last_seq

    def _wish(self, server: QueueServer, counter: CounterNo) -> c.Command:
        desk = server.office.counters[counter]
        request = RequestId(self._world.make_id())
        if desk.state != "open":
            return c.OpenCounter(request=request, counter=counter)
        if desk.ticket is None:
            return self._idle(server, counter, request)
        state = server.office.tickets[desk.ticket].state
        if self._random.random() < 0.08:
            services = [one.code for one in self._world.house.settings.service]
            kind = self._random.choice((c.Transfer, c.FinishToNext))
            service = ServiceCode(self._random.choice(services))
            return kind(request=request, counter=counter, service=service)
        return self._random.choice(HELD[state])(request=request, counter=counter)

    def _idle(self, server: QueueServer, counter: CounterNo, request: RequestId) -> c.Command:
        roll = self._random.random()
        some = self._some(server, State.HELD, State.NO_SHOW, State.WAITING)
        if some is None or roll < 0.8:
            return c.CallNext(request=request, counter=counter)
        if roll < 0.86:
            return c.Resume(request=request, counter=counter, ticket=some)
        if roll < 0.9:
            return c.Return(request=request, ticket=some)
        if roll < 0.93:
            return c.CallNumber(request=request, counter=counter, ticket=some, reason="asked")
        if roll < 0.96:
            return c.UndoFinish(request=request, counter=counter)
        kind = self._random.choice((c.PauseCounter, c.CloseCounter))
        return kind(request=request, counter=counter)

    def _some(self, server: QueueServer, *states: State) -> TicketId | None:
        known = [one.id for state in states for one in server.office.tickets_in(state)]
        return self._random.choice(known) if known else None
