"""The figures that a commune publishes: how many rated, how many were satisfied, in which words.

1. Satisfied includes very satisfied; both are shares of all ratings, never of the visits.
2. A visit without a rating is not a satisfied one; `response` says how many there were.
3. Few ratings say little: below `shown_from` no share is published, below `shaded_below` it is
   shaded.
4. Comparisons use exact fractions; rounding is for reading (`mot_cua.vietnamese.percent`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Final

from config.settings import RatingSettings
from mot_cua.vietnamese import figure, percent

NO_RATINGS: Final = "Chưa có đánh giá"
NOTHING: Final = "Không có"
"""A zero in a report is a word, so that nobody takes it for a place left empty."""

_Z95: Final = 1.96
"""Two-sided 95 % point of the normal distribution, to the two decimals of printed tables."""


@dataclass(frozen=True)
class Tally:
    """Ratings of any group of visits: an office's day, a service's month, a counter's year."""

    levels: Mapping[str, int]
    """Final ratings by level id. One that the settings no longer know counts as not satisfied."""
    served: int
    """Finished legs: each could have been rated once."""
    settings: RatingSettings
    dossiers: int = 0
    """Hồ sơ of the served; told beside the figures, and in none of them."""

    @property
    def rated(self) -> int:
        """How many were rated, at any level."""
        return sum(self.levels.values())

    @property
    def satisfied(self) -> int:
        """How many were satisfied, the very satisfied among them."""
        good = [level.id for level in self.settings.level if level.counts_as_satisfied]
        return sum(self.levels.get(level, 0) for level in good)

    @property
    def very_satisfied(self) -> int:
        """How many gave the best level, which is the first in the settings."""
        return self.levels.get(self.settings.level[0].id, 0)

    @property
    def unrated(self) -> int:
        """How many were served and did not rate."""
        return self.served - self.rated

    @property
    def share(self) -> Fraction | None:
        """The satisfied among the rated, exact; None when nobody rated."""
        return Fraction(self.satisfied, self.rated) if self.rated else None

    @property
    def is_published(self) -> bool:
        """Whether there are ratings enough to show a share at all."""
        return self.rated >= self.settings.shown_from

    @property
    def is_shaded(self) -> bool:
        """Whether the sample is small, so that its share is shown as uncertain."""
        return self.rated < self.settings.shaded_below

    def wilson(self) -> tuple[float, float]:
        """Return the 95 % interval of the share; from 0 to 1 when nobody rated.

        Wilson's interval, because the simple one has no width at all where everybody is satisfied,
        which is the usual day of a small office.

        Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22 (1927).
        """
        share, n = self.share, self.rated
        if share is None:
            return 0.0, 1.0
        p, z2 = float(share), _Z95**2
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        # The exact ends are 0 and 1; floating point misses them by a hair.
        low = 0.0 if self.satisfied == 0 else centre - half
        high = 1.0 if self.satisfied == n else centre + half
        return low, high

    def meets_target(self, target_percent: int) -> bool | None:
        """Say whether the share reaches the target; None when nobody rated.

        94,96 % is below 95 %, whatever it rounds to.
        """
        share = self.share
        return None if share is None else share >= Fraction(target_percent, 100)


def headline(tally: Tally) -> str:
    """Return the sentence of the board: the share, or why there is none.

    >>> settings = RatingSettings()
    >>> headline(Tally({"very-satisfied": 37, "satisfied": 12}, 58, settings))
    'Hài lòng: 100% – trong đó Rất hài lòng: 75,5%'
    >>> headline(Tally({"satisfied": 8}, 9, settings))
    'Chưa đủ số liệu (8 lượt đánh giá, tối thiểu 10)'
    """
    if not tally.rated:
        return NO_RATINGS
    if not tally.is_published:
        least = figure(tally.settings.shown_from)
        return f"Chưa đủ số liệu ({figure(tally.rated)} lượt đánh giá, tối thiểu {least})"
    target = Fraction(tally.settings.target_percent, 100)
    satisfied = percent(tally.satisfied, tally.rated, target=target)
    very_satisfied = percent(tally.very_satisfied, tally.rated)
    best = tally.settings.level[0].label
    return f"Hài lòng: {satisfied} – trong đó {best}: {very_satisfied}"


def response(tally: Tally) -> str:
    """Return how many of the served rated, which stands beside every share.

    >>> response(Tally({"very-satisfied": 37, "satisfied": 12}, 58, RatingSettings()))
    '49/58 lượt phục vụ có đánh giá (84,5%)'
    """
    counts = f"{figure(tally.rated)}/{figure(tally.served)} lượt phục vụ có đánh giá"
    return f"{counts} ({percent(tally.rated, tally.served)})" if tally.served else counts


def ninth_place(count: int) -> int:
    """Return where, among so many sorted waits, the one stands that nine of ten did not exceed.

    By nearest rank, counted from 0: a wait that somebody had, and no average of two people.

    >>> ninth_place(10), ninth_place(11), ninth_place(1)
    (8, 9, 0)
    """
    return -(-9 * count // 10) - 1
