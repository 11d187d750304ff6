"""A reason like harassment alerts the leader: seen, handled, by whom, and until when."""

from __future__ import annotations

import pytest
from core.test_reasons import ASKING
from small_office import TIMETABLE, Play

from mot_cua.ids import Ticks, leg_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.working_days import working_day_after


@pytest.fixture
def play() -> Play:
    play = Play(ASKING)
    play.open(1)
    return play


def complain(play: Play, reason: str = "harassment") -> str:
    """Let somebody rate on a phone and say why; return the alert's name."""
    play.issue("HT")
    ticket = play.serve(1)
    leg, request = leg_of(ticket.id, 1), play.request()
    play.do(c.RateByPhone(request=play.request(), ticket=ticket.id, leg=leg, level="dissatisfied"))
    play.do(c.GiveReason(request=request, leg=leg, reason=reason, channel="phone"))
    return request


def answer(play: Play, alert: str, step: str, words: str = "") -> c.AnswerAlert:
    return c.AnswerAlert(
        request=play.request(),
        alert=alert,
        step=step,  # type: ignore[arg-type]
        by="giam-doc",
        answer=words,
    )


def test_it_is_raised_with_three_working_days_to_deal_with_it(play: Play) -> None:
    alert = complain(play)
    raised = play.history[-1][0]
    assert isinstance(raised, e.AlertRaised)
    # Friday the 20th: Monday, Tuesday, Wednesday.
    assert (raised.alert, raised.reason, raised.due) == (alert, "harassment", "2026-11-25")
    assert play.office.alerts == {alert: "raised"}


def test_other_reasons_raise_none(play: Play) -> None:
    complain(play, "waiting")
    assert play.office.alerts == {}


def test_a_kiosk_raises_one_too(play: Play) -> None:
    play.issue("HT")
    ticket = play.serve(1)
    visit = {"ticket": ticket.id, "pressed": Ticks(play.ticks)}
    play.do(c.PressAtKiosk(request=play.request(), level="dissatisfied", **visit))  # type: ignore[arg-type]
    play.do(c.ReasonAtKiosk(request=play.request(), reason="harassment", **visit))  # type: ignore[arg-type]
    assert list(play.office.alerts.values()) == ["raised"]


def test_it_is_seen_and_then_handled_with_words_and_both_stay_on_record(play: Play) -> None:
    alert = complain(play)
    play.do(answer(play, alert, "seen"))
    play.do(answer(play, alert, "handled", "  Đã làm việc\n với quầy 1  "))
    seen, handled = (event for event, _ in play.history[-2:])
    assert isinstance(seen, e.AlertAnswered) and isinstance(handled, e.AlertAnswered)
    assert (seen.step, seen.by, seen.answer) == ("seen", "giam-doc", "")
    assert (handled.step, handled.answer) == ("handled", "Đã làm việc với quầy 1")
    assert play.office.alerts == {alert: "handled"}
    before = len(play.history)
    play.do(answer(play, alert, "seen"))
    assert len(play.history) == before
    play.do(answer(play, alert, "handled", "Đã xin lỗi"))
    assert len(play.history) == before + 1


def test_an_answer_is_not_empty_not_endless_and_belongs_to_an_alert(play: Play) -> None:
    alert = complain(play)
    said = {
        play.refusal(answer(play, alert, "handled", " ")).code,
        play.refusal(answer(play, alert, "handled", "x" * 2001)).code,
        play.refusal(answer(play, "nothing", "seen")).code,
    }
    assert said == {"alert-unanswered", "alert-too-long", "unknown-alert"}
    assert str(play.refusal(answer(play, alert, "handled"))) == (
        "whoever has dealt with an alert says what was done"
    )
    assert str(play.refusal(answer(play, alert, "handled", "x" * 2001))) == (
        "an answer has at most 2000 letters"
    )
    assert str(play.refusal(answer(play, "nothing", "seen"))) == "there is no alert nothing"


def test_days_off_are_not_counted() -> None:
    assert working_day_after(TIMETABLE, "2026-11-20", 0) == "2026-11-20"
    assert working_day_after(TIMETABLE, "2026-11-20", 1) == "2026-11-23"
    assert working_day_after(TIMETABLE, "2026-11-18", 2) == "2026-11-20"
