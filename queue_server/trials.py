"""Days on which an office is tried out: nothing is learnt from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from queue_server.core import events as e
from queue_server.journal.journal import Journal

Stamped = tuple[e.Event, e.Stamp]


def without_trials(events: Iterable[Stamped]) -> Iterator[Stamped]:
    """Leave out what happened on trial days, from their opening to their close."""
    is_trial = False
    for event, stamp in events:
        if isinstance(event, e.DayOpened):
            is_trial = event.is_trial
        if not is_trial:
            yield event, stamp
        is_trial = is_trial and not isinstance(event, e.DayClosed)


def standing(journal: Journal) -> Stamped | None:
    """Return what was said last of a trial: that one began, or that the office was handed over."""
    found = [one for one in map(journal.latest, ("trial-began", "handed-over")) if one]
    last = max(found, key=lambda row: row.stamp.seq, default=None)
    return (last.event, last.stamp) if last else None
