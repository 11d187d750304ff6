"""Holds what people saw and were told against the journal; everything it finds is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mot_cua.ids import digest_of
from office.faults.log import Log
from office.faults.model import Model
from office.faults.world import World
from queue_server.core import commands as c
from queue_server.journal.journal import Row
from queue_server.journal.verify import verify


def judge(world: World, rows: Sequence[Row], late: set[str]) -> list[str]:
    """Judge a healed and drained office; `late` are the tokens of tickets that came late."""
    model, log = Model(), world.log
    problems = list(log.problems)
    refusals = {one.seq: one.command for one in log.operations if one.code == "nobody-waiting"}
    for row in rows:
        problems += model.apply(row.event)
        problems += _nobody(world, model, refusals.get(row.stamp.seq))
    problems += _numbers(world, model, late)
    problems += _order(model)
    problems += _answers(log, model)
    problems += _ratings(log, model)
    server = world.server
    assert server is not None, "the office was healed"
    problems += [f"verify: {one}" for one in verify(server.journal, world.house.settings).problems]
    return problems


def _nobody(world: World, model: Model, command: object) -> Iterator[str]:
    """I10: nobody waiting is said only if nobody was, but for who is at another counter."""
    counter = getattr(command, "counter", None)
    if counter is None:
        return
    serves = next(one.services for one in world.house.settings.counter if one.number == counter)
    away = {model.citizens.get(one) for one in model.called}
    waiting = [
        ticket
        for ticket, service in model.waiting.items()
        if service in serves and model.citizens.get(ticket) not in away
    ]
    if waiting:
        label = model.labels[waiting[0]]
        yield f"call: counter {counter} was told that nobody waits, but {label} did"


def _numbers(world: World, model: Model, late: set[str]) -> Iterator[str]:
    """I1, I2: what was on a screen or on paper is in the journal, once."""
    papers = [paper for printer in world.printers.values() for paper in printer.papers]
    seen = world.log.numbers | {paper.token: paper.label for paper in papers}
    for token, label in seen.items():
        if digest_of(token) not in model.tokens and token not in late:
            yield f"lost: {label} was seen by somebody, and the journal does not know it"
    owners: dict[tuple[str, str, str], str] = {}
    for paper in papers:
        owner = owners.setdefault((paper.kiosk, paper.day, paper.label), paper.ticket)
        if owner != paper.ticket:
            yield f"number: two people hold {paper.label} of {paper.kiosk}"


def _order(model: Model) -> Iterator[str]:
    """I7: whoever was given a number later by the same kiosk is not senior, whatever its clock."""
    eldest: dict[tuple[object, ...], int] = {}
    for token, ((*line, _), base) in sorted(model.bases.items(), key=lambda one: one[1][0]):
        if base < eldest.get(tuple(line), 0):
            label = model.labels[model.tokens[token]]
            yield f"order: {label} is senior to one that was given out before it"
        eldest[tuple(line)] = base


def _answers(log: Log, model: Model) -> Iterator[str]:
    """I2, I3: what was answered has happened, and the same request has the same answer."""
    for one in log.operations:
        request = one.command.request
        if len({(a.request, a.kind, a.ticket) for a in one.answers}) > 1:
            yield f"request: {request} ({type(one.command).__name__}) had two answers"
        if one.outcome == "refused" and request in model.calls:
            yield f"request: {request} was refused ({one.code}), and yet it has called a number"
        if one.answers and isinstance(one.command, c.CallNext) and request not in model.calls:
            yield f"durable: {request} was answered, and nothing was called"
        for answer in one.answers:
            if answer.kind == "called" and model.calls.get(request) != answer.ticket:
                yield f"durable: {request} was told that {answer.label} is called, and it is not"


def _ratings(log: Log, model: Model) -> Iterator[str]:
    """I13: no press that was thanked for is lost, and none counts for another visit."""
    pressed = Counter((one.label, one.level) for one in log.thanked + log.doubtful)
    for (label, level), count in model.ratings.items():
        if count > pressed[label, level]:
            yield f"rating: {label} has {count} x {level}, but {pressed[label, level]} were pressed"
    thanked = Counter(one.level for one in log.thanked)
    doubtful = Counter(one.level for one in log.doubtful)
    for level in thanked | doubtful:
        least, count = thanked[level], model.presses[level]
        if not least <= count <= least + doubtful[level]:
            yield f"rating: {least} presses of {level} were thanked for, {count} are in the journal"
