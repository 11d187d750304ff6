"""Why nothing came of the last press: said for a while, and then the next person tries anew."""

from __future__ import annotations

from typing import Final

from mot_cua.ids import Ticks

LASTS_MS: Final = 10_000


class Complaint:
    """What the kiosk complains of at this moment; no clock of its own."""

    def __init__(self) -> None:
        self.code = ""
        """A code of `kiosk.texts` after `trouble-`; empty while all is well."""
        self.ends: Ticks | None = None

    def begin(self, code: str, now: Ticks) -> None:
        """Say why nothing came of it."""
        self.code, self.ends = code, Ticks(now + LASTS_MS)

    def end(self) -> None:
        """Say nothing any more: something came of the next."""
        self.code, self.ends = "", None

    def tick(self, now: Ticks) -> None:
        """End it when it has stood for long enough."""
        if self.ends is not None and now >= self.ends:
            self.end()
