"""Runs on MicroPython: a Raspberry Pi Pico whose pins lead to simulated parts.

Two bytes on the file that $LEVERS names, a pin and a level, open or close a button; the level 2 is
a finger that stays until the firmware must have felt it. What lamps, buzzer, digits and fingers do
is told, a line each, on the file that $LIGHTS names. The shared line is the file $LINE.
"""

import sys
from os import getenv
from select import POLLIN, poll
from time import sleep_us, ticks_diff, ticks_ms, ticks_us

PWRON_RESET, WDT_RESET = 1, 3

_lights = open(getenv("LIGHTS"), "wb")
_levers = open(getenv("LEVERS"), "rb")
_moved = poll()
_moved.register(_levers, POLLIN)
_levels = {}
"""What the outside world holds a pin at; everything else is pulled up."""
_fingers = {}
_chips = []
_drivers = []


def _tell(*words):
    _lights.write((" ".join(str(one) for one in words) + "\n").encode())


def _move_levers():
    while _moved.poll(0):
        move = _levers.read(2)
        if not move:
            break
        pin, level = move
        if level == FINGER:
            _fingers[pin] = Finger(pin)
        else:
            _levels[pin] = level


FINGER = 2


class Finger:
    """Closes a button, then leaves it open, each for 60 ms in which the firmware has looked often.

    A gap between two looks counts for 10 ms at most: on a busy computer the firmware may stand
    still for longer than a person presses, which no chip of its own does.
    """

    def __init__(self, pin):
        self._pin, self._level = pin, 0
        self._looked, self._felt = ticks_ms(), 0

    def look(self):
        now = ticks_ms()
        _levels[self._pin] = self._level
        self._felt += min(ticks_diff(now, self._looked), 10)
        self._looked = now
        if self._felt < 60:
            return
        if self._level:
            del _fingers[self._pin]
            _tell("pressed", self._pin)
        self._level, self._felt = 1, 0


def reset_cause():
    return int(getenv("CAUSE") or PWRON_RESET)


class Pin:
    IN, OUT, OPEN_DRAIN, PULL_UP = 0, 1, 2, 1

    def __init__(self, number, mode=OUT, pull=None, value=None):
        self.number, self.mode, self.pull = number, mode, pull
        self.level = 1 if value is None else value

    def __call__(self, value=None):
        if value is None:
            return self._read()
        if value != self.level:
            self.level = value
            self._changed()
        return None

    value = __call__

    def _read(self):
        if self.mode == Pin.OPEN_DRAIN:
            return self.level and not any(one.pulls(self.number) for one in _chips)
        _move_levers()
        if self.mode == Pin.IN and self.pull != Pin.PULL_UP:
            raise ValueError(f"pin {self.number} floats: nothing pulls it up")
        if self.number in _fingers:
            _fingers[self.number].look()
        return _levels.get(self.number, 1)

    def _changed(self):
        if self.mode == Pin.IN:
            raise ValueError(f"pin {self.number} is an input and was driven")
        for one in _chips:
            one.see(self.number, self.level)
        for one in _drivers:
            one.see(self.number, self.level)
        if self.mode == Pin.OUT and not _drivers:
            _tell("out", self.number, self.level)


class PWM:
    def __init__(self, pin, freq=0, duty_u16=0):
        self._pin, self._told = pin, -1
        self.duty_u16(duty_u16)

    def duty_u16(self, duty):
        if not 0 <= duty <= 65535:
            raise ValueError(f"duty {duty}")
        tenths = (duty * 10 + 65534) // 65535
        if tenths != self._told:
            self._told = tenths
            _tell("lamp", self._pin.number, tenths * 10)


class SegmentChip:
    """A TM1637 on two wires: it knows its protocol, and pulls data low when it has understood."""

    def __init__(self, clock, data):
        self._clock_pin, self._data_pin = clock, data
        self._clock = self._data = 1
        self._bits, self._bytes = [], []
        self._is_pulling = self._is_on = False

    def pulls(self, number):
        return number == self._data_pin and self._is_pulling

    def see(self, number, level):
        if number == self._data_pin:
            if self._clock and self._data and not level:
                self._bits, self._bytes = [], []
            elif self._clock and not self._data and level:
                self._obey()
            self._data = level
        elif number == self._clock_pin:
            self._clock = level
            self._rise() if level else self._fall()

    def _rise(self):
        if not self._is_pulling:
            self._bits.append(self._data)

    def _fall(self):
        if self._is_pulling:
            self._is_pulling, self._bits = False, []
        elif len(self._bits) == 8:
            self._bytes.append(sum(bit << place for place, bit in enumerate(self._bits)))
            self._is_pulling = True

    def _obey(self):
        if not self._bytes:
            return
        order = self._bytes[0]
        if order & 0xC0 == 0xC0:
            _tell("digits", *self._bytes[1:])
        elif order & 0xC0 == 0x80:
            _tell("bright", order & 0x0F)


if not getenv("NO_DIGITS"):
    _chips.append(SegmentChip(14, 15))


class UART:
    """One end of RS-485 behind a transceiver: it sends only while driven, and hears only else."""

    def __init__(self, number, baudrate=9600, tx=None, rx=None, rxbuf=64):
        self._line = open(getenv("LINE"), "r+b")
        self._byte_us = 10000000 // baudrate
        self._poll = poll()
        self._poll.register(self._line, POLLIN)
        self._heard = bytearray()
        self._is_driven = False
        self._sending, self._since = b"", 0
        _drivers.append(self)

    def see(self, number, level):
        if number == 17:
            self._is_driven = bool(level)
            if not level:
                self._leave()
        else:
            _tell("out", number, level)

    def any(self):
        while self._poll.poll(0):
            one = self._line.read(1)
            if one and not self._is_driven:
                self._heard.extend(one)
        return len(self._heard)

    def read(self, count):
        data, self._heard = bytes(self._heard[:count]), self._heard[count:]
        return data or None

    def write(self, data):
        self.any()
        if self._is_driven:
            self._sending, self._since = data, ticks_us()

    def flush(self):
        """Wait as the chip does: until the last byte has begun to leave."""
        left = (len(self._sending) - 1) * self._byte_us - ticks_diff(ticks_us(), self._since)
        if left > 0:
            sleep_us(left)

    def _leave(self):
        """Only what has left before the driver let go arrives."""
        count = ticks_diff(ticks_us(), self._since) // self._byte_us
        if self._sending[:count]:
            self._line.write(self._sending[:count])
        self._sending = b""


class WDT:
    def __init__(self, timeout):
        if timeout > 8388:
            raise ValueError("timeout exceeds 8388")
        self._timeout, self._fed = timeout, ticks_ms()

    def feed(self):
        if ticks_diff(ticks_ms(), self._fed) > self._timeout:
            _tell("bitten")
            sys.exit(3)
        self._fed = ticks_ms()
