"""What the doctor finds on a computer while its program works, for whoever looks from afar.

The program says it with its heartbeat. Looking takes a second and may wait for a device, so it has
a thread of its own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, Self

from mot_cua.errors import MotCuaError
from mot_cua.messages import Finding

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 300.0
"""Seconds; a disk that fills up and a computer that grows hot take longer."""

Look = Callable[[], Iterable[Finding]]


def nothing_found() -> Iterable[Finding]:
    """Look at nothing: a program that nobody gave a doctor."""
    return ()


class Checkup:
    """Looks now and then. A `with` begins it and ends it."""

    def __init__(self, look: Look = nothing_found, *, every: float = LOOK_EVERY) -> None:
        """`every`: real seconds from one look to the next."""
        self._look, self._every = look, every
        self.findings: tuple[Finding, ...] = ()
        """Of the last look; replaced, never changed, so that any thread may read it."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkup", daemon=True)

    def __call__(self) -> tuple[Finding, ...]:
        return self.findings

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        # Not joined: it may wait for a printer, and it holds nothing that has to be closed.
        self._stop.set()

    def _run(self) -> None:
        while True:
            try:
                self.findings = tuple(self._look())
            except (MotCuaError, OSError) as problem:
                log.warning("the checkup of this computer came to no end: %s", problem)
            if self._stop.wait(self._every):
                return
