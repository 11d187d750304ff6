"""Drawing for the pygame screens: smooth panels, and sheets in hundredths of their size."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import pygame

from hardware.colours import Colour
from hardware.face import Weight
from hardware.lettering import Align, Type, fitting, write_lines


def panel(
    surface: pygame.Surface,
    rect: pygame.Rect,
    colour: Colour,
    *,
    radius: int,
    squared: Literal["", "left", "right"] = "",
) -> None:
    """Fill a rectangle with smooth round corners; those of one side may stay square."""
    r = min(radius, rect.width // 2, rect.height // 2)
    surface.fill(colour, rect.inflate(0, -2 * r))
    inner = rect.inflate(-2 * r, 0)
    if squared == "left":
        inner = pygame.Rect(rect.left, rect.top, rect.width - r, rect.height)
    if squared == "right":
        inner = pygame.Rect(rect.left + r, rect.top, rect.width - r, rect.height)
    surface.fill(colour, inner)
    disc = _disc(r, colour)
    for side, x in (("left", rect.left), ("right", rect.right - r)):
        if side != squared:
            from_x = 0 if side == "left" else r
            surface.blit(disc, (x, rect.top), (from_x, 0, r, r))
            surface.blit(disc, (x, rect.bottom - r), (from_x, r, r, r))


@lru_cache(maxsize=128)
def _disc(radius: int, colour: Colour) -> pygame.Surface:
    """Draw a disc with smooth edges: four times as large, then smoothed down."""
    large = pygame.Surface((8 * radius, 8 * radius), pygame.SRCALPHA)
    # The clear ground has the colour of the disc, or its edge would be dark.
    large.fill((*colour, 0))
    pygame.draw.circle(large, colour, (4 * radius, 4 * radius), 4 * radius)
    return pygame.transform.smoothscale(large, (2 * radius, 2 * radius))


class Sheet:
    """A surface in units of a hundredth of its shorter side, so that all sizes look alike."""

    def __init__(self, surface: pygame.Surface) -> None:
        self.surface = surface
        self.unit = min(surface.get_size()) / 100
        self.is_tall = surface.get_height() > surface.get_width()

    def px(self, units: float) -> int:
        """Return pixels."""
        return round(units * self.unit)

    def type(self, units: float, weight: Weight = "medium") -> Type:
        """Return a type of this size."""
        return Type(self.px(units), weight)

    def say(
        self,
        text: str,
        rect: pygame.Rect,
        kind: Type,
        colour: Colour,
        *,
        align: Align = "left",
    ) -> pygame.Rect:
        """Write a text into a rectangle, in `kind` or as small as it must be; return its box."""
        fit, lines = fitting(text, kind, rect.size)
        return write_lines(self.surface, lines, rect, fit, colour, align=align)

    def panel(self, rect: pygame.Rect, colour: Colour, *, radius: float = 2.4) -> None:
        """Fill a rounded rectangle; `radius` in units."""
        panel(self.surface, rect, colour, radius=self.px(radius))

    def framed(
        self,
        rect: pygame.Rect,
        colour: Colour,
        edge: Colour,
        *,
        radius: float = 2.4,
        width: float = 0.3,
    ) -> None:
        """Fill a rounded rectangle with an edge inside it; `radius` and `width` in units."""
        pen = max(1, self.px(width))
        panel(self.surface, rect, edge, radius=self.px(radius))
        panel(self.surface, rect.inflate(-2 * pen, -2 * pen), colour, radius=self.px(radius) - pen)
