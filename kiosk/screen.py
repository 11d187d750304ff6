"""The kiosk's screen, drawn with pygame: one picture for each mood, large targets, calm colours."""

from __future__ import annotations

from collections.abc import Callable

import pygame
import segno

from hardware import colours as k
from hardware.canvas import (
    fitting,
    frame,
    icon,
    line_height,
    panel,
    wrapped,
    write,
    write_lines,
)
from kiosk.texts import TEXTS
from kiosk.view import KioskView, Mode, ServiceButton


class KioskScreen:
    """A surface that shows views and knows what stands where."""

    def __init__(self, width: int, height: int) -> None:
        """`width` x `height` pixels, lying or standing."""
        self.surface = pygame.Surface((width, height))
        self._size = width, height
        # One unit is a hundredth of the shorter side, so that every size looks alike.
        self._unit = min(width, height) / 100
        self._view: KioskView | None = None
        self._targets: list[tuple[pygame.Rect, str]] = []

    def draw(self, view: KioskView) -> bool:
        """Draw a view; False when it is the one that is shown already."""
        if view == self._view:
            return False
        self._view, self._targets = view, []
        self.surface.fill(k.PAPER)
        body = self._frame(view)
        self._moods()[view.mode](view, body)
        return True

    def target_at(self, x: int, y: int) -> str | None:
        """Name what stands at a point; one of `kiosk.view.TOUCHES`."""
        for rect, name in reversed(self._targets):
            if rect.collidepoint(x, y):
                return name
        return None

    @property
    def targets(self) -> list[tuple[pygame.Rect, str]]:
        """Where one can touch, and what it means."""
        return list(self._targets)

    def _moods(self) -> dict[Mode, Callable[[KioskView, pygame.Rect], None]]:
        return {
            "choose": self._choose,
            "printing": self._number,
            "take": self._number,
            "scanned": self._number,
            "remember": self._remember,
            "ask": self._ask,
            "closed": self._message,
            "trouble": self._message,
        }

    def _px(self, units: float) -> int:
        return round(units * self._unit)

    # ── What every mood has ──────────────────────────────────────────────────────────────────

    def _frame(self, view: KioskView) -> pygame.Rect:
        width, height = self._size
        top = self._header(view)
        bottom = self._footer(view)
        margin = self._px(3)
        return pygame.Rect(
            margin, top + margin, width - 2 * margin, height - top - bottom - 2 * margin
        )

    def _header(self, view: KioskView) -> int:
        width, pad = self._size[0], self._px(3)
        clock_width = self._px(40)
        agency, name = self._px(2.7), self._px(3.6)
        room = width - 2 * pad - clock_width
        above = wrapped(view.agency.upper(), agency, "medium", room)
        below = wrapped(view.office, name, "bold", room)
        height = self._px(3) + len(above) * line_height(agency) + len(below) * line_height(name)
        pygame.draw.rect(self.surface, k.NAVY, (0, 0, width, height))
        used = write_lines(
            self.surface, above, (pad, self._px(1.2)), size=agency, colour=k.PALE, weight="medium"
        )
        place = pad, self._px(1.2) + used
        write_lines(self.surface, below, place, size=name, colour=k.WHITE, weight="bold")
        if view.clock:
            right = width - pad
            write(
                self.surface,
                view.clock,
                (right, self._px(0.6)),
                size=self._px(5.4),
                colour=k.WHITE,
                weight="bold",
                align="right",
            )
            write(
                self.surface,
                view.date,
                (right, self._px(7)),
                size=self._px(2.5),
                colour=k.PALE,
                align="right",
            )
        return height

    def _footer(self, view: KioskView) -> int:
        t = TEXTS[view.language]
        notes = [t["offline"]] if not view.is_connected else []
        if view.printer in ("paper_end", "near_end"):
            notes.append(t[f"printer-{view.printer}"])
        elif view.printer != "ready":
            notes.append(t["printer-fault"])
        notes += [t["sample"]] if view.is_sample else []
        if not notes:
            return 0
        width, height = self._size
        bar = pygame.Rect(0, height - self._px(5.6), width, self._px(5.6))
        pygame.draw.rect(self.surface, k.AMBER_PALE, bar)
        size, lines = fitting(
            "   ·   ".join(notes),
            (self._px(2.8), 12),
            "semibold",
            (width - self._px(6), bar.height),
        )
        top = bar.top + (bar.height - len(lines) * line_height(size)) // 2
        write_lines(
            self.surface,
            lines,
            (width // 2, top),
            size=size,
            colour=k.BROWN,
            weight="semibold",
            align="centre",
        )
        return bar.height

    def _button(
        self, rect: pygame.Rect, text: str, name: str, *, is_main: bool, is_on: bool = False
    ) -> None:
        ground, ink = (k.NAVY, k.WHITE) if is_main else (k.WHITE, k.NAVY)
        if is_on:
            ground, ink = k.AMBER, k.INK
        panel(self.surface, rect, ground, radius=self._px(2))
        frame(self.surface, rect, k.NAVY, width=2, radius=self._px(2))
        size, lines = fitting(
            text, (self._px(4), 12), "bold", (rect.width - self._px(4), rect.height - self._px(1))
        )
        top = rect.centery - len(lines) * line_height(size) // 2
        write_lines(
            self.surface,
            lines,
            (rect.centerx, top),
            size=size,
            colour=ink,
            weight="bold",
            align="centre",
        )
        self._targets.append((rect, name))

    # ── Choosing ─────────────────────────────────────────────────────────────────────────────

    def _choose(self, view: KioskView, body: pygame.Rect) -> None:
        t = TEXTS[view.language]
        write(
            self.surface,
            t["choose"],
            (body.centerx, body.top - self._px(1)),
            size=self._px(4.4),
            colour=k.NAVY,
            weight="bold",
            align="centre",
        )
        top = body.top + self._px(6.5)
        low = self._px(10)
        self._grid(
            view,
            pygame.Rect(body.left, top, body.width, body.bottom - top - low - self._px(2)),
        )
        row = pygame.Rect(body.left, body.bottom - low, body.width, low)
        split = round(row.width * 0.7)
        words = t["priority-on"] if view.is_priority else t["priority"]
        self._button(
            pygame.Rect(row.left, row.top, split - self._px(2), low),
            words,
            "priority",
            is_main=False,
            is_on=view.is_priority,
        )
        rest = pygame.Rect(row.left + split, row.top, row.width - split, low)
        self._button(rest, t["language"], "language", is_main=False)

    def _grid(self, view: KioskView, room: pygame.Rect) -> None:
        columns = 2 if room.width < room.height * 2.6 else 3
        rows = -(-len(view.services) // columns)
        gap = self._px(2)
        width = (room.width - gap * (columns - 1)) // columns
        height = (room.height - gap * (rows - 1)) // max(rows, 1)
        for number, service in enumerate(view.services):
            column, row = number % columns, number // columns
            left, top = room.left + column * (width + gap), room.top + row * (height + gap)
            self._card(view, service, pygame.Rect(left, top, width, height))

    def _card(self, view: KioskView, service: ServiceButton, rect: pygame.Rect) -> None:
        t, colour = TEXTS[view.language], k.colour_of(service.colour)
        panel(self.surface, rect, k.WHITE, radius=self._px(2))
        side = min(round(rect.height * 0.56), round(rect.width * 0.24))
        stripe = pygame.Rect(rect.left, rect.top, side + self._px(4), rect.height)
        pygame.draw.rect(
            self.surface,
            colour,
            stripe,
            border_top_left_radius=self._px(2),
            border_bottom_left_radius=self._px(2),
        )
        square = pygame.Rect(0, 0, side, side)
        square.center = stripe.center
        icon(self.surface, service.symbol, square, k.WHITE)
        frame(self.surface, rect, colour, width=2, radius=self._px(2))
        left, room = stripe.right + self._px(2), rect.right - stripe.right - self._px(4)
        under = self._px(2.7)
        box = room, rect.height - line_height(under) - self._px(3.5)
        size, lines = fitting(service.name, (self._px(4.4), 13), "bold", box)
        used = len(lines) * line_height(size)
        top = rect.top + (rect.height - used - line_height(under)) // 2
        write_lines(self.surface, lines, (left, top), size=size, colour=k.INK, weight="bold")
        write(
            self.surface,
            _queue_text(service, t),
            (left, top + used),
            size=under,
            colour=k.SOFT_INK,
            weight="semibold",
        )
        self._targets.append((rect, f"service:{service.code}"))

    # ── One number ───────────────────────────────────────────────────────────────────────────

    def _number(self, view: KioskView, body: pygame.Rect) -> None:
        """printing, take, scanned: the number huge, and what to do."""
        t = TEXTS[view.language]
        self._head(t[view.mode], body, k.NAVY)
        card = pygame.Rect(body.left, body.top + self._px(9), body.width, body.height - self._px(9))
        panel(self.surface, card, k.WHITE, radius=self._px(3))
        frame(self.surface, card, k.LINE, radius=self._px(3))
        self._big_number(view, card)

    def _big_number(self, view: KioskView, card: pygame.Rect) -> None:
        t = TEXTS[view.language]
        size, _ = fitting(
            view.label, (self._px(36), 40), "extrabold", (card.width, round(card.height * 0.56))
        )
        top = card.top + self._px(0.5)
        write(
            self.surface,
            view.label,
            (card.centerx, top),
            size=size,
            colour=k.NAVY,
            weight="extrabold",
            align="centre",
        )
        lines = [view.service]
        if view.counters:
            lines.append(t["counters"].format(n=", ".join(map(str, view.counters))))
        if view.ahead is not None:
            lines.append(t["ahead"].format(n=view.ahead) if view.ahead else t["first"])
        below = top + line_height(size)
        each = (card.bottom - below - self._px(1)) // len(lines)
        for number, line in enumerate(lines):
            fit, words = fitting(
                line, (self._px(5), 13), "bold" if number else "semibold", (card.width - 40, each)
            )
            write_lines(
                self.surface,
                words,
                (card.centerx, below + number * each),
                size=fit,
                colour=k.INK,
                weight="semibold" if not number else "bold",
                align="centre",
            )

    def _head(self, text: str, body: pygame.Rect, colour: k.Colour) -> None:
        size, lines = fitting(text, (self._px(4.8), 14), "bold", (body.width, self._px(9)))
        write_lines(
            self.surface,
            lines,
            (body.centerx, body.top - self._px(1)),
            size=size,
            colour=colour,
            weight="bold",
            align="centre",
        )

    def _remember(self, view: KioskView, body: pygame.Rect) -> None:
        """No paper: number and QR stay until somebody says that they are remembered."""
        t = TEXTS[view.language]
        self._head(t["remember"], body, k.RED)
        low = self._px(13)
        card = pygame.Rect(
            body.left, body.top + self._px(12), body.width, body.height - self._px(14) - low
        )
        panel(self.surface, card, k.WHITE, radius=self._px(3))
        left = card.copy()
        if view.qr:
            side = min(card.height - self._px(4), card.width // 3)
            left.width -= side + self._px(4)
            self._qr(view.qr, pygame.Rect(left.right, card.centery - side // 2, side, side))
        self._big_number(view, left)
        button = pygame.Rect(body.left, body.bottom - low, body.width, low)
        self._button(button, t["remembered"], "remembered", is_main=True)

    def _qr(self, text: str, rect: pygame.Rect) -> None:
        rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
        dot = max(1, rect.width // len(rows))
        for y, row in enumerate(rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    place = rect.left + x * dot, rect.top + y * dot, dot, dot
                    pygame.draw.rect(self.surface, k.INK, place)

    def _ask(self, view: KioskView, body: pygame.Rect) -> None:
        t = TEXTS[view.language]
        self._head(t["ask"], body, k.NAVY)
        low = self._px(15)
        card = pygame.Rect(
            body.left, body.top + self._px(9), body.width, body.height - self._px(11) - low
        )
        panel(self.surface, card, k.WHITE, radius=self._px(3))
        self._big_number(view, card)
        half = (body.width - self._px(2)) // 2
        yes = pygame.Rect(body.left, body.bottom - low, half, low)
        no = pygame.Rect(yes.right + self._px(2), yes.top, half, low)
        self._button(yes, t["got-it"], "got-it", is_main=True)
        self._button(no, t["reprint"], "reprint", is_main=False)

    def _message(self, view: KioskView, body: pygame.Rect) -> None:
        """Closed and trouble: what is the matter, and where to go."""
        t = TEXTS[view.language]
        card = body.inflate(0, -self._px(2))
        panel(self.surface, card, k.WHITE, radius=self._px(3))
        frame(self.surface, card, k.LINE, radius=self._px(3))
        size, lines = fitting(
            t[view.mode], (self._px(9), 20), "extrabold", (card.width - 60, card.height // 3)
        )
        top = card.top + card.height // 6
        used = write_lines(
            self.surface,
            lines,
            (card.centerx, top),
            size=size,
            colour=k.NAVY,
            weight="extrabold",
            align="centre",
        )
        below = top + used + self._px(3)
        fit, words = fitting(
            view.text, (self._px(5), 15), "medium", (card.width - 80, card.bottom - below)
        )
        write_lines(
            self.surface, words, (card.centerx, below), size=fit, colour=k.INK, align="centre"
        )
        corner = pygame.Rect(0, 0, self._px(30), self._px(10))
        corner.bottomright = card.right - self._px(2), card.bottom - self._px(2)
        self._button(corner, t["language"], "language", is_main=False)


def _queue_text(service: ServiceButton, t: dict[str, str]) -> str:
    if service.waiting is None:
        return t["counters"].format(n=", ".join(map(str, service.counters)))
    if service.is_staffed is False:
        return t["unstaffed"]
    return t["waiting"].format(n=service.waiting) if service.waiting else t["nobody"]
