"""What one can press on the kiosk, and the signs of counters: a lip below says "press me"."""

from __future__ import annotations

from typing import Literal, NamedTuple

import pygame

from hardware.canvas import Sheet
from hardware.colours import HOUSE, STARK, Colour, Palette
from hardware.icons import icon
from hardware.lettering import fitting, numeral, width_of, write_lines
from kiosk.texts import TEXTS
from kiosk.view import KioskView

Look = Literal["main", "plain", "dark"]


class _Colours(NamedTuple):
    face: Colour
    text: Colour
    edge: Colour
    lip: Colour


def _colours(look: Look, k: Palette) -> _Colours:
    if look == "main":
        return _Colours(k.TEAL, k.WHITE, k.TEAL, k.TEAL_DEEP)
    if look == "dark":
        return _Colours(k.NAVY, k.WHITE, k.PALE, k.NAVY)
    return _Colours(k.WHITE, k.NAVY, k.LIP, k.LIP)


class KioskSheet(Sheet):
    """A sheet that knows the words of one view, and what can be touched."""

    def __init__(self, surface: pygame.Surface) -> None:
        super().__init__(surface)
        self.words, self.k = TEXTS["vi"], HOUSE
        self.targets: list[tuple[pygame.Rect, str]] = []

    def begin(self, view: KioskView) -> None:
        """Clear the picture for a view."""
        self.words, self.targets = TEXTS[view.language], []
        self.k = STARK if view.is_stark else HOUSE
        self.surface.fill(self.k.PAPER)

    def lower(self, body: pygame.Rect) -> pygame.Rect:
        """Return the part of the room that stands in the lower half of the screen."""
        top = max(body.top, self.surface.get_height() // 2)
        return pygame.Rect(body.left, top, body.width, body.bottom - top)

    @property
    def lip(self) -> int:
        """Pixels that stand out below a button."""
        return max(2, self.px(0.6))

    def key(self, rect: pygame.Rect, name: str, look: Look) -> pygame.Rect:
        """Draw an empty button that means `name`; return its face."""
        colours = _colours(look, self.k)
        face = pygame.Rect(rect.left, rect.top, rect.width, rect.height - self.lip)
        self.panel(face.move(0, self.lip), colours.lip)
        self.framed(face, colours.face, colours.edge)
        self.targets.append((rect, name))
        return face

    def button(
        self, rect: pygame.Rect, text: str, name: str, *, symbol: str, look: Look, size: float = 5
    ) -> None:
        """Draw a button with a symbol and a text in its middle."""
        face, colour = self.key(rect, name, look), _colours(look, self.k).text
        side = min(round(face.height * 0.62), self.px(size * 1.5))
        gap = self.px(size * 0.4)
        room = face.width - side - gap - self.px(4), face.height
        kind, lines = fitting(text, self.type(size, "bold"), room)
        width = side + gap + max(width_of(line, kind) for line in lines)
        left = face.centerx - width // 2
        icon(self.surface, symbol, pygame.Rect(left, face.centery - side // 2, side, side), colour)
        box = pygame.Rect(left + side + gap, face.top, room[0], face.height)
        write_lines(self.surface, lines, box, kind, colour)

    def signs(self, counters: tuple[int, ...], rect: pygame.Rect, *, word: str) -> None:
        """Draw counters as the signs above them: a word, and a dark square for each number."""
        gap, kind = self.px(1.4), self.type(4.4, "semibold")
        left = width_of(word, kind) + 2 * gap if word else 0
        count = max(1, len(counters))
        side = min(rect.height, (rect.width - left - gap * (count - 1)) // count)
        x = rect.centerx - (left + side * count + gap * (count - 1)) // 2
        write_lines(
            self.surface, [word], pygame.Rect(x, rect.top, left, rect.height), kind, self.k.INK
        )
        for number, counter in enumerate(counters):
            sign = pygame.Rect(x + left + number * (side + gap), 0, side, side)
            sign.centery = rect.centery
            self.panel(sign, self.k.NAVY, radius=1.6)
            digits = numeral(str(counter), "bold", (round(side * 0.72), round(side * 0.5)))
            write_lines(self.surface, [str(counter)], sign, digits, self.k.WHITE, align="centre")
