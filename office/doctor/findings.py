"""What a checkup finds: one line each, with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from config.house import House
from mot_cua.clock import Clock

Grade = Literal["ok", "look", "bad"]
"""`look`: it works today; somebody should look at it."""

_MARKS: Final[dict[Grade, str]] = {"ok": "ok", "look": "LOOK", "bad": "BAD"}


class Finding(NamedTuple):
    """One thing that was looked at."""

    part: str
    grade: Grade
    what: str
    remedy: str = ""
    """What to do; empty where nothing is."""

    def line(self) -> str:
        """Write it for a terminal."""
        cure = f" → {self.remedy}" if self.remedy else ""
        return f"{_MARKS[self.grade]:6}{self.part:24}{self.what}{cure}"


class Site(NamedTuple):
    """The computer that is looked at."""

    house: House
    devices: tuple[str, ...]
    """The devices of the office file that run here."""
    clock: Clock
    ask: Callable[[Sequence[str]], str]
    """Runs a program of the system and returns what it printed; empty when it is not there."""
    root: Path = Path("/")
    """Where the files of the system lie; another folder in tests."""

    def place(self, path: str | Path) -> Path:
        """Find a file of the system."""
        return self.root / str(path).lstrip("/")


Check = Callable[[Site], Iterable[Finding]]


def examine(site: Site, checks: Sequence[Check]) -> Iterator[Finding]:
    """Look at everything, in order."""
    for check in checks:
        yield from check(site)
