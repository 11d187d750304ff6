"""A keypad and a scanner as input devices of the kernel, read and grabbed by our own code."""

import os
import select

import pytest
from kernel.modules import until
from kernel.simulated_chip import Finger
from kernel.uinput import TypingDevice

from hardware.attendant import Attendant
from hardware.inputs import HandsFault, Scanned, ServicePressed
from hardware.keypad import Keypad, KeypadContacts, KeypadText
from hardware.panel import Panel, Wired
from hardware.scanner import Scanner
from mot_cua.clock import SystemClock

pytestmark = pytest.mark.kernel

CLOCK = SystemClock()
QR = "https://motcua.example.vn/t/7Hk2Q9xZ"
WIRED = (
    Wired("service:HT", "KP1", "kiosk.0.button.0.pin"),
    Wired("service:CT", "F2", "kiosk.0.button.1.pin"),
)


class Listener:
    """A device with a thread of its own, and what it posted."""

    def __init__(self, device, make):
        self.posted = []
        self._attendant = Attendant(make(self._post), clock=CLOCK, post=self._post)
        until(lambda: is_grabbed(device), "the grab")

    def _post(self, item):
        self.posted.append(item)
        return True

    def told(self, count):
        """Return what was posted: so much, and nothing more for a while."""
        until(lambda: len(self.posted) >= count, f"{count} messages in {self.posted}")
        Finger.rest(500)
        return self.posted

    def close(self):
        self._attendant.close()


def is_grabbed(device):
    """Tell whether nobody else hears the keys; one without a meaning tries it out."""
    other = os.open(device.path, os.O_RDONLY | os.O_NONBLOCK)
    device.strike("F10")
    heard, _, _ = select.select([other], [], [], 0.1)
    os.close(other)
    return not heard


@pytest.fixture
def device():
    device = TypingDevice("desk")
    yield device
    device.pull()


@pytest.fixture
def keypad(device):
    contacts = KeypadContacts(
        WIRED, keypad=Keypad(device.path, key="kiosk.0.buttons.path"), clock=CLOCK
    )
    listener = Listener(device, lambda post: Panel(contacts, clock=CLOCK, post=post))
    yield listener
    listener.close()


@pytest.fixture
def scanner(device):
    text = KeypadText(Keypad(device.path, key="kiosk.0.scanner.path"))
    listener = Listener(device, lambda post: Scanner(text, clock=CLOCK, post=post, is_typed=True))
    yield listener
    listener.close()


def test_ten_keys_are_ten_tickets(keypad, device):
    for key in ("KP1", "F2") * 5:
        device.move(key, is_down=True)
        Finger.rest(100)
        device.move(key, is_down=False)
        Finger.rest(600)
    assert keypad.told(10) == [ServicePressed("HT"), ServicePressed("CT")] * 5


def test_a_paper_before_the_scanner_is_read_to_the_letter(scanner, device):
    device.type(QR)
    device.type("1012")
    assert scanner.told(2) == [Scanned(QR), Scanned("1012")]


def test_two_programs_cannot_have_the_keys_at_once(scanner, device):
    posted = []
    text = KeypadText(Keypad(device.path, key="kiosk.1.scanner.path"))
    other = Attendant(
        Scanner(text, clock=CLOCK, post=posted.append), clock=CLOCK, post=posted.append
    )
    until(lambda: posted, "the refusal")
    other.close()
    assert posted == [
        HandsFault(
            "scanner",
            "gone",
            f"kiosk.1.scanner.path: cannot use {device.path} (Device or resource busy): another"
            " program or an overlay holds it; end that one, or wire another",
        )
    ]


def test_a_scanner_that_is_pulled_and_plugged_in_again(scanner, device):
    path = device.path
    device.pull()
    until(lambda: scanner.posted, "the fault")
    device.plug()
    assert device.path == path
    until(lambda: len(scanner.posted) == 2, "the end of the fault", within_s=5)
    device.type("4012")
    assert scanner.told(3) == [
        HandsFault(
            "scanner",
            "gone",
            f"kiosk.0.scanner.path: cannot use {path} (No such device): it is unplugged, or there"
            " is none; check plug and number",
        ),
        HandsFault("scanner", "ok"),
        Scanned("4012"),
    ]
