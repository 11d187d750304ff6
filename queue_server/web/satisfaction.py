"""A group's ratings as a page shows them, by the rules of figures: sentence, share, bars."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Final, NamedTuple

from config.settings import Settings
from mot_cua.vietnamese import percent
from queue_server.core.figures import Tally, headline, response
from queue_server.journal.report import RatedGroup

TONES: Final = {
    3: ("best", "good", "poor"),
    4: ("best", "good", "middle", "poor"),
    5: ("best", "good", "middle", "poor", "worst"),
}
"""Names of colours and faces, best first, for so many levels."""


class Bar(NamedTuple):
    """One level."""

    tone: str
    """Names its colour and face; never shown without its label."""
    label: str
    given: int
    share: str
    """Empty while there are too few ratings to publish a share."""
    width: int
    """Thousandths of the full bar; 0 while there is no share."""
    is_satisfied: bool


class Satisfaction(NamedTuple):
    """What may be said about one group of visits."""

    tally: Tally
    headline: str
    response: str
    share: str
    """`96,4%`; empty while there are too few ratings."""
    interval: str
    """`75,7–100%`: Wilson's, at 95 %; empty without a share."""
    is_shaded: bool
    target: int
    verdict: str
    bars: tuple[Bar, ...]

    @property
    def served(self) -> int:
        """Finished legs."""
        return self.tally.served

    @property
    def rated(self) -> int:
        """Final ratings."""
        return self.tally.rated

    @property
    def dossiers(self) -> int:
        """Hồ sơ of the finished legs; 0 where nobody counts them."""
        return self.tally.dossiers

    @property
    def unrated(self) -> int:
        """Finished legs without a rating."""
        return self.tally.unrated


def tally_of(group: RatedGroup, settings: Settings) -> Tally:
    """Apply the rules of figures to a group."""
    return Tally(group.levels, group.served, settings.rating, group.dossiers)


def said_of(group: RatedGroup, settings: Settings, target: int | None = None) -> Satisfaction:
    """Say what a group's ratings allow to say; `target` as for `describe`."""
    return describe(tally_of(group, settings), target)


def describe(tally: Tally, target: int | None = None) -> Satisfaction:
    """Say what the ratings of a group allow to say. `target` overrules the office's, in percent."""
    wanted = tally.settings.target_percent if target is None else target
    shown = tally.is_published
    return Satisfaction(
        tally=tally,
        headline=headline(tally),
        response=response(tally),
        share=_share(tally, wanted) if shown else "",
        interval=interval_text(*tally.wilson()) if shown else "",
        is_shaded=shown and tally.is_shaded,
        target=wanted,
        verdict=_verdict(tally, wanted) if shown else "",
        bars=tuple(_bars(tally)),
    )


def _share(tally: Tally, target: int) -> str:
    return percent(tally.satisfied, tally.rated, target=Fraction(target, 100))


def _verdict(tally: Tally, target: int) -> str:
    if tally.is_shaded:
        return f"Mẫu nhỏ (dưới {tally.settings.shaded_below} lượt): chưa kết luận về mục tiêu"
    return "Đạt mục tiêu" if tally.meets_target(target) else "Chưa đạt mục tiêu"


def _bars(tally: Tally) -> list[Bar]:
    shown = tally.is_published
    bars = []
    tones = TONES[len(tally.settings.level)]
    for tone, level in zip(tones, tally.settings.level, strict=True):
        count = tally.levels.get(level.id, 0)
        bars.append(
            Bar(
                tone=tone,
                label=level.label,
                given=count,
                share=percent(count, tally.rated) if shown else "",
                width=1000 * count // tally.rated if shown else 0,
                is_satisfied=level.counts_as_satisfied,
            )
        )
    return bars


def interval_text(low: float, high: float) -> str:
    """Write an interval of shares; an end that is not exact is never written as 0 or 100.

    >>> interval_text(0.7575, 1.0), interval_text(0.9186, 0.9689)
    ('75,8–100%', '91,9–96,9%')
    """
    return f"{_end(low)}–{_end(high)}%"


def _end(share: float) -> str:
    if share in (0.0, 1.0):
        return "100" if share else "0"
    tenths = min(max(floor(share * 1000 + 0.5), 1), 999)
    return f"{tenths // 10},{tenths % 10}"
