"""What must fit together in the `[hours]` of the office file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from config.mistakes import Mistake
from config.names import is_right, repeated
from config.settings import Hours, OpenDay, Weekday
from config.toml_lines import Path

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EXAMPLE: Final = 'monday = { work = ["07:30-11:30"], issue = ["07:00-11:15"] }'


def check_hours(hours: Hours) -> Iterator[Mistake]:
    """Find hours that cannot be; times are compared as text, which their form allows."""
    opens, closes = hours.day_opens, hours.day_closes
    if is_right(opens, closes) and opens >= closes:
        text = f"{closes!r} is not after day_opens, {opens!r}"
        yield Mistake(("hours", "day_closes"), text, ("hours", "day_opens"))
    for name in WEEK:
        yield from _hours_of(("hours", name), getattr(hours, name), hours)
    if not any(getattr(hours, name).work != () for name in WEEK):
        yield Mistake(("hours",), f"no weekday has working hours; write for example {EXAMPLE}")
    yield from _dates(hours)


def _hours_of(path: Path, day: Weekday | OpenDay, hours: Hours) -> Iterator[Mistake]:
    for key, spans in (("work", day.work), ("issue", day.issue)):
        if is_right(spans):
            yield from _spans((*path, key), spans)
            yield from _within_the_day((*path, key), spans, hours)
    if day.issue and day.work == ():
        yield Mistake((*path, "issue"), "gives out numbers on a day without working hours")
    if day.work and day.issue == ():
        yield Mistake((*path, "issue"), "missing; no number would be given out on this day")


def _spans(path: Path, spans: tuple[str, ...]) -> Iterator[Mistake]:
    for place, one in enumerate(spans):
        if one[:5] >= one[6:]:
            yield Mistake((*path, place), f"{one!r} ends before it begins")
    for place, (before, after) in enumerate(pairwise(spans), start=1):
        if before[6:] > after[:5]:
            text = f"{after!r} begins before {before!r} has ended; put them in order"
            yield Mistake((*path, place), text)


def _within_the_day(path: Path, spans: tuple[str, ...], hours: Hours) -> Iterator[Mistake]:
    for place, one in enumerate(spans):
        if is_right(hours.day_opens) and one[:5] < hours.day_opens:
            text = f"{one!r} begins before the day is opened, at {hours.day_opens}"
            yield Mistake((*path, place), text, ("hours", "day_opens"))
        if is_right(hours.day_closes) and one[6:] > hours.day_closes:
            text = f"{one!r} ends after the day is closed, at {hours.day_closes}"
            yield Mistake((*path, place), text, ("hours", "day_closes"))


def _dates(hours: Hours) -> Iterator[Mistake]:
    days: list[tuple[Path, str]] = [
        (("hours", "extra_closed", place, "date"), one.date)
        for place, one in enumerate(hours.extra_closed)
    ]
    days += [
        (("hours", "extra_open", place, "date"), one.date)
        for place, one in enumerate(hours.extra_open)
    ]
    for path, day in days:
        if is_right(day) and not _is_date(day):
            yield Mistake(path, f"{day!r} is no day of the calendar")
    yield from repeated(days)
    for place, one in enumerate(hours.extra_open):
        yield from _open_day(("hours", "extra_open", place), one, hours)


def _open_day(path: Path, day: OpenDay, hours: Hours) -> Iterator[Mistake]:
    yield from _hours_of(path, day, hours)
    has_own = day.work != () or day.issue != ()
    if not has_own and is_right(day.like) and getattr(hours, day.like).work == ():
        text = f"{day.like} has no working hours; name the weekday whose hours this day has"
        yield Mistake((*path, "like"), text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
