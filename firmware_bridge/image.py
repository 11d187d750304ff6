"""The files that make a Pico a counter unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
SHARED: Final = (
    "firmware_bridge/__init__.py",
    "firmware_bridge/frames.py",
    "firmware_bridge/sayings.py",
)
"""What bridge and unit both run, unchanged."""

START: Final = "main.py"
"""The file that MicroPython runs at power-up."""

_PLACE: Final = "firmware_bridge/firmware/place.py"


def image_of(address: int, *, is_shared: bool) -> Mapping[str, str]:
    """Return every file of a unit, by its path on the Pico."""
    firmware = sorted(Path(__file__).parent.glob("firmware/*.py"))
    paths = [*SHARED, *(f"firmware_bridge/firmware/{one.name}" for one in firmware)]
    files = {one: (ROOT / one).read_text(encoding="utf-8") for one in paths}
    files[_PLACE] = f"ADDRESS = {address}\nIS_SHARED = {is_shared}\n"
    files[START] = "from firmware_bridge.firmware.main import main\n\nmain()\n"
    return files
