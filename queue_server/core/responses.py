"""Ý kiến của bạn – chúng tôi đã làm: what the office changed after a month's reasons.

The leader writes it; the public board shows it beside the reason that was given most often. The
last words count, the ones before stay in the journal, and no words take it off the board.
"""

from __future__ import annotations

from typing import Final

from mot_cua.errors import Refused
from mot_cua.vietnamese import one_line
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.periods import NoPeriod, period_of
from queue_server.core.situation import Situation

LONGEST: Final = 400
"""Letters: it is read on a board from some metres away."""


def write_response(_: Situation, command: c.WriteResponse) -> list[e.Event]:
    """Keep what the office did about a month's reasons."""
    try:
        period = period_of(command.month)
    except NoPeriod as problem:
        raise Refused("unknown-period", str(problem)) from None
    if period.kind != "month":
        raise Refused("not-a-month", f"{command.month} is no month; a month is like 2026-11")
    text = one_line(command.text)
    if len(text) > LONGEST:
        raise Refused("response-too-long", f"the board has room for {LONGEST} letters")
    return [
        e.ResponseWritten(request=command.request, month=command.month, text=text, by=command.by)
    ]
