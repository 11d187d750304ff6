"""Stories that need real processes, real outages or bare clients, on each real broker."""

import json
import signal

import pytest

from mot_cua.bus.port import Connected, Interest
from mot_cua.clock import SystemClock
from mot_cua.ids import DeviceId, RequestId, UnixMs
from mot_cua.messages import DeviceCommand, DeviceStatus, Identify

pytestmark = pytest.mark.broker
KIOSK = DeviceId("kiosk-1")

A_KIOSK = """
import sys
from threading import Event
from mot_cua.bus.mqtt import MqttBus
from mot_cua.messages import DeviceStatus
port, password = sys.argv[1:]
bus = MqttBus(office="duc-thuong", device="kiosk-1", host="127.0.0.1", port=int(port),
              username="kiosk-1", password=password)
def sink(event):
    bus.publish(DeviceStatus(online=True, boot="boot-1", role="kiosk"), device="kiosk-1")
bus.start(sink, interests=(), will=DeviceStatus(online=False, boot="boot-1", role="kiosk"))
Event().wait()
"""


def test_the_will_of_a_killed_process_is_told(wire, run_child):
    server = wire.member("server", Interest(DeviceStatus))
    child = run_child(A_KIOSK, wire.broker.port, wire.accounts.of("kiosk-1").password)

    def told():
        return [
            one.message.online for one in server.ear.heard(DeviceStatus) if one.device == "kiosk-1"
        ]

    wire.until(lambda: told() == [True])
    child.send_signal(signal.SIGKILL)
    wire.until(lambda: told() == [True, False])


def spent_ms(action):
    clock = SystemClock()
    started = clock.monotonic_ms()
    action()
    return clock.monotonic_ms() - started


def test_a_kiosk_is_back_two_seconds_after_a_long_outage(wire):
    kiosk = wire.member("kiosk-1", Interest(DeviceCommand, KIOSK))
    server = wire.member("server")
    wire.kill_broker()
    wire.until(lambda: len(kiosk.ear.events) == 3)  # lost, and then not answered
    wire.restart_broker()
    assert spent_ms(lambda: wire.until(lambda: kiosk.ear.count(Connected) == 2)) < 2_500
    wire.until(lambda: server.bus.is_connected)
    order = Identify(id=RequestId("press-1"), issued_ms=UnixMs(1), expires_ms=UnixMs(2))
    server.bus.publish(DeviceCommand(order=order), device=KIOSK)
    wire.until(lambda: kiosk.ear.heard(DeviceCommand))


def test_messages_on_the_wire_are_json_that_anyone_can_read(wire):
    heard = []
    client = wire.raw("server")
    client.on_message = lambda _client, _data, raw: heard.append(json.loads(raw.payload))
    client.on_connect = lambda *_: client.subscribe("motcua/v1/duc-thuong/#", qos=1)
    client.connect("127.0.0.1", wire.broker.port)
    client.loop_start()
    wire.member("kiosk-1")
    wire.until(lambda: heard)
    client.disconnect()
    client.loop_stop()
    assert heard[0]["role"] == "kiosk"
