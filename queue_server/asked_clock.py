"""`mot-cua clock set` on the server's computer: a question left as a file, and the server's answer.

The journal has one writer, so the command line asks as a page does: the rules hold for it as well,
and what came of it stands in the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final

import msgspec

from mot_cua.clock import Clock
from mot_cua.errors import JournalError, Refused
from mot_cua.ids import NewId, RequestId, Ticks, UnixMs, new_id
from mot_cua.private import write_private
from queue_server.core.commands import SetClock
from queue_server.core.office import Answer
from queue_server.service import Ask

QUESTION: Final = Path("clock/asked.json")
ANSWER: Final = Path("clock/answer.txt")
"""In the data folder; an empty answer means that the clock is being set."""
PATIENCE: Final = 5.0


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says the time was, at a moment of this boot's monotonic clock."""

    wall_ms: UnixMs
    ticks: Ticks
    by: str


def leave_question(data: Path, wall_ms: UnixMs, by: str, clock: Clock) -> None:
    """Ask the server of this computer to set the clock."""
    (data / ANSWER).unlink(missing_ok=True)
    question = Question(wall_ms=wall_ms, ticks=clock.monotonic_ms(), by=by)
    write_private(data / QUESTION, msgspec.json.encode(question).decode() + "\n")


def take_answer(data: Path) -> str | None:
    """Return what the server answered, once; None while it has not."""
    try:
        told = (data / ANSWER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    (data / ANSWER).unlink()
    return told


class AskedClock:
    """Looks for the question, and answers it."""

    def __init__(
        self,
        data: Path,
        *,
        post: Callable[[object], bool],
        clock: Clock,
        make_id: NewId = new_id,
    ) -> None:
        self._data, self._post, self._clock, self._make_id = data, post, clock, make_id

    def look(self) -> None:
        """Answer the question that lies there, if one does."""
        path = self._data / QUESTION
        try:
            asked = msgspec.json.decode(path.read_bytes(), type=Question)
        except FileNotFoundError:
            return
        except msgspec.DecodeError as problem:
            path.unlink()
            raise JournalError(f"{path}: is no question for the time ({problem})") from None
        path.unlink()
        write_private(self._data / ANSWER, self._answer(asked) + "\n")

    def _answer(self, asked: Question) -> str:
        passed = self._clock.monotonic_ms() - asked.ticks
        command = SetClock(
            request=RequestId(self._make_id()),
            by=asked.by,
            leap_ms=asked.wall_ms + passed - self._clock.wall_ms(),
        )
        reply: Future[list[Answer]] = Future()
        self._post(Ask((command,), reply, by="console"))
        try:
            reply.result(PATIENCE)
        except Refused as refusal:
            return str(refusal)
        except TimeoutError:
            return "the server is busy; try again"
        return ""
