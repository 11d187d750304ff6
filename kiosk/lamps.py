"""The lamps in the service buttons: lit while the paper comes, blinking for a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.inputs import Lamp
from mot_cua.ids import Ticks

BLINK_MS: Final = 250
BLINKS: Final = 6
"""Three seconds: long enough for somebody who looks at the slot for the paper first."""


class ServiceLamps:
    """One lamp for each service; a service without one is passed over."""

    def __init__(self, lamps: Mapping[str, Lamp]) -> None:
        self._lamps = lamps
        self._blinking: dict[str, tuple[int, Ticks]] = {}
        """Service → how many changes are left, and when the next one is."""

    def light(self, service: str, *, is_lit: bool) -> None:
        """Light a lamp while its ticket is printed, and put it out."""
        self._blinking.pop(service, None)
        self._set(service, is_lit=is_lit)

    def refuse(self, service: str, now: Ticks) -> None:
        """Blink: no number was given out."""
        if service in self._lamps:
            self._blinking[service] = (2 * BLINKS, now)
            self.tick(now)

    def due(self) -> Ticks | None:
        """Return when `tick` has something to do."""
        return min((moment for _, moment in self._blinking.values()), default=None)

    def tick(self, now: Ticks) -> None:
        """Change the lamps whose time has come."""
        for service, (left, moment) in list(self._blinking.items()):
            if now < moment:
                continue
            if left:
                self._set(service, is_lit=left % 2 == 0)
                self._blinking[service] = (left - 1, Ticks(now + BLINK_MS))
            else:
                del self._blinking[service]

    def _set(self, service: str, *, is_lit: bool) -> None:
        lamp = self._lamps.get(service)
        if lamp is not None:
            lamp.set(is_lit=is_lit)
