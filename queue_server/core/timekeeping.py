"""Setting the time by hand: where no time server is heard, somebody has to, and not at any time."""

from __future__ import annotations

from typing import Final

from mot_cua.business_day import local, ms_of
from mot_cua.errors import Refused
from mot_cua.ids import DayText, UnixMs
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.situation import MINUTE, Situation

LEAP_MS: Final = 10 * MINUTE
"""A clock that drifts is put right by less, at any time. More may pass the end of the day."""
FIRST: Final = ms_of(DayText("2026-01-01"))
LAST: Final = ms_of(DayText("2100-01-01"))


def set_clock(now: Situation, command: c.SetClock) -> list[e.Event]:
    """Let the clock be set.

    Refused: `clock-impossible`; `clock-behind`, when records would lie in the future;
    `clock-in-service`, for a leap while a counter works: nobody's number may expire because
    somebody typed a wrong hour.
    """
    before = now.now.wall_ms
    after = UnixMs(before + command.leap_ms)
    if not FIRST <= after < LAST:
        raise Refused("clock-impossible", f"{local(after):%Y-%m-%d} cannot be today")
    if after < now.office.wall_ms - LEAP_MS:
        told = f"{local(now.office.wall_ms):%Y-%m-%d %H:%M}"
        raise Refused("clock-behind", f"the journal was written at {told}; it is not earlier")
    working = [str(desk.number) for desk in now.office.counters.values() if desk.state != "closed"]
    if working and abs(command.leap_ms) > LEAP_MS:
        raise Refused(
            "clock-in-service", f"close these counters first: {', '.join(working)}; then set it"
        )
    return [e.ClockSet(request=command.request, by=command.by, before_ms=before, after_ms=after)]
