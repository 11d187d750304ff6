"""A period beside other periods, and which differences may be called so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from config.settings import Settings
from queue_server.core.comparison import Share, difference_interval, differs
from queue_server.core.periods import Period, previous, year_before
from queue_server.journal.period_report import PeriodReport, PeriodReports
from queue_server.journal.report import RatedGroup
from queue_server.web.satisfaction import Satisfaction, said_of, tally_of

_KINDS: Final = {
    "week": "tuần trước",
    "month": "tháng trước",
    "quarter": "quý trước",
    "half": "6 tháng trước",
    "months": "cùng kỳ năm trước",
    "year": "năm trước",
    "range": "kỳ liền trước",
}


class Comparison(NamedTuple):
    """This period beside another one."""

    what: str
    """`tháng trước`, `cùng kỳ năm trước`."""
    period: Period
    said: Satisfaction
    words: str
    """What may be said about the difference."""
    differs: bool


def share_of(group: RatedGroup, settings: Settings) -> Share:
    """Return the satisfied among the rated."""
    tally = tally_of(group, settings)
    return Share(tally.satisfied, tally.rated)


def comparisons(
    report: PeriodReport, reports: PeriodReports, settings: Settings
) -> Iterable[Comparison]:
    """Set a period beside the one before and the same one a year ago."""
    cutoff = settings.report.cutoff
    period = report.period
    before, a_year = previous(period, cutoff=cutoff), year_before(period, cutoff=cutoff)
    yield _compared(_KINDS[period.kind], before, report, reports, settings)
    if a_year != before:
        yield _compared("cùng kỳ năm trước", a_year, report, reports, settings)


def _compared(
    what: str, other: Period, report: PeriodReport, reports: PeriodReports, settings: Settings
) -> Comparison:
    group = reports.total(other.first, other.last)
    said = said_of(group, settings)
    now, then = share_of(report.total, settings), share_of(group, settings)
    enough = min(now.of, then.of) >= settings.rating.shown_from
    return Comparison(
        what=what,
        period=other,
        said=said,
        words=difference(now, then) if enough else "Chưa đủ số liệu để so sánh",
        differs=enough and differs(now, then),
    )


def difference(now: Share, then: Share) -> str:
    """Say how two shares differ, or that they are not seen to.

    >>> difference(Share(950, 1000), Share(900, 1000))
    'Cao hơn 5,0 điểm phần trăm (khoảng tin cậy 95%: từ +2,7 đến +7,3)'
    >>> difference(Share(95, 100), Share(90, 100))
    'Chưa thấy khác (chênh lệch +5,0 điểm phần trăm, có thể do ngẫu nhiên)'
    """
    points = now.value - then.value
    if not differs(now, then):
        return f"Chưa thấy khác (chênh lệch {signed(points)} điểm phần trăm, có thể do ngẫu nhiên)"
    low, high = difference_interval(now, then)
    word = "Cao hơn" if points > 0 else "Thấp hơn"
    size = signed(abs(points)).lstrip("+")
    interval = f"khoảng tin cậy 95%: từ {signed(low)} đến {signed(high)}"
    return f"{word} {size} điểm phần trăm ({interval})"


def signed(points: float) -> str:
    """Write a difference of shares in percentage points.

    >>> signed(0.0123), signed(-0.004), signed(0.0001)
    ('+1,2', '−0,4', '0,0')
    """
    tenths = int(abs(points) * 1000 + 0.5)
    text = f"{tenths // 10},{tenths % 10}"
    if not tenths:
        return text
    return f"+{text}" if points > 0 else f"−{text}"
