"""What a power cut has left, opened with the product's own programs and held against its promises.

What SQLite makes of a torn disk is often the same as after another cut; so each content is opened
by the programs once, and remembered.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import msgspec

from config.house import House
from kiosk.series import Series
from mot_cua.bus.outbox import Outbox
from mot_cua.clock import ManualClock
from mot_cua.errors import MotCuaError
from mot_cua.ids import DayText, ServiceCode
from mot_cua.store import open_store
from office.faults.script import DAY
from queue_server.core import events as e
from queue_server.journal import schema
from queue_server.journal.verify import verify
from queue_server.program import open_journal

SERVICES = ("HT", "CT")


class DeviceSays(NamedTuple):
    """What is on the disk of a kiosk or a bridge."""

    tickets: dict[str, int]
    """Token → number."""
    next_numbers: dict[str, int]
    stream: str
    kept: set[str]
    """The facts in the outbox."""
    presses: int
    """How many of them are presses of a rating button."""


class JournalSays(NamedTuple):
    """What is on the disk of the server."""

    heard: dict[tuple[str, str], int]
    calls: set[str]
    """The requests that have called a number."""
    heads: set[str]
    presses: int
    problems: list[str]


class Inquest:
    """Lays out what a cut has left in the folder of a house, and says what is broken."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._contents: dict[bytes, bytes] = {}
        """Hash of the files that a cut has left → hash of what SQLite finds in them."""
        self._devices: dict[tuple[str, bytes], DeviceSays] = {}
        self._journals: dict[bytes, JournalSays] = {}

    @property
    def disks(self) -> int:
        """How many different files of a program SQLite has repaired."""
        return len(self._contents)

    @property
    def contents(self) -> int:
        """How many different contents the programs have opened."""
        return len(self._devices) + len(self._journals)

    def after(self, disk: dict[str, bytes], promises: Sequence[str]) -> list[str]:
        """Say what is broken on a disk, given as name → content, after so many promises."""
        told = [json.loads(one) for one in promises]
        try:
            kiosk = self._device("kiosk-1", disk)
            bridge = self._device("bridge-1", disk)
            journal = self._journal(disk)
        except (MotCuaError, sqlite3.Error, _DamagedError) as problem:
            return [f"open: {problem}"]
        return [
            *_numbers(kiosk, told),
            *_outbox("kiosk-1", kiosk, told),
            *_outbox("bridge-1", bridge, told),
            *_told(journal, told),
            *_thanked(bridge, journal, told),
            *journal.problems,
        ]

    def _device(self, name: str, disk: dict[str, bytes]) -> DeviceSays:
        key = name, self._lay_out(name, disk)
        if key not in self._devices:
            with closing(open_store(self._house.data / f"{name}.db")) as db:
                self._devices[key] = _device_says(db)
        return self._devices[key]

    def _journal(self, disk: dict[str, bytes]) -> JournalSays:
        key = self._lay_out("journal", disk)
        if key not in self._journals:
            self._journals[key] = self._journal_says()
        return self._journals[key]

    def _journal_says(self) -> JournalSays:
        journal = open_journal(self._house)
        try:
            events = [row.event for row in journal.read()]
            with journal.engine.connect() as reader:
                heard = {(row.device, row.stream): row.upto for row in reader.execute(_STREAMS)}
            return JournalSays(
                heard=heard,
                calls={one.request for one in events if isinstance(one, e.TicketCalled)},
                heads={one.head for one in events if isinstance(one, e.DayClosed)},
                presses=sum(isinstance(one, e.RatingGiven | e.PressWasStray) for one in events),
                problems=[
                    f"verify: {one}" for one in verify(journal, self._house.settings).problems
                ],
            )
        finally:
            journal.close()

    def _lay_out(self, name: str, disk: dict[str, bytes]) -> bytes:
        """Write the files of one program, let SQLite repair them, and hash what it finds."""
        ours = {one: content for one, content in disk.items() if one.startswith(f"{name}.db")}
        raw = hashlib.sha256(msgspec.msgpack.encode([name, sorted(ours.items())])).digest()
        known = self._contents.get(raw)
        is_known = known is not None and (known in self._journals or (name, known) in self._devices)
        if known is not None and is_known:
            return known
        for old in self._house.data.glob(f"{name}.db*"):
            old.unlink()
        for one, content in ours.items():
            (self._house.data / one).write_bytes(content)
        with closing(sqlite3.connect(self._house.data / f"{name}.db")) as db:
            for (found,) in db.execute("PRAGMA integrity_check").fetchall():
                if found != "ok":
                    raise _DamagedError(f"{name}: {found}")
            said = hashlib.sha256("\n".join(db.iterdump()).encode()).digest()
        self._contents[raw] = said
        return said


class _DamagedError(Exception):
    """SQLite itself finds its file broken."""


_STREAMS = schema.stream.select()


def _device_says(db: sqlite3.Connection) -> DeviceSays:
    box = Outbox(db, clock=ManualClock(), boot="after the cut")
    series = Series(db, box, first=1, last=899)
    kept = db.execute("SELECT id, body FROM outbox").fetchall()
    return DeviceSays(
        tickets=dict(db.execute("SELECT token, number FROM ticket").fetchall()),
        next_numbers={
            one: series._next(DayText(DAY), ServiceCode(one))  # noqa: SLF001 - the file is a copy
            for one in SERVICES
        },
        stream=box.stream,
        kept={fact for fact, _ in kept},
        presses=sum(b"rating-pressed" in body for _, body in kept),
    )


Told = Sequence[Any]
"""Promises as `script` writes them: a word, and what it is about."""


def _numbers(kiosk: DeviceSays, told: Told) -> Iterator[str]:
    for kind, *what in told:
        if kind == "paper":
            _, service, number, token = what
            if kiosk.tickets.get(token) != number:
                yield f"lost: a person holds {service} {number}, and the kiosk does not know it"
            if kiosk.next_numbers[service] <= number:
                yield f"number: {service} {number} would be given out twice"


def _outbox(device: str, says: DeviceSays, told: Told) -> Iterator[str]:
    acked: dict[str, int] = {}
    for kind, *what in told:
        if kind == "stored" and what[0] == device:
            acked[what[1]] = max(what[2], acked.get(what[1], 0))
    for kind, *what in told:
        if kind == "sent" and what[0] == device:
            _, stream, seq, fact = what
            if stream == says.stream:
                yield f"outbox: fact {seq} of {device} was sent, and its number is free again"
            if seq > acked.get(stream, 0) and fact not in says.kept:
                yield f"outbox: fact {seq} of {device} was sent and never stored; it is gone"


def _thanked(bridge: DeviceSays, journal: JournalSays, told: Told) -> Iterator[str]:
    thanked = sum(one[0] == "thanked" for one in told)
    if bridge.presses + journal.presses < thanked:
        yield f"rating: of {thanked} presses that were thanked for, some are gone"


def _told(journal: JournalSays, told: Told) -> Iterator[str]:
    for kind, *what in told:
        if kind == "stored" and journal.heard.get((what[0], what[1]), 0) < what[2]:
            yield f"ack: {what[0]} was told that {what[2]} is stored, and it is not"
        if kind == "answered" and what[0] not in journal.calls:
            yield f"answer: {what[0]} was answered, and nothing was called"
        if kind == "sealed" and what[0] not in journal.heads:
            yield "seal: a report was printed, and its day is open again"
