"""The business day: opening it, and sealing its figures."""

from __future__ import annotations

import msgspec

from mot_cua.errors import Refused
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.rating import RatingState
from queue_server.core.rating_rules import end_all, void_after_power_cut
from queue_server.core.registers.rules import close_years
from queue_server.core.situation import Situation
from queue_server.core.ticket import TRANSITIONS, Action, State


def open_day(now: Situation, command: c.OpenDay) -> list[e.Event]:
    """Begin a day; a sealed day is never opened again (I15)."""
    office = now.office
    if office.day is not None:
        raise Refused("day-open", f"{office.day} is still open; close it first")
    if office.sealed is not None and command.day <= office.sealed:
        raise Refused("day-sealed", f"{office.sealed} is sealed; its figures do not change")
    is_trial = office.is_on_trial
    opened = e.DayOpened(
        day=command.day, is_sample=command.is_sample or is_trial, is_trial=is_trial
    )
    return [*close_years(now, command.day), opened]


def close_day(now: Situation, command: c.CloseDay) -> list[e.Event]:
    """End what is still open by the table, then seal the day with its totals."""
    office = now.office
    if office.day is None:
        raise Refused("day-closed", "no business day is open")
    ended: list[e.Event] = [
        e.TicketClosedByDay(ticket=one.id, state=_ended(one.state))
        for one in office.tickets.values()
        if Action.CLOSE_DAY in TRANSITIONS[one.state]
    ]
    seal = e.DayClosed(day=office.day, totals=_totals_at_close(now), is_made_up=command.is_made_up)
    return [*end_all(now), *ended, seal]


def _ended(state: State) -> str:
    end = TRANSITIONS[state][Action.CLOSE_DAY]
    assert end is not None, "closing time undoes nothing"
    return end.value


def _totals_at_close(now: Situation) -> dict[str, int]:
    """Count the day as it will be when everything open has ended."""
    office = now.office
    totals = office.totals()
    for one in office.tickets.values():
        if Action.CLOSE_DAY in TRANSITIONS[one.state]:
            totals[one.state.value] -= 1
            totals[_ended(one.state)] += 1
    totals["rated"] += sum(w.state is RatingState.GIVEN for w in office.windows.values())
    return totals


def start_server(now: Situation, command: c.StartServer) -> list[e.Event]:
    """Take note that the server came up; after a power cut open windows are void."""
    started = e.ServerStarted(boot=command.boot, version=command.version)
    if now.office.boot in ("", command.boot):
        return [started]
    return [started, *void_after_power_cut(now)]


def judge_forecast(_: Situation, command: c.JudgeForecast) -> list[e.Event]:
    """Put a week's verdict on record."""
    return [e.ForecastJudged(**msgspec.structs.asdict(command))]
