"""The kiosk's first picture: one large card for each service, and the switch for priority."""

from __future__ import annotations

from math import ceil
from typing import Final

import pygame

from hardware.canvas import panel
from hardware.colours import colour_of
from hardware.icons import icon
from hardware.lettering import Align, Type, fitting, width_of, wrapped, write_lines
from kiosk.buttons import KioskSheet
from kiosk.view import KioskView, ServiceButton


def draw_choosing(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Ask what is needed; one press on a card is one ticket."""
    title, keys, cards = _divided(sheet, view, body)
    sheet.say(
        sheet.words["choose-second" if view.is_second else "choose"],
        title,
        sheet.type(4.8, "bold"),
        sheet.k.NAVY,
    )
    _cards(sheet, view, cards)
    for name, rect in keys.items():
        if name == "priority":
            _switch(sheet, rect, is_on=view.is_priority)
        else:
            symbol, words = _KEYS[name]
            sheet.button(rect, sheet.words[words], name, symbol=symbol, look="plain", size=3.9)


_KEYS: Final = {
    "vote": ("check", "rate"),
    "lookup": ("book", "lookup"),
    "aids": ("eye", "aids"),
    "language": ("globe", "language"),
}


def _divided(
    sheet: KioskSheet, view: KioskView, body: pygame.Rect
) -> tuple[pygame.Rect, dict[str, pygame.Rect], pygame.Rect]:
    """Divide the room: title, keys by their names, cards."""
    gap, high = sheet.px(2), sheet.px(12)
    more = [
        name
        for name, is_there in (
            ("vote", view.has_rating),
            ("lookup", view.has_lookup),
            ("aids", view.has_aids),
        )
        if is_there
    ]
    if view.is_low or sheet.is_tall:
        more.append("language")
    if view.is_low:
        lower = sheet.lower(body)
        title = pygame.Rect(body.left, body.top, body.width, lower.top - gap - body.top)
        rows = [["priority"], more] if sheet.is_tall else [["priority", *more]]
        top = lower.bottom - len(rows) * (high + gap) + gap
        cards = pygame.Rect(lower.left, lower.top, lower.width, top - gap - lower.top)
        return title, _in_rows(rows, pygame.Rect(lower.left, top, lower.width, high), gap), cards
    title = pygame.Rect(body.left, body.top, body.width, sheet.px(6))
    row = pygame.Rect(body.left, title.bottom + sheet.px(1), body.width, high)
    rows = [["priority"], more] if sheet.is_tall else [["priority", *more]]
    keys = _in_rows(rows, row, gap)
    top = max(rect.bottom for rect in keys.values()) + gap
    return title, keys, pygame.Rect(body.left, top, body.width, body.bottom - top)


def _in_rows(rows: list[list[str]], first: pygame.Rect, gap: int) -> dict[str, pygame.Rect]:
    """Place keys in rows; the switch for priority has words below words and takes more room."""
    places = {}
    for number, names in enumerate(rows):
        shares = [1.75 if name == "priority" and len(names) > 1 else 1.0 for name in names]
        whole, left = first.width - gap * (len(names) - 1), float(first.left)
        top = first.top + number * (first.height + gap)
        for name, share in zip(names, shares, strict=True):
            width = whole * share / sum(shares)
            places[name] = pygame.Rect(round(left), top, int(width), first.height)
            left += width + gap
    return places


def _switch(sheet: KioskSheet, rect: pygame.Rect, *, is_on: bool) -> None:
    """Draw the switch "Tôi thuộc diện ưu tiên"; its knob, its sign and its words say how it is."""
    face = sheet.key(rect, "priority", "main" if is_on else "plain")
    ink, soft = (sheet.k.WHITE, sheet.k.WHITE) if is_on else (sheet.k.NAVY, sheet.k.SOFT_INK)
    side = min(round(face.height * 0.66), sheet.px(7.4))
    sign = pygame.Rect(face.left + sheet.px(2), face.centery - side // 2, side, side)
    icon(sheet.surface, "cane", sign, ink)
    track = pygame.Rect(0, 0, sheet.px(10), sheet.px(5.6))
    track.midright = face.right - sheet.px(2), face.centery
    _track(sheet, track, is_on=is_on)
    left = sign.right + sheet.px(1.6)
    upper = pygame.Rect(left, face.top + round(face.height * 0.05), 0, round(face.height * 0.5))
    upper.width = track.left - sheet.px(1.6) - left
    lower = pygame.Rect(left, upper.bottom, upper.width, round(face.height * 0.4))
    words, hint = ("priority-on", "priority-on-hint") if is_on else ("priority", "priority-hint")
    sheet.say(sheet.words[words], upper, sheet.type(3.9, "bold"), ink)
    sheet.say(sheet.words[hint], lower, sheet.type(2.7, "medium"), soft)


def _track(sheet: KioskSheet, track: pygame.Rect, *, is_on: bool) -> None:
    sheet.panel(track, sheet.k.WHITE if is_on else sheet.k.SOFT_INK, radius=50)
    side, edge = track.height - sheet.px(0.9), sheet.px(0.45)
    left = track.right - edge - side if is_on else track.left + edge
    knob = pygame.Rect(left, track.top + edge, side, side)
    sheet.panel(knob, sheet.k.TEAL if is_on else sheet.k.WHITE, radius=50)
    if is_on:
        icon(sheet.surface, "check", knob.inflate(-side // 3, -side // 3), sheet.k.WHITE)


def _cards(sheet: KioskSheet, view: KioskView, room: pygame.Rect) -> None:
    count = max(1, len(view.services))
    columns = (1 if count <= 7 else 2) if sheet.is_tall else (1 if count == 1 else 2)
    if count > 10 or (view.is_low and count > 2):
        columns += 1
    rows, gap = ceil(count / columns), sheet.px(2)
    width = (room.width - gap * (columns - 1)) // columns
    height = (room.height - gap * (rows - 1)) // rows
    cards = [
        pygame.Rect(
            room.left + number % columns * (width + gap),
            room.top + number // columns * (height + gap),
            width,
            height,
        )
        for number in range(len(view.services))
    ]
    # One size of type for all names, or the short ones would shout.
    largest = sheet.type(5, "bold")
    kinds = [
        fitting(service.name, largest, _name_room(sheet, card).size)[0]
        for service, card in zip(view.services, cards, strict=True)
    ]
    for service, card in zip(view.services, cards, strict=True):
        _card(sheet, service, card, min(kinds))


def _column(sheet: KioskSheet, card: pygame.Rect) -> int:
    return min(round(card.height * 0.86), sheet.px(15), card.width // 4)


def _name_room(sheet: KioskSheet, card: pygame.Rect) -> pygame.Rect:
    left = card.left + _column(sheet, card) + sheet.px(2.4)
    width = card.right - sheet.px(3) - left
    return pygame.Rect(left, card.top, width, card.height - sheet.lip - sheet.px(6.9))


def _card(sheet: KioskSheet, service: ServiceButton, card: pygame.Rect, kind: Type) -> None:
    face = sheet.key(card, f"service:{service.code}", "plain")
    column = pygame.Rect(face.left, face.top, _column(sheet, card), face.height)
    colour = colour_of(service.colour)
    panel(sheet.surface, column, colour, radius=sheet.px(2.4), squared="right")
    side = min(round(column.width * 0.66), round(face.height * 0.62))
    symbol = pygame.Rect(0, 0, side, side)
    symbol.center = column.center
    icon(sheet.surface, service.symbol, symbol, sheet.k.WHITE)
    room = _name_room(sheet, card)
    lines = wrapped(service.name, kind, room.width)
    # By capitals, not by ink: so names of one line and of two stand in the middle alike.
    name = pygame.Rect(room.left, 0, room.width, (len(lines) - 1) * kind.leading + kind.cap)
    between, under = round(kind.size * 0.3) + sheet.px(0.8), sheet.px(3.4)
    name.top = face.centery - (name.height + between + under) // 2
    write_lines(sheet.surface, lines, name, kind, sheet.k.INK)
    _foot(sheet, service, pygame.Rect(room.left, name.bottom + between, room.width, under))


def _foot(sheet: KioskSheet, service: ServiceButton, rect: pygame.Rect) -> None:
    """Say how many wait and where; or that no number is left, or nobody serves it now."""
    kind, tall = sheet.type(3.2, "semibold"), sheet.px(2)
    warning = _warning(service)
    if warning:
        words = sheet.words[warning]
        width = min(width_of(words, kind) + sheet.px(3), rect.width)
        mark = pygame.Rect(rect.left - sheet.px(0.4), rect.top, width, rect.height)
        sheet.panel(mark.inflate(0, sheet.px(1)), sheet.k.CREAM, radius=50)
        sheet.say(words, mark.inflate(-sheet.px(1), tall), kind, sheet.k.BROWN, align="centre")
        return
    place: pygame.Rect = rect
    align: Align = "left"
    if service.waiting is not None:
        place, align = _waiting(sheet, service, rect), "right"
    # A narrow card of the lower half leaves the counters to the paper, rather than small print.
    if service.counters and (service.waiting is None or rect.width > sheet.px(38)):
        where = sheet.words["counters"].format(n=", ".join(map(str, service.counters)))
        sheet.say(where, place.inflate(0, tall), kind, sheet.k.NAVY, align=align)


def _warning(service: ServiceButton) -> str:
    """Name the words that somebody should read before pressing; empty when all is well."""
    if service.is_full:
        return "full"
    if service.is_staffed is False:
        return "unstaffed"
    return "" if service.reaches else "may-not-reach"


def _waiting(sheet: KioskSheet, service: ServiceButton, rect: pygame.Rect) -> pygame.Rect:
    """Say how many wait, and for how long if that is known; return the room right of it."""
    person = pygame.Rect(rect.left, rect.top, rect.height, rect.height)
    icon(sheet.surface, "person", person, sheet.k.SOFT_INK)
    left = person.right + sheet.px(0.8)
    has_forecast = bool(service.waiting and service.forecast)
    is_narrow = rect.width <= sheet.px(38)
    share = 1.0 if is_narrow else 0.72 if has_forecast else 0.58
    said = pygame.Rect(left, rect.top, round((rect.right - left) * share), rect.height)
    name = "nobody" if not service.waiting else "waiting-for" if has_forecast else "waiting"
    words = sheet.words[name].format(n=service.waiting, when=service.forecast)
    sheet.say(words, said.inflate(0, sheet.px(2)), sheet.type(3.2, "semibold"), sheet.k.SOFT_INK)
    return pygame.Rect(said.right, rect.top, rect.right - said.right, rect.height)
