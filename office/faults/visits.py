"""People in an office under siege: each visit takes a number, is called, finished, and rated.

Whoever is not answered asks again under the same request, as a console does; what they saw and were
told is remembered, and held against the journal when everything is well again.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import urllib.error
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPException
from random import Random
from threading import Timer
from typing import Any, Final

from hardware.bench import BenchClient, Line
from mot_cua.ids import digest_of, new_id
from office.desk import hire
from office.faults.model import Model
from office.faults.siege import Hit, Siege
from queue_server.journal.verify import verify
from queue_server.program import open_journal

PAPERS_A_ROLL: Final = 100
TRY_AGAIN: Final = 0.4
"""Seconds; a kiosk takes two presses of a button within one second for one."""


class Visits:
    """Everybody who comes to one office, one after the other."""

    def __init__(self, siege: Siege, seed: int) -> None:
        self.siege, self._chance = siege, Random(seed)  # noqa: S311
        self.answers: dict[str, str] = {}
        """Request → the ticket that an officer was told is called."""
        self.thanked: Counter[tuple[str, str]] = Counter()
        self.pressed: Counter[tuple[str, str]] = Counter()
        self.hits: Counter[str] = Counter()
        self.unanswered = 0
        self._units: dict[str, Line] = {}
        self._bridge = BenchClient(siege.house.bench("bridge-1"), self._seen)
        self._services = [one.code for one in siege.house.settings.service]
        self._turn = 0
        self._desk = hire(siege.house, f"http://127.0.0.1:{siege.port}")

    def _seen(self, line: Line) -> None:
        if line["kind"] == "unit":
            self._units[line["key"]] = line
            if line["label"] and line["given"]:
                self.thanked[line["label"], line["given"]] = 1

    def open(self) -> None:
        """Open the counters."""
        for counter in (1, 2):
            self._ask(counter, "open")

    # ── One visit, and one blow in the middle of it ──────────────────────────────────────────

    def visit(self) -> None:
        """Take a number, call, finish, rate, while something dies."""
        blow = self._draw()
        self.hits[f"{blow.kind} {blow.target}".strip()] += 1
        timer = Timer(blow.after, self._strike, (blow,))
        timer.start()
        counter = self._chance.choice((1, 2))
        self._press()
        self._rate()
        self._ask(counter, "next")
        self._ask(counter, "finish")
        timer.join()

    def _draw(self) -> Hit:
        after = self._chance.uniform(0, 0.12)
        kind = self._chance.choice(("kill",) * 6 + ("stop", "cut", "cut before PUBACK"))
        if kind in ("cut", "cut before PUBACK"):
            return Hit(kind, "", after)  # type: ignore[arg-type]  # one of the four
        target = self._chance.choice(("server", "server", "kiosk-1", "bridge-1", "broker"))
        if kind == "stop":
            return Hit("stop", target, after, self._chance.uniform(0.05, 1.0))
        return Hit("kill", target, after)

    def _strike(self, blow: Hit) -> None:
        siege = self.siege
        if blow.kind.startswith("cut"):
            with suppress(IndexError, ValueError):
                line = self._chance.randrange(siege.wire.lines)
                (siege.wire.cut if blow.kind == "cut" else siege.wire.cut_before_puback)(line)
        elif blow.target == "broker":
            siege.strike_broker(blow)
        else:
            siege.strike(blow)

    # ── What people do ───────────────────────────────────────────────────────────────────────

    def _press(self) -> None:
        before = self.numbers()
        if before % PAPERS_A_ROLL == 0:
            self._touch("printer", do="load")
        again = 0.0

        def is_given() -> bool:
            nonlocal again
            now = self.siege.clock.monotonic_ms()
            if self.numbers() > before:
                return True
            if now >= again:
                self._turn += 1
                again = now + TRY_AGAIN * 1000
                self._touch("press", service=self._services[self._turn % len(self._services)])
            return False

        self.siege.until(is_given, "the kiosk gave no number")

    def numbers(self) -> int:
        """Count the numbers on the kiosk's disk."""
        return len(self.tokens())

    def tokens(self) -> dict[str, str]:
        """Read what the kiosk has given out: digest of the token → label."""
        path = self.siege.house.data / "kiosk-1.db"
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
                rows = db.execute("SELECT token, label FROM ticket").fetchall()
                return {digest_of(token): label for token, label in rows}
        except sqlite3.OperationalError:
            return {}

    def _touch(self, kind: str, **fields: Any) -> None:
        """Touch a device of the kiosk, if it is there."""
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.connect(str(self.siege.house.bench("kiosk-1")))
            line.sendall(json.dumps({"kind": kind, **fields}).encode() + b"\n")

    def _rate(self) -> None:
        """Press a level wherever the lamps invite; once for each number."""
        for counter, unit in list(self._units.items()):
            label = unit["label"]
            if label and not unit["given"] and not any(one == label for one, _ in self.pressed):
                level = self._chance.choice(self.siege.house.settings.rating.level).id
                self.pressed[label, level] += 1
                self._bridge.send("rate", counter=int(counter), level=level, invited=label)

    def _ask(self, counter: int, action: str) -> str:
        """Press a key until it is answered; return how it was refused, or nothing."""
        body = {"request": new_id(), "actions": [action]}
        answer: dict[str, Any] = {}

        def is_answered() -> bool:
            answer.update(self._post(counter, body))
            return answer["code"] not in ("unreachable", "busy")

        self.siege.until(is_answered, f"counter {counter} was not answered over {action}")
        for one in answer.get("answers", ()):
            if one["kind"] == "called":
                self.answers[one["request"]] = one["ticket"]
        return str(answer["code"])

    def _post(self, counter: int, body: dict[str, Any]) -> dict[str, Any]:
        try:
            return {**self._desk.ask(f"/api/counter/{counter}", body), "code": ""}
        except urllib.error.HTTPError as problem:
            with problem, suppress(OSError, ValueError, HTTPException):
                return dict(json.load(problem))
            return {"code": "unreachable"}
        except (OSError, ValueError, HTTPException):
            self.unanswered += 1
            return {"code": "unreachable"}

    # ── Afterwards ───────────────────────────────────────────────────────────────────────────

    def settle(self) -> None:
        """Let nothing more happen; call whoever waits. Raises MotCuaError: it does not get well."""
        siege = self.siege
        siege.until(lambda: not self._waiting_facts(), "the outboxes did not empty")
        while self._ask(1, "next") in ("", "counter-busy", "busy-counter"):
            self._ask(1, "finish")
        self._ask(1, "finish")
        siege.until(lambda: not self._waiting_facts(), "the ratings did not arrive")

    def _waiting_facts(self) -> int:
        waiting = 0
        for name in ("kiosk-1", "bridge-1"):
            path = self.siege.house.data / f"{name}.db"
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
                waiting += db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        return waiting

    def close(self) -> None:
        """Look away."""
        self._bridge.close()

    def judge(self) -> list[str]:
        """Hold the journal of the stopped office against what people saw; say what is wrong."""
        model, house = Model(), self.siege.house
        journal = open_journal(house)
        problems = [f"verify: {one}" for one in verify(journal, house.settings).problems]
        for row in journal.read():
            problems += model.apply(row.event)
        journal.close()
        return [*problems, *self._numbers(model), *self._calls(model), *self._ratings(model)]

    def _numbers(self, model: Model) -> Iterator[str]:
        given = self.tokens()
        for token in given.keys() ^ model.tokens.keys():
            where = "the journal" if token in given else "the kiosk"
            yield f"lost: {where} does not know {given.get(token, token)}"

    def _calls(self, model: Model) -> Iterator[str]:
        for request, ticket in self.answers.items():
            if model.calls.get(request) != ticket:
                yield f"durable: {request} was told {ticket}, and that did not happen"

    def _ratings(self, model: Model) -> Iterator[str]:
        """Compare by level too: a press that came when its window was over is kept as stray."""
        for press, count in model.ratings.items():
            if count > self.pressed[press]:
                yield f"rating: {press} counts {count} times"
        thanked, pressed = _by_level(self.thanked), _by_level(self.pressed)
        for level in pressed:
            if not thanked[level] <= model.presses[level] <= pressed[level]:
                yield (
                    f"rating: {thanked[level]} presses of {level} were thanked for,"
                    f" {model.presses[level]} are in the journal"
                )


def _by_level(presses: Counter[tuple[str, str]]) -> Counter[str]:
    return Counter(level for _, level in presses.elements())
