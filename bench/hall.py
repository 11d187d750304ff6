"""An office whose boards are heard in a process of their own, and messages that reach them raw."""

import multiprocessing
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from config.house import SAMPLE_OFFICE, House, open_house
from config.settings import BoardSettings
from mot_cua.bus.port import Arrived, Connected, Interest
from mot_cua.ids import DeviceId
from mot_cua.messages import DeviceStatus, QueueState, encode
from mot_cua.store import open_store, transaction
from mot_cua.timetable import DayHours, Timetable
from mot_cua.topics import topic_of
from office.launch import free_port

ALWAYS = (("00:00", "23:59"),)


def a_house(folder: str, boards: int) -> House:
    """An office that is always open, with so many boards."""
    house = open_house(SAMPLE_OFFICE, Path(folder), broker=f"127.0.0.1:{free_port()}")
    hours = msgspec.structs.replace(house.settings.hours, day_opens="00:00", day_closes="23:59")
    settings = msgspec.structs.replace(
        house.settings,
        hours=hours,
        board=tuple(BoardSettings(id=f"board-{n}") for n in range(1, boards + 1)),
    )
    return house._replace(settings=settings, timetable=Timetable([DayHours(ALWAYS, ALWAYS)] * 7))


def watch(house: House, told: Connection) -> None:
    """Be all boards: tell (seq, label, moment in ns) of each snapshot, and None when connected."""
    guard = threading.Lock()

    def sink(event: object) -> None:
        match event:
            case Connected():
                item = None
            case Arrived(message=QueueState() as state):
                label = state.called[0].label if state.called else ""
                item = (state.seq, label, time.perf_counter_ns())
            case _:
                return
        with guard:
            told.send(item)

    buses = [house.bus(DeviceId(one.id)) for one in house.settings.board]
    for bus in buses:
        will = DeviceStatus(online=False, boot="bench", role="display")
        bus.start(sink, interests=(Interest(QueueState),), will=will)
    threading.Event().wait()


class Boards:
    """The boards' process, and what it has told."""

    def __init__(self, house: House) -> None:
        self._count = len(house.settings.board)
        self._told, theirs = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.get_context("spawn").Process(
            target=watch, args=(house, theirs), daemon=True
        )
        self._process.start()
        connected = 0
        while connected < self._count:
            connected += self._next() is None

    def _next(self) -> tuple[int, str, int] | None:
        assert self._told.poll(20), "the boards heard nothing for 20 s"
        return self._told.recv()

    def all_have(self, *, label: str = "", seq: int = 0) -> list[int]:
        """Wait until each board has this snapshot; return the moments, in ns."""
        moments: list[int] = []
        while len(moments) < self._count:
            told = self._next()
            if told is not None and (told[0] == seq if seq else told[1] == label):
                moments.append(told[2])
        return moments

    def quiet(self) -> None:
        """Let everything that is under way arrive."""
        while self._told.poll(0.05):
            self._told.recv()

    def close(self) -> None:
        self._process.terminate()
        self._process.join()


class Raw:
    """One durable commit, and one message through the broker."""

    def __init__(self, house: House) -> None:
        self._db = open_store(house.data / "raw.db")
        self._db.execute("CREATE TABLE raw (body TEXT)")
        self._topic = topic_of(house.settings.office.id, QueueState)
        self._line = paho.Client(CallbackAPIVersion.VERSION2, client_id="bench")
        login = house.login(DeviceId("server"))
        self._line.username_pw_set("server", login.password)
        self._line.connect(house.broker_host, house.broker_port)
        self._line.loop_start()

    def trip(self, state: QueueState) -> None:
        with transaction(self._db):
            self._db.execute("INSERT INTO raw VALUES (?)", ("x" * 400,))
        self._line.publish(self._topic, encode(state), qos=1)

    def close(self) -> None:
        self._line.disconnect()
        self._line.loop_stop()
        self._db.close()
