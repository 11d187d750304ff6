"""The kiosk's pages for somebody who does not take a number yet: idle, aids, procedures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from hardware.colours import colour_of
from hardware.icons import icon
from hardware.lettering import fitting, write_lines
from kiosk.buttons import KioskSheet, Look
from kiosk.view import KioskView, LookupView

LETTERS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""As on every telephone."""


def draw_idle(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Show a procedure, or welcome; all of the screen wakes it."""
    high = sheet.px(15)
    key = pygame.Rect(body.left, body.bottom - high, body.width, high)
    card = pygame.Rect(body.left, body.top, body.width, key.top - sheet.px(2) - body.top)
    sheet.panel(card, sheet.k.NAVY, radius=3)
    inner = card.inflate(-sheet.px(8), -sheet.px(6))
    if view.posting is None:
        sheet.say(
            sheet.words["welcome"], inner, sheet.type(9, "extrabold"), sheet.k.WHITE, align="centre"
        )
    else:
        title, facts = view.posting
        head = pygame.Rect(inner.left, inner.top, inner.width, sheet.px(5))
        sheet.say(sheet.words["posted"], head, sheet.type(3.4, "semibold"), sheet.k.PALE)
        low = sheet.px(6.4) * len(facts)
        name = pygame.Rect(inner.left, head.bottom, inner.width, inner.bottom - low - head.bottom)
        sheet.say(title, name.inflate(0, -sheet.px(2)), sheet.type(8, "bold"), sheet.k.WHITE)
        for place, (what, how) in enumerate(facts):
            top = inner.bottom - low + place * sheet.px(6.4)
            line = pygame.Rect(inner.left, top, inner.width, sheet.px(6.4))
            sheet.say(f"{what}: {how}", line, sheet.type(3.8, "semibold"), sheet.k.GOLD)
    sheet.button(key, sheet.words["begin"], "wake", symbol="right", look="main", size=6)
    sheet.targets[:] = [(sheet.surface.get_rect(), "wake")]


def draw_question(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Ask whether somebody still reads."""
    lower = sheet.lower(body)
    upper = pygame.Rect(body.left, body.top, body.width, lower.top - body.top)
    sheet.say(
        sheet.words["still-there"], upper, sheet.type(7, "extrabold"), sheet.k.NAVY, align="centre"
    )
    yes = pygame.Rect(lower.left, lower.top, lower.width, lower.height // 2 - sheet.px(1))
    no = pygame.Rect(lower.left, yes.bottom + sheet.px(2), lower.width, yes.height)
    words = sheet.words
    sheet.button(yes, words["still-here"], "still-here", symbol="clock", look="main", size=6.4)
    sheet.button(no, words["home"], "home", symbol="home", look="plain", size=6.4)


def draw_aids(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Offer what makes the screen easier to see, to reach and to hear."""
    t, lower = sheet.words, sheet.lower(body) if view.is_low else body
    title = pygame.Rect(body.left, body.top, body.width, sheet.px(9))
    sheet.say(t["aids-title"], title, sheet.type(5.6, "bold"), sheet.k.NAVY)
    top = max(lower.top, title.bottom + sheet.px(2))
    room = pygame.Rect(lower.left, top, lower.width, lower.bottom - top)
    switches = [
        ("stark", "contrast", view.is_stark),
        ("low", "down", view.is_low),
    ]
    keys: list[tuple[str, str, str, Look]] = [
        (name, symbol, f"{t[name]} – {t['on' if is_on else 'off']}", "main" if is_on else "plain")
        for name, symbol, is_on in switches
    ]
    if view.can_speak:
        keys.append(("speak", "sound", t["speak"], "plain"))
    keys.append(("back", "left", t["back"], "plain"))
    columns = 1 if sheet.is_tall and not view.is_low else 2
    for rect, (name, symbol, words, look) in zip(
        _grid(sheet, room, len(keys), columns), keys, strict=True
    ):
        sheet.button(rect, words, name, symbol=symbol, look=look, size=5)


def draw_lookup(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Show a page of the look-up."""
    assert view.lookup is not None, "the mode is for nothing else"
    _PAGES[view.lookup.page](sheet, view, view.lookup, body)


def _draw_fields(sheet: KioskSheet, view: KioskView, page: LookupView, body: pygame.Rect) -> None:
    room, foot = _headed(sheet, view, page.title, body)
    columns = 3 if view.is_low and not sheet.is_tall else 2
    for rect, one in zip(
        _grid(sheet, room, len(view.services), columns), view.services, strict=True
    ):
        face = sheet.key(rect, f"field:{one.code}", "plain")
        side = min(face.height, sheet.px(13))
        tile = pygame.Rect(face.left, face.top, side, face.height)
        sheet.panel(tile, colour_of(one.colour))
        icon(sheet.surface, one.symbol, tile.inflate(-side // 3, -side // 3), sheet.k.WHITE)
        left = tile.right + sheet.px(2)
        name = pygame.Rect(left, face.top, face.right - sheet.px(2) - left, face.height)
        sheet.say(one.name, name, sheet.type(4, "bold"), sheet.k.INK)
    t = sheet.words
    _keys(sheet, foot, [("back", "left", t["back"]), ("type", "search", t["type"])])


def _draw_list(sheet: KioskSheet, view: KioskView, page: LookupView, body: pygame.Rect) -> None:
    room, foot = _headed(sheet, view, page.title, body)
    _rows(sheet, page, room, 4, columns=2 if view.is_low and not sheet.is_tall else 1)
    _keys(sheet, foot, _turning(sheet, page))


def _draw_typing(sheet: KioskSheet, view: KioskView, page: LookupView, body: pygame.Rect) -> None:
    """Show what was typed, what it finds, and letters without marks."""
    t, typed = sheet.words, f"{page.typed}_"
    if not view.is_low:
        sheet.say(
            typed if page.typed else t["type-hint"],
            pygame.Rect(body.left, body.top, body.width, sheet.px(6)),
            sheet.type(4.6, "bold"),
            sheet.k.NAVY,
        )
    room = sheet.lower(body) if view.is_low else body.move(0, sheet.px(7))
    room.height = body.bottom - room.top
    if view.is_low:
        above = pygame.Rect(body.left, body.top, body.width, room.top - body.top)
        sheet.say(typed if page.typed else t["type-hint"], above, sheet.type(7), sheet.k.NAVY)
    shown = 3 if sheet.is_tall or not view.is_low else 1
    gap = sheet.px(1.2)
    share = (room.height - gap * (3 + shown)) // (4 + shown)
    rows = pygame.Rect(room.left, room.top, room.width, shown * (share + gap) - gap)
    _rows(sheet, page, rows, shown)
    top = rows.bottom + gap
    for letters in LETTERS:
        line = pygame.Rect(room.left, top, room.width, share)
        for rect, letter in zip(_across(line, 10, gap), letters, strict=False):
            _letter(sheet, rect, letter.upper(), f"letter:{letter}")
        top += share + gap
    foot = pygame.Rect(room.left, top, room.width, room.bottom - top)
    for rect, (words, name) in zip(
        _across(foot, 3, gap),
        ((t["back"], "back"), (t["space"], "letter: "), (t["erase"], "erase")),
        strict=True,
    ):
        _letter(sheet, rect, words, name)


def _draw_procedure(
    sheet: KioskSheet, view: KioskView, page: LookupView, body: pygame.Rect
) -> None:
    """Show one procedure: how long, how much, what to bring."""
    high = sheet.px(13)
    foot = pygame.Rect(body.left, body.bottom - high, body.width, high)
    card = pygame.Rect(body.left, body.top, body.width, foot.top - sheet.px(2) - body.top)
    sheet.framed(card, sheet.k.WHITE, sheet.k.LINE)
    inner = card.inflate(-sheet.px(5), -sheet.px(4))
    head = pygame.Rect(inner.left, inner.top, inner.width, round(inner.height * 0.22))
    sheet.say(page.title, head, sheet.type(6, "extrabold"), sheet.k.NAVY)
    t = sheet.words
    papers = [f"{t['papers']}: {'; '.join(page.papers)}."] if page.papers else []
    lines = [*(f"{what}: {how}" for what, how in page.facts), *papers]
    room = pygame.Rect(inner.left, head.bottom, inner.width, inner.bottom - head.bottom)
    sheet.say("\n".join(lines), room, sheet.type(4.8, "semibold"), sheet.k.INK)
    keys = [("back", "left", t["back"]), ("home", "home", t["home"])]
    if page.can_print:
        words = t["sent"] if page.is_sent else t["print-procedure"]
        keys.append(("print-procedure", "printer", words))
    _keys(sheet, foot, keys)


_PAGES: Final[dict[str, Callable[[KioskSheet, KioskView, LookupView, pygame.Rect], None]]] = {
    "fields": _draw_fields,
    "list": _draw_list,
    "typing": _draw_typing,
    "procedure": _draw_procedure,
}


def _headed(
    sheet: KioskSheet, view: KioskView, title: str, body: pygame.Rect
) -> tuple[pygame.Rect, pygame.Rect]:
    """Write the title; return the room below it, and that of the keys at the foot."""
    high, gap = sheet.px(12), sheet.px(2)
    head = pygame.Rect(body.left, body.top, body.width, sheet.px(8))
    sheet.say(title, head, sheet.type(5, "bold"), sheet.k.NAVY)
    top = sheet.lower(body).top if view.is_low else head.bottom + sheet.px(1)
    foot = pygame.Rect(body.left, body.bottom - high, body.width, high)
    return pygame.Rect(body.left, top, body.width, foot.top - gap - top), foot


def _rows(
    sheet: KioskSheet, page: LookupView, room: pygame.Rect, count: int, *, columns: int = 1
) -> None:
    """List procedures, each a key; say so when there is none."""
    if not page.rows:
        words, kind = sheet.words["nothing-found"], sheet.type(4.4, "semibold")
        sheet.say(words, room, kind, sheet.k.BROWN, align="centre")
        return
    for rect, row in zip(_grid(sheet, room, count, columns), page.rows[:count], strict=False):
        face = sheet.key(rect, f"procedure:{row.code}", "plain")
        inner = face.inflate(-sheet.px(4), 0)
        split = round(inner.width * 0.68)
        name = pygame.Rect(inner.left, inner.top, split - sheet.px(2), inner.height)
        sheet.say(row.name, name, sheet.type(4, "bold"), sheet.k.INK)
        time = pygame.Rect(inner.left + split, inner.top, inner.width - split, inner.height)
        sheet.say(row.time, time, sheet.type(3.2, "semibold"), sheet.k.SOFT_INK, align="right")


def _turning(sheet: KioskSheet, page: LookupView) -> list[tuple[str, str, str]]:
    t = sheet.words
    keys = [("back", "left", t["back"])]
    if page.has_previous:
        keys.append(("turn:previous", "left", t["previous"]))
    if page.has_next:
        keys.append(("turn:next", "right", t["next"]))
    return keys


def _keys(sheet: KioskSheet, foot: pygame.Rect, keys: list[tuple[str, str, str]]) -> None:
    for rect, (name, symbol, words) in zip(
        _across(foot, len(keys), sheet.px(2)), keys, strict=True
    ):
        look: Look = "main" if name in ("type", "print-procedure") else "plain"
        sheet.button(rect, words, name, symbol=symbol, look=look, size=4.6)


def _letter(sheet: KioskSheet, rect: pygame.Rect, words: str, name: str) -> None:
    face = sheet.key(rect, name, "plain")
    kind, lines = fitting(words, sheet.type(4.4, "bold"), face.size)
    write_lines(sheet.surface, lines, face, kind, sheet.k.NAVY, align="centre")


def _across(rect: pygame.Rect, count: int, gap: int) -> list[pygame.Rect]:
    """Divide a row evenly."""
    width = (rect.width - gap * (count - 1)) // count
    return [
        pygame.Rect(rect.left + number * (width + gap), rect.top, width, rect.height)
        for number in range(count)
    ]


def _grid(sheet: KioskSheet, room: pygame.Rect, count: int, columns: int) -> list[pygame.Rect]:
    """Divide a room into cells, row by row."""
    gap = sheet.px(1.6)
    rows = -(-count // columns)
    height = (room.height - gap * (rows - 1)) // max(1, rows)
    cells = []
    for row in range(rows):
        line = pygame.Rect(room.left, room.top + row * (height + gap), room.width, height)
        cells += _across(line, columns, gap)
    return cells[:count]
