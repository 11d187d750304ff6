"""A screen that nobody has plugged in: it is drawn all the same, and the workbench shows it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Protocol

from PIL import Image

from hardware.bench import Bench, Line
from hardware.inputs import Looked, Post, Touched

if TYPE_CHECKING:
    import pygame


class Canvas(Protocol):
    """A picture that knows how to draw a view."""

    surface: pygame.Surface

    def draw(self, view: Any) -> Any:
        """Draw what has changed; what is returned is true if anything has."""


class Offscreen:
    """Draws on memory and shows it on the bench; touches come from there too."""

    is_visible = True
    refresh_ms: int | None = None

    def __init__(self, canvas: Canvas, bench: Bench, *, post: Post) -> None:
        self._canvas, self._bench, self._post = canvas, bench, post
        self._is_shown = False
        bench.on("touch", self._touch)
        bench.on("watch", self._watched)

    def show(self, view: Any) -> None:
        """Draw, and show the picture if it changed and somebody looks."""
        if self._canvas.draw(view):
            self._is_shown = False
        if not self._is_shown and self._bench.is_watched:
            self._is_shown = True
            self._bench.show("screen", png=png_of(self._canvas.surface))

    def touches(self) -> list[str]:
        """Nothing has to be asked for: touches are posted as they come."""
        return []

    def poll(self) -> bool:
        """Nobody can close this window."""
        return False

    def _watched(self, _line: Line) -> None:
        self._post(Looked())

    def _touch(self, line: Line) -> None:
        target_at = getattr(self._canvas, "target_at", None)
        target = target_at(int(line["x"]), int(line["y"])) if target_at else None
        if target is not None:
            self._post(Touched(target))


class NoScreen:
    """A kiosk of physical buttons only."""

    is_visible = False
    refresh_ms: int | None = None

    def show(self, view: object) -> None:
        """Nobody would see it."""

    def touches(self) -> list[str]:
        """Nobody can touch it."""
        return []

    def poll(self) -> bool:
        """There is no window to close."""
        return False


def png_of(surface: pygame.Surface) -> bytes:
    """Write a surface as a PNG; quick rather than small."""
    import pygame  # noqa: PLC0415 - 0.2 s that a kiosk without a screen has no use for

    size = surface.get_size()
    image = Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB"))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
