"""How much one computer may ask for: a bounded count of requests for each address.

Counts are kept for a few seconds and thrown away whole, so that their memory is bounded by the time
and not by how many addresses there are. There is no lock: two threads that count the same address
at the same moment may count once, which harms nobody.
"""

from __future__ import annotations

from typing import Final

from mot_cua.clock import Clock
from mot_cua.ids import Ticks

PERIOD_MS: Final = 10_000
MOST: Final = 600
"""Requests in one period from one address: a hall of phones behind one router asks for fewer."""
MOST_GUESSES: Final = 40
"""Questions for tickets that do not exist; nobody guesses 128 bits, and none needs to try."""
MOST_ADDRESSES: Final = 4096
"""With more addresses than this in one period all the new ones share one count."""
_THE_REST: Final = "the rest"


class Limits:
    """Counts requests; any thread may use it."""

    def __init__(self, clock: Clock, most: int = MOST) -> None:
        self._clock, self._most = clock, most
        self._began, self._counts = Ticks(0), dict[str, int]()

    def is_too_much(self, who: str, most: int | None = None) -> bool:
        """Count one request, and tell whether it is one too many in this period."""
        now = self._clock.monotonic_ms()
        if not self._counts or now - self._began >= PERIOD_MS:
            self._began, self._counts = now, {}
        counts = self._counts
        if who not in counts and len(counts) >= MOST_ADDRESSES:
            who = _THE_REST
        counts[who] = seen = counts.get(who, 0) + 1
        return seen > (most or self._most)
