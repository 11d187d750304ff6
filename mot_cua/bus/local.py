"""A bus inside one process, for tests and for a day on a manual clock.

It carries the same bytes as MQTT, so that whatever cannot be encoded cannot be published, and it
does nothing by itself: messages wait until `pump` delivers them, in order.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Final

from mot_cua.bus.port import Bus, Connected, Disconnected, Interest, Sink
from mot_cua.bus.receiving import receive
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.messages import DeviceStatus, Message, encode
from mot_cua.topics import route_of, topic_of

_NOT_STARTED: Final = "the bus was not started"


def matches(pattern: str, topic: str) -> bool:
    """Tell whether a topic falls under a subscription with `+` levels.

    >>> matches("a/+/c", "a/b/c"), matches("a/+/c", "a/b/d")
    (True, False)
    """
    wanted, levels = pattern.split("/"), topic.split("/")
    return len(wanted) == len(levels) and all(
        one in ("+", level) for one, level in zip(wanted, levels, strict=True)
    )


class LocalBroker:
    """Keeps retained messages and passes bytes between the buses of one process."""

    def __init__(self) -> None:
        self.retained: dict[str, bytes] = {}
        self.buses: list[LocalBus] = []
        self.is_up = True
        self._waiting: deque[tuple[LocalBus, str, bytes]] = deque()

    def accept(self, topic: str, payload: bytes, *, is_retained: bool) -> None:
        """Take a message as a broker does: keep it if retained, and queue it for each hearer."""
        if is_retained:
            self.retained[topic] = payload
        for bus in self.buses:
            if bus.is_connected and bus.wants(topic):
                self._waiting.append((bus, topic, payload))

    def greet(self, bus: LocalBus) -> None:
        """Queue the retained messages that a fresh subscriber is owed."""
        for topic, payload in self.retained.items():
            if bus.wants(topic):
                self._waiting.append((bus, topic, payload))

    def pump(self) -> int:
        """Deliver everything that waits, and what that causes; return how many messages."""
        count = 0
        while self._waiting:
            bus, topic, payload = self._waiting.popleft()
            bus.deliver(topic, payload)
            count += 1
        return count

    def cut(self) -> None:
        """Pull the network cable of everybody: wills are told, what was under way is lost."""
        self.is_up = False
        self._waiting.clear()
        for bus in list(self.buses):
            bus.lose("the network is down")

    def mend(self) -> None:
        """Plug the cable in again."""
        self.is_up = True
        for bus in list(self.buses):
            bus.connect()


class LocalBus(Bus):
    """One device's end of a LocalBroker."""

    def __init__(self, broker: LocalBroker, office: str, device: DeviceId) -> None:
        self.dropped: Counter[str] = Counter()
        self._broker, self._office, self._device = broker, office, device
        self._patterns: tuple[str, ...] = ()
        self._sink: Sink | None = None
        self._will: DeviceStatus | None = None
        self._connected = False

    @property
    def is_connected(self) -> bool:
        return self._connected

    def wants(self, topic: str) -> bool:
        """Tell whether this end has subscribed to the topic."""
        return any(matches(pattern, topic) for pattern in self._patterns)

    def start(self, sink: Sink, *, interests: tuple[Interest, ...], will: DeviceStatus) -> None:
        self._sink, self._will = sink, will
        self._patterns = tuple(
            topic_of(self._office, one.message, device=one.device, counter=one.counter)
            for one in interests
        )
        self._broker.buses.append(self)
        self.connect()

    def connect(self) -> None:
        """Join the broker if it is up, and be owed the retained messages."""
        assert self._sink is not None, _NOT_STARTED
        if self._connected or not self._broker.is_up:
            return
        self._connected = True
        self._sink(Connected())
        self._broker.greet(self)

    def lose(self, reason: str) -> None:
        """Vanish without a word, as in a power cut: the broker tells the last will."""
        assert self._sink is not None, _NOT_STARTED
        if not self._connected:
            return
        self._connected = False
        self._tell_will()
        self._sink(Disconnected(reason))

    def publish(
        self,
        message: Message,
        *,
        device: DeviceId | None = None,
        counter: CounterNo | None = None,
    ) -> bool:
        if not self._connected:
            return False
        topic = topic_of(self._office, type(message), device=device, counter=counter)
        if "+" in topic:
            raise ValueError(f"cannot publish to the wildcard {topic}: name the device or counter")
        retained = route_of(type(message)).is_retained
        self._broker.accept(topic, encode(message), is_retained=retained)
        return True

    def deliver(self, topic: str, payload: bytes) -> None:
        """Hand bytes to the program; damaged ones are dropped and counted."""
        if not self._connected or self._sink is None:
            return
        arrived = receive(self._office, topic, payload, self.dropped)
        if arrived is not None:
            self._sink(arrived)

    def close(self) -> None:
        if self._connected:
            self._connected = False
            self._tell_will()
        if self in self._broker.buses:
            self._broker.buses.remove(self)

    def _tell_will(self) -> None:
        if self._will is not None:
            topic = topic_of(self._office, DeviceStatus, device=self._device)
            self._broker.accept(topic, encode(self._will), is_retained=True)
