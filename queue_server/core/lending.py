"""A counter that helps with services of others for a while, and stops by itself."""

from __future__ import annotations

from typing import Final

from mot_cua.errors import Refused
from mot_cua.ids import RequestId, Ticks
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.situation import MINUTE, Situation

LONGEST_MIN: Final = 240
"""Half a day; who serves something every day belongs into the office file."""


def lend_counter(now: Situation, command: c.LendCounter) -> list[e.Event]:
    """Begin to help; a counter that helps already helps with these from now on."""
    desk = now.counter(command.counter)
    if desk.state == "closed":
        raise Refused("counter-closed", f"counter {desk.number} is closed; open it first")
    if not 1 <= command.minutes <= LONGEST_MIN:
        raise Refused(
            "loan-length", f"{command.minutes} min is no length of help; 1 to {LONGEST_MIN} are"
        )
    for service in command.services:
        now.require_service(service)
    own = next(one.services for one in now.settings.counter if one.number == desk.number)
    lent = tuple(dict.fromkeys(one for one in command.services if one not in own))
    if not lent:
        raise Refused("served-here", f"counter {desk.number} serves all of that already")
    return [
        e.CounterLent(
            request=command.request,
            counter=desk.number,
            services=lent,
            until=Ticks(now.now.ticks + command.minutes * MINUTE),
        )
    ]


def end_loan(now: Situation, command: c.EndLoan) -> list[e.Event]:
    """Stop helping. A number of the other service that is at the counter is served to its end."""
    desk = now.counter(command.counter)
    if not desk.lent:
        raise Refused("not-lent", f"counter {desk.number} helps with nothing")
    return [e.LoanEnded(request=command.request, counter=desk.number)]


def due_ends(now: Situation) -> list[c.EndLoan]:
    """List the counters whose time of helping is over."""
    return [
        c.EndLoan(request=RequestId(f"loan-over:{one.number}:{one.lent_until}"), counter=one.number)
        for one in now.office.counters.values()
        if one.lent and one.lent_until <= now.now.ticks
    ]
