"""Were the forecasts true? Last week's are compared with what came, and the spread mended by it.

1. A forecast is judged by the wait that it was given for: how far off its middle was, whether the
   wait lay between its 10 % and 90 % quantiles, and whether it tends to be too long or too short.
2. Eight waits of ten should lie between. If in two weeks running fewer than `LEAST_INSIDE` did, all
   spreads are stretched so that eight of ten would have; if more than `MOST_INSIDE`, narrowed.
   Source: the office's own design; between these bounds chance alone moves a week.
3. A week with few waits proves nothing, and neither ends nor continues a series.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from mot_cua.ids import DayText

LEAST_INSIDE: Final = 0.65
MOST_INSIDE: Final = 0.92
AIM: Final = 0.8
ENOUGH_WAITS: Final = 50
_LEAST_SIDE_S: Final = 30.0
"""A side narrower than this is no spread that could be stretched."""
_MOST_AT_ONCE: Final = 2.0
_WIDEST: Final = 4.0
_NARROWEST: Final = 0.5


class Given(NamedTuple):
    """A forecast as it was given with a number: quantiles of the whole wait, in seconds."""

    ticket: str
    low_s: int
    """10 %."""
    middle_s: int
    high_s: int
    """90 %."""


class Past(NamedTuple):
    """A forecast, and the wait that came of it; in seconds."""

    low_s: float
    middle_s: float
    high_s: float
    waited_s: float

    @property
    def is_inside(self) -> bool:
        """Whether the wait lay where eight of ten should."""
        return self.low_s <= self.waited_s <= self.high_s


class Verdict(NamedTuple):
    """What the forecasts of some days were worth."""

    waits: int
    inside: int
    off_s: float
    """How far the middle was off, on the mean."""
    bias_s: float
    """Told minus waited, on the mean: positive if people were called sooner than they were told."""
    waited_s: float
    """The mean wait."""

    @property
    def share_inside(self) -> float:
        """Share of the waits that lay inside; 0.0 of none."""
        return self.inside / self.waits if self.waits else 0.0

    @property
    def side(self) -> int:
        """-1 if the spreads were too narrow, 1 if too wide, 0 if neither is proved."""
        if self.waits < ENOUGH_WAITS or LEAST_INSIDE <= self.share_inside <= MOST_INSIDE:
            return 0
        return -1 if self.share_inside < LEAST_INSIDE else 1


def judge(past: Sequence[Past]) -> Verdict:
    """Compare forecasts with what came.

    >>> judge([Past(300, 600, 900, 660), Past(300, 600, 900, 1000)])
    Verdict(waits=2, inside=1, off_s=230.0, bias_s=-230.0, waited_s=830.0)
    """
    if not past:
        return Verdict(0, 0, 0.0, 0.0, 0.0)
    return Verdict(
        len(past),
        sum(one.is_inside for one in past),
        sum(abs(one.middle_s - one.waited_s) for one in past) / len(past),
        sum(one.middle_s - one.waited_s for one in past) / len(past),
        sum(one.waited_s for one in past) / len(past),
    )


def stretch_after(stretch: float, before: int, now: Verdict, past: Sequence[Past]) -> float:
    """Return by what to stretch from now on; `stretch` itself unless two weeks say otherwise.

    `before` is the `side` of the week before, or 0 if the stretch was changed since; `past` are the
    forecasts of both weeks, made with `stretch`.
    """
    if not now.side or now.side != before:
        return stretch
    needed = sorted(_distance(one) for one in past)[int(AIM * (len(past) - 1))]
    step = min(max(needed, 1 / _MOST_AT_ONCE), _MOST_AT_ONCE)
    # Whatever single waits say, the change goes the way that both weeks asked for.
    step = max(step, 1.0) if now.side < 0 else min(step, 1.0)
    return round(min(max(stretch * step, _NARROWEST), _WIDEST), 2)


def _distance(one: Past) -> float:
    """Return how far a wait lay from the middle, in spreads of its side."""
    if one.waited_s >= one.middle_s:
        return (one.waited_s - one.middle_s) / max(one.high_s - one.middle_s, _LEAST_SIDE_S)
    return (one.middle_s - one.waited_s) / max(one.middle_s - one.low_s, _LEAST_SIDE_S)


def week_of(day: str) -> DayText:
    """Return the Monday of a day's week.

    >>> week_of("2026-11-22"), week_of("2026-11-23")
    ('2026-11-16', '2026-11-23')
    """
    given = date.fromisoformat(day)
    return DayText((given - timedelta(days=given.weekday())).isoformat())


def weeks_before(week: str, count: int) -> DayText:
    """Return the Monday that lies so many weeks back.

    >>> weeks_before("2026-11-16", 2)
    '2026-11-02'
    """
    return DayText((date.fromisoformat(week) - timedelta(weeks=count)).isoformat())
