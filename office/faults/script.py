"""A short day of one office on a disk that is recorded, and what must be true after any power cut.

Whatever leaves a program is a promise: a paper, an answer to a page, thanks for a press, a batch of
facts, an acknowledgement, the code on a sealed report.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from config.house import House
from hardware.inputs import RatingTouched, ServicePressed
from kiosk.series import Series
from mot_cua.bus.outbox import Outbox
from mot_cua.business_day import ms_of
from mot_cua.clock import ManualClock
from mot_cua.errors import MotCuaError
from mot_cua.ids import CounterNo, RequestId, ServiceCode, UnixMs
from mot_cua.messages import Facts, FactsStored
from mot_cua.store import open_store
from office.faults.cuts import Recorder, Step
from office.faults.disk import watched
from office.simulate.stage import Stage
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.journal.verify import verify
from queue_server.program import open_journal
from queue_server.service import Ask

DAY: Final = "2026-11-20"
CHECKPOINT_PAGES: Final = 12
"""SQLite carries its log into the database after 1000 pages; a short day has to see that too."""


class Scripted(Stage):
    """An office in which everything that leaves a program is written down as a promise."""

    def __init__(self, house: House, recorder: Recorder, at: str) -> None:
        self._recorder, self._requests = recorder, 0
        super().__init__(house, begins=UnixMs(ms_of(DAY, at)))
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

    def ask(self, kind: type[c.AtCounter], counter: int) -> None:
        """Press a key of a console; the answer is a promise."""
        self._requests += 1
        request = RequestId(f"request-{self.clock.wall_ms()}-{self._requests}")
        reply: Future[list[object]] = Future()
        command = kind(request=request, counter=CounterNo(counter))
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


def record(house: House) -> list[Step]:
    """Live the scripted day in an empty folder; return every step of its disk."""
    recorder = Recorder()
    with watched(recorder):
        morning = Scripted(house, recorder, "09:00")
        morning.ask(c.OpenCounter, 1)
        _visits(morning, 6)
        morning.close()  # a quiet restart: the logs are carried over and removed
        office = Scripted(house, recorder, "11:00")
        _visits(office, 3)
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


# ── After a cut ──────────────────────────────────────────────────────────────────────────────


class Inquest:
    """Opens what a cut has left with the product's own programs, and compares it with promises."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._verified: dict[bytes, list[str]] = {}
        """What `verify` found, by everything that the journal says."""

    def after(self, disk: dict[str, bytes], promises: list[str]) -> list[str]:
        """Lay out the files, open them, and say what is broken."""
        for old in self._house.data.glob("*.db*"):
            old.unlink()
        for name, content in disk.items():
            (self._house.data / name).write_bytes(content)
        told = [json.loads(one) for one in promises]
        try:
            return [
                *self._kiosk(told),
                *self._outbox("kiosk-1", told),
                *self._outbox("bridge-1", told),
                *self._journal(told),
            ]
        except (MotCuaError, sqlite3.Error) as problem:
            return [f"open: {problem}"]

    def _kiosk(self, told: list[list[str]]) -> Iterator[str]:
        with closing(self._store("kiosk-1")) as db:
            yield from _whole("kiosk-1", db)
            series = Series(db, self._box(db), first=1, last=899)
            for _, day, service, number, token in (one for one in told if one[0] == "paper"):
                found = series.find(day, token)  # type: ignore[arg-type]
                if found is None or found.number != number:
                    yield f"lost: a person holds {service} {number}, and the kiosk does not know it"
            given = {(one[2], one[3]) for one in told if one[0] == "paper"}
            for service in ("HT", "CT"):
                number = series._next(DAY, ServiceCode(service))  # type: ignore[arg-type] # noqa: SLF001
                if (service, number) in given:
                    yield f"number: {service} {number} would be given out twice"

    def _outbox(self, device: str, told: list[list[str]]) -> Iterator[str]:
        acked = max((int(one[3]) for one in told if one[:2] == ["stored", device]), default=0)
        with closing(self._store(device)) as db:
            yield from _whole(device, db)
            box = self._box(db)
            batch = box.batch(limit=10_000)
            kept = {fact.seq: fact.id for fact in batch.facts} if batch else {}
            last = db.execute("SELECT last FROM outbox_meta").fetchone()[0]
            for _, _, stream, seq, fact in (one for one in told if one[:2] == ["sent", device]):
                if stream != box.stream or int(seq) > last:
                    yield f"outbox: fact {seq} of {device} was sent, and its number is free again"
                if int(seq) > acked and kept.get(int(seq)) != fact:
                    yield f"outbox: fact {seq} of {device} was sent and never stored; it is gone"

    def _journal(self, told: list[list[str]]) -> Iterator[str]:
        journal = open_journal(self._house)
        try:
            for one in told:
                if one[0] == "stored" and journal.heard(one[1], one[2]) < int(one[3]):
                    yield f"ack: {one[1]} was told that {one[3]} is stored, and it is not"
            bodies = [row.event for row in journal.read()]
            requests = {one.request for one in bodies if isinstance(one, e.TicketCalled)}
            heads = {one.head for one in bodies if isinstance(one, e.DayClosed)}
            for one in told:
                if one[0] == "answered" and one[1] not in requests:
                    yield f"answer: {one[1]} was answered, and nothing was called"
                if one[0] == "sealed" and one[1] not in heads:
                    yield "seal: a report was printed, and its day is open again"
            yield from self._verify(journal.path)
        finally:
            journal.close()

    def _verify(self, path: Path) -> list[str]:
        with closing(sqlite3.connect(path)) as db:
            broken = list(_whole("journal", db))
            said = hashlib.sha256("\n".join(db.iterdump()).encode()).digest()
        if broken:
            return broken
        if said not in self._verified:
            journal = open_journal(self._house)
            found = verify(journal, self._house.settings).problems
            journal.close()
            self._verified[said] = [f"verify: {one}" for one in found]
        return self._verified[said]

    def _store(self, device: str) -> sqlite3.Connection:
        db = open_store(self._house.data / f"{device}.db")
        db.execute("PRAGMA synchronous = OFF")  # the cut was before; nothing more is at stake
        return db

    def _box(self, db: sqlite3.Connection) -> Outbox:
        return Outbox(db, clock=ManualClock(), boot="after the cut")


def _whole(name: str, db: sqlite3.Connection) -> Iterator[str]:
    for (found,) in db.execute("PRAGMA integrity_check"):
        if found != "ok":
            yield f"damaged: {name}: {found}"
