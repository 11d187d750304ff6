"""What is remembered of a day while it lasts."""

from __future__ import annotations

import msgspec


class Visit(msgspec.Struct):
    """What is remembered of a ticket of today. Moments in seconds of the server's own clock."""

    service: str
    is_priority: bool
    joined: float
    leg: int = 1
    called: float | None = None
    started: float | None = None
    counter: int = 0
    is_back: bool = False
    told: tuple[float, ...] = ()
    """Quantiles of the forecast that was given with the ticket."""
    is_logged: bool = False
    """Whether that forecast was handed over to be judged by and by."""


class Sitting(msgspec.Struct):
    """What is remembered of a counter of today."""

    open_since: float | None = None
    paused_since: float | None = None
    freed: float | None = None
    opened_s: tuple[float, ...] = ()
    """Openings after being closed, in seconds since midnight."""
