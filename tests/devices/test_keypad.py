"""Keypads, and scanners that type: the kernel's events, from a pipe that stands for a keypad."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hands_desk import Desk, NewsStand, until

from hardware.attendant import Attendant, Wake
from hardware.debounce import Timing
from hardware.inputs import ButtonHeld, HandsFault, Scanned, ServicePressed
from hardware.keypad import (
    EV_KEY,
    EV_SYN,
    EVENT,
    KEYS,
    LETTERS,
    SYN_DROPPED,
    Keypad,
    KeypadContacts,
    KeypadText,
)
from hardware.panel import Panel, Wired
from hardware.scanner import Scanner
from mot_cua.clock import ManualClock, SystemClock
from mot_cua.errors import DeviceError

KEY = "kiosk.0.buttons.path"
WIRED = (
    Wired("service:HT", "KP1", "kiosk.0.button.0.pin"),
    Wired("service:CT", "KP2", "kiosk.0.button.1.pin"),
)
AT_ONCE = Timing(stable_ms=0, palm_keys=0)
CODES = {letter: code for code, letter in LETTERS.items()}


class Pad:
    """The other end: a keypad that writes what the kernel would."""

    def __init__(self, folder):
        self.path = str(folder / "usb-Keypad-event-kbd")
        self.grabbed = 0
        self.plug_in()

    def plug_in(self):
        os.mkfifo(self.path)
        self._ours = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def pull_out(self):
        Path(self.path).unlink()
        os.close(self._ours)

    def grab(self, descriptor):
        assert descriptor >= 0
        self.grabbed += 1

    def send(self, kind, code, value):
        os.write(self._ours, EVENT.pack(1_795_226_400, 0, kind, code, value))

    def down(self, code):
        self.send(EV_KEY, code, 1)
        self.send(EV_SYN, 0, 0)

    def up(self, code):
        self.send(EV_KEY, code, 0)
        self.send(EV_SYN, 0, 0)

    def type(self, text):
        for letter in text:
            is_shifted = letter not in CODES
            if is_shifted:
                self.down(42)
            code = {"\n": 28, "?": CODES["/"], ":": CODES[";"]}.get(letter) or CODES[letter.lower()]
            self.down(code)
            self.up(code)
            if is_shifted:
                self.up(42)


@pytest.fixture
def pad(tmp_path):
    return Pad(tmp_path)


@pytest.fixture
def keypad(pad):
    keypad = Keypad(pad.path, key=KEY, grab=pad.grab)
    yield keypad
    keypad.close()


@pytest.fixture
def desk(keypad):
    clock, wake = ManualClock(), Wake()
    yield Desk(KeypadContacts(WIRED, keypad=keypad, clock=clock), clock, wake, AT_ONCE)
    wake.close()


def test_a_key_is_a_button_and_its_repeats_are_none(pad, desk):
    assert pad.grabbed == 1
    pad.down(KEYS["KP1"])
    for _ in range(5):
        pad.send(EV_KEY, KEYS["KP1"], 2)
    assert desk.after(500) == [ServicePressed("HT")]
    pad.up(KEYS["KP1"])
    pad.down(KEYS["KP9"])  # means nothing
    pad.up(KEYS["KP9"])
    pad.down(KEYS["KP2"])
    assert desk.after(100) == [ServicePressed("HT"), ServicePressed("CT")]


def test_a_key_that_macros_press_for_no_time_at_all_counts(pad, desk):
    pad.down(KEYS["KP1"])
    pad.up(KEYS["KP1"])
    assert desk.after(5) == [ServicePressed("HT")]


def test_a_key_that_is_held_asks_what_it_is(pad, desk):
    pad.down(KEYS["KP1"])
    assert desk.after(1_100) == [ServicePressed("HT"), ButtonHeld("service:HT")]


def test_after_events_were_dropped_no_key_is_believed_to_be_held(pad, desk):
    pad.down(KEYS["KP1"])
    desk.after(500)
    pad.send(EV_SYN, SYN_DROPPED, 0)
    pad.send(EV_KEY, KEYS["KP2"], 1)  # void, up to the next report
    pad.send(EV_SYN, 0, 0)
    assert desk.after(20_000) == [ServicePressed("HT")]
    pad.down(KEYS["KP1"])
    assert desk.after(100) == [ServicePressed("HT")] * 2


def test_half_an_event_waits_for_its_other_half(pad, desk):
    event = EVENT.pack(0, 0, EV_KEY, KEYS["KP1"], 1)
    os.write(pad._ours, event[:10])
    assert desk.after(50) == []
    os.write(pad._ours, event[10:])
    assert desk.after(50) == [ServicePressed("HT")]


def test_a_scanner_that_types_gives_the_text_of_the_paper(pad, keypad):
    source = KeypadText(keypad)
    source.open()
    typed = "https://motcua.example/t/9F3a?x=1\n1012\n"
    for begin in range(0, len(typed), 10):
        pad.type(typed[begin : begin + 10])
        assert source.read() == typed[begin : begin + 10]
    assert source.read() == ""


def test_a_text_with_a_hole_is_ended_and_correcting_is_understood(pad, keypad):
    source = KeypadText(keypad)
    source.open()
    pad.type("10")
    pad.send(EV_SYN, SYN_DROPPED, 0)
    pad.send(EV_SYN, 0, 0)
    pad.type("12")
    pad.down(KEYS["BACKSPACE"])
    assert source.read() == "10\n12\b"


def test_digits_of_the_pad_are_digits():
    pad = [LETTERS[KEYS[f"KP{digit}"]] for digit in range(10)]
    assert pad == list("0123456789")
    assert LETTERS[KEYS["KPDOT"]] == "."
    assert LETTERS[KEYS["KPASTERISK"]] == "*"
    assert len(set(KEYS.values())) == len(KEYS)


def test_a_number_typed_at_the_kiosk_is_scanned_and_a_replug_is_survived(pad, keypad):
    clock, news = SystemClock(), NewsStand()
    scanner = Scanner(KeypadText(keypad), clock=clock, post=news.post, is_typed=True)
    attendant = Attendant(scanner, clock=clock, post=news.post)
    until(lambda: pad.grabbed)
    pad.type("1012\n")
    assert news.next() == Scanned("1012")
    pad.pull_out()
    told = f"{KEY}: {pad.path} hung up: check that it is plugged in"
    assert news.next() == HandsFault("scanner", "gone", told)
    pad.plug_in()
    assert news.next() == HandsFault("scanner", "ok")
    pad.type("1013\n")
    assert news.next() == Scanned("1013")
    attendant.close()
    pad.pull_out()


def test_a_keypad_that_is_not_there_is_one_sentence(tmp_path):
    missing = Keypad("/dev/input/by-id/none", key=KEY)
    with pytest.raises(DeviceError) as raised:
        missing.open()
    assert str(raised.value) == (
        "kiosk.0.buttons.path: cannot use /dev/input/by-id/none (No such file or directory): there"
        " is no such device; switch it on in config.txt, or name another"
    )


def test_what_is_no_keypad_cannot_be_grabbed_and_is_left(tmp_path):
    (tmp_path / "file").touch()
    wrong = Keypad(str(tmp_path / "file"), key=KEY)
    with pytest.raises(DeviceError, match=r"/file \(Inappropriate ioctl for device\): check that"):
        wrong.open()
    assert wrong._fd is None


def test_a_keypad_that_may_not_be_read_names_the_group(pad):
    def refuse(_descriptor):
        raise PermissionError(13, "Permission denied")

    with pytest.raises(DeviceError) as raised:
        Keypad(pad.path, key=KEY, grab=refuse).open()
    assert str(raised.value) == (
        f"kiosk.0.buttons.path: cannot use {pad.path} (Permission denied): this user may not; add"
        " it to the group 'input' and start the program again"
    )


def test_the_panel_of_a_keypad_has_no_lamps_to_light(desk):
    desk.panel.want_lamp("service:HT", is_lit=True)
    assert desk.after(10) == []
    assert isinstance(desk.panel, Panel)
