"""Digits above a counter, and the light behind the kiosk's screen."""

from __future__ import annotations

from collections import deque

import pytest
from on_the_stage import DAY, ask
from small_office import SETTINGS

from display.counter import CounterBoard, DigitsFace, ScreenFace
from display.sign_view import SignView, sign_view
from hardware.inputs import HandsFault, ServicePressed
from hardware.segments import SEGMENTS, SegmentBoard
from hardware.simulated.segments import SimulatedMax7219
from kiosk.light import FULL, LOW, LitScreen
from mot_cua.bus.local import LocalBus
from mot_cua.business_day import ms_of
from mot_cua.errors import DeviceError
from mot_cua.ids import CounterNo, DeviceId
from office.simulate.stage import BOOT, Glance, Stage
from queue_server.core import commands as c

ONE = CounterNo(1)
BOARD = DeviceId("board-counter-1")
LETTERS = {segments: letter for letter, segments in SEGMENTS.items()}


class Counter:
    """A counter with digits above it, beside the stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chip = stage, SimulatedMax7219()
        self._inbox: deque[object] = deque()
        self.board = CounterBoard(
            device=BOARD,
            counter=ONE,
            open_face=lambda: DigitsFace(SegmentBoard(open_spi=self.chip.open)),
            bus=LocalBus(stage.broker, SETTINGS.office.id, BOARD),
            clock=stage.clock,
            boot=BOOT,
            post=lambda item: not self._inbox.append(item),  # type: ignore[func-returns-value]
        )
        self.board.start()
        self.settle()

    def settle(self) -> None:
        while self.stage.settle() or self._inbox:
            while self._inbox:
                self.board.handle(self._inbox.popleft())

    def call(self) -> None:
        ask(self.stage, c.CallNext, ONE)
        self.settle()

    def later(self, seconds: int) -> None:
        self.stage.advance_to(self.stage.clock.wall_ms() + seconds * 1000)
        self.board.tick()
        self.settle()

    def reads(self) -> str:
        return "".join(LETTERS.get(one, "?") for one in self.chip.seen().digits)

    def health(self) -> dict[str, str]:
        return self.stage.server.devices[BOARD].status.health


@pytest.fixture
def counter(stage: Stage) -> Counter:
    stage.to_kiosk(ServicePressed("HT"))
    ask(stage, c.OpenCounter, ONE)
    return Counter(stage)


def test_the_number_of_the_counter_stands_above_it_until_the_visit_is_over(
    counter: Counter,
) -> None:
    assert counter.reads().strip() == ""
    counter.call()
    assert counter.reads() == "1001"
    ask(counter.stage, c.Finish, ONE)
    counter.settle()
    assert counter.reads().strip() == ""


def test_without_the_server_there_are_lines_and_no_old_number(counter: Counter) -> None:
    counter.call()
    counter.stage.broker.cut()
    counter.settle()
    assert counter.reads() == "----"
    counter.stage.broker.mend()
    counter.settle()
    assert counter.reads() == "1001"


def test_digits_that_are_unplugged_are_found_again_and_the_administrator_knows(
    counter: Counter,
) -> None:
    counter.call()
    counter.chip.is_unplugged = True
    counter.later(5)
    assert counter.health() == {"digits": "gone"}
    counter.chip.is_unplugged = False
    counter.later(5)
    assert counter.health() == {"digits": "ready"}
    assert counter.reads() == "1001"


def test_what_a_spark_wrote_is_written_over_within_seconds(counter: Counter) -> None:
    counter.call()
    counter.chip.spark()
    assert counter.reads() != "1001"
    counter.later(5)
    assert counter.reads() == "1001"


class Small:
    """A small screen that remembers the last picture."""

    def __init__(self) -> None:
        self.view: SignView | None = None

    def show(self, view: SignView) -> None:
        self.view = view

    def poll(self) -> bool:
        return False


def test_a_screen_above_the_counter_shows_the_same_snapshot_as_its_digits(counter: Counter) -> None:
    small = Small()
    face = ScreenFace(
        small, lambda state: sign_view(1, "", services=("HT",), faces={}, state=state)
    )
    counter.board._open, counter.board._face = lambda: face, None
    counter.call()
    assert small.view is not None
    assert (small.view.label, small.view.mood) == ("1001", "called")
    counter.stage.broker.cut()
    counter.settle()
    assert small.view.mood == "away"


class Lamp:
    """A light that may fail."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.is_broken = False

    def set(self, share: float) -> None:
        if self.is_broken:
            raise DeviceError("the channel is gone")
        self.shares.append(share)

    def close(self) -> None:
        """Go dark."""


def test_the_screen_is_bright_while_numbers_are_given_out_and_low_at_night(stage: Stage) -> None:
    lamp = Lamp()
    screen = LitScreen(Glance(), lambda: lamp, post=lambda _: True)
    stage.kiosk._screen = screen
    for moment in ("10:00", "12:00", "12:30", "13:05"):
        stage.advance_to(ms_of(DAY, moment))
        stage.kiosk.draw()
    assert lamp.shares == [FULL, LOW, FULL]
    assert (screen.is_visible, screen.refresh_ms, screen.touches()) == (True, None, [])


def test_a_light_that_fails_is_told_once_and_the_picture_stays(stage: Stage) -> None:
    lamp, told = Lamp(), list[object]()
    lamp.is_broken = True
    screen = LitScreen(Glance(), lambda: lamp, post=lambda item: not told.append(item))  # type: ignore[func-returns-value]
    for _ in range(2):
        screen.show(stage.kiosk.view())
    assert told == [HandsFault("backlight", "gone", "the channel is gone")]
