"""Finding the screen: Wayland or X where a session runs, else the console itself (KMSDRM).

SDL, asked for any screen, may take one that draws where nobody sees it. So each is asked for by
name, and none that shows nothing. pygame and pygame-ce differ in what their builds can draw on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Final

import pygame

from mot_cua.errors import DeviceError

VARIABLE: Final = "SDL_VIDEODRIVER"
_NO_KMSDRM: Final = (
    "this pygame cannot draw on the console: install pygame-ce in its place, or start the program"
    " in a session, with cage"
)
_NO_SCREEN: Final = (
    "check that the screen is plugged in and switched on, and that this user is in the groups"
    " video, render and input"
)


def drivers_for(environment: Mapping[str, str]) -> tuple[str, ...]:
    """List what to try, in this order; somebody's own choice is the only one.

    >>> drivers_for({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"})
    ('wayland', 'x11', 'kmsdrm')
    >>> drivers_for({}), drivers_for({"SDL_VIDEODRIVER": "x11", "WAYLAND_DISPLAY": "wayland-0"})
    (('kmsdrm',), ('x11',))
    """
    if environment.get(VARIABLE):
        return tuple(environment[VARIABLE].split(","))
    sessions = (("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "x11"))
    return (*(driver for name, driver in sessions if environment.get(name)), "kmsdrm")


def open_video(start: Callable[[], object] = pygame.display.init) -> str:
    """Open the first screen that there is; return the name of its driver.

    Raises:
        DeviceError: there is none; the text says what was tried, and what to do.
    """
    drivers, refusals = drivers_for(os.environ), []
    chosen = os.environ.get(VARIABLE)
    for driver in drivers:
        os.environ[VARIABLE] = driver
        try:
            start()
        except pygame.error as problem:
            refusals.append(f"{driver}: {problem}")
            continue
        return driver
    os.environ.pop(VARIABLE)
    if chosen is not None:
        os.environ[VARIABLE] = chosen
    lacks_kmsdrm = any("kmsdrm not available" in one for one in refusals)
    advice = _NO_KMSDRM if lacks_kmsdrm and not _can_kmsdrm() else _NO_SCREEN
    raise DeviceError(f"no screen to draw on ({'; '.join(refusals)}): {advice}")


def _can_kmsdrm() -> bool:
    """Tell whether this build knows the console at all: pygame's own wheels do not."""
    return bool(getattr(pygame, "IS_CE", False))
