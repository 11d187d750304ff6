"""What only the MQTT bus can get wrong: paho's traps, and brokers that misbehave."""

import logging
import socket
import struct
import threading

import pytest

from mot_cua.bus import mqtt
from mot_cua.bus.mqtt import MqttBus
from mot_cua.bus.port import Arrived, Connected, Disconnected, Interest
from mot_cua.clock import SystemClock
from mot_cua.ids import DeviceId, RequestId
from mot_cua.messages import (
    CounterRequest,
    DeviceStatus,
    QueueState,
    encode,
)

KIOSK = DeviceId("kiosk-1")
QUEUE = Interest(QueueState)
ACCEPTED = b"\x20\x02\x00\x00"
GRANTED = b"\x90\x03{id}\x00"
REFUSED = b"\x90\x03{id}\x80"


def publish_packet(topic, payload):
    body = struct.pack("!H", len(topic)) + topic.encode() + payload
    return bytes((0x30, len(body))) + body


QUEUE_PACKET = publish_packet("motcua/v1/duc-thuong/state/queue", encode(QueueState(seq=7)))
ANSWERED = b"\x40\x02{id}"


CONNECT, PUBLISH, SUBSCRIBE, PING = 0x10, 0x30, 0x80, 0xC0
GOOD_ANSWERS = {CONNECT: ACCEPTED, PUBLISH: ANSWERED, SUBSCRIBE: GRANTED, PING: b"\xd0\x00"}


class ScriptedBroker:
    """Speaks just enough MQTT to misbehave: `answers` says what to send for each packet type.

    An answer is bytes, or a list of bytes that are used up one packet at a time, the last for good.
    """

    def __init__(self, answers):
        self.answers = {**GOOD_ANSWERS, **answers}
        self.connections, self.published = 0, []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self):
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._server.close()

    def _serve(self):
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            with line:
                self._talk(line)

    def _talk(self, line):
        line.settimeout(10)
        try:
            while header := line.recv(1):
                body = line.recv(self._length(line), socket.MSG_WAITALL)
                line.sendall(self._answer(header[0], body))
        except OSError:
            return

    def _length(self, line):
        length, shift = 0, 0
        while True:
            (byte,) = line.recv(1)
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                return length
            shift += 7

    def _answer(self, header, body):
        answer = self.answers.get(header & 0xF0, b"")
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        at = 0
        if header & 0xF0 == PUBLISH:
            at = struct.unpack("!H", body[:2])[0] + 2
            self.published.append(body[2:at].decode())
        return answer.replace(b"{id}", body[at : at + 2])


@pytest.fixture
def scripted_broker():
    made = []

    def make(**answers):
        names = {"connect": CONNECT, "subscribe": SUBSCRIBE, "publish": PUBLISH, "ping": PING}
        made.append(ScriptedBroker({names[name]: answer for name, answer in answers.items()}))
        return made[-1]

    yield make
    for broker in made:
        broker.close()


@pytest.fixture
def connect(eventually):
    """Start buses on a scripted broker, and close them."""
    made = []

    def start(port, *interests, sink=None, **settings):
        events = []
        settings = {"host": "127.0.0.1"} | settings
        bus = MqttBus(office="duc-thuong", device=KIOSK, port=port, **settings)
        will = DeviceStatus(online=False, boot="boot-1", role="kiosk")
        bus.start(sink or events.append, interests=interests, will=will)
        made.append(bus)
        return bus, events

    yield start
    for bus in made:
        bus.close()


def status():
    return DeviceStatus(online=True, boot="boot-1", role="kiosk")


def test_the_thread_goes_on_after_an_error_of_pahos_own(
    scripted_broker, connect, eventually, caplog, monkeypatch
):
    bus, events = connect(scripted_broker().port, QUEUE)
    eventually(lambda: bus.is_connected)

    def stumble(_kind):
        monkeypatch.undo()
        raise KeyError("mid")

    monkeypatch.setattr(bus._line, "_handle_pubackcomp", stumble)
    bus.publish(status(), device=KIOSK)
    eventually(lambda: not bus.is_connected)
    eventually(lambda: bus.is_connected)
    told = "the MQTT thread stumbled: KeyError('mid')"
    assert events == [Connected(), Disconnected(told), Connected()]
    assert "Traceback" in caplog.text


def test_a_host_name_that_cannot_be_is_told_once(connect, eventually, caplog, monkeypatch):
    monkeypatch.setattr(mqtt, "RECONNECT_TO", 0.02)
    attempts = []
    bus, events = connect(1883, host="may-chu..lan")
    bus._line.on_pre_connect = lambda *_: attempts.append(1)
    eventually(lambda: len(attempts) >= 3)
    (told,) = events
    assert told.reason.startswith("the MQTT thread stumbled: UnicodeError")
    assert caplog.text.count("goes on after an error of its own") == 1


def test_a_refused_subscription_is_asked_for_again(scripted_broker, connect, eventually):
    broker = scripted_broker(subscribe=[REFUSED, GRANTED])
    bus, events = connect(broker.port, QUEUE)
    eventually(lambda: events)
    reason = "the broker refuses kiosk-1 to hear motcua/v1/duc-thuong/state/queue"
    assert events == [Disconnected(reason)]
    assert not bus.publish(status(), device=KIOSK), "half a connection is none"
    eventually(lambda: bus.is_connected)
    assert events == [Disconnected(reason), Connected()]
    assert broker.connections == 1


def test_what_comes_before_the_subscription_is_granted_waits(scripted_broker, connect, eventually):
    broker = scripted_broker(subscribe=QUEUE_PACKET + GRANTED)
    _, events = connect(broker.port, QUEUE)
    eventually(lambda: len(events) == 2)
    assert events == [Connected(), Arrived(QueueState(seq=7))]


def test_a_wrong_password_is_told_once(scripted_broker, connect, eventually, caplog):
    broker = scripted_broker(connect=b"\x20\x02\x00\x05")
    bus, events = connect(broker.port, QUEUE)
    eventually(lambda: broker.connections >= 3)
    assert events == [Disconnected("the broker refuses kiosk-1: Not authorized")]
    assert not bus.is_connected
    assert len([one for one in caplog.messages if "refuses" in one]) == 1


def test_a_message_under_way_during_a_break_is_not_sent_after_it(
    scripted_broker, connect, eventually
):
    broker = scripted_broker(publish=[b"", ANSWERED])
    bus, events = connect(broker.port)
    eventually(lambda: bus.is_connected)
    bus.publish(CounterRequest(request=RequestId("press-1"), action="next"), counter=3)
    eventually(lambda: broker.published)
    bus._line.socket().shutdown(2)
    eventually(lambda: events[1:] and isinstance(events[-1], Connected))
    bus.publish(status(), device=KIOSK)
    eventually(lambda: len(broker.published) == 2)
    assert broker.published == [
        "motcua/v1/duc-thuong/counter/3/request",
        "motcua/v1/duc-thuong/device/kiosk-1/status",
    ]


def test_a_frozen_broker_is_noticed(scripted_broker, connect, eventually):
    broker = scripted_broker(ping=b"")
    bus, events = connect(broker.port, keepalive=1)
    eventually(lambda: bus.is_connected)
    eventually(lambda: isinstance(events[-1], Disconnected))
    assert events[-1] == Disconnected("the line was lost: Keep alive timeout")


def test_too_much_under_way_is_refused(scripted_broker, connect, eventually):
    broker = scripted_broker(publish=b"")
    bus, _ = connect(broker.port)
    eventually(lambda: bus.is_connected)
    taken = [bus.publish(status(), device=KIOSK) for _ in range(mqtt.MAX_UNDER_WAY + 1)]
    assert taken == [True] * mqtt.MAX_UNDER_WAY + [False]


def spent_ms(action):
    clock = SystemClock()
    started = clock.monotonic_ms()
    action()
    return clock.monotonic_ms() - started


def test_closing_does_not_wait_for_a_broker_that_is_not_there(free_port, connect, eventually):
    bus, events = connect(free_port)
    eventually(lambda: events)
    assert events == [Disconnected("the broker does not answer")]
    assert spent_ms(bus.close) < 1_500


def test_closing_does_not_wait_long_for_a_frozen_broker(scripted_broker, connect, eventually):
    broker = scripted_broker(publish=b"")
    bus, _ = connect(broker.port)
    eventually(lambda: bus.is_connected)
    assert 1_900 < spent_ms(bus.close) < 4_500


def test_a_closed_bus_leaves_no_thread(scripted_broker, connect, eventually):
    bus, _ = connect(scripted_broker().port)
    eventually(lambda: bus.is_connected)
    assert any("kiosk-1" in one.name for one in threading.enumerate())
    bus.close()
    eventually(lambda: not any("kiosk-1" in one.name for one in threading.enumerate()))


def test_a_sink_that_fails_makes_nobody_deaf(scripted_broker, connect, eventually, caplog):
    heard = []

    def sink(event):
        if isinstance(event, Arrived) and not heard:
            heard.append("first")
            raise KeyError("a bug of ours")
        heard.append(event)

    broker = scripted_broker(publish=QUEUE_PACKET + ANSWERED)
    bus, _ = connect(broker.port, QUEUE, sink=sink)
    eventually(lambda: bus.is_connected)
    heard.clear()
    bus.publish(status(), device=KIOSK)
    bus.publish(status(), device=KIOSK)
    eventually(lambda: heard == ["first", Arrived(QueueState(seq=7))])
    assert bus.dropped == {"sink": 1}
    assert "the sink failed on Arrived" in caplog.text


def test_a_topic_that_is_not_text_is_dropped(scripted_broker, connect, eventually, caplog):
    caplog.set_level(logging.WARNING)
    broken = publish_packet("state", b"{}").replace(b"state", b"\xff\xfe\xfd\xfc\xfb")
    broker = scripted_broker(subscribe=GRANTED + broken + QUEUE_PACKET)
    bus, events = connect(broker.port, QUEUE)
    eventually(lambda: len(events) == 2)
    assert bus.dropped == {"topic": 1}
    assert "dropped a message on not UTF-8" in caplog.text
