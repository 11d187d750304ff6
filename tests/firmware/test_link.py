"""The bridge's side of the line, against the unit's own code, with time and damage by hand."""

from __future__ import annotations

import random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.firmware.unit import Unit
from firmware_bridge.frames import Decoder, Frame, encode
from firmware_bridge.health import Health, button_name
from firmware_bridge.link import (
    ANSWER_MS,
    POLL_OWN_MS,
    QUICK_TRIES,
    SEEK_MS,
    SILENT_MS,
    Line,
)
from firmware_bridge.sayings import (
    ALIVE,
    HELLO,
    NOTHING,
    POLL,
    PRESS,
    SHOW,
    TESTS,
    WATCHDOG,
    Alive,
    Hello,
    Press,
    Screen,
    pack,
)

SCREEN = Screen(b"1012", 0b1111, 1, 41, b"    ", 0)


class Heard(NamedTuple):
    address: int
    seq: int
    button: int


class Hall:
    """Units on one line, and what goes wrong on it; a step is one millisecond."""

    def __init__(self, *addresses: int, is_shared: bool = True, damage: float = 0.0) -> None:
        self.now = 0
        self.line = Line(addresses, is_shared=is_shared, now=0)
        self.is_shared, self.damage = is_shared, damage
        self.units: dict[int, Unit] = {}
        self.closed = dict.fromkeys(addresses, 0)
        self.heard: list[Heard] = []
        self.is_inbox_full = False
        self.spoken: list[int] = []
        self.chance = random.Random(3)
        self._boots = 0
        for one in addresses:
            self.plug_in(one)

    def plug_in(self, address: int, cause: int = 0, version: tuple[int, int] = (1, 0)) -> None:
        """Give a unit power; it is another boot than the last."""
        self._boots += 1
        self.units[address] = Unit(
            address, is_shared=self.is_shared, boot=self._boots, cause=cause, version=version
        )

    def unplug(self, address: int) -> None:
        del self.units[address]

    def wait(self, span: int) -> None:
        for _ in range(span):
            self.now += 1
            self._step()

    def until_met(self) -> None:
        for _ in range(20):
            self.wait(50)
            if all(one.is_here for one in self.line.units.values()):
                return
        raise AssertionError("somebody was never met")

    def press(self, address: int, button: int) -> None:
        self.closed[address] |= 1 << button
        self.wait(40)
        self.closed[address] &= ~(1 << button)
        self.wait(40)

    def _step(self) -> None:
        said = self.line.turn(self.now)
        self.spoken += [one.kind for one in Decoder().feed(said)]
        said = self._damaged(said)
        for address, unit in list(self.units.items()):
            unit.step(self.now, self.closed[address])
            unit.hear(said)
            self._hear(self._damaged(unit.take()))

    def _hear(self, data: bytes) -> None:
        for taken in self.line.hear(data, self.now):
            if not self.is_inbox_full:
                self.heard.append(Heard(taken.address, taken.press.seq, taken.press.button))
                self.line.took(taken, self.now)

    def _damaged(self, data: bytes) -> bytes:
        return bytes(
            one ^ self.chance.randrange(1, 256) if self.chance.random() < self.damage else one
            for one in data
        )


def test_a_unit_is_met_shown_and_heard() -> None:
    hall = Hall(3, is_shared=False)
    hall.line.show(3, SCREEN, hall.now)
    assert hall.line.health(3) == Health("unknown")
    hall.until_met()
    hall.wait(5)
    assert hall.units[3].digits() == b"1012"
    assert hall.line.health(3) == Health("ready")
    hall.press(3, 2)
    assert hall.heard == [Heard(3, 1, 2)]


def test_a_quiet_unit_on_its_own_cable_costs_two_questions_a_second() -> None:
    hall = Hall(1, is_shared=False)
    hall.until_met()
    hall.spoken.clear()
    hall.wait(10 * POLL_OWN_MS)
    assert hall.spoken == [POLL] * 10


def test_on_a_shared_line_each_has_its_turn() -> None:
    hall = Hall(1, 2, 3)
    hall.until_met()
    for round_ in range(5):
        for address in (1, 2, 3):
            hall.press(address, (round_ + address) % 4)
        hall.wait(250)
    assert [one.address for one in hall.heard] == [1, 2, 3] * 5
    assert [one.seq for one in hall.heard] == [seq for seq in range(1, 6) for _ in range(3)]


def test_what_is_shown_is_said_once_and_again_after_a_restart() -> None:
    hall = Hall(3)
    hall.until_met()
    hall.line.show(3, SCREEN, hall.now)
    hall.wait(500)
    assert hall.spoken.count(SHOW) == 2, "nothing, when it was met; and 1012"
    hall.plug_in(3)
    hall.wait(100)
    assert hall.units[3].digits() == b"1012"
    assert hall.spoken.count(SHOW) == 3


def test_a_unit_that_was_unplugged_is_said_to_be_silent_and_comes_back() -> None:
    hall = Hall(3)
    hall.until_met()
    hall.unplug(3)
    hall.wait(SILENT_MS - 200)
    assert hall.line.health(3).state == "ready"
    hall.wait(400)
    assert hall.line.health(3) == Health(
        "silent", "unit 3 does not answer; check its cable, its power and its address"
    )
    hall.plug_in(3, cause=WATCHDOG)
    hall.wait(SEEK_MS + ANSWER_MS)
    assert hall.line.health(3) == Health("ready", "its watchdog has started it again")


def test_a_unit_that_was_never_there_is_told_and_does_not_slow_the_others() -> None:
    hall = Hall(1, 2)
    hall.unplug(2)
    hall.wait(SILENT_MS + QUICK_TRIES * ANSWER_MS)
    assert hall.line.health(2).state == "silent"
    begun = len(hall.spoken)
    hall.wait(5_000)
    assert len(hall.spoken) - begun > 5_000 / 40, "unit 1 is still asked all the time"


def test_a_press_is_not_lost_with_its_acknowledgement_and_not_taken_twice() -> None:
    hall = Hall(3)
    hall.until_met()
    hall.press(3, 0)
    assert hall.heard == [Heard(3, 1, 0)]
    wire = encode(Frame(3, PRESS, 9, pack(PRESS, Press(1, 1, 0, 0, 41, 77))))
    for _ in range(3):
        assert hall.line.hear(wire, hall.now) == []
    hall.wait(100)
    hall.press(3, 1)
    assert hall.heard == [Heard(3, 1, 0), Heard(3, 2, 1)]


def test_a_recording_of_another_day_rates_nobody() -> None:
    """A press of a former boot is not believed; the unit is asked who it is, and goes on."""
    hall = Hall(3)
    hall.until_met()
    hall.press(3, 0)
    old = encode(Frame(3, PRESS, 0, pack(PRESS, Press(1, 2, 3, 0, 41, 10))))
    hall.plug_in(3)
    hall.wait(100)
    assert hall.line.hear(old, hall.now) == []
    hall.wait(100)
    assert hall.line.health(3).state == "ready"
    hall.press(3, 1)
    assert [one.button for one in hall.heard] == [0, 1]


def test_a_full_inbox_leaves_the_press_with_the_unit() -> None:
    hall = Hall(3)
    hall.until_met()
    hall.is_inbox_full = True
    hall.press(3, 0)
    hall.wait(1_000)
    assert hall.heard == []
    hall.is_inbox_full = False
    hall.wait(100)
    assert hall.heard == [Heard(3, 1, 0)]


def test_a_bridge_that_restarts_takes_what_waits_and_begins_its_own_count() -> None:
    hall = Hall(3)
    hall.until_met()
    hall.press(3, 0)
    hall.is_inbox_full = True
    hall.press(3, 1)
    hall.line, hall.is_inbox_full = Line([3], is_shared=True, now=hall.now), False
    hall.until_met()
    hall.wait(100)
    assert hall.heard == [Heard(3, 1, 0), Heard(3, 2, 1)]


def test_a_line_that_was_lost_is_met_anew_and_takes_no_press_again() -> None:
    hall = Hall(3)
    hall.until_met()
    hall.press(3, 0)
    hall.line.lost()
    assert hall.line.health(3).state == "silent"
    hall.line.opened(hall.now)
    assert hall.line.health(3) == Health("unknown")
    hall.wait(100)
    assert hall.line.health(3) == Health("ready")
    assert hall.heard == [Heard(3, 1, 0)]


def test_everything_is_put_out_with_one_word() -> None:
    hall = Hall(1, 2)
    for one in (1, 2):
        hall.line.show(one, SCREEN, hall.now)
    hall.until_met()
    hall.wait(100)
    for unit in hall.units.values():
        assert unit.digits() == b"1012"
        unit.hear(hall.line.farewell())
        assert (unit.digits(), unit.lamps()) == (b"    ", [0, 0, 0, 0])


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (
            (0, 9),
            "firmware 0.9 is older than this bridge's 1.0; flash it when the office is closed",
        ),
        (
            (1, 4),
            "firmware 1.4 is newer than this bridge's 1.0; flash it when the office is closed",
        ),
    ],
)
def test_another_firmware_works_and_is_told(version: tuple[int, int], told: str) -> None:
    hall = Hall(3)
    hall.plug_in(3, version=version)
    hall.until_met()
    assert hall.line.health(3) == Health("ready", told)
    hall.press(3, 0)
    assert hall.heard == [Heard(3, 1, 0)]


def answered(line: Line, kind: int, said: tuple[object, ...], now: int) -> None:
    """Let a unit say something, whatever the firmware here would say."""
    [asked] = Decoder().feed(line.turn(now))
    line.hear(encode(Frame(3, kind, asked.seq, pack(kind, said))), now + 1)


@pytest.mark.parametrize(
    ("hello", "alive", "told"),
    [
        (
            Hello(1, 0, 5, 0, 7, 1),
            Alive(0, 0, 0, 0),
            Health("ready", "its number board does not answer; check the four wires"),
        ),
        (
            Hello(1, 0, 7, 0, 7, 1),
            Alive(0, 0, 2, 0),
            Health("ready", "2 presses were lost; it could not get rid of them in time"),
        ),
        (
            Hello(1, 0, 7, 0, 7, 1),
            Alive(TESTS, 0, 0, 0),
            Health("testing", "its presses are not counted"),
        ),
        (
            Hello(1, 0, 7, 0, 7, 1),
            Alive(0, 0b00100001, 0, 0),
            Health(
                "stuck",
                "rating button 1 and the key 'recall' held down for more than 10 s;"
                " see what jams it",
            ),
        ),
    ],
)
def test_what_a_unit_notices_in_itself_is_told(hello: Hello, alive: Alive, told: Health) -> None:
    line = Line([3], is_shared=False, now=0)
    answered(line, HELLO, hello, 0)
    answered(line, ALIVE, alive, 10)
    assert line.health(3) == told
    assert button_name(3) == "rating button 4"


def test_who_answers_in_a_silent_unit_s_place_is_told() -> None:
    line = Line([3], is_shared=False, now=0)
    line.hear(encode(Frame(5, HELLO, 0, pack(HELLO, Hello(1, 0, 7, 0, 7, 1)))), 0)
    for now in range(0, SILENT_MS + 200, 10):
        line.turn(now)
    silent = "unit 3 does not answer; check its cable, its power and its address"
    assert line.health(3).detail == (
        silent + "; address 5 answers there, which this bridge does not know"
    )
    line._decoder.foreign = 1
    assert line.health(3).detail == (
        silent + "; what answers there speaks another version of the protocol, flash it"
    )


def test_a_late_answer_is_not_taken_for_the_answer_to_the_present_question() -> None:
    line = Line([3], is_shared=True, now=0)
    answered(line, HELLO, Hello(1, 0, 7, 0, 7, 1), 0)
    line.show(3, SCREEN, 10)
    [shown] = Decoder().feed(line.turn(10))
    assert shown.kind == SHOW
    late = encode(Frame(3, ALIVE, shown.seq - 1, pack(ALIVE, Alive(0, 0, 0, 0))))
    line.hear(late, 11)
    assert line.turn(12) == b"", "its own answer is still awaited"
    again = Decoder().feed(line.turn(10 + ANSWER_MS))
    assert [one.kind for one in again] == [POLL]
    line.hear(encode(Frame(3, ALIVE, again[0].seq, b"")), 80)
    assert [one.kind for one in Decoder().feed(line.turn(90))] == [SHOW], (
        "and then it is said again"
    )
    assert NOTHING != SCREEN


@given(
    st.floats(0, 0.02),
    st.lists(st.tuples(st.sampled_from((1, 2)), st.integers(0, 7)), max_size=12),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_on_a_bad_line_each_press_arrives_once_and_in_order(
    damage: float, fingers: list[tuple[int, int]], is_shared: bool, chance: random.Random
) -> None:
    addresses = (1, 2) if is_shared else (1,)
    hall = Hall(*addresses, is_shared=is_shared)
    hall.until_met()
    hall.damage, hall.chance = damage, chance
    pressed: dict[int, list[int]] = {1: [], 2: []}
    for address, button in fingers:
        if address in addresses:
            hall.press(address, button)
            pressed[address].append(button)
            hall.wait(300)
    hall.damage = 0.0
    hall.wait(4_000)
    for address in addresses:
        assert [one.button for one in hall.heard if one.address == address] == pressed[address]
        assert hall.line.health(address) == Health("ready")


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_bytes_make_the_bridge_s_side_fail(pieces: list[bytes]) -> None:
    line = Line([1, 2], is_shared=True, now=0)
    for now, piece in enumerate(pieces):
        line.turn(now)
        assert line.hear(piece, now) == []


FRAMES = st.builds(
    Frame,
    st.sampled_from((1, 2, 9)),
    st.sampled_from((HELLO, ALIVE, PRESS, POLL, 0x84)),
    st.integers(0, 255),
    st.binary(max_size=32),
)


@given(st.lists(FRAMES, max_size=20))
def test_no_frames_make_either_side_fail(frames: list[Frame]) -> None:
    line = Line([1, 2], is_shared=True, now=0)
    unit = Unit(1, is_shared=False, boot=1)
    for now, frame in enumerate(frames):
        line.turn(now)
        for taken in line.hear(encode(frame), now):
            line.took(taken, now)
        unit.step(now, 0)
        unit.hear(encode(frame))
        assert len(unit.take()) < 200
    assert line.health(1).state in {"unknown", "ready", "testing", "stuck"}


def test_a_press_that_is_heard_twice_in_one_reading_is_one_press() -> None:
    hall = Hall(1, is_shared=False)
    hall.until_met()
    said = [
        encode(
            Frame(
                1,
                PRESS,
                0,
                pack(PRESS, Press(1, seq=7, button=4, invitation=0, age_ms=age, flags=0)),
            )
        )
        for age in (0, 60)
    ]
    # The bridge's computer was late, and found what the unit had said and said again.
    hall._hear(b"".join(said))
    assert hall.heard == [Heard(1, 7, 4)]
