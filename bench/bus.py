"""How long one fact takes from a kiosk to the server and its answer back, on each broker.

    python -m bench.bus [round trips]

Both ends, the broker and this script share one machine and its loopback, so that these are the
broker's and Python's own milliseconds; a LAN adds its own, and the server's commit is not in it.
"""

import os
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter

from mot_cua.accounts import Account, Accounts, Seat
from mot_cua.broker import EmbeddedBroker, SupervisedBroker
from mot_cua.broker_config import mosquitto_config
from mot_cua.bus.mqtt import MqttBus
from mot_cua.bus.port import Arrived, Connected, Interest
from mot_cua.ids import DeviceId, UnixMs, new_id
from mot_cua.messages import DeviceFault, DeviceStatus, Fact, Facts, FactsStored

OFFICE = "duc-thuong"
SERVER, KIOSK = DeviceId("server"), DeviceId("kiosk-1")
SEATS = (Seat(SERVER, "server"), Seat(KIOSK, "kiosk"))


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def brokers(folder: Path, accounts: tuple[Account, ...]) -> dict[str, SupervisedBroker]:
    nats = EmbeddedBroker(
        office=OFFICE, accounts=accounts, directory=folder / "nats", port=free_port()
    )
    found = {"nats-server (embedded)": nats}
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        print("NOT MEASURED: mosquitto missing – apt-get install mosquitto")
        return found
    port = free_port()
    config = mosquitto_config(
        folder / "mosquitto", office=OFFICE, accounts=accounts, host="127.0.0.1", port=port
    )
    found["Mosquitto"] = SupervisedBroker(
        (program, "-c", str(config)),
        host="127.0.0.1",
        port=port,
        login=accounts[0],
        directory=folder / "mosquitto",
    )
    return found


class End:
    """One end of the line; `answered` is set by whatever `hear` does with a message."""

    def __init__(self, account: Account, port: int) -> None:
        self.connected, self.answered = threading.Event(), threading.Event()
        self.bus = MqttBus(
            office=OFFICE,
            device=account.device,
            host="127.0.0.1",
            port=port,
            username=account.device,
            password=account.password,
        )
        wanted = (Interest(Facts),) if account.role == "server" else (Interest(FactsStored, KIOSK),)
        self.bus.start(
            self.hear,
            interests=wanted,
            will=DeviceStatus(online=False, boot="bench", role=account.role),
        )

    def hear(self, event: object) -> None:
        match event:
            case Connected():
                self.connected.set()
            case Arrived(message=Facts() as batch):
                answer = FactsStored(stream=batch.stream, upto=batch.facts[-1].seq)
                self.bus.publish(answer, device=KIOSK)
            case Arrived(message=FactsStored()):
                self.answered.set()


def batch_of_one(seq: int) -> Facts:
    body = DeviceFault(part="printer", state="paper-low", detail="còn khoảng 20 vé")
    fact = Fact(seq=seq, id=new_id(), boot="bench", wall_ms=UnixMs(1), mono_ms=1, body=body)
    return Facts(
        stream="bench-stream", boot="bench", sent_wall_ms=UnixMs(1), sent_mono_ms=1, facts=(fact,)
    )


def round_trips(kiosk: End, count: int) -> list[float]:
    """Measure in milliseconds, one after the other."""
    spent: list[float] = []
    for seq in range(1, count + 1):
        kiosk.answered.clear()
        began = perf_counter()
        assert kiosk.bus.publish(batch_of_one(seq), device=KIOSK)
        assert kiosk.answered.wait(5), "no answer within 5 s"
        spent.append((perf_counter() - began) * 1000)
    return spent


def kill(broker: SupervisedBroker) -> None:
    os.kill(broker.pid, signal.SIGKILL)
    pause = threading.Event()
    while broker.poll() is None:
        pause.wait(0.001)


def measure(name: str, broker: SupervisedBroker, accounts: Accounts, count: int) -> str:
    began = perf_counter()
    broker.start()
    started = (perf_counter() - began) * 1000
    server, kiosk = End(accounts.of(SERVER), broker.port), End(accounts.of(KIOSK), broker.port)
    try:
        assert all(end.connected.wait(5) for end in (server, kiosk))
        round_trips(kiosk, 50)  # until everything is warm
        spent = round_trips(kiosk, count)
        began = perf_counter()
        kill(broker)
        server.connected.clear()
        kiosk.connected.clear()
        broker.start()
        assert all(end.connected.wait(10) for end in (server, kiosk))
        back = (perf_counter() - began) * 1000
    finally:
        for end in (server, kiosk):
            end.bus.close()
        broker.stop()
    p99 = statistics.quantiles(spent, n=100)[98]
    middle = statistics.median(spent)
    return f"| {name:24}| {middle:7.2f} | {p99:7.2f} | {started:6.0f} | {back:6.0f} |"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        accounts = Accounts.load_or_make(Path(folder), SEATS, at_ms=UnixMs(1))
        print(f"{count} facts, QoS 1, fact and answer, milliseconds")
        print("| broker                  |     p50 |     p99 |  start | kill -9 to connected |")
        print("|---|--:|--:|--:|--:|")
        for name, broker in brokers(Path(folder), tuple(accounts)).items():
            print(measure(name, broker, accounts, count))


if __name__ == "__main__":
    main()
