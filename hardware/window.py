"""A real window, or the whole screen: pictures go out, touches come in; pygame or pygame-ce."""

from __future__ import annotations

from typing import Any, Final

import pygame

from hardware.offscreen import Canvas
from hardware.video import open_video

REFRESH_MS: Final = 50


class Window:
    """Shows a canvas on the display: KMSDRM, Wayland or X."""

    is_visible = True
    refresh_ms: int | None = REFRESH_MS

    def __init__(self, canvas: Canvas, *, is_fullscreen: bool) -> None:
        """Open the display. Raises DeviceError: there is none."""
        open_video()
        flags = pygame.FULLSCREEN | pygame.SCALED if is_fullscreen else 0
        self._display = pygame.display.set_mode(canvas.surface.get_size(), flags)
        pygame.mouse.set_visible(not is_fullscreen)
        self._canvas = canvas
        self._is_closed = False

    def show(self, view: Any) -> None:
        """Draw what has changed: the whole picture, or the places that the canvas names."""
        changed = self._canvas.draw(view)
        if not changed:
            return
        areas = changed if isinstance(changed, list) else [self._canvas.surface.get_rect()]
        for area in areas:
            self._display.blit(self._canvas.surface, area, area)
        pygame.display.update(areas)

    def touches(self) -> list[str]:
        """Return what was touched since the last time."""
        found = []
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self._is_closed = True
            if event.type == pygame.MOUSEBUTTONDOWN:
                target_at = getattr(self._canvas, "target_at", None)
                target = target_at(*event.pos) if target_at else None
                found += [target] if target else []
        return found

    def poll(self) -> bool:
        """Deal with the window's own events; True when somebody closed it."""
        self.touches()
        return self._is_closed
