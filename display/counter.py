"""A board above one counter, of digits or a screen: the number that is called or served there.

It shows the last retained snapshot and nothing of its own; without the server it shows lines or
says so, never an old number. Digits that fail are tried again, and the administrator sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, Protocol

from display.sign_view import SignView
from mot_cua.bus.port import Arrived, Bus, Interest
from mot_cua.bus.uplink import Uplink
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError
from mot_cua.ids import CounterNo, DeviceId, Ticks
from mot_cua.messages import CounterState, Finding

log = logging.getLogger(__name__)

UNKNOWN: Final = "----"
REFRESH_MS: Final = 5_000
"""Digits are written again so often: a spark beside their cable may have written something else."""


class Face(Protocol):
    """What people look at."""

    def show(self, state: CounterState | None) -> None:
        """Show a counter's state; None while the server is not heard. Raises DeviceError."""

    def close(self) -> None:
        """Go dark."""


class Digits(Protocol):
    """Four digits or more."""

    def show(self, text: str) -> None:
        """Show a text. Raises DeviceError."""

    def close(self) -> None:
        """Go dark."""


class DigitsFace:
    """A face of digits alone."""

    def __init__(self, digits: Digits) -> None:
        self._digits, self.close = digits, digits.close

    def show(self, state: CounterState | None) -> None:
        """Show the number, or nothing, or lines."""
        label = state.call.label if state is not None and state.call else ""
        self._digits.show(UNKNOWN if state is None else label)


class Screen(Protocol):
    """Where a picture is drawn."""

    def show(self, view: SignView) -> None:
        """Draw what has changed."""

    def poll(self) -> bool:
        """Deal with the window's own events; True when somebody closed it."""


class ScreenFace:
    """A face with words: a small screen."""

    def __init__(self, screen: Screen, view_of: Callable[[CounterState | None], SignView]) -> None:
        self._screen, self._view_of = screen, view_of

    def show(self, state: CounterState | None) -> None:
        """Draw what has changed."""
        self._screen.poll()
        self._screen.show(self._view_of(state))

    def close(self) -> None:
        """Leave the last picture; the program ends with it."""


class CounterBoard:
    """The reactor of one counter's board; see `mot_cua.program.Reactor`."""

    def __init__(
        self,
        *,
        device: DeviceId,
        counter: CounterNo,
        open_face: Callable[[], Face],
        part: str = "digits",
        bus: Bus,
        clock: Clock,
        boot: str,
        post: Callable[[object], bool],
        findings: Callable[[], tuple[Finding, ...]] = tuple,
    ) -> None:
        """Make a board; `open_face` may raise DeviceError, and is then called again.

        `part` names the face on the administrator's page.
        """
        self._counter, self._open, self._clock, self._post = counter, open_face, clock, post
        self._face: Face | None = None
        self._part = part
        self._trouble = ""
        self._state: CounterState | None = None
        self._refresh = Ticks(0)
        self._uplink = Uplink(
            device=device,
            role="display",
            bus=bus,
            clock=clock,
            boot=boot,
            health=self._health,
            findings=findings,
        )

    def start(self) -> None:
        self._show()
        self._uplink.start(self._post, Interest(CounterState, counter=self._counter))

    def handle(self, item: object) -> None:
        match item:
            case Arrived(message=CounterState() as state):
                self._state = state
            case _:
                self._uplink.handle(item)
        self._show()

    def due(self) -> Ticks | None:
        return min(self._uplink.due(), self._refresh)

    def tick(self) -> None:
        self._uplink.tick()
        if self._clock.monotonic_ms() >= self._refresh:
            self._show()

    def stop(self) -> None:
        self._uplink.close()
        if self._face is not None:
            self._face.close()

    def _show(self) -> None:
        self._refresh = Ticks(self._clock.monotonic_ms() + REFRESH_MS)
        trouble = self._shown()
        if trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                log.warning("the %s show nothing: %s", self._part, trouble)
            self._uplink.beat()

    def _shown(self) -> str:
        """Show what is known now; return what went wrong."""
        try:
            if self._face is None:
                self._face = self._open()
            self._face.show(self._state if self._uplink.is_up else None)
        except DeviceError as problem:
            if self._face is not None:
                self._face.close()
            self._face = None
            return str(problem)
        return ""

    def _health(self) -> dict[str, str]:
        return {self._part: "gone" if self._trouble else "ready"}
