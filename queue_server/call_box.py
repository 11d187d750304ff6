"""What a key of a call box means: the five things of a number pad, with four keys."""

from __future__ import annotations

from mot_cua.ids import CounterNo, RequestId
from mot_cua.messages import CounterRequest
from queue_server.core import commands as c
from queue_server.core.situation import SECOND, Situation


def commands_of(now: Situation, counter: CounterNo, wish: CounterRequest) -> list[c.Command]:
    """Return what one key asks for, in this order.

    *Next* at a busy counter is finish + next: a box cannot ask back, and who presses it is done
    with the number before. Not while that call can still be undone: a second press so soon is a
    trembling hand, and nobody may be skipped by it. Nor when the broker delivers a key once more.
    """
    match wish.action:
        case "next" if wish.request not in now.office.answers and _is_done_with(now, counter):
            finish = c.Finish(request=RequestId(f"{wish.request}.finish"), counter=counter)
            return [finish, c.CallNext(request=wish.request, counter=counter)]
        case "next":
            return [c.CallNext(request=wish.request, counter=counter)]
        case "recall":
            return [c.Recall(request=wish.request, counter=counter)]
        case "no-show":
            return [c.MarkAbsent(request=wish.request, counter=counter)]
        case "finish":
            return [c.Finish(request=wish.request, counter=counter)]


def _is_done_with(now: Situation, counter: CounterNo) -> bool:
    desk = now.counter(counter)
    if desk.state != "open" or desk.then or desk.ticket is None:
        return False
    ticket = now.office.tickets[desk.ticket]
    return now.since(ticket.first_called) > now.settings.rules.undo_call_s * SECOND
