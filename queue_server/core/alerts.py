"""Alerts: a reason that the office's leader is told of at once, and never the officer.

1. A reason with `alerts_leader` raises one, with a day until which it is to be dealt with.
2. The leader notes that it was seen, and what was done about it; who and when stand in the journal.
   The last words count, and the ones before stay.
3. It names neither the number nor the minute of the visit: with a few ratings a day they are a
   person.

Source: Nghị định 61/2018/NĐ-CP, Điều 5 (harassment is forbidden) and Điều 27 (confidentiality of
those who rate).
"""

from __future__ import annotations

from typing import Final, Literal

from mot_cua.business_day import day_of
from mot_cua.errors import Refused
from mot_cua.ids import LegId, RequestId
from mot_cua.vietnamese import one_line
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.situation import Situation
from queue_server.core.working_days import working_day_after

Step = Literal["raised", "seen", "handled"]
"""How far an alert is."""

LONGEST: Final = 2000


def alerts_of(now: Situation, leg: LegId, reason: str, request: RequestId) -> list[e.Event]:
    """Return the alert that a reason raises; most raise none."""
    if reason not in {one.id for one in now.settings.rating.reason if one.alerts_leader}:
        return []
    due = working_day_after(now.timetable, day_of(now.now.wall_ms), now.settings.rating.alert_days)
    return [e.AlertRaised(alert=request, leg=leg, reason=reason, due=due)]


def answer_alert(now: Situation, command: c.AnswerAlert) -> list[e.Event]:
    """Note that the leader has seen an alert, or what was done about it."""
    step = now.office.alerts.get(command.alert)
    if step is None:
        raise Refused("unknown-alert", f"there is no alert {command.alert}")
    answer = one_line(command.answer)
    if len(answer) > LONGEST:
        raise Refused("alert-too-long", f"an answer has at most {LONGEST} letters")
    if command.step == "handled" and not answer:
        raise Refused("alert-unanswered", "whoever has dealt with an alert says what was done")
    if command.step == "seen" and step != "raised":
        return []
    return [
        e.AlertAnswered(
            request=command.request,
            alert=command.alert,
            step=command.step,
            by=command.by,
            answer=answer,
        )
    ]
