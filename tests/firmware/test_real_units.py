"""The firmware on MicroPython, a bridge with pyserial, and a line with physics between them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from firmware.conftest import Hall, eventually

from firmware_bridge.firmware.unit import MOST_PRESSES
from hardware.inputs import RatingTouched, UnitChanged
from mot_cua.clock import SystemClock

MakeHall = Callable[..., Hall]


def test_a_number_an_invitation_and_a_press_go_all_the_way(hall: Hall) -> None:
    [pico], unit = hall.picos.values(), hall.line.units[1]
    unit.show_number("1012")
    eventually(lambda: pico.digits == "1012")
    unit.show_number("")
    unit.invite("1012", "")
    eventually(lambda: min(pico.lamps) > 0 and pico.digits == "1012")
    before = SystemClock().monotonic_ms()
    pico.press(1)
    eventually(lambda: hall.ratings() == ["satisfied"])
    [touched] = [one for one in hall.posted if isinstance(one, RatingTouched)]
    assert touched.invited == "1012"
    assert before <= touched.pressed <= SystemClock().monotonic_ms()
    unit.invite("1012", "satisfied")
    eventually(lambda: pico.lamps == [0, 100, 0, 0])
    unit.invite("", "")
    eventually(lambda: pico.lamps == [0, 0, 0, 0] and pico.digits == "    ")


def test_every_button_and_every_key_is_the_one_on_the_panel(hall: Hall) -> None:
    [pico] = hall.picos.values()
    for button in range(8):
        pico.press(button)
    eventually(lambda: len(hall.ratings()) == len(hall.keys()) == 4)
    assert hall.ratings() == ["very-satisfied", "satisfied", "neutral", "dissatisfied"]
    assert hall.keys() == ["next", "recall", "no-show", "finish"]


def test_bad_contacts_make_one_press_each(hall: Hall) -> None:
    [pico] = hall.picos.values()
    for button in (0, 1, 2):
        pico.bounce(button)
    pico.press("next")
    eventually(lambda: hall.keys() == ["next"])
    assert hall.ratings() == ["very-satisfied", "satisfied", "neutral"]


def test_one_byte_in_a_thousand_is_damaged_and_no_press_is_lost_or_doubled(bus: Hall) -> None:
    bus.wire.noise = 1e-3
    wanted: list[str] = []
    for action in ("next", "recall", "no-show", "finish") * 3:
        for pico in bus.picos.values():
            pico.press(action)
        wanted.append(action)
    eventually(lambda: all(len(bus.keys(one)) >= len(wanted) for one in bus.picos))
    bus.wire.noise = 0.0
    assert bus.keys(1) == bus.keys(2) == wanted


def test_a_cable_that_is_pulled_and_put_back_is_met_anew(hall: Hall) -> None:
    [pico], unit = hall.picos.values(), hall.line.units[1]
    unit.show_number("1012")
    eventually(lambda: pico.digits == "1012")
    hall.wire.unplug()
    eventually(lambda: hall.state(1) == "unplugged")
    [gone] = hall.changes(1)[1:]
    assert gone.detail.startswith(f"{hall.wire.path}: cannot read: ")
    assert gone.detail.endswith("; check the plug, and that no other program holds it")
    unit.show_number("1013")
    pico.press("next")
    hall.wire.plug_in()
    eventually(lambda: hall.state(1) == "ready")
    eventually(lambda: pico.digits == "1013")
    eventually(lambda: hall.keys() == ["next"])
    assert hall.changes(1)[-1] == UnitChanged(1, "ready", "")


def test_a_port_that_is_not_there_at_the_start_is_told_and_found_later(make_hall: MakeHall) -> None:
    hall = make_hall()
    hall.line.close()
    hall.wire.unplug()
    hall.posted.clear()
    hall.line = hall.start_bridge()
    eventually(lambda: hall.state(1) == "unplugged")
    assert "cannot open the port" in hall.changes(1)[0].detail
    hall.wire.plug_in()
    hall.until_ready()


def test_two_units_on_one_line_never_talk_at_once(bus: Hall) -> None:
    for pico in bus.picos.values():
        pico.hold(0)
    eventually(lambda: bus.ratings(1) == bus.ratings(2) == ["very-satisfied"])
    bus.line.units[1].show_number("1001")
    bus.line.units[2].show_number("2002")
    eventually(lambda: [one.digits for one in bus.picos.values()] == ["1001", "2002"])
    assert bus.line._line.damaged <= 2 * bus.wire.collisions


def test_a_unit_that_loses_its_power_in_mid_frame_harms_nobody(bus: Hall) -> None:
    first, second = bus.picos.values()
    bus.line.units[1].show_number("1012")
    for _ in range(4):
        first.reset()
        second.press("recall")
        second.rest()
    eventually(lambda: bus.keys(2) == ["recall"] * 4)
    eventually(lambda: first.digits == "1012" and bus.state(1) == "ready")


def test_a_unit_without_power_is_silent_and_the_other_works(bus: Hall) -> None:
    first, second = bus.picos.values()
    first.power_off()
    eventually(lambda: bus.state(1) == "silent")
    second.press("next")
    eventually(lambda: bus.keys(2) == ["next"])
    assert bus.state(2) == "ready"
    first.power_on()
    eventually(lambda: bus.state(1) == "ready")


def test_a_thing_on_the_port_that_only_babbles_is_silent_to_us(hall: Hall) -> None:
    [pico] = hall.picos.values()
    pico.power_off()
    babble = random.Random(5)
    while hall.state(1) != "silent":
        hall.wire.inject(babble.randbytes(200))
    assert hall.ratings() == hall.keys() == []
    pico.power_on()
    eventually(lambda: hall.state(1) == "ready")


def test_a_rating_is_told_once_and_kept_by_the_unit_until_it_is_on_the_disk(hall: Hall) -> None:
    [pico] = hall.picos.values()
    hall.is_disk_slow = True
    pico.press(1)
    eventually(lambda: hall.ratings() == ["satisfied"])
    for _ in range(3):
        pico.rest()
    assert hall.ratings() == ["satisfied"], "it is repeated on the line, and posted once"
    # The bridge dies before its commit: the next one hears of the press.
    hall.line.close()
    hall.posted.clear()
    hall.is_disk_slow = False
    hall.line = hall.start_bridge()
    eventually(lambda: hall.ratings() == ["satisfied"])
    pico.press(0)
    eventually(lambda: hall.ratings() == ["satisfied", "very-satisfied"])


def test_a_rating_that_could_not_be_kept_is_told_again(hall: Hall) -> None:
    [pico] = hall.picos.values()
    hall.is_disk_slow = True
    pico.press(2)
    eventually(hall.ratings)
    [first] = [one for one in hall.posted if isinstance(one, RatingTouched)]
    assert first.settle is not None
    hall.is_disk_slow = False
    first.settle(False)
    eventually(lambda: hall.ratings() == ["neutral", "neutral"])


def test_a_full_inbox_loses_no_press(hall: Hall) -> None:
    [pico] = hall.picos.values()
    hall.is_inbox_full = True
    for action in ("next", "recall", "finish"):
        pico.press(action)
    pico.rest()
    hall.is_inbox_full = False
    eventually(lambda: hall.keys() == ["next", "recall", "finish"])
    assert MOST_PRESSES >= 3


def test_a_key_that_comes_late_is_refused_and_a_rating_keeps_its_moment(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    [pico], unit = hall.picos.values(), hall.line.units[1]
    unit.invite("1012", "")
    eventually(lambda: min(pico.lamps) > 0)
    hall.is_inbox_full = True
    pico.press(0)
    pressed_before = SystemClock().monotonic_ms()
    pico.press("next")
    unit.invite("1013", "")
    for _ in range(12):
        pico.rest()
    hall.is_inbox_full = False
    eventually(hall.ratings)
    [touched] = [one for one in hall.posted if isinstance(one, RatingTouched)]
    assert touched.pressed < pressed_before
    assert touched.invited == "1012", (
        "it names the invitation that it answered, not the present one"
    )
    eventually(lambda: "ms late, refused" in caplog.text)
    assert hall.keys() == []


def test_older_firmware_works_as_far_as_it_can_and_is_told(make_hall: MakeHall) -> None:
    start = (
        "from firmware_bridge.firmware import main, unit\n"
        "class Old(unit.Unit):\n"
        "    def __init__(self, *args, **kwargs):\n"
        "        super().__init__(*args, version=(0, 9), **kwargs)\n"
        "main.Unit = Old\n"
        "main.main()\n"
    )
    hall = make_hall(start=start)
    hall.until_ready()
    assert hall.changes(1)[-1].detail == (
        "firmware 0.9 is older than this bridge's 1.0; flash it when the office is closed"
    )
    hall.picos[1].press("next")
    eventually(lambda: hall.keys() == ["next"])


def test_the_watchdog_and_a_missing_number_board_are_told(make_hall: MakeHall) -> None:
    hall = make_hall(cause=3, has_digits=False)
    hall.until_ready()
    assert hall.changes(1)[-1].detail == (
        "its watchdog has started it again; its number board does not answer; check the four wires"
    )


def test_a_unit_started_with_both_outer_keys_leaves_the_line_to_the_technician(
    make_hall: MakeHall,
) -> None:
    hall = make_hall()
    hall.until_ready()
    pico = hall.picos[1]
    pico.power_off()
    pico.power_on(closed=(4, 7))
    assert pico.exit_code() == 0
    pico.power_off()
    pico.power_on(closed=(4,))
    eventually(lambda: hall.state(1) == "ready")
    assert pico.is_running


def test_closing_the_bridge_puts_every_unit_out(bus: Hall) -> None:
    for unit in bus.line.units.values():
        unit.show_number("1012")
    eventually(lambda: {one.digits for one in bus.picos.values()} == {"1012"})
    bus.line.close()
    eventually(lambda: {one.digits for one in bus.picos.values()} == {"    "})


def test_a_unit_that_nobody_talks_to_forgets_its_number(hall: Hall) -> None:
    [pico], unit = hall.picos.values(), hall.line.units[1]
    unit.show_number("1012")
    eventually(lambda: pico.digits == "1012")
    hall.wire.unplug()
    eventually(lambda: pico.digits == " -- ")
