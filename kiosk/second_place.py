"""The last numbers once more, in a file of their own, best on another disk.

    series: transaction ──▶ second place ──▶ paper
            └── a card that lies, or an older copy of the file, forgets it
                             └── remembers; on the next start the higher of the two counts

A cheap card may confirm what it never writes (https://www.sqlite.org/howtocorrupt.html, 3.1). Then
the file is whole, only older than it should be, and its numbers would be given out again.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from mot_cua.ids import DayText, ServiceCode

log = logging.getLogger(__name__)

KEPT_DAYS: Final = 3

Numbers = dict[DayText, dict[ServiceCode, int]]


class SecondPlace:
    """One small file: day → service → the last number. Losing it loses nothing else."""

    def __init__(self, path: Path) -> None:
        """Read what is there. What cannot be read is said, and taken as empty."""
        self._path = path
        self._numbers: Numbers = {}
        try:
            self._numbers = msgspec.json.decode(path.read_bytes(), type=Numbers)
        except FileNotFoundError:
            return
        except (OSError, msgspec.DecodeError) as problem:
            log.warning("%s: the second place of the numbers cannot be read: %s", path, problem)

    @property
    def numbers(self) -> Mapping[DayText, Mapping[ServiceCode, int]]:
        """What is remembered."""
        return self._numbers

    def remember(self, day: DayText, service: ServiceCode, number: int) -> None:
        """Have a number on the disk when this returns.

        Raises:
            OSError: the disk is full, read-only or gone; the older numbers are still there.
        """
        self._numbers.setdefault(day, {})[service] = number
        kept = sorted(self._numbers)[-KEPT_DAYS:]
        self._numbers = {one: self._numbers[one] for one in kept}
        fresh = self._path.with_suffix(".fresh")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(self._numbers))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
