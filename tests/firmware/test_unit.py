"""The unit's mind, millisecond by millisecond: contacts and frames in, lights and frames out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.firmware.buttons import (
    HELD,
    LOCKED_MS,
    PRESSED,
    STABLE_MS,
    STUCK_MS,
    Button,
)
from firmware_bridge.firmware.unit import (
    ALONE_MS,
    BREATH_MS,
    CHIME_MS,
    CLICK_MS,
    MOST_PRESSES,
    SAY_AGAIN_MS,
    TURN_MS,
    Unit,
)
from firmware_bridge.frames import EVERYBODY, Decoder, Frame, encode
from firmware_bridge.sayings import (
    ALIVE,
    BREATHING,
    CHIMES,
    HEARING,
    HELLO,
    POLL,
    PRESS,
    SHOW,
    STEADY,
    TESTS,
    Alive,
    Hello,
    Poll,
    Press,
    Screen,
    alive_of,
    hello_of,
    pack,
    press_of,
)

BOOT = 0xB007
RECALL, FINISH = 5, 7


class Desk:
    """A unit, fingers, and a bridge that speaks when told; a step is one millisecond."""

    def __init__(self, *, is_shared: bool = False, address: int = 3) -> None:
        self.unit = Unit(address, is_shared=is_shared, boot=BOOT)
        self.address, self.now, self.closed = address, 0, 0
        self.seq = 0
        self.said: list[Frame] = []
        self._ear = Decoder()

    def wait(self, span: int) -> None:
        for _ in range(span):
            self.now += 1
            self.unit.step(self.now, self.closed)
            self.said += self._ear.feed(self.unit.take())

    def hold(self, *buttons: int) -> None:
        for one in buttons:
            self.closed |= 1 << one

    def free(self, *buttons: int) -> None:
        for one in buttons:
            self.closed &= ~(1 << one)

    def press(self, *buttons: int) -> None:
        self.hold(*buttons)
        self.wait(2 * STABLE_MS)
        self.free(*buttons)
        self.wait(2 * STABLE_MS)

    def tell(self, kind: int, said: tuple[Any, ...], address: int | None = None) -> list[Frame]:
        """Say something to it, and return what it answers at once."""
        self.seq += 1
        address = self.address if address is None else address
        self.unit.hear(encode(Frame(address, kind, self.seq, pack(kind, said))))
        answers = self._ear.feed(self.unit.take())
        self.said += answers
        return answers

    def poll(self, seq: int = 0, boot: int = BOOT) -> Frame:
        [answer] = self.tell(POLL, Poll(boot, seq))
        assert (answer.address, answer.seq) == (self.address, self.seq)
        return answer

    def show(self, text: bytes = b"1012", rated: bytes = b"    ", **fields: int) -> list[Frame]:
        shown = {"lamps": 0, "lighting": 0, "invitation": 1, "flags": 0} | fields
        return self.tell(SHOW, Screen(text=text, rated=rated, **shown))

    def presses(self) -> list[Press]:
        return [press_of(one.payload) for one in self.said if one.kind == PRESS]


@pytest.fixture
def desk() -> Desk:
    """A unit on its own cable, with a bridge that has just shown 1012."""
    desk = Desk()
    desk.wait(50)
    desk.show()
    desk.said.clear()
    return desk


@pytest.fixture
def bus() -> Desk:
    """A unit on a shared line, likewise."""
    desk = Desk(is_shared=True)
    desk.wait(50)
    desk.show()
    desk.said.clear()
    return desk


def closings(button: Button, contact: str, *, ms: int = 1) -> list[int]:
    """Return the moments of the presses; a letter is so many ms, `#` a closed contact."""
    found, now = [], 0
    for one in contact:
        for _ in range(ms):
            now += 1
            if button.sample(now, is_closed=one == "#"):
                found.append(now)
    return found


def test_a_press_is_a_contact_that_stays_closed() -> None:
    assert closings(Button(), "." * 30 + "#" * 30) == [31 + STABLE_MS]


def test_chatter_makes_one_press_and_interference_none() -> None:
    free, chatter, held = "." * 30, "#.##.#..#.", "#" * 60
    assert len(closings(Button(), free + chatter + held + chatter + free)) == 1
    assert closings(Button(), (free + "#" * (STABLE_MS - 1)) * 20) == []


def test_a_patient_button_is_pressed_when_it_is_let_go_and_held_after_a_second() -> None:
    button = Button()
    told = [button.sample(now, is_closed=False, is_patient=True) for now in range(30)]
    told += [button.sample(now, is_closed=True, is_patient=True) for now in range(30, 330)]
    assert not any(told)
    told = [button.sample(now, is_closed=False, is_patient=True) for now in range(330, 400)]
    assert [(one, now) for now, one in enumerate(told, 330) if one] == [(PRESSED, 355)]
    assert button.pressed_at == 30
    told = [button.sample(now, is_closed=True, is_patient=True) for now in range(1000, 4000)]
    told += [button.sample(now, is_closed=False, is_patient=True) for now in range(4000, 4100)]
    assert [(one, now) for now, one in enumerate(told, 1000) if one] == [(HELD, 2000)]


def test_a_press_happened_when_the_contact_began_to_stay_closed() -> None:
    button = Button()
    closings(button, "." * 30 + "##.#." + "#" * 40)
    assert button.pressed_at == 36


def test_a_second_press_too_soon_is_the_same_finger() -> None:
    press = "#" * 30 + "." * 30
    assert len(closings(Button(), "." * 30 + press * 3)) == 1
    assert len(closings(Button(), "." * 30 + press + "." * LOCKED_MS + press)) == 2


def test_a_button_that_is_down_at_power_up_was_not_pressed() -> None:
    assert closings(Button(), "#" * 500 + "." * 30 + "#" * 30) == [531 + STABLE_MS]


@given(st.lists(st.integers(1, 400), max_size=40))
def test_no_contact_however_bad_presses_more_often_than_a_finger_can(spans: list[int]) -> None:
    """Spans of open and closed in turn, in milliseconds."""
    contact = "".join("#.#."[place % 2] * span for place, span in enumerate(spans, start=1))
    button = Button()
    presses = closings(button, contact)
    assert all(other - one >= LOCKED_MS for one, other in pairwise(presses))
    for at in presses:
        assert set(contact[at - STABLE_MS - 1 : at]) == {"#"}


def test_without_a_bridge_it_shows_two_dashes_and_takes_no_press() -> None:
    desk = Desk()
    desk.wait(100)
    assert (desk.unit.digits(), desk.unit.lamps()) == (b" -- ", [0, 0, 0, 0])
    desk.press(0)
    assert not desk.unit.is_sounding()
    desk.show()
    desk.wait(SAY_AGAIN_MS)
    assert desk.presses() == []


def test_a_bridge_that_falls_silent_leaves_no_old_number(desk: Desk) -> None:
    desk.show(lamps=0b1111, lighting=STEADY)
    desk.wait(ALONE_MS - 10)
    assert (desk.unit.digits(), desk.unit.lamps()) == (b"1012", [100] * 4)
    desk.wait(20)
    assert (desk.unit.digits(), desk.unit.lamps()) == (b" -- ", [0] * 4)
    desk.poll()
    assert desk.unit.digits() == b"    ", "what it showed is forgotten, not shown again"


def test_it_says_who_it_is_every_second_until_a_bridge_speaks() -> None:
    desk = Desk()
    desk.wait(3_100)
    assert [one.kind for one in desk.said] == [HELLO] * 3
    assert hello_of(desk.said[0].payload) == Hello(1, 0, 7, 0, BOOT, 1)
    desk.poll()
    desk.said.clear()
    desk.wait(3_000)
    assert desk.said == []


def test_where_somebody_speaks_a_held_rating_button_asks_and_rates_nothing(desk: Desk) -> None:
    desk.poll()
    desk.tell(SHOW, Screen(b"1012", 15, 2, 41, b"1012", HEARING))
    desk.hold(1)
    desk.wait(1_500)
    desk.free(1)
    desk.wait(100)
    desk.press(5)
    told = {(one.seq, one.button, one.flags) for one in desk.presses()}
    assert told == {(1, 1, HEARING)}, "the key waits its turn behind it"
    desk.poll(seq=1)
    desk.wait(300)
    assert (2, 5, 0) in {(one.seq, one.button, one.flags) for one in desk.presses()}


def test_on_a_shared_line_it_speaks_only_when_spoken_to(bus: Desk) -> None:
    bus.press(1)
    bus.wait(6_000)
    assert bus.said == []
    bus.tell(POLL, Poll(BOOT, 0), address=4)
    bus.tell(SHOW, Screen(b"----", 0, 0, 0, b"    ", 0), address=EVERYBODY)
    bus.unit.hear(encode(Frame(3, ALIVE, 1, b"")))
    assert bus.said == []
    assert bus.unit.digits() == b"----", "what is said to everybody is obeyed, and not answered"


def test_a_press_is_told_until_it_is_taken(desk: Desk) -> None:
    desk.show(invitation=41)
    desk.press(2)
    desk.wait(2 * SAY_AGAIN_MS)
    assert len(desk.presses()) >= 3
    assert {one._replace(age_ms=0) for one in desk.presses()} == {Press(BOOT, 1, 2, 0, 41, 0)}
    assert desk.poll(seq=0).kind == PRESS
    assert desk.poll(seq=1).kind == ALIVE
    desk.said.clear()
    desk.wait(1_000)
    assert desk.said == []


def test_a_press_is_first_told_at_once_and_knows_its_age(desk: Desk) -> None:
    began = desk.now
    desk.press(0)
    first = desk.presses()[0]
    assert first.age_ms == STABLE_MS
    desk.wait(1_000)
    assert began + 1 == desk.now - press_of(desk.poll().payload).age_ms


def test_presses_are_told_in_their_order_and_each_until_its_own_number(bus: Desk) -> None:
    for button in (0, FINISH, RECALL):
        bus.press(button)
    assert press_of(bus.poll(seq=0).payload)[1:3] == (1, 0)
    assert press_of(bus.poll(seq=1).payload)[1:3] == (2, FINISH)
    assert press_of(bus.poll(seq=1).payload)[1:3] == (2, FINISH)
    assert press_of(bus.poll(seq=2).payload)[1:3] == (3, RECALL)
    assert bus.poll(seq=3).kind == ALIVE


def test_a_bridge_that_knows_another_boot_is_told_hello_and_takes_nothing(bus: Desk) -> None:
    bus.press(0)
    for boot in (0, BOOT - 1):
        assert bus.poll(seq=1, boot=boot).kind == HELLO
    assert bus.poll().kind == PRESS


def test_a_press_names_what_the_lamps_stood_for_when_it_happened(bus: Desk) -> None:
    bus.show(invitation=41)
    bus.press(0)
    bus.show(invitation=42)
    assert press_of(bus.poll().payload).invitation == 41


def test_an_elbow_on_two_buttons_is_no_opinion_and_a_jammed_one_blocks_nobody(bus: Desk) -> None:
    bus.press(0, 1)
    assert bus.poll().kind == ALIVE
    bus.wait(LOCKED_MS)
    bus.hold(0)
    for _ in range(4):
        bus.wait(STUCK_MS // 4 + 20)
        bus.poll(seq=1)
    assert alive_of(bus.poll(seq=1).payload).stuck == 0b0001
    bus.press(1)
    assert press_of(bus.poll(seq=1).payload)[1:3] == (2, 1)
    bus.free(0)
    bus.wait(50)
    assert alive_of(bus.poll(seq=2).payload).stuck == 0


def test_more_presses_than_it_can_keep_are_counted_as_lost(bus: Desk) -> None:
    for round_ in range(MOST_PRESSES + 3):
        bus.press(4 + round_ % 4)
        bus.wait(LOCKED_MS)
        bus.poll(seq=0)
    for seq in range(1, MOST_PRESSES):
        assert press_of(bus.poll(seq=seq).payload).seq == seq + 1
    assert alive_of(bus.poll(seq=MOST_PRESSES).payload) == Alive(0, 0, 3, 0)


def test_numbers_of_presses_go_round_and_are_never_zero(bus: Desk) -> None:
    bus.unit._seq = 0xFFFE
    for expected in (0xFFFF, 1):
        bus.press(RECALL)
        bus.wait(LOCKED_MS)
        assert press_of(bus.poll().payload).seq == expected
        assert bus.poll(seq=expected).kind == ALIVE


def test_a_press_is_felt_at_once_and_an_invitation_is_heard_once(desk: Desk) -> None:
    desk.hold(0)
    desk.wait(STABLE_MS + 1)
    assert desk.unit.is_sounding()
    desk.wait(CLICK_MS)
    assert not desk.unit.is_sounding()
    desk.show(invitation=2, flags=CHIMES)
    assert desk.unit.is_sounding()
    desk.wait(CHIME_MS)
    desk.show(invitation=2, flags=CHIMES)
    assert not desk.unit.is_sounding(), "the same said again is no new invitation"


def test_an_invitation_breathes_and_thanks_are_one_steady_lamp(desk: Desk) -> None:
    desk.show(lamps=0b0111, lighting=BREATHING)
    seen = []
    for _ in range(BREATH_MS):
        desk.wait(1)
        seen.append(desk.unit.lamps()[0])
        assert desk.unit.lamps()[3] == 0
    assert (min(seen), max(seen)) == (10, 100)
    assert max(abs(one - other) for one, other in pairwise(seen)) <= 1
    desk.show(lamps=0b0010, lighting=STEADY)
    assert desk.unit.lamps() == [0, 100, 0, 0]


def test_a_way_of_lighting_that_only_a_newer_bridge_knows_is_steady(desk: Desk) -> None:
    desk.show(lamps=0b0001, lighting=9)
    assert desk.unit.lamps() == [100, 0, 0, 0]


def test_the_board_names_the_number_that_is_rated_beside_the_one_that_is_called(
    desk: Desk,
) -> None:
    def shown() -> set[bytes]:
        seen = set()
        for _ in range(2):
            seen.add(desk.unit.digits())
            desk.poll()
            desk.wait(TURN_MS)
        return seen

    desk.show(b"1013", rated=b"1012")
    assert shown() == {b"1013", b"1012"}
    desk.show(b"    ", rated=b"1012")
    assert shown() == {b"1012"}
    desk.show(b"1012", rated=b"1012")
    assert shown() == {b"1012"}


def test_a_test_is_marked_and_ends_by_itself_when_the_technician_leaves(bus: Desk) -> None:
    bus.show(flags=TESTS)
    bus.press(0)
    assert press_of(bus.poll().payload).flags == TESTS
    assert alive_of(bus.poll(seq=1).payload).flags == TESTS
    bus.wait(ALONE_MS)
    bus.poll(seq=1)
    bus.press(1)
    assert press_of(bus.poll(seq=1).payload).flags == 0


def test_an_order_of_a_newer_bridge_is_answered_and_a_longer_one_is_read_as_far_as_known(
    bus: Desk,
) -> None:
    bus.unit.hear(encode(Frame(3, 0x05, 77, b"what is this")))
    [answer] = Decoder().feed(bus.unit.take())
    assert (answer.kind, answer.seq) == (ALIVE, 77)
    longer = pack(SHOW, Screen(b"A012", 0, 0, 1, b"    ", 0)) + b"more to come"
    bus.unit.hear(encode(Frame(3, SHOW, 78, longer)))
    assert bus.unit.digits() == b"A012"


def test_damage_on_the_line_is_counted(bus: Desk) -> None:
    bus.unit.hear(b"\x00noise\x00noise\x00")
    assert alive_of(bus.poll().payload).bad == 2
