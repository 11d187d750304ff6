"""What other systems may read: made of the same pictures as the pages."""

from __future__ import annotations

from mot_cua import VERSION
from mot_cua.ids import DeviceId
from mot_cua.messages import ServiceState
from queue_server.core.periods import NoPeriod, period_of
from queue_server.journal.period_report import PeriodReports
from queue_server.snapshots import CounterView, OfficeView
from queue_server.web.devices import known_devices
from queue_server.web.page import gateway
from queue_server.web.v1 import asked
from queue_server.web.v1.answers import (
    Call,
    Counter,
    Counters,
    DayLine,
    Days,
    Device,
    Figures,
    Health,
    Queue,
    Service,
)
from queue_server.web.v1.figures import day_figures, period_figures
from queue_server.web.v1.problems import Problems


def queue(_: asked.Asked) -> Queue:
    """Read the queue as the public sees it: who is called where, who waits, and how long."""
    view = gateway().view
    return Queue(
        version=view.version,
        at_ms=view.at_ms,
        day=view.day,
        is_sample=view.is_sample,
        waiting=len(view.waiting),
        called=_called(view),
        services=tuple(_service(one) for one in view.services),
    )


def service(wanted: asked.OfService) -> Service:
    """Read one service: who waits for it, and the forecast for who takes a number now."""
    found = next((one for one in gateway().view.services if one.service == wanted.code), None)
    if found is None:
        raise Problems("no-such-address", f"there is no service {wanted.code}")
    return _service(found)


def counters(_: asked.Asked) -> Counters:
    """Read the counters: which are open, and which number is there."""
    return Counters(counters=tuple(_counter(one) for one in gateway().view.counters))


def days(wanted: asked.Latest) -> Days:
    """List the latest business days."""
    return Days(
        days=tuple(
            DayLine(
                day=one.day,
                is_sample=one.is_sample,
                is_sealed=one.is_closed,
                issued=one.issued,
                served=one.served,
            )
            for one in gateway().reports.days(limit=wanted.limit)
        )
    )


def day(wanted: asked.OfDay) -> Figures:
    """Read the figures of one business day."""
    house = gateway()
    found = house.reports.day(wanted.day)
    if found is None:
        raise Problems("no-such-day", f"the office was not open on {wanted.day}")
    return day_figures(found, house.settings)


def period(wanted: asked.OfPeriod) -> Figures:
    """Read the figures of a week, a month, a quarter, half a year or a year."""
    house = gateway()
    cutoff = house.settings.report.cutoff
    try:
        named = period_of(wanted.period, cutoff=cutoff)
    except NoPeriod as problem:
        raise Problems("no-such-period", str(problem)) from None
    reports = PeriodReports(
        house.reports.engine, long_wait_min=house.settings.rules.long_wait_min, cutoff=cutoff
    )
    found = reports.read(named)
    if found is None:
        raise Problems("no-such-period", f"{named.name}: the office was open on none of its days")
    return period_figures(found, house.settings)


def devices(_: asked.Asked) -> Health:
    """Read how the devices are."""
    house = gateway()
    return Health(
        version=VERSION,
        unprinted=len(house.view.unprinted),
        devices=tuple(_device(name, role) for name, role in known_devices(house).items()),
    )


def _called(view: OfficeView) -> tuple[Call, ...]:
    shown = [one.shown.call for one in view.counters if one.shown.call is not None]
    return tuple(
        Call(
            label=one.label,
            service=one.service,
            counter=one.counter,
            times=one.times,
            called_ms=one.called_ms,
            is_serving=one.is_serving,
        )
        for one in sorted(shown, key=lambda one: -one.announcement)
    )


def _service(state: ServiceState) -> Service:
    named = next(one for one in gateway().settings.service if one.code == state.service)
    return Service(
        code=named.code,
        name=named.name,
        name_en=named.name_en,
        waiting=state.waiting,
        longest_wait_ms=state.longest_wait_ms,
        open_counters=state.open_counters,
        forecast=state.forecast,
        forecast_en=state.forecast_en,
        is_reached_today=state.reaches,
    )


def _counter(desk: CounterView) -> Counter:
    ticket = desk.ticket
    return Counter(
        number=desk.number,
        name=desk.name,
        services=desk.services,
        state=desk.state,
        waiting=desk.waiting,
        label=ticket.label if ticket else "",
        stage=ticket.state if ticket else "",
    )


def _device(name: str, role: str) -> Device:
    house = gateway()
    known = house.devices.get(DeviceId(name))
    status = known.status if known else None
    return Device(
        id=name,
        role=role,
        is_online=house.is_here(name),
        heard_ms=known.heard_ms if known else None,
        version=status.version if status else "",
        parts=dict(status.health) if status else {},
        outbox=status.outbox_depth if status else 0,
        is_clock_trusted=status.clock_trusted if status else True,
    )
