"""From chattering contacts to presses: pure, with monotonic milliseconds in and events out.

    contact   ____|‾|_|‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾|_|‾|________|‾|_____
                       │◀ stable ▶│           │◀ stable ▶│
    settled   ____________________|‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾|___________
                                  │◀ palm ▶│                  ▲ a glitch: settled where it began
                                           ▲ Pressed

| a key that is   | when it                                     | tells          | and is then |
| --------------- | ------------------------------------------- | -------------- | ----------- |
| open            | settles closed                              |                | candidate   |
| open            | settles closed within the lock-out          |                | spent       |
| candidate       | is alone when the palm's time is over       | Pressed *      | accepted    |
| candidate       | is one of `palm_keys` by then               | Palm, once     | spent       |
| accepted        | is still closed after `long_ms`             | HeldLong       | spent       |
| accepted, spent | settles open                                | (* Pressed)    | open        |
| any             | has not been quietly open for `stuck_ms`    | Stuck          | stuck       |
| stuck           | settles open                                | Freed          | open        |
| closed at start |                                             |                | spent       |

* With `holds_to_hear`, a short press is told when it ends, and a long one is HeldLong alone.

1. A key settles when nothing has moved for `stable_ms`. A tap is not lost because its thread came
   late: what an edge finds overdue is done first, in the order of time.
2. What settles where it began is a glitch: it is counted and nothing more.
3. Of one key, two presses are never less than the lock-out apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from mot_cua.ids import Ticks


class Timing(NamedTuple):
    """How long what has to last, in milliseconds."""

    stable_ms: int = 25
    """Contacts chatter for less than 10 ms, and the shortest tap of a finger lasts 30 ms."""
    lockout_ms: int = 400
    """After a press, the same key is deaf for so long."""
    long_ms: int = 1_000
    stuck_ms: int = 10_000
    palm_ms: int = 60
    palm_keys: int = 2
    """So many keys that settle within `palm_ms` are a palm and no press; 0: there are no palms."""
    holds_to_hear: bool = False
    """Whether a long press asks to hear what the button is, and presses nothing."""


class Pressed(NamedTuple):
    """A key was pressed."""

    key: str
    at: Ticks


class HeldLong(NamedTuple):
    """A key has been held for `long_ms`."""

    key: str
    at: Ticks


class Palm(NamedTuple):
    """Several keys closed at once; none of them counts as pressed."""

    keys: tuple[str, ...]
    at: Ticks


class Stuck(NamedTuple):
    """A key has not been quietly open for `stuck_ms`: it hangs, is held, or chatters."""

    key: str
    at: Ticks


class Freed(NamedTuple):
    """A key that was stuck is open again."""

    key: str
    at: Ticks


Told = Pressed | HeldLong | Palm | Stuck | Freed
Stage = Literal["open", "candidate", "accepted", "spent"]


class _Key:
    """What is known of one key."""

    def __init__(self, *, is_closed: bool, now: Ticks) -> None:
        self.contact = self.settled = is_closed
        self.stage: Stage = "spent" if is_closed else "open"
        self.settles: Ticks | None = None
        """When the contact will have been quiet for long enough; None: it is quiet."""
        self.restless: Ticks | None = now if is_closed else None
        """Since when it has not been quietly open."""
        self.long: Ticks | None = None
        self.last_press: Ticks | None = None
        self.is_stuck = False
        self.glitches = 0

    def stuck_from(self, stuck_ms: int) -> Ticks | None:
        """Return when it is to be called stuck."""
        if self.is_stuck or self.restless is None:
            return None
        return Ticks(self.restless + stuck_ms)


class Debounce:
    """The keys of one panel."""

    def __init__(
        self, levels: Mapping[str, bool], now: Ticks, *, timing: Timing | None = None
    ) -> None:
        """Begin with the contacts as they are: True is closed, which is no press."""
        self._timing = timing or Timing()
        self._keys = {name: _Key(is_closed=level, now=now) for name, level in levels.items()}
        self._now = now
        self._candidates: list[str] = []
        self._palm_ends: Ticks | None = None

    @property
    def glitches(self) -> int:
        """How many movements of all keys settled where they had begun."""
        return sum(one.glitches for one in self._keys.values())

    def is_closed(self, key: str) -> bool:
        """Tell how a contact is, as far as edges have said."""
        return self._keys[key].contact

    def edge(self, key: str, *, is_closed: bool, at: Ticks) -> list[Told]:
        """Hear of a contact; a level that is known already says nothing new."""
        told = self.advance(at)
        one = self._keys[key]
        if one.contact != is_closed:
            one.contact = is_closed
            one.settles = Ticks(self._now + self._timing.stable_ms)
            one.restless = self._now if one.restless is None else one.restless
        return told + self.advance(at)

    def advance(self, now: Ticks) -> list[Told]:
        """Do what has become due, in the order of time; a moment of the past counts as the last."""
        told: list[Told] = []
        while (due := self.due()) is not None and due <= now:
            self._now = max(due, self._now)
            told += self._do(due)
        self._now = max(now, self._now)
        return told

    def due(self) -> Ticks | None:
        """Return when `advance` has something to do; None: not before the next edge."""
        moments = [self._palm_ends]
        for one in self._keys.values():
            moments += (one.settles, one.long, one.stuck_from(self._timing.stuck_ms))
        return min((one for one in moments if one is not None), default=None)

    def _do(self, due: Ticks) -> list[Told]:
        told: list[Told] = []
        for name, one in self._keys.items():
            if one.settles is not None and one.settles <= due:
                told += self._settle(name, one)
        if self._palm_ends is not None and self._palm_ends <= due:
            told += self._judge_candidates()
        for name, one in self._keys.items():
            if one.long is not None and one.long <= due:
                one.long, one.stage = None, "spent"
                told.append(HeldLong(name, self._now))
            stuck = one.stuck_from(self._timing.stuck_ms)
            if stuck is not None and stuck <= due:
                one.is_stuck, one.long, one.stage = True, None, "spent"
                told.append(Stuck(name, self._now))
        return told

    def _settle(self, name: str, one: _Key) -> Iterable[Told]:
        one.settles = None
        if one.contact == one.settled:
            one.glitches += 1
        one.settled, was_closed = one.contact, one.settled
        if not one.settled:
            yield from self._come_to_rest(name, one)
        elif not was_closed and one.stage != "candidate":
            yield from self._close(name, one)

    def _come_to_rest(self, name: str, one: _Key) -> Iterable[Told]:
        if one.stage == "accepted" and self._timing.holds_to_hear:
            yield self._press(name, one)
        if one.is_stuck:
            yield Freed(name, self._now)
        one.restless, one.is_stuck, one.long = None, False, None
        if one.stage != "candidate":
            one.stage = "open"

    def _close(self, name: str, one: _Key) -> Iterable[Told]:
        is_locked_out = (
            one.last_press is not None and self._now - one.last_press < self._timing.lockout_ms
        )
        if one.is_stuck or is_locked_out:
            one.stage = "spent"
            return
        one.stage = "candidate"
        one.long = Ticks(self._now + self._timing.long_ms)
        self._candidates.append(name)
        if not self._timing.palm_keys:
            yield from self._judge_candidates()
        elif self._palm_ends is None:
            self._palm_ends = Ticks(self._now + self._timing.palm_ms)

    def _judge_candidates(self) -> Iterable[Told]:
        # A key that hangs by now is no candidate any more.
        names = tuple(one for one in self._candidates if not self._keys[one].is_stuck)
        self._candidates, self._palm_ends = [], None
        is_palm = 0 < self._timing.palm_keys <= len(names)
        for name in names:
            one = self._keys[name]
            if is_palm:
                one.stage, one.long = "spent" if one.settled else "open", None
                continue
            one.stage = "accepted" if one.settled else "open"
            if not (one.settled and self._timing.holds_to_hear):
                yield self._press(name, one)
        if is_palm:
            yield Palm(names, self._now)

    def _press(self, name: str, one: _Key) -> Pressed:
        one.last_press = self._now
        return Pressed(name, self._now)
