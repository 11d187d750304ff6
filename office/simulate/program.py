"""`mot-cua simulate`: a public board's day, lived again, closed and reported."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import click
from tqdm import tqdm

from config.house import House, leave_office_file, open_house
from mot_cua.business_day import local, ms_of
from mot_cua.clock import ScaledClock, SystemClock
from mot_cua.errors import MotCuaError, SettingsError
from mot_cua.ids import UnixMs
from mot_cua.vietnamese import time_text
from office.inspect import report_lines
from office.launch import OneMachine, Plan, free_port, running
from office.simulate.director import Step, Theatre, play, steps_of
from office.simulate.live import Live
from office.simulate.on_stage import OnStage
from office.simulate.plan import plan_day, read_board
from office.simulate.stage import Stage
from queue_server.journal.report import DayReport
from queue_server.program import open_journal, reports_of

BEGINS_BEFORE_MS: Final = 10 * 60_000
CLOSE_PATIENCE: Final = 30.0


def run_simulation(
    *,
    replay_file: Path,
    office_file: Path | None,
    day: str,
    speed: str,
    seed: int,
    data: Path | None,
) -> None:
    """Play a board's day.

    Raises:
        SettingsError: the board or the office file cannot be used, or `data` has a journal already.
    """
    office_file = office_file or replay_file.with_name("office.toml")
    with _folder(data) as folder:
        if (folder / "journal.db").exists():
            raise SettingsError(f"{folder}: already has a journal; choose an empty folder")
        house = open_house(office_file, folder, broker=f"127.0.0.1:{free_port()}")
        leave_office_file(office_file, house)
        text = replay_file.read_text(encoding="utf-8-sig")
        steps = _steps(house, text, replay_file, seed)
        click.echo(
            f"{replay_file.name}, {day}: the board tells counts every few minutes. When people came"
            " and were called within them, who was absent, when services ended and what was rated"
            f" is made from seed {seed}."
        )
        if speed == "max":
            _on_stage(house, steps, day)
        else:
            _live(house, steps, day, _speed(speed), office_file)
        _tell(house, day)


def _steps(house: House, text: str, replay_file: Path, seed: int) -> list[Step]:
    codes = {one.letter: one.code for one in house.settings.service}
    counters = {
        letter: [one.number for one in house.settings.counter if code in one.services]
        for letter, code in codes.items()
    }
    board = read_board(text, where=str(replay_file))
    for letter in board:
        if letter not in codes:
            raise SettingsError(f"{replay_file}: service {letter!r} is not in the office file")
    levels = len(house.settings.rating.level)
    return steps_of(plan_day(board, counters, seed=seed, levels=levels))


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 1 <= speed <= 5000:
        raise SettingsError(f"--speed {text}: expected max, or a number from 1 to 5000")
    return speed


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="mot-cua-") as folder:
        yield Path(folder)


def _on_stage(house: House, steps: list[Step], day: str) -> None:
    stage = Stage(house, begins=UnixMs(_first(steps, day) - BEGINS_BEFORE_MS))
    try:
        theatre = OnStage(house, stage)
        _play(steps, theatre, day)
        theatre.wait_until(UnixMs(ms_of(day, house.settings.hours.day_closes) + 60_000))
    finally:
        stage.close()


def _live(house: House, steps: list[Step], day: str, speed: float, office_file: Path) -> None:
    now = SystemClock().wall_ms()
    # Programs need some real seconds to come up; office time runs on while they do.
    begins = UnixMs(_first(steps, day) - int(speed * 6000))
    clock = ScaledClock(office=begins, real=now, speed=speed)
    port = free_port()
    plan = Plan(office_file=office_file.resolve(), server_port=port)
    with (
        running(OneMachine(house, plan, clock=clock)) as machine,
        closing(Live(house, machine, clock=clock, port=port)) as theatre,
    ):
        _play(steps, theatre, day)
        closes = ms_of(day, house.settings.hours.day_closes)
        theatre.wait_until(UnixMs(closes + int(speed * 1500)))
        wait_for_the_seal(house, theatre, clock, day)


def wait_for_the_seal(house: House, theatre: Live, clock: ScaledClock, day: str) -> None:
    """Wait until the server has closed the day. Raises MotCuaError when it does not."""
    deadline = SystemClock().monotonic_ms() + CLOSE_PATIENCE * 1000
    while SystemClock().monotonic_ms() < deadline:
        if (found := _report(house, day)) and found.is_closed:
            return
        theatre.wait_until(UnixMs(clock.wall_ms() + 60_000))
    raise MotCuaError(f"the server did not close {day} within {CLOSE_PATIENCE:g} s")


def _first(steps: list[Step], day: str) -> int:
    return ms_of(day) + int(steps[0].at * 1000)


def _play(steps: list[Step], theatre: Theatre, day: str) -> None:
    midnight = ms_of(day)
    minutes = int((steps[-1].at - steps[0].at) // 60) + 1
    begins = steps[0].at
    form = "{desc} {percentage:3.0f}% |{bar}| {postfix}"
    with tqdm(total=minutes, bar_format=form, file=sys.stderr, disable=None) as bar:
        for step in play(steps, theatre, midnight=midnight):
            done = int((step.at - begins) // 60)
            if done > bar.n:
                issued, waiting = theatre.progress()
                clock = time_text(local(UnixMs(midnight + int(step.at * 1000))))
                bar.set_description_str(clock, refresh=False)
                queue = f", {waiting} waiting" if waiting >= 0 else ""
                bar.set_postfix_str(f"{issued} tickets{queue}", refresh=False)
                bar.update(done - bar.n)


def _report(house: House, day: str) -> DayReport | None:
    journal = open_journal(house)
    try:
        return reports_of(house, journal).day(day)
    finally:
        journal.close()


def _tell(house: House, day: str) -> None:
    report = _report(house, day)
    if report is None:
        raise MotCuaError(f"{day} left no report; see the logs in {house.data}")
    click.echo("\n".join(report_lines(house, report, now_ms=report.closed_ms or UnixMs(0))))
    states = report.states
    click.echo(
        f"{report.issued} issued, {states['done']} served, {states['no-show']} absent,"
        f" {report.total.rated} rated"
    )
