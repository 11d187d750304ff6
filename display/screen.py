"""The hall board, drawn with pygame: the called pair huge, the rest in its order.

Only what changed is drawn again: each part of the board remembers what it showed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import hypot
from typing import Final, NamedTuple, TypeVar

import pygame

from display import texts_vi
from display.parts import (
    BoardSheet,
    Foot,
    message_of,
    paint_call,
    paint_foot,
    paint_heading,
    paint_message,
    paint_pair,
)
from display.quiet import paint_pause, paint_posting, paint_welcome
from display.view import BoardView
from display.waiting import paint_services
from hardware import colours as k
from hardware.masthead import Masthead, masthead

INCH_MM: Final = 25.4
LETTER_MM: Final = 10 / 3.5
"""Height of a capital that is read with ease, for each metre of viewing distance."""
ROWS: Final = 6
"""Recent calls below the latest one, at most."""


T = TypeVar("T")


class _Part(NamedTuple):
    name: str
    area: pygame.Rect
    told: object
    """What the part depends on."""
    paint: Callable[[], object]


class BoardScreen:
    """A surface that shows the board's views."""

    def __init__(
        self,
        width: int = 1920,
        height: int = 1080,
        *,
        panel_in: float = 43.0,
        viewing_distance_m: float = 8.0,
    ) -> None:
        """`width` x `height` pixels, lying or standing, on a panel of `panel_in` inches across.

        It is seen from `viewing_distance_m` metres.
        """
        self.surface = pygame.Surface((width, height))
        self.surface.fill(k.DEEP)
        pixels_per_mm = hypot(width, height) / (panel_in * INCH_MM)
        letter = viewing_distance_m * LETTER_MM * pixels_per_mm
        self._sheet = BoardSheet(self.surface, letter)
        self._shown: dict[str, object] = {}
        self._areas = self._lay_out(width, height)

    @property
    def least_text(self) -> int:
        """Pixels of the smallest capital of a number."""
        return self._sheet.least.cap

    @property
    def rows(self) -> int:
        """Recent calls that there is room for: fewer and larger ones in a deeper hall."""
        return sum(name.startswith("call-") for name in self._areas)

    def draw(self, view: BoardView) -> list[pygame.Rect]:
        """Draw what changed since the last view; return where."""
        parts, cleared = list(self._parts(view)), list[pygame.Rect]()
        if {part.name for part in parts} != self._shown.keys():
            # Numbers give way to a message, or come back: nothing old may stand between.
            self._shown = {name: told for name, told in self._shown.items() if name == "head"}
            cleared.append(self.surface.fill(k.DEEP, self._areas["body"]))
        changed = [part for part in parts if self._shown.get(part.name, self) != part.told]
        for part in changed:
            self._shown[part.name] = part.told
            self.surface.set_clip(part.area)
            part.paint()
            self.surface.set_clip(None)
        return [*cleared, *(part.area for part in changed)]

    def _parts(self, view: BoardView) -> Iterator[_Part]:
        sample = texts_vi.SAMPLE if view.is_sample else ""
        is_tall = self._sheet.is_tall
        above = "" if is_tall else sample
        head = Masthead(view.agency, view.office, view.clock, view.date, above)
        yield self._part("head", head, masthead)
        message = message_of(view)
        if message is not None:
            yield self._part("body", message, paint_message)
        else:
            yield self._lead(view)
            heading = self._areas["heading"]
            yield _Part("heading", heading, None, partial(paint_heading, self._sheet, heading))
            for row in range(self.rows):
                call = view.calls[row] if row < len(view.calls) else None
                yield self._part(f"call-{row}", call, paint_call)
            yield self._part("services", view.services, paint_services)
        below = sample if is_tall else ""
        foot = Foot(view.headline, view.response, _notice(view), below)
        yield self._part("foot", foot, paint_foot)

    def _lead(self, view: BoardView) -> _Part:
        """Choose what the large card is for."""
        if view.featured is not None:
            return self._part("pair", view.featured, paint_pair)
        if view.pause is not None:
            return self._part("pair", view.pause, paint_pause)
        if view.posting is not None:
            return self._part("pair", view.posting, paint_posting)
        return self._part("pair", None, paint_welcome)

    def _part(
        self, name: str, told: T, paint: Callable[[BoardSheet, pygame.Rect, T], object]
    ) -> _Part:
        area = self._areas[name]
        return _Part(name, area, told, partial(paint, self._sheet, area, told))

    def _lay_out(self, width: int, height: int) -> dict[str, pygame.Rect]:
        """Divide the board: head, the pair, a row for each recent call, services, foot."""
        px, is_tall = self._sheet.px, self._sheet.is_tall
        head, foot = px(13 if is_tall else 10.4), px(24 if is_tall else 13.6)
        body = pygame.Rect(0, head, width, height - head - foot)
        pad, gap = px(3), px(2.4)
        inner = body.inflate(-2 * pad, -2 * gap)
        pair, calls, services = inner.copy(), inner.copy(), inner.copy()
        if is_tall:
            pair.height = round(inner.height * 0.28)
            services.height = round(inner.height * 0.31)
            services.bottom = inner.bottom
            calls.top, calls.height = pair.bottom + gap, inner.height - pair.height - 2 * gap
            calls.height -= services.height
        else:
            pair.width = services.width = round(inner.width * 0.61)
            calls.left, calls.width = pair.right + pad, inner.right - pair.right - pad
            pair.height = round(inner.height * 0.54)
            services.top, services.height = pair.bottom + gap, inner.bottom - pair.bottom - gap
        heading = pygame.Rect(calls.left, calls.top, calls.width, px(5))
        calls.top, calls.height = heading.bottom, calls.bottom - heading.bottom
        return {
            "head": pygame.Rect(0, 0, width, head),
            "body": body,
            "pair": pair,
            "heading": heading,
            "services": services,
            "foot": pygame.Rect(0, height - foot, width, foot),
        } | self._rows_of(calls)

    def _rows_of(self, calls: pygame.Rect) -> dict[str, pygame.Rect]:
        gap = self._sheet.px(1.2)
        least = max(self._sheet.px(10), round(self._sheet.least.cap * 2.2))
        rows = max(2, min(ROWS, (calls.height + gap) // (least + gap)))
        height = (calls.height - gap * (rows - 1)) // rows
        return {
            f"call-{row}": pygame.Rect(
                calls.left, calls.top + row * (height + gap), calls.width, height
            )
            for row in range(rows)
        }


def _notice(view: BoardView) -> str:
    """Choose a notice: each minute another one, the same on every board."""
    if not view.notices:
        return ""
    minute = int(view.clock[-2:]) if view.clock[-2:].isdigit() else 0
    return view.notices[minute % len(view.notices)]
