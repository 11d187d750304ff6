"""The kiosk's pictures of one number: it is printed, to be taken, to be remembered, asked about."""

from __future__ import annotations

from typing import Final

import pygame
import segno

from hardware.colours import Colour, Palette, colour_of
from hardware.icons import icon
from hardware.lettering import fitting, numeral, width_of, write_lines
from kiosk.buttons import KioskSheet
from kiosk.view import KioskView, Mode

_SYMBOLS: Final[dict[Mode, str]] = {
    "printing": "printer",
    "take": "check",
    "scanned": "check",
    "remember": "alert",
    "ask": "help",
}


def _band(mode: Mode, k: Palette) -> tuple[Colour, Colour]:
    """Return ground and ink of the band that says what is to be done."""
    if mode == "printing":
        return k.MIST, k.TEAL_DEEP
    return (k.TEAL, k.WHITE) if mode in ("take", "scanned") else (k.CREAM, k.BROWN)


def draw_number(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Show the number while its paper comes, when it is out, or when it was scanned."""
    card = _below_the_band(sheet, view, body)
    if view.mode == "scanned":
        key = pygame.Rect(card.left, card.bottom - sheet.px(13), card.width, sheet.px(13))
        sheet.button(key, sheet.words["second"], "second", symbol="people", look="main", size=5)
        card.height -= key.height + sheet.px(2)
    elif view.can_speak:
        key = pygame.Rect(card.left, card.bottom - sheet.px(12), card.width, sheet.px(12))
        sheet.button(key, sheet.words["speak"], "speak", symbol="sound", look="plain", size=4.6)
        card.height -= key.height + sheet.px(2)
    _card(sheet, card)
    _number_and_facts(sheet, view, card)


def draw_remembering(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """No paper: number and QR stay until somebody says that they are remembered."""
    said = "remember-or-print" if view.can_reprint else "remember"
    card = _below_the_band(sheet, view, body, said=said)
    key = pygame.Rect(card.left, 0, card.width, sheet.px(14))
    key.bottom = card.bottom
    card.height -= key.height + sheet.px(2)
    _card(sheet, card)
    if view.qr:
        card = _qr_at_the_side(sheet, view.qr, card)
        _number_and_lines(sheet, view, card)
    else:
        _number_and_facts(sheet, view, card)
    words = sheet.words["remembered"]
    if not view.can_reprint:
        sheet.button(key, words, "remembered", symbol="check", look="main", size=6)
        return
    gap = sheet.px(2)
    first = pygame.Rect(key.left, key.top, (key.width - gap) // 2, key.height)
    second = first.move(first.width + gap, 0)
    sheet.button(first, sheet.words["print-now"], "reprint", symbol="printer", look="main", size=6)
    sheet.button(second, words, "remembered", symbol="check", look="plain", size=6)


def draw_asking(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Nobody knows whether the paper came; the person does."""
    card = _below_the_band(sheet, view, body)
    low, gap = sheet.px(16), sheet.px(2)
    half = (card.width - gap) // 2
    yes = pygame.Rect(card.left, card.bottom - low, half, low)
    no = pygame.Rect(card.right - half, yes.top, half, low)
    card.height -= low + gap
    _card(sheet, card)
    _number_and_lines(sheet, view, card)
    sheet.button(yes, sheet.words["got-it"], "got-it", symbol="check", look="main", size=5.4)
    sheet.button(no, sheet.words["reprint"], "reprint", symbol="printer", look="plain", size=5.4)


def _card(sheet: KioskSheet, card: pygame.Rect) -> None:
    sheet.framed(card, sheet.k.WHITE, sheet.k.LINE)


def _below_the_band(
    sheet: KioskSheet, view: KioskView, body: pygame.Rect, *, said: str = ""
) -> pygame.Rect:
    """Say in a band what is to be done, by default the mode's words; return the room below it."""
    symbol, (ground, ink) = _SYMBOLS[view.mode], _band(view.mode, sheet.k)
    band = pygame.Rect(body.left, body.top, body.width, sheet.px(17 if sheet.is_tall else 12.5))
    sheet.panel(band, ground)
    side = sheet.px(7)
    sign = pygame.Rect(band.left + sheet.px(3), band.centery - side // 2, side, side)
    icon(sheet.surface, symbol, sign, ink)
    left = sign.right + sheet.px(2.4)
    room = pygame.Rect(left, band.top, band.right - left - sheet.px(3), band.height)
    words = sheet.words[said or view.mode].format(label=view.label)
    if view.mode == "scanned" and view.text:
        words = view.text
    sheet.say(words, room, sheet.type(5.2, "bold"), ink)
    top = band.bottom + sheet.px(2)
    return pygame.Rect(body.left, top, body.width, body.bottom - top)


def _number_and_facts(sheet: KioskSheet, view: KioskView, card: pygame.Rect) -> None:
    """Divide the card: the number, and beside or below it how many are before and where."""
    inner = card.inflate(-sheet.px(5), -sheet.px(4))
    if sheet.is_tall:
        number = pygame.Rect(inner.left, inner.top, inner.width, round(inner.height * 0.56))
        facts = pygame.Rect(inner.left, number.bottom, inner.width, inner.bottom - number.bottom)
        facts.inflate_ip(0, -sheet.px(2))
    else:
        number = pygame.Rect(inner.left, inner.top, round(inner.width * 0.62), inner.height)
        facts = pygame.Rect(number.right, inner.top, inner.right - number.right, inner.height)
        number.width -= sheet.px(3)
    _number(sheet, view, number)
    _facts(sheet, view, facts)


def _number(sheet: KioskSheet, view: KioskView, rect: pygame.Rect) -> None:
    """Write the number as large as it can be, and its service below it."""
    head = pygame.Rect(rect.left, rect.top, rect.width, sheet.px(5))
    sheet.say(sheet.words["number"], head, sheet.type(3.6), sheet.k.SOFT_INK, align="centre")
    foot = pygame.Rect(rect.left, 0, rect.width, sheet.px(14))
    foot.bottom = rect.bottom
    room = pygame.Rect(rect.left, head.bottom, rect.width, foot.top - head.bottom)
    _large(sheet, view.label, room.inflate(-sheet.px(4), -sheet.px(5)))
    _service(sheet, view, foot)


def _large(sheet: KioskSheet, label: str, room: pygame.Rect) -> None:
    kind = numeral(label, "extrabold", room.size)
    write_lines(sheet.surface, [label], room, kind, sheet.k.NAVY, align="centre")


def _service(sheet: KioskSheet, view: KioskView, rect: pygame.Rect) -> None:
    """Show the service as on its card, symbol and name, both in the middle of the number."""
    side, gap = min(rect.height, sheet.px(9)), sheet.px(2)
    room = rect.width - side - gap, rect.height
    kind, lines = fitting(view.service, sheet.type(4.6, "bold"), room)
    width = max(width_of(line, kind) for line in lines) if lines else 0
    left = rect.centerx - (side + gap + width) // 2
    tile = pygame.Rect(left, rect.centery - side // 2, side, side)
    sheet.panel(tile, colour_of(view.colour) if view.colour else sheet.k.NAVY, radius=2)
    icon(sheet.surface, view.symbol, tile.inflate(-side * 3 // 10, -side * 3 // 10), sheet.k.WHITE)
    name = pygame.Rect(tile.right + gap, rect.top, width, rect.height)
    write_lines(sheet.surface, lines, name, kind, sheet.k.INK)


def _facts(sheet: KioskSheet, view: KioskView, rect: pygame.Rect) -> None:
    sheet.panel(rect, sheet.k.PAPER)
    inner = rect.inflate(-sheet.px(4), -sheet.px(4))
    if view.ahead is None:
        block = _middle(inner, sheet.px(20))
        word = pygame.Rect(block.left, block.top, block.width, sheet.px(6))
        below = pygame.Rect(block.left, word.bottom, block.width, block.bottom - word.bottom)
        sheet.say(
            sheet.words["counter"], word, sheet.type(4.4, "semibold"), sheet.k.INK, align="centre"
        )
        sheet.signs(view.counters, below, word="")
        return
    low = sheet.px(13) if view.counters else 0
    upper = pygame.Rect(inner.left, inner.top, inner.width, inner.height - low - sheet.px(2))
    if low:
        lower = pygame.Rect(inner.left, inner.bottom - low, inner.width, low)
        sheet.surface.fill(
            sheet.k.LINE, (lower.left, upper.bottom, lower.width, max(1, sheet.px(0.3)))
        )
        place = _middle(lower.move(0, sheet.px(1.5)), sheet.px(9))
        sheet.signs(view.counters, place, word=sheet.words["counter"])
    _ahead(sheet, view.ahead, upper)


def _ahead(sheet: KioskSheet, ahead: int, rect: pygame.Rect) -> None:
    """Say how many are before, with the figure large among its words."""
    kind = sheet.type(4.4, "semibold")
    if not ahead:
        sheet.say(
            sheet.words["first"], rect, sheet.type(5.4, "bold"), sheet.k.TEAL_DEEP, align="centre"
        )
        return
    before, _, after = sheet.words["ahead"].partition("{n}")
    line = min(sheet.px(6), rect.height // 4)
    digits = numeral(
        str(ahead), "extrabold", (rect.width, min(sheet.px(16), rect.height - 3 * line))
    )
    figure = pygame.Rect(rect.left, 0, rect.width, digits.cap)
    figure.centery = rect.centery
    write_lines(sheet.surface, [str(ahead)], figure, digits, sheet.k.TEAL_DEEP, align="centre")
    pad = sheet.px(2)
    above = pygame.Rect(rect.left, figure.top - line - pad, rect.width, line)
    below = pygame.Rect(rect.left, figure.bottom + pad, rect.width, line)
    for words, place in ((before.strip(), above), (after.strip(), below)):
        sheet.say(words, place.inflate(0, pad), kind, sheet.k.INK, align="centre")


def _number_and_lines(sheet: KioskSheet, view: KioskView, card: pygame.Rect) -> None:
    """Write the number, and below it in one line each its service and its wait."""
    t, inner = sheet.words, card.inflate(-sheet.px(6), -sheet.px(4))
    facts = []
    if view.counters:
        facts.append(t["counters"].format(n=", ".join(map(str, view.counters))))
    if view.ahead is not None:
        facts.append(t["ahead"].format(n=view.ahead) if view.ahead else t["first"])
    low = sheet.px(6.4)
    wait = pygame.Rect(inner.left, inner.bottom - low, inner.width, low)
    service = pygame.Rect(inner.left, wait.top - sheet.px(8), inner.width, sheet.px(8))
    sheet.say(
        "  ·  ".join(facts), wait, sheet.type(4, "semibold"), sheet.k.SOFT_INK, align="centre"
    )
    sheet.say(view.service, service, sheet.type(4.4, "bold"), sheet.k.INK, align="centre")
    room = pygame.Rect(inner.left, inner.top, inner.width, service.top - inner.top)
    _large(sheet, view.label, room.inflate(-sheet.px(4), -sheet.px(4)))


def _qr_at_the_side(sheet: KioskSheet, text: str, card: pygame.Rect) -> pygame.Rect:
    """Draw the code that the paper would have had; return the room that is left."""
    inner = card.inflate(-sheet.px(4), -sheet.px(2))
    words = sheet.px(5)
    if sheet.is_tall:
        side = min(inner.height // 2 - words, inner.width)
        square = pygame.Rect(inner.centerx - side // 2, inner.bottom - side - words, side, side)
        rest = pygame.Rect(card.left, card.top, card.width, square.top - card.top)
    else:
        side = min(inner.height - words, inner.width // 2)
        square = pygame.Rect(inner.right - side - sheet.px(2), inner.top, side, side)
        rest = pygame.Rect(card.left, card.top, square.left - card.left, card.height)
    _qr(sheet, text, square)
    below = pygame.Rect(square.left - sheet.px(2), square.bottom, side + sheet.px(4), words)
    below.height -= sheet.px(1)
    sheet.say(
        sheet.words["scan-me"], below, sheet.type(3, "semibold"), sheet.k.SOFT_INK, align="centre"
    )
    return rest


def _qr(sheet: KioskSheet, text: str, rect: pygame.Rect) -> None:
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    dot = max(1, rect.width // len(rows))
    left = rect.centerx - dot * len(rows) // 2
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                sheet.surface.fill(sheet.k.INK, (left + x * dot, rect.top + y * dot, dot, dot))


def _middle(rect: pygame.Rect, height: int) -> pygame.Rect:
    """Return the strip of this height in the middle of a rectangle."""
    high = min(height, rect.height)
    return pygame.Rect(rect.left, rect.centery - high // 2, rect.width, high)
