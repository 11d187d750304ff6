"""Ways to keep a citizen from rating, or a visit from counting: weekly habits of a counter.

A visit is rated when it ends, so an officer who fears a rating lets it end otherwise: sends the
citizen on or lays the number aside after the service, hurries the next one to the counter while the
buttons still invite, finishes numbers that nobody brought, or picks whom to serve. Each is an
honest thing to do now and then; what stands out is doing it far more than before, or than others.

The rules are those of `stuffing`: a person looks, nobody is accused, nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from queue_server.core.comparison import Share
from queue_server.core.stuffing import LEAST_BEFORE, LEAST_VISITS, distance

LOOK_AGAIN: Final = 3.8
"""Higher than for stuffing: ten comparisons are made of each counter-week."""
LEAST_TIMES: Final = 5
"""What happened more rarely in a week is told by nobody, however unusual."""

_DRIFT: Final = {"before": 0.05, "others": 0.16}
"""How much honest shares differ, on the scale of `stuffing`: by services more than by weeks."""


class Habits(NamedTuple):
    """What one counter did in one or several weeks."""

    handled: int
    """Numbers that somebody began to serve here."""
    skipped: int
    """Invitations cut short by the next service, and not answered."""
    sent_on: int
    """Transfers after the service had lasted a while."""
    laid_aside: int
    """Holds after it had lasted a while, never taken up again."""
    short: int
    """Services too short to be any."""
    out_of_order: int
    """Numbers that were picked instead of the next one."""


NAMES: Final = Habits._fields[1:]


class Unusual(NamedTuple):
    """One habit that stands out."""

    name: str
    """A field of `Habits`."""
    beside: str
    """`before` or `others`."""
    now: Share
    usual: Share
    z: float
    """Standard deviations above the usual."""


def add(weeks: Iterable[Habits]) -> Habits:
    """Add weeks, or counters, up."""
    columns = list(zip(*weeks, strict=True)) or [(0,)] * len(Habits._fields)
    return Habits(*map(sum, columns))


def look(now: Habits, before: Habits, others: Habits) -> tuple[Unusual, ...]:
    """Name the habits that stand out, each once, beside what it stands out from most."""
    if now.handled < LEAST_VISITS:
        return ()
    found: dict[str, Unusual] = {}
    for one in _compared(now, before, others):
        if one.z > LOOK_AGAIN and (one.name not in found or one.z > found[one.name].z):
            found[one.name] = one
    return tuple(found.values())


def _compared(now: Habits, before: Habits, others: Habits) -> Iterator[Unusual]:
    for name in NAMES:
        ours = Share(getattr(now, name), now.handled)
        if ours.good < LEAST_TIMES:
            continue
        for beside, usual in (("before", before), ("others", others)):
            theirs = Share(getattr(usual, name), usual.handled)
            if theirs.of >= LEAST_BEFORE:
                yield Unusual(name, beside, ours, theirs, distance(ours, theirs, _DRIFT[beside]))
