"""What one counter's console is told. There is nothing about ratings in it, on purpose."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec
from flask import request

from mot_cua.ids import DayText, ServiceCode, UnixMs
from queue_server.snapshots import CounterView, OfficeView, TicketView
from queue_server.web.devices import alerts
from queue_server.web.page import gateway
from queue_server.web.unserved import unserved

ABSENT_SHOWN: Final = 12


class ServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A service that a number may be sent to."""

    service: ServiceCode
    open_counters: tuple[int, ...]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Another counter that the same officer looks after, on a tab of the console."""

    number: int
    state: str
    label: str
    stage: str
    waiting: int


class ConsoleView(msgspec.Struct, frozen=True, kw_only=True):
    """One counter at one moment."""

    version: int
    at_ms: UnixMs
    day: DayText | None
    is_sample: bool
    counter: CounterView
    absent: tuple[TicketView, ...]
    """Who may still come back, the latest first."""
    services: tuple[ServiceLine, ...]
    alerts: tuple[str, ...] = ()
    """What somebody should look after, for example a kiosk without paper."""
    beside: tuple[Beside, ...] = ()
    desks: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Every counter with its services, for whoever wants to help."""


def console_view(
    view: OfficeView,
    number: int,
    said: tuple[str, ...] = (),
    others: Collection[int] = (),
) -> ConsoleView | None:
    """Take from the office what one counter needs; None when there is no such counter."""
    desk = next((one for one in view.counters if one.number == number), None)
    if desk is None:
        return None
    absent = [one for one in view.absent if one.service in desk.services and not one.has_returned]
    absent.sort(key=lambda one: one.changed_ms, reverse=True)
    return ConsoleView(
        version=view.version,
        at_ms=view.at_ms,
        day=view.day,
        is_sample=view.is_sample,
        counter=desk,
        absent=tuple(absent[:ABSENT_SHOWN]),
        services=tuple(
            ServiceLine(service=one.service, open_counters=one.open_counters)
            for one in view.services
        ),
        alerts=said,
        beside=tuple(
            _beside(one) for one in view.counters if one.number in others and one is not desk
        ),
        desks=tuple((one.number, one.services) for one in view.counters),
    )


def _beside(desk: CounterView) -> Beside:
    ticket = desk.ticket
    return Beside(
        number=desk.number,
        state=desk.state,
        label=ticket.label if ticket else "",
        stage=ticket.state if ticket else "",
        waiting=desk.waiting,
    )


def beside(number: int) -> tuple[int, ...]:
    """Return the counters that the page's address names besides: `?with=2,3`."""
    named = request.args.get("with", "").split(",")
    return tuple(int(one) for one in named if one.isdecimal() and one != str(number))


def all_alerts() -> tuple[str, ...]:
    """Say what somebody should look after now: people first, then devices."""
    return (*unserved(), *alerts(gateway()))
