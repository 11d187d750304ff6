"""The large card of the hall board while nobody is called: a welcome, or when calling goes on."""

from __future__ import annotations

import pygame

from display import texts_vi as t
from display.parts import BoardSheet
from display.pauses import Pause
from hardware import colours as k
from hardware.icons import icon


def paint_welcome(sheet: BoardSheet, area: pygame.Rect, _: None) -> None:
    """Say what to do before the first call."""
    _card(sheet, area, t.WELCOME, t.WELCOME_HINT)


def paint_pause(sheet: BoardSheet, area: pygame.Rect, pause: Pause) -> None:
    """Say that numbers are kept, and when calling goes on."""
    is_break = pause.kind == "break"
    title, hint = (t.BREAK, t.BREAK_HINT) if is_break else (t.BEFORE, t.BEFORE_HINT)
    _card(sheet, area, title, hint.format(until=pause.until), symbol="clock")


def _card(sheet: BoardSheet, area: pygame.Rect, title: str, hint: str, *, symbol: str = "") -> None:
    sheet.surface.fill(k.DEEP, area)
    sheet.panel(area, k.NAVY, radius=3)
    inner = area.inflate(-sheet.px(8), -sheet.px(5))
    if symbol:
        side = sheet.px(10)
        sign = pygame.Rect(inner.centerx - side // 2, inner.top, side, side)
        icon(sheet.surface, symbol, sign, k.GOLD)
        inner.height -= side + sheet.px(1)
        inner.top += side + sheet.px(1)
    upper = pygame.Rect(inner.left, inner.top, inner.width, round(inner.height * 0.5))
    lower = pygame.Rect(inner.left, upper.bottom, inner.width, inner.height - upper.height)
    sheet.say(title, upper, sheet.type(8, "bold"), k.WHITE, align="centre")
    sheet.say(hint, lower, sheet.type(4.8, "semibold"), k.PALE, align="centre")
