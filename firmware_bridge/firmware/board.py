"""The parts around the Pico: which pin is what, and how bytes leave. Drawn in docs/counter-unit.md.

GP0 to GP17 in the order of the board's edge, so that the cables do not cross.
"""

import sys
from select import POLLIN, poll
from time import sleep_ms, sleep_us  # type: ignore[attr-defined]  # MicroPython's

import machine
import micropython
from machine import PWM, UART, WDT, Pin

from firmware_bridge.firmware.segments import Segments
from firmware_bridge.sayings import BUZZER, DIGITS, LAMPS, OTHER, POWER, WATCHDOG

LINE_OUT, LINE_IN = 0, 1
RATING_BUTTONS = (2, 3, 4, 5)
KEY_BUTTONS = (6, 7, 8, 9)
LAMP_PINS = (10, 11, 12, 13)
SEGMENT_CLOCK, SEGMENT_DATA = 14, 15
BUZZER_PIN = 16
LINE_DRIVE = 17

BAUD = 115_200
BYTE_US = 10_000_000 // BAUD
TURN_AROUND_MS = 1
"""The bridge needs this long to let go of a shared line."""
WATCHDOG_MS = 4_000
"""More than the slowest turn of the loop, less than the 8.3 s that the chip allows."""
LAMP_HZ = 500


class UsbLine:
    """The line is the Pico's own USB plug."""

    def __init__(self) -> None:
        micropython.kbd_intr(-1)  # the byte 3 is a part of frames, not somebody's Ctrl-C
        self._poll = poll()
        self._poll.register(sys.stdin.buffer, POLLIN)

    def read(self) -> bytes:
        """Return what has arrived."""
        data = bytearray()
        while len(data) < 64 and self._poll.poll(0):
            one = sys.stdin.buffer.read(1)
            if not one:
                break
            data.extend(one)
        return bytes(data)

    def write(self, data: bytes) -> None:
        """Send all of it."""
        sys.stdout.buffer.write(data)


class SharedLine:
    """The line is RS-485, driven only while this unit speaks."""

    def __init__(self) -> None:
        self._drive = Pin(LINE_DRIVE, Pin.OUT, value=0)
        self._uart = UART(0, baudrate=BAUD, tx=Pin(LINE_OUT), rx=Pin(LINE_IN), rxbuf=256)

    def read(self) -> bytes:
        """Return what has arrived."""
        return self._uart.read(self._uart.any()) or b""

    def write(self, data: bytes) -> None:
        """Send all of it, and let go of the line behind the last bit."""
        sleep_ms(TURN_AROUND_MS)
        self._drive(1)
        self._uart.write(data)
        self._uart.flush()
        # flush() waits for an empty buffer; the last byte is still on its way then.
        sleep_us(2 * BYTE_US)
        self._drive(0)


class Board:
    """Buttons, lamps, digits and buzzer."""

    def __init__(self) -> None:
        self._buttons = [Pin(one, Pin.IN, Pin.PULL_UP) for one in RATING_BUTTONS + KEY_BUTTONS]
        self._lamps = [PWM(Pin(one), freq=LAMP_HZ, duty_u16=0) for one in LAMP_PINS]
        self._buzzer = Pin(BUZZER_PIN, Pin.OUT, value=0)
        self._segments = Segments(SEGMENT_CLOCK, SEGMENT_DATA)
        self._watchdog: WDT | None = None

    def parts(self) -> int:
        """Return the parts that this unit has, as `Hello.parts`."""
        return LAMPS | BUZZER | (DIGITS if self._segments.is_there() else 0)

    def closed(self) -> int:
        """Return a bit for each button whose contact is closed; a closed one reads 0."""
        bits = 0
        for number, button in enumerate(self._buttons):
            if not button():
                bits |= 1 << number
        return bits

    def show(self, digits: bytes, lamps: "list[int]", now: int, *, is_sounding: bool) -> None:
        """Make everything look and sound like this."""
        for lamp, percent in zip(self._lamps, lamps):  # noqa: B905 - MicroPython has no strict
            lamp.duty_u16(percent * 65_535 // 100)
        self._buzzer(1 if is_sounding else 0)
        self._segments.show(digits, now)

    def watch(self) -> None:
        """Start the watchdog, or feed it."""
        if self._watchdog is None:
            self._watchdog = WDT(timeout=WATCHDOG_MS)
        self._watchdog.feed()


def cause() -> int:
    """Return why the unit started, as `Hello.cause`."""
    why = machine.reset_cause()
    if why == machine.PWRON_RESET:
        return POWER
    return WATCHDOG if why == machine.WDT_RESET else OTHER
