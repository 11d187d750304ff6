"""The bus as programs see it: publish a message, hear messages, know whether it is connected.

1. A program never names a topic: the table of topics knows it.
2. Whatever arrives is decoded and handed to `sink` on the bus's own thread; a sink only enqueues.
3. Nothing is promised about delivery. What must arrive goes through the outbox.
4. After `Connected` a program publishes its status and waits for snapshots; subscriptions are
   renewed by the bus itself, each time, and each answer of the broker is checked.
5. Nothing is heard between `Disconnected` and the next `Connected`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple, Protocol

from mot_cua.ids import CounterNo, DeviceId
from mot_cua.messages import DeviceStatus, Message


class Arrived(NamedTuple):
    """A decoded message with what its topic says."""

    message: Message
    device: DeviceId | None = None
    counter: CounterNo | None = None


class Connected(NamedTuple):
    """The broker is there and every subscription was granted."""


class Disconnected(NamedTuple):
    """The broker is away; the bus keeps trying."""

    reason: str


BusEvent = Arrived | Connected | Disconnected
Sink = Callable[[BusEvent], object]
"""What it answers is ignored, so that `Inbox.post` is one."""


class Interest(NamedTuple):
    """What a program wants to hear; None stands for every device or counter."""

    message: type[Message]
    device: DeviceId | None = None
    counter: CounterNo | None = None


class Bus(Protocol):
    """One connection of one device."""

    dropped: Counter[str]
    """Kind of damage → how many messages were thrown away; each kind is logged once."""

    @property
    def is_connected(self) -> bool:
        """Tell whether a message published now has a chance to arrive."""

    def start(self, sink: Sink, *, interests: tuple[Interest, ...], will: DeviceStatus) -> None:
        """Connect in the background and stay so until `close`; the will is told if we vanish."""

    def publish(
        self,
        message: Message,
        *,
        device: DeviceId | None = None,
        counter: CounterNo | None = None,
    ) -> bool:
        """Send a message; return False, and drop it, when the broker is away.

        States are published again after every connect, and facts wait in the outbox, so that
        nothing may rely on a queue inside the bus.
        """

    def close(self) -> None:
        """Leave in good order: the will is published by ourselves, then the line is closed."""
