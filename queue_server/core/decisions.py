"""Decide: what a command leads to, as events; nothing is changed by deciding.

1. A request that was already answered gets the same answer: `Repeated`, and no event.
2. A refusal has a code of its own and changes nothing.
3. Recording comes next, then `Office.apply`, then telling: that order is the service's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import Ticks
from queue_server.core import (
    admission,
    by_hand,
    calling,
    closing,
    hours,
    lending,
    printing,
    reception,
    remedies,
    serving,
    timekeeping,
    trial,
    visits,
)
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.alerts import answer_alert
from queue_server.core.kiosk_rating import press_at_kiosk
from queue_server.core.office import Answer
from queue_server.core.office_file import difference
from queue_server.core.people import require_sound
from queue_server.core.rating_rules import due_ratings, press, rate_by_phone
from queue_server.core.reasons import give_reason, reason_at_kiosk
from queue_server.core.registers.rules import write_entry
from queue_server.core.responses import write_response
from queue_server.core.situation import MINUTE, SECOND, Situation
from queue_server.core.ticket import State
from queue_server.core.tokens import Token, require_sound_token, tablets_of


class Repeated(Exception):
    """This request was answered before; `answer` is what it was told then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"request {answer.request} was already answered")
        self.answer = answer


def decide(now: Situation, command: c.Command) -> Sequence[e.Event]:
    """Return the events that a command leads to; none when there is nothing to do.

    Raises:
        Refused: a rule forbids it; nothing has changed.
        Repeated: the request was answered before.
    """
    known = now.office.answers.get(command.request)
    if known is not None:
        raise Repeated(known)
    return _RULES[type(command)](now, command)


def _pass_time(now: Situation, _: c.PassTime) -> Sequence[e.Event]:
    events = due_ratings(now)
    for released in serving.due_releases(now):
        events += serving.release(now, released)
    for ended in lending.due_ends(now):
        events += lending.end_loan(now, ended)
    return events


def _note_settings(now: Situation, command: c.NoteSettings) -> Sequence[e.Event]:
    old, new = difference(now.office.file, command.values)
    return [e.SettingsChanged(request=command.request, old=old, new=new)] if old or new else ()


def _change_user(now: Situation, command: c.ChangeUser) -> Sequence[e.Event]:
    users, after = now.office.users, command.user
    require_sound(users, after, is_new=command.what == "added")
    before = users.get(after.login)
    if before == after and command.what == "changed":
        return ()
    return [
        e.UserChanged(
            request=command.request, by=command.by, what=command.what, before=before, after=after
        )
    ]


def _note_lock_out(_: Situation, command: c.NoteLockOut) -> Sequence[e.Event]:
    return [
        e.SignInLocked(
            request=command.request,
            login=command.login,
            address=command.address,
            failures=command.failures,
            wait_ms=command.wait_ms,
        )
    ]


def _make_token(now: Situation, command: c.MakeToken) -> Sequence[e.Event]:
    token = Token(
        id=command.token,
        name=command.name,
        scopes=command.scopes,
        last_day=command.last_day,
        counter=command.counter,
    )
    require_sound_token(now.office.tokens, token, today=day_of(now.now.wall_ms))
    replaced = [
        e.TokenRevoked(request=command.request, by=command.by, token=one.id)
        for one in tablets_of(now.office.tokens, token.counter)
    ]
    return [
        *replaced,
        e.TokenMade(
            request=command.request,
            by=command.by,
            token=token.id,
            name=token.name,
            scopes=token.scopes,
            last_day=token.last_day,
            counter=token.counter,
        ),
    ]


def _revoke_token(now: Situation, command: c.RevokeToken) -> Sequence[e.Event]:
    known = now.office.tokens.get(command.token)
    if known is None:
        raise Refused("unknown-token", f"there is no token {command.token}")
    if known.is_revoked:
        return ()
    return [e.TokenRevoked(request=command.request, by=command.by, token=known.id)]


def next_due(now: Situation) -> Ticks | None:
    """Return when `PassTime` will have something to do; None when nothing is pending."""
    correction = now.settings.rating.correction_s * SECOND
    hold = now.settings.rules.hold_limit_min * MINUTE
    moments = [w.due(correction_ms=correction) for w in now.office.open_windows()]
    moments += [Ticks(t.changed + hold) for t in now.office.tickets_in(State.HELD)]
    moments += [desk.lent_until for desk in now.office.counters.values() if desk.lent]
    return min(moments, default=None)


_RULES: Final[dict[type[c.Command], Callable[[Situation, Any], Sequence[e.Event]]]] = {
    c.OpenDay: closing.open_day,
    c.CloseDay: closing.close_day,
    c.StartServer: closing.start_server,
    c.OpenCounter: serving.open_counter,
    c.PauseCounter: serving.pause_counter,
    c.CloseCounter: serving.close_counter,
    c.LendCounter: lending.lend_counter,
    c.EndLoan: lending.end_loan,
    c.ChangeCalendar: hours.change_calendar,
    c.ReceiveTicket: reception.receive_ticket,
    c.IssueAtDesk: reception.issue_at_desk,
    c.AdmitPaper: admission.admit,
    c.RecordPrint: printing.record_print,
    c.OrderReprint: printing.order_reprint,
    c.VoidNumber: reception.void_number,
    c.ReportDevice: reception.report_device,
    c.NoteAccess: reception.note_access,
    c.PressRating: press,
    c.PressAtKiosk: press_at_kiosk,
    c.ReasonAtKiosk: reason_at_kiosk,
    c.RateByPhone: rate_by_phone,
    c.GiveReason: give_reason,
    c.CallNext: calling.call_next,
    c.CallNumber: calling.call_number,
    c.Recall: calling.recall,
    c.AnnounceAgain: calling.announce_again,
    c.EnterHandCall: by_hand.enter,
    c.UndoHandCall: by_hand.undo,
    c.UndoCall: calling.undo_call,
    c.Start: calling.start,
    c.ConfirmService: visits.confirm_service,
    c.CountDossiers: visits.count_dossiers,
    c.MarkAbsent: calling.mark_absent,
    c.Finish: serving.finish,
    c.FinishToNext: serving.finish_to_next,
    c.UndoFinish: serving.undo_finish,
    c.Hold: serving.hold,
    c.Resume: serving.resume,
    c.Release: serving.release,
    c.Transfer: serving.transfer,
    c.Return: reception.return_absent,
    c.ScanPaper: reception.scan_paper,
    c.Cancel: reception.cancel,
    c.UndoCancel: reception.undo_cancel,
    c.ChangeClass: reception.change_class,
    c.ChangeService: reception.change_service,
    c.RecordRemedy: remedies.record_remedy,
    c.WriteEntry: write_entry,
    c.AnswerAlert: answer_alert,
    c.WriteResponse: write_response,
    c.PassTime: _pass_time,
    c.JudgeForecast: closing.judge_forecast,
    c.BeginTrial: trial.begin_trial,
    c.HandOver: trial.hand_over,
    c.SetClock: timekeeping.set_clock,
    c.ChangeUser: _change_user,
    c.NoteLockOut: _note_lock_out,
    c.MakeToken: _make_token,
    c.RevokeToken: _revoke_token,
    c.NoteSettings: _note_settings,
}
