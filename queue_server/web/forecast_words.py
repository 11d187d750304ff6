"""What the forecasts were worth, in words and one picture for a leader: no statistics in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from mot_cua.vietnamese import figure, minutes_text
from queue_server.core.forecast.judgement import (
    ENOUGH_WAITS,
    LEAST_INSIDE,
    MOST_INSIDE,
    Verdict,
)
from queue_server.journal.told import JudgedWeek

_NO_BIAS_S: Final = 30
"""A lean of half a minute is none that anybody would feel."""
_LEFT: Final = 64
_STEP: Final = 100
_TOP: Final = 24
_HEIGHT: Final = 200
"""Of the picture's field, which runs from 0 to 100 of a hundred."""


class WeekLine(NamedTuple):
    """One week in words."""

    span: str
    waits: str
    waited: str
    off: str
    inside: str
    lean: str
    tone: str
    """`good`, `narrow`, `wide`, or `few` when it proves nothing."""
    change: str
    """What was mended after it; empty if nothing was."""


class Dot(NamedTuple):
    """One week in the picture."""

    x: int
    y: int
    tone: str
    value: str
    label: str


class Picture(NamedTuple):
    """How many of a hundred were called in the time they were told, week by week."""

    width: int
    height: int
    left: int
    right: int
    band_top: int
    band_height: int
    aim: int
    floor: int
    ticks: tuple[tuple[int, str], ...]
    line: str
    dots: tuple[Dot, ...]
    said: str
    """The same in words, for whoever does not see it."""


def span_of(week: str) -> str:
    """Write a week from its Monday to its Friday.

    >>> span_of("2026-11-16"), span_of("2026-11-30")
    ('16–20/11', '30/11–04/12')
    """
    first = date.fromisoformat(week)
    last = first + timedelta(days=4)
    begins = f"{first:%d}" if first.month == last.month else f"{first:%d/%m}"
    return f"{begins}–{last:%d/%m}"


def of_a_hundred(verdict: Verdict) -> int:
    """Return how many of a hundred were called in the time they were told.

    >>> of_a_hundred(Verdict(3, 2, 0, 0, 0))
    67
    """
    return round(Fraction(100 * verdict.inside, verdict.waits)) if verdict.waits else 0


def lean_text(bias_s: float) -> str:
    """Say which way forecasts lean.

    >>> lean_text(0), lean_text(-95)
    ('không nghiêng về bên nào', 'thường báo sớm hơn thực tế 2 phút')
    """
    if abs(bias_s) < _NO_BIAS_S:
        return "không nghiêng về bên nào"
    side = "lâu hơn" if bias_s > 0 else "sớm hơn"
    return f"thường báo {side} thực tế {minutes_text(_whole_minutes(abs(bias_s)))}"


def _whole_minutes(seconds: float) -> int:
    return max(1, int(seconds / 60 + 0.5)) * 60_000


def tone_of(verdict: Verdict) -> str:
    """Name how a week went."""
    if verdict.waits < ENOUGH_WAITS:
        return "few"
    return {-1: "narrow", 0: "good", 1: "wide"}[verdict.side]


HEADLINES: Final = {
    "good": "Dự kiến đáng tin: cứ 100 người thì {inside} người được gọi trong khoảng đã tính.",
    "narrow": "Dự kiến đang quá chắc chắn: chỉ {inside} trong 100 người được gọi trong khoảng đã"
    " tính (cần khoảng 80).",
    "wide": "Dự kiến đang quá dè dặt: {inside} trong 100 người được gọi trong khoảng đã tính, nghĩa"
    " là khoảng báo rộng hơn cần thiết (chỉ cần khoảng 80).",
    "few": "Chưa đủ số liệu để kết luận: mới có {waits} lượt được dự kiến và đã gọi"
    " (cần ít nhất {enough}).",
}


def headline_of(verdict: Verdict) -> str:
    """Say in one sentence whether the forecasts can be trusted."""
    return HEADLINES[tone_of(verdict)].format(
        inside=of_a_hundred(verdict), waits=figure(verdict.waits), enough=ENOUGH_WAITS
    )


def change_text(week: JudgedWeek) -> str:
    """Say what was mended after a week.

    >>> change_text(JudgedWeek("2026-11-16", Verdict(90, 50, 0, 0, 0), 1.3, 1.0))
    'Hai tuần liền quá hẹp: từ tuần sau mọi khoảng dự kiến được nới rộng 1,3 lần.'
    """
    if week.stretch == week.stretch_before:
        return ""
    times = f"{week.stretch / week.stretch_before:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    if week.stretch > week.stretch_before:
        why, what = "hẹp", f"được nới rộng {times} lần"
    else:
        why, what = "rộng", f"được thu hẹp còn {times} lần"
    return f"Hai tuần liền quá {why}: từ tuần sau mọi khoảng dự kiến {what}."


def week_line(week: JudgedWeek) -> WeekLine:
    """Put a week into words."""
    said = week.verdict
    return WeekLine(
        span_of(week.week),
        figure(said.waits),
        minutes_text(round(said.waited_s * 1000)),
        minutes_text(round(said.off_s * 1000)),
        f"{of_a_hundred(said)}/100",
        lean_text(said.bias_s),
        tone_of(said),
        change_text(week),
    )


def picture_of(weeks: Sequence[JudgedWeek]) -> Picture:
    """Draw the weeks, oldest first, as places in a field of 0 to 100."""
    right = _LEFT + _STEP * max(6, len(weeks))
    dots = tuple(
        Dot(
            _LEFT + _STEP * number + _STEP // 2,
            _y(100 * week.verdict.share_inside),
            tone_of(week.verdict),
            f"{of_a_hundred(week.verdict)}",
            span_of(week.week),
        )
        for number, week in enumerate(weeks)
    )
    return Picture(
        width=right + 8,
        height=_TOP + _HEIGHT + 40,
        left=_LEFT,
        right=right,
        band_top=_y(100 * MOST_INSIDE),
        band_height=_y(100 * LEAST_INSIDE) - _y(100 * MOST_INSIDE),
        aim=_y(80),
        floor=_y(0),
        ticks=tuple((_y(value), str(value)) for value in (0, 20, 40, 60, 80, 100)),
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        dots=dots,
        said="; ".join(f"tuần {dot.label}: {dot.value} trong 100" for dot in dots),
    )


def _y(value: float) -> int:
    return round(_TOP + _HEIGHT * (1 - value / 100))
