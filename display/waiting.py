"""The part of the hall board that says how many wait for what."""

from __future__ import annotations

from math import ceil

import pygame

from display import texts_vi as t
from display.parts import BoardSheet
from display.view import ServiceLine
from hardware import colours as k
from hardware.icons import icon
from hardware.lettering import Type, fitting, numeral, width_of, wrapped, write, write_lines


def paint_services(sheet: BoardSheet, area: pygame.Rect, lines: tuple[ServiceLine, ...]) -> None:
    """Show how many wait for what."""
    sheet.surface.fill(k.DEEP, area)
    head = sheet.px(5)
    foretells = any(line.counters and line.forecast for line in lines)
    heading = t.WAITING_AND_WHEN if foretells else t.WAITING
    sheet.heading(heading, pygame.Rect(area.left, area.top, area.width, head))
    columns, gap = 1 if sheet.is_tall else 2, sheet.px(4)
    rows = max(1, ceil(len(lines) / columns))
    grid = pygame.Rect(area.left, area.top + head, area.width, area.height - head)
    width, height = (grid.width - gap * (columns - 1)) // columns, grid.height // rows
    places = [
        pygame.Rect(
            grid.left + number % columns * (width + gap),
            grid.top + number // columns * height,
            width,
            height,
        )
        for number in range(len(lines))
    ]
    sizes = [
        fitting(line.name, sheet.type(3.1), _name_room(sheet, line, place).size)[0].size
        for line, place in zip(lines, places, strict=True)
    ]
    # One size of type for all names, or the short ones would shout. A service without a counter
    # has a longer note beside it, for which the others need not whisper.
    common = min(
        (size for line, size in zip(lines, sizes, strict=True) if line.counters), default=0
    )
    for line, place, size in zip(lines, places, sizes, strict=True):
        _service(sheet, line, place, Type(min(size, common or size)))


def _count_type(sheet: BoardSheet, rect: pygame.Rect) -> Type:
    cap = max(sheet.least.cap, round(rect.height * 0.4))
    return numeral("00", "bold", (rect.width, min(cap, round(rect.height * 0.6))))


def _name_room(sheet: BoardSheet, line: ServiceLine, rect: pygame.Rect) -> pygame.Rect:
    left = rect.left + _tile_side(sheet, rect) + sheet.px(1.8)
    taken = width_of("00", _count_type(sheet, rect)) + sheet.px(2)
    if _note(line):
        note = width_of(_note(line), _note_type(sheet)) + sheet.px(2)
        taken = taken + note if sheet.is_tall else max(taken, note)
    return pygame.Rect(left, rect.top, rect.right - taken - left, rect.height)


def _tile_side(sheet: BoardSheet, rect: pygame.Rect) -> int:
    return min(rect.height - sheet.px(1.2), sheet.px(7))


def _note_type(sheet: BoardSheet) -> Type:
    return sheet.type(3 if sheet.is_tall else 2.5, "semibold")


def _note(line: ServiceLine) -> str:
    """Return what stands with the count: when they are called, or that nobody serves them."""
    return line.forecast or ("" if line.counters else t.UNSTAFFED)


def _service(sheet: BoardSheet, line: ServiceLine, rect: pygame.Rect, kind: Type) -> None:
    side = _tile_side(sheet, rect)
    tile = pygame.Rect(rect.left, rect.centery - side // 2, side, side)
    sheet.framed(tile, k.colour_of(line.colour), k.PALE, radius=1.4, width=0.16)
    icon(sheet.surface, line.symbol, tile.inflate(-side * 3 // 10, -side * 3 // 10), k.WHITE)
    name = _name_room(sheet, line, rect)
    write_lines(sheet.surface, wrapped(line.name, kind, name.width), name, kind, k.WHITE)
    _count(sheet, line, rect)


def _count(sheet: BoardSheet, line: ServiceLine, rect: pygame.Rect) -> None:
    """Write how many wait, and below or beside it for how long, or that nobody serves them now."""
    count, kind, place = _count_type(sheet, rect), _note_type(sheet), rect.copy()
    note, shade = _note(line), k.PALE if line.counters else k.GOLD
    if note and sheet.is_tall:
        place.width -= width_of("00", count) + sheet.px(2)
        write_lines(sheet.surface, [note], place, kind, shade, align="right")
        place = rect
    elif note:
        down = (sheet.px(1.2) + kind.cap) // 2
        foot = rect.centery + count.cap // 2 + down
        write(sheet.surface, note, (rect.right, foot), kind, shade, align="right")
        place.move_ip(0, -down)
    ink = k.WHITE if line.waiting else k.PALE
    write_lines(sheet.surface, [str(line.waiting)], place, count, ink, align="right")
