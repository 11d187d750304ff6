"""A panel of buttons and lamps, whatever they are wired to: contacts in, presses out.

`Contacts` is the wiring: GPIO of a Raspberry Pi, lines of a chip, an expander, a keypad. `Panel`
debounces what they say, and lights the lamps. An attendant's thread owns both.
"""

from __future__ import annotations

import logging
import queue
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from hardware.attendant import Wake
from hardware.debounce import Debounce, Freed, HeldLong, Palm, Pressed, Stuck, Timing, Told
from hardware.inputs import (
    ButtonHeld,
    FaultState,
    HandsFault,
    KioskRatingTouched,
    Post,
    ServicePressed,
)
from mot_cua.clock import Clock
from mot_cua.ids import Ticks

log = logging.getLogger(__name__)

NOISE_MS: Final = 60_000
NOISE_GLITCHES: Final = 30
"""So many glitches within `NOISE_MS` are noise, and a fault of the cable."""

OLDEST_MS: Final = 1_000
DOUBT_MS: Final = 5
"""How soon to compare again, while contacts and edges disagree."""


class Wired(NamedTuple):
    """One button: what it means, and where it is wired."""

    name: str
    """`service:HT` or `rating:satisfied`."""
    pin: int | str
    pin_key: str
    """The pin's key in the office file, which errors name: `kiosk.0.button.0.pin`."""
    lamp: int | str | None = None
    lamp_key: str = ""


class Edge(NamedTuple):
    """A contact closed or opened."""

    name: str
    is_closed: bool
    at: Ticks


def moment(clock: Clock, age_s: float) -> Ticks:
    """Return when an edge of this age was; an age that cannot be is taken for none.

    Drivers and kernels do not agree on the origin of their stamps, and wall clocks jump.
    """
    age = round(age_s * 1000)
    return Ticks(clock.monotonic_ms() - (age if 0 <= age <= OLDEST_MS else 0))


class Contacts(Protocol):
    """Buttons and lamps behind one device. Only the thread that opened it calls the rest."""

    def open(self, wake: Wake) -> None:
        """Open, with all lamps out; whoever calls back sets `wake`.

        Raises DeviceError: nothing is open then.
        """

    def levels(self) -> Mapping[str, bool]:
        """Read all contacts; True is closed. Raises DeviceError: the device is gone."""

    def edges(self) -> Sequence[Edge]:
        """Return what moved since the last time, in order. Raises DeviceError: it is gone."""

    def descriptors(self) -> Sequence[int]:
        """Return what becomes readable when something moved."""

    @property
    def look_every_ms(self) -> int:
        """How often `levels` are to be read: often where edges do not come by themselves."""

    @property
    def edges_late_ms(self) -> int:
        """How late an edge may be told, by a thread of the driver that has to wait its turn."""

    def light(self, name: str, *, is_lit: bool) -> None:
        """Light the lamp of a button, or put it out. Raises DeviceError: the device is gone."""

    def close(self) -> None:
        """Put all lamps out and close; never raises."""


class PanelLamp:
    """The lamp of one button; any thread may set it."""

    def __init__(self, panel: Panel, name: str) -> None:
        self._panel, self._name = panel, name

    def set(self, *, is_lit: bool) -> None:
        """Light it, or put it out, as soon as the panel's thread comes to it."""
        self._panel.want_lamp(self._name, is_lit=is_lit)


class Panel:
    """Buttons and lamps of one kiosk, for an `Attendant`."""

    part = "buttons"

    def __init__(
        self,
        contacts: Contacts,
        *,
        clock: Clock,
        post: Post,
        timing: Timing | None = None,
        stamp: Callable[[], Ticks] | None = None,
    ) -> None:
        """Measure with `clock`; `stamp` gives the moments of ratings in the office's own time."""
        self.clock = clock
        self._contacts, self._post = contacts, post
        self._timing = timing or Timing()
        self._stamp = stamp or clock.monotonic_ms
        self._orders: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
        self._lit: dict[str, bool] = {}
        self._wake: Wake | None = None
        self._debounce = Debounce({}, Ticks(0))
        self._look = Ticks(0)
        self._doubt: Ticks | None = None
        """Since when the contacts are not as their edges have told."""
        self._glitches = 0
        self._noise: deque[Ticks] = deque(maxlen=NOISE_GLITCHES)
        self._faults: dict[str, FaultState] = {}

    @property
    def glitches(self) -> int:
        """How many glitches there were since the panel was opened."""
        return self._debounce.glitches

    def want_lamp(self, name: str, *, is_lit: bool) -> None:
        """Note what a lamp is to show; any thread may call this."""
        self._orders.put((name, is_lit))
        if self._wake is not None:
            self._wake.set()

    def open(self, wake: Wake) -> None:
        self.close()
        self._contacts.open(wake)
        self._wake = wake
        now = self.clock.monotonic_ms()
        self._debounce = Debounce(self._contacts.levels(), now, timing=self._timing)
        self._look, self._glitches = Ticks(now + self._contacts.look_every_ms), 0
        self._doubt = None
        for part in self._faults:
            self._tell(part, "ok")  # what hangs or is shaken will be noticed anew
        for name, is_lit in self._lit.items():
            self._contacts.light(name, is_lit=is_lit)

    def descriptors(self) -> Sequence[int]:
        return self._contacts.descriptors()

    def due(self) -> Ticks | None:
        due = self._debounce.due()
        return self._look if due is None or self._doubt is not None else min(due, self._look)

    def turn(self) -> None:
        self._light()
        # The moment before the edges: what happened up to it is among them.
        now = self.clock.monotonic_ms()
        told: list[Told] = []
        for name, is_closed, at in self._contacts.edges():
            told += self._debounce.edge(name, is_closed=is_closed, at=at)
        due = self._debounce.due()
        is_late = self._contacts.edges_late_ms > 0 and due is not None and due <= now
        if not (is_late or now >= self._look) or self._is_believed(now, told):
            told += self._debounce.advance(now)
        for one in told:
            self._pass_on(one)
        self._listen_to_noise(now)

    def _is_believed(self, now: Ticks, told: list[Told]) -> bool:
        """Compare with the contacts themselves; False while an edge may still be on its way.

        Edges also get lost: the kernel keeps 16 a line, and drivers have their own ideas.
        """
        levels = self._contacts.levels()
        wrong = {name: one for name, one in levels.items() if self._debounce.is_closed(name) != one}
        self._doubt = (now if self._doubt is None else self._doubt) if wrong else None
        if self._doubt is not None and now - self._doubt < self._contacts.edges_late_ms:
            self._look = Ticks(now + DOUBT_MS)
            return False
        for name, is_closed in wrong.items():
            told += self._debounce.edge(name, is_closed=is_closed, at=now)
        self._doubt, self._look = None, Ticks(now + self._contacts.look_every_ms)
        return True

    def close(self) -> None:
        self._contacts.close()

    def _light(self) -> None:
        while not self._orders.empty():
            name, is_lit = self._orders.get_nowait()
            self._lit[name] = is_lit
            self._contacts.light(name, is_lit=is_lit)

    def _pass_on(self, told: Told) -> None:
        match told:
            case Pressed(key=name):
                self._post(self._message(name))
            case HeldLong(key=name):
                self._post(ButtonHeld(name))
            case Palm(keys=names):
                log.info("pressed at once, and not counted: %s", ", ".join(names))
            case Stuck(key=name):
                self._tell(f"button {name}", "stuck", "it hangs, or something lies on it")
            case Freed(key=name):
                self._tell(f"button {name}", "ok")

    def _message(self, name: str) -> object:
        kind, _, what = name.partition(":")
        return KioskRatingTouched(what, self._stamp()) if kind == "rating" else ServicePressed(what)

    def _listen_to_noise(self, now: Ticks) -> None:
        self._noise.extend([now] * (self._debounce.glitches - self._glitches))
        self._glitches = self._debounce.glitches
        while self._noise and now - self._noise[0] >= NOISE_MS:
            self._noise.popleft()
        if len(self._noise) >= NOISE_GLITCHES:
            detail = f"{NOISE_GLITCHES} contacts too short for a finger within a minute"
            self._tell("button cable", "noisy", f"{detail}; check plugs and the cable's screen")
        elif not self._noise:
            self._tell("button cable", "ok")

    def _tell(self, part: str, state: FaultState, detail: str = "") -> None:
        """Post what has changed, once."""
        if self._faults.get(part, "ok") != state:
            self._faults[part] = state
            self._post(HandsFault(part, state, detail))
