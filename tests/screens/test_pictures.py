"""The pictures are as they were when somebody last looked at them."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest
from PIL import Image, ImageChops
from screen_views import board_away, board_view, kiosk_view

from display.screen import BoardScreen
from kiosk.screen import KioskScreen

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"
KIOSK = {
    "kiosk-choose": ("choose", (1024, 600)),
    "kiosk-take": ("take", (1024, 600)),
    "kiosk-remember": ("remember", (1024, 600)),
    "kiosk-ask": ("ask", (1024, 600)),
    "kiosk-closed": ("closed", (1024, 600)),
    "kiosk-choose-tall": ("choose", (600, 1024)),
}
BOARDS = {
    "board": (board_view(), (1280, 720)),
    "board-tall": (board_view(is_sample=True), (720, 1280)),
    "board-away": (board_away(), (1280, 720)),
}


def drawn(name: str) -> pygame.Surface:
    if name in BOARDS:
        view, size = BOARDS[name]
        board = BoardScreen(*size)
        board.draw(view)
        return board.surface
    mode, size = KIOSK[name]
    kiosk = KioskScreen(*size)
    kiosk.draw(kiosk_view(mode))  # type: ignore[arg-type]
    return kiosk.surface


@pytest.mark.parametrize("name", [*KIOSK, *BOARDS])
def test_the_pictures_are_as_they_were_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    surface, path = drawn(name), GOLDEN / f"{name}.png"
    ours = Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
    if request.config.getoption("--regold"):
        ours.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    with Image.open(path) as golden:
        assert golden.size == ours.size
        far = (
            ImageChops.difference(ours, golden.convert("RGB"))
            .convert("L")
            .point(lambda value: 255 if value > 96 else 0)
        )
    # The files keep 64 colours, and other builds of FreeType edges a little differently;
    # layout does not differ.
    assert far.histogram()[255] <= ours.width * ours.height * 0.002
