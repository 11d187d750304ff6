"""A panel whose time moves by hand, and what devices on threads of their own have posted."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from hardware.attendant import Wake
from hardware.debounce import Timing
from hardware.panel import Contacts, Panel
from mot_cua.clock import ManualClock


def until(is_so: Callable[[], object]) -> None:
    """Wait for what another thread does; an AssertionError when it does not."""
    pause = threading.Event()
    assert any(is_so() or pause.wait(0.01) for _ in range(1_000))


class Desk:
    """A panel, opened; `posted` is what it said so far."""

    def __init__(
        self, contacts: Contacts, clock: ManualClock, wake: Wake, timing: Timing | None = None
    ) -> None:
        self.posted: list[object] = []
        self._clock = clock
        self.panel = Panel(contacts, clock=clock, post=self._post, timing=timing)
        self.panel.open(wake)

    def _post(self, item: object) -> bool:
        self.posted.append(item)
        return True

    def after(self, span: int) -> list[object]:
        """Let time pass in small steps, as the attendant's thread would."""
        for _ in range(span // 5):
            self._clock.advance(5)
            self.panel.turn()
        return self.posted


class NewsStand:
    """Where threads post, and a test waits."""

    def __init__(self) -> None:
        self._items: queue.SimpleQueue[object] = queue.SimpleQueue()

    def post(self, item: object) -> bool:
        self._items.put(item)
        return True

    def next(self) -> object:
        """Return the next item; queue.Empty when none comes."""
        return self._items.get(timeout=10)

    @property
    def is_silent(self) -> bool:
        """Whether nothing waits."""
        return self._items.empty()
