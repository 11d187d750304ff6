"""How each event changes the office: nothing is asked, nothing is refused, nothing is decided.

The same events give the same state; that is what replay, verification and the simulations rest on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from mot_cua.ids import CounterNo, LegId, TicketId, Ticks, digest_of
from queue_server.core import events as e
from queue_server.core.errands import party_of
from queue_server.core.office import RECENT_CALLS, Answer, CallShown, Counter, Office, Paper
from queue_server.core.rating import RatingState, Window
from queue_server.core.registers.entries import entry_after
from queue_server.core.ticket import Base, State, Ticket
from queue_server.core.tokens import Token


def apply(office: Office, event: e.Event, stamp: e.Stamp) -> None:
    """Take over what an event says. Order matters; nothing is asked and nothing refused."""
    office.seq, office.ticks = stamp.seq, max(office.ticks, stamp.ticks)
    office.wall_ms = stamp.wall_ms
    _HANDLERS[type(event)](office, event, stamp)
    if isinstance(event, e.Requested):
        ticket = getattr(event, "ticket", None)
        known = office.tickets.get(ticket) if ticket else None
        # The first event of a request is its answer; later ones are consequences.
        office.answers.setdefault(
            event.request,
            Answer(
                request=event.request,
                kind=e.kind_of(event),
                ticket=ticket,
                label=known.label if known else "",
            ),
        )


def _put(office: Office, ticket: Ticket, stamp: e.Stamp, **changes: Any) -> Ticket:
    changed = msgspec.structs.replace(ticket, changed=stamp.ticks, **changes)
    office.put(changed)
    return changed


def _free(office: Office, counter: CounterNo, **changes: Any) -> None:
    changes = {"ticket": None, "finished_before": None, **changes}
    desk = msgspec.structs.replace(office.counters[counter], **changes)
    if desk.then:
        desk = msgspec.structs.replace(desk, state=desk.then, then="")
    office.counters[counter] = desk


def _hold_at(office: Office, counter: CounterNo, ticket: TicketId) -> None:
    desk = office.counters[counter]
    office.counters[counter] = msgspec.structs.replace(
        desk, ticket=ticket, last_finished=None, finished_before=desk.last_finished
    )


def _announce(office: Office, ticket: Ticket, stamp: e.Stamp) -> None:
    assert ticket.counter is not None
    office.recent = [c for c in office.recent if c.ticket != ticket.id]
    office.recent.insert(
        0,
        CallShown(
            ticket=ticket.id,
            label=ticket.label,
            service=ticket.service,
            counter=ticket.counter,
            times=ticket.calls,
            called_ms=ticket.called_ms,
            announcement=stamp.seq,
            reason=ticket.reason,
        ),
    )
    del office.recent[RECENT_CALLS:]


# The server and the day


def _server_started(office: Office, event: e.ServerStarted, _: e.Stamp) -> None:
    office.boot = event.boot


def _day_opened(office: Office, event: e.DayOpened, _: e.Stamp) -> None:
    office.clear_day()
    office.day, office.is_sample, office.is_trial = event.day, event.is_sample, event.is_trial


def _trial_began(office: Office, _event: e.TrialBegan, _: e.Stamp) -> None:
    office.is_on_trial = True


def _handed_over(office: Office, _event: e.HandedOver, _: e.Stamp) -> None:
    office.is_on_trial = False


def _day_closed(office: Office, event: e.DayClosed, _: e.Stamp) -> None:
    office.past = office.visits()
    office.clear_day()
    office.sealed = event.day
    for number in office.counters:
        office.counters[number] = Counter(number=number)


def _closed_by_day(office: Office, event: e.TicketClosedByDay, stamp: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    if ticket.counter is not None and office.counters[ticket.counter].ticket == ticket.id:
        _free(office, ticket.counter)
    _put(office, ticket, stamp, state=State(event.state), counter=None, before=None)


# Counters


def _counter_opened(office: Office, event: e.CounterOpened, _: e.Stamp) -> None:
    office.counters[event.counter] = msgspec.structs.replace(
        office.counters[event.counter], state="open", reason="", then="", officer=event.officer
    )


def _counter_stopped(office: Office, event: e.CounterPaused | e.CounterClosed, _: e.Stamp) -> None:
    desk = office.counters[event.counter]
    state = "paused" if isinstance(event, e.CounterPaused) else "closed"
    reason = event.reason if isinstance(event, e.CounterPaused) else ""
    changes: dict[str, Any] = {"then": state} if desk.ticket else {"state": state, "then": ""}
    if state == "closed":
        changes |= {"lent": (), "lent_until": Ticks(0)}
    office.counters[event.counter] = msgspec.structs.replace(desk, reason=reason, **changes)


def _lent(office: Office, event: e.CounterLent, _: e.Stamp) -> None:
    office.counters[event.counter] = msgspec.structs.replace(
        office.counters[event.counter], lent=event.services, lent_until=event.until
    )


def _loan_ended(office: Office, event: e.LoanEnded, _: e.Stamp) -> None:
    office.counters[event.counter] = msgspec.structs.replace(
        office.counters[event.counter], lent=(), lent_until=Ticks(0)
    )


def _calendar_changed(office: Office, event: e.CalendarChanged, _: e.Stamp) -> None:
    office.calendar = event.calendar


# Tickets


def _received(office: Office, event: e.TicketReceived, stamp: e.Stamp) -> None:
    office.put(
        Ticket(
            id=event.ticket,
            day=event.day,
            service=event.service,
            number=event.number,
            label=event.label,
            ticket_class=event.ticket_class,
            issuer=event.issuer,
            token_digest=_digest(event),
            issued_ms=event.issued_ms,
            base=Base(event.base_ticks, stamp.seq),
            party=party_of(office, event.first),
            entry=stamp.seq,
            changed=stamp.ticks,
        )
    )
    office.last_bases[event.issuer] = event.base_ticks
    if event.day == office.day:
        series = event.issuer, event.service
        office.last_numbers[series] = max(event.number, office.last_numbers.get(series, 0))


def _digest(event: e.TicketReceived | e.PaperMerged) -> str:
    return event.token_digest or digest_of(event.token)


def _admitted(office: Office, event: e.PaperAdmitted, stamp: e.Stamp) -> None:
    office.put(
        Ticket(
            id=event.ticket,
            day=event.day,
            service=event.service,
            number=event.number,
            label=event.label,
            ticket_class=event.ticket_class,
            issuer=event.issuer,
            token_digest="",
            issued_ms=event.issued_ms,
            base=Base(event.base_ticks, stamp.seq),
            entry=stamp.seq,
            changed=stamp.ticks,
            is_admitted=True,
        )
    )
    office.admitted.add(Paper(event.day, event.label, event.issuer))


def _merged(office: Office, event: e.PaperMerged, _: e.Stamp) -> None:
    office.papers[event.paper] = event.ticket
    office.put(_with_paper(office.tickets[event.ticket], event))


def _with_paper(ticket: Ticket, event: e.PaperMerged) -> Ticket:
    """Give a ticket, and what an undo would bring back, all that its kiosk knows of it."""
    is_first_wait = ticket.state is State.WAITING and not ticket.has_returned
    return msgspec.structs.replace(
        ticket,
        paper=event.paper,
        token_digest=_digest(event),
        issued_ms=event.issued_ms,
        base=Base(event.base_ticks, ticket.base.order) if is_first_wait else ticket.base,
        before=_with_paper(ticket.before, event) if ticket.before else None,
    )


def _announced_again(office: Office, event: e.AnnouncedAgain, stamp: e.Stamp) -> None:
    ticket = msgspec.structs.replace(
        office.tickets[event.ticket],
        first_called=stamp.ticks,
        last_called=stamp.ticks,
        called_ms=stamp.wall_ms,
    )
    office.put(ticket)
    _announce(office, ticket, stamp)


def _called_by_hand(office: Office, event: e.CalledByHand, stamp: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    _put(
        office,
        ticket,
        stamp,
        state=State.DONE,
        counter=None,
        is_by_hand=True,
        before=ticket,
    )


def _hand_call_undone(office: Office, event: e.HandCallUndone, _: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    assert ticket.before is not None
    office.put(ticket.before)


def _print_recorded(office: Office, event: e.TicketPrintRecorded, _: e.Stamp) -> None:
    # A paper that came out once is in somebody's hand, whatever a second one did.
    if office.printing.get(event.ticket) != "printed":
        office.printing[event.ticket] = event.outcome


def _reprint_ordered(office: Office, event: e.ReprintOrdered, _: e.Stamp) -> None:
    if event.ticket is not None:
        office.reprints[office.known_as(event.ticket)] += 1


def _voided(office: Office, event: e.NumberWasVoided, stamp: e.Stamp) -> None:
    office.voided.add(event.ticket)
    ticket = office.tickets.get(event.ticket)
    if ticket is not None and ticket.state is State.WAITING:
        _put(office, ticket, stamp, state=State.CANCELLED)


def _called(office: Office, event: e.TicketCalled, stamp: e.Stamp) -> None:
    passed = []
    for other in event.passed:
        left = office.tickets[other]
        office.put(msgspec.structs.replace(left, overtaken=left.overtaken + 1))
        passed.append((other, left.entry))
    ticket = office.tickets[event.ticket]
    called = _put(
        office,
        ticket,
        stamp,
        state=State.CALLED,
        counter=event.counter,
        calls=1,
        first_called=stamp.ticks,
        last_called=stamp.ticks,
        called_ms=stamp.wall_ms,
        reason=event.reason,
        passed=tuple(passed),
        before=ticket,
    )
    _hold_at(office, event.counter, ticket.id)
    _announce(office, called, stamp)


def _recalled(office: Office, event: e.TicketRecalled, stamp: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    recalled = _put(office, ticket, stamp, calls=ticket.calls + 1, last_called=stamp.ticks)
    _announce(office, recalled, stamp)


def _call_undone(office: Office, event: e.CallUndone, _: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    assert ticket.before is not None
    for other, entry in ticket.passed:
        left = office.tickets[other]
        if left.entry == entry:
            office.put(msgspec.structs.replace(left, overtaken=left.overtaken - 1))
    office.put(ticket.before)
    office.recent = [c for c in office.recent if c.ticket != ticket.id]
    _free(office, event.counter, last_finished=office.counters[event.counter].finished_before)


def _started(office: Office, event: e.ServiceStarted, stamp: e.Stamp) -> None:
    _put(office, office.tickets[event.ticket], stamp, state=State.SERVING, before=None)


def _service_confirmed(office: Office, event: e.ServiceConfirmed, stamp: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    office.put(msgspec.structs.replace(ticket, confirmed=stamp.ticks))


def _dossiers_counted(office: Office, event: e.DossiersCounted, _: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    office.put(msgspec.structs.replace(ticket, dossiers=event.dossiers))


def _marked_absent(office: Office, event: e.MarkedAbsent, stamp: e.Stamp) -> None:
    _put(
        office, office.tickets[event.ticket], stamp, state=State.NO_SHOW, counter=None, before=None
    )
    _free(office, event.counter)


def _finished(office: Office, event: e.ServiceFinished, stamp: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    office.finished_legs += 1
    office.put_window(
        Window(
            leg=event.leg,
            ticket=ticket.id,
            label=ticket.label,
            counter=event.counter,
            opens=event.opens,
            closes=event.closes,
            finished=stamp.ticks,
            finished_ms=stamp.wall_ms,
        )
    )
    if event.next_service is None:
        _put(
            office,
            ticket,
            stamp,
            state=State.DONE,
            counter=None,
            outcome=event.outcome,
            before=ticket,
        )
        _free(office, event.counter, last_finished=ticket.id)
    else:
        _join(office, ticket, stamp, service=event.next_service, reason="transferred")
        _free(office, event.counter)


def _join(office: Office, ticket: Ticket, stamp: e.Stamp, **changes: Any) -> None:
    _put(
        office,
        ticket,
        stamp,
        state=State.WAITING,
        leg=ticket.leg + 1,
        entry=stamp.seq,
        overtaken=0,
        calls=0,
        dossiers=1,
        counter=changes.pop("counter", None),
        passed=(),
        before=None,
        **changes,
    )


def _finish_undone(office: Office, event: e.FinishUndone, _: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    assert ticket.before is not None
    office.put(ticket.before)
    office.finished_legs -= 1
    _hold_at(office, event.counter, ticket.id)
    _set_window(office, event.leg, state=RatingState.VOID)


def _held(office: Office, event: e.TicketHeld, stamp: e.Stamp) -> None:
    _put(office, office.tickets[event.ticket], stamp, state=State.HELD, before=None)
    _free(office, event.counter)


def _resumed(office: Office, event: e.TicketResumed, stamp: e.Stamp) -> None:
    _put(office, office.tickets[event.ticket], stamp, state=State.SERVING, counter=event.counter)
    _hold_at(office, event.counter, event.ticket)


def _released(office: Office, event: e.TicketReleased, stamp: e.Stamp) -> None:
    _put(
        office,
        office.tickets[event.ticket],
        stamp,
        state=State.WAITING,
        counter=None,
        entry=stamp.seq,
        overtaken=0,
        reason="returned",
    )


def _transferred(office: Office, event: e.TicketTransferred, stamp: e.Stamp) -> None:
    _join(
        office,
        office.tickets[event.ticket],
        stamp,
        service=event.service,
        counter=event.to_counter,
        reason="transferred",
    )
    _free(office, event.counter)


def _returned(office: Office, event: e.TicketReturned, stamp: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    base = ticket.base
    if event.behind is not None:
        base = Base(event.behind[0], event.behind[1], stamp.seq)
    _put(
        office,
        ticket,
        stamp,
        state=State.WAITING,
        base=base,
        entry=stamp.seq,
        overtaken=0,
        calls=0,
        has_returned=True,
        reason="returned",
        passed=(),
    )


def _cancelled(office: Office, event: e.TicketCancelled, stamp: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    _put(office, ticket, stamp, state=State.CANCELLED, counter=None, before=ticket)


def _cancel_undone(office: Office, event: e.CancelUndone, _: e.Stamp) -> None:
    ticket = office.tickets[event.ticket]
    assert ticket.before is not None
    office.put(ticket.before)


def _class_changed(office: Office, event: e.ClassChanged, stamp: e.Stamp) -> None:
    _put(
        office,
        office.tickets[event.ticket],
        stamp,
        ticket_class=event.ticket_class,
        overtaken=event.overtaken,
        entry=stamp.seq,
    )


def _service_changed(office: Office, event: e.ServiceChanged, stamp: e.Stamp) -> None:
    _put(office, office.tickets[event.ticket], stamp, service=event.service, counter=None)


# Ratings


def _set_window(office: Office, leg: LegId, **changes: Any) -> None:
    office.put_window(msgspec.structs.replace(office.windows[leg], **changes))


def _window_shortened(office: Office, event: e.WindowShortened, _: e.Stamp) -> None:
    _set_window(office, event.leg, closes=event.closes)


def _rating_given(office: Office, event: e.RatingGiven, _: e.Stamp) -> None:
    first = office.windows[event.leg].given or event.pressed
    _set_window(
        office,
        event.leg,
        state=RatingState.GIVEN,
        level=event.level,
        channel=event.channel,
        given=first,
    )


def _rating_came_late(office: Office, event: e.RatingCameLate, stamp: e.Stamp) -> None:
    window = office.past.windows[event.leg]
    _set_past_window(
        office,
        event.leg,
        state=RatingState.GIVEN,
        level=event.level,
        channel=event.channel,
        given=window.given or stamp.ticks,
        is_late=True,
    )


def _set_past_window(office: Office, leg: LegId, **changes: Any) -> None:
    """The visits of a sealed day are read by any thread: they are replaced, and not changed."""
    window = msgspec.structs.replace(office.past.windows[leg], **changes)
    windows = {**office.past.windows, leg: window}
    office.past = msgspec.structs.replace(office.past, windows=windows)


def _rating_final(office: Office, event: e.RatingBecameFinal, _: e.Stamp) -> None:
    _set_window(office, event.leg, state=RatingState.FINAL)


def _reason_given(office: Office, event: e.ReasonGiven, _: e.Stamp) -> None:
    set_window = _set_window if event.leg in office.windows else _set_past_window
    set_window(office, event.leg, why=event.reason)


def _rating_expired(office: Office, event: e.RatingExpired, _: e.Stamp) -> None:
    _set_window(office, event.leg, state=RatingState.EXPIRED)


def _rating_voided(office: Office, event: e.RatingVoided, _: e.Stamp) -> None:
    _set_window(office, event.leg, state=RatingState.VOID)
    office.void_windows[event.reason] += 1


def _press_stray(office: Office, _event: e.PressWasStray, _: e.Stamp) -> None:
    office.stray_presses += 1


def _nothing(office: Office, _event: e.Event, _: e.Stamp) -> None:
    """Kept in the journal; the state of the queue does not depend on it."""


# Alerts


def _alert_raised(office: Office, event: e.AlertRaised, _: e.Stamp) -> None:
    office.alerts = {**office.alerts, event.alert: "raised"}


def _alert_answered(office: Office, event: e.AlertAnswered, _: e.Stamp) -> None:
    office.alerts = {**office.alerts, event.alert: event.step}


# People


def _entry_written(office: Office, event: e.EntryWritten, stamp: e.Stamp) -> None:
    entry = entry_after(office.entries, event, stamp)
    office.entries = {**office.entries, entry.place: entry}


def _settings_changed(office: Office, event: e.SettingsChanged, _: e.Stamp) -> None:
    kept = {path: value for path, value in office.file.items() if path not in event.old}
    office.file = kept | event.new


def _user_changed(office: Office, event: e.UserChanged, _: e.Stamp) -> None:
    office.users = {**office.users, event.after.login: event.after}


def _token_made(office: Office, event: e.TokenMade, stamp: e.Stamp) -> None:
    made = Token(
        id=event.token,
        name=event.name,
        scopes=event.scopes,
        last_day=event.last_day,
        counter=event.counter,
        made_by=event.by,
        made_ms=stamp.wall_ms,
    )
    office.tokens = {**office.tokens, made.id: made}


def _token_revoked(office: Office, event: e.TokenRevoked, stamp: e.Stamp) -> None:
    revoked = msgspec.structs.replace(
        office.tokens[event.token], revoked_by=event.by, revoked_ms=stamp.wall_ms
    )
    office.tokens = {**office.tokens, revoked.id: revoked}


_HANDLERS: Final[dict[type[e.Event], Callable[[Office, Any, e.Stamp], None]]] = {
    e.ServerStarted: _server_started,
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.CounterOpened: _counter_opened,
    e.CounterPaused: _counter_stopped,
    e.CounterClosed: _counter_stopped,
    e.CounterLent: _lent,
    e.LoanEnded: _loan_ended,
    e.CalendarChanged: _calendar_changed,
    e.TicketReceived: _received,
    e.TicketCameLate: _nothing,
    e.PaperAdmitted: _admitted,
    e.PaperMerged: _merged,
    e.TicketPrintRecorded: _print_recorded,
    e.ReprintOrdered: _reprint_ordered,
    e.NumberWasVoided: _voided,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.AnnouncedAgain: _announced_again,
    e.CalledByHand: _called_by_hand,
    e.HandCallUndone: _hand_call_undone,
    e.CallUndone: _call_undone,
    e.ServiceStarted: _started,
    e.ServiceConfirmed: _service_confirmed,
    e.DossiersCounted: _dossiers_counted,
    e.MarkedAbsent: _marked_absent,
    e.ServiceFinished: _finished,
    e.FinishUndone: _finish_undone,
    e.TicketHeld: _held,
    e.TicketResumed: _resumed,
    e.TicketReleased: _released,
    e.TicketTransferred: _transferred,
    e.TicketReturned: _returned,
    e.TicketCancelled: _cancelled,
    e.CancelUndone: _cancel_undone,
    e.ClassChanged: _class_changed,
    e.ServiceChanged: _service_changed,
    e.WindowShortened: _window_shortened,
    e.RatingGiven: _rating_given,
    e.RatingCameLate: _rating_came_late,
    e.RatingBecameFinal: _rating_final,
    e.ReasonGiven: _reason_given,
    e.AlertRaised: _alert_raised,
    e.AlertAnswered: _alert_answered,
    e.RatingExpired: _rating_expired,
    e.RatingVoided: _rating_voided,
    e.PressWasStray: _press_stray,
    e.OpinionGiven: _nothing,
    e.TicketClosedByDay: _closed_by_day,
    e.DeviceReported: _nothing,
    e.AccessChanged: _nothing,
    e.RemedyRecorded: _nothing,
    e.EntryWritten: _entry_written,
    e.RegisterClosed: _nothing,
    e.ResponseWritten: _nothing,
    e.ForecastJudged: _nothing,
    e.TrialBegan: _trial_began,
    e.HandedOver: _handed_over,
    e.DayKept: _nothing,
    e.EventsPurged: _nothing,
    e.ClockSet: _nothing,
    e.UserChanged: _user_changed,
    e.SignInLocked: _nothing,
    e.TokenMade: _token_made,
    e.TokenRevoked: _token_revoked,
    e.SettingsChanged: _settings_changed,
}
