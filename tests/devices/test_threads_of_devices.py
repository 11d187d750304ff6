"""The watchdog looks after every thread that owns a device: faults leave it alive, bugs do not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tone_voice import OFFICE

from firmware_bridge.units import UnitLine
from hardware.printer.printer import PrinterThread
from hardware.printer.transport import Transport
from hardware.speaker.player import NoSpeaker, SpeakerThread
from hardware.speaker.sound import Sound
from hardware.speaker.voice import load_voice
from mot_cua.clock import SystemClock
from mot_cua.errors import DeviceError

CLOCK = SystemClock()
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


class Ending(Transport):
    """A line to a printer that is away, until the driver makes a mistake."""

    where = "here"

    def __init__(self) -> None:
        self.is_mistaken = False
        self.tried = threading.Event()

    def open(self) -> None:
        self.tried.set()
        if self.is_mistaken:
            raise ValueError("a mistake in the driver")
        raise DeviceError("the printer is away")

    def close(self) -> None:
        """Nothing is open."""


def until_dead(thread: threading.Thread) -> None:
    thread.join(10)


def test_a_printer_that_is_away_leaves_its_thread_alive_and_a_mistake_ends_it() -> None:
    line = Ending()
    printer = PrinterThread(line, lambda _: True, clock=CLOCK)
    assert line.tried.wait(10)
    assert printer.is_alive
    line.is_mistaken = True
    until_dead(printer._thread)
    assert not printer.is_alive


class Silence:
    """A sound card of which nothing is heard."""

    def play(self, text: str, sound: Sound) -> None:
        """Play nothing."""

    def stop(self) -> None:
        """Nothing plays."""


def test_a_loudspeaker_whose_thread_has_ended_is_not_alive(tmp_path: Path) -> None:
    voice = load_voice(tmp_path, OFFICE, "bac")
    speaker = SpeakerThread(Silence(), lambda _: True, voice=voice)
    assert speaker.is_alive
    speaker.close()
    assert not speaker.is_alive
    assert NoSpeaker(lambda _: True).is_alive


class NoPort:
    """A serial port that is not plugged in, until the driver makes a mistake."""

    def __init__(self) -> None:
        self.is_mistaken = False
        self.tried = threading.Event()

    def open(self) -> None:
        self.tried.set()
        if self.is_mistaken:
            raise ValueError("a mistake in the driver")
        raise DeviceError("no such port")

    def write(self, data: bytes, *, within_ms: int) -> None:
        """Nobody hears it."""

    def read(self, *, within_ms: int) -> bytes:
        """Nobody says anything."""
        return b""

    def wake(self) -> None:
        """Nobody waits."""

    def close(self) -> None:
        """Nothing is open."""


def test_a_line_to_counter_units_lives_without_its_port_and_not_after_a_mistake() -> None:
    port = NoPort()
    line = UnitLine(
        port, {1: 1}, is_shared=False, levels=["good"], clock=CLOCK, post=lambda _: True
    )
    assert port.tried.wait(10)
    assert line.is_alive
    port.is_mistaken = True
    until_dead(line._thread)
    assert not line.is_alive
