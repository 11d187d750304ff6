"""The large card of the hall board while nobody is called: welcome, pause, or a procedure."""

from __future__ import annotations

import pygame

from display import texts_vi as t
from display.parts import BoardSheet
from display.pauses import Pause
from display.view import Posting
from hardware import colours as k
from hardware.icons import icon
from hardware.lettering import width_of, write_lines


def paint_welcome(sheet: BoardSheet, area: pygame.Rect, _: None) -> None:
    """Say what to do before the first call."""
    _card(sheet, area, t.WELCOME, t.WELCOME_HINT)


def paint_pause(sheet: BoardSheet, area: pygame.Rect, pause: Pause) -> None:
    """Say that numbers are kept, and when calling goes on."""
    is_break = pause.kind == "break"
    title, hint = (t.BREAK, t.BREAK_HINT) if is_break else (t.BEFORE, t.BEFORE_HINT)
    _card(sheet, area, title, hint.format(until=pause.until), symbol="clock")


def paint_posting(sheet: BoardSheet, area: pygame.Rect, posting: Posting) -> None:
    """Show one procedure: its name, how long it takes, and what it costs."""
    sheet.surface.fill(k.DEEP, area)
    sheet.panel(area, k.NAVY, radius=3)
    inner = area.inflate(-sheet.px(7), -sheet.px(5))
    side = sheet.px(6)
    tile = pygame.Rect(inner.left, inner.top, side, side)
    sheet.framed(tile, k.colour_of(posting.colour), k.PALE, radius=1.4, width=0.16)
    icon(sheet.surface, posting.symbol, tile.inflate(-side * 3 // 10, -side * 3 // 10), k.WHITE)
    left = tile.right + sheet.px(2)
    head = pygame.Rect(left, inner.top, inner.right - left, side).inflate(0, -sheet.px(1))
    sheet.say(f"{t.POSTED} · {posting.service}", head, sheet.type(3.2, "semibold"), k.PALE)
    # The facts keep their room; the name takes what is left, and is broken into lines.
    high = sheet.px(5.4) * len(posting.facts)
    facts = pygame.Rect(inner.left, inner.bottom - high, inner.width, high)
    name = pygame.Rect(inner.left, head.bottom, inner.width, facts.top - head.bottom)
    sheet.say(posting.name, name.inflate(0, -sheet.px(3)), sheet.type(6.4, "bold"), k.WHITE)
    _facts(sheet, posting, facts)


def _facts(sheet: BoardSheet, posting: Posting, room: pygame.Rect) -> None:
    """Write in two columns what it takes and costs."""
    what_kind, how_kind = sheet.type(3.4), sheet.type(3.8, "semibold")
    column = max((width_of(f"{what}:   ", what_kind) for what, _ in posting.facts), default=0)
    row = room.height // max(1, len(posting.facts))
    for place, (what, how) in enumerate(posting.facts):
        line = pygame.Rect(room.left, room.top + place * row, room.width, row)
        write_lines(sheet.surface, [f"{what}:"], line, what_kind, k.PALE)
        line.left, line.width = line.left + column, line.width - column
        sheet.say(how, line, how_kind, k.GOLD)


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
