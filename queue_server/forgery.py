"""What a device may claim: facts about its own papers and counters, and about nobody else's.

The broker makes sure that a device speaks under its own name. What it says under that name is
looked at here, because a kiosk stands in a public hall, and its card can be taken out and changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from config.settings import Settings
from mot_cua.ids import DeviceId, TicketId
from mot_cua.messages import (
    AnyFact,
    DeviceFault,
    NumberVoided,
    PaperScanned,
    RatingPressed,
    ReasonChosen,
    TicketIssued,
    TicketPrinted,
)
from queue_server.core.ticket import Ticket


def objection(
    settings: Settings, tickets: Mapping[TicketId, Ticket], device: DeviceId, body: AnyFact
) -> str:
    """Say why a device cannot have done what it tells; empty when it can."""
    match body:
        case RatingPressed():
            return _to_rating(settings, device, body)
        case ReasonChosen():
            is_own = _is_kiosk(settings, device)
            return "" if is_own else f"the reason {body.reason}, told by what is no kiosk"
        case TicketIssued() | NumberVoided() | TicketPrinted() | PaperScanned():
            return _to_paper(settings, tickets, device, body)
        case DeviceFault():
            return ""


def _to_rating(settings: Settings, device: DeviceId, body: RatingPressed) -> str:
    if _is_kiosk(settings, device):
        is_own = body.counter == 0 and body.channel == "kiosk"
        return "" if is_own else f"a rating at counter {body.counter}, told by a kiosk"
    bridge = next((one for one in settings.bridge if one.id == device), None)
    if bridge is None:
        return ""
    counters = bridge.counters or [one.number for one in settings.counter]
    if body.channel == "panel" and body.counter in counters:
        return ""
    return f"a rating at counter {body.counter} by {body.channel}, which is not plugged in there"


def _to_paper(
    settings: Settings,
    tickets: Mapping[TicketId, Ticket],
    device: DeviceId,
    body: TicketIssued | NumberVoided | TicketPrinted | PaperScanned,
) -> str:
    if any(one.id == device for one in settings.bridge):
        return f"ticket {body.ticket}, told by a bridge, which has no paper"
    ticket = tickets.get(body.ticket)
    # A paper may be scanned at any kiosk of the office.
    if ticket is None or ticket.issuer == device or isinstance(body, PaperScanned):
        return ""
    return f"{ticket.label} is of {ticket.issuer}"


def _is_kiosk(settings: Settings, device: DeviceId) -> bool:
    return any(one.id == device for one in settings.kiosk)
