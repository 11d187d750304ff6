"""Who comes in from the network: one batch of facts of each device at a time.

A device waits for the answer to a batch before it sends the next. One that does not, because it is
broken or because somebody else speaks in its name, would fill the server's inbox, and every other
device and every officer would wait behind it. What is turned away is sent again. And a long batch
is taken in slices, between which the others have their turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from mot_cua.bus.port import Arrived, BusEvent
from mot_cua.ids import DeviceId
from mot_cua.messages import Facts

SLICE: Final = 3
"""Facts of one device that are stored before anybody else has a turn: 15 ms on a worn card."""


class Turnstile:
    """Stands between the bus, on its thread, and the server's inbox."""

    def __init__(self, post: Callable[[object], bool]) -> None:
        self._post = post
        # Each thread only adds, or only discards, one name at a time: sets do that whole.
        self._inside: set[DeviceId] = set()
        self.turned_away = 0

    def __call__(self, event: BusEvent) -> None:
        """Pass on what comes from the bus, or turn it away."""
        if not (isinstance(event, Arrived) and isinstance(event.message, Facts) and event.device):
            self._post(event)
        elif event.device in self._inside:
            self.turned_away += 1
        else:
            self._inside.add(event.device)
            if not self._post(event):
                self._inside.discard(event.device)

    def is_for_later(self, device: DeviceId, batch: Facts, done: int) -> bool:
        """Send what is left of a batch to the end of the line, and say whether anything is.

        Otherwise the next batch of this device is let in.
        """
        left = batch.facts[done:]
        if left and self._post(Arrived(replace(batch, facts=left), device, None)):
            return True
        self.leave(device)
        return False

    def leave(self, device: DeviceId) -> None:
        """Let the next batch of a device in: this one is done with, or could not be stored."""
        self._inside.discard(device)
