"""What a period's report says, in words and charts: for the page, the command and the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from config.settings import Settings
from mot_cua.vietnamese import figure, minutes_text, percent
from queue_server.core.comparison import (
    Share,
    difference_interval,
    differs,
    expected_of,
    limits,
)
from queue_server.core.figures import Tally
from queue_server.core.periods import Period, current, parts, previous, year_before
from queue_server.journal.period_report import PeriodReport, PeriodReports, Remedy
from queue_server.journal.report import RatedGroup
from queue_server.reports.charts import Field, Point, trend, week_map
from queue_server.web.day_figures import NOTHING, Term, Waits, date_of, sum_of
from queue_server.web.pooling import Named, lines_of
from queue_server.web.satisfaction import Satisfaction, describe
from queue_server.web.texts import OUTCOMES

_STEPS: Final = ("day", "week", "month")
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


class CounterLine(NamedTuple):
    """A counter, beside what the other counters had with the same mix of services."""

    name: str
    said: Satisfaction
    expected: str
    """`95,1%`; empty when there is nothing to compare with."""
    words: str
    key: str


class ServiceLine(NamedTuple):
    """One service."""

    name: str
    said: Satisfaction
    key: str


class PeriodPage(NamedTuple):
    """Everything in the report of one period."""

    report: PeriodReport
    title: str
    dates: str
    standing: str
    reconciled: str
    """How the sealed days, what came later and the open day make the whole."""
    sum: tuple[Term, ...]
    waits: Waits
    total: Satisfaction
    comparisons: tuple[Comparison, ...]
    by_service: tuple[ServiceLine, ...]
    by_counter: tuple[CounterLine, ...]
    outcomes: tuple[Term, ...]
    trend: str
    trend_words: str
    week: str
    remedies: tuple[Remedy, ...]
    """What was written about this period."""
    earlier: tuple[Remedy, ...]
    """What was written about the two periods of this length before it."""
    is_low: bool
    """Below the target, with ratings enough to say so: the leader owes a remedy."""


def period_page(report: PeriodReport, reports: PeriodReports, settings: Settings) -> PeriodPage:
    """Lay out a period's figures, with those of the periods that it is compared with."""
    period = report.period
    total = _said(report.total, settings)
    drawn, words = _trend(report, settings, total)
    return PeriodPage(
        report=report,
        title=period.title,
        dates=period.dates,
        standing=_standing(report),
        reconciled=_reconciled(report),
        sum=sum_of(report.states),
        waits=_waits(report),
        total=total,
        comparisons=tuple(_comparisons(report, reports, settings)),
        by_service=tuple(_services(report, settings)),
        by_counter=tuple(_counters(report, settings)),
        outcomes=tuple(_outcomes(report.outcomes)),
        trend=drawn,
        trend_words=words,
        week=_week(report, settings),
        remedies=tuple(reports.remedies(since=period.last, until=period.last)),
        earlier=tuple(_earlier(report, reports, settings)),
        is_low=bool(total.share) and not total.tally.meets_target(total.target),
    )


def _said(group: RatedGroup, settings: Settings, target: int | None = None) -> Satisfaction:
    return describe(tally_of(group, settings), target)


def tally_of(group: RatedGroup, settings: Settings) -> Tally:
    """Apply the rules of figures to a group."""
    return Tally(group.levels, group.served, settings.rating)


def share_of(group: RatedGroup, settings: Settings) -> Share:
    """Return the satisfied among the rated."""
    tally = tally_of(group, settings)
    return Share(tally.satisfied, tally.rated)


def _standing(report: PeriodReport) -> str:
    days = f"số liệu của {figure(len(report.sealed))} ngày làm việc đã chốt"
    if report.open_days:
        days += f" và {figure(len(report.open_days))} ngày chưa chốt, còn thay đổi"
    return days


def _reconciled(report: PeriodReport) -> str:
    """Show in one line that nothing was lost between the seals and this report.

    Every paper is in the seal of its day, in the supplement of a sealed day, or in an open day.
    """
    open_issued = report.issued - report.sealed_issued
    terms = [f"{figure(report.sealed_issued)} theo biên bản chốt của {len(report.sealed)} ngày"]
    if report.open_days:
        terms.append(f"{figure(open_issued)} của ngày chưa chốt")
    line = " + ".join(terms) + f" = {figure(report.issued)} lượt lấy số"
    late = (
        f"; bổ sung sau khi chốt: {figure(report.came_late)} phiếu, không tính lại vào ngày đã chốt"
        if report.came_late
        else "; bổ sung sau khi chốt: không có"
    )
    if open_issued and not report.open_days:
        return f"KHÔNG KHỚP: biên bản chốt {figure(report.sealed_issued)}, bảng số liệu" + (
            f" {figure(report.issued)} lượt lấy số; chạy “mot-cua verify”"
        )
    return line + late


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


# Comparisons


def _comparisons(
    report: PeriodReport, reports: PeriodReports, settings: Settings
) -> Iterable[Comparison]:
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
    said = _said(group, settings)
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


# Tables


def _services(report: PeriodReport, settings: Settings) -> Iterable[ServiceLine]:
    groups = {one.key: one for one in report.by_service}
    known = {one.code: one for one in settings.service}
    named = []
    for code in (*known, *(code for code in groups if code not in known)):
        service = known.get(code)
        group = groups.get(code, RatedGroup(key=code, served=0, levels={}))
        target = service.target_percent if service else None
        named.append(Named(service.name if service else code, group, target))
    for line in lines_of(named, settings):
        yield ServiceLine(line.name, line.said, line.key)


def _counters(report: PeriodReport, settings: Settings) -> Iterable[CounterLine]:
    groups = {one.key: one for one in report.by_counter}
    numbers = sorted({*(str(one.number) for one in settings.counter), *groups}, key=int)
    named = [
        Named(f"Quầy {number}", groups.get(number, RatedGroup(key=number, served=0, levels={})))
        for number in numbers
    ]
    for line in lines_of(named, settings):
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
    found = expected_of((one, others.get(code, Share(0, 0))) for code, one in mine.items())
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


# Charts


def _trend(report: PeriodReport, settings: Settings, total: Satisfaction) -> tuple[str, str]:
    own = share_of(report.total, settings)
    if not total.share:
        return "", "Chưa đủ số liệu để vẽ diễn biến"
    points, step = _points(report, settings, own.value)
    drawn = trend(
        points,
        target=total.target,
        mean=own.value,
        title=f"Diễn biến tỷ lệ hài lòng, {report.period.title}",
    )
    return drawn, _trend_words(points, step)


def _points(report: PeriodReport, settings: Settings, mean: float) -> tuple[list[Point], str]:
    """Take the finest steps of which most have ratings enough to publish a share."""
    points: list[Point] = []
    step = _STEPS[0]
    for step in _STEPS[0 if report.period.days <= 45 else 1 if report.period.days <= 190 else 2 :]:
        points = [
            _point(part.title, _on(report.by_day, part), settings, mean)
            for part in parts(report.period, step, cutoff=settings.report.cutoff)
        ]
        points = [one for one in points if one.rated]
        if 2 * sum(one.share is not None for one in points) >= len(points):
            break
    return points, step


def _on(by_day: Mapping[str, RatedGroup], part: Period) -> list[RatedGroup]:
    return [group for day, group in by_day.items() if day in part]


def _point(label: str, groups: Sequence[RatedGroup], settings: Settings, mean: float) -> Point:
    shares = [share_of(one, settings) for one in groups]
    share = Share(sum(one.good for one in shares), sum(one.of for one in shares))
    enough = share.of >= settings.rating.shown_from
    low, high = limits(share.of, mean)
    return Point(
        label=label.removeprefix("Tuần ").removeprefix("Tháng ").split("/20")[0],
        share=share.value if enough else None,
        words=percent(share.good, share.of) if enough else "",
        rated=share.of,
        low=low,
        high=high,
    )


_EACH: Final = {"day": "ngày", "week": "tuần", "month": "tháng"}


def _trend_words(points: Sequence[Point], step: str) -> str:
    out = [one.label for one in points if one.is_out]
    each = f"Mỗi điểm là một {_EACH[step]}; dải nhạt là mức dao động ngẫu nhiên quanh tỷ lệ cả kỳ"
    if not out:
        return f"{each}. Không có {_EACH[step]} nào nằm ngoài mức ngẫu nhiên."
    return f"{each}. Ngoài mức ngẫu nhiên (hình thoi): {_EACH[step]} {', '.join(out)}."


def _week(report: PeriodReport, settings: Settings) -> str:
    if not report.by_hour:
        return ""
    whole = share_of(report.total, settings)
    fields = {}
    for key, group in report.by_hour.items():
        share = share_of(group, settings)
        enough = share.of >= settings.rating.shown_from
        rest = Share(whole.good - share.good, whole.of - share.of)
        fields[key] = Field(
            share=share.value if enough else None,
            words=percent(share.good, share.of) if enough else "",
            rated=share.of,
            is_low=enough
            and share.value < rest.value
            and differs(share, rest, among=len(report.by_hour)),
        )
    return week_map(fields, title=f"Tỷ lệ hài lòng theo giờ và thứ, {report.period.title}")


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
