"""Sound through `aplay`, a program of its own.

A sound card that hangs takes no program of ours with it, and what must end at once is killed.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
from typing import IO, Final

from hardware.speaker.player import Output
from hardware.speaker.sound import Sound, wav_bytes
from mot_cua.errors import DeviceError

log = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""Seconds that a sound may take longer than it lasts."""
LAST_PATIENCE: Final = 2.0
"""Seconds for a killed player to be gone."""


class Aplay(Output):
    """One sound card, by its ALSA name."""

    def __init__(self, device: str = "default", *, patience: float = PATIENCE) -> None:
        """Play on a device that `aplay -L` names; `patience` is in seconds."""
        self._device, self._patience = device, patience
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def play(self, text: str, sound: Sound) -> None:
        del text
        program = shutil.which("aplay")
        if program is None:
            raise DeviceError("there is no aplay; type:  sudo apt-get install alsa-utils")
        # Files, not pipes: a pipe blocks whoever writes into it while the card hangs.
        with tempfile.TemporaryFile() as wav, tempfile.TemporaryFile() as told:
            wav.write(wav_bytes(sound))
            wav.seek(0)
            command = (program, "-q", "-D", self._device, "-")
            process = subprocess.Popen(command, stdin=wav, stdout=told, stderr=told)
            self._process = process
            if self._is_stopped:  # while the process was being made
                process.kill()
            self._await(process, sound.duration_ms / 1000, told)

    def stop(self) -> None:
        self._is_stopped = True
        if self._process is not None:
            self._process.kill()

    def _await(self, process: subprocess.Popen[bytes], length: float, told: IO[bytes]) -> None:
        limit = length + self._patience
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.kill()
            self._bury(process)
            raise DeviceError(
                f"the sound card {self._device!r} took more than {limit:.1f} s for"
                f" {length:.1f} s of sound; what else uses it?  fuser -v /dev/snd/*"
            ) from None
        if code and not self._is_stopped:
            told.seek(0)
            lines = told.read().decode(errors="replace").splitlines() or [f"exit code {code}"]
            raise DeviceError(
                f"no sound on {self._device!r} ({lines[-1].strip()}); the devices are listed by:"
                "  aplay -L"
            )

    @staticmethod
    def _bury(process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(LAST_PATIENCE)
        except subprocess.TimeoutExpired:
            # It waits in the kernel for a card that was torn out, and ends when that does.
            log.warning("aplay (process %s) cannot be ended yet", process.pid)
