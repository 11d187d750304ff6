"""The life of a rating: one per leg, tied to one visit, never to a person.

    finish      opens      press                 + correction
      |-----------|-----------|-------------------------|
      expected ...............  given (may be corrected)  final
                  |<------ window ------>|  no press:  expired

A window may open a little after its finish, when the window of the visit before still has its
least time to run. The start of the next service shortens a window, though never below that least.

The window is that of the counter's panel and of its tablet. On the phone page a leg may be rated
from its finish until the day is sealed, also after its window expired, and on a kiosk; whatever the
channel, the first rating of a leg counts. What a phone says after the seal, until the next day is
sealed, is a supplement.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from mot_cua.ids import CounterNo, LegId, TicketId, Ticks, UnixMs


class RatingState(StrEnum):
    """Where a rating is in its life."""

    EXPECTED = "expected"
    GIVEN = "given"
    FINAL = "final"
    EXPIRED = "expired"
    VOID = "void"


BY_PHONE = "phone"
"""The channel of what was given on the page of a ticket."""

BY_KIOSK = "kiosk"
"""The channel of what was given on a kiosk, and bound to a visit."""

BY_TABLET = "tablet"
"""The channel of what was given on the tablet of a counter, which rates as its panel does."""

UNRATED = frozenset({RatingState.EXPECTED, RatingState.EXPIRED})
"""States in which a phone may rate: nobody has, and the chance was not taken back."""

RATED = frozenset({RatingState.GIVEN, RatingState.FINAL})
"""States in which somebody has rated."""

OPEN = frozenset({RatingState.EXPECTED, RatingState.GIVEN})
"""States in which a press still counts."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """The chance to rate one leg. All ticks are the server's."""

    leg: LegId
    ticket: TicketId
    label: str
    counter: CounterNo
    opens: Ticks
    closes: Ticks
    finished: Ticks
    finished_ms: UnixMs = UnixMs(0)
    state: RatingState = RatingState.EXPECTED
    level: str = ""
    channel: str = ""
    given: Ticks = Ticks(0)
    is_late: bool = False
    """Whether it was rated after its day was sealed."""
    why: str = ""
    """The reason that was given after the rating; empty when none was."""

    @property
    def is_open(self) -> bool:
        """Whether a press may still be counted."""
        return self.state in OPEN

    @property
    def is_unrated(self) -> bool:
        """Whether the leg may still be rated on a phone."""
        return self.state in UNRATED

    @property
    def is_elsewhere(self) -> bool:
        """Whether it was rated on a phone or a kiosk: no panel has anything to do with it."""
        return self.channel in (BY_PHONE, BY_KIOSK)

    def due(self, *, correction_ms: int) -> Ticks:
        """Return when this window changes by itself: it expires, or the press becomes final."""
        if self.state is RatingState.GIVEN:
            return Ticks(self.given + correction_ms)
        return self.closes
