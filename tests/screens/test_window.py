"""The way from a picture to a real display: which one is taken, and how little is sent to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pygame
import pytest
from screen_views import LOOKUPS, board_view, kiosk_view, pixels

from display.screen import BoardScreen
from hardware.video import drivers_for, open_video
from hardware.window import Window
from kiosk.screen import KioskScreen
from mot_cua.errors import DeviceError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def display() -> Iterator[None]:
    yield
    pygame.display.quit()


class Machine:
    """A computer on which SDL finds some kinds of screen and no others."""

    def __init__(self, *there: str, lacks: str = "not available") -> None:
        self.there, self.lacks, self.asked = there, lacks, list[str]()

    def start(self) -> None:
        driver = os.environ["SDL_VIDEODRIVER"]
        self.asked.append(driver)
        if driver not in self.there:
            raise pygame.error(f"{driver} {self.lacks}")


def test_a_session_is_taken_before_the_console(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("DISPLAY", ":0")
    machine = Machine("x11", "kmsdrm")
    assert open_video(machine.start) == "x11"
    assert machine.asked == ["x11"]


def test_a_session_that_has_gone_leaves_the_console(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("WAYLAND_DISPLAY", "wayland-0")
    machine = Machine("kmsdrm")
    assert open_video(machine.start) == "kmsdrm"
    assert machine.asked == ["wayland", "kmsdrm"]


def test_what_shows_nothing_is_taken_only_by_somebodys_own_choice(bare: pytest.MonkeyPatch) -> None:
    assert "offscreen" not in drivers_for({"DISPLAY": ":0"})
    bare.setenv("SDL_VIDEODRIVER", "dummy")
    assert open_video(Machine("dummy").start) == "dummy"


def test_without_a_screen_it_says_what_was_tried_and_what_to_do(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("DISPLAY", ":9")
    with pytest.raises(DeviceError) as raised:
        open_video(Machine(lacks="found nothing").start)
    assert str(raised.value) == (
        "no screen to draw on (x11: x11 found nothing; kmsdrm: kmsdrm found nothing): check that"
        " the screen is plugged in and switched on, and that this user is in the groups video,"
        " render and input"
    )
    assert "SDL_VIDEODRIVER" not in os.environ


def test_a_pygame_that_does_not_know_the_console_says_which_one_does(
    bare: pytest.MonkeyPatch,
) -> None:
    bare.setattr(pygame, "IS_CE", False, raising=False)
    with pytest.raises(DeviceError) as raised:
        open_video(Machine().start)
    assert str(raised.value) == (
        "no screen to draw on (kmsdrm: kmsdrm not available): this pygame cannot draw on the"
        " console: install pygame-ce in its place, or start the program in a session, with cage"
    )


@pytest.mark.usefixtures("display")
def test_the_display_shows_the_picture_though_only_changes_are_sent() -> None:
    screen, view = BoardScreen(1280, 720), board_view()
    window = Window(screen, is_fullscreen=False)
    window.show(view)
    changed = msgspec.structs.replace(view.calls[0], label="7777")
    window.show(board_view(calls=(changed, *view.calls[1:])))
    assert pixels(pygame.display.get_surface()) == pixels(screen.surface)
    assert not window.poll()


@pytest.mark.usefixtures("display")
def test_a_window_that_somebody_closes_says_so() -> None:
    window = Window(BoardScreen(1280, 720), is_fullscreen=False)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert window.poll()


def pressed(window: Window, *keys: int, shift: bool = False) -> list[str]:
    for key in keys:
        mod = pygame.KMOD_SHIFT if shift else 0
        letter = chr(key) if key < 128 else ""
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=letter))
    return window.touches()


@pytest.mark.usefixtures("display")
def test_with_a_keyboard_alone_everything_can_be_reached_and_is_said() -> None:
    screen = KioskScreen(1024, 600)
    window = Window(screen, is_fullscreen=False)
    window.show(kiosk_view("choose"))
    names = [name for _, name in screen.targets]
    heard = pressed(window, *[pygame.K_TAB] * len(names))
    assert heard == [f"hear:{name}" for name in names]
    assert pressed(window, pygame.K_RETURN) == [names[-1]]
    assert pressed(window, pygame.K_TAB, shift=True) == [f"hear:{names[-2]}"]
    assert pressed(window, pygame.K_2, pygame.K_9, pygame.K_0) == ["service:CT"]
    assert pressed(window, pygame.K_ESCAPE, pygame.K_q) == ["back"]


@pytest.mark.usefixtures("display")
def test_a_name_can_be_typed_on_a_real_keyboard() -> None:
    window = Window(KioskScreen(1024, 600), is_fullscreen=False)
    window.show(kiosk_view("lookup", lookup=LOOKUPS["typing"]))
    typed = pressed(window, pygame.K_k, pygame.K_s, pygame.K_BACKSPACE)
    assert typed == ["letter:k", "letter:s", "erase"]


@pytest.mark.usefixtures("display")
def test_the_ring_shows_where_the_keyboard_is_until_that_is_gone() -> None:
    screen = KioskScreen(1024, 600)
    window = Window(screen, is_fullscreen=False)
    window.show(kiosk_view("choose"))
    plain = pixels(screen.surface)
    pressed(window, pygame.K_DOWN)
    window.show(kiosk_view("choose"))
    assert pixels(screen.surface) != plain
    window.show(kiosk_view("printing"))
    assert pressed(window, pygame.K_SPACE, pygame.K_TAB) == []


DRAW = """
import sys; sys.path.insert(0, 'tests')
import pygame
from screen_views import board_view, pixels
from display.screen import BoardScreen
from hardware.window import Window
screen = BoardScreen(1280, 720)
window = Window(screen, is_fullscreen=True)
window.show(board_view())
assert pixels(pygame.display.get_surface()) == pixels(screen.surface)
print("drawn on", pygame.display.get_driver())
"""
X_SERVER = ("xvfb-run", "-a", "-s", "-screen 0 1280x720x24")


def on_a_screen(*command: str, **variables: str) -> str:
    """Run a command where no other screen is named; return what it wrote."""
    done = subprocess.run(
        [*X_SERVER, *command],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k not in ("SDL_VIDEODRIVER", "WAYLAND_DISPLAY")}
        | {"PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.x11
def test_the_board_draws_on_a_real_x_server() -> None:
    assert "drawn on x11\n" in on_a_screen(sys.executable, "-c", DRAW)


@pytest.mark.wayland
def test_the_board_draws_on_a_real_wayland_compositor(tmp_path: Path) -> None:
    """Weston in an X server that nobody sees, where the whole of it ends with its only program.

    Not with its headless backend: that has no seat, and the SDL of pygame 2.6.1 dies of it.
    """
    (tmp_path / "draw.py").write_text(DRAW, encoding="utf-8")
    board = tmp_path / "board"
    board.write_text(f"#!/bin/sh\n{sys.executable} {tmp_path}/draw.py >{tmp_path}/said 2>&1\n")
    board.chmod(0o755)
    settings = tmp_path / "weston.ini"
    settings.write_text(f"[autolaunch]\npath={board}\nwatch=true\n")
    weston = on_a_screen(
        "weston", "--backend=x11-backend.so", "--use-pixman", f"--config={settings}",
        XDG_RUNTIME_DIR=str(tmp_path),
    )  # fmt: skip
    said = tmp_path / "said"
    assert said.exists(), weston
    assert "drawn on wayland\n" in said.read_text(encoding="utf-8")
