"""Child processes that end when their parent does, even if the parent is killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

# The kernel sends the signal when the *thread* that forked ends; so start children from the main
# thread. A wrapper, because code between fork and exec may hang in a threaded program.
_DIE_WITH_PARENT: Final = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != int(sys.argv[1]):
    sys.exit("the parent has gone already")
os.execv(sys.argv[2], sys.argv[2:])
"""


def dying_with_us(command: Sequence[str]) -> tuple[str, ...]:
    """Return the command that runs `command` until it ends or this process does."""
    wrapper = (sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, str(os.getpid()))
    return (*wrapper, *command)
