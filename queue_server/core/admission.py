"""Papers whose kiosk is silent: an officer admits one by its number, and the late fact joins it.

    paper in a hand ──officer types 1012──▶ PaperAdmitted ──▶ waits, is called, is served …
    kiosk is back ──its fact of 1012──▶ PaperMerged: the same ticket, now with its true age

1. One paper is one ticket, whichever is heard of first.
2. Only a paper of a kiosk that is out of reach is admitted: what a kiosk within reach has not told
   of, it has not given out.
3. An officer who mistyped cancels the number; when the kiosk tells of it, it waits again, because
   somebody does hold that paper.
"""

from __future__ import annotations

from typing import NamedTuple

from config.settings import prefix_of
from mot_cua.errors import Refused
from mot_cua.ids import DeviceId, ServiceCode, Ticks, digest_of
from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.office import Office, Paper
from queue_server.core.situation import MINUTE, Situation
from queue_server.core.ticket import State, Ticket

LONGEST_AGE = 24 * 60 * MINUTE
"""No paper is older than the business day it belongs to."""
DIGITS = 3


class _Number(NamedTuple):
    service: ServiceCode
    number: int
    label: str
    kiosk: DeviceId


def admit(now: Situation, command: c.AdmitPaper) -> list[e.Event]:
    """Let a paper wait whose kiosk is silent, by the time that stands on it."""
    office = now.office
    if office.day is None:
        raise Refused("day-closed", "no business day is open; a paper is valid on its day only")
    read = _read(now, command.label)
    _require_unknown(office, read)
    if read.kiosk not in command.silent:
        raise Refused(
            "kiosk-is-here",
            f"{read.kiosk} is connected and has not given out {read.label}; look at the"
            " paper again",
        )
    taken_ms = min(command.taken_ms or now.now.wall_ms, now.now.wall_ms)
    return [
        e.PaperAdmitted(
            request=command.request,
            ticket=command.ticket,
            day=office.day,
            service=read.service,
            number=read.number,
            label=read.label,
            ticket_class=command.ticket_class,
            issuer=read.kiosk,
            issued_ms=taken_ms,
            base_ticks=base_of(now, now.now.wall_ms - taken_ms),
        )
    ]


def base_of(now: Situation, age_ms: int) -> Ticks:
    """Return the seniority of a paper of this age; an age that cannot be is bounded."""
    return Ticks(now.now.ticks - min(max(age_ms, 0), LONGEST_AGE))


def admitted_before(office: Office, told: c.ReceiveTicket) -> Ticket | None:
    """Return the ticket as which an officer admitted the paper that its kiosk now tells of."""
    ours = (told.day, told.label, told.issuer)
    for one in office.tickets.values():
        if one.is_admitted and one.paper is None and (one.day, one.label, one.issuer) == ours:
            return one
    return None


def was_admitted(office: Office, told: c.ReceiveTicket) -> bool:
    """Tell whether a sealed day counted this paper already, because it was admitted."""
    return Paper(told.day, told.label, told.issuer) in office.admitted


def merge(now: Situation, told: c.ReceiveTicket, ticket: Ticket) -> list[e.Event]:
    """Give an admitted ticket what its kiosk knows of it: name, token, true age."""
    merged = e.PaperMerged(
        request=told.request,
        ticket=ticket.id,
        paper=told.ticket,
        day=told.day,
        service=told.service,
        number=told.number,
        issuer=told.issuer,
        token_digest=digest_of(told.token),
        issued_ms=told.issued_ms,
        base_ticks=base_of(now, told.age_ms),
    )
    if ticket.state is not State.CANCELLED or ticket.before is None:
        return [merged]
    back = e.CancelUndone(request=told.request, ticket=ticket.id, back_to=ticket.before.state.value)
    return [back, merged]


def _read(now: Situation, text: str) -> _Number:
    """Read a number as it stands on paper: `1012` or `A012`."""
    label = text.strip().upper()
    style = now.settings.office.number_style
    services = {prefix_of(one, style): one.code for one in now.settings.service}
    prefix, digits = label[:1], label[1:]
    if prefix not in services or len(digits) != DIGITS or not digits.isdecimal():
        example = f"{next(iter(services), '1')}012"
        raise Refused(
            "no-such-number", f"{label!r} is no number of this office; they look like {example}"
        )
    number = int(digits)
    for one in now.settings.kiosk:
        if one.first <= number <= one.last:
            return _Number(ServiceCode(services[prefix]), number, label, DeviceId(one.id))
    raise Refused("no-such-number", f"{label} is in the range of no kiosk of this office")


def _require_unknown(office: Office, read: _Number) -> None:
    """Refuse what the queue knows already, and what cannot be a paper of today."""
    for one in office.tickets.values():
        if one.label == read.label:
            raise Refused(f"admit-while-{one.state.value}", f"{read.label} is {one.state} already")
    told = [
        one.number
        for one in office.tickets.values()
        if one.issuer == read.kiosk and one.label[0] == read.label[0] and not one.is_admitted
    ]
    if read.number < max(told, default=0):
        raise Refused(
            "number-not-of-today",
            f"{read.kiosk} has told of later numbers and not of {read.label}: it was taken back, or"
            " the paper is of another day",
        )
