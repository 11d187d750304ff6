"""A device that floods the broker is kept out for a minute, and comes back by itself.

What it says above its allowance is dropped unread, but reading it off the line costs the server and
the broker so much that everybody waits. A kiosk that is kept out goes on giving out numbers, and
what it has done meanwhile is in its outbox; so nothing is lost if it was an accident.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from mot_cua.bus.quota import Quota
from mot_cua.clock import Clock
from mot_cua.ids import DeviceId, Ticks

log = logging.getLogger(__name__)

FLOOD: Final = 25
"""Messages above the allowance between two looks, a quarter of a second apart. An accident makes a
few; and what a flood has sent until then, everybody waits for."""
KEPT_OUT_MS: Final = 60_000


class Quarantine:
    """Watches the allowance of each device; called now and then, from one thread."""

    def __init__(
        self,
        quota: Quota,
        *,
        shut_out: Callable[[frozenset[DeviceId]], object],
        tell: Callable[[DeviceId], object],
        clock: Clock,
    ) -> None:
        """`shut_out` is given all who are out from now on; `tell`, each one that is new."""
        self._quota, self._shut_out, self._tell, self._clock = quota, shut_out, tell, clock
        self._seen: dict[str, int] = {}
        self._until: dict[DeviceId, Ticks] = {}

    def look(self) -> None:
        """Keep out who floods, and let in whose minute is over."""
        now, before = self._clock.monotonic_ms(), set(self._until)
        self._until = {one: until for one, until in self._until.items() if until > now}
        for device in self._flooding() - set(self._until):
            self._until[device] = Ticks(now + KEPT_OUT_MS)
            log.error(
                "%s floods the broker and is kept out for %d s. If it does so again, restart it; if"
                " that does not help: mot-cua devices revoke %s",
                device,
                KEPT_OUT_MS // 1000,
                device,
            )
            self._tell(device)
        if set(self._until) != before:
            self._shut_out(frozenset(self._until))

    def _flooding(self) -> set[DeviceId]:
        found: set[DeviceId] = set()
        for topic, count in list(self._quota.refused.items()):
            grown, self._seen[topic] = count - self._seen.get(topic, 0), count
            *_, kind, name, _ = topic.split("/")
            if grown >= FLOOD and kind == "device":
                found.add(DeviceId(name))
        return found
