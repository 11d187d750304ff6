"""A short day of one office on a disk that is recorded, with everything that it promises.

Whatever leaves a program is a promise: a paper, an answer to a page, thanks for a press, a batch of
facts, an acknowledgement, the code on a sealed report.
"""

from __future__ import annotations

import json
from concurrent.futures import Future
from typing import Final

import msgspec

from config.house import House
from hardware.inputs import RatingTouched, ServicePressed
from mot_cua.business_day import ms_of
from mot_cua.ids import CounterNo, RequestId, UnixMs
from mot_cua.messages import Facts, FactsStored
from office.faults.cuts import Recorder, Step
from office.faults.disk import watched
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.service import Ask

DAY: Final = "2026-11-20"
CHECKPOINT_PAGES: Final = 12
"""SQLite carries its log into the database after 1000 pages; a short day has to see that too."""


class Scripted(Stage):
    """An office in which everything that leaves a program is written down as a promise."""

    def __init__(self, house: House, recorder: Recorder, begins: UnixMs) -> None:
        self._recorder, self._requests = recorder, 0
        super().__init__(house, begins=begins)
        for db in (self.kiosk._db, self.bridge._db):  # noqa: SLF001 - the checkpoints are ours
            db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        writer = self.server.journal._writer  # noqa: SLF001
        writer.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        writer.commit()
        accept, submit = self.broker.accept, self.printer.submit

        def promise_and_accept(topic: str, payload: bytes, *, is_retained: bool) -> None:
            self._published(topic, payload)
            accept(topic, payload, is_retained=is_retained)

        def promise_and_print(job_id: str, data: bytes) -> None:
            issued = self.kiosk._series.last_issue()  # noqa: SLF001
            assert issued is not None, "a paper is of a ticket"
            self._promise("paper", issued.day, issued.service, issued.number, issued.token)
            submit(job_id, data)

        self.broker.accept = promise_and_accept  # type: ignore[method-assign]
        self.printer.submit = promise_and_print  # type: ignore[method-assign]

    def _promise(self, kind: str, *what: object) -> None:
        self._recorder.promise(json.dumps([kind, *what]))

    def _published(self, topic: str, payload: bytes) -> None:
        device, _, what = topic.rpartition("/")
        name = device.rpartition("/")[2]
        if what == "facts":
            batch = msgspec.json.decode(payload, type=Facts)
            for fact in batch.facts:
                self._promise("sent", name, batch.stream, fact.seq, fact.id)
        elif what == "ack":
            answer = msgspec.json.decode(payload, type=FactsStored)
            self._promise("stored", name, answer.stream, answer.upto)

    def ask(self, kind: type[c.Command], counter: int) -> None:
        """Press a key of a console; the answer is a promise."""
        self._requests += 1
        request = RequestId(f"request-{self.clock.wall_ms()}-{self._requests}")
        reply: Future[list[object]] = Future()
        command = kind(request=request, counter=CounterNo(counter))  # type: ignore[call-arg]
        self.to_server(Ask((command,), reply))  # type: ignore[arg-type]  # a list of answers
        reply.result(timeout=0)
        if kind is c.CallNext:
            self._promise("answered", request)

    def rate(self, counter: int, level: str) -> None:
        """Press a rating button; the panel's thanks are a promise."""
        self.to_bridge(RatingTouched(counter, level, self.clock.monotonic_ms()))
        self._promise("thanked", level)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.advance_to(self.clock.wall_ms() + int(seconds * 1000))


def record(house: House, *, visits: int = 6) -> list[Step]:
    """Live the scripted day in an empty folder; return every step of its disk.

    So many visits come before a restart, and half as many after it.
    """
    recorder = Recorder()
    with watched(recorder):
        office = Scripted(house, recorder, ms_of(DAY, "15:00"))
        office.ask(c.OpenCounter, 1)
        _visits(office, visits)
        again = UnixMs(office.clock.wall_ms() + 60_000)
        office.close()  # a quiet restart: the logs are carried over and removed
        office = Scripted(house, recorder, again)
        _visits(office, visits // 2)
        office.advance_to(ms_of(DAY, "17:31"))
        sealed = [row.event for row in office.server.journal.read()]
        for event in sealed:
            if isinstance(event, e.DayClosed):
                recorder.promise(json.dumps(["sealed", event.head]))
        office.close()
    return recorder.steps


def _visits(office: Scripted, count: int) -> None:
    for number in range(count):
        office.to_kiosk(ServicePressed(("HT", "CT")[number % 2]))
        office.wait(5)
        if number % 2:
            office.ask(c.CallNext, 1)
            office.wait(20)
            office.ask(c.Finish, 1)
            office.wait(3)
            office.rate(1, ("satisfied", "neutral")[number // 2 % 2])
            office.wait(6)
