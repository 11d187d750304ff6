"""The periods that a form offers: the last months, quarters, halves and years, and the present."""

from __future__ import annotations

from typing import Final

from config.settings import Settings
from queue_server.core.periods import NoPeriod, Period, current, period_of, previous

_HOW_MANY: Final = {"month": 13, "quarter": 5, "half": 3, "year": 3}


def offered(day: str, settings: Settings) -> list[Period]:
    """List them, the newest of each kind first."""
    cutoff, found = settings.report.cutoff, list[Period]()
    for kind, count in _HOW_MANY.items():
        period = current(kind, day, cutoff=cutoff)
        for _ in range(count):
            found.append(period)
            period = previous(period, cutoff=cutoff)
    return found


def title_of(name: str, settings: Settings) -> str:
    """Name a period that stands in a form; what is none yet stays as it was typed."""
    try:
        return period_of(name, cutoff=settings.report.cutoff).title
    except NoPeriod:
        return name
