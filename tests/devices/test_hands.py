"""What the office file chooses: drivers by their kind, and simulated buttons that behave badly."""

from __future__ import annotations

import json
import os
import random
import tty
from pathlib import Path

import pytest
from hands_desk import Desk, NewsStand, until

from config.reader import settings_of
from hardware.attendant import Attendant, Wake
from hardware.bench import Bench, BenchClient
from hardware.inputs import ButtonHeld, HandsFault, KioskRatingTouched, Scanned, ServicePressed
from hardware.panel import Panel, Wired
from hardware.pick.hands import ButtonsWanted, Hands, ScannerWanted, open_hands
from hardware.simulated.buttons import SimulatedContacts
from kiosk.wiring import buttons_wanted, scanner_wanted
from mot_cua.clock import ManualClock, SystemClock
from mot_cua.errors import DeviceError, SettingsError

SMALL = (Path(__file__).parents[1] / "data" / "small-office.toml").read_text(encoding="utf-8")
NAMES = ("service:HT", "service:CT", "rating:satisfied")
NO_SCANNER = ScannerWanted("none")


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path / "bench.sock")
    yield bench
    bench.close()


@pytest.fixture
def news():
    return NewsStand()


@pytest.fixture
def hands(bench, news):
    """Opens what the office file wants, and closes it."""
    opened = []

    def hands_of(buttons, scanner=NO_SCANNER):
        opened.append(
            open_hands(buttons, scanner, bench=bench, clock=SystemClock(), post=news.post)
        )
        return opened[-1]

    yield hands_of
    for one in opened:
        one.close()


@pytest.fixture
def finger(tmp_path, bench):
    here = NewsStand()
    client = BenchClient(tmp_path / "bench.sock", here.post)
    while here.next()["kind"] != "here":
        pass
    yield client.send
    client.close()


@pytest.fixture
def contacts():
    return SimulatedContacts(NAMES, clock=ManualClock(), chance=random.Random(7))


@pytest.fixture
def desk(contacts):
    wake = Wake()
    yield Desk(contacts, contacts._clock, wake)
    wake.close()


# ── Contacts that behave badly ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(20))
def test_a_contact_that_chatters_is_one_press(seed):
    clock, wake = ManualClock(), Wake()
    bad = SimulatedContacts(NAMES, clock=clock, chance=random.Random(seed))
    here = Desk(bad, clock, wake)
    bad.press("service:HT", bounces=True)
    assert here.after(1_000) == [ServicePressed("HT")]
    assert here.panel.glitches == 0
    wake.close()


def test_a_glitch_is_counted_and_no_press(contacts, desk):
    contacts.glitch("service:HT")
    assert desk.after(500) == []
    assert desk.panel.glitches == 1


def test_a_palm_presses_nothing(contacts, desk):
    contacts.press("service:HT", "service:CT")
    assert desk.after(500) == []


def test_a_button_that_sticks_is_told_and_comes_free(contacts, desk):
    contacts.stick("service:HT")
    part, told = "button service:HT", "it hangs, or something lies on it"
    assert desk.after(11_000) == [
        ServicePressed("HT"),
        ButtonHeld("service:HT"),
        HandsFault(part, "stuck", told),
    ]
    contacts.stick("service:HT", is_stuck=False)
    assert desk.after(1_000)[3:] == [HandsFault(part, "ok")]


def test_a_button_that_stuck_before_the_panel_was_opened_anew_is_noticed_anew(contacts, desk):
    contacts.stick("service:HT")
    desk.after(11_000)
    del desk.posted[:]
    contacts.hold_through_restart("service:HT")
    with pytest.raises(DeviceError, match=r"^the simulated panel had no power for a moment; it st"):
        desk.panel.turn()
    wake = Wake()
    desk.panel.open(wake)
    part, told = "button service:HT", "it hangs, or something lies on it"
    assert desk.after(11_000) == [HandsFault(part, "ok"), HandsFault(part, "stuck", told)]
    wake.close()


# ── The workbench ────────────────────────────────────────────────────────────────────────────────


def simulated(**options):
    return ButtonsWanted("simulated", services=("HT", "CT"), levels=("satisfied",), **options)


def test_what_the_demo_sends_is_a_press_at_once(hands, finger, news):
    hands(simulated(), ScannerWanted("simulated"))
    for _ in range(2):  # who presses twice is not the contact's business
        finger("press", service="HT")
    finger("scan", text="1012")
    assert [news.next() for _ in range(3)] == [
        ServicePressed("HT"),
        ServicePressed("HT"),
        Scanned("1012"),
    ]
    finger("rate", level="satisfied")
    rated = news.next()
    assert rated == KioskRatingTouched("satisfied", rated.pressed)


def test_bad_contacts_of_the_workbench_go_through_the_debouncing(hands, finger, news):
    hands(simulated())
    finger("press", service="CT", glitch=True)
    finger("press", service="HT", bounce=True)
    assert news.next() == ServicePressed("HT")
    finger("press", service="CT", hold_ms=1_200)
    assert [news.next(), news.next()] == [ServicePressed("CT"), ButtonHeld("service:CT")]
    finger("rate", level="satisfied", bounce=True)
    rated = news.next()
    assert rated == KioskRatingTouched("satisfied", rated.pressed)
    finger("press", service="HT", **{"with": ["CT"]})
    finger("press", service="HT")
    assert news.next() == ServicePressed("HT")  # the plain one
    assert news.is_silent


def test_a_panel_whose_power_fails_while_somebody_leans_on_it_is_told(hands, finger, news):
    hands(simulated())
    finger("press", service="HT", held=True)
    told = "the simulated panel had no power for a moment; it starts anew"
    assert news.next() == HandsFault("buttons", "gone", told)
    assert news.next() == HandsFault("buttons", "ok")
    finger("press", service="HT", stuck=False)
    finger("press", service="CT", bounce=True)
    assert news.next() == ServicePressed("CT")


def test_lamps_of_the_workbench_are_shown(hands, bench, tmp_path):
    lamps = hands(simulated()).lamps
    assert sorted(lamps) == ["CT", "HT"]
    seen = NewsStand()
    client = BenchClient(tmp_path / "bench.sock", seen.post)
    lamps["HT"].set(is_lit=True)
    while (line := seen.next())["kind"] != "lamp":
        pass
    assert json.dumps(line) == json.dumps({"kind": "lamp", "key": "HT", "is_lit": True})
    client.close()


# ── Drivers by their kind ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (
            ButtonsWanted("line", wired=(Wired("service:HT", "BTN", "kiosk.0.button.0.pin"),)),
            "kiosk.0.button.0.pin: cannot use the line BTN of /dev/gpiochip0 (",
        ),
        (
            ButtonsWanted("mcp23017", wired=(Wired("service:HT", 0, "kiosk.0.button.0.pin"),)),
            "kiosk.0.buttons.path: cannot use the bus /dev/i2c-1 (",
        ),
        (
            ButtonsWanted(
                "keypad",
                path="/dev/input/by-id/none",
                wired=(Wired("service:HT", "KP1", "kiosk.0.button.0.pin"),),
            ),
            "kiosk.0.buttons.path: cannot use /dev/input/by-id/none (No such file or directory)",
        ),
        (
            ButtonsWanted("gpio", wired=(Wired("service:HT", 5, "kiosk.0.button.0.pin"),)),
            "kiosk.0.buttons.kind: ",
        ),
    ],
)
def test_a_computer_without_the_device_tells_it_and_goes_on(hands, news, wanted, told):
    hands(wanted)
    gone = news.next()
    assert (gone.part, gone.state) == ("buttons", "gone")
    assert gone.detail.startswith(told)


def test_a_lamp_is_there_for_each_button_that_has_one_wired(hands):
    wired = (
        Wired("service:HT", 5, "a.pin", 6, "a.lamp_pin"),
        Wired("service:CT", 7, "b.pin"),
    )
    lamps = hands(ButtonsWanted("line", wired=wired)).lamps
    assert list(lamps) == ["HT"]
    lamps["HT"].set(is_lit=True)  # nobody is there to light it, and nobody is hurt


def test_a_kiosk_may_have_no_hands_at_all(hands, news):
    assert hands(ButtonsWanted("none")) == Hands({}, ())
    assert news.is_silent


def test_a_serial_scanner_is_read(hands, news):
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    hands(ButtonsWanted("none"), ScannerWanted("serial", path=os.ttyname(theirs)))
    until(lambda: os.write(ours, b"1012\r") and not news.is_silent)
    assert news.next() == Scanned("1012")
    os.close(ours)
    os.close(theirs)


def test_a_keypad_that_is_no_input_device_is_told_of_the_scanner(hands, news, tmp_path):
    (tmp_path / "file").touch()
    hands(ButtonsWanted("none"), ScannerWanted("keypad", path=str(tmp_path / "file")))
    gone = news.next()
    assert (gone.part, gone.state) == ("scanner", "gone")
    assert gone.detail.startswith("kiosk.0.scanner.path: cannot use ")


@pytest.mark.parametrize(
    ("buttons", "scanner", "told"),
    [
        ("organ", "none", "kiosk.0.buttons.kind: 'organ' is no kind of buttons"),
        ("none", "nose", "kiosk.0.scanner.kind: 'nose' is no kind of scanner"),
    ],
)
def test_a_kind_that_is_none_is_a_mistake(hands, buttons, scanner, told):
    with pytest.raises(SettingsError) as raised:
        hands(ButtonsWanted(buttons), ScannerWanted(scanner))
    assert str(raised.value) == told


def test_what_the_office_file_says_reaches_the_driver_with_its_keys():
    settings = settings_of(
        SMALL
        + """rating_buttons = true
[kiosk.buttons]
kind = "mcp23017"
address = 0x21
interrupt = "EXP_INT"
hold_to_hear = true
[kiosk.scanner]
kind = "serial"
path = "/dev/serial/by-id/x"
[[kiosk.button]]
service = "HT"
pin = 0
lamp_pin = 7
[[kiosk.rating_pin]]
level = "satisfied"
pin = 8
""",
        "office.toml",
    )
    wanted = buttons_wanted(settings, "kiosk-1")
    assert wanted.wired == (
        Wired("service:HT", 0, "kiosk.0.button.0.pin", 7, "kiosk.0.button.0.lamp_pin"),
        Wired("rating:satisfied", 8, "kiosk.0.rating_pin.0.pin"),
    )
    assert (wanted.key, wanted.address, wanted.interrupt) == ("kiosk.0.buttons", 0x21, "EXP_INT")
    assert wanted.timing.holds_to_hear
    assert scanner_wanted(settings, "kiosk-1") == ScannerWanted(
        "serial", "kiosk.0.scanner", "/dev/serial/by-id/x", 9600
    )


# ── The attendant ────────────────────────────────────────────────────────────────────────────────


class Moody(SimulatedContacts):
    """Contacts that refuse to be opened some times, and fail while they are closed."""

    def __init__(self, refusals):
        super().__init__(NAMES, clock=SystemClock(), chance=random.Random(1))
        self.refusals, self.opened = refusals, 0

    def open(self, wake):
        self.opened += 1
        if self.opened <= self.refusals:
            raise DeviceError("kiosk.0.buttons.kind: not yet")
        super().open(wake)


def test_a_fault_that_lasts_is_told_once_and_tried_again_until_it_is_over(news):
    moody = Moody(refusals=3)
    panel = Panel(moody, clock=SystemClock(), post=news.post)
    attendant = Attendant(panel, clock=SystemClock(), post=news.post)
    told = "kiosk.0.buttons.kind: not yet"
    assert news.next() == HandsFault("buttons", "gone", told)
    assert news.next() == HandsFault("buttons", "ok")
    assert moody.opened == 4
    moody.press("service:HT")
    assert news.next() == ServicePressed("HT")
    attendant.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_a_bug_has_ended_is_known_to_the_watchdog(news):
    moody = Moody(refusals=0)
    panel = Panel(moody, clock=SystemClock(), post=news.post)
    hands = Hands({}, (Attendant(panel, clock=SystemClock(), post=news.post),))
    assert hands.are_tended
    moody.press("service:XX")  # a contact that nobody has opened
    until(lambda: not hands.are_tended)
    hands.close()


def test_a_program_ends_at_once_while_its_panel_is_away(news):
    moody = Moody(refusals=1_000)
    panel = Panel(moody, clock=SystemClock(), post=news.post)
    attendant = Attendant(panel, clock=SystemClock(), post=news.post)
    news.next()
    attendant.close()
    assert not attendant._thread.is_alive()
