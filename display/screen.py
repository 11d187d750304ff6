"""The hall board, drawn with pygame: the called pair huge, the rest in its order.

Only what changed is drawn again: each part of the board remembers what it showed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from display.view import BoardCall, BoardView, ServiceLine
from hardware import colours as k
from hardware.canvas import fitting, icon, line_height, panel, wrapped, write, write_lines

MM_PER_PIXEL: Final = 0.5
"""Of a 43 inch panel with 1080 lines, lying."""
MM_PER_METRE: Final = 3.3
"""Height of a capital that is read with ease, for each metre of viewing distance."""


class BoardScreen:
    """A surface that shows the board's views."""

    def __init__(self, width: int, height: int, *, viewing_distance_m: float = 8.0) -> None:
        """`width` x `height` pixels, lying or standing; seen from `viewing_distance_m` metres."""
        self.surface = pygame.Surface((width, height))
        self.surface.fill(k.DEEP)
        self._unit = min(width, height) / 100
        self._is_tall = height > width
        scale = min(width, height) / 1080
        self.least_text = round(viewing_distance_m * MM_PER_METRE / MM_PER_PIXEL * scale)
        """Pixels of the smallest type that carries a number."""
        self._shown: dict[str, object] = {}
        self._areas = self._lay_out(width, height)

    def draw(self, view: BoardView) -> list[pygame.Rect]:
        """Draw what changed since the last view; return where."""
        return [
            area
            for name, area in self._areas.items()
            if self._draw_part(name, area, _part_of(view, name))
        ]

    def _draw_part(self, name: str, area: pygame.Rect, told: object) -> bool:
        if name in self._shown and self._shown[name] == told:
            return False
        self._shown[name] = told
        self.surface.set_clip(area)
        _painter(self, name)(area, told)
        self.surface.set_clip(None)
        return True

    def _px(self, units: float) -> int:
        return round(units * self._unit)

    def _lay_out(self, width: int, height: int) -> dict[str, pygame.Rect]:
        """Divide the board: header, the pair, a row for each recent call, services, figure."""
        head, foot = self._px(12), self._px(13)
        body = pygame.Rect(0, head, width, height - head - foot)
        areas = {
            "header": pygame.Rect(0, 0, width, head),
            "figure": pygame.Rect(0, height - foot, width, foot),
        }
        if self._is_tall:
            pair = pygame.Rect(0, head, width, round(body.height * 0.34))
            calls = pygame.Rect(0, pair.bottom, width, round(body.height * 0.3))
            services = pygame.Rect(0, calls.bottom, width, body.bottom - calls.bottom)
        else:
            wide = round(width * 0.62)
            pair = pygame.Rect(0, head, wide, round(body.height * 0.56))
            services = pygame.Rect(0, pair.bottom, wide, body.bottom - pair.bottom)
            calls = pygame.Rect(wide, head, width - wide, body.height)
        areas |= {"pair": pair, "services": services}
        each = calls.height // ROWS
        areas |= {
            f"call-{n}": pygame.Rect(calls.left, calls.top + n * each, calls.width, each)
            for n in range(ROWS)
        }
        return areas

    # ── The parts ────────────────────────────────────────────────────────────────────────────

    def paint_header(self, area: pygame.Rect, told: tuple[str, str, str, str]) -> None:
        """Who we are, and what time it is."""
        agency, office, clock, date = told
        pygame.draw.rect(self.surface, k.NAVY, area)
        pad = self._px(3)
        room = area.width - self._px(44)
        size, lines = fitting(office, (self._px(4.6), 14), "bold", (room, self._px(6.4)))
        write(
            self.surface,
            agency.upper(),
            (pad, self._px(1.4)),
            size=self._px(2.8),
            colour=k.PALE,
        )
        write_lines(
            self.surface, lines, (pad, self._px(5)), size=size, colour=k.WHITE, weight="bold"
        )
        right = area.right - pad
        write(
            self.surface,
            clock,
            (right, 0),
            size=self._px(6.4),
            colour=k.WHITE,
            weight="bold",
            align="right",
        )
        write(
            self.surface,
            date,
            (right, self._px(7.8)),
            size=self._px(2.6),
            colour=k.PALE,
            align="right",
        )

    def paint_pair(self, area: pygame.Rect, told: tuple[BoardCall | None, bool, bool]) -> None:
        """The latest call; or that there is none, or that numbers would be old."""
        call, is_connected, is_open = told
        pygame.draw.rect(self.surface, k.DEEP, area)
        if not is_connected or call is None:
            self._say(area, is_connected=is_connected, is_open=is_open)
            return
        inner = area.inflate(-self._px(4), -self._px(4))
        ground, ink, soft = (k.AMBER, k.INK, k.INK) if call.is_fresh else (k.NAVY, k.WHITE, k.PALE)
        panel(self.surface, inner, ground, radius=self._px(3))
        half = inner.width * 6 // 10
        top = inner.top + self._px(2)
        head = self._px(4.6)
        for words, centre in (
            ("MỜI SỐ", half // 2),
            ("ĐẾN QUẦY", half + (inner.width - half) // 2),
        ):
            place = inner.left + centre, top
            write(
                self.surface,
                words,
                place,
                size=head,
                colour=soft,
                weight="semibold",
                align="centre",
            )
        foot = line_height(self._px(4.2)) + self._px(2)
        room = inner.bottom - top - line_height(head) - foot
        self._huge(call.label, inner.left + half // 2, top + line_height(head), (half, room), ink)
        right = inner.left + half + (inner.width - half) // 2
        box = inner.width - half, room
        self._huge(str(call.counter), right, top + line_height(head), box, ink)
        note = f"{call.service}  ·  {call.mark}" if call.mark else call.service
        size, lines = fitting(note, (self._px(4.2), 14), "semibold", (inner.width - 40, foot))
        write_lines(
            self.surface,
            lines,
            (inner.centerx, inner.bottom - foot),
            size=size,
            colour=ink,
            weight="semibold",
            align="centre",
        )

    def _huge(
        self, text: str, centre: int, top: int, box: tuple[int, int], colour: k.Colour
    ) -> None:
        size, _ = fitting(text, (self._px(44), 30), "extrabold", box)
        place = centre, top + (box[1] - line_height(size)) // 2
        write(
            self.surface,
            text,
            place,
            size=size,
            colour=colour,
            weight="extrabold",
            align="centre",
        )

    def _say(self, area: pygame.Rect, *, is_connected: bool, is_open: bool) -> None:
        words = "Đang kết nối…"
        if is_connected:
            words = "Kính chào quý công dân" if is_open else "Ngoài giờ làm việc"
        size, lines = fitting(words, (self._px(10), 20), "bold", (area.width - 80, area.height))
        write_lines(
            self.surface,
            lines,
            (area.centerx, area.centery - len(lines) * line_height(size) // 2),
            size=size,
            colour=k.WHITE,
            weight="bold",
            align="centre",
        )

    def paint_call(self, area: pygame.Rect, call: BoardCall | None) -> None:
        """One of the calls before."""
        pygame.draw.rect(self.surface, k.DEEP, area)
        inner = area.inflate(-self._px(3), -self._px(1))
        if call is None:
            return
        panel(self.surface, inner, k.NAVY, radius=self._px(1.5))
        stripe = pygame.Rect(inner.left, inner.top, self._px(1.6), inner.height)
        panel(self.surface, stripe, k.AMBER if call.is_fresh else k.PALE, radius=self._px(0.6))
        size = min(max(self.least_text, self._px(7)), round(inner.height * 0.7))
        top = inner.top + (inner.height - line_height(size)) // 2
        left = inner.left + self._px(4)
        write(self.surface, call.label, (left, top), size=size, colour=k.WHITE, weight="extrabold")
        right = inner.right - self._px(3)
        write(
            self.surface,
            f"Quầy {call.counter}",
            (right, top),
            size=size,
            colour=k.WHITE,
            weight="bold",
            align="right",
        )
        if call.mark:
            small = self._px(2.4)
            place = inner.centerx, inner.bottom - line_height(small)
            write(
                self.surface,
                call.mark,
                place,
                size=small,
                colour=k.AMBER,
                weight="semibold",
                align="centre",
            )

    def paint_services(self, area: pygame.Rect, lines: tuple[ServiceLine, ...]) -> None:
        """How many wait for what."""
        pygame.draw.rect(self.surface, k.DEEP, area)
        inner = area.inflate(-self._px(4), -self._px(2))
        title = self._px(2.8)
        write(
            self.surface,
            "SỐ NGƯỜI ĐANG CHỜ",
            inner.topleft,
            size=title,
            colour=k.PALE,
            weight="semibold",
        )
        grid = inner.copy()
        grid.top += line_height(title)
        grid.height -= line_height(title)
        columns = 2
        rows = max(1, -(-len(lines) // columns))
        width, height = grid.width // columns, grid.height // rows
        for number, line in enumerate(lines):
            left = grid.left + number % columns * width
            top = grid.top + number // columns * height
            self._service(line, pygame.Rect(left, top, width - self._px(2), height))

    def _service(self, line: ServiceLine, rect: pygame.Rect) -> None:
        side = min(rect.height - self._px(1), self._px(6))
        badge = pygame.Rect(rect.left, rect.centery - side // 2, side, side)
        panel(self.surface, badge, k.colour_of(line.colour), radius=self._px(1))
        icon(self.surface, line.symbol, badge.inflate(-side // 5, -side // 5), k.WHITE)
        figure = str(line.waiting) if line.counters else "–"
        number = min(self._px(6), round(rect.height * 0.8))
        write(
            self.surface,
            figure,
            (rect.right, rect.centery - line_height(number) // 2),
            size=number,
            colour=k.WHITE,
            weight="bold",
            align="right",
        )
        room = rect.width - side - self._px(10)
        words = line.name if line.counters else f"{line.name} (chưa có quầy mở)"
        size, texts = fitting(words, (self._px(3), 12), "medium", (room, rect.height))
        top = rect.centery - len(texts) * line_height(size) // 2
        write_lines(
            self.surface, texts, (badge.right + self._px(1.6), top), size=size, colour=k.WHITE
        )

    def paint_figure(self, area: pygame.Rect, told: tuple[str, str, str, bool]) -> None:
        """The public hài lòng sentence, with how many have rated, and a notice."""
        headline, response, notice, is_sample = told
        pygame.draw.rect(self.surface, k.NAVY, area)
        pad, size = self._px(3), self._px(4.2)
        title = "ĐÁNH GIÁ SỰ HÀI LÒNG HÔM NAY" + ("  ·  DỮ LIỆU MẪU" if is_sample else "")
        write(
            self.surface,
            title,
            (pad, area.top + self._px(1)),
            size=self._px(2.4),
            colour=k.AMBER if is_sample else k.PALE,
            weight="semibold",
        )
        room = area.width - 2 * pad
        fit, lines = fitting(headline, (size, 14), "bold", (room, line_height(size)))
        write_lines(
            self.surface,
            lines,
            (pad, area.top + self._px(4.2)),
            size=fit,
            colour=k.WHITE,
            weight="bold",
        )
        rest = "   ·   ".join(one for one in (response, notice) if one)
        small = self._px(2.5)
        for line in wrapped(rest, small, "medium", room)[:1]:
            place = pad, area.bottom - line_height(small) - self._px(0.4)
            write(self.surface, line, place, size=small, colour=k.PALE)


ROWS: Final = 5
"""Recent calls below the latest one."""


def _part_of(view: BoardView, name: str) -> object:
    """Return what one part of the board depends on."""
    if name.startswith("call-"):
        number = int(name.removeprefix("call-"))
        return view.calls[number] if number < len(view.calls) else None
    return {
        "header": (view.agency, view.office, view.clock, view.date),
        "pair": (view.featured, view.is_connected, view.is_open),
        "services": view.services,
        "figure": (
            view.headline,
            view.response,
            view.notices[0] if view.notices else "",
            view.is_sample,
        ),
    }[name]


def _painter(screen: BoardScreen, name: str) -> Callable[[pygame.Rect, object], None]:
    if name.startswith("call-"):
        return screen.paint_call  # type: ignore[return-value]  # `_part_of` makes what it takes
    painters = {
        "header": screen.paint_header,
        "pair": screen.paint_pair,
        "services": screen.paint_services,
        "figure": screen.paint_figure,
    }
    return painters[name]  # type: ignore[return-value]
