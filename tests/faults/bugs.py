"""Bugs that people really write, each put into the product for one test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

import mot_cua.store
import queue_server.journal.journal
import queue_server.service
from display.service import Board
from firmware_bridge.service import Bridge
from kiosk.handing_out import HandingOut
from kiosk.series import Issued, Series
from mot_cua.bus.courier import Courier
from mot_cua.bus.local import LocalBus
from mot_cua.bus.outbox import Outbox
from mot_cua.bus.port import Arrived
from mot_cua.ids import Ticks
from mot_cua.messages import Facts, FactsStored, QueueState
from mot_cua.store import transaction
from office.faults.network import Line
from queue_server.core import commands as c
from queue_server.core import reception
from queue_server.core.changes import apply
from queue_server.core.decisions import decide
from queue_server.core.situation import Situation
from queue_server.journal.journal import Entry, Journal
from queue_server.service import QueueServer

Patch = pytest.MonkeyPatch


def number_read_then_written(patch: Patch) -> None:
    """The number is read, the ticket is stored, and only then is the number written."""
    issue = Series.issue

    def read(self: Any, day: str, service: str) -> int:
        query = "SELECT last FROM series WHERE day = ? AND service = ?"
        row = self._db.execute(query, (day, service)).fetchone()
        return row[0] + 1 if row else self._first

    def issue_then_write(self: Any, **wish: Any) -> Issued:
        issued = issue(self, **wish)
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO series VALUES (?, ?, ?)"
                " ON CONFLICT (day, service) DO UPDATE SET last = excluded.last",
                (issued.day, issued.service, issued.number),
            )
        return issued

    # Otherwise the server's word would mend it: see decision 20.
    patch.setattr(Series, "not_before", lambda *_: None)
    patch.setattr(Series, "_next", read)
    patch.setattr(Series, "issue", issue_then_write)


def printed_before_it_is_stored(patch: Patch) -> None:
    """The paper is on its way while the disk is still being asked."""
    take, drawn = HandingOut._take_number, Series.issue

    def take_number(self: Any, wish: Any) -> None:
        def peek(**asked: Any) -> Issued:
            """Show and print it inside the transaction that has not been committed."""
            db = self._front._db
            plug, db.plug = db.plug, _Shy(self._front, db.plug)
            try:
                return drawn(self._series, **asked)
            finally:
                db.plug = plug

        self._series.issue = peek
        try:
            take(self, wish)
        finally:
            del self._series.issue

    patch.setattr(HandingOut, "_take_number", take_number)


class _Shy:
    """Stands before the commit of a ticket, and lets the citizen read the number first."""

    def __init__(self, kiosk: Any, plug: Any) -> None:
        self._kiosk, self._plug, self._is_first = kiosk, plug, True

    def spark(self, point: str) -> None:
        if self._is_first:
            self._is_first = False
            issued = self._kiosk._series.last_issue()
            self._kiosk._screen._saw(issued.label, issued.token)
        self._plug.spark(point)


def request_id_ignored(patch: Patch) -> None:
    """Every question is a new one."""
    count = iter(range(10**9))

    def decide_anew(now: Situation, command: c.Command) -> Any:
        fresh = msgspec.structs.replace(command, request=f"again-{next(count)}")
        return [
            msgspec.structs.replace(event, request=command.request)
            if hasattr(event, "request")
            else event
            for event in decide(now, fresh)
        ]

    patch.setattr(queue_server.service, "decide", decide_anew)


def acknowledged_before_it_is_stored(patch: Patch) -> None:
    """The server thanks for a batch and then stores it."""
    take = QueueServer._take_facts

    def thank_first(self: Any, device: Any, batch: Facts) -> None:
        upto = max(self.journal.heard(device, batch.stream), batch.facts[-1].seq)
        self._bus.publish(FactsStored(stream=batch.stream, upto=upto), device=device)
        take(self, device, batch)

    patch.setattr(QueueServer, "_take_facts", thank_first)


def window_bound_to_the_counter(patch: Patch) -> None:
    """A press rates whoever was finished last at the counter when the press arrives."""
    do = QueueServer._do

    def bind(self: Any, command: c.Command, **named: Any) -> Any:
        if isinstance(command, c.PressRating) and command.counter:
            open_ones = [w for w in self.office.open_windows() if w.counter == command.counter]
            leg = open_ones[-1].leg if open_ones else None
            now = self._timeline.now().ticks
            command = msgspec.structs.replace(command, leg=leg, pressed=now)
        return do(self, command, **named)

    patch.setattr(QueueServer, "_do", bind)


def outbox_trimmed_when_sent(patch: Patch) -> None:
    """What was sent is forgotten."""
    send = Courier._send

    def send_and_forget(self: Any) -> None:
        batch = self._outbox.batch() if self._bus.is_connected else None
        send(self)
        if batch is not None:
            upto = batch.facts[-1].seq
            Outbox.stored(self._outbox, FactsStored(stream=batch.stream, upto=upto))

    patch.setattr(Courier, "_send", send_and_forget)


def board_lives_from_deltas(patch: Patch) -> None:
    """The server tells boards what has changed among the calls, and boards add it up."""
    handle, publish = Board.handle, LocalBus.publish

    def only_changes(self: Any, message: Any, **named: Any) -> bool:
        if isinstance(message, QueueState):
            before, self._calls = self.__dict__.get("_calls", ()), message.called
            busy = {one.counter for one in message.called}
            left = [
                msgspec.structs.replace(one, label="") for one in before if one.counter not in busy
            ]
            fresh = [one for one in message.called if one not in before]
            message = msgspec.structs.replace(message, called=(*fresh, *left))
        return publish(self, message, **named)

    def add_up(self: Any, item: object) -> None:
        if isinstance(item, Arrived) and isinstance(item.message, QueueState):
            calls = {one.counter: one for one in self._queue.called} if self._queue else {}
            calls |= {one.counter: one for one in item.message.called}
            known = tuple(one for one in calls.values() if one.label)
            item = item._replace(message=msgspec.structs.replace(item.message, called=known))
        handle(self, item)

    patch.setattr(LocalBus, "publish", only_changes)
    patch.setattr(Board, "handle", add_up)


def projection_after_the_commit(patch: Patch) -> None:
    """The tables of the reports are written when the events are safe."""

    def append_all(self: Any, entries: Sequence[Entry], *more: Any, **named: Any) -> Any:
        projector, self._projector = self._projector, _Later(self._projector)
        try:
            stored = whole(self, entries, *more, **named)
        finally:
            self._projector = projector
        with self._writer.begin():
            self._projector.project(stored)
        return stored

    whole = Journal.append_all
    patch.setattr(Journal, "append_all", append_all)


class _Later:
    def __init__(self, now: Any) -> None:
        self.day, self.is_trial = now.day, now.is_trial

    def project(self, stored: object) -> None:
        """Do it later."""


def press_thanked_and_kept_in_memory(patch: Patch) -> None:
    """The bridge thanks for a press and stores presses three at a time."""
    press = Bridge._press

    def batch(self: Any, touched: Any) -> None:
        waiting = self.__dict__.setdefault("_late_presses", [])
        waiting.append(touched)
        if len(waiting) == 3:
            for one in waiting:
                press(self, one)
            waiting.clear()

    patch.setattr(Bridge, "_press", batch)


def kiosk_waits_for_its_printer_for_ever(patch: Patch) -> None:
    """A printer that was once in trouble is not asked again."""
    take = HandingOut._take_number

    def take_number(self: Any, wish: Any) -> None:
        self.__dict__.setdefault("_was_bad", False)
        self._was_bad = self._was_bad or not self._printing.is_ready
        if not self._was_bad:
            take(self, wish)

    patch.setattr(HandingOut, "_take_number", take_number)


def retained_flag_lost(patch: Patch) -> None:
    """The state of the queue is published, and not retained."""
    accept = Line.accept

    def accept_once(self: Any, topic: str, payload: bytes, *, is_retained: bool) -> None:
        is_kept = is_retained and not topic.endswith("state/queue")
        accept(self, topic, payload, is_retained=is_kept)

    patch.setattr(Line, "accept", accept_once)


def overtaken_not_persisted(patch: Patch) -> None:
    """How often a ticket was passed is known in memory only; a new start begins at nought."""
    start = QueueServer.start

    def start_anew(self: Any) -> None:
        def forget(office: Any, event: Any, stamp: Any) -> None:
            apply(office, event, stamp)
            for ticket in office.waiting():
                office.put(msgspec.structs.replace(ticket, overtaken=0))

        with patch.context() as inner:
            inner.setattr(queue_server.service, "apply", forget)
            start(self)

    patch.setattr(QueueServer, "start", start_anew)


def order_of_the_wall_clock(patch: Patch) -> None:
    """Who came first is read from the time on the paper."""

    def by_wall_clock(now: Situation, command: c.ReceiveTicket) -> Ticks:
        return Ticks(now.now.ticks - max(0, now.now.wall_ms - command.issued_ms))

    patch.setattr(reception, "_seniority", by_wall_clock)


BUGS: dict[Callable[[Patch], None], str] = {
    number_read_then_written: "printer",
    printed_before_it_is_stored: "lost",
    request_id_ignored: "request",
    acknowledged_before_it_is_stored: "lost",
    window_bound_to_the_counter: "rating",
    outbox_trimmed_when_sent: "lost",
    board_lives_from_deltas: "board",
    retained_flag_lost: "board",
    overtaken_not_persisted: "verify",
    order_of_the_wall_clock: "order",
    projection_after_the_commit: "verify",
    press_thanked_and_kept_in_memory: "rating",
    kiosk_waits_for_its_printer_for_ever: "printer",
}
"""Bug → the check that catches it."""


def log_not_forced_to_the_disk(patch: Patch) -> None:
    """`synchronous=NORMAL`: a commit returns before it is on the disk."""
    make_safe, open_engine = mot_cua.store._make_safe, queue_server.journal.journal.open_engine

    def make_quick(db: Any) -> None:
        make_safe(db)
        db.execute("PRAGMA synchronous = NORMAL")

    def open_quick(path: Any) -> Any:
        engine = open_engine(path)

        @sa.event.listens_for(engine, "connect")
        def be_quick(connection: Any, _: object) -> None:
            connection.execute("PRAGMA synchronous = NORMAL")

        return engine

    patch.setattr(mot_cua.store, "_make_safe", make_quick)
    patch.setattr(queue_server.journal.journal, "open_engine", open_quick)


POWER_BUGS: dict[Callable[[Patch], None], str] = {
    log_not_forced_to_the_disk: "ack",
}
"""Bug of the disk → the check of the power cuts that catches it."""
