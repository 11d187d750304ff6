"""What the office looks like from outside: whole snapshots for boards, panels and pages.

Everything here is immutable and made anew after each change, so that any thread may read it.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from mot_cua.ids import (
    CounterNo,
    DayText,
    DeviceId,
    ServiceCode,
    TicketClass,
    TicketId,
    Ticks,
    UnixMs,
)
from mot_cua.messages import (
    Call,
    CounterState,
    FinishedVisit,
    InLine,
    LineState,
    OfficeState,
    QueueState,
    RatingWindow,
    SatisfactionFigure,
    ServiceState,
    VisitsState,
)
from queue_server.core.commands import Now
from queue_server.core.figures import Tally, headline
from queue_server.core.kiosk_rating import PICKED_MIN, pickable
from queue_server.core.office import CallShown, Counter, Office
from queue_server.core.printing import unprinted
from queue_server.core.rating import RatingState, Window
from queue_server.core.situation import MINUTE, SECOND, Situation
from queue_server.core.ticket import State, Ticket


class Forecast(NamedTuple):
    """What is said about a wait, in two languages; empty when nothing honest can be said."""

    vi: str = ""
    en: str = ""
    reaches: bool = True
    """False when the day may end before the call."""


Forecasts = Callable[[ServiceCode], Forecast]
"""What somebody is told who would take a number of this service now."""


Longest = Callable[[ServiceCode, CounterNo], int]
"""Milliseconds in which 95 of 100 services of this kind end at this counter; 0 is not known."""


def not_known(_: ServiceCode, __: CounterNo) -> int:
    """Know nothing of how long services take."""
    return 0


def no_forecast(_: ServiceCode) -> Forecast:
    """Say nothing about waits."""
    return Forecast()


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket as an officer sees it. There is nothing about a rating in it, on purpose."""

    id: TicketId
    label: str
    service: ServiceCode
    ticket_class: TicketClass
    state: str
    counter: int | None
    calls: int
    leg: int
    waited_ms: int
    """How long it has waited, or had waited when it was called."""
    changed_ms: UnixMs
    """When its state last changed, by the wall clock."""
    first_called_ms: UnixMs
    last_called_ms: UnixMs
    has_returned: bool
    dossiers: int
    issuer: DeviceId
    print: str


class CounterView(msgspec.Struct, frozen=True, kw_only=True):
    """One counter with everything that its console shows."""

    number: int
    name: str
    services: tuple[str, ...]
    state: str
    reason: str
    officer: str
    then: str
    ticket: TicketView | None
    waiting: int
    """People this counter may call."""
    longest_wait_ms: int
    held: tuple[TicketView, ...]
    last_finished: str
    """Label of the finish that may still be undone; empty when there is none. While a number is
    called, its call has to be undone first."""
    last_finished_ms: UnixMs
    lent: tuple[str, ...]
    """Services of others among `services`, until `lent_until_ms`."""
    lent_until_ms: UnixMs
    asks_ms: UnixMs
    """When to ask whether the number is still being served; 0 while there is nothing to ask."""
    shown: CounterState
    """What the board above it shows: the retained snapshot itself."""


class OfficeView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole office at one moment."""

    version: int
    """Commit sequence of the last event in it."""
    at_ms: UnixMs
    day: DayText | None
    is_sample: bool
    is_trial: bool
    counters: tuple[CounterView, ...]
    waiting: tuple[TicketView, ...]
    absent: tuple[TicketView, ...]
    unprinted: tuple[TicketView, ...]
    """Valid numbers without paper, the longest waiting first."""
    by_hand: tuple[TicketView, ...]
    """Numbers that were called while the server was away, the latest first."""
    services: tuple[ServiceState, ...]
    totals: dict[str, int]
    levels: dict[str, int]
    figure: SatisfactionFigure
    stray_presses: int
    void_windows: int


def office_view(
    now: Situation, forecasts: Forecasts = no_forecast, longest: Longest = not_known
) -> OfficeView:
    """Describe the office for the pages."""
    office = now.office
    return OfficeView(
        version=office.seq,
        at_ms=now.now.wall_ms,
        day=office.day,
        is_sample=office.is_sample,
        is_trial=office.is_trial,
        counters=tuple(_counter_view(now, desk, longest) for desk in office.counters.values()),
        waiting=tuple(_ticket_view(now, one) for one in office.waiting()),
        absent=tuple(_ticket_view(now, one) for one in office.tickets_in(State.NO_SHOW)),
        unprinted=tuple(_ticket_view(now, one) for one in unprinted(office)),
        by_hand=_by_hand(now),
        services=_services(now, forecasts),
        totals=office.totals(),
        levels=dict(office.ratings()),
        figure=_figure(now),
        stray_presses=office.stray_presses,
        void_windows=office.void_windows.total(),
    )


def _by_hand(now: Situation) -> tuple[TicketView, ...]:
    found = [one for one in now.office.tickets.values() if one.is_by_hand]
    return tuple(_ticket_view(now, one) for one in sorted(found, key=lambda one: -one.changed))


def _ticket_view(now: Situation, ticket: Ticket) -> TicketView:
    until = (
        now.now.ticks if ticket.state is State.WAITING else (ticket.first_called or ticket.changed)
    )
    return TicketView(
        id=ticket.id,
        label=ticket.label,
        service=ticket.service,
        ticket_class=ticket.ticket_class,
        state=ticket.state.value,
        counter=ticket.counter,
        calls=ticket.calls,
        leg=ticket.leg,
        waited_ms=max(0, until - ticket.base.ticks),
        changed_ms=_wall(now.now, ticket.changed),
        first_called_ms=_wall(now.now, ticket.first_called),
        last_called_ms=_wall(now.now, ticket.last_called),
        has_returned=ticket.has_returned,
        dossiers=ticket.dossiers,
        issuer=ticket.issuer,
        print=now.office.printing.get(ticket.id, "pending"),
    )


def _wall(now: Now, ticks: Ticks) -> UnixMs:
    """Place a moment of the monotonic clock on today's wall clock, for people."""
    return UnixMs(now.wall_ms - (now.ticks - ticks)) if ticks else UnixMs(0)


def _counter_view(now: Situation, desk: Counter, longest: Longest) -> CounterView:
    office = now.office
    eligible = now.eligible(desk.number)
    oldest = min((one.base.ticks for one in eligible), default=now.now.ticks)
    named = next((one for one in now.settings.counter if one.number == desk.number), None)
    held = [t for t in office.tickets_in(State.HELD) if t.counter == desk.number]
    finished = _undoable(now, desk)
    return CounterView(
        number=desk.number,
        name=named.name if named else "",
        services=tuple(now.services_of(desk.number)),
        state=desk.state,
        reason=desk.reason,
        officer=desk.officer,
        then=desk.then,
        ticket=_ticket_view(now, office.tickets[desk.ticket]) if desk.ticket else None,
        waiting=len(eligible),
        longest_wait_ms=max(0, now.now.ticks - oldest),
        held=tuple(_ticket_view(now, one) for one in held),
        last_finished=finished.label if finished else "",
        last_finished_ms=_wall(now.now, finished.changed) if finished else UnixMs(0),
        lent=desk.lent,
        lent_until_ms=_wall(now.now, desk.lent_until),
        asks_ms=_asks(now, desk, longest),
        shown=counter_state(now, desk.number),
    )


def _undoable(now: Situation, desk: Counter) -> Ticket | None:
    ticket = now.office.tickets.get(desk.last_finished or desk.finished_before or TicketId(""))
    if ticket is None or ticket.state is not State.DONE:
        return None
    window = now.office.windows.get(ticket.leg_id)
    is_fresh = now.since(ticket.changed) <= now.settings.rules.undo_finish_s * SECOND
    is_unrated = window is not None and window.state is RatingState.EXPECTED
    return ticket if is_fresh and is_unrated else None


def _asks(now: Situation, desk: Counter, longest: Longest) -> UnixMs:
    """Say when a service has lasted longer than 95 of 100; each dossier may take as long."""
    ticket = now.office.tickets[desk.ticket] if desk.ticket else None
    if ticket is None or ticket.state is not State.SERVING:
        return UnixMs(0)
    usual = longest(ticket.service, desk.number) * ticket.dossiers
    since = max(ticket.changed, ticket.confirmed)
    return UnixMs(_wall(now.now, since) + usual) if usual else UnixMs(0)


def _services(now: Situation, forecasts: Forecasts) -> tuple[ServiceState, ...]:
    waiting = Count(one.service for one in now.office.waiting())
    oldest: dict[str, int] = {}
    for one in now.office.waiting():
        oldest[one.service] = min(oldest.get(one.service, one.base.ticks), one.base.ticks)
    return tuple(
        ServiceState(
            service=ServiceCode(one.code),
            waiting=waiting[ServiceCode(one.code)],
            open_counters=tuple(now.staffed_for(ServiceCode(one.code))),
            longest_wait_ms=max(0, now.now.ticks - oldest.get(one.code, now.now.ticks)),
            forecast=forecast.vi,
            forecast_en=forecast.en,
            reaches=forecast.reaches,
        )
        for one in now.settings.service
        for forecast in (forecasts(ServiceCode(one.code)),)
    )


def _figure(now: Situation) -> SatisfactionFigure:
    tally = Tally(
        levels=now.office.ratings(),
        served=now.office.finished_legs,
        settings=now.settings.rating,
    )
    return SatisfactionFigure(
        headline=headline(tally),
        served=tally.served,
        rated=tally.rated,
        satisfied=tally.satisfied,
        very_satisfied=tally.very_satisfied,
    )


# ── Messages for boards and panels ───────────────────────────────────────────────────────────


def office_state(now: Situation, notices: tuple[str, ...] | None = None) -> OfficeState:
    """The office as every device sees it; with the office file's notices, or others."""
    office = now.office
    return OfficeState(
        seq=office.seq,
        day=office.day,
        is_sample=office.is_sample,
        notices=now.settings.office.notices if notices is None else notices,
        figure=_figure(now),
        issued=len(office.tickets),
    )


def queue_state(now: Situation, forecasts: Forecasts = no_forecast) -> QueueState:
    """The queue as the hall board shows it.

    How long the longest wait is changes by itself and is told by pages, not by every snapshot.
    """
    office = now.office
    services = tuple(
        msgspec.structs.replace(one, longest_wait_ms=0) for one in _services(now, forecasts)
    )
    return QueueState(
        seq=office.seq,
        called=tuple(sorted(_called(office), key=lambda call: -call.announcement)),
        recent=tuple(_recent_call(office, one) for one in office.recent),
        services=services,
    )


def _called(office: Office) -> Iterator[Call]:
    """Yield what each counter has before it, whether it was called just now or long ago."""
    for desk in office.counters.values():
        call = _call_at(office, desk)
        if call is not None:
            yield call


def _call_at(office: Office, desk: Counter) -> Call | None:
    if desk.ticket is None:
        return None
    for one in office.recent:
        if one.ticket == desk.ticket:
            return _recent_call(office, one)
    # It was laid aside meanwhile, or many were called after it.
    ticket = office.tickets[desk.ticket]
    return Call(
        label=ticket.label,
        service=ticket.service,
        counter=desk.number,
        called_ms=ticket.called_ms,
        is_serving=ticket.state is State.SERVING,
    )


def _recent_call(office: Office, shown: CallShown) -> Call:
    ticket = office.tickets[shown.ticket]
    return Call(
        label=shown.label,
        service=shown.service,
        counter=shown.counter,
        times=shown.times,
        called_ms=shown.called_ms,
        announcement=shown.announcement,
        reason=shown.reason,  # type: ignore[arg-type]  # the core's words are the message's
        is_serving=ticket.counter == shown.counter and ticket.state is State.SERVING,
    )


def line_state(now: Situation) -> LineState:
    """Say who waits, for kiosks."""
    office = now.office
    return LineState(
        seq=office.seq,
        day=office.day,
        waiting=tuple(
            InLine(
                label=one.label,
                service=one.service,
                ticket_class=one.ticket_class,
                taken_ms=one.issued_ms,
                overtaken=one.overtaken,
            )
            for one in office.waiting()
        ),
    )


def visits_state(now: Situation) -> VisitsState:
    """Say which visits can be rated on a kiosk by picking their number."""
    return VisitsState(
        seq=now.office.seq,
        finished=tuple(
            FinishedVisit(
                leg=one.leg,
                label=one.label,
                until_ms=UnixMs(one.finished_ms + PICKED_MIN * MINUTE),
            )
            for one in pickable(now)
        ),
    )


def counter_state(now: Situation, number: CounterNo) -> CounterState:
    """One counter as the board above it shows it."""
    office = now.office
    desk = office.counters[number]
    return CounterState(
        seq=office.seq,
        state=desk.state,  # type: ignore[arg-type]  # the core's words are the message's
        reason=desk.reason,
        call=_call_at(office, desk),
    )


def rating_window(now: Situation, number: CounterNo) -> RatingWindow:
    """What the panel of a counter invites to: the oldest window that is open now."""
    for window in now.office.open_windows(number):
        if window.opens <= now.now.ticks:
            return _invitation(now, window)
    return RatingWindow(seq=now.office.seq)


def _invitation(now: Situation, window: Window) -> RatingWindow:
    return RatingWindow(
        seq=now.office.seq,
        leg=window.leg,
        label=window.label,
        ends_ms=_wall(now.now, window.closes),
        given=window.level if window.state is RatingState.GIVEN else "",
    )
