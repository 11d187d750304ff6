"""What other systems may have done: by the commands of the console, and recorded as theirs."""

from __future__ import annotations

from mot_cua.ids import CounterNo, RequestId, ServiceCode, TicketId, new_id, new_token
from queue_server.core import commands as c
from queue_server.core.office import Answer as Answered
from queue_server.web.page import gateway
from queue_server.web.v1 import asked
from queue_server.web.v1.answers import Done, Issued
from queue_server.web.v1.bearer import holder


def issue(_: asked.Asked, wish: asked.TicketWish) -> Issued:
    """Give out a number at the desk, for example to somebody who stands before another screen."""
    ticket = TicketId(new_id())
    order = c.IssueAtDesk(
        request=_request(wish),
        ticket=ticket,
        service=ServiceCode(wish.service),
        ticket_class=wish.ticket_class,
        token=new_token(),
    )
    answered = _do(order)
    # A repeated request is told of the ticket that it got the first time; only that time was its
    # key known.
    given = answered.ticket or ticket
    kept = gateway().book.today.tickets.get(given)
    return Issued(
        id=given,
        label=answered.label,
        service=kept.service if kept else wish.service,
        ticket_class=kept.ticket_class if kept else wish.ticket_class,
        page=f"/t/{order.token}" if given == ticket else "",
    )


def call_next(where: asked.OfCounter, wish: asked.NextWish) -> Done:
    """Call whoever is next at a counter."""
    number = CounterNo(where.number)
    return _done(where, _do(c.CallNext(request=_request(wish), counter=number)))


def finish(where: asked.OfCounter, wish: asked.FinishWish) -> Done:
    """Finish the service at a counter; its citizen may rate it."""
    number = CounterNo(where.number)
    order = c.Finish(request=_request(wish), counter=number, outcome=wish.outcome)
    return _done(where, _do(order))


def _request(wish: asked.Wish) -> RequestId:
    """Name a wish so that no other system, and no console, has another one of that name."""
    return RequestId(f"{holder().id}.{wish.request}")


def _do(order: c.Command) -> Answered:
    [answered] = gateway().ask(order, by=f"token/{holder().id}")
    return answered


def _done(where: asked.OfCounter, answered: Answered) -> Done:
    return Done(counter=where.number, label=answered.label)
