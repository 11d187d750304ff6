"""When a business day is opened and closed: by its time, if the clock can be trusted."""

from __future__ import annotations

from typing import Final, NamedTuple

from config.settings import Hours
from mot_cua.business_day import day_of, ms_of
from mot_cua.timetable import Timetable
from queue_server.core.commands import Now
from queue_server.core.office import Office

LATE_MS: Final = 10 * 60_000
"""A close that comes later than this is called made up."""
ASK_AGAIN_MS: Final = 60_000
"""The wall clock may be corrected at any time, so it is looked at once a minute."""


class Turn(NamedTuple):
    """One step from day to day."""

    day: str
    closes: bool
    is_made_up: bool = False


class Calendar:
    """The office's days. An untrusted clock turns no day: the last one simply goes on."""

    def __init__(self, hours: Hours, timetable: Timetable) -> None:
        self._hours, self._timetable = hours, timetable

    def turns(self, office: Office, now: Now) -> list[Turn]:
        """Say which days are to be closed and opened now, in this order."""
        if not now.is_trusted:
            return []
        today = day_of(now.wall_ms)
        turns: list[Turn] = []
        open_day = office.day
        if open_day is not None and now.wall_ms >= ms_of(open_day, self._hours.day_closes):
            late = now.wall_ms - ms_of(open_day, self._hours.day_closes)
            turns.append(Turn(open_day, closes=True, is_made_up=late > LATE_MS))
            open_day = None
        sealed = turns[-1].day if turns else office.sealed
        if open_day is None and self._begins(today, sealed, now):
            turns.append(Turn(today, closes=False))
        return turns

    def _begins(self, today: str, sealed: str | None, now: Now) -> bool:
        return (
            (sealed is None or today > sealed)
            and bool(self._timetable.issue_periods(today))
            and ms_of(today, self._hours.day_opens) <= now.wall_ms
            and now.wall_ms < ms_of(today, self._hours.day_closes)
        )

    def next_turn(self, office: Office, now: Now) -> int:
        """Return in how many milliseconds to look again."""
        today = office.day or day_of(now.wall_ms)
        ahead = [
            moment - now.wall_ms
            for moment in (
                ms_of(today, self._hours.day_opens),
                ms_of(today, self._hours.day_closes),
            )
            if moment > now.wall_ms
        ]
        return min([*ahead, ASK_AGAIN_MS])
