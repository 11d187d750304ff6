"""The pictures are as they were when somebody last looked at them."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest
from PIL import Image, ImageChops
from screen_views import LOOKUPS, POSTING, SIGN_SCENES, board_away, board_view, kiosk_view

from display.pauses import Pause
from display.screen import BoardScreen
from display.sign_screen import SignScreen
from kiosk.screen import KioskScreen

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"
KIOSK = {
    "kiosk-choose": (kiosk_view("choose"), (1024, 600)),
    "kiosk-take": (kiosk_view("take"), (1024, 600)),
    "kiosk-remember": (kiosk_view("remember"), (1024, 600)),
    "kiosk-paper-is-back": (kiosk_view("remember", can_reprint=True), (1024, 600)),
    "kiosk-ask": (kiosk_view("ask"), (1024, 600)),
    "kiosk-closed": (kiosk_view("closed"), (1024, 600)),
    "kiosk-choose-stark": (kiosk_view("choose", is_stark=True), (1024, 600)),
    "kiosk-choose-low": (kiosk_view("choose", is_low=True), (600, 1024)),
    "kiosk-idle": (kiosk_view("idle"), (1024, 600)),
    "kiosk-typing": (kiosk_view("lookup", lookup=LOOKUPS["typing"]), (1024, 600)),
    "kiosk-procedure": (kiosk_view("lookup", lookup=LOOKUPS["procedure"]), (1024, 600)),
    "kiosk-choose-tall": (kiosk_view("choose"), (600, 1024)),
}
BREAK = Pause("break", "13:30")
BOARDS = {
    "board": (board_view(), (1280, 720)),
    "board-tall": (board_view(is_sample=True), (720, 1280)),
    "board-break": (board_view(featured=None, pause=BREAK), (1280, 720)),
    "board-quiet": (board_view(featured=None, posting=POSTING), (1280, 720)),
    "board-away": (board_away(), (1280, 720)),
}


SIGNS = {"counter-called": SIGN_SCENES["called"], "counter-free": SIGN_SCENES["free"]}


def drawn(name: str) -> pygame.Surface:
    if name in SIGNS:
        sign = SignScreen(1024, 600)
        sign.draw(SIGNS[name])
        return sign.surface
    if name in BOARDS:
        view, size = BOARDS[name]
        board = BoardScreen(*size)
        board.draw(view)
        return board.surface
    shown, size = KIOSK[name]
    kiosk = KioskScreen(*size)
    kiosk.draw(shown)
    return kiosk.surface


@pytest.mark.parametrize("name", [*KIOSK, *BOARDS, *SIGNS])
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
