"""One thread for one device: it opens, waits, looks, and after a fault tries again.

A device that is away at the start, or goes away later, is a state and no crash: it is told once
as a `HandsFault`, and once more when it is back.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from hardware.inputs import HandsFault, Post
from mot_cua.clock import Clock
from mot_cua.errors import DeviceError
from mot_cua.ids import Ticks

log = logging.getLogger(__name__)

FIRST_PAUSE_MS: Final = 200
LONGEST_PAUSE_MS: Final = 4_000
CLOSING_S: Final = 2.0
"""Real seconds for the thread to end; a call into a driver that hangs is not waited for longer."""


class Wake:
    """Ends the wait of a thread that looks at descriptors; any thread may set it."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._theirs.setblocking(False)

    def fileno(self) -> int:
        """Return what becomes readable."""
        return self._ours.fileno()

    def set(self) -> None:
        """Wake; never waits, and says nothing to a thread that has ended."""
        with suppress(OSError):  # full: it is awake already
            self._theirs.send(b"!")

    def clear(self) -> None:
        """Forget all wakings so far."""
        with suppress(OSError):
            while self._ours.recv(64):
                pass

    def close(self) -> None:
        """Give the descriptors back."""
        self._ours.close()
        self._theirs.close()


class Tended(Protocol):
    """A device that an attendant looks after; all calls come from its one thread."""

    part: str
    """What faults call it, for example `buttons`."""

    def open(self, wake: Wake) -> None:
        """Open, after closing what was open. Raises DeviceError: it is then closed."""

    def descriptors(self) -> Sequence[int]:
        """Return what becomes readable when the device has something to say."""

    def due(self) -> Ticks | None:
        """Return when `turn` is wanted though nothing became readable."""

    def turn(self) -> None:
        """Take what there is, do what is due; never waits. Raises DeviceError: it is gone."""

    def close(self) -> None:
        """Close; never raises."""


class Attendant:
    """The thread of one device."""

    def __init__(self, device: Tended, *, clock: Clock, post: Post) -> None:
        """Start the thread; `clock` is the one that the device measures with."""
        self._device, self._clock, self._post = device, clock, post
        self._wake = Wake()
        self._is_closing = threading.Event()
        self._is_gone = False
        self._pause_ms = FIRST_PAUSE_MS
        self._thread = threading.Thread(target=self._run, name=device.part, daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the thread lives: a device that is away leaves it alive, a bug does not."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End the thread, which closes the device."""
        self._is_closing.set()
        self._wake.set()
        self._thread.join(CLOSING_S)

    def _run(self) -> None:
        try:
            while not self._is_closing.is_set():
                self._tend()
        finally:
            self._device.close()
            self._wake.close()

    def _tend(self) -> None:
        """Open the device and look after it until it is lost, or the program ends."""
        try:
            self._device.open(self._wake)
            self._device.turn()
            self._found()
            while not self._is_closing.is_set():
                self._wait()
                self._device.turn()
        except DeviceError as problem:
            self._lost(problem)

    def _wait(self) -> None:
        due = self._device.due()
        left = None
        if due is not None:
            left = self._clock.real_seconds(max(0, due - self._clock.monotonic_ms()))
        try:
            select.select([self._wake.fileno(), *self._device.descriptors()], [], [], left)
        except (OSError, ValueError) as problem:  # a descriptor that died
            raise DeviceError(f"{self._device.part}: the device is gone ({problem})") from problem
        self._wake.clear()

    def _found(self) -> None:
        self._pause_ms = FIRST_PAUSE_MS
        if self._is_gone:
            self._is_gone = False
            log.info("%s: working again", self._device.part)
            self._post(HandsFault(self._device.part, "ok"))

    def _lost(self, problem: DeviceError) -> None:
        self._device.close()
        if not self._is_gone:
            self._is_gone = True
            log.warning("%s, trying again: %s", self._device.part, problem)
            self._post(HandsFault(self._device.part, "gone", str(problem)))
        # Never nothing: a clock that stands still must not make this a busy loop.
        self._is_closing.wait(max(0.01, self._clock.real_seconds(self._pause_ms)))
        self._pause_ms = min(2 * self._pause_ms, LONGEST_PAUSE_MS)
