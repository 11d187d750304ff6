"""What a checkup finds: one line each, with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from config.house import House
from mot_cua.clock import Clock
from mot_cua.messages import Finding

_MARKS: Final = {"ok": "ok", "look": "LOOK", "bad": "BAD"}


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


def line_of(finding: Finding) -> str:
    """Write a finding for a terminal."""
    cure = f" → {finding.remedy}" if finding.remedy else ""
    return f"{_MARKS[finding.grade]:6}{finding.part:24}{finding.what}{cure}"


Check = Callable[[Site], Iterable[Finding]]


def examine(site: Site, checks: Sequence[Check]) -> Iterator[Finding]:
    """Look at everything, in order."""
    for check in checks:
        yield from check(site)
