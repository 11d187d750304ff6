"""The screen above one counter, drawn with pygame: the counter's sign, and its number huge."""

from __future__ import annotations

from typing import Final

import pygame

from display import texts_vi as t
from display.sign_view import Mood, SignView
from display.view import ServiceFace
from hardware import colours as k
from hardware.canvas import Sheet
from hardware.icons import icon
from hardware.lettering import numeral, width_of, write_lines

_WORDS: Final[dict[Mood, tuple[str, str]]] = {
    "called": (t.COME, ""),
    "serving": (t.SERVING, ""),
    "free": (t.FREE, t.FREE_HINT),
    "paused": (t.PAUSED, t.PAUSED_HINT),
    "closed": (t.NOT_OPEN, t.NOT_OPEN_HINT),
    "away": (t.CONNECTING, t.CONNECTING_HINT),
}


class SignScreen:
    """A surface that shows the views of one counter."""

    def __init__(self, width: int = 1024, height: int = 600) -> None:
        """`width` x `height` pixels, lying or standing."""
        self.surface = pygame.Surface((width, height))
        self._sheet = Sheet(self.surface)
        self._shown: SignView | None = None

    def draw(self, view: SignView) -> bool:
        """Draw a view; False when it is the one that is shown already."""
        if view == self._shown:
            return False
        self._shown = view
        self.surface.fill(k.DEEP)
        head = self.surface.get_rect()
        head.height = self._sheet.px(26)
        _head(self._sheet, head, view)
        body = pygame.Rect(0, head.bottom, head.width, self.surface.get_height() - head.bottom)
        body.inflate_ip(-self._sheet.px(8), -self._sheet.px(8))
        if view.label:
            _number(self._sheet, body, view)
        else:
            _message(self._sheet, body, view)
        return True


def _head(sheet: Sheet, rect: pygame.Rect, view: SignView) -> None:
    """Draw the counter as the sign it is, and what it is for."""
    sheet.surface.fill(k.NAVY, rect)
    sheet.surface.fill(k.GOLD, (rect.left, rect.bottom - sheet.px(0.6), rect.width, sheet.px(0.6)))
    row = rect.inflate(-sheet.px(8), -sheet.px(6))
    kind = sheet.type(7, "bold")
    word = pygame.Rect(row.left, row.top, width_of(t.COUNTER, kind), row.height)
    write_lines(sheet.surface, [t.COUNTER], word, kind, k.PALE)
    sign = pygame.Rect(word.right + sheet.px(3), row.top, row.height, row.height)
    sheet.panel(sign, k.WHITE, radius=3)
    digits = numeral(
        str(view.counter), "extrabold", (round(sign.width * 0.78), round(sign.height * 0.66))
    )
    write_lines(sheet.surface, [str(view.counter)], sign, digits, k.NAVY, align="centre")
    left = sign.right + sheet.px(4)
    _services(sheet, view, pygame.Rect(left, row.top, row.right - left, row.height))


def _services(sheet: Sheet, view: SignView, rect: pygame.Rect) -> None:
    """Draw the signs of the services, and below them what the counter is called."""
    side, gap = rect.height, sheet.px(2)
    shown = view.faces[: max(1, rect.width // 2 // (side + gap))]
    for number, face in enumerate(shown):
        tile = pygame.Rect(rect.left + number * (side + gap), rect.top, side, side)
        _tile(sheet, face, tile)
    left = rect.left + len(shown) * (side + gap)
    name = view.faces[0].name if len(view.faces) == 1 else view.name
    room = pygame.Rect(left, rect.top, rect.right - left, rect.height)
    sheet.say(name, room, sheet.type(6.4, "bold"), k.WHITE)


def _tile(sheet: Sheet, face: ServiceFace, tile: pygame.Rect) -> None:
    sheet.framed(tile, k.colour_of(face.colour), k.PALE, radius=3, width=0.4)
    shrink = -tile.width * 3 // 10
    icon(sheet.surface, face.symbol, tile.inflate(shrink, shrink), k.WHITE)


def _number(sheet: Sheet, body: pygame.Rect, view: SignView) -> None:
    """Show the number as large as the screen allows; gold while its citizen is awaited."""
    is_awaited = view.mood == "called"
    ground, ink = (k.GOLD, k.INK) if is_awaited else (k.NAVY, k.WHITE)
    sheet.panel(body, ground, radius=4)
    inner = body.inflate(-sheet.px(8), -sheet.px(5))
    foot = sheet.px(9)
    number = pygame.Rect(inner.left, inner.top, inner.width, inner.height - foot - sheet.px(3))
    kind = numeral(view.label, "extrabold", (number.width, round(number.height * 0.94)))
    write_lines(sheet.surface, [view.label], number, kind, ink, align="centre")
    words = "  ·  ".join(one for one in (_WORDS[view.mood][0], view.mark) if one)
    below = pygame.Rect(inner.left, inner.bottom - foot, inner.width, foot)
    sheet.say(words, below, sheet.type(7, "bold"), ink, align="centre")


def _message(sheet: Sheet, body: pygame.Rect, view: SignView) -> None:
    """Say why there is no number."""
    title, hint = _WORDS[view.mood]
    upper = pygame.Rect(body.left, body.top, body.width, round(body.height * 0.55))
    lower = pygame.Rect(body.left, upper.bottom, body.width, body.height - upper.height)
    ink = k.GOLD if view.mood in ("paused", "closed") else k.WHITE
    sheet.say(title, upper, sheet.type(13, "extrabold"), ink, align="centre")
    sheet.say(view.reason or hint, lower, sheet.type(6, "semibold"), k.PALE, align="centre")
