"""What a period's report says, in words and charts: for the page, the command and the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from config.settings import Settings
from mot_cua.vietnamese import date_of, figure, minutes_text, percent
from queue_server.core.comparison import Share, expected_of
from queue_server.core.figures import NOTHING
from queue_server.core.periods import Period, current, previous
from queue_server.journal.period_report import PeriodReport, PeriodReports, Remedy
from queue_server.registers.in_period import InPeriod, in_period
from queue_server.reports.differences import Comparison, comparisons, share_of
from queue_server.reports.period_charts import trend_of, week_of
from queue_server.reports.reasons import Reasons, opinions_of, reasons_of
from queue_server.reports.reconciled import reconciled
from queue_server.reports.remarks import Remark, remarks_of
from queue_server.web.day_figures import Term, Waits, sum_of
from queue_server.web.pooling import Line, counter_lines, service_lines
from queue_server.web.satisfaction import Satisfaction, said_of
from queue_server.web.texts import OUTCOMES


class CounterLine(NamedTuple):
    """A counter, beside what the other counters had with the same mix of services."""

    name: str
    said: Satisfaction
    expected: str
    """`95,1%`; empty when there is nothing to compare with."""
    words: str
    key: str


class PeriodPage(NamedTuple):
    """Everything in the report of one period."""

    report: PeriodReport
    title: str
    dates: str
    standing: str
    reconciled: str
    """How the sealed days, what came later and the open day make the whole."""
    remarks: tuple[Remark, ...]
    sum: tuple[Term, ...]
    waits: Waits
    total: Satisfaction
    comparisons: tuple[Comparison, ...]
    by_service: tuple[Line, ...]
    by_counter: tuple[CounterLine, ...]
    outcomes: tuple[Term, ...]
    reasons: Reasons
    opinions: str
    """What was pressed on kiosks for no visit; empty where no kiosk has rating buttons."""
    trend: str
    trend_words: str
    week: str
    remedies: tuple[Remedy, ...]
    """What was written about this period."""
    earlier: tuple[Remedy, ...]
    """What was written about the two periods of this length before it."""
    registers: InPeriod
    is_low: bool
    """Below the target, with ratings enough to say so: the leader owes a remedy."""


def period_page(report: PeriodReport, reports: PeriodReports, settings: Settings) -> PeriodPage:
    """Lay out a period's figures, with those of the periods that it is compared with."""
    period = report.period
    total = said_of(report.total, settings)
    drawn, words = trend_of(report, settings, total.target)
    return PeriodPage(
        report=report,
        title=period.title,
        dates=period.dates,
        standing=_standing(report),
        reconciled=reconciled(report),
        remarks=remarks_of(report),
        sum=sum_of(report.states),
        waits=_waits(report),
        total=total,
        comparisons=tuple(comparisons(report, reports, settings)),
        by_service=service_lines(report.by_service, settings),
        by_counter=tuple(_counters(report, settings)),
        outcomes=tuple(_outcomes(report.outcomes)),
        reasons=reasons_of(report.reasons, total.rated, settings.rating),
        opinions=opinions_of(report.opinions, settings),
        trend=drawn,
        trend_words=words,
        week=week_of(report, settings),
        remedies=tuple(
            one
            for one in reports.remedies(since=period.last, until=period.last)
            if one.period == period.name
        ),
        earlier=tuple(_earlier(report, reports, settings)),
        registers=in_period(
            reports.entries(), period, settings, upto=max(*report.sealed, *report.open_days, "")
        ),
        is_low=bool(total.share) and not total.tally.meets_target(total.target),
    )


def _standing(report: PeriodReport) -> str:
    days = f"số liệu của {figure(len(report.sealed))} ngày làm việc đã chốt"
    if report.open_days:
        days += f" và {figure(len(report.open_days))} ngày chưa chốt, còn thay đổi"
    return days


def _waits(report: PeriodReport) -> Waits:
    waits = report.waits
    if not waits.called:
        return Waits(NOTHING, NOTHING, NOTHING, NOTHING)
    over = f"{figure(waits.over)}/{figure(waits.called)} lượt"
    return Waits(
        mean=minutes_text(waits.mean_ms),
        ninth=minutes_text(waits.ninth_ms),
        longest=minutes_text(waits.longest_ms),
        over=f"{over} ({percent(waits.over, waits.called)})" if waits.over else NOTHING,
    )


# Tables


def _counters(report: PeriodReport, settings: Settings) -> Iterable[CounterLine]:
    for line in counter_lines(report.by_counter, settings):
        compared = _expected(report, settings, line.key, line.said)
        beside = ("", "") if line.is_together else compared
        yield CounterLine(line.name, line.said, *beside, line.key)


def _expected(
    report: PeriodReport, settings: Settings, number: str, said: Satisfaction
) -> tuple[str, str]:
    """Say how the counter stands beside the others with its services; never who is best."""
    if not said.share or said.is_shaded:
        return "", "Chưa đủ số liệu để so sánh"
    mine: dict[str, Share] = {}
    others: dict[str, Share] = {}
    for (service, counter), group in report.by_desk.items():
        into = mine if counter == number else others
        share, so_far = share_of(group, settings), into.get(service, Share(0, 0))
        into[service] = Share(so_far.good + share.good, so_far.of + share.of)
    found = expected_of(
        (one, others[code])
        for code, one in mine.items()
        # Of fewer, the share would tell how single citizens rated at the other counters.
        if code in others and others[code].of >= settings.rating.shown_from
    )
    if found is None or found.own.of * 2 < said.rated:
        return "", "Chỉ quầy này làm các lĩnh vực của mình, không có quầy để so sánh"
    expected = percent(round(found.expected * 10_000), 10_000)
    if not found.differs:
        return expected, "Chưa thấy khác"
    return expected, "Cao hơn mức chung" if found.own.value > found.expected else (
        "Thấp hơn mức chung: xem “Vì sao?”"
    )


def _outcomes(outcomes: Mapping[str, int]) -> Iterable[Term]:
    for code, (words, _) in OUTCOMES.items():
        if outcomes.get(code):
            yield Term(words.lower(), outcomes[code])
    rest = sum(count for code, count in outcomes.items() if code not in OUTCOMES)
    if rest:
        yield Term("không ghi kết quả", rest)


# Remedies


def _earlier(report: PeriodReport, reports: PeriodReports, settings: Settings) -> Iterable[Remedy]:
    """Bring up what was decided about the two periods of this length before."""
    period = report.period
    cutoff = settings.report.cutoff
    since = previous(previous(period, cutoff=cutoff), cutoff=cutoff).first
    for one in reports.remedies(since=since, until=period.last):
        if one.period != period.name:
            yield one


def due_words(remedy: Remedy, today: str) -> str:
    """Say until when, and whether that is over."""
    if remedy.effect:
        return f"Hạn {date_of(remedy.due)}"
    late = " – quá hạn, chưa ghi hiệu quả" if remedy.due < today else ""
    return f"Hạn {date_of(remedy.due)}{late}"


def standing_periods(day: str, settings: Settings) -> list[Period]:
    """List the periods that somebody may want on a day: those in which it lies, and those before.

    The shortest first; each kind has the present period and the one before it.
    """
    cutoff = settings.report.cutoff
    found = []
    for kind in ("week", "month", "quarter", "half", "months", "year"):
        now = current(kind, day, cutoff=cutoff)
        found += [now, previous(now, cutoff=cutoff)]
    return list(dict.fromkeys(found))
