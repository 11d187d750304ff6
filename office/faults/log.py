"""What was seen from outside: asked, answered, read on screens and paper, pressed."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import msgspec

from queue_server.core import commands as c
from queue_server.core.office import Answer


class Operation(msgspec.Struct, kw_only=True):
    """One command of an officer; repeated with the same request until it is answered."""

    command: c.Command
    outcome: str = "unknown"
    """`ok`, `refused` or `unknown`; ok and refused are known to the officer."""
    answers: list[Answer] = msgspec.field(default_factory=list)
    code: str = ""
    """Why it was refused."""
    seq: int = 0
    """The last commit when it was refused."""


class Press(NamedTuple):
    """A press on a rating button."""

    counter: int
    label: str
    level: str


class Log:
    """Everything that people know of one day."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.numbers: dict[str, str] = {}
        """What the QR carries → the number, of all that was seen on a screen."""
        self.thanked: list[Press] = []
        self.doubtful: list[Press] = []
        """The bridge died under the finger."""
        self.faults: Counter[str] = Counter()
        self.problems: list[str] = []

    def saw(self, label: str, token: str) -> None:
        """Read a number on a kiosk's screen."""
        self.numbers[token] = label
