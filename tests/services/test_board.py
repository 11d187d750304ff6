"""The hall board through its whole program: what it shows, and what it says and does not say."""

from __future__ import annotations

from collections import deque

import pytest
from on_the_stage import ask
from small_office import TIMETABLE

from config.house import House
from display.service import Board
from display.view import BoardView
from hardware.inputs import ServicePressed
from hardware.speaker.port import SpeakerStatus, Spoken
from mot_cua.bus.local import LocalBus
from mot_cua.business_day import ms_of
from mot_cua.errors import Refused
from mot_cua.ids import CounterNo, DeviceId, UnixMs
from office.simulate.stage import BOOT, Stage, StageSpeaker
from queue_server.core import commands as c
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of

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


def test_after_a_power_cut_called_numbers_are_announced_again_and_people_told_that_all_are_kept(
    house: House, hall: Hall
) -> None:
    hall.call(ONE)
    hall.call(TWO)
    ask(hall.stage, c.Start, TWO)
    hall.stage.close()
    after = Stage(house, begins=UnixMs(hall.stage.clock.wall_ms() + 20 * 60_000), boot="new")
    hall = Hall(after)
    assert hall.speaker.said == ["call 2001"], "2002 is at its counter already"
    assert hall.shows() == "2001"
    assert hall.wall.view is not None
    assert hall.wall.view.notices == (
        "Vừa có sự cố mất điện. Các số đã lấy vẫn được giữ nguyên và gọi đúng thứ tự.",
    )
    [called] = [one.ticket for one in after.server.view.counters if one.number == ONE]
    assert called is not None
    assert called.calls == 1, "it is no further call"
    for _ in range(2):
        after.advance_to(after.clock.wall_ms() + 16_000)
        ask(after, c.Recall, ONE)
    with pytest.raises(Refused) as raised:
        ask(after, c.MarkAbsent, ONE)
    assert raised.value.code == "absent-too-soon", "whoever sat in the dark has time to walk"
    after.advance_to(after.clock.wall_ms() + 10 * 60_000)
    assert after.kiosk.view().notices == ()
    after.close()


def test_a_restart_without_a_power_cut_announces_nothing_anew(house: House, hall: Hall) -> None:
    hall.call(ONE)
    hall.stage.close()
    after = Stage(house, begins=UnixMs(hall.stage.clock.wall_ms() + 20 * 60_000))
    hall = Hall(after)
    assert hall.shows() == "2001"
    assert hall.speaker.said == []
    after.close()


def test_a_night_without_power_is_no_power_cut(house: House, stage: Stage) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    stage.close()
    after = Stage(house, begins=UnixMs(ms_of("2026-11-23", "07:00")), boot="new")
    assert after.kiosk.view().notices == ()
    after.close()


def test_an_open_rating_window_is_void_after_a_power_cut_and_counted_in_the_report(
    house: House, stage: Stage
) -> None:
    stage.to_kiosk(ServicePressed("HT"))
    ask(stage, c.OpenCounter, ONE)
    ask(stage, c.CallNext, ONE)
    ask(stage, c.Finish, ONE)
    assert stage.panels[ONE].label == "1001"
    stage.close()
    after = Stage(house, begins=UnixMs(stage.clock.wall_ms() + 20_000), boot="new")
    assert after.panels[ONE].label == ""
    assert after.server.view.void_windows == 1
    after.close()
    journal = open_journal(house)
    report = reports_of(house, journal).day("2026-11-20")
    assert report is not None
    assert (report.void_windows, report.total.served, report.total.levels) == (1, 1, {})
    assert verify(journal, house.settings).problems == []
    journal.close()
