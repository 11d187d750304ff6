"""The bridge's side of a line to counter units: whose turn it is, what to say, what to believe.

1. No input and no output, no clock: bytes and milliseconds go in, bytes and presses come out.
2. One question at a time on the whole line. An answer belongs to it by its address and number.
3. A press is taken once: when its boot number is the one that HELLO told, and its own number is
   newer than the last. What comes again is acknowledged again, and nothing else.
4. What a unit shows is said again whenever it may have forgotten: after HELLO, after a silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from firmware_bridge.frames import EVERYBODY, Decoder, Frame, encode
from firmware_bridge.health import Health, health_of
from firmware_bridge.sayings import (
    ALIVE,
    HELLO,
    NOTHING,
    POLL,
    PRESS,
    SHOW,
    Alive,
    Hello,
    Poll,
    Press,
    Screen,
    alive_of,
    hello_of,
    pack,
    press_of,
)

ANSWER_MS: Final = 60
"""A frame takes 3 ms each way; but some USB adapters keep what they hear for 16 ms, and computers
are late."""
TURN_MS: Final = 2
"""Between an answer and the next question, for the unit to let go of a shared line."""
POLL_OWN_MS: Final = 500
"""A unit on a cable of its own speaks when it is pressed; this only tells both that all is well."""
POLL_SHARED_MS: Final = 25
"""How often each unit on a shared line is asked, if the others leave the time for it."""
QUICK_TRIES: Final = 3
SILENT_MS: Final = 1_500
"""A unit that has not answered for so long, and not to three questions, is silent."""
SEEK_MS: Final = 1_000
"""How often a silent unit is asked whether it is back; each time costs the others ANSWER_MS."""
_NEWER: Final = 0x8000


class Taken(NamedTuple):
    """A press that was heard for the first time; `Line.took` acknowledges it."""

    address: int
    press: Press


class _Asked(NamedTuple):
    kind: int
    seq: int
    screen: Screen | None = None


class UnitLink:
    """What the bridge knows of one unit, and what it has to say to it next."""

    def __init__(self, address: int, *, poll_ms: int, now: int) -> None:
        self.hello: Hello | None = None
        self.due = now
        """When this unit is to be spoken to next."""
        self._address, self._poll_ms, self._since = address, poll_ms, now
        self._wanted: Screen = NOTHING
        self._shown: Screen | None = None
        self._is_here = False
        self._is_silent = False
        self._tries = self._seq = 0
        self._taken = 0
        self._must_answer = False
        self._alive = Alive(0, 0, 0, 0)

    @property
    def is_here(self) -> bool:
        """Whether it has said who it is, and has not fallen silent since."""
        return self._is_here

    def show(self, screen: Screen, now: int) -> None:
        """Have the unit look like this from now on."""
        self._wanted = screen
        if self._is_here:
            self.due = min(self.due, now)

    def question(self) -> tuple[Frame, _Asked]:
        """Say what is most urgent: thank for a press, show the news, or ask how it is."""
        self._seq = self._seq % 255 + 1  # never 0, with which units speak unasked
        if self._is_here and self._wanted != self._shown and not self._must_answer:
            asked = _Asked(SHOW, self._seq, self._wanted)
            payload = pack(SHOW, self._wanted)
        else:
            boot = self.hello.boot if self.hello and self._is_here else 0
            asked = _Asked(POLL, self._seq)
            payload = pack(POLL, Poll(boot, self._taken))
        self._must_answer = False
        return Frame(self._address, asked.kind, asked.seq, payload), asked

    def hear(self, frame: Frame, asked: _Asked | None, now: int) -> Press | None:
        """Take what the unit said, in answer to a question or unasked; return a new press."""
        self._since, self._tries, self._is_silent = now, 0, False
        self.due = now + self._poll_ms
        if frame.kind == HELLO:
            self._meet(hello_of(frame.payload), now)
        elif not self._is_here:
            self.due = now  # it knows us, we do not know it: ask who it is
        elif frame.kind == ALIVE:
            self._alive = alive_of(frame.payload)
            if asked is not None and asked.screen is not None:
                self._shown = asked.screen
            if self._wanted != self._shown:
                self.due = now
        elif frame.kind == PRESS:
            return self._consider(press_of(frame.payload), now)
        return None

    def took(self, press: Press, now: int) -> None:
        """Acknowledge a press with the next question.

        One of an earlier start of the unit needs no thanks: it has forgotten it, and its numbers
        have begun anew.
        """
        if self.hello is None or press.boot != self.hello.boot:
            return
        self._taken = press.seq
        self._answer(now)

    def unanswered(self, now: int) -> None:
        """A question stayed without answer."""
        self._tries += 1
        if self._tries >= QUICK_TRIES and now - self._since >= SILENT_MS:
            self.lose()
        self._must_answer = True
        self.due = now + (SEEK_MS if self._is_silent else 0)

    def lose(self) -> None:
        """Begin anew with it: it may be another one when it comes back."""
        self._is_here, self._is_silent, self._shown = False, True, None

    def seek(self, now: int) -> None:
        """Ask at once whether it is there: the line has just been opened."""
        self.due, self._since, self._tries, self._is_silent = now, now, 0, False

    def health(self) -> Health:
        """Return how the unit is."""
        if self._is_silent:
            return Health(
                "silent",
                f"unit {self._address} does not answer; check its cable, its power and its address",
            )
        if self.hello is None or not self._is_here:
            return Health("unknown")
        return health_of(self.hello, self._alive)

    def _meet(self, hello: Hello, now: int) -> None:
        if self.hello is None or hello.boot != self.hello.boot:
            self._taken = 0
        self.hello, self._is_here, self._shown = hello, True, None
        self._alive = Alive(0, 0, 0, 0)
        self.due = now

    def _consider(self, press: Press, now: int) -> Press | None:
        assert self.hello is not None
        if press.boot != self.hello.boot:
            # It has started again, or somebody plays an old recording: HELLO will tell.
            self._is_here = False
            self.due = now
            return None
        if self._taken and not 0 < (press.seq - self._taken) % 0x10000 < _NEWER:
            self._answer(now)
            return None
        return press

    def _answer(self, now: int) -> None:
        self._must_answer, self.due = True, now


class Line:
    """All units on one line; `turn` and `hear` are called by the one thread that owns it."""

    def __init__(self, addresses: Iterable[int], *, is_shared: bool, now: int) -> None:
        poll_ms = POLL_SHARED_MS if is_shared else POLL_OWN_MS
        self.units = {one: UnitLink(one, poll_ms=poll_ms, now=now) for one in addresses}
        self.strangers: set[int] = set()
        """Addresses that speak on this line and stand in no office file."""
        self._decoder = Decoder()
        self._is_shared = is_shared
        self._asked: tuple[int, _Asked] | None = None
        self._until = now

    @property
    def damaged(self) -> int:
        """How many damaged frames were heard."""
        return self._decoder.bad

    def show(self, address: int, screen: Screen, now: int) -> None:
        """Have one unit look like this from now on."""
        self.units[address].show(screen, now)

    def turn(self, now: int) -> bytes:
        """Return what to say now; nothing while an answer may still come."""
        if now < self._until:
            return b""
        if self._asked is not None:
            address, _ = self._asked
            self._asked = None
            self.units[address].unanswered(now)
        address, link = min(self.units.items(), key=lambda one: one[1].due)
        if link.due > now:
            return b""
        frame, asked = link.question()
        self._asked, self._until = (address, asked), now + ANSWER_MS
        return encode(frame)

    def due(self) -> int:
        """Return when `turn` is to be called next, if nothing is heard until then."""
        if self._asked is not None:
            return self._until
        return max(self._until, min(one.due for one in self.units.values()))

    def hear(self, data: bytes, now: int) -> list[Taken]:
        """Take what arrived, and return the presses that are new."""
        # A late computer finds a press and its repetition in one reading, before any was taken.
        found: dict[tuple[int, int, int], Taken] = {}
        for frame in self._decoder.feed(data):
            press = self._hear_one(frame, now) if frame.kind & 0x80 else None
            if press is not None:
                key = (frame.address, press.boot, press.seq)
                found.setdefault(key, Taken(frame.address, press))
        return list(found.values())

    def took(self, taken: Taken, now: int) -> None:
        """Acknowledge a press, after it was handed on; until then the unit repeats it."""
        self.units[taken.address].took(taken.press, now)

    def opened(self, now: int) -> None:
        """Ask everybody: the line is open, and nothing is known of who hangs on it."""
        self._asked, self._until, self._decoder = None, now, Decoder()
        for link in self.units.values():
            link.seek(now)

    def lost(self) -> None:
        """Forget what is shown: the line is gone."""
        for link in self.units.values():
            link.lose()

    def health(self, address: int) -> Health:
        """Return how one unit is; who answers in its place is told as well."""
        health = self.units[address].health()
        if health.state != "silent":
            return health
        return Health("silent", health.detail + self._who_answers())

    def farewell(self) -> bytes:
        """Return what puts everything out at all units of this line."""
        return encode(Frame(EVERYBODY, SHOW, 0, pack(SHOW, NOTHING)))

    def _who_answers(self) -> str:
        if self._decoder.foreign:
            return "; what answers there speaks another version of the protocol, flash it"
        if self.strangers:
            names = ", ".join(map(str, sorted(self.strangers)))
            return f"; address {names} answers there, which this bridge does not know"
        return ""

    def _hear_one(self, frame: Frame, now: int) -> Press | None:
        link = self.units.get(frame.address)
        if link is None:
            self.strangers.add(frame.address)
            return None
        asked = None
        if self._asked is not None and self._asked[0] == frame.address:
            asked = self._asked[1] if self._asked[1].seq == frame.seq else None
        if asked is not None:
            self._asked = None
            self._until = now + TURN_MS if self._is_shared else now
        return link.hear(frame, asked, now)
