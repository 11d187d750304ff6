"""The parts of the hall board, each painted alone into its own area.

Two forms come back everywhere: a number is bare type, a counter is a sign, as above the counter.
Gold means: come now. Words always say the same as the colour.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import pygame

from display import texts_vi as t
from display.view import BoardCall, BoardView
from hardware import colours as k
from hardware.canvas import Sheet
from hardware.colours import Colour
from hardware.icons import icon
from hardware.lettering import (
    CAP,
    Type,
    height_of,
    numeral,
    width_of,
    write,
    write_lines,
)
from hardware.masthead import chip


class BoardSheet(Sheet):
    """A sheet that knows how small a number may be in this hall."""

    def __init__(self, surface: pygame.Surface, letter: float) -> None:
        """`letter`: pixels of the smallest capital that is read with ease."""
        super().__init__(surface)
        self.least = Type(ceil(letter / CAP), "bold")

    def heading(self, text: str, rect: pygame.Rect) -> None:
        """Write a small heading."""
        self.say(text, rect, self.type(3, "semibold"), k.PALE)

    def sign(self, counter: int, rect: pygame.Rect, ground: Colour, ink: Colour) -> None:
        """Draw a counter as the sign above it."""
        self.panel(rect, ground, radius=1.8)
        room = round(rect.width * 0.74), round(rect.height * 0.63)
        kind = numeral(str(counter), "extrabold", room)
        write_lines(self.surface, [str(counter)], rect, kind, ink, align="centre")


class Message(NamedTuple):
    """What stands in place of numbers."""

    symbol: str
    text: str
    hint: str


def message_of(view: BoardView) -> Message | None:
    """Return what to say when there are no numbers to show."""
    if not view.is_connected:
        return Message("away", t.CONNECTING, t.CONNECTING_HINT)
    if not view.is_open:
        return Message("clock", t.CLOSED, t.CLOSED_HINT)
    return None


def paint_message(sheet: BoardSheet, area: pygame.Rect, said: Message) -> None:
    """Say one thing, calmly, on the whole board."""
    sheet.surface.fill(k.DEEP, area)
    room = area.inflate(-sheet.px(12), -sheet.px(6))
    side, gap = sheet.px(16), sheet.px(5)
    text, hint = sheet.type(9, "bold"), sheet.type(4.4)
    height = side + 2 * gap + height_of(2 if sheet.is_tall else 1, text) + height_of(1, hint)
    sign = pygame.Rect(room.centerx - side // 2, room.centery - height // 2, side, side)
    icon(sheet.surface, said.symbol, sign, k.GOLD)
    above = pygame.Rect(room.left, sign.bottom + gap, room.width, height_of(1, text))
    box = sheet.say(said.text, above, text, k.WHITE, align="centre")
    below = pygame.Rect(room.left, box.bottom + gap, room.width, height_of(2, hint))
    sheet.say(said.hint, below, hint, k.PALE, align="centre")


def paint_pair(sheet: BoardSheet, area: pygame.Rect, call: BoardCall) -> None:
    """Show the latest call as large as the hall allows: number, arrow, counter."""
    sheet.surface.fill(k.DEEP, area)
    ground, ink, soft = (k.GOLD, k.INK, k.INK) if call.is_fresh else (k.NAVY, k.WHITE, k.PALE)
    sheet.panel(area, ground, radius=3)
    inner = area.inflate(-sheet.px(7), -sheet.px(5))
    label, foot = sheet.type(4.2, "semibold"), sheet.px(6.6)
    base = inner.top + label.cap + sheet.px(0.8)
    write(sheet.surface, t.CALLED, (inner.left, base), label, soft)
    write(sheet.surface, t.TO_COUNTER, (inner.right, base), label, soft, align="right")
    top = base + sheet.px(2.6)
    height = inner.bottom - foot - sheet.px(2.6) - top
    _number_to_counter(sheet, call, pygame.Rect(inner.left, top, inner.width, height), ink)
    _under_the_pair(sheet, call, pygame.Rect(inner.left, inner.bottom - foot, inner.width, foot))


def _number_to_counter(sheet: BoardSheet, call: BoardCall, room: pygame.Rect, ink: Colour) -> None:
    side, arrow = min(room.height, round(room.width * 0.26)), sheet.px(9)
    sign = pygame.Rect(room.right - side, room.centery - side // 2, side, side)
    width = room.width - side - arrow - sheet.px(6)
    kind = numeral(call.label, "extrabold", (width, round(room.height * 0.97)))
    number = write_lines(sheet.surface, [call.label], room, kind, ink)
    place = pygame.Rect(0, 0, arrow, arrow)
    place.center = (number.right + sign.left) // 2, room.centery
    icon(sheet.surface, "right", place, ink)
    sheet.sign(call.counter, sign, *((k.INK, k.GOLD) if call.is_fresh else (k.WHITE, k.NAVY)))


def _under_the_pair(sheet: BoardSheet, call: BoardCall, rect: pygame.Rect) -> None:
    """Name the service, and why or how often the number was called."""
    ink = k.INK if call.is_fresh else k.WHITE
    words = [one for one in (call.mark, _times(call)) if one]
    kind = sheet.type(3.3, "semibold")
    width = 0
    if words:
        text = "  ·  ".join(words)
        width = width_of(text, kind) + sheet.px(4)
        mark = pygame.Rect(rect.right - width, rect.top, width, rect.height)
        sheet.panel(mark, k.INK if call.is_fresh else k.DEEP, radius=50)
        write_lines(sheet.surface, [text], mark, kind, k.GOLD, align="centre")
        width += sheet.px(3)
    name = pygame.Rect(rect.left, rect.top, rect.width - width, rect.height)
    sheet.say(call.service, name, sheet.type(4.6, "semibold"), ink)


def paint_heading(sheet: BoardSheet, area: pygame.Rect) -> None:
    """Head the recent calls."""
    sheet.surface.fill(k.DEEP, area)
    sheet.heading(t.RECENT, area)
    kind = sheet.type(3, "semibold")
    write_lines(sheet.surface, [t.COUNTER], area, kind, k.PALE, align="right")


def paint_call(sheet: BoardSheet, area: pygame.Rect, call: BoardCall | None) -> None:
    """Show one of the calls before: number, how it stands, counter. Fewer words are read sooner."""
    sheet.surface.fill(k.DEEP, area)
    if call is None:
        return
    ground, ink = (k.GOLD, k.INK) if call.is_fresh else (k.NAVY, k.WHITE)
    sheet.panel(area, ground, radius=1.8)
    pad = sheet.px(1.6)
    side = area.height - 2 * pad
    sign = pygame.Rect(area.right - side - pad, area.top + pad, side, side)
    sheet.sign(call.counter, sign, *((k.INK, k.GOLD) if call.is_fresh else (k.WHITE, k.NAVY)))
    height = max(sheet.least.cap, round(area.height * 0.52))
    kind = numeral(call.label, "extrabold", (round(area.width * 0.44), height))
    place = pygame.Rect(area.left + sheet.px(2.6), area.top, 0, area.height)
    number = write_lines(sheet.surface, [call.label], place, kind, ink)
    left = number.right + sheet.px(3)
    room = pygame.Rect(left, area.top + pad, sign.left - left - sheet.px(2), side)
    colour = k.INK if call.is_fresh else k.GOLD if call.mark else k.PALE
    sheet.say(_state(call), room, sheet.type(3.3, "semibold"), colour)


def _times(call: BoardCall) -> str:
    return t.AGAIN.format(n=call.times) if call.times > 1 else ""


def _state(call: BoardCall) -> str:
    how = t.FRESH if call.is_fresh else t.SERVING if call.is_serving else _times(call)
    return "\n".join(one for one in (call.mark, how) if one)


class Foot(NamedTuple):
    """What stands at the foot of the board."""

    headline: str
    response: str
    notice: str
    sample: str
    """The mark of sample data, when the head has no room for it."""


def paint_foot(sheet: BoardSheet, area: pygame.Rect, told: Foot) -> None:
    """Show the public hài lòng sentence with how many have rated, and a notice."""
    sheet.surface.fill(k.NAVY, area)
    inner = area.inflate(-sheet.px(6), -sheet.px(3))
    notice = inner.copy()
    if told.headline:
        figure = inner.copy()
        if sheet.is_tall:
            figure.height = round(inner.height * 0.62)
            notice.top, notice.height = figure.bottom, inner.height - figure.height
        else:
            figure.width = round(inner.width * 0.6)
            notice.left, notice.width = figure.right, inner.width - figure.width
        _figure(sheet, told, figure)
        if told.notice and not sheet.is_tall:
            bar = pygame.Rect(notice.left, inner.top, max(1, sheet.px(0.2)), inner.height)
            sheet.surface.fill(k.PALE, bar)
            notice.left, notice.width = notice.left + sheet.px(4), notice.width - sheet.px(4)
    if told.sample:
        chip(sheet, told.sample, inner.right, inner.top + sheet.px(1.6), sheet.px(4.4))
    if told.notice:
        side = sheet.px(4.6)
        sign = pygame.Rect(notice.left, notice.centery - side // 2, side, side)
        icon(sheet.surface, "info", sign, k.PALE)
        left = sign.right + sheet.px(2)
        room = pygame.Rect(left, notice.top, notice.right - left, notice.height)
        sheet.say(told.notice, room, sheet.type(3.2), k.WHITE)


def _figure(sheet: BoardSheet, told: Foot, rect: pygame.Rect) -> None:
    head, low = round(rect.height * 0.26), round(rect.height * 0.28)
    sheet.heading(t.SATISFACTION, pygame.Rect(rect.left, rect.top, rect.width, head))
    middle = pygame.Rect(rect.left, rect.top + head, rect.width, rect.height - head - low)
    middle.width -= sheet.px(3)
    sheet.say(told.headline, middle.inflate(0, sheet.px(2)), sheet.type(4.8, "bold"), k.WHITE)
    below = pygame.Rect(rect.left, rect.bottom - low, rect.width, low)
    sheet.say(told.response, below, sheet.type(2.9), k.PALE)
