"""The hall board through its whole program: what it shows, and what it says and does not say."""

from __future__ import annotations

from collections import deque

import pytest
from on_the_stage import ask
from small_office import TIMETABLE

from display.service import Board
from display.view import BoardView
from hardware.inputs import ServicePressed
from hardware.speaker.port import SpeakerStatus, Spoken
from mot_cua.bus.local import LocalBus
from mot_cua.ids import CounterNo, DeviceId
from office.simulate.stage import BOOT, Stage, StageSpeaker
from queue_server.core import commands as c

ONE, TWO = CounterNo(1), CounterNo(2)
BOARD = DeviceId("board-1")


class Wall:
    """A screen that remembers the last picture."""

    def __init__(self) -> None:
        self.view: BoardView | None = None

    def show(self, view: BoardView) -> None:
        self.view = view

    def poll(self) -> bool:
        return False


class Hall:
    """A hall with a board and a loudspeaker, beside the stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.wall, self.speaker = stage, Wall(), StageSpeaker()
        self.speaker.status = SpeakerStatus("ready")
        self._inbox: deque[object] = deque()
        self.bus = LocalBus(stage.broker, "duc-thuong", BOARD)
        self.board = Board(
            device=BOARD,
            agency="UBND",
            office="Trung tâm",
            faces={},
            timetable=TIMETABLE,
            bus=self.bus,
            clock=stage.clock,
            boot=BOOT,
            screen=self.wall,
            speaker=self.speaker,
            languages=("vi",),
            post=lambda item: not self._inbox.append(item),  # type: ignore[func-returns-value]
        )
        self.board.start()
        self.settle()

    def shows(self) -> str:
        assert self.wall.view is not None
        return self.wall.view.featured.label if self.wall.view.featured else ""

    def settle(self) -> None:
        while self.stage.settle() or self._inbox:
            while self._inbox:
                self.board.handle(self._inbox.popleft())

    def call(self, counter: CounterNo) -> None:
        ask(self.stage, c.CallNext, counter)
        self.settle()

    def spoken(self) -> None:
        """What sounds has been heard to its end."""
        self.board.handle(Spoken(self.speaker.ids[-1], "spoken"))
        self.settle()


@pytest.fixture
def hall(stage: Stage) -> Hall:
    for _ in range(3):
        stage.advance_to(stage.clock.wall_ms() + 4000)
        stage.to_kiosk(ServicePressed("CT"))
    for counter in (ONE, TWO):
        ask(stage, c.OpenCounter, counter)
    return Hall(stage)


def test_a_call_is_shown_and_then_said_twice(hall: Hall) -> None:
    hall.call(ONE)
    assert hall.shows() == "2001"
    assert hall.speaker.said == ["call 2001"]
    hall.spoken()
    assert hall.speaker.said == ["call 2001", "call-short 2001"]
    hall.spoken()
    assert len(hall.speaker.said) == 2


def test_two_calls_never_sound_at_once(hall: Hall) -> None:
    hall.call(ONE)
    hall.call(TWO)
    assert hall.speaker.said == ["call 2001"]
    for _ in range(4):
        hall.spoken()
    assert hall.speaker.said == [
        "call 2001",
        "call-short 2001",
        "call 2002",
        "call-short 2002",
    ]


def test_what_was_called_long_before_the_line_was_back_is_shown_and_not_said(hall: Hall) -> None:
    hall.stage.broker.cut()
    hall.settle()
    assert hall.wall.view is not None
    assert not hall.wall.view.is_connected
    ask(hall.stage, c.CallNext, ONE)
    hall.stage.advance_to(hall.stage.clock.wall_ms() + 60_000)
    hall.stage.broker.mend()
    hall.settle()
    assert hall.shows() == "2001"
    assert hall.speaker.said == []
    hall.call(TWO)
    assert hall.speaker.said == ["call 2002"]


def test_a_board_without_sound_works_and_the_administrator_sees_it(hall: Hall) -> None:
    hall.speaker.status = SpeakerStatus("no-sound", "there is no aplay")
    hall.board.handle(hall.speaker.status)
    hall.settle()
    assert hall.stage.server.devices[BOARD].status.health == {"speaker": "no-sound"}
    hall.call(ONE)
    assert hall.shows() == "2001"


def test_what_was_called_while_the_board_was_cut_off_is_old_however_the_broker_orders_it(
    hall: Hall,
) -> None:
    hall.bus.lose("somebody cleans behind the board")
    hall.settle()
    ask(hall.stage, c.CallNext, ONE)
    hall.stage.advance_to(hall.stage.clock.wall_ms() + 60_000)
    retained = hall.stage.broker.retained
    [server] = [topic for topic in retained if topic.endswith("/device/server/status")]
    first = {server: retained[server], **retained}
    retained.clear()
    retained.update(first)
    hall.bus.connect()
    hall.settle()
    assert hall.shows() == "2001"
    assert hall.speaker.said == []
    hall.call(TWO)
    assert hall.speaker.said == ["call 2002"]
