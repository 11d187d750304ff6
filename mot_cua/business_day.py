"""The business day and the clock on the wall: always Hanoi's, wherever the computer thinks it is.

Vietnam keeps UTC+7 all year, so that no time-zone data is needed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from mot_cua.ids import DayText, UnixMs

HANOI: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local(moment: UnixMs) -> datetime:
    """Return the wall time in Hanoi."""
    return datetime.fromtimestamp(moment / 1000, HANOI)


def day_of(moment: UnixMs) -> DayText:
    """Return the business day of a moment.

    >>> day_of(UnixMs(1_795_226_400_000))
    '2026-11-21'
    """
    return DayText(local(moment).date().isoformat())


def ms_of(day: str, time: str = "00:00") -> UnixMs:
    """Return the moment of a wall time `HH:MM` on a day.

    >>> day_of(ms_of("2026-11-21", "23:59"))
    '2026-11-21'
    """
    hour, minute = time.split(":")
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time(), HANOI)
    moment = midnight + timedelta(hours=int(hour), minutes=int(minute))
    return UnixMs(int(moment.timestamp() * 1000))


def next_day(day: str) -> DayText:
    """Return the day after."""
    return DayText((date.fromisoformat(day) + timedelta(days=1)).isoformat())


def previous_day(day: str) -> DayText:
    """Return the day before."""
    return DayText((date.fromisoformat(day) - timedelta(days=1)).isoformat())
