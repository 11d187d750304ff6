"""Cần xem lại: weeks in which a person should look at how ratings came about."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Blueprint, abort, render_template

from mot_cua.business_day import day_of
from mot_cua.vietnamese import figure, percent
from queue_server.core.comparison import Share
from queue_server.core.habits import LOOK_AGAIN as HABIT_LIMIT
from queue_server.core.periods import NoPeriod, Period, current, period_of, previous
from queue_server.core.stuffing import FAST_MS, LEAST_VISITS, LOOK_AGAIN, worst
from queue_server.journal.habits_reader import LATE_MS, SHORT_MS
from queue_server.journal.stuffing_reader import CounterWeek, read_week
from queue_server.web.page import gateway

review = Blueprint("review", __name__)

_SIGNALS: Final = {
    "fast": f"bấm trong vòng {FAST_MS / 1000:g} giây sau khi mời".replace(".", ","),
    "response": "số lượt có đánh giá",
    "share": "tỷ lệ hài lòng",
}
HABITS: Final = {
    "skipped": "lượt mời đánh giá bị rút ngắn vì gọi người sau, không ai bấm",
    "sent_on": f"chuyển đi sau khi đã phục vụ trên {LATE_MS // 60_000} phút",
    "laid_aside": f"giữ số sau khi đã phục vụ trên {LATE_MS // 60_000} phút rồi bỏ",
    "short": f"phục vụ dưới {SHORT_MS // 1000} giây",
    "out_of_order": "gọi số ngoài thứ tự",
}
"""In the order of `queue_server.core.habits.NAMES`."""
_BESIDE: Final = {
    "before": "8 tuần trước của chính quầy này",
    "others": "các quầy khác trong 8 tuần trước",
}


class Mark(NamedTuple):
    """One signal, in words."""

    name: str
    now: str
    usual: str
    z: str


class HabitMark(NamedTuple):
    """One habit, in words."""

    name: str
    beside: str
    now: str
    usual: str
    z: str


class Shown(NamedTuple):
    """One counter that should be looked at."""

    counter: int
    beside: str
    """Empty when nothing points to presses that citizens did not make."""
    combined: str
    marks: tuple[Mark, ...]
    habits: tuple[HabitMark, ...]
    """Ways to keep citizens from rating that stand out."""


@review.get("/report/review")
@review.get("/report/review/<name>")
def show(name: str | None = None) -> str:
    """Show the signals of a week, by default of the last whole one."""
    house = gateway()
    this = current("week", day_of(house.now_ms()))
    week = previous(this) if name is None else _week(name)
    levels = house.settings.rating.level
    satisfied = [one.id for one in levels if one.counts_as_satisfied]
    found = read_week(house.reports.engine, week, satisfied)
    return render_template(
        "review.html",
        week=week,
        weeks=_weeks(this),
        shown=[_shown(one) for one in found if worst(one.findings) or one.unusual],
        counters=found,
        looked_at=sum(bool(one.findings) for one in found),
        least=LEAST_VISITS,
        habits=HABITS,
        habit_limit=_decimal(HABIT_LIMIT),
        limit=_decimal(LOOK_AGAIN),
    )


def _week(name: str) -> Period:
    try:
        week = period_of(name)
    except NoPeriod:
        abort(404)
    if week.kind != "week":
        abort(404)
    return week


def _weeks(this: Period) -> list[Period]:
    weeks = [this]
    while len(weeks) < 9:
        weeks.append(previous(weeks[-1]))
    return weeks


def _shown(one: CounterWeek) -> Shown:
    finding = worst(one.findings)
    return Shown(
        counter=one.counter,
        beside=_BESIDE[finding.beside] if finding else "",
        combined=_decimal(finding.combined) if finding else "",
        marks=tuple(
            Mark(_SIGNALS[each.name], _of(each.now), _of(each.usual), _decimal(each.z))
            for each in (finding.signals if finding else ())
        ),
        habits=tuple(
            HabitMark(
                HABITS[each.name],
                _BESIDE[each.beside],
                _of(each.now),
                _of(each.usual),
                _decimal(each.z),
            )
            for each in one.unusual
        ),
    )


def _of(share: Share) -> str:
    if not share.of:
        return "không có"
    return f"{percent(share.good, share.of)} ({figure(share.good)}/{figure(share.of)})"


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").replace("-", "−")
