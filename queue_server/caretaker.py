"""What has to be looked after while the server runs: register, certificates, floods.

A thread of its own that looks at files now and then. It decides nothing: what it finds goes to the
server's inbox, or to the broker.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from mot_cua.broker import reload_running
from mot_cua.broker_config import NATS_CONFIG
from mot_cua.clock import SystemClock
from mot_cua.errors import MotCuaError
from mot_cua.ids import NewId, RequestId, Ticks, new_id
from mot_cua.register import Register
from queue_server.core.commands import NoteAccess
from queue_server.quarantine import Quarantine

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 0.25
"""Seconds; so late does a flood end, and the journal learn that a device was let in or shut out."""
CERTIFICATES_EVERY_MS: Final = 6 * 3_600_000


class Caretaker:
    """Reads the register into the journal, and has certificates renewed in time."""

    def __init__(
        self,
        register: Register,
        *,
        post: Callable[[object], bool],
        renew: Callable[[], bool] | None = None,
        quarantine: Quarantine | None = None,
        chores: Sequence[Callable[[], None]] = (),
        make_id: NewId = new_id,
    ) -> None:
        """`renew` makes another certificate if it is time, and tells whether it did.

        `chores` are whatever else somebody has to look at every second.
        """
        self._register, self._post, self._renew, self._make_id = register, post, renew, make_id
        self._quarantine, self._chores = quarantine, chores
        self._clock, self._seen, self._told = SystemClock(), 0, 0
        self._next_renewal = Ticks(0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)

    def start(self) -> None:
        """Begin to look, on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=LOOK_EVERY)

    def look(self) -> None:
        """Look once at everything."""
        try:
            self._read_register()
            self._mind_certificates()
            if self._quarantine is not None:
                self._quarantine.look()
            for chore in self._chores:
                chore()
        except MotCuaError as problem:
            log.error("%s", problem)  # noqa: TRY400 - it is a sentence for a technician

    def _run(self) -> None:
        while True:
            self.look()
            if self._stop.wait(LOOK_EVERY):
                return

    def _read_register(self) -> None:
        try:
            changed = self._register.path.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if changed == self._seen:
            return
        entries = self._register.entries()
        name = f"register-{entries[0].at_ms}" if entries else ""
        for entry in entries[self._told :]:
            note = NoteAccess(
                request=RequestId(self._make_id()),
                register=name,
                number=entry.number,
                device=entry.device,
                change=entry.change,
                by=entry.by,
                changed_ms=entry.at_ms,
            )
            if not self._post(note):
                return
            self._told = entry.number
        self._seen = changed

    def _mind_certificates(self) -> None:
        now = self._clock.monotonic_ms()
        if self._renew is None or now < self._next_renewal:
            return
        self._next_renewal = Ticks(now + CERTIFICATES_EVERY_MS)
        if self._renew():
            told = reload_running(self._register.path.parent / NATS_CONFIG)
            log.info("the server has another certificate; the broker was told: %s", told)
