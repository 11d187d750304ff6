"""What one counter's console is told. There is nothing about ratings in it, on purpose."""

from __future__ import annotations

from typing import Final

import msgspec

from mot_cua.ids import DayText, ServiceCode, UnixMs
from queue_server.snapshots import CounterView, OfficeView, TicketView

ABSENT_SHOWN: Final = 12


class ServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A service that a number may be sent to."""

    service: ServiceCode
    open_counters: tuple[int, ...]


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


def console_view(view: OfficeView, number: int, alerts: tuple[str, ...] = ()) -> ConsoleView | None:
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
        alerts=alerts,
    )
