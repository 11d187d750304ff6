"""The kiosk's screen, drawn with pygame: one picture for each mood, large targets, calm colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from hardware import colours as k
from hardware.icons import icon
from hardware.lettering import Type, height_of, wrapped, write_lines
from hardware.masthead import Masthead, chip, chip_width, masthead
from kiosk.buttons import KioskSheet
from kiosk.choosing import draw_choosing
from kiosk.looking import draw_aids, draw_idle, draw_lookup, draw_question
from kiosk.numbers import draw_asking, draw_number, draw_remembering
from kiosk.rating_page import draw_rating
from kiosk.view import KioskView, Mode

_PRINTER_WORDS: Final = {"paper_end": "printer-paper_end", "near_end": "printer-near_end"}


class KioskScreen:
    """A surface that shows views and knows what stands where."""

    def __init__(self, width: int = 1024, height: int = 600) -> None:
        """`width` x `height` pixels, lying or standing."""
        self.surface = pygame.Surface((width, height))
        self._sheet = KioskSheet(self.surface)
        self._view: KioskView | None = None
        self._focus = ""
        """The target that the keyboard is at."""
        self._corner = pygame.Rect(0, 0, 0, 0)

    def draw(self, view: KioskView) -> bool:
        """Draw a view; False when it is the one that is shown already."""
        if view == self._view:
            return False
        self._view = view
        self._sheet.begin(view)
        _MOODS[view.mode](self._sheet, view, self._frame(view))
        self._ring()
        return True

    def key(self, name: str) -> str | None:
        """Take a key or a letter; return what it means: a touch, or `hear:` and where it is now.

        Without a touch screen everything is reached so: `next` and `previous` walk through the
        targets, `press` touches the one that has the ring, a digit is the service in that place.
        """
        names = [target for _, target in self.targets]
        if name == "back":
            return "erase" if "erase" in names else "back"
        if f"letter:{name}" in names:
            return f"letter:{name}"
        if name.isdigit():
            services = [one for one in names if one.startswith("service:")]
            return services[int(name) - 1] if 0 < int(name) <= len(services) else None
        if name == "press":
            return self._focus if self._focus in names else None
        if not names or name not in ("next", "previous"):
            return None
        at = names.index(self._focus) if self._focus in names else None
        step = 1 if name == "next" else -1
        self._focus = names[(at + step) % len(names) if at is not None else min(0, step)]
        self._view = None  # the next picture has the ring elsewhere
        return f"hear:{self._focus}"

    def _ring(self) -> None:
        """Draw a ring around what the keyboard is at; two colours, for any ground."""
        for rect, name in self._sheet.targets:
            if name == self._focus:
                for width, colour in ((1.4, k.INK), (0.8, k.GOLD)):
                    pen = max(2, self._sheet.px(width))
                    pygame.draw.rect(self.surface, colour, rect, pen, self._sheet.px(2.4))

    def target_at(self, x: int, y: int) -> str | None:
        """Name what stands at a point; one of `kiosk.view.TOUCHES`.

        The emblem's corner, which nobody has a reason to touch, is for staff; see `kiosk.staff`.
        """
        for rect, name in reversed(self._sheet.targets):
            if rect.collidepoint(x, y):
                return name
        return "staff" if self._corner.collidepoint(x, y) else None

    @property
    def targets(self) -> list[tuple[pygame.Rect, str]]:
        """Where everybody can touch, and what it means; the corner for staff is not told."""
        return list(self._sheet.targets)

    def _frame(self, view: KioskView) -> pygame.Rect:
        """Draw what every mood has; return the room between."""
        sheet = self._sheet
        head = self.surface.get_rect()
        head.height = sheet.px(15 if sheet.is_tall else 12.6)
        words = Masthead(view.agency, view.office, view.clock, view.date)
        is_above = not (sheet.is_tall or view.is_low)
        has_language = view.mode in ("choose", "closed", "trouble") and is_above
        free = masthead(sheet, head, words, reserved=sheet.px(29) if has_language else 0)
        if has_language:
            key, word = free.inflate(-sheet.px(3), -sheet.px(2.4)), sheet.words["language"]
            sheet.button(key, word, "language", symbol="globe", look="dark", size=3.3)
            # A finger may miss the drawn key by some millimetres: all of the head's height is it.
            sheet.targets[-1] = free, "language"
        self._corner = pygame.Rect(0, 0, head.height, head.height)
        foot = _strip(sheet, view)
        pad = sheet.px(3)
        top = head.bottom + sheet.px(2)
        return pygame.Rect(pad, top, head.width - 2 * pad, foot - sheet.px(2) - top)


def _strip(sheet: KioskSheet, view: KioskView) -> int:
    """Draw the strip at the foot: what is the matter, or a notice. Return its upper edge."""
    surface, pad, side = sheet.surface, sheet.px(3), sheet.px(4)
    news = _news(sheet, view)
    if not news and not view.is_sample:
        return surface.get_height()
    is_trouble = view.printer not in ("ready", "near_end")
    is_quiet = view.printer == "ready" and view.is_connected
    ground, ink = (
        (sheet.k.WHITE, sheet.k.SOFT_INK) if is_quiet else (sheet.k.MIST, sheet.k.TEAL_DEEP)
    )
    if is_trouble:
        ground, ink = sheet.k.CREAM, sheet.k.BROWN
    right = surface.get_width() - pad
    mark = sheet.words["sample"] if view.is_sample else ""
    chip_height = sheet.px(4.8)
    left, width = pad + side + sheet.px(1.4), right - pad - side - sheet.px(1.4)
    width -= chip_width(mark, chip_height) + pad if mark else 0
    kind = sheet.type(3.3, "medium" if is_quiet else "semibold")
    said = [(symbol, wrapped(text, kind, width)) for symbol, text in news]
    heights = [max(sheet.px(5), height_of(len(lines), kind)) for _, lines in said]
    height = max(sheet.px(6), sum(heights) + sheet.px(0.6))
    strip = pygame.Rect(0, surface.get_height() - height, surface.get_width(), height)
    surface.fill(ground, strip)
    surface.fill(sheet.k.LINE, (0, strip.top, strip.width, max(1, sheet.px(0.2))))
    top = strip.centery - sum(heights) // 2
    for (symbol, lines), high in zip(said, heights, strict=True):
        icon(surface, symbol, pygame.Rect(pad, top + (high - side) // 2, side, side), ink)
        write_lines(surface, lines, pygame.Rect(left, top, width, high), kind, ink)
        top += high
    if mark:
        chip(sheet, mark, right, strip.centery, chip_height)
    return strip.top


def _news(sheet: KioskSheet, view: KioskView) -> list[tuple[str, str]]:
    """Choose what the strip says, as (icon, text): troubles, or else one of the notices."""
    t, found = sheet.words, []
    if view.printer != "ready":
        words = _PRINTER_WORDS.get(view.printer, "printer-fault")
        found.append(("printer", t[words]))
    if not view.is_connected:
        found.append(("away", t["offline"]))
    # The services need the room; while nobody is there, there is enough for notices.
    if not found and view.notices and view.mode != "choose":
        # Each minute another one: no timer, and the same at every kiosk.
        minute = int(view.clock[-2:]) if view.clock[-2:].isdigit() else 0
        found.append(("info", view.notices[minute % len(view.notices)]))
    return found


def _draw_message(sheet: KioskSheet, view: KioskView, body: pygame.Rect) -> None:
    """Closed and trouble: what is the matter, and where to go."""
    is_closed = view.mode == "closed"
    ground, head, ink, sign = (
        (sheet.k.NAVY, sheet.k.WHITE, sheet.k.WHITE, sheet.k.GOLD)
        if is_closed
        else (sheet.k.CREAM, sheet.k.BROWN, sheet.k.BROWN, sheet.k.BROWN)
    )
    sheet.panel(body, ground, radius=3)
    room = body.inflate(-sheet.px(12), -sheet.px(8))
    if sheet.is_tall or view.is_low:
        key = pygame.Rect(0, 0, sheet.px(40), sheet.px(13))
        key.midbottom = room.centerx, room.bottom
        words = sheet.words["language"]
        sheet.button(key, words, "language", symbol="globe", look="plain", size=4.4)
        room.height -= key.height + sheet.px(4)
    title = sheet.type(9, "extrabold")
    lines = wrapped(sheet.words[view.mode], title, room.width)
    text = sheet.type(5.4, "medium")
    side = sheet.px(17)
    blocks = side, height_of(len(lines), title), _height(view.text, text, room.width)
    gap = sheet.px(2.4)
    top = room.centery - (sum(blocks) + 2 * gap) // 2
    icon(
        sheet.surface,
        "clock" if is_closed else "alert",
        pygame.Rect(room.centerx - side // 2, top, side, side),
        sign,
    )
    place = pygame.Rect(room.left, top + side + gap, room.width, blocks[1])
    write_lines(sheet.surface, lines, place, title, head, align="centre")
    below = pygame.Rect(room.left, place.bottom + gap, room.width, 0)
    below.height = max(0, min(blocks[2], room.bottom - below.top))
    sheet.say(view.text, below, text, ink, align="centre")


def _height(text: str, kind: Type, width: int) -> int:
    return height_of(len(wrapped(text, kind, width)), kind)


_MOODS: Final[dict[Mode, Callable[[KioskSheet, KioskView, pygame.Rect], None]]] = {
    "choose": draw_choosing,
    "printing": draw_number,
    "take": draw_number,
    "scanned": draw_number,
    "remember": draw_remembering,
    "ask": draw_asking,
    "closed": _draw_message,
    "trouble": _draw_message,
    "idle": draw_idle,
    "aids": draw_aids,
    "lookup": draw_lookup,
    "still-there": draw_question,
    "rating": draw_rating,
}
