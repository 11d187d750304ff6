"""Scanners: what they read becomes `Scanned`, once for each paper that is held before them."""

from __future__ import annotations

import codecs
import fcntl
import os
import select
import termios
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

import serial

from hardware.attendant import Wake
from hardware.inputs import Post, Scanned
from hardware.trouble import trouble
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError
from mot_cua.ids import Ticks

LINE_ERRORS: Final = (OSError, serial.SerialException, termios.error)
"""termios.error is no OSError; an unplugged port raises it even from close()."""

LONGEST: Final = 200
"""Letters; the QR of a ticket has fewer than 100."""
AGAIN_MS: Final = 2_000
"""A paper that stays before the scanner is read ten times a second, and means it once."""
PAUSE_MS: Final = 100
"""So long a silence ends a text of a scanner that sends no end of line; a letter takes 1 ms."""
FORGET_MS: Final = 10_000
"""What somebody began to type on a keypad and left is nothing to the next person."""
GROUP: Final = "dialout"
CHUNK: Final = 4096


class Assembly:
    """Puts letters together to texts: printable, not too long, and not the same one again."""

    def __init__(self, *, is_typed: bool = False) -> None:
        """End a text at the end of its line, or after a pause; people type, and may pause."""
        self._is_typed = is_typed
        self._letters: list[str] = []
        self._is_too_long = False
        self._silent: Ticks | None = None
        """When a silence will have been long enough to mean something."""
        self._last = ("", Ticks(0))

    def take(self, letters: str, now: Ticks) -> list[str]:
        """Take some letters; return the texts that have become complete."""
        found = self.advance(now)
        for letter in letters:
            if letter in "\r\n":
                found += self._end(now)
            else:
                self._add(letter)
        if letters:
            self._silent = Ticks(now + (FORGET_MS if self._is_typed else PAUSE_MS))
        return found

    def due(self) -> Ticks | None:
        """Return when a silence will mean something."""
        return self._silent

    def advance(self, now: Ticks) -> list[str]:
        """Return the text that a silence has ended, or forget it."""
        if self._silent is None or now < self._silent:
            return []
        self._is_too_long |= self._is_typed
        return self._end(now)

    def _add(self, letter: str) -> None:
        if letter == "\b":
            del self._letters[-1:]
        elif len(self._letters) == LONGEST:
            self._is_too_long = True
        elif letter.isprintable():
            self._letters.append(letter)

    def _end(self, now: Ticks) -> list[str]:
        text = "" if self._is_too_long else "".join(self._letters).strip()
        self._letters, self._is_too_long, self._silent = [], False, None
        if not text:
            return []
        (last, when), self._last = self._last, (text, now)
        return [] if text == last and now - when < AGAIN_MS else [text]


class TextSource(Protocol):
    """A device that gives letters; the scanner's thread alone calls it."""

    def open(self) -> int:
        """Open, after closing what was open; return what becomes readable.

        Raises DeviceError: it is then closed.
        """

    def read(self) -> str:
        """Return what has come, perhaps nothing; never waits. Raises DeviceError: it is gone."""

    def close(self) -> None:
        """Close; never raises."""


class Scanner:
    """A scanner, for an `Attendant`."""

    part = "scanner"

    def __init__(
        self, source: TextSource, *, clock: Clock, post: Post, is_typed: bool = False
    ) -> None:
        """Read texts from `source`, which people may type."""
        self._source, self._clock, self._post, self._is_typed = source, clock, post, is_typed
        self._assembly = Assembly(is_typed=is_typed)
        self._descriptors: tuple[int, ...] = ()

    def open(self, wake: Wake) -> None:
        del wake
        self._descriptors = (self._source.open(),)
        self._assembly = Assembly(is_typed=self._is_typed)  # half a text from before is none

    def descriptors(self) -> Sequence[int]:
        return self._descriptors

    def due(self) -> Ticks | None:
        return self._assembly.due()

    def turn(self) -> None:
        letters, now = self._source.read(), self._clock.monotonic_ms()
        for text in self._assembly.take(letters, now):
            self._post(Scanned(text))

    def close(self) -> None:
        self._descriptors = ()
        self._source.close()


class SerialText:
    """A scanner on a serial port, or one that looks like a port on USB (CDC-ACM)."""

    def __init__(self, path: str, *, key: str, baud: int = 9600) -> None:
        """Name the port by /dev/serial/by-id: after a replug, /dev/ttyACM0 may be another.

        `key` is that of the path in the office file.
        """
        self._path, self._key, self._baud = path, key, baud
        self._port: serial.Serial | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def open(self) -> int:
        self.close()
        try:
            port = serial.Serial(self._path, self._baud, timeout=0, write_timeout=0, exclusive=True)
            self._port = port
            # exclusive=True keeps out only those who ask for it as well; this keeps out everybody.
            fcntl.ioctl(port.fileno(), termios.TIOCEXCL)
            port.reset_input_buffer()  # a paper of yesterday
        except LINE_ERRORS as problem:
            self.close()
            raise self._trouble(problem) from problem
        self._decoder.reset()
        return int(port.fileno())

    def read(self) -> str:
        assert self._port is not None, "open it first"
        try:
            port = self._port.fileno()
            if not select.select([port], [], [], 0)[0]:
                return ""
            data = os.read(port, CHUNK)
        except LINE_ERRORS as problem:
            raise self._trouble(problem) from problem
        if not data:  # readable, and nothing to read: that is how a port hangs up
            raise DeviceError(f"{self._key}: {self._path} hung up: check that it is plugged in")
        # What is not UTF-8 becomes a mark that no ticket has.
        return self._decoder.decode(data)

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            with suppress(*LINE_ERRORS):
                port.close()

    def _trouble(self, problem: BaseException) -> DeviceError:
        return trouble(self._key, self._path, problem, group=GROUP)
