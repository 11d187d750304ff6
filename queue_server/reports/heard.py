"""Ý kiến của bạn – chúng tôi đã làm: a month's commonest reason, and what the office changed.

It is told from so many reasons on as shares need ratings (`rating.shown_from`): below that a reason
on a public board would be somebody's voice. A month that has too few yet leaves its place to the
month before.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from config.settings import Settings
from mot_cua.vietnamese import figure
from queue_server.core.periods import Period, current, previous
from queue_server.journal import schema
from queue_server.journal.reasons import reasons_with_late


class Heard(NamedTuple):
    """What a board says of a month's reasons."""

    month: str
    """`2026-11`."""
    title: str
    reasons: tuple[str, ...]
    """The commonest; more than one when they were given equally often."""
    given: int
    """How often each of them was."""
    of: int
    """How often any reason was."""
    done: str
    """What the office changed; empty until the leader has written it."""

    @property
    def words(self) -> str:
        """The reason, in one sentence without a full stop."""
        equally = " (ngang nhau)" if len(self.reasons) > 1 else ""
        return (
            f"{self.title}: lý do được nêu nhiều nhất là {' và '.join(self.reasons)}{equally},"
            f" {figure(self.given)} trên {figure(self.of)} lượt nêu lý do"
        )


def heard(engine: Engine, today: str, settings: Settings) -> Heard | None:
    """Say what this month's reasons, or last month's, allow to say in public."""
    cutoff = settings.report.cutoff
    month = current("month", today, cutoff=cutoff)
    for one in (month, previous(month, cutoff=cutoff)):
        found = _heard(engine, one, settings)
        if found is not None:
            return found
    return None


def response_of(engine: Engine, month: str) -> str:
    """Return what the leader wrote about a month; empty when nothing."""
    table = schema.response
    with engine.connect() as db:
        return str(db.execute(sa.select(table.c.text).where(table.c.month == month)).scalar() or "")


def _heard(engine: Engine, month: Period, settings: Settings) -> Heard | None:
    with engine.connect() as db:
        counts = reasons_with_late(db, month.first, month.last)
    of = sum(counts.values())
    if not of or of < settings.rating.shown_from:
        return None
    labels = {one.id: one.label for one in settings.rating.reason}
    most = max(counts.values())
    order = [*labels, *(key for key in sorted(counts) if key not in labels)]
    return Heard(
        month=month.name,
        title=month.title,
        reasons=tuple(labels.get(key, key) for key in order if counts.get(key) == most),
        given=most,
        of=of,
        done=response_of(engine, month.name),
    )
