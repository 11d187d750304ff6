"""Drawing for the pygame screens: type that is never clipped, lines that wrap, icons of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import pygame

from hardware.colours import Colour
from hardware.face import Weight, font_path

LEADING: Final = 1.28
"""Line height by type size: Ẫ, Ộ and Ặ rise above the ascent and need the room."""
SMALLEST: Final = 13


@cache
def font(size: int, weight: Weight) -> pygame.font.Font:
    """Return a font of the house face."""
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(str(font_path(weight)), size)


@cache
def wrapped(text: str, size: int, weight: Weight, width: int) -> tuple[str, ...]:
    """Break a text into lines that fit; a word longer than a line is broken, never cut off."""
    face, lines, line = font(size, weight), [], ""
    for word in text.split():
        candidate = f"{line} {word}".strip()
        if face.size(candidate)[0] <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = word
        while face.size(line)[0] > width and len(line) > 1:
            cut = next(
                n for n in range(len(line) - 1, 0, -1) if n == 1 or face.size(line[:n])[0] <= width
            )
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line) if line else tuple(lines)


def line_height(size: int) -> int:
    """Return the height of one line."""
    return round(size * LEADING)


def fitting(
    text: str, sizes: tuple[int, int], weight: Weight, box: tuple[int, int]
) -> tuple[int, tuple[str, ...]]:
    """Choose the largest size, from `sizes` (largest, smallest), at which a text fits a box."""
    largest, smallest = sizes
    for size in range(largest, smallest - 1, -1):
        lines = wrapped(text, size, weight, box[0])
        if len(lines) * line_height(size) <= box[1] and max(map(len, lines), default=0) > 0:
            return size, lines
    return smallest, wrapped(text, smallest, weight, box[0])


def write(
    surface: pygame.Surface,
    text: str,
    place: tuple[int, int],
    *,
    size: int,
    colour: Colour,
    weight: Weight = "medium",
    align: str = "left",
) -> pygame.Rect:
    """Write one line; `place` is its top left, top centre or top right, by `align`."""
    image = rendered(text, size, weight, colour)
    left = {"left": 0, "centre": image.get_width() // 2, "right": image.get_width()}[align]
    # A line with Ẫ or Ộ is drawn on a higher surface; what is more stands above the line.
    above = image.get_height() - font(size, weight).get_height()
    return surface.blit(image, (place[0] - left, place[1] - above))


@cache
def rendered(text: str, size: int, weight: Weight, colour: Colour) -> pygame.Surface:
    """Draw a line once; its surface grows with stacked capitals, so that none is clipped."""
    return font(size, weight).render(text, True, colour)


def write_lines(
    surface: pygame.Surface,
    lines: Sequence[str],
    place: tuple[int, int],
    *,
    size: int,
    colour: Colour,
    weight: Weight = "medium",
    align: str = "left",
) -> int:
    """Write lines below each other; return the height that they took."""
    for number, line in enumerate(lines):
        top = place[1] + number * line_height(size)
        write(surface, line, (place[0], top), size=size, colour=colour, weight=weight, align=align)
    return len(lines) * line_height(size)


def panel(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, *, radius: int = 14) -> None:
    """Fill a rounded rectangle."""
    pygame.draw.rect(surface, colour, rect, border_radius=radius)


def frame(
    surface: pygame.Surface, rect: pygame.Rect, colour: Colour, *, width: int = 2, radius: int = 14
) -> None:
    """Outline a rounded rectangle."""
    pygame.draw.rect(surface, colour, rect, width, border_radius=radius)


Pen = Callable[[pygame.Surface, Colour, pygame.Rect, int], None]


def icon(surface: pygame.Surface, name: str, rect: pygame.Rect, colour: Colour) -> None:
    """Draw one of the eight icons into a square."""
    _ICONS.get(name, _help)(surface, colour, rect, max(2, rect.width // 14))


def _at(rect: pygame.Rect, x: float, y: float) -> tuple[int, int]:
    return round(rect.left + rect.width * x), round(rect.top + rect.height * y)


def _person(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int, x: float) -> None:
    pygame.draw.circle(surface, colour, _at(rect, x, 0.3), round(rect.width * 0.13), pen)
    body = pygame.Rect(0, 0, round(rect.width * 0.36), round(rect.height * 0.5))
    body.midtop = _at(rect, x, 0.5)
    pygame.draw.arc(surface, colour, body, 0, 3.1416, pen)


def _family(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    _person(surface, colour, rect, pen, 0.3)
    _person(surface, colour, rect, pen, 0.7)
    pygame.draw.circle(surface, colour, _at(rect, 0.5, 0.66), round(rect.width * 0.09), pen)
    pygame.draw.line(surface, colour, _at(rect, 0.5, 0.76), _at(rect, 0.5, 0.92), pen)


def _people(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    for x in (0.24, 0.5, 0.76):
        _person(surface, colour, rect, pen, x)


def _stamp(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    pygame.draw.circle(surface, colour, _at(rect, 0.5, 0.26), round(rect.width * 0.15), pen)
    points = [_at(rect, x, y) for x, y in ((0.42, 0.4), (0.36, 0.62), (0.64, 0.62), (0.58, 0.4))]
    pygame.draw.polygon(surface, colour, points, pen)
    base = pygame.Rect(_at(rect, 0.16, 0.62), (round(rect.width * 0.68), round(rect.height * 0.16)))
    pygame.draw.rect(surface, colour, base, pen, border_radius=3)
    pygame.draw.line(surface, colour, _at(rect, 0.16, 0.9), _at(rect, 0.84, 0.9), pen)


def _land(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    roof = [_at(rect, x, y) for x, y in ((0.14, 0.52), (0.5, 0.18), (0.86, 0.52))]
    pygame.draw.lines(surface, colour, False, roof, pen)
    walls = [_at(rect, x, y) for x, y in ((0.24, 0.46), (0.24, 0.84), (0.76, 0.84), (0.76, 0.46))]
    pygame.draw.lines(surface, colour, False, walls, pen)
    door = pygame.Rect(_at(rect, 0.42, 0.58), (round(rect.width * 0.16), round(rect.height * 0.26)))
    pygame.draw.rect(surface, colour, door, pen)


def _shop(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    awning = [_at(rect, x, y) for x, y in ((0.22, 0.2), (0.78, 0.2), (0.9, 0.44), (0.1, 0.44))]
    pygame.draw.polygon(surface, colour, awning, pen)
    room = pygame.Rect(_at(rect, 0.18, 0.44), (round(rect.width * 0.64), round(rect.height * 0.42)))
    pygame.draw.rect(surface, colour, room, pen)
    door = pygame.Rect(_at(rect, 0.54, 0.56), (round(rect.width * 0.18), round(rect.height * 0.3)))
    pygame.draw.rect(surface, colour, door, pen)


def _card(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    card = pygame.Rect(_at(rect, 0.1, 0.24), (round(rect.width * 0.8), round(rect.height * 0.54)))
    pygame.draw.rect(surface, colour, card, pen, border_radius=5)
    pygame.draw.circle(surface, colour, _at(rect, 0.32, 0.46), round(rect.width * 0.09), pen)
    for y in (0.42, 0.54, 0.66):
        pygame.draw.line(surface, colour, _at(rect, 0.52, y), _at(rect, 0.8, y), pen)


def _result(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    page = pygame.Rect(_at(rect, 0.22, 0.12), (round(rect.width * 0.56), round(rect.height * 0.76)))
    pygame.draw.rect(surface, colour, page, pen, border_radius=4)
    tick = [_at(rect, x, y) for x, y in ((0.34, 0.54), (0.46, 0.66), (0.66, 0.4))]
    pygame.draw.lines(surface, colour, False, tick, pen + 1)


def _help(surface: pygame.Surface, colour: Colour, rect: pygame.Rect, pen: int) -> None:
    pygame.draw.circle(surface, colour, rect.center, round(rect.width * 0.4), pen)
    mark = rendered("?", round(rect.height * 0.5), "bold", colour)
    surface.blit(mark, mark.get_rect(center=rect.center))


_ICONS: Final[dict[str, Pen]] = {
    "family": _family,
    "stamp": _stamp,
    "land": _land,
    "people": _people,
    "shop": _shop,
    "id-card": _card,
    "result": _result,
    "help": _help,
}
