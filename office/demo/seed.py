"""What the demo's office begins with: three months of history and a morning, marked as sample.

The history goes straight through the rules into the journal, a day at a time; the morning is played
on a stage by the programs themselves, so that the kiosk's own numbers go on where it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date, timedelta
from typing import Final

from tqdm import tqdm

from config.house import House
from hardware.inputs import RatingTouched, ServicePressed, Touched
from mot_cua.business_day import ms_of
from mot_cua.clock import boot_id
from mot_cua.errors import Refused
from mot_cua.ids import (
    CounterNo,
    RequestId,
    UnixMs,
    new_id,
)
from office.demo.sample_day import sample_day
from office.simulate.historian import ACTIONS, lived
from office.simulate.stage import Stage
from queue_server.core.office import Answer
from queue_server.program import open_journal
from queue_server.service import Ask

HISTORY_DAYS: Final = 91
VISITS_AN_HOUR: Final = 9.0
MORNING_VISITS_AN_HOUR: Final = 22.0


def seed_history(house: House, *, before: str) -> None:
    """Write the working days of three months before a day, with a progress bar."""
    first = date.fromisoformat(before) - timedelta(days=HISTORY_DAYS)
    days = [(first + timedelta(days=i)).isoformat() for i in range(HISTORY_DAYS)]
    days = [day for day in days if house.timetable.work_periods(day)]
    journal = open_journal(house)
    try:
        bar = tqdm(days, desc="Ba tháng số liệu mẫu", unit="ngày", file=sys.stderr, disable=None)
        for day in bar:
            journal.append_all(lived(house, day, pace=VISITS_AN_HOUR, after=journal.last_seq))
    finally:
        journal.close()


def seed_morning(house: House, day: str, *, until: str, progress: Callable[[], object]) -> None:
    """Play the morning of a day up to `until` (HH:MM) on a stage."""
    begins = UnixMs(ms_of(day) + 6 * 3600_000 + 60_000)
    # Of this boot: the programs that take over here come after no power cut.
    stage = Stage(house, begins=begins, is_sample=True, boot=boot_id())
    try:
        player = StagePlayer(house, stage)
        end = ms_of(day, until)
        for at in sample_day(house, day, MORNING_VISITS_AN_HOUR).play(
            player, until=(end - ms_of(day)) / 1000
        ):
            stage.advance_to(ms_of(day) + int(at * 1000))
            progress()
        stage.advance_to(end)
    finally:
        stage.close()


class StagePlayer:
    """Touches the edges of the programs on a stage."""

    def __init__(self, house: House, stage: Stage) -> None:
        self._house, self._stage = house, stage

    def press(self, service: str, *, is_priority: bool) -> None:
        """Say that one has priority, if so, and press."""
        if is_priority:
            self._stage.to_kiosk(Touched("priority"))
        self._stage.to_kiosk(ServicePressed(service))

    def officer(self, counter: int, action: str) -> str:
        """Ask the server, as the console does."""
        kind = ACTIONS[action]
        reply: Future[list[Answer]] = Future()
        wish = kind(request=RequestId(new_id()), counter=CounterNo(counter))  # type: ignore[call-arg]  # each has a counter
        self._stage.to_server(Ask((wish,), reply))
        problem = reply.exception(timeout=0)
        return problem.code if isinstance(problem, Refused) else ""

    def rate(self, counter: int, level: int) -> None:
        """Press, if the lamps invite."""
        if self._stage.panels[CounterNo(counter)].label:
            name = self._house.settings.rating.level[level].id
            pressed = self._stage.clock.monotonic_ms()
            self._stage.to_bridge(RatingTouched(counter, name, pressed))
