"""The head that kiosk and hall board share: the house's mark, who we are, and what time it is."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import pygame

from hardware import colours as k
from hardware.canvas import Sheet
from hardware.lettering import Type, fitting, numeral, width_of, write, write_lines

_LARGE: Final = 512
"""The mark is drawn at this size and smoothed down."""


class Masthead(NamedTuple):
    """What the head says; an empty text takes no room."""

    agency: str
    office: str
    clock: str
    date: str
    sample: str = ""
    """The mark of sample data."""


def masthead(sheet: Sheet, rect: pygame.Rect, words: Masthead, *, reserved: int = 0) -> pygame.Rect:
    """Draw the head; return the place of `reserved` pixels' width that it leaves free."""
    sheet.surface.fill(k.NAVY, rect)
    rule = max(2, rect.height // 22)
    sheet.surface.fill(k.GOLD, (rect.left, rect.bottom - rule, rect.width, rule))
    pad = sheet.px(3)
    row = pygame.Rect(rect.left + pad, rect.top, rect.width - 2 * pad, rect.height - rule)
    side = min(round(row.height * 0.66), sheet.px(9))
    badge = pygame.Rect(row.left, row.centery - side // 2, side, side)
    sheet.surface.blit(_mark(side), badge)
    right = _clock(sheet, row, words)
    if words.sample:
        right = _sample(sheet, row, right, words.sample)
    free = pygame.Rect(right - reserved, row.top, reserved, row.height)
    left = badge.right + sheet.px(2)
    _names(sheet, pygame.Rect(left, row.top, free.left - sheet.px(1.6) - left, row.height), words)
    return free


def chip(sheet: Sheet, text: str, right: int, middle: int, height: int) -> pygame.Rect:
    """Draw the mark of sample data: its right end, its middle line, its height."""
    width = chip_width(text, height)
    rect = pygame.Rect(right - width, middle - height // 2, width, height)
    sheet.panel(rect, k.INK, radius=50)
    write_lines(sheet.surface, [text], rect, _chip_type(height), k.GOLD, align="centre")
    return rect


def chip_width(text: str, height: int) -> int:
    """Return the pixels that such a mark takes."""
    return width_of(text, _chip_type(height)) + height


def _chip_type(height: int) -> Type:
    return Type(round(height * 0.54), "bold")


def _clock(sheet: Sheet, row: pygame.Rect, words: Masthead) -> int:
    """Write time and date; return where what stands left of them must end."""
    if not words.clock:
        return row.right
    date = Type(round(row.height * 0.21))
    clock = numeral(words.clock, "bold", (row.width, round(row.height * 0.35)))
    top = row.top + round(row.height * 0.16)
    foot = top + clock.cap
    write(sheet.surface, words.clock, (row.right, foot), clock, k.WHITE, align="right")
    under = foot + round(row.height * 0.15) + date.cap
    write(sheet.surface, words.date, (row.right, under), date, k.PALE, align="right")
    width = max(width_of(words.clock, clock), width_of(words.date, date))
    return row.right - width - sheet.px(3)


def _sample(sheet: Sheet, row: pygame.Rect, right: int, text: str) -> int:
    mark = chip(sheet, text, right, row.centery, round(row.height * 0.4))
    return mark.left - sheet.px(3)


def _names(sheet: Sheet, rect: pygame.Rect, words: Masthead) -> None:
    """Write the agency above the office, both in the middle of the head's height."""
    office, lines = fitting(
        words.office,
        Type(round(rect.height * 0.32), "bold"),
        (rect.width, round(rect.height * 0.68)),
    )
    agency, above = fitting(
        words.agency, Type(round(office.size * 0.7)), (rect.width, round(rect.height * 0.32))
    )
    gap = round(office.size * 0.68)
    first, second = _height(above, agency), _height(lines, office)
    top = rect.centery - (first + gap + second) // 2
    place = pygame.Rect(rect.left, top, rect.width, first)
    write_lines(sheet.surface, above, place, agency, k.PALE)
    place = pygame.Rect(rect.left, top + first + gap, rect.width, second)
    write_lines(sheet.surface, lines, place, office, k.WHITE)


def _height(lines: tuple[str, ...], kind: Type) -> int:
    return (len(lines) - 1) * kind.leading + kind.cap


@lru_cache(maxsize=4)
def _mark(side: int) -> pygame.Surface:
    """Draw an open door: white on teal, with a golden handle."""
    large = pygame.Surface((_LARGE, _LARGE), pygame.SRCALPHA)
    large.fill((*k.TEAL, 0))
    one = _LARGE / 64
    pygame.draw.rect(large, k.TEAL, large.get_rect(), border_radius=round(14 * one))
    for colour, left, width, top in ((k.WHITE, 16, 32, 10), (k.NAVY, 24, 16, 20)):
        pygame.draw.circle(large, colour, (32 * one, (top + width / 2) * one), width / 2 * one)
        body = left * one, (top + width / 2) * one, width * one, (44 - width / 2 - top + 10) * one
        pygame.draw.rect(large, colour, body)
    pygame.draw.circle(large, k.GOLD, (36.5 * one, 40 * one), 2.2 * one)
    return pygame.transform.smoothscale(large, (side, side))
