"""kill -9 of every program at any time during a replayed day: its report still adds up."""

from __future__ import annotations

import os
import random
import signal
import threading
from contextlib import closing
from pathlib import Path

import pytest

from config.house import open_house
from mot_cua.business_day import ms_of
from mot_cua.clock import ScaledClock, SystemClock
from mot_cua.ids import UnixMs
from office.launch import OneMachine, Plan, free_port, running
from office.simulate.director import play, steps_of
from office.simulate.live import Live
from office.simulate.plan import plan_day, read_board
from office.simulate.program import wait_for_the_seal
from queue_server.core.ticket import State
from queue_server.journal.verify import verify
from queue_server.program import open_journal, reports_of

DAY = "2020-01-22"
FOLDER = Path(__file__).parent.parent / "data" / "municipal-day"
SPEED = 500.0
KILL_EVERY = 4.0
"""Real seconds; half an office hour at this speed."""


class Killer:
    """Kills one program after another, in an order that the seed decides."""

    def __init__(self, machine: OneMachine, seed: int) -> None:
        self._machine, self._chance = machine, random.Random(seed)
        self.kills: dict[str, int] = {}
        self._next = SystemClock().monotonic_ms() + 3000
        self._round: list[str] = []

    def strike_if_due(self) -> None:
        now = SystemClock().monotonic_ms()
        if now < self._next:
            return
        self._next = now + KILL_EVERY * 1000
        if not self._round:
            self._round = [*self._machine.children, "broker"]
            self._chance.shuffle(self._round)
        name = self._round.pop()
        pid = self._machine.broker.pid if name == "broker" else self._machine.children[name].pid
        if pid is not None:
            # The queue server's worker dies with its master, as in a power cut.
            os.killpg(pid, signal.SIGKILL)
            self.kills[name] = self.kills.get(name, 0) + 1


@pytest.mark.process
@pytest.mark.timeout(240)
def test_a_replayed_day_survives_the_death_of_every_program(tmp_path: Path) -> None:
    # People who find the office dead come a little later; so it closes later than it did.
    text = (FOLDER / "office.toml").read_text(encoding="utf-8")
    office = tmp_path / "office.toml"
    late = text.replace('day_closes = "19:00"', 'day_closes = "23:50"')
    office.write_text(late.replace("-18:58", "-23:30"), encoding="utf-8")
    house = open_house(office, tmp_path, broker=f"127.0.0.1:{free_port()}")
    board = read_board((FOLDER / "board.csv").read_text(encoding="utf-8-sig"), where="board.csv")
    codes = {one.letter: one.code for one in house.settings.service}
    counters = {
        letter: [one.number for one in house.settings.counter if code in one.services]
        for letter, code in codes.items()
    }
    steps = steps_of(plan_day(board, counters, seed=7))
    midnight = ms_of(DAY)
    begins = UnixMs(midnight + int(steps[0].at * 1000) - int(SPEED * 5000))
    clock = ScaledClock(office=begins, real=SystemClock().wall_ms(), speed=SPEED)
    plan = Plan(office_file=office, server_port=free_port())
    with (
        running(OneMachine(house, plan, clock=clock)) as machine,
        closing(Live(house, machine, clock=clock, port=plan.server_port)) as theatre,
    ):
        killer = Killer(machine, seed=11)
        for _ in play(steps, theatre, midnight=midnight):
            killer.strike_if_due()
        closes = ms_of(DAY, house.settings.hours.day_closes)
        theatre.wait_until(UnixMs(closes + int(SPEED * 1000)))
        wait_for_the_seal(house, theatre, clock, DAY)
    assert {"server", "kiosk-1", "bridge-1", "board-1", "broker"} <= set(killer.kills)
    journal = open_journal(house)
    assert verify(journal, house.settings).problems == []
    report = reports_of(house, journal).day(DAY)
    journal.close()
    assert report is not None
    assert report.is_closed
    assert report.issued == 485 == sum(report.states[state.value] for state in State)
    assert report.total.rated <= report.total.served
    assert threading.active_count() < 20
