"""Projections: tables for reports, made of events and of nothing else.

They are written in the transaction of the events, and `Journal.rebuild` makes the same rows again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mot_cua.business_day import day_of, local
from mot_cua.ids import DayText, leg_of
from queue_server.core import events as e
from queue_server.journal import fault_log, schema
from queue_server.journal.registers import keep_entry

leg, rating, remedy = schema.leg, schema.rating, schema.remedy


class Projector:
    """Writes projections on one connection, inside a transaction that somebody else began."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        row = db.execute(
            sa.select(schema.day.c.day)
            .where(schema.day.c.closed_seq.is_(None))
            .order_by(schema.day.c.opened_seq.desc())
        ).first()
        self.day: DayText | None = row.day if row else None
        trials = sa.select(schema.trial.c.day)
        self.is_trial = (
            db.execute(trials.where(schema.trial.c.closed_seq.is_(None))).first() is not None
        )
        """A day is open on which the office is tried out."""

    def project(self, stored: Iterable[tuple[e.Event, e.Stamp]]) -> None:
        """Take over what each event says, in order."""
        for event, stamp in stored:
            if self._is_tried(event, stamp):
                continue
            handler = _HANDLERS.get(type(event))
            if handler is not None:
                handler(self, event, stamp)

    def _is_tried(self, event: e.Event, stamp: e.Stamp) -> bool:
        """Whether an event only tries the office out; what counts in no figure is kept out here."""
        if isinstance(event, e.DayOpened) and event.is_trial:
            self.db.execute(sa.insert(schema.trial), [{"day": event.day}])
            self.is_trial = True
        elif self.is_trial and isinstance(event, e.DayClosed):
            ended = sa.update(schema.trial).where(schema.trial.c.day == event.day)
            self.db.execute(ended.values(closed_seq=stamp.seq))
            self.is_trial = False
            return True
        elif isinstance(event, e.TicketCameLate):
            known = sa.select(schema.trial.c.day).where(schema.trial.c.day == event.day)
            return self.db.execute(known).first() is not None
        return self.is_trial and type(event) not in _OF_NO_DAY


# Made once: SQLAlchemy takes longer to build a statement than SQLite to do it. What an update
# changes follows from the values that are given with it.
_LEG: Final = sa.select(leg).where(leg.c.id == sa.bindparam("_leg"))
_LEG_CHANGES: Final = sa.update(leg).where(leg.c.id == sa.bindparam("_leg"))
_NEW_LEG: Final = sa.insert(leg)
_OF_TICKET: Final = sa.and_(leg.c.ticket == sa.bindparam("_ticket"), leg.c.is_current)
_CURRENT: Final = sa.select(leg).where(_OF_TICKET)
_CURRENT_CHANGES: Final = sa.update(leg).where(_OF_TICKET)
_CALLED: Final = _CURRENT_CHANGES.values(
    state="called",
    counter=sa.bindparam("_counter"),
    calls=1,
    # A number that was absent has waited until its first call, not until its last.
    called_ticks=sa.func.coalesce(leg.c.called_ticks, sa.bindparam("_ticks")),
    called_ms=sa.func.coalesce(leg.c.called_ms, sa.bindparam("_ms")),
    is_out_of_order=sa.bindparam("_is_picked"),
)
_HELD: Final = _CURRENT_CHANGES.values(
    state="held",
    # How long the service had lasted; nothing when it had not begun.
    held_after_ms=sa.bindparam("_ticks") - leg.c.started_ticks,
)
_RECALLED: Final = _CURRENT_CHANGES.values(calls=leg.c.calls + 1)
_RATING_CHANGES: Final = sa.update(rating).where(rating.c.leg == sa.bindparam("_leg"))
_GIVEN: Final = _RATING_CHANGES.values(
    state="given",
    level=sa.bindparam("_level"),
    channel=sa.bindparam("_channel"),
    # The first press tells how quick it was; a correction is another matter.
    press_ms=sa.func.coalesce(rating.c.press_ms, sa.bindparam("_pressed") - rating.c.opens_ticks),
)
_NEW_RATING: Final = sa.insert(rating)
_OFFICER: Final = sa.select(schema.sitting.c.officer).where(
    schema.sitting.c.counter == sa.bindparam("_counter")
)
_UNRATED: Final = sa.delete(rating).where(rating.c.leg == sa.bindparam("_leg"))


def _current(to: Projector, ticket: str, **values: Any) -> None:
    to.db.execute(_CURRENT_CHANGES, {"_ticket": ticket, **values})


def _rating(to: Projector, leg_id: str, **values: Any) -> None:
    to.db.execute(_RATING_CHANGES, {"_leg": leg_id, **values})


def _next_leg(to: Projector, ticket: str, service: str, stamp: e.Stamp) -> None:
    row = to.db.execute(_CURRENT, {"_ticket": ticket}).one()
    _current(to, ticket, is_current=False)
    number = row.leg + 1
    to.db.execute(
        _NEW_LEG,
        [
            {
                "id": leg_of(ticket, number),
                "ticket": ticket,
                "leg": number,
                "is_current": True,
                "day": row.day,
                "service": service,
                "label": row.label,
                "ticket_class": row.ticket_class,
                "issuer": row.issuer,
                "issued_ms": row.issued_ms,
                "joined_ticks": stamp.ticks,
                "state": "waiting",
                "print": row.print,
            }
        ],
    )


def _started_server(to: Projector, _: e.ServerStarted, stamp: e.Stamp) -> None:
    fault_log.started(to.db, stamp, to.day or "")


def _device_reported(to: Projector, event: e.DeviceReported, stamp: e.Stamp) -> None:
    fault_log.reported(to.db, event, stamp, to.day or "")


def _day_opened(to: Projector, event: e.DayOpened, stamp: e.Stamp) -> None:
    to.day = event.day
    fault_log.day_opened(to.db, stamp, event.day)
    to.db.execute(
        sa.insert(schema.day),
        [
            {
                "day": event.day,
                "is_sample": event.is_sample,
                "opened_seq": stamp.seq,
                "opened_ms": stamp.wall_ms,
            }
        ],
    )


def _counter_opened(to: Projector, event: e.CounterOpened, _: e.Stamp) -> None:
    table = schema.sitting
    to.db.execute(sa.delete(table).where(table.c.counter == event.counter))
    to.db.execute(sa.insert(table), [{"counter": event.counter, "officer": event.officer}])


def _day_closed(to: Projector, event: e.DayClosed, stamp: e.Stamp) -> None:
    to.day = None
    to.db.execute(sa.delete(schema.sitting))
    to.db.execute(
        sa.update(schema.day)
        .where(schema.day.c.day == event.day)
        .values(
            closed_seq=stamp.seq,
            closed_ms=stamp.wall_ms,
            closed_ticks=stamp.ticks,
            totals=msgspec.json.encode(event.totals, order="sorted").decode(),
            head=event.head,
            is_made_up=event.is_made_up,
        )
    )


def _closed_by_day(to: Projector, event: e.TicketClosedByDay, stamp: e.Stamp) -> None:
    _current(to, event.ticket, state=event.state, is_auto=True, finished_ticks=stamp.ticks)


def _received(to: Projector, event: e.TicketReceived | e.PaperAdmitted, _: e.Stamp) -> None:
    to.db.execute(
        _NEW_LEG,
        [
            {
                "id": leg_of(event.ticket, 1),
                "ticket": event.ticket,
                "leg": 1,
                "is_current": True,
                # The day in which the server counts it, so that each day's figures add up.
                "day": to.day or event.day,
                "service": event.service,
                "label": event.label,
                "ticket_class": event.ticket_class,
                "issuer": event.issuer,
                "issued_ms": event.issued_ms,
                "joined_ticks": event.base_ticks,
                "state": "waiting",
            }
        ],
    )


def _admitted(to: Projector, event: e.PaperAdmitted, stamp: e.Stamp) -> None:
    _received(to, event, stamp)
    _by_hand(to, event.ticket, "admitted", stamp)


def _merged(to: Projector, event: e.PaperMerged, _: e.Stamp) -> None:
    to.db.execute(
        sa.update(leg)
        .where(leg.c.id == leg_of(event.ticket, 1))
        .values(issued_ms=event.issued_ms, joined_ticks=event.base_ticks)
    )


def _by_hand(to: Projector, ticket: str, what: str, stamp: e.Stamp) -> None:
    row = {"seq": stamp.seq, "day": to.day or "", "ticket": ticket, "what": what}
    to.db.execute(sa.insert(schema.by_hand), [row])


def _called_by_hand(to: Projector, event: e.CalledByHand, stamp: e.Stamp) -> None:
    _current(to, event.ticket, state="done", counter=event.counter)
    _by_hand(to, event.ticket, "called", stamp)


def _hand_call_undone(to: Projector, event: e.HandCallUndone, _: e.Stamp) -> None:
    _current(to, event.ticket, state=event.back_to, counter=None)
    table = schema.by_hand.c
    to.db.execute(
        sa.delete(schema.by_hand).where(table.ticket == event.ticket, table.what == "called")
    )


def _came_late(to: Projector, event: e.TicketCameLate, stamp: e.Stamp) -> None:
    if event.was_admitted:
        return
    to.db.execute(
        sa.insert(schema.late),
        [
            {
                "ticket": event.ticket,
                "day": event.day,
                "service": event.service,
                "label": event.label,
                "recorded_ms": stamp.wall_ms,
            }
        ],
    )


def _print_recorded(to: Projector, event: e.TicketPrintRecorded, _: e.Stamp) -> None:
    # A paper that came out once is in somebody's hand, whatever a second one did.
    to.db.execute(
        sa.update(leg)
        .where(leg.c.ticket == event.ticket, leg.c.is_current, leg.c.print != "printed")
        .values(print=event.outcome)
    )


def _voided(to: Projector, event: e.NumberWasVoided, _: e.Stamp) -> None:
    to.db.execute(
        sa.update(leg)
        .where(leg.c.ticket == event.ticket, leg.c.is_current, leg.c.state == "waiting")
        .values(state="cancelled")
    )


def _called(to: Projector, event: e.TicketCalled, stamp: e.Stamp) -> None:
    moment = {"_ticks": stamp.ticks, "_ms": stamp.wall_ms, "_is_picked": event.is_out_of_order}
    to.db.execute(_CALLED, {"_ticket": event.ticket, "_counter": event.counter, **moment})


def _recalled(to: Projector, event: e.TicketRecalled, _: e.Stamp) -> None:
    to.db.execute(_RECALLED, {"_ticket": event.ticket})


def _call_undone(to: Projector, event: e.CallUndone, _: e.Stamp) -> None:
    if event.back_to == "waiting":
        _current(to, event.ticket, counter=None, calls=0, called_ticks=None, called_ms=None)
    _current(to, event.ticket, state=event.back_to)


def _cancel_undone(to: Projector, event: e.CancelUndone, _: e.Stamp) -> None:
    _current(to, event.ticket, state=event.back_to)


def _moved(to: Projector, event: Any, _: e.Stamp) -> None:
    _current(to, event.ticket, state=_STATE_AFTER[type(event)])


def _held(to: Projector, event: e.TicketHeld, stamp: e.Stamp) -> None:
    to.db.execute(_HELD, {"_ticket": event.ticket, "_ticks": stamp.ticks})


def _shortened(to: Projector, event: e.WindowShortened, _: e.Stamp) -> None:
    _rating(to, event.leg, is_shortened=True)


def _started(to: Projector, event: e.ServiceStarted, stamp: e.Stamp) -> None:
    _current(to, event.ticket, state="serving", started_ticks=stamp.ticks)


def _dossiers_counted(to: Projector, event: e.DossiersCounted, _: e.Stamp) -> None:
    _current(to, event.ticket, dossiers=event.dossiers)


def _resumed(to: Projector, event: e.TicketResumed, _: e.Stamp) -> None:
    _current(to, event.ticket, state="serving", counter=event.counter)


def _finished(to: Projector, event: e.ServiceFinished, stamp: e.Stamp) -> None:
    row = to.db.execute(_LEG, {"_leg": event.leg}).one()
    started_ticks = row.started_ticks or row.called_ticks
    to.db.execute(
        _LEG_CHANGES,
        {
            "_leg": event.leg,
            "state": "done",
            "outcome": event.outcome,
            "started_ticks": started_ticks,
            "finished_ticks": stamp.ticks,
            "finished_ms": stamp.wall_ms,
        },
    )
    to.db.execute(_UNRATED, {"_leg": event.leg})
    to.db.execute(
        _NEW_RATING,
        [
            {
                "leg": event.leg,
                "day": row.day,
                "service": row.service,
                "counter": event.counter,
                "state": "expected",
                "outcome": event.outcome,
                "hour": local(stamp.wall_ms).hour,
                "wait_ms": row.called_ticks - row.joined_ticks,
                "serve_ms": stamp.ticks - started_ticks,
                "opens_ticks": event.opens,
                "dossiers": row.dossiers,
                "officer": to.db.execute(_OFFICER, {"_counter": event.counter}).scalar() or "",
            }
        ],
    )
    if event.next_service is not None:
        _next_leg(to, event.ticket, event.next_service, stamp)


def _finish_undone(to: Projector, event: e.FinishUndone, _: e.Stamp) -> None:
    _current(to, event.ticket, state=event.back_to, finished_ticks=None, finished_ms=None)
    to.db.execute(_UNRATED, {"_leg": event.leg})


def _transferred(to: Projector, event: e.TicketTransferred, stamp: e.Stamp) -> None:
    _current(to, event.ticket, state="transferred", finished_ticks=stamp.ticks)
    _next_leg(to, event.ticket, event.service, stamp)


def _class_changed(to: Projector, event: e.ClassChanged, _: e.Stamp) -> None:
    _current(to, event.ticket, ticket_class=event.ticket_class)


def _service_changed(to: Projector, event: e.ServiceChanged, _: e.Stamp) -> None:
    _current(to, event.ticket, service=event.service)


def _rating_given(to: Projector, event: e.RatingGiven, _: e.Stamp) -> None:
    press = {"_level": event.level, "_channel": event.channel, "_pressed": event.pressed}
    to.db.execute(_GIVEN, {"_leg": event.leg, **press})


def _rating_came_late(to: Projector, event: e.RatingCameLate, stamp: e.Stamp) -> None:
    late, level = schema.late_rating, {"level": event.level}
    if to.db.execute(sa.update(late).where(late.c.leg == event.leg).values(**level)).rowcount:
        return
    visit = to.db.execute(sa.select(rating).where(rating.c.leg == event.leg)).one()
    same = {
        name: getattr(visit, name)
        for name in ("leg", "day", "service", "counter", "hour", "wait_ms")
    }
    recorded = {"recorded_day": day_of(stamp.wall_ms)}
    to.db.execute(sa.insert(late), [same | level | recorded])


def _rating_final(to: Projector, event: e.RatingBecameFinal, _: e.Stamp) -> None:
    _rating(to, event.leg, state="final", level=event.level)


def _reason_given(to: Projector, event: e.ReasonGiven, _: e.Stamp) -> None:
    late = schema.late_rating
    said = sa.update(late).where(late.c.leg == event.leg).values(why=event.reason)
    if not to.db.execute(said).rowcount:
        _rating(to, event.leg, why=event.reason)


def _alert_raised(to: Projector, event: e.AlertRaised, stamp: e.Stamp) -> None:
    visit = to.db.execute(sa.select(rating).where(rating.c.leg == event.leg)).one()
    row = {name: getattr(visit, name) for name in ("day", "service", "counter", "hour")}
    row |= {"id": event.alert, "reason": event.reason, "due": event.due}
    to.db.execute(sa.insert(schema.alert), [row | {"raised_ms": stamp.wall_ms}])


def _alert_answered(to: Projector, event: e.AlertAnswered, stamp: e.Stamp) -> None:
    words = {"answer": event.answer} if event.step == "handled" else {}
    to.db.execute(
        sa.update(schema.alert)
        .where(schema.alert.c.id == event.alert)
        .values(
            {
                "step": event.step,
                f"{event.step}_by": event.by,
                f"{event.step}_ms": stamp.wall_ms,
                **words,
            }
        )
    )


def _rating_expired(to: Projector, event: e.RatingExpired, _: e.Stamp) -> None:
    _rating(to, event.leg, state="expired")


def _rating_voided(to: Projector, event: e.RatingVoided, _: e.Stamp) -> None:
    _rating(to, event.leg, state="void", reason=event.reason)


def _stray(to: Projector, event: e.PressWasStray, stamp: e.Stamp) -> None:
    to.db.execute(
        sa.insert(schema.stray),
        [
            {
                "seq": stamp.seq,
                "day": to.day or "",
                "counter": event.counter,
                "level": event.level,
                "reason": event.reason,
            }
        ],
    )


def _opinion(to: Projector, event: e.OpinionGiven, stamp: e.Stamp) -> None:
    row = {"seq": stamp.seq, "day": to.day or "", "level": event.level}
    to.db.execute(sa.insert(schema.opinion), [row])


def _remedy(to: Projector, event: e.RemedyRecorded, stamp: e.Stamp) -> None:
    words = {
        "changed_ms": stamp.wall_ms,
        "cause": event.cause,
        "action": event.action,
        "owner": event.owner,
        "due": event.due,
        "effect": event.effect,
    }
    known = sa.update(remedy).where(remedy.c.id == event.remedy).values(**words)
    if not to.db.execute(known).rowcount:
        first = {"id": event.remedy, "period": event.period, "recorded_ms": stamp.wall_ms}
        to.db.execute(sa.insert(remedy), [first | words])


def _entry_written(to: Projector, event: e.EntryWritten, stamp: e.Stamp) -> None:
    keep_entry(to.db, event, stamp)


def _response(to: Projector, event: e.ResponseWritten, _: e.Stamp) -> None:
    table = schema.response
    to.db.execute(sa.delete(table).where(table.c.month == event.month))
    to.db.execute(sa.insert(table), [{"month": event.month, "text": event.text}])


def _judged(to: Projector, event: e.ForecastJudged, _: e.Stamp) -> None:
    table = schema.forecast_week
    to.db.execute(sa.delete(table).where(table.c.week == event.week))
    values = msgspec.structs.asdict(event)
    to.db.execute(sa.insert(table), [{one.name: values[one.name] for one in table.c}])


def _settings_changed(to: Projector, event: e.SettingsChanged, _: e.Stamp) -> None:
    table = schema.setting
    for path in {**event.old, **event.new}:
        to.db.execute(sa.delete(table).where(table.c.path == path))
    if event.new:
        rows = [{"path": path, "value": value} for path, value in event.new.items()]
        to.db.execute(sa.insert(table), rows)


def _user_changed(to: Projector, event: e.UserChanged, _: e.Stamp) -> None:
    after = event.after
    to.db.execute(sa.delete(schema.user).where(schema.user.c.login == after.login))
    to.db.execute(sa.insert(schema.user), [msgspec.structs.asdict(after)])


def _token_made(to: Projector, event: e.TokenMade, stamp: e.Stamp) -> None:
    row = {
        "id": event.token,
        "name": event.name,
        "scopes": " ".join(event.scopes),
        "last_day": event.last_day,
        "counter": event.counter,
        "made_by": event.by,
        "made_ms": stamp.wall_ms,
    }
    to.db.execute(sa.insert(schema.token), [row])


def _token_revoked(to: Projector, event: e.TokenRevoked, stamp: e.Stamp) -> None:
    ours = sa.update(schema.token).where(schema.token.c.id == event.token)
    to.db.execute(ours.values(revoked_by=event.by, revoked_ms=stamp.wall_ms))


def _kept(to: Projector, event: e.DayKept, _: e.Stamp) -> None:
    for table in schema.PROJECTIONS:
        rows = [
            {name: value for name, value in row.items() if name in table.columns}
            for row in event.rows.get(table.name, ())
        ]
        if rows:
            to.db.execute(sa.insert(table), rows)


_STATE_AFTER: Final[dict[type[e.Event], str]] = {
    e.MarkedAbsent: "no-show",
    e.TicketReleased: "waiting",
    e.TicketReturned: "waiting",
    e.TicketCancelled: "cancelled",
}

_OF_NO_DAY: Final = frozenset(
    {
        e.RemedyRecorded,
        e.ResponseWritten,
        e.AlertAnswered,
        e.EntryWritten,
        e.ForecastJudged,
        e.UserChanged,
        e.TokenMade,
        e.TokenRevoked,
        e.SettingsChanged,
        e.DayKept,
    }
)
"""These hold beyond the day on which they happen."""

_HANDLERS: Final[dict[type[e.Event], Callable[[Projector, Any, e.Stamp], None]]] = {
    e.ServerStarted: _started_server,
    e.DeviceReported: _device_reported,
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.CounterOpened: _counter_opened,
    e.TicketClosedByDay: _closed_by_day,
    e.TicketReceived: _received,
    e.TicketCameLate: _came_late,
    e.PaperAdmitted: _admitted,
    e.PaperMerged: _merged,
    e.CalledByHand: _called_by_hand,
    e.HandCallUndone: _hand_call_undone,
    e.TicketPrintRecorded: _print_recorded,
    e.NumberWasVoided: _voided,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.CallUndone: _call_undone,
    e.ServiceStarted: _started,
    e.DossiersCounted: _dossiers_counted,
    e.MarkedAbsent: _moved,
    e.ServiceFinished: _finished,
    e.FinishUndone: _finish_undone,
    e.TicketHeld: _held,
    e.WindowShortened: _shortened,
    e.TicketResumed: _resumed,
    e.TicketReleased: _moved,
    e.TicketReturned: _moved,
    e.TicketCancelled: _moved,
    e.CancelUndone: _cancel_undone,
    e.TicketTransferred: _transferred,
    e.ClassChanged: _class_changed,
    e.ServiceChanged: _service_changed,
    e.RatingGiven: _rating_given,
    e.RatingCameLate: _rating_came_late,
    e.RatingBecameFinal: _rating_final,
    e.ReasonGiven: _reason_given,
    e.AlertRaised: _alert_raised,
    e.AlertAnswered: _alert_answered,
    e.RatingExpired: _rating_expired,
    e.RatingVoided: _rating_voided,
    e.PressWasStray: _stray,
    e.OpinionGiven: _opinion,
    e.RemedyRecorded: _remedy,
    e.EntryWritten: _entry_written,
    e.ResponseWritten: _response,
    e.ForecastJudged: _judged,
    e.UserChanged: _user_changed,
    e.TokenMade: _token_made,
    e.TokenRevoked: _token_revoked,
    e.SettingsChanged: _settings_changed,
    e.DayKept: _kept,
}
