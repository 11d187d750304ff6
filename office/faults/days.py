"""One day of an office in trouble: lived, healed, drained, judged. The seed is the whole of it."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections import Counter
from contextlib import closing
from typing import Final, NamedTuple

import msgspec

from config.devices import BoardSettings, BridgeSettings, KioskSettings
from config.house import House
from hardware.inputs import ServicePressed
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, RequestId
from office.faults.checker import judge
from office.faults.log import Operation
from office.faults.network import LATE_MS
from office.faults.people import People
from office.faults.trouble import MINUTE, Trouble
from office.faults.world import World
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.ticket import State
from queue_server.journal.journal import Row

BEGINS: Final = "2026-11-20 14:50"
CLOSED: Final = "17:31"
MOST_CALLS: Final = 500
ROUND: Final = 10
"""Minutes of trouble before everything is mended, and looked at, for once."""
PEACE: Final = 2 * MINUTE
PROMPT: Final = 5_000
"""Milliseconds after the last fault in which boards are right, and in which a press is a paper."""


class Outcome(NamedTuple):
    """What became of one day."""

    seed: int
    history: str
    """A hash of everything that was committed, of all that does not come from real chance."""
    problems: list[str]
    faults: Counter[str]
    issued: int
    events: int

    @property
    def told(self) -> str:
        """What to read, and how to live this day again."""
        found = "; ".join(self.problems[:5]) or "nothing was lost"
        return f"seed {self.seed}: {found} (again: python bench/faults.py --seed {self.seed})"


def live(house: House, seed: int, *, minutes: int = 60) -> Outcome:
    """Live a day in an empty folder: rounds of trouble and peace, then a look back."""
    day, hour = BEGINS.split()
    world = World(troubled(house), seed=seed, begins=ms_of(day, hour))
    try:
        people, trouble, problems = People(world), Trouble(world), []
        for _ in range(max(1, minutes // ROUND)):
            people.come()
            trouble.begin()
            world.run_for(min(ROUND, minutes) * MINUTE)
            people.is_gone = True
            trouble.heal()
            # What was delayed is still under way, and in its order; then the last fault is over.
            world.run_for(LATE_MS + PROMPT)
            problems += _shown(world)
            world.restart(world.boards[-1])
            world.run_for(PROMPT)
            problems += _shown(world)
            world.run_for(PEACE - LATE_MS - 2 * PROMPT)
            problems += [*_shown(world), *_delivered(world)]
        problems += [*_prints_again(world), *_callable(world, people)]
        world.run_for(max(0, ms_of(day, CLOSED) - world.now))
        problems += _sealed(world, day)
        return _outcome(world, seed, problems)
    finally:
        world.close()


def _outcome(world: World, seed: int, problems: list[str]) -> Outcome:
    assert world.server is not None, "the office was healed"
    rows = list(world.server.journal.read())
    late = _late_tokens(world, rows)
    return Outcome(
        seed=seed,
        history=_hash(rows),
        problems=problems + judge(world, rows, late),
        faults=world.log.faults + world.network.counts,
        issued=len(world.log.numbers),
        events=len(rows),
    )


def _late_tokens(world: World, rows: list[Row]) -> set[str]:
    """List what tickets carry that came late or were taken back: the journal has only their ids."""
    kinds = (e.TicketCameLate, e.NumberWasVoided)
    known = {row.event.ticket for row in rows if isinstance(row.event, kinds)}
    tokens = set()
    for name in world.kiosks:
        with closing(sqlite3.connect(world.house.data / f"{name}.db")) as disk:
            found = disk.execute("SELECT id, token FROM ticket").fetchall()
        tokens |= {token for ticket, token in found if ticket in known}
    return tokens


def _hash(rows: list[Row]) -> str:
    history = hashlib.sha256()
    for row in rows:
        event = row.event
        # Tokens are real chance even here; so is the chain's head, which is made of them.
        if isinstance(event, (e.TicketReceived, e.PaperMerged)):
            event = msgspec.structs.replace(event, token_digest="")
        if isinstance(event, e.DayClosed):
            event = msgspec.structs.replace(event, head="")
        history.update(msgspec.json.encode([row.stamp, row.id, row.device, event]))
    return history.hexdigest()


def _shown(world: World) -> list[str]:
    """I14: boards and units show what is."""
    server, problems = world.server, []
    assert server is not None, "the office was healed"
    truth = {
        desk.number: server.office.tickets[desk.ticket].label if desk.ticket else ""
        for desk in server.office.counters.values()
    }
    for counter, panel in world.panels.items():
        if panel.number != truth[counter]:
            problems.append(f"board: unit {counter} shows {panel.number!r}, not {truth[counter]!r}")
    called = {(label, counter) for counter, label in truth.items() if label}
    for name in world.boards:
        queue = world.computers[name].reactor._queue  # type: ignore[union-attr]  # noqa: SLF001
        shown = {(one.label, one.counter) for one in queue.called} if queue else None
        if shown != called:
            problems.append(f"board: {name} shows {shown}, but {called} are called")
    return problems


def _delivered(world: World) -> list[str]:
    """Nothing waits in an outbox when everything has been well for a while."""
    problems = []
    for name in (*world.kiosks, world.bridge):
        depth = world.computers[name].reactor._outbox.depth  # type: ignore[union-attr]  # noqa: SLF001
        if depth:
            problems.append(f"outbox: {depth} facts of {name} are still waiting")
    return problems


def _sealed(world: World, day: str) -> list[str]:
    """I15: the evening has sealed the day."""
    assert world.server is not None, "the office was healed"
    sealed = world.server.office.sealed
    return [] if sealed == day else [f"day: {day} was not sealed, {sealed} was"]


def _prints_again(world: World) -> list[str]:
    """After everything was mended, a press gives a paper within five seconds."""
    problems = []
    services = [one.code for one in world.house.settings.service]
    for name, service in itertools.product(world.printers, services):
        papers = world.printers[name].papers
        before = len(papers)
        world.touch(name, ServicePressed(service))
        world.run_for(PROMPT)
        if len(papers) != before + 1:
            problems.append(f"printer: {name} gave {len(papers) - before} papers for {service}")
    return problems


def _callable(world: World, people: People) -> list[str]:
    """Whoever waits when peace has come is called, until nobody waits."""
    server = world.server
    assert server is not None, "the office was healed"
    if server.office.day is None:
        return []
    for counter in world.panels:
        _ask(people, world, c.Finish, counter)
        _ask(people, world, c.OpenCounter, counter)
    for _ in range(MOST_CALLS):
        called = [counter for counter in world.panels if _ask(people, world, c.CallNext, counter)]
        for counter in called:
            _ask(people, world, c.Finish, counter)
        if not called:
            break
    left = [one.label for one in server.office.tickets_in(State.WAITING)]
    return [f"call: nobody can call {', '.join(left)}"] if left else []


def _ask(people: People, world: World, kind: type[c.Command], counter: CounterNo) -> bool:
    command = kind(request=RequestId(world.make_id()), counter=counter)  # type: ignore[call-arg]
    operation = Operation(command=command)
    world.log.operations.append(operation)
    for _ in range(20):
        if operation.outcome == "unknown":
            people.ask(operation)
    return operation.outcome == "ok"


def troubled(house: House) -> House:
    """Give an office two kiosks, two boards, a bridge, and QR codes that tell its papers apart."""
    settings = msgspec.structs.replace(
        house.settings,
        office=msgspec.structs.replace(house.settings.office, url="https://so.example"),
        kiosk=(
            KioskSettings(id="kiosk-1", first=1, last=399),
            KioskSettings(id="kiosk-2", first=400, last=799),
        ),
        board=(BoardSettings(id="board-1"), BoardSettings(id="board-2")),
        bridge=(BridgeSettings(id="bridge-1"),),
    )
    return house._replace(settings=settings)
