"""The demo's office time: it is open whatever the hour, and goes on where it was stopped.

The first start is some working day at 14:05, with a full morning behind it. Time passes while the
demo runs; it is kept in the data folder, so that the next start finds the same day and the same
tickets. Before the kiosk would close for the evening, the next sample day begins.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from config.house import House
from mot_cua.business_day import day_of, ms_of, next_day, previous_day
from mot_cua.clock import ScaledClock, SystemClock
from mot_cua.ids import UnixMs

BEGINS: Final = "14:05"
ENDS: Final = "16:25"
"""The sample day ends a little before the kiosk would close, and the next one begins."""
FILE: Final = "clock.json"


def demo_clock(house: House) -> tuple[ScaledClock, bool]:
    """Make the clock; the second value tells whether a new sample day begins."""
    real = SystemClock().wall_ms()
    kept = _kept(house.data)
    if kept is not None and not is_over(kept):
        return ScaledClock(office=kept, real=real, speed=1), False
    day = previous_day(day_of(real)) if kept is None else day_of(kept)
    begins = UnixMs(ms_of(_working_day(house, day), BEGINS))
    return ScaledClock(office=begins, real=real, speed=1), True


def is_over(moment: UnixMs) -> bool:
    """Tell whether the sample day of this moment has ended."""
    return moment >= ms_of(day_of(moment), ENDS)


def keep(house: House, moment: UnixMs) -> None:
    """Remember where office time stands."""
    draft = house.data / f"{FILE}.new"
    draft.write_text(json.dumps({"office_ms": moment}), encoding="ascii")
    draft.replace(house.data / FILE)


def forget(house: House) -> None:
    """Let the next start be the first one."""
    (house.data / FILE).unlink(missing_ok=True)


def _kept(data: Path) -> UnixMs | None:
    try:
        return UnixMs(int(json.loads((data / FILE).read_text(encoding="ascii"))["office_ms"]))
    except (OSError, ValueError, KeyError):
        return None


def _working_day(house: House, after: str) -> str:
    """Return the first day after `after` on which the office works from the morning."""
    day = next_day(after)
    for _ in range(30):
        periods = house.timetable.issue_periods(day)
        if any(start <= BEGINS < end for start, end in periods):
            return day
        day = next_day(day)
    return day
