"""Real programs that start in a hundredth of a second: forks of a process that has them imported.

A campaign kills thousands of times; starting Python anew each time would be most of its hours. A
fork is a process like any other: its own memory, files, lines and threads, and it dies by SIGKILL.
The nursery is a process of its own, without threads, told what to start by lines on its input.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from mot_cua.errors import DeviceError

PROGRAMS: Final = (
    "display.program",
    "firmware_bridge.program",
    "kiosk.program",
    "office.command",
    "queue_server.program",
    "queue_server.web.app",
    "queue_server.web.serve",
)
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl(2)


class Nursery:
    """The end that asks; it ends all its children with itself."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            (sys.executable, "-m", "office.faults.nursery"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
        )

    def start(self, arguments: Sequence[str], log: Path) -> int:
        """Start `mot-cua` with these arguments; return the process, leader of its own group.

        Raises:
            DeviceError: the nursery itself has ended.
        """
        assert self._process.stdin is not None, "it was asked for a pipe"
        assert self._process.stdout is not None, "it was asked for a pipe"
        try:
            self._process.stdin.write(json.dumps([list(arguments), str(log)]) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())
        except (OSError, ValueError):
            code = self._process.poll()
            raise DeviceError(f"the nursery of programs has ended (code {code})") from None

    def close(self) -> None:
        """End it, and with it every program that still runs."""
        self._process.kill()
        self._process.communicate()


def serve() -> None:
    """Start what is asked for, until the input ends."""
    for one in PROGRAMS:
        importlib.import_module(one)
    # Nobody waits for the dead; the kernel forgets them at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        arguments, log = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(arguments, log)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _become(arguments: list[str], log: str) -> Any:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    empty = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((empty, 0), (out, 1), (out, 2)):
        os.dup2(ours, theirs)
    sys.argv = ["mot-cua", *arguments]
    importlib.import_module("office.command").main()


if __name__ == "__main__":
    serve()
