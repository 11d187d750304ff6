"""What the charts of a period show: which points, in which steps, with which limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from config.settings import Settings
from mot_cua.vietnamese import percent
from queue_server.core.comparison import Share, differs, limits
from queue_server.core.periods import Period, parts
from queue_server.core.small_numbers import told
from queue_server.journal.period_report import PeriodReport
from queue_server.journal.report import RatedGroup
from queue_server.reports.charts import Field, Point, trend, week_map
from queue_server.reports.differences import share_of

_STEPS: Final = ("day", "week", "month")


def trend_of(report: PeriodReport, settings: Settings, target: int) -> tuple[str, str]:
    """Draw the trend, and say what it shows; `target` in percent, no picture of too few ratings."""
    own = share_of(report.total, settings)
    if own.of < settings.rating.shown_from:
        return "", "Chưa đủ số liệu để vẽ diễn biến"
    points, step = _points(report, settings, own.value)
    drawn = trend(
        points,
        target=target,
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


def week_of(report: PeriodReport, settings: Settings) -> str:
    """Draw the week; nothing when nobody was served."""
    if not report.by_hour:
        return ""
    drawn = fields_of(report, settings)
    return week_map(drawn, title=f"Tỷ lệ hài lòng theo giờ và thứ, {report.period.title}")


def fields_of(report: PeriodReport, settings: Settings) -> dict[tuple[int, int], Field]:
    """Say what each hour tells; nothing of small ones, and of those that would give them away."""
    whole = share_of(report.total, settings)
    names = {f"{weekday} {hour}": (weekday, hour) for weekday, hour in report.by_hour}
    rated = [(name, report.by_hour[key].rated) for name, key in names.items()]
    hidden = {names[name] for name in told(rated, settings.rating.shown_from).together}
    fields = {}
    for key, group in report.by_hour.items():
        share = share_of(group, settings)
        enough = share.of >= settings.rating.shown_from and key not in hidden
        rest = Share(whole.good - share.good, whole.of - share.of)
        fields[key] = Field(
            share=share.value if enough else None,
            words=percent(share.good, share.of) if enough else "",
            rated=share.of,
            is_low=enough
            and share.value < rest.value
            and differs(share, rest, among=len(report.by_hour)),
        )
    return fields
