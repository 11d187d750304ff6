"""A board above one counter, of digits alone: the number that is called or served there.

It shows the last retained snapshot and nothing of its own; without the server it shows lines,
never an old number. Digits that fail are tried again, and the administrator sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, Protocol

from mot_cua.bus.port import Arrived, Bus, Interest
from mot_cua.bus.uplink import Uplink
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError
from mot_cua.ids import CounterNo, DeviceId, Ticks
from mot_cua.messages import CounterState

log = logging.getLogger(__name__)

UNKNOWN: Final = "----"
REFRESH_MS: Final = 5_000
"""Digits are written again so often: a spark beside their cable may have written something else."""


class Digits(Protocol):
    """Four digits or more."""

    def show(self, text: str) -> None:
        """Show a text. Raises DeviceError."""

    def close(self) -> None:
        """Go dark."""


class CounterBoard:
    """The reactor of one counter's board; see `mot_cua.program.Reactor`."""

    def __init__(
        self,
        *,
        device: DeviceId,
        counter: CounterNo,
        open_digits: Callable[[], Digits],
        bus: Bus,
        clock: Clock,
        boot: str,
        post: Callable[[object], bool],
    ) -> None:
        """Make a board; `open_digits` may raise DeviceError, and is then called again."""
        self._counter, self._open, self._clock, self._post = counter, open_digits, clock, post
        self._digits: Digits | None = None
        self._trouble = ""
        self._state: CounterState | None = None
        self._refresh = Ticks(0)
        self._uplink = Uplink(
            device=device, role="display", bus=bus, clock=clock, boot=boot, health=self._health
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
        if self._digits is not None:
            self._digits.close()

    def _show(self) -> None:
        self._refresh = Ticks(self._clock.monotonic_ms() + REFRESH_MS)
        trouble = self._written(self._text())
        if trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                log.warning("the digits show nothing: %s", trouble)
            self._uplink.beat()

    def _text(self) -> str:
        if not self._uplink.is_up or self._state is None:
            return UNKNOWN
        return self._state.call.label if self._state.call else ""

    def _written(self, text: str) -> str:
        """Write the digits; return what went wrong."""
        try:
            if self._digits is None:
                self._digits = self._open()
            self._digits.show(text)
        except DeviceError as problem:
            if self._digits is not None:
                self._digits.close()
            self._digits = None
            return str(problem)
        return ""

    def _health(self) -> dict[str, str]:
        return {"digits": "gone" if self._trouble else "ready"}
