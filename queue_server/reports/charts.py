"""Charts as SVG: for pages, which may carry no style of their own, and for paper.

All looks are attributes of the shapes, so that one text serves a page under a strict content policy
and a PDF. Colour never speaks alone: what is outside its limits has another shape, and every field
of the map its figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from math import ceil, floor
from typing import Final, NamedTuple

Height = Callable[[float], float]
"""Where a share stands on the scale."""

INK: Final = "#10222f"
MUTED: Final = "#3a4f5f"
LINE: Final = "#cbd7df"
NAVY: Final = "#0b3a5e"
BAND: Final = "#e1f0f1"
TEAL: Final = "#0a5a65"
RED: Final = "#86191d"
GOLD: Final = "#8a5a00"

FACES: Final = "House, 'Be Vietnam Pro', sans-serif"
WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

_WIDTH: Final = 880
_TOP, _BOTTOM, _LEFT, _RIGHT = 16, 248, 64, 780
_HEIGHT: Final = 300
_CLIP: Final = (
    f'<defs><clipPath id="field"><rect x="{_LEFT}" y="{_TOP}" width="{_RIGHT - _LEFT}"'
    f' height="{_BOTTOM - _TOP}"/></clipPath></defs>'
)


class Point(NamedTuple):
    """One part of the period, in the chart of its trend."""

    label: str
    share: float | None
    """Of 1; None while there are too few ratings to publish one."""
    words: str
    """The share as text, `96,4%`."""
    rated: int
    low: float
    high: float
    """Between these the share stays by chance, if nothing has changed."""

    @property
    def is_out(self) -> bool:
        """Whether chance alone hardly explains it."""
        return self.share is not None and not self.low <= self.share <= self.high


class Field(NamedTuple):
    """One hour of one weekday, in the map."""

    share: float | None
    words: str
    rated: int
    is_low: bool
    """Lower than the whole period by more than chance."""


def trend(points: Sequence[Point], *, target: int, mean: float, title: str) -> str:
    """Draw the share over time, with the limits of chance, the period's own share and the target.

    `target` in percent, `mean` of 1.
    """
    bottom = _floor(points, target)
    step = (_RIGHT - _LEFT) / max(len(points), 1)

    def y(share: float) -> float:
        return _BOTTOM - (share - bottom) / (1 - bottom) * (_BOTTOM - _TOP)

    xs = [_LEFT + step * (place + 0.5) for place in range(len(points))]
    shapes = [_CLIP, *_grid(bottom, y), *_bands(points, xs, step, y), *_lines(target, mean, y)]
    shapes += _path(points, xs, y)
    shapes += _names(points, xs)
    return _svg(_WIDTH, _HEIGHT, title, shapes)


def _floor(points: Sequence[Point], target: int) -> float:
    """Begin the scale at a round figure below everything, so that a point fills the height."""
    shown = [one for one in points if one.share is not None]
    lowest = min([target / 100, *(min(one.share or 0, one.low) for one in shown)])
    return max(0.0, min(0.9, floor(lowest * 10 - 0.2) / 10))


def _grid(bottom: float, y: Height) -> list[str]:
    shapes = []
    for place in range(6):
        share = bottom + (1 - bottom) * place / 5
        shapes.append(_rule(_LEFT, y(share), _RIGHT, y(share), LINE))
        shapes.append(_text(_LEFT - 10, y(share) + 5, f"{share * 100:.0f}%", MUTED, anchor="end"))
    return shapes


def _bands(points: Sequence[Point], xs: list[float], step: float, y: Height) -> list[str]:
    return [
        f'<rect x="{x - step / 2:.1f}" y="{y(one.high):.1f}" width="{step:.1f}"'
        f' height="{max(1.0, y(max(one.low, 0)) - y(one.high)):.1f}" fill="{BAND}"'
        f' clip-path="url(#field)"/>'
        for one, x in zip(points, xs, strict=True)
        if one.share is not None
    ]


def _lines(target: int, mean: float, y: Height) -> list[str]:
    goal, own = y(target / 100), y(mean)
    # Words of lines that nearly touch are kept apart.
    nearer = 9 if goal <= own else -9
    shift = nearer if abs(goal - own) < 18 else 0
    return [
        _rule(_LEFT, goal, _RIGHT, goal, GOLD, dash="7 5", width=2),
        _text(_RIGHT + 8, goal + 5 - shift, f"Mục tiêu {target}%", GOLD, weight=600),
        _rule(_LEFT, own, _RIGHT, own, TEAL, width=1.5),
        _text(_RIGHT + 8, own + 5 + shift, "Cả kỳ", TEAL, weight=600),
    ]


def _path(points: Sequence[Point], xs: list[float], y: Height) -> list[str]:
    shapes, run = [], list[str]()
    for one, x in [*zip(points, xs, strict=True), (None, 0.0)]:
        if one is not None and one.share is not None:
            run.append(f"{x:.1f},{y(one.share):.1f}")
            continue
        if len(run) > 1:
            shapes.append(
                f'<polyline points="{" ".join(run)}" fill="none" stroke="{NAVY}" stroke-width="2"/>'
            )
        run = []
    return shapes + [
        _mark(x, y(one.share), one)
        for one, x in zip(points, xs, strict=True)
        if one.share is not None
    ]


def _mark(x: float, y: float, point: Point) -> str:
    words = escape(f"{point.label}: {point.words} của {point.rated} lượt")
    told = f"<title>{words}</title>"
    if not point.is_out:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{NAVY}">{told}</circle>'
    corners = f"{x:.1f},{y - 9:.1f} {x + 9:.1f},{y:.1f} {x:.1f},{y + 9:.1f} {x - 9:.1f},{y:.1f}"
    return f'<polygon points="{corners}" fill="{RED}">{told}</polygon>' + _text(
        x, y + 25, point.words, RED, anchor="middle", weight=700
    )


def _names(points: Sequence[Point], xs: list[float]) -> list[str]:
    # As many as have room beside each other.
    every = max(1, ceil(len(points) * 52 / (_RIGHT - _LEFT)))
    shapes = []
    for place, (one, x) in enumerate(zip(points, xs, strict=True)):
        if place % every == 0:
            shapes.append(_text(x, _BOTTOM + 20, one.label, INK, anchor="middle"))
            shapes.append(_text(x, _BOTTOM + 38, str(one.rated), MUTED, anchor="middle", size=12))
    shapes.append(_text(_LEFT - 10, _BOTTOM + 38, "Lượt", MUTED, anchor="end", size=12))
    return shapes


# The map of the week

_CELL, _ROW, _NAME = 76, 46, 96


def week_map(fields: Mapping[tuple[int, int], Field], *, title: str) -> str:
    """Draw weekdays by hours; a field has its share, or its count while that is too small."""
    days = sorted({day for day, _ in fields})
    hours = sorted({hour for _, hour in fields})
    shapes = [
        _text(_NAME + (place + 0.5) * _CELL, 18, f"{hour} giờ", MUTED, anchor="middle")
        for place, hour in enumerate(hours)
    ]
    for row, day in enumerate(days):
        top = 28 + row * _ROW
        shapes.append(_text(0, top + _ROW / 2 + 5, WEEKDAYS[day], INK, weight=600))
        for place, hour in enumerate(hours):
            found = fields.get((day, hour))
            if found is not None:
                shapes += _field(_NAME + place * _CELL, top, found)
    width = max(_NAME + len(hours) * _CELL, 300)
    return _svg(width, 32 + len(days) * _ROW, title, shapes)


def _field(x: float, top: float, field: Field) -> list[str]:
    fill, ink = _shade(field)
    stroke = f' stroke="{RED}" stroke-width="3"' if field.is_low else ""
    words = field.words or "*"
    return [
        f'<rect x="{x + 2}" y="{top + 2}" width="{_CELL - 4}" height="{_ROW - 4}" rx="6"'
        f' fill="{fill}"{stroke}/>',
        _text(x + _CELL / 2, top + 21, words, ink, anchor="middle", weight=700),
        _text(x + _CELL / 2, top + 37, f"{field.rated} lượt", ink, anchor="middle", size=11),
    ]


_SHADES: Final = ((0.98, "#2f6f86", "#ffffff"), (0.95, "#7fb0be", INK), (0.9, "#c9dfe4", INK))


def _shade(field: Field) -> tuple[str, str]:
    if field.share is None:
        return "#eef2f5", MUTED
    for least, fill, ink in _SHADES:
        if field.share >= least:
            return fill, ink
    return "#f6e3b8", INK


# Shapes


def _svg(width: float, height: float, title: str, shapes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' role="img" font-family="{FACES}" font-size="14">'
        f"<title>{escape(title)}</title>{''.join(shapes)}</svg>"
    )


def _rule(
    x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"'
        f' stroke-width="{width}"{dashes}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    colour: str,
    *,
    anchor: str = "start",
    weight: int = 400,
    size: int = 14,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"'
        f' font-weight="{weight}" font-size="{size}">{escape(words)}</text>'
    )
