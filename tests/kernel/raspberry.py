"""What makes programs believe that they run on a Raspberry Pi."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CPU: Final = Path("/proc/cpuinfo")
PI_4B: Final = "c03114"


@contextmanager
def raspberry_pi() -> Iterator[None]:
    """Give the guest the revision of a Pi 4B, which gpiozero looks for."""
    named = Path("/run/cpuinfo")
    named.write_text(f"{CPU.read_text()}\nRevision\t: {PI_4B}\n")
    subprocess.run(["mount", "--bind", str(named), str(CPU)], check=True)
    yield
    subprocess.run(["umount", str(CPU)], check=True)
