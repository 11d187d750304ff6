"""The bus over MQTT 3.1.1. The only file that knows paho, and each of its traps.

1. paho's network thread decodes and calls the sink; nothing else of ours runs on it.
2. Whatever goes wrong on that thread, it goes on: a thread that died would leave this device deaf
   while paho still says that it is connected.
3. Nothing waits inside paho while the broker is away: what was under way is thrown away, because
   a key pressed before a break must not act after it. States are published again; facts are safe.
4. `Connected` is told after every subscription was granted, and before anything is heard.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from mot_cua.bus.port import Arrived, Bus, BusEvent, Connected, Disconnected, Interest, Sink
from mot_cua.bus.quota import Quota
from mot_cua.bus.receiving import receive
from mot_cua.errors import MotCuaError
from mot_cua.ids import CounterNo, DeviceId
from mot_cua.messages import DeviceStatus, Message, encode
from mot_cua.tls import Trust, sentence_of
from mot_cua.topics import route_of, topic_of

log = logging.getLogger(__name__)

KEEPALIVE: Final = 10
"""Seconds. The broker tells the will of a silent device after one and a half times as many."""

CONNECT_PATIENCE: Final = 3.0
RECONNECT_FROM: Final = 0.2
RECONNECT_TO: Final = 0.5
"""Seconds between attempts. Thirty devices on a LAN that ask twice a second cost nothing, and a
broker that is back is found at once."""

SUBSCRIBE_AGAIN_FROM: Final = 1.0
SUBSCRIBE_AGAIN_TO: Final = 30.0
FAREWELL: Final = 2.0
"""Seconds to wait, on closing, for the will to arrive and then for the thread to end."""

MAX_UNDER_WAY: Final = 500
"""Messages without an answer of the broker; paho's own limit is memory."""


TELL_FLOOD_EVERY: Final = 10_000


class _Line(paho.Client):
    """A paho client whose network thread survives its own failures.

    paho ends the thread, silently and for good, on any exception but OSError: on a host name with
    an empty label, for example (UnicodeError).
    """

    def __init__(
        self, client_id: str, stumbled: Callable[[Exception], None], trust: Trust | None
    ) -> None:
        super().__init__(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True)
        self.suppress_exceptions = True
        self.connect_timeout = CONNECT_PATIENCE
        self.leaving, self.ended = threading.Event(), threading.Event()
        self._stumbled, self.trust = stumbled, trust
        if trust is not None:
            self.tls_set_context(trust.context)
        self.handshake_failed: OSError | None = None
        # Fractions of a second work; only the annotation says int.
        self.reconnect_delay_set(RECONNECT_FROM, RECONNECT_TO)  # type: ignore[arg-type]
        self.max_queued_messages_set(MAX_UNDER_WAY)

    def loop_forever(
        self, timeout: float = 1.0, retry_first_connection: bool = False
    ) -> MQTTErrorCode:
        code = MQTTErrorCode.MQTT_ERR_UNKNOWN
        while not self.leaving.is_set():
            try:
                code = super().loop_forever(timeout, retry_first_connection)
            except Exception as problem:  # noqa: BLE001 - the main loop cannot see this thread
                self._stumbled(problem)
                self.leaving.wait(RECONNECT_TO)
                self.connect_async(self.host, self.port, self.keepalive)
        self.ended.set()
        return code

    def _ssl_wrap_socket(self, tcp_sock: socket.socket) -> ssl.SSLSocket:
        # paho's own keeps to itself why a handshake failed, and leaves the line open.
        assert self.trust is not None
        tcp_sock.settimeout(CONNECT_PATIENCE)
        try:
            return self.trust.context.wrap_socket(tcp_sock, server_hostname=self.host)
        except OSError as problem:
            self.handshake_failed = problem
            raise


class MqttBus(Bus):
    """One device's connection to a broker."""

    def __init__(
        self,
        *,
        office: str,
        device: DeviceId,
        host: str,
        port: int = 1883,
        username: str | None = None,
        password: str | None = None,
        keepalive: int = KEEPALIVE,
        trust: Trust | None = None,
        fresh_password: Callable[[], str] | None = None,
        quota: Quota | None = None,
    ) -> None:
        """Describe the connection: plain, or by TLS to a server that `trust` believes.

        A server gives each sender a `quota`, and drops unread what is above it.

        `fresh_password` is asked before each attempt, because a password may be changed while we
        run; when it fails, the last one is tried.
        """
        self.dropped: Counter[str] = Counter()
        self._office, self._device = office, device
        self._line = line = _Line(f"{office}:{device}", self._on_stumble, trust)
        self._username = username
        line.username_pw_set(username, password)
        self._where, self._fresh_password = f"{host}:{port}", fresh_password
        self.quota = quota
        line.connect_async(host, port, keepalive)
        line.on_pre_connect = self._on_pre_connect
        line.on_socket_open = _hurry
        line.on_connect = self._on_connect
        line.on_connect_fail = self._on_connect_fail
        line.on_disconnect = self._on_disconnect
        line.on_subscribe = self._on_subscribe
        line.on_message = self._on_message
        self._sink: Sink | None = None
        self._will: DeviceStatus | None = None
        self._topics: list[tuple[str, int]] = []
        self._granted = False
        self._trouble = ""
        self._early: deque[Arrived] = deque(maxlen=MAX_UNDER_WAY)
        self._subscribe_wait = SUBSCRIBE_AGAIN_FROM
        self._subscribe_timer: threading.Timer | None = None

    @property
    def is_connected(self) -> bool:
        return self._granted and self._line.is_connected()

    def start(self, sink: Sink, *, interests: tuple[Interest, ...], will: DeviceStatus) -> None:
        self._sink, self._will = sink, will
        self._topics = [_subscription(self._office, one) for one in interests]
        topic = topic_of(self._office, DeviceStatus, device=self._device)
        self._line.will_set(topic, encode(will), qos=1, retain=True)
        self._line.loop_start()

    def publish(
        self,
        message: Message,
        *,
        device: DeviceId | None = None,
        counter: CounterNo | None = None,
    ) -> bool:
        if not self.is_connected:
            return False
        topic = topic_of(self._office, type(message), device=device, counter=counter)
        retain = route_of(type(message)).is_retained
        sent = self._line.publish(topic, encode(message), qos=1, retain=retain)
        return sent.rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def close(self) -> None:
        """Leave in good order, within a few seconds; never from a callback of the bus itself."""
        self._line.leaving.set()
        self._cancel_subscribing()
        if self.is_connected and self._will is not None:
            topic = topic_of(self._office, DeviceStatus, device=self._device)
            # wait_for_publish raises when the broker has gone in the meantime; then it tells it.
            with suppress(ValueError, RuntimeError):
                farewell = self._line.publish(topic, encode(self._will), qos=1, retain=True)
                farewell.wait_for_publish(FAREWELL)
        self._granted = False
        self._line.disconnect()
        # Not loop_stop(): it joins without limit. The thread ends by itself after a disconnect,
        # and it is a daemon in case that a frozen network holds it.
        if self._sink is not None:
            self._line.ended.wait(FAREWELL)

    def _on_pre_connect(self, line: paho.Client, _data: object) -> None:
        self._line.handshake_failed = None
        if self._line.trust is not None:
            self._line.trust.mind_the_clock()
        if self._fresh_password is not None:
            with suppress(MotCuaError):
                line.username_pw_set(self._username, self._fresh_password())

    def _on_connect(
        self,
        line: paho.Client,
        _data: object,
        _flags: object,
        code: ReasonCode,
        _more: object,
    ) -> None:
        if code.is_failure:
            self._lose(f"the broker refuses {self._device}: {code}")
            return
        if self._line.leaving.is_set():
            # paho was just connecting when close() told it to disconnect, and forgot that.
            line.disconnect()
            return
        self._granted = False
        line.drop_out_messages()
        self._subscribe_wait = SUBSCRIBE_AGAIN_FROM
        self._subscribe()

    def _on_connect_fail(self, _line: paho.Client, _data: object) -> None:
        failed = self._line.handshake_failed
        reason = sentence_of(failed, self._where) if failed else "the broker does not answer"
        self._lose(reason)

    def _on_disconnect(
        self,
        _line: paho.Client,
        _data: object,
        _flags: object,
        code: ReasonCode,
        _more: object,
    ) -> None:
        # After a refusal paho also tells of the line, in vaguer words.
        if self._granted or not self._trouble:
            self._lose(f"the line was lost: {code}")

    def _on_stumble(self, problem: Exception) -> None:
        if self._lose(f"the MQTT thread stumbled: {problem!r}"):
            log.error("the MQTT thread goes on after an error of its own", exc_info=problem)

    def _subscribe(self) -> None:
        # Always all of them, so that whatever answer comes, it is an answer about all of them.
        if self._topics:
            self._line.subscribe(self._topics)
        else:
            self._welcome()

    def _on_subscribe(
        self,
        _line: paho.Client,
        _data: object,
        _mid: int,
        codes: list[ReasonCode],
        _more: object,
    ) -> None:
        answers = zip(self._topics, codes, strict=False)
        refused = [topic for (topic, _), code in answers if code.is_failure]
        if refused:
            self._lose(f"the broker refuses {self._device} to hear {', '.join(refused)}")
            self._subscribe_later()
        elif not self._granted:
            self._welcome()

    def _subscribe_later(self) -> None:
        # A cluster that has just lost a node refuses for some seconds what it grants later.
        self._cancel_subscribing()
        self._subscribe_timer = threading.Timer(self._subscribe_wait, self._subscribe)
        self._subscribe_timer.daemon = True
        self._subscribe_timer.start()
        self._subscribe_wait = min(2 * self._subscribe_wait, SUBSCRIBE_AGAIN_TO)

    def _cancel_subscribing(self) -> None:
        if self._subscribe_timer is not None:
            self._subscribe_timer.cancel()

    def _welcome(self) -> None:
        self._granted, self._trouble = True, ""
        log.info("%s: connected to the broker", self._device)
        self._tell(Connected())
        while self._early:
            self._tell(self._early.popleft())

    def _lose(self, reason: str) -> bool:
        """Tell the program once per reason, however often paho tries; say whether it was news."""
        was_connected, self._granted = self._granted, False
        self._cancel_subscribing()
        self._early.clear()
        if self._line.leaving.is_set() or (not was_connected and reason == self._trouble):
            return False
        self._trouble = reason
        log.warning("%s: %s", self._device, reason)
        self._tell(Disconnected(reason))
        return True

    def _on_message(self, _line: paho.Client, _data: object, raw: paho.MQTTMessage) -> None:
        try:
            topic = raw.topic
        except UnicodeDecodeError:
            topic = "not UTF-8"
        if self.quota is not None and not self.quota.allows(topic, len(raw.payload)):
            self._count_flood(topic)
            return
        arrived = receive(self._office, topic, bytes(raw.payload), self.dropped, is_old=raw.retain)
        if arrived is None:
            return
        if self._granted:
            self._tell(arrived)
        else:  # a broker may send retained messages before it answers the subscription
            self._early.append(arrived)

    def _count_flood(self, topic: str) -> None:
        self.dropped["flood"] += 1
        if self.dropped["flood"] % TELL_FLOOD_EVERY == 1:
            log.warning(
                "%s says too much: %d messages were dropped unread. If it is a device of ours,"
                " restart it; if it goes on: mot-cua devices revoke",
                topic[:200],
                self.dropped["flood"],
            )

    def _tell(self, event: BusEvent) -> None:
        assert self._sink is not None, "the bus was not started"
        try:
            self._sink(event)
        except Exception:  # paho would swallow it, and nobody would know
            self.dropped["sink"] += 1
            log.exception("the sink failed on %s", type(event).__name__)


def _hurry(_line: paho.Client, _data: object, sock: object) -> None:
    # An answer that follows a PUBACK waits for the other side's delayed ACK without this: 44 ms
    # instead of 1 for a fact and its answer through Mosquitto.
    assert isinstance(sock, socket.socket), "MQTT over TCP, plain or with TLS"
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _subscription(office: str, interest: Interest) -> tuple[str, int]:
    """Name topic and quality: a state that is lost comes again, the other messages do not."""
    topic = topic_of(office, interest.message, device=interest.device, counter=interest.counter)
    return topic, 0 if route_of(interest.message).is_retained else 1
