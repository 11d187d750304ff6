"""Ratings that citizens may not have given: weekly signals of a counter, for a person to look at.

An officer who presses instead of the citizen leaves three marks: presses come at once, more of the
visits are rated, and the share of the satisfied rises. Each mark alone has honest causes; together
they are looked at.

1. Nothing is deleted and nobody is accused: a signal says "cần xem lại", and a person looks.
2. A counter-week is compared with the eight weeks before it at the same counter, and with the other
   counters in the same eight weeks: who has always pressed differs from the others, who has just
   begun differs from before.
3. Honest weeks differ by more than chance, because services, people and weather do. `_DRIFT` allows
   for it; without, one honest week in fifty would be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import asin, sqrt
from typing import Final, NamedTuple

from queue_server.core.comparison import Share

LOOK_AGAIN: Final = 3.5
"""Combined signals above this are shown: by chance alone, 2 of 1,000 honest comparisons."""
FAST_MS: Final = 1500
"""Nobody reads four buttons and chooses in less."""
WEEKS_BEFORE: Final = 8
LEAST_VISITS: Final = 25
"""Of a counter in a week; with fewer, nothing is said."""
LEAST_BEFORE: Final = 100
"""Of what it is compared with."""

_DRIFT: Final = {
    "before": {"fast": 0.06, "response": 0.08, "share": 0.08},
    "others": {"fast": 0.10, "response": 0.15, "share": 0.12},
}
"""How much honest shares differ, as standard deviations on the scale of `_angle`: 0.10 is five
points in the middle, and one at 99 %. Counters differ more from each other than from themselves;
how quickly people press differs least."""


class Tell(NamedTuple):
    """What one counter did in one or several weeks."""

    visits: int
    """Finished legs: each could have been rated once."""
    rated: int
    satisfied: int
    fast: int
    """Ratings pressed within `FAST_MS` of the invitation."""


class Signal(NamedTuple):
    """One mark, measured."""

    name: str
    """`fast`, `response` or `share`."""
    now: Share
    usual: Share
    z: float
    """Standard deviations above the usual."""


class Finding(NamedTuple):
    """One counter in one week, beside one of the two things that it is compared with."""

    beside: str
    """`before` or `others`."""
    signals: tuple[Signal, ...]
    combined: float

    @property
    def is_shown(self) -> bool:
        """Whether a person should look."""
        return self.combined > LOOK_AGAIN


def add(tells: Iterable[Tell]) -> Tell:
    """Add weeks, or counters, up."""
    columns = list(zip(*tells, strict=True)) or [(0,), (0,), (0,), (0,)]
    return Tell(*map(sum, columns))


def look(now: Tell, before: Tell, others: Tell) -> tuple[Finding, ...]:
    """Compare a counter's week with its own weeks before, and with the other counters.

    Nothing is said of few visits, or beside too little to compare with.
    """
    if now.visits < LEAST_VISITS:
        return ()
    pairs = (("before", before), ("others", others))
    return tuple(
        _finding(beside, now, usual) for beside, usual in pairs if usual.visits >= LEAST_BEFORE
    )


def _finding(beside: str, now: Tell, usual: Tell) -> Finding:
    signals = tuple(_signals(now, usual, _DRIFT[beside]))
    # Only what rises counts: a share that fell is no sign of somebody pressing "very satisfied".
    combined = sqrt(sum(max(0.0, one.z) ** 2 for one in signals))
    return Finding(beside, signals, combined)


def _signals(now: Tell, usual: Tell, drift: Mapping[str, float]) -> Iterable[Signal]:
    pairs = (
        ("fast", Share(now.fast, now.rated), Share(usual.fast, usual.rated)),
        ("response", Share(now.rated, now.visits), Share(usual.rated, usual.visits)),
        ("share", Share(now.satisfied, now.rated), Share(usual.satisfied, usual.rated)),
    )
    for name, ours, theirs in pairs:
        yield Signal(name, ours, theirs, distance(ours, theirs, drift[name]))


def distance(ours: Share, theirs: Share, drift: float) -> float:
    """Measure how far a share lies above another, in standard deviations.

    Source: F. J. Anscombe, The transformation of Poisson, binomial and negative-binomial data,
    Biometrika 35 (1948): on this scale the spread does not depend on the share itself, so that
    2 % and 98 % are as trustworthy as 50 %.
    """
    if not ours.of or not theirs.of:
        return 0.0
    spread = sqrt(1 / (ours.of + 0.5) + 1 / (theirs.of + 0.5) + drift**2)
    return (_angle(ours) - _angle(theirs)) / spread


def _angle(share: Share) -> float:
    return 2 * asin(sqrt((share.good + 0.375) / (share.of + 0.75)))


def worst(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding with the largest combined signal, if any is shown."""
    shown = [one for one in findings if one.is_shown]
    return max(shown, key=lambda one: one.combined, default=None)
