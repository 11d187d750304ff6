"""A real window, or the whole screen: pictures go out, touches come in; pygame or pygame-ce."""

from __future__ import annotations

from typing import Any, Final

import pygame

from hardware.inputs import Key
from hardware.offscreen import Canvas
from hardware.video import open_video

REFRESH_MS: Final = 50
_KEYS: Final[dict[int, Key]] = {
    pygame.K_TAB: "next",
    pygame.K_RIGHT: "next",
    pygame.K_DOWN: "next",
    pygame.K_LEFT: "previous",
    pygame.K_UP: "previous",
    pygame.K_RETURN: "press",
    pygame.K_KP_ENTER: "press",
    pygame.K_SPACE: "press",
    pygame.K_ESCAPE: "back",
    pygame.K_BACKSPACE: "back",
}


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
                found.append(self._asked("target_at", *event.pos))
            if event.type == pygame.KEYDOWN:
                found.append(self._key(event))
        return [target for target in found if target]

    def _key(self, event: pygame.event.Event) -> str | None:
        """Walk with Tab and arrows, press with Enter; digits are services, letters are typed."""
        key = _KEYS.get(event.key, event.unicode.lower())
        if key == "next" and event.mod & pygame.KMOD_SHIFT:
            key = "previous"
        is_known = key in _KEYS.values() or (key.isalnum() and key != "0")
        return self._asked("key", key) if is_known else None

    def _asked(self, what: str, *told: Any) -> str | None:
        """Ask the canvas what a touch or a key means; None for one that knows no touches."""
        answer = getattr(self._canvas, what, None)
        meant: str | None = answer(*told) if answer else None
        return meant

    def poll(self) -> bool:
        """Deal with the window's own events; True when somebody closed it."""
        self.touches()
        return self._is_closed
