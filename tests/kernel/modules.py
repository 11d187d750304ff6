"""Drivers that Debian has as modules, and waiting for what they do."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from typing import Final

from kernel.machine import BENCH

KERNEL_MODULES: Final = BENCH / "modules"
PAUSE_S: Final = 0.01


def load(*modules: str) -> None:
    """Load drivers, each with what it needs."""
    for one in modules:
        name, *options = one.split()
        subprocess.run(["modprobe", "-d", str(KERNEL_MODULES), name, *options], check=True)


def until(is_so: Callable[[], object], what: str, *, within_s: float = 20) -> None:
    """Wait for what a kernel does in its own time; an AssertionError when it does not."""
    pause = threading.Event()
    if not any(is_so() or pause.wait(PAUSE_S) for _ in range(int(within_s / PAUSE_S))):
        raise AssertionError(f"not within {within_s:g} s: {what}")
