"""Learning from one's own forecasts: where in what was told did the last waits really lie?

If half of them lay beyond what was called the 50 % quantile, all is well. If they lay beyond the
90 % one, the office has habits that the simulation does not know, and what was the 90 % quantile is
told as the 50 % one. Few waits change little: the forecast is believed until it is proved wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from queue_server.core.forecast.experience import Experience

REMEMBERED: Final = 300
_BELIEF: Final = 400
"""So many waits would have to contradict before the simulation counts for half."""
_WORTH_TELLING_S: Final = 120.0
"""A wait this short cannot be wrong enough to learn from."""
_SHARES: Final = (0.1, 0.3, 0.5, 0.7, 0.9)
TOLD_SHARES: Final = (0.1, 0.3, 0.5, 0.9)
"""What people are told and forecasts are judged by."""


class Spread(NamedTuple):
    """What a wait may be: one value of each path in order, in seconds; NEVER if not today."""

    waits: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the wait that this share of the paths does not exceed.

        A share below 0.1 or above 0.9 may lie beyond 0 and 1: the outer parts are continued
        straight on. Never negative.

        >>> Spread((0.0, 60.0, 120.0)).at(0.5)
        60.0
        """
        if 0.1 <= share <= 0.9:
            return self._among(share)
        end = 0.1 if share < 0.1 else 0.9
        edge, middle = self._among(end), self._among(0.5)
        slope = (edge - middle) / (end - 0.5) if edge < float("inf") else 0.0
        return max(0.0, edge + (share - end) * slope)

    def _among(self, share: float) -> float:
        place = min(max(share * len(self.waits) - 0.5, 0.0), len(self.waits) - 1.0)
        low = int(place)
        below, above = self.waits[low], self.waits[min(low + 1, len(self.waits) - 1)]
        return below if below == above else below + (above - below) * (place - low)

    def points(self) -> tuple[float, ...]:
        """Return the five quantiles by which `place_of` remembers what was told."""
        return tuple(self.at(share) for share in _SHARES)


def is_worth_remembering(points: Sequence[float]) -> bool:
    """Tell whether a wait could show that these quantiles were wrong."""
    return _WORTH_TELLING_S < points[-1] < float("inf")


def place_of(points: Sequence[float], waited_s: float) -> float:
    """Return at which share of the forecast a wait lay; below 0 and above 1 if far outside."""
    middle = len(points) // 2
    if waited_s <= points[0]:
        slope = (points[middle] - points[0]) / (_SHARES[middle] - _SHARES[0])
        return max(-1.0, _SHARES[0] - (points[0] - waited_s) / max(slope, 1.0))
    if waited_s >= points[-1]:
        slope = (points[-1] - points[middle]) / (_SHARES[-1] - _SHARES[middle])
        return min(4.0, _SHARES[-1] + (waited_s - points[-1]) / max(slope, 1.0))
    i = next(i for i, point in enumerate(points) if waited_s < point)
    part = (waited_s - points[i - 1]) / (points[i] - points[i - 1])
    return _SHARES[i - 1] + part * (_SHARES[i] - _SHARES[i - 1])


def recalibrated(share: float, places: Sequence[float]) -> float:
    """Return which share of a simulation to tell as `share`, after waits that lay at `places`."""
    prior = ((i + 0.5) / _BELIEF for i in range(_BELIEF))
    known = sorted([*places, *prior])
    place = min(max(share * len(known) - 0.5, 0.0), len(known) - 1.0)
    low = int(place)
    below, above = known[low], known[min(low + 1, len(known) - 1)]
    return below + (above - below) * (place - low)


class Lens(NamedTuple):
    """How an office reads its simulations, by what its own past forecasts were worth."""

    shares: dict[float, float]
    """What to look up for each of the shares that are told."""
    stretch: float
    history: int
    """Services that the office has finished."""

    def at(self, spread: Spread, share: float) -> float:
        """Return what is told as this quantile of a spread, in seconds; never negative."""
        value = spread.at(self.shares[share])
        if self.stretch == 1.0 or value == float("inf"):
            return value
        middle = spread.at(self.shares[0.5])
        return max(0.0, middle + (value - middle) * self.stretch)


def lens_of(learnt: Experience) -> Lens:
    """Make the lens of an office."""
    shares = {share: recalibrated(share, learnt.places) for share in TOLD_SHARES}
    return Lens(shares, learnt.stretch, learnt.finished)
