"""The periods that an office reports about: what each is called, when it begins and ends.

A period has a short name for addresses and commands, which is also its id:

    2026-W47                    week (ISO: from Monday)
    2026-11                     month
    2026-Q4                     quarter
    2026-H1                     half a year
    2026-9M                     the first nine months; any number from 2 to 11
    2026                        year
    2026-01-15..2026-02-10      any days

By the cut-off `day15` a month ends on its 14th and begins on the 15th of the month before, and so
do quarters and years; weeks and free ranges are what they say.

Source: Nghị định 09/2019/NĐ-CP, Điều 12 (times of the periodic reports of state agencies).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from mot_cua.ids import DayText
from mot_cua.vietnamese import date_of

Cutoff = Literal["calendar", "day15"]

_ROMAN: Final = ("I", "II", "III", "IV")
_LAST_DAY: Final = 14
"""Of a period that is cut off by `day15`."""
_LONGEST_DAYS: Final = 3700
"""Ten years and a bit; more is a slip of the pen."""

EXPECTED: Final = (
    "expected a week 2026-W47, a month 2026-11, a quarter 2026-Q4, half a year 2026-H1, the first"
    " months of a year 2026-9M, a year 2026, or days 2026-01-15..2026-02-10"
)


class NoPeriod(ValueError):
    """A text that names no period; says which texts do."""


class Period(NamedTuple):
    """Days from `first` to `last`, both of them included."""

    name: str
    """Its id, as in the module's list."""
    kind: str
    """`week`, `month`, `quarter`, `half`, `months`, `year` or `range`."""
    first: DayText
    last: DayText
    title: str
    """As a report names it: `Tháng 11/2026`, `9 tháng đầu năm 2026`."""

    @property
    def days(self) -> int:
        """How many days of the calendar it has."""
        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days + 1

    @property
    def dates(self) -> str:
        """Its days as a report writes them: `từ 01/11/2026 đến 30/11/2026`."""
        return f"từ {date_of(self.first)} đến {date_of(self.last)}"

    def __contains__(self, day: object) -> bool:
        """Say whether a day lies in it."""
        return isinstance(day, str) and self.first <= day <= self.last


def period_of(name: str, *, cutoff: Cutoff = "calendar") -> Period:
    """Read the name of a period.

    >>> period_of("2026-Q4").title, period_of("2026-Q4").dates
    ('Quý IV/2026', 'từ 01/10/2026 đến 31/12/2026')
    >>> period_of("2026-11", cutoff="day15").dates
    'từ 15/10/2026 đến 14/11/2026'

    Raises:
        NoPeriod: the text names no period, or one that does not exist.
    """
    for pattern, read in _READERS:
        found = pattern.fullmatch(name)
        if found:
            try:
                return read(name, cutoff, *found.groups())
            except ValueError as problem:
                raise NoPeriod(f"{name}: no such period ({problem}); {EXPECTED}") from None
    raise NoPeriod(f"{name}: no period; {EXPECTED}")


def previous(period: Period, *, cutoff: Cutoff = "calendar") -> Period:
    """Return the period of the same kind just before; for the first months of a year, last year's.

    >>> previous(period_of("2026-01")).name, previous(period_of("2026-9M")).name
    ('2025-12', '2025-9M')
    """
    year = int(period.name[:4])
    step = _STEPS.get(period.kind)
    if period.kind == "week":
        monday = date.fromisoformat(period.first) - timedelta(days=7)
        name = _week_name(monday)
    elif period.kind == "range":
        last = date.fromisoformat(period.first) - timedelta(days=1)
        name = f"{last - timedelta(days=period.days - 1)}..{last}"
    elif step is None:
        name = f"{year - 1}{period.name[4:]}"
    else:
        form, count = step
        place = int(re.sub(r"\D", "", period.name[5:])) - 1
        year, place = (year, place) if place else (year - 1, count)
        name = form.format(year, place)
    return period_of(name, cutoff=cutoff)


def year_before(period: Period, *, cutoff: Cutoff = "calendar") -> Period:
    """Return the same period of the year before.

    >>> year_before(period_of("2026-11")).name
    '2025-11'
    >>> year_before(period_of("2024-02-29..2024-03-01")).name
    '2023-02-28..2023-03-01'
    """
    year = int(period.name[:4])
    if period.kind == "range":
        days = (_a_year_earlier(one) for one in (period.first, period.last))
        return period_of("..".join(days), cutoff=cutoff)
    if period.kind == "week":
        week = min(int(period.name[6:]), _weeks_in(year - 1))
        return period_of(f"{year - 1}-W{week:02}", cutoff=cutoff)
    return period_of(f"{year - 1}{period.name[4:]}", cutoff=cutoff)


def current(kind: str, day: str, *, cutoff: Cutoff = "calendar") -> Period:
    """Return the period of a kind in which a day lies.

    >>> [current(kind, "2026-11-21").name for kind in ("week", "month", "quarter", "half", "year")]
    ['2026-W47', '2026-11', '2026-Q4', '2026-H2', '2026']
    >>> current("month", "2026-12-15", cutoff="day15").name
    '2027-01'
    """
    moment = date.fromisoformat(day)
    if kind == "week":
        return period_of(_week_name(moment - timedelta(days=moment.weekday())), cutoff=cutoff)
    if cutoff == "day15" and moment.day > _LAST_DAY:
        moment = _add_months(moment.replace(day=1), 1)
    year, month = moment.year, moment.month
    name = {
        "month": f"{year}-{month:02}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "half": f"{year}-H{(month + 5) // 6}",
        "months": f"{year}-{month}M" if 1 < month < 12 else f"{year}",
        "year": f"{year}",
    }[kind]
    return period_of(name, cutoff=cutoff)


def parts(period: Period, step: str, *, cutoff: Cutoff = "calendar") -> Iterator[Period]:
    """Divide a period into each `day`, `week` or `month` of it.

    The first and the last part may reach beyond the period; who counts keeps to its days.

    >>> [one.title for one in parts(period_of("2026-W47"), "day")][:2]
    ['16/11', '17/11']
    >>> len(list(parts(period_of("2026"), "month")))
    12
    """
    day = date.fromisoformat(period.first)
    last = date.fromisoformat(period.last)
    while day <= last:
        text = DayText(day.isoformat())
        if step == "day":
            part = Period(text, "day", text, text, f"{day:%d/%m}")
        else:
            part = current(step, text, cutoff=cutoff)
        yield part
        day = date.fromisoformat(part.last) + timedelta(days=1)


def _add_months(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, first.day)


def _a_year_earlier(day: str) -> str:
    year, month, number = map(int, day.split("-"))
    if (month, number) == (2, 29):
        number = 28
    return date(year - 1, month, number).isoformat()


def _week_name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _weeks_in(year: int) -> int:
    return date(year, 12, 28).isocalendar().week


def _months(
    name: str, kind: str, cutoff: Cutoff, months: tuple[int, int, int], title: str
) -> Period:
    year, begins, ends = months
    first, after = date(year, begins, 1), _add_months(date(year, ends, 1), 1)
    if cutoff == "day15":
        first, after = (_add_months(one, -1).replace(day=_LAST_DAY + 1) for one in (first, after))
    last = after - timedelta(days=1)
    return Period(name, kind, DayText(first.isoformat()), DayText(last.isoformat()), title)


def _week(name: str, _: Cutoff, year: str, week: str) -> Period:
    monday = date.fromisocalendar(int(year), int(week), 1)
    sunday = monday + timedelta(days=6)
    days = DayText(monday.isoformat()), DayText(sunday.isoformat())
    return Period(name, "week", *days, f"Tuần {int(week)}/{year}")


def _month(name: str, cutoff: Cutoff, year: str, month: str) -> Period:
    number = int(month)
    return _months(name, "month", cutoff, (int(year), number, number), f"Tháng {number:02}/{year}")


def _quarter(name: str, cutoff: Cutoff, year: str, quarter: str) -> Period:
    number = int(quarter)
    months = int(year), number * 3 - 2, number * 3
    return _months(name, "quarter", cutoff, months, f"Quý {_ROMAN[number - 1]}/{year}")


def _half(name: str, cutoff: Cutoff, year: str, half: str) -> Period:
    first, title = (1, "6 tháng đầu năm") if half == "1" else (7, "6 tháng cuối năm")
    return _months(name, "half", cutoff, (int(year), first, first + 5), f"{title} {year}")


def _first_months(name: str, cutoff: Cutoff, year: str, count: str) -> Period:
    if not 2 <= int(count) <= 11:
        raise ValueError("a year has from 2 to 11 first months")
    title = f"{count} tháng đầu năm {year}"
    return _months(name, "months", cutoff, (int(year), 1, int(count)), title)


def _year(name: str, cutoff: Cutoff, year: str) -> Period:
    return _months(name, "year", cutoff, (int(year), 1, 12), f"Năm {year}")


def _range(name: str, _: Cutoff, first: str, last: str) -> Period:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    if ends < begins:
        raise ValueError("its end is before its beginning")
    if (ends - begins).days > _LONGEST_DAYS:
        raise ValueError("it is longer than ten years")
    title = f"Từ {date_of(first)} đến {date_of(last)}"
    return Period(name, "range", DayText(first), DayText(last), title)


_STEPS: Final = {"month": ("{}-{:02}", 12), "quarter": ("{}-Q{}", 4), "half": ("{}-H{}", 2)}
_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_READERS: Final[tuple[tuple[re.Pattern[str], Callable[..., Period]], ...]] = (
    (re.compile(r"(20\d\d)-W(\d{2})"), _week),
    (re.compile(r"(20\d\d)-(\d{2})"), _month),
    (re.compile(r"(20\d\d)-Q([1-4])"), _quarter),
    (re.compile(r"(20\d\d)-H([12])"), _half),
    (re.compile(r"(20\d\d)-(\d{1,2})M"), _first_months),
    (re.compile(r"(20\d\d)"), _year),
    (re.compile(rf"({_DAY})\.\.({_DAY})"), _range),
)
