"""Line icons for the screens, drawn with a round pen from the strokes of the house."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import ceil

import pygame

from hardware.colours import Colour
from hardware.strokes import PEN, SYMBOLS, Point, strokes_of

__all__ = ["SYMBOLS", "icon"]


def icon(surface: pygame.Surface, name: str, rect: pygame.Rect, colour: Colour) -> None:
    """Draw an icon into the middle of a rectangle; a name that is not known is drawn as `help`."""
    image = _image(name, min(rect.size), colour)
    surface.blit(image, image.get_rect(center=rect.center))


@lru_cache(maxsize=128)
def _image(name: str, side: int, colour: Colour) -> pygame.Surface:
    """Draw an icon once: large, then smoothed down, because pygame's own strokes have stairs."""
    large = max(2, ceil(256 / side)) * side
    canvas = pygame.Surface((large, large), pygame.SRCALPHA)
    # The clear ground has the colour of the strokes, or their edges would be dark.
    canvas.fill((*colour, 0))
    for points, radius in strokes_of(name):
        at = [(x * large / 24, y * large / 24) for x, y in points]
        if radius:
            pygame.draw.circle(canvas, colour, at[0], radius * large / 24)
        else:
            _stroke(canvas, at, PEN * large / 24, colour)
    return pygame.transform.smoothscale(canvas, (side, side))


def _stroke(surface: pygame.Surface, points: list[Point], pen: float, colour: Colour) -> None:
    """Draw along points with a round pen."""
    for (x, y), (to_x, to_y) in pairwise(points):
        length = max(1e-6, ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5)
        dx, dy = -(to_y - y) / length * pen / 2, (to_x - x) / length * pen / 2
        corners = (
            (x + dx, y + dy),
            (to_x + dx, to_y + dy),
            (to_x - dx, to_y - dy),
            (x - dx, y - dy),
        )
        pygame.draw.polygon(surface, colour, corners)
    for point in points:
        pygame.draw.circle(surface, colour, point, pen / 2)
