"""Buttons and lamps on the header of a Raspberry Pi: gpiozero itself, on its own mock pins."""

from __future__ import annotations

import os
import threading

import pytest
from gpiozero.exc import PinUnknownPi
from gpiozero.pins.mock import MockFactory, MockPWMPin
from hands_desk import Desk, NewsStand

from hardware.attendant import Attendant, Wake
from hardware.debounce import Timing
from hardware.gpio import GpioContacts, raspberry_pi
from hardware.inputs import ButtonHeld, HandsFault, KioskRatingTouched, ServicePressed
from hardware.panel import Panel, PanelLamp, Wired
from mot_cua.clock import ManualClock, SystemClock
from mot_cua.errors import DeviceError

WIRED = (
    Wired("service:HT", 5, "kiosk.0.button.0.pin", 6, "kiosk.0.button.0.lamp_pin"),
    Wired("service:CT", 13, "kiosk.0.button.1.pin"),
    Wired("rating:satisfied", 19, "kiosk.0.rating_pin.0.pin"),
)


@pytest.fixture
def pi():
    factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.reset()


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def wake():
    wake = Wake()
    yield wake
    wake.close()


class GroundedPin(MockPWMPin):
    """A pin whose button is held down: a pull-up does not lift it, as gpiozero's mock believes."""

    def _set_pull(self, value):
        super()._set_pull(value)
        self._change_state(False)


class Buttons(Desk):
    """A panel on mock pins, and a finger."""

    def __init__(self, pi, clock, wake, timing=None):
        self.pi, self.clock = pi, clock
        self.contacts = contacts_on(pi, clock)
        super().__init__(self.contacts, clock, wake, timing)

    def press(self, pin, *, held=100):
        for _ in range(3):  # the contact bounces
            self.pi.pin(pin).drive_low()
            self.clock.advance(1)
            self.pi.pin(pin).drive_high()
            self.clock.advance(1)
        self.pi.pin(pin).drive_low()
        self.after(held)
        self.pi.pin(pin).drive_high()
        return self.after(600)


@pytest.fixture
def desk(pi, clock, wake):
    desk = Buttons(pi, clock, wake)
    yield desk
    desk.panel.close()


def contacts_on(pi, clock, wired=WIRED, **options):
    return GpioContacts(
        wired, key="kiosk.0.buttons.kind", clock=clock, make_factory=lambda: pi, **options
    )


def is_seen_half_lit(lamp):
    pause = threading.Event()
    return any(0 < lamp.value < 1 or pause.wait(0.01) for _ in range(500))


def test_a_press_that_bounces_is_one_ticket(desk):
    assert desk.press(5) == [ServicePressed("HT")]


def test_a_rating_pin_tells_its_level_and_its_moment(desk):
    begun = desk.clock.monotonic_ms()
    [told] = desk.press(19)
    assert told == KioskRatingTouched("satisfied", told.pressed)
    assert begun < told.pressed < begun + 200


def test_a_button_that_is_held_asks_what_it_is(desk):
    assert desk.press(5, held=1_500) == [ServicePressed("HT"), ButtonHeld("service:HT")]


def test_where_one_holds_to_hear_nothing_is_printed_for_it(pi, clock, wake):
    desk = Buttons(pi, clock, wake, timing=Timing(holds_to_hear=True))
    assert desk.press(5, held=1_500) == [ButtonHeld("service:HT")]
    desk.panel.close()


def test_a_button_held_at_the_start_is_no_press_and_told_when_it_hangs(pi, clock, wake):
    pi.pin(5, pin_class=GroundedPin)
    desk = Buttons(pi, clock, wake)
    part = "button service:HT"
    detail = "it hangs, or something lies on it"
    assert desk.after(12_000) == [HandsFault(part, "stuck", detail)]
    pi.pin(5).drive_high()
    assert desk.after(100) == [HandsFault(part, "stuck", detail), HandsFault(part, "ok")]
    assert desk.press(5)[2:] == [ServicePressed("HT")]
    desk.panel.close()


def test_an_edge_that_the_driver_lost_is_found_by_looking(desk):
    desk.contacts._buttons["service:HT"].when_pressed = None
    desk.pi.pin(5).drive_low()
    assert desk.after(800) == [ServicePressed("HT")]


def test_a_glitch_whose_end_is_told_late_is_no_press(desk):
    told, late = desk.contacts.edges, []
    desk.contacts.edges = list  # the thread of lgpio has to wait its turn
    desk.pi.pin(5).drive_low()
    late += told()
    desk.clock.advance(8)
    desk.pi.pin(5).drive_high()
    desk.contacts.edges = late.copy  # the beginning is told, the end is not
    assert desk.after(40) == []
    desk.contacts.edges = told
    assert desk.after(1_000) == []
    assert desk.panel.glitches == 1


def test_a_motor_beside_the_cable_is_noise_and_no_press(desk):
    for _ in range(30):
        desk.pi.pin(5).drive_low()
        desk.clock.advance(2)
        desk.pi.pin(5).drive_high()
        desk.after(50)
    told = "30 contacts too short for a finger within a minute; check plugs and the cable's screen"
    assert desk.posted == [HandsFault("button cable", "noisy", told)]
    assert desk.panel.glitches == 30
    assert desk.after(61_000)[1:] == [HandsFault("button cable", "ok")]


def test_a_lamp_is_lit_by_the_panel_and_put_out_with_it(desk):
    lamp = PanelLamp(desk.panel, "service:HT")
    lamp.set(is_lit=True)
    assert desk.pi.pin(6).state == 0
    desk.panel.turn()
    assert desk.pi.pin(6).state == 1
    PanelLamp(desk.panel, "service:CT").set(is_lit=True)  # has none: nothing happens
    desk.panel.turn()
    desk.panel.close()
    assert desk.pi.pin(6).state == 0


def test_a_lamp_that_breathes_is_steady_while_its_ticket_is_printed(pi, clock, wake):
    breathing = contacts_on(pi, clock, breathes=True)
    breathing.open(wake)
    lamp = breathing._lamps["service:HT"]
    assert is_seen_half_lit(lamp)
    breathing.light("service:HT", is_lit=True)
    assert pi.pin(6).state == 1
    breathing.light("service:HT", is_lit=False)
    assert is_seen_half_lit(lamp)
    breathing.close()


def test_a_pin_that_is_held_already_is_one_sentence_with_its_key(pi, clock, wake):
    first = contacts_on(pi, clock)
    first.open(wake)
    second = contacts_on(pi, clock)
    with pytest.raises(DeviceError) as raised:
        second.open(wake)
    assert str(raised.value) == (
        "kiosk.0.button.0.pin: cannot use GPIO 5 (pin GPIO5 is already in use by"
        " <gpiozero.Button object on pin GPIO5, pull_up=True, is_active=False>): another program"
        " or an overlay holds it, or there is no such pin; see gpioinfo"
    )
    first.close()


def test_a_pin_that_the_board_does_not_have_is_one_sentence_with_its_key(pi, clock, wake):
    wrong = contacts_on(pi, clock, [Wired("service:HT", 5, "a.pin", 99, "a.lamp_pin")])
    with pytest.raises(DeviceError, match=r"^a\.lamp_pin: cannot use GPIO 99 \(.*\): another"):
        wrong.open(wake)
    right = contacts_on(pi, clock)  # the first pin was given back
    right.open(wake)
    right.close()


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            PinUnknownPi("unable to locate Pi revision"),
            "kiosk.0.buttons.kind: cannot use the GPIO of this computer (unable to locate Pi"
            " revision): it must be a Raspberry Pi, and the program's user a member of the group"
            " 'gpio'",
        ),
        (
            PermissionError(13, "Permission denied"),
            "kiosk.0.buttons.kind: cannot use the GPIO of this computer (Permission denied): this"
            " user may not; add it to the group 'gpio' and start the program again",
        ),
        (
            ImportError("No module named 'lgpio'"),
            "kiosk.0.buttons.kind: 'gpio' needs the library lgpio (No module named 'lgpio'):"
            " install python3-lgpio and make the venv with --system-site-packages, or pip install"
            " 'mot-cua[pi]'",
        ),
    ],
)
def test_a_computer_without_pins_says_what_to_do(problem, told, clock, wake):
    def refuse():
        raise problem

    contacts = GpioContacts(WIRED, key="kiosk.0.buttons.kind", clock=clock, make_factory=refuse)
    with pytest.raises(DeviceError) as raised:
        contacts.open(wake)
    assert str(raised.value) == told


def test_the_fifo_of_lgpio_goes_where_the_program_may_write(monkeypatch, tmp_path):
    monkeypatch.delenv("LG_WD", raising=False)
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    with pytest.raises((ImportError, PinUnknownPi)):
        raspberry_pi()  # on a computer that is no Raspberry Pi
    assert os.environ["LG_WD"] == str(tmp_path)


def test_the_attendant_finds_the_pins_when_they_are_free_again(pi):
    clock, news = SystemClock(), NewsStand()
    holder_wake = Wake()
    holder = contacts_on(pi, clock)
    holder.open(holder_wake)
    panel = Panel(contacts_on(pi, clock), clock=clock, post=news.post)
    attendant = Attendant(panel, clock=clock, post=news.post)
    gone = news.next()
    assert (gone.part, gone.state) == ("buttons", "gone")
    assert gone.detail.startswith("kiosk.0.button.0.pin: cannot use GPIO 5")
    PanelLamp(panel, "service:HT").set(is_lit=True)
    holder.close()
    assert news.next() == HandsFault("buttons", "ok")
    pi.pin(5).drive_low()
    assert news.next() == ServicePressed("HT")
    assert pi.pin(6).state == 1  # what the lamp was to show is not forgotten
    attendant.close()
    assert pi.pin(6).state == 0
    holder_wake.close()
