"""Fingers on the lines of a real GPIO chip: each press is told once, whichever library reads it."""

import pytest
from kernel.modules import until
from kernel.raspberry import raspberry_pi
from kernel.simulated_chip import Finger
from periphery import GPIO

from hardware.attendant import Attendant
from hardware.inputs import ButtonHeld, HandsFault, ServicePressed
from hardware.lines import LineContacts
from hardware.panel import Panel, PanelLamp, Wired
from mot_cua.clock import SystemClock

pytestmark = pytest.mark.kernel

CLOCK = SystemClock()
HT, CT, LAMP = 17, 27, 22
WIRED = (
    Wired("service:HT", HT, "kiosk.0.button.0.pin", LAMP, "kiosk.0.button.0.lamp_pin"),
    Wired("service:CT", CT, "kiosk.0.button.1.pin"),
)
BETWEEN_MS = 600
"""From one press to the next; after 400 ms a button hears again."""


def by_gpiozero(chip):
    # Not above: imported, lgpio leaves a FIFO where it is, and this file is also read by the host.
    from hardware.gpio import GpioContacts  # noqa: PLC0415

    assert chip.number == 0, "gpiozero takes the first chip"
    return GpioContacts(WIRED, key="kiosk.0.buttons.kind", clock=CLOCK)


def by_periphery(chip):
    return LineContacts(WIRED, chip=chip.path, clock=CLOCK)


class Kiosk:
    """A panel with a thread of its own, and what it posted."""

    def __init__(self, contacts):
        self.posted = []
        self.panel = Panel(contacts, clock=CLOCK, post=self._post)
        self._attendant = Attendant(self.panel, clock=CLOCK, post=self._post)

    def _post(self, item):
        self.posted.append(item)
        return True

    def told(self, count):
        """Return what was posted: so much, and nothing more for a while."""
        until(lambda: len(self.posted) >= count, f"{count} messages in {self.posted}")
        Finger.rest(1_000)
        return self.posted

    def close(self):
        self._attendant.close()


@pytest.fixture(params=[by_gpiozero, by_periphery])
def kiosk(chip, request):
    with raspberry_pi():
        kiosk = Kiosk(request.param(chip))
        until(lambda: chip.is_high(HT) and chip.is_high(CT), "the pull-ups of both buttons")
        Finger.rest(200)
        yield kiosk
        kiosk.close()


@pytest.fixture
def finger(chip):
    return Finger(chip)


def test_twelve_presses_that_bounce_are_twelve_tickets(kiosk, finger):
    for line in (HT, CT) * 6:
        finger.press(line, held_ms=120)
        finger.rest(BETWEEN_MS)
    assert kiosk.told(12) == [ServicePressed("HT"), ServicePressed("CT")] * 6


def test_no_tap_of_thirty_milliseconds_is_lost(kiosk, finger):
    for _ in range(12):
        finger.press(HT, held_ms=30)
        finger.rest(BETWEEN_MS)
    assert kiosk.told(12) == [ServicePressed("HT")] * 12


def test_sparks_on_the_cable_press_nothing(kiosk, finger):
    for line in (HT, CT) * 10:
        finger.spark(line)
        finger.rest(50)
    assert kiosk.told(0) == []
    assert kiosk.panel.glitches == 20
    finger.press(CT, held_ms=120)
    assert kiosk.told(1) == [ServicePressed("CT")]


def test_a_palm_on_two_buttons_presses_neither(kiosk, finger, chip):
    for line in (HT, CT):
        chip.push(line)
    finger.rest(200)
    for line in (HT, CT):
        chip.let_go(line)
    assert kiosk.told(0) == []


def test_a_button_that_is_held_is_pressed_and_asks_what_it_is(kiosk, finger):
    finger.press(HT, held_ms=1_300)
    assert kiosk.told(2) == [ServicePressed("HT"), ButtonHeld("service:HT")]


def test_a_lamp_shines_while_it_is_wanted(kiosk, chip):
    assert not chip.is_high(LAMP)
    lamp = PanelLamp(kiosk.panel, "service:HT")
    lamp.set(is_lit=True)
    until(lambda: chip.is_high(LAMP), "light")
    kiosk.close()
    assert not chip.is_high(LAMP)


HELD = {
    by_gpiozero: f"GPIO {CT} ('GPIO busy'): another program or an overlay holds it, or there is no"
    " such pin; see gpioinfo",
    by_periphery: f"the line {CT} of /dev/gpiochip0 (Device or resource busy): another program or"
    " an overlay holds it; end that one, or wire another",
}


@pytest.mark.parametrize("contacts", HELD)
def test_a_line_that_another_program_holds_is_told_and_taken_when_it_is_free(
    chip, finger, contacts
):
    other = GPIO(chip.path, CT, "in")
    with raspberry_pi():
        kiosk = Kiosk(contacts(chip))
        finger.rest(1_000)  # it is tried again, and fails again
        other.close()
        until(lambda: len(kiosk.posted) == 2, "the end of the fault")
        finger.rest(200)
        finger.press(CT, held_ms=120)
        assert kiosk.told(3) == [
            HandsFault("buttons", "gone", f"kiosk.0.button.1.pin: cannot use {HELD[contacts]}"),
            HandsFault("buttons", "ok"),
            ServicePressed("CT"),
        ]
        kiosk.close()


def test_a_line_can_be_wired_by_the_name_that_the_board_gives_it(chip, finger):
    wired = (Wired("service:CT", "BTN_CT", "kiosk.0.button.1.pin"),)
    kiosk = Kiosk(LineContacts(wired, chip=chip.path, clock=CLOCK))
    until(lambda: chip.is_high(4), "the pull-up")
    finger.rest(200)
    finger.press(4, held_ms=120)
    assert kiosk.told(1) == [ServicePressed("CT")]
    kiosk.close()
