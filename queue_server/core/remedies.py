"""What the leader does about a period that fell short of its target, on record.

Source: ISO 9001:2015, 9.1.2 and 10.2 (customer satisfaction; nonconformity and corrective action).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from mot_cua.errors import Refused
from mot_cua.ids import DayText
from mot_cua.vietnamese import one_line
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.periods import NoPeriod, period_of
from queue_server.core.situation import Situation

LONGEST: Final = 2000
"""Letters in one field: a page of paper."""


def record_remedy(now: Situation, command: c.RecordRemedy) -> list[e.Event]:
    """Keep the leader's words; a remedy has a cause, an action, an owner and a due date."""
    del now
    words = [one_line(one) for one in (command.cause, command.action, command.owner)]
    effect = one_line(command.effect)
    if not all(words):
        raise Refused(
            "remedy-incomplete", "a remedy names its cause, what is done, and by whom; one is empty"
        )
    if max(map(len, (*words, effect))) > LONGEST:
        raise Refused("remedy-too-long", f"each field has at most {LONGEST} letters")
    try:
        due = date.fromisoformat(command.due)
        period_of(command.period)
    except NoPeriod as problem:
        raise Refused("unknown-period", str(problem)) from None
    except ValueError:
        raise Refused(
            "bad-date", f"{command.due!r} is no date; expected one like 2026-12-31"
        ) from None
    cause, action, owner = words
    return [
        e.RemedyRecorded(
            request=command.request,
            remedy=command.remedy,
            period=command.period,
            cause=cause,
            action=action,
            owner=owner,
            due=DayText(due.isoformat()),
            effect=effect,
        )
    ]
