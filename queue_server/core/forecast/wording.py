"""What a forecast says to people: never more exact than it is, never a promise.

1. The words span from the 30 % to the 90 % quantile, rounded outwards to five minutes.
2. Across a break, or beyond an hour, they name the time of day: nobody adds lunch to "130 phút".
3. Where nothing honest can be said, nothing is: only the number of people ahead remains.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from mot_cua.business_day import day_of, local, ms_of
from mot_cua.ids import UnixMs
from mot_cua.timetable import Timetable
from mot_cua.vietnamese import figure, time_text

MINUTE_MS: Final = 60_000
STEP_MS: Final = 5 * MINUTE_MS
LONGEST_IN_MINUTES_MS: Final = 60 * MINUTE_MS
ENOUGH_HISTORY: Final = 20
"""Services that an office has finished before it foretells anything."""


Language = Literal["vi", "en"]


class _Words(NamedTuple):
    no_counter: str
    now: str
    within: str
    between: str
    around: str


_WORDS: Final[dict[Language, _Words]] = {
    "vi": _Words(
        "chưa có quầy mở",
        "dự kiến gọi ngay",
        "dự kiến gọi trong vòng {} phút",
        "dự kiến gọi sau {}–{} phút",
        "dự kiến gọi khoảng {}–{}",
    ),
    "en": _Words(
        "no counter is open",
        "expected at once",
        "expected within {} min",
        "expected in {}–{} min",
        "expected about {}–{}",
    ),
}


class Outlook(NamedTuple):
    """What is known about one wait, at the moment it is told."""

    ahead: int
    """People who would be called earlier."""
    soonest: UnixMs | None
    """The 30 % quantile of the moment of the call; None if no counter will call."""
    latest: UnixMs | None
    """The 90 % quantile; None if no counter will call."""
    is_across_break: bool = False
    """Whether the office closes for a while between now and `latest`."""
    history: int = ENOUGH_HISTORY
    """Services that the office has learnt from."""


def outlook_text(outlook: Outlook, now: UnixMs) -> str:
    """Return the whole line of a ticket or a phone page.

    >>> nine = UnixMs(1_795_140_000_000)
    >>> outlook_text(Outlook(4, UnixMs(nine + 660_000), UnixMs(nine + 1_380_000)), nine)
    'Còn 4 người trước · dự kiến gọi sau 10–25 phút'
    """
    ahead = (
        f"Còn {figure(outlook.ahead)} người trước" if outlook.ahead else "Quý vị là người tiếp theo"
    )
    return " · ".join(part for part in (ahead, wait_text(outlook, now)) if part)


def reaches_today(outlook: Outlook, timetable: Timetable, now: UnixMs) -> bool:
    """Tell whether the counters will probably still work when this wait ends."""
    periods = timetable.work_periods(day_of(now))
    if outlook.latest is None or not periods or outlook.history < ENOUGH_HISTORY:
        return True
    return outlook.latest <= ms_of(day_of(now), periods[-1][1])


def wait_text(outlook: Outlook, now: UnixMs, language: Language = "vi") -> str:
    """Return what is said about the wait; empty while the office has too little history."""
    words = _WORDS[language]
    if outlook.soonest is None or outlook.latest is None:
        return words.no_counter
    if outlook.history < ENOUGH_HISTORY:
        return ""
    least, most = max(0, outlook.soonest - now), max(0, outlook.latest - now)
    if outlook.is_across_break or most > LONGEST_IN_MINUTES_MS:
        return _clock_text(now + least, now + most, words)
    return _minutes_text(least, most, words)


def _minutes_text(least: int, most: int, words: _Words) -> str:
    begins, ends = _down(least) // MINUTE_MS, _up(most) // MINUTE_MS
    if ends == 0:
        return words.now
    if begins == 0:
        return words.within.format(ends)
    return words.between.format(begins, max(ends, begins + 5))


def _clock_text(soonest: int, latest: int, words: _Words) -> str:
    begins = _down(soonest)
    ends = max(_up(latest), begins + STEP_MS)
    first, last = (time_text(local(UnixMs(moment))) for moment in (begins, ends))
    return words.around.format(first, last)


def _down(span: int) -> int:
    return span // STEP_MS * STEP_MS


def _up(span: int) -> int:
    return -(-span // STEP_MS) * STEP_MS


def steady(shown: UnixMs | None, latest: UnixMs, now: UnixMs) -> UnixMs:
    """Return the upper end to show after `shown`: it never grows in steps under five minutes.

    A citizen who is told a little more every minute believes nothing any more. What became
    sooner is told at once; what is late already is told as it is.
    """
    if shown is None or shown <= now:
        return latest
    return shown if 0 < latest - shown < STEP_MS else latest
