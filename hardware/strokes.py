"""The house's icons, drawn by us: strokes in a square of 24 by 24, for screens, pages and paper.

l x y x y …              a line through points          z x y x y …   the same, closed
o x y r                  a circle                       d x y r       a filled dot
a x y rx ry from to      an arc, degrees clockwise from three o'clock
q x y x y x y            a curve from the first to the last point, drawn to the middle one
r x y width height r     a rectangle with round corners
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import cos, radians, sin
from typing import Final, NamedTuple

Point = tuple[float, float]

SYMBOLS: Final = {
    "family": "o 7 6.2 3; o 17 6.2 3; a 7 18.4 5 6.2 180 282; a 17 18.4 5 6.2 258 360;"
    " o 12 13.6 2.4; a 12 22 4.2 4.2 180 360",
    "stamp": "o 12 5.2 3; q 10.4 7.9 10.8 10.6 9.4 12.8; q 13.6 7.9 13.2 10.6 14.6 12.8;"
    " r 4 12.8 16 4.6 1.4; l 5 21.2 19 21.2",
    "land": "l 12 15.4 12 8.6; q 12 10 12.2 3.6 19.4 2.8; q 19.4 2.8 19.6 9.8 12 10;"
    " q 12 13 11.8 7.6 5.2 6.8; q 5.2 6.8 5.2 12.8 12 13;"
    " q 2.2 18 12 13 21.8 18; q 2.2 22 12 17 21.8 22",
    "people": "o 12 7 3.3; a 12 20.4 5.8 7 180 360; o 4.6 9.6 2.3; a 5 19.6 4 5.2 180 262;"
    " o 19.4 9.6 2.3; a 19 19.6 4 5.2 278 360",
    "shop": "z 4.8 3.2 19.2 3.2 21.6 8.6 2.4 8.6; a 5.6 8.6 3.2 3.2 0 180; a 12 8.6 3.2 3.2 0 180;"
    " a 18.4 8.6 3.2 3.2 0 180; l 4.4 12 4.4 21 19.6 21 19.6 12;"
    " l 9.4 21 9.4 15.4 14.6 15.4 14.6 21",
    "id-card": "r 2.2 4.4 19.6 15.2 2.4; o 8 10 2.3; a 8 17 3.7 3.7 190 350; l 13.6 9.4 18.4 9.4;"
    " l 13.6 12.8 18.4 12.8; l 13.6 16.2 16.4 16.2",
    "result": "z 5.4 2.4 14.4 2.4 18.6 6.6 18.6 21.6 5.4 21.6; l 14.4 2.4 14.4 6.6 18.6 6.6;"
    " l 8.6 14 11.1 16.6 15.6 11",
    "help": "o 12 12 9.6; a 12 9.4 2.9 2.9 195 395; q 14.4 11.1 12 12.2 12 14; d 12 17.4 1.3",
}
"""The symbols of services; the names of the office file."""

SIGNS: Final = {
    "printer": "l 7 8 7 2.8 17 2.8 17 8; l 7 17 3.2 17 3.2 8 20.8 8 20.8 17 17 17;"
    " z 7 13.4 17 13.4 17 21.2 7 21.2",
    "check": "l 4.6 12.8 9.8 18 19.6 6.6",
    "right": "l 3.6 12 20.4 12; l 13.4 5 20.4 12 13.4 19",
    "away": "a 12 19 4.4 4.4 225 315; a 12 19 8.8 8.8 225 315; a 12 19 13.2 13.2 225 315;"
    " d 12 19 1.4; l 4 3.6 20 21",
    "clock": "o 12 12 9.6; l 12 6.4 12 12 15.8 14.4",
    "globe": "o 12 12 9.6; l 2.4 12 21.6 12; a 12 12 4.3 9.6 0 360",
    "cane": "o 9.4 4 2.5; l 8.8 8.6 7.8 14.6 11 17.4 11 22; l 7.8 14.6 5.4 22;"
    " l 8.7 9.6 12.4 12.8 15.4 12.8; l 17 22 17 13.2; a 15.2 13.2 1.8 1.8 180 360",
    "alert": "z 12 3 22 20.6 2 20.6; l 12 9.6 12 14.2; d 12 17.3 1.2",
    "person": "o 12 7.4 3.9; a 12 21 7 7.4 180 360",
    "book": "l 12 5.6 12 20.4; q 12 5.6 8.6 3.2 2.6 3.6; l 2.6 3.6 2.6 18.4;"
    " q 2.6 18.4 8.6 18 12 20.4; q 12 5.6 15.4 3.2 21.4 3.6; l 21.4 3.6 21.4 18.4;"
    " q 21.4 18.4 15.4 18 12 20.4",
    "eye": "q 1.8 12 12 1.6 22.2 12; q 1.8 12 12 22.4 22.2 12; o 12 12 3.2",
    "contrast": "o 12 12 9.6; l 12 2.4 12 21.6; l 15 4 15 20; l 18 5.6 18 18.4",
    "down": "l 12 3.6 12 20.4; l 5 13.4 12 20.4 19 13.4",
    "left": "l 20.4 12 3.6 12; l 10.6 5 3.6 12 10.6 19",
    "sound": "z 2.6 9 7 9 12.4 4.4 12.4 19.6 7 15 2.6 15; a 12.6 12 4 4.4 290 430;"
    " a 12.6 12 8.4 8.6 300 420",
    "home": "l 2.8 11.6 12 3.4 21.2 11.6; l 5.4 9.6 5.4 20.6 18.6 20.6 18.6 9.6",
    "search": "o 10.4 10.4 6.8; l 15.4 15.4 21.4 21.4",
    "info": "o 12 12 9.6; l 12 11 12 16.8; d 12 7.2 1.3",
    "phone": "r 6.2 2.2 11.6 19.6 2.2; l 10.6 18.4 13.4 18.4",
}
PEN: Final = 1.9
"""Thickness of a stroke, of 24."""


class Stroke(NamedTuple):
    """A line through points, or a filled dot with its radius."""

    points: list[Point]
    radius: float = 0.0
    """Of a dot; 0 for a line."""


def strokes_of(name: str) -> Iterator[Stroke]:
    """Return the strokes of an icon; a name that is not known is drawn as `help`."""
    for stroke in (SYMBOLS | SIGNS).get(name, SYMBOLS["help"]).split(";"):
        kind, *words = stroke.split()
        numbers = [float(word) for word in words]
        if kind == "d":
            x, y, radius = numbers
            yield Stroke([(x, y)], radius)
        else:
            yield Stroke(_POINTS[kind](numbers))


def svg_tile(name: str, colour: str) -> str:
    """Draw an icon in white on a tile of this colour (`#rrggbb`), as an SVG file."""
    drawn = "".join(
        f'<circle cx="{points[0][0]:g}" cy="{points[0][1]:g}" r="{radius:g}" fill="#fff"/>'
        if radius
        else '<polyline points="' + " ".join(f"{x:.2f},{y:.2f}" for x, y in points) + '"/>'
        for points, radius in strokes_of(name)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-6 -6 36 36">'
        f'<rect x="-6" y="-6" width="36" height="36" rx="5" fill="{colour}"/>'
        f'<g fill="none" stroke="#fff" stroke-width="{PEN}" stroke-linecap="round"'
        f' stroke-linejoin="round">{drawn}</g></svg>'
    )


def _line(numbers: list[float]) -> list[Point]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _closed(numbers: list[float]) -> list[Point]:
    return _line([*numbers, *numbers[:2]])


def _arc(numbers: list[float]) -> list[Point]:
    x, y, rx, ry, begin, end = numbers
    steps = max(2, round(abs(end - begin) / 5))
    turns = [radians(begin + (end - begin) * step / steps) for step in range(steps + 1)]
    return [(x + rx * cos(turn), y + ry * sin(turn)) for turn in turns]


def _circle(numbers: list[float]) -> list[Point]:
    x, y, r = numbers
    return _arc([x, y, r, r, 0, 360])


def _curve(numbers: list[float]) -> list[Point]:
    x, y, middle_x, middle_y, end_x, end_y = numbers
    steps = [step / 20 for step in range(21)]
    return [
        (
            (1 - t) ** 2 * x + 2 * t * (1 - t) * middle_x + t * t * end_x,
            (1 - t) ** 2 * y + 2 * t * (1 - t) * middle_y + t * t * end_y,
        )
        for t in steps
    ]


def _rounded(numbers: list[float]) -> list[Point]:
    x, y, width, height, r = numbers
    right, bottom = x + width - r, y + height - r
    corners = ((right, y + r, 270), (right, bottom, 0), (x + r, bottom, 90), (x + r, y + r, 180))
    points = [p for cx, cy, turn in corners for p in _arc([cx, cy, r, r, turn, turn + 90])]
    return [*points, points[0]]


_POINTS: Final[dict[str, Callable[[list[float]], list[Point]]]] = {
    "l": _line,
    "z": _closed,
    "o": _circle,
    "a": _arc,
    "q": _curve,
    "r": _rounded,
}
