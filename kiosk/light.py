"""The light behind the kiosk's screen: full while numbers are given out, low at other hours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, Protocol

from hardware.inputs import HandsFault, Post
from kiosk.view import KioskView, Screen
from mot_cua.errors import DeviceError

log = logging.getLogger(__name__)

FULL: Final = 1.0
LOW: Final = 0.15
"""Enough to read when the office opens, too little to light a dark hall all night."""


class Light(Protocol):
    """A light that can be dimmed."""

    def set(self, share: float) -> None:
        """Shine with a share from 0.0 to 1.0. Raises DeviceError."""

    def close(self) -> None:
        """Go dark."""


class LitScreen(Screen):
    """A screen with a light of its own; a light that fails leaves the picture as it is."""

    def __init__(self, screen: Screen, open_light: Callable[[], Light], *, post: Post) -> None:
        self._screen, self._post = screen, post
        self._light: Light | None = None
        self._share = -1.0
        try:
            self._light = open_light()
        except DeviceError as problem:
            self._give_up(problem)

    @property
    def is_visible(self) -> bool:
        """Whether people see the picture."""
        return self._screen.is_visible

    @property
    def refresh_ms(self) -> int | None:
        """How often it wants to be shown."""
        return self._screen.refresh_ms

    def show(self, view: KioskView) -> None:
        self._screen.show(view)
        share = LOW if view.mode == "closed" else FULL
        if self._light is None or share == self._share:
            return
        try:
            self._light.set(share)
            self._share = share
        except DeviceError as problem:
            self._give_up(problem)

    def touches(self) -> list[str]:
        return self._screen.touches()

    def _give_up(self, problem: DeviceError) -> None:
        log.warning("the screen's light stays as it is: %s", problem)
        self._light = None
        self._post(HandsFault("backlight", "gone", str(problem)))
